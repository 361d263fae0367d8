// The five ways in which the note selects from the same items: average, maximum, fully connected, convolution and
// attention. Only the last one listens to the query.
#pragma once

#include <optional>
#include <string_view>

#include "attention.h"

namespace attention_lab::core {

enum class Pooling { kAverage, kMaximum, kFullyConnected, kConvolution, kAttention };

/// "average", "max", "fully_connected", "convolution", "attention"
std::string_view pooling_name(Pooling pooling);
std::optional<Pooling> pooling_from_name(std::string_view name);

/// Only what the chosen pooling needs is read.
struct PoolingInputs {
  Tensor values;             // (items, value width): every pooling
  Tensor keys;               // (items, d): convolution, attention
  Tensor query;              // (d): attention
  Tensor filter;             // (d): convolution: the one question that it asks every item
  Tensor fixed_weights;      // (items): fully connected: what training has left there, used as it is
  Tensor saliences;          // (items), optional: maximum: the most salient item is taken
  AttentionOptions options;  // attention and convolution: scoring, scale, temperature, softcap, mask
};

struct Pooled {
  Tensor weights;  // (items)
  Tensor output;   // (value width): Σ weight · value, except for the maximum without saliences
  Tensor scores;   // (items): attention and convolution: × scale ÷ temperature; empty otherwise
};

/// average: 1 ÷ items each. max: with saliences, the first most salient item alone; without, the largest number of
/// each value column, and as weights the share of the columns that each item won. fully connected: the given weights.
/// convolution: attention whose query is the filter, whatever is wished for. attention: attend() with the query.
Result<Pooled> pool(Pooling pooling, const PoolingInputs& inputs);

}  // namespace attention_lab::core
