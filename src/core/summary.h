// What a row of weights says, in one number.
#pragma once

#include "result.h"
#include "tensor.h"

namespace attention_lab::core {

/// One number per row; rows run along the last axis of `weights`.
struct RowSummaries {
  Tensor entropy;             // nats: −Σ w ln w; 0 = all on one key, ln(keys) = spread evenly
  Tensor largest;             // the largest weight
  IntegerTensor largest_key;  // its key, the first of equals; −1 for a row of zeros
  Tensor effective_keys;      // exp(entropy): over how many keys the row is spread; 0 for a row of zeros
};

/// weights (…, keys), each ≥ 0 and each row summing to 1 or 0. A row with NaN gives NaN and key −1.
Result<RowSummaries> summarise_rows(const TensorView& weights);

}  // namespace attention_lab::core
