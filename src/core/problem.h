// An attention problem whose arguments have been checked and promoted to (batch, heads, length, width), with the
// past keys and values prepended. Internal to the core.
#pragma once

#include "core/attention.h"
#include "core/masks.h"

namespace attention_lab::core {

struct Problem {
  ScoreShape shape;
  std::int64_t key_heads = 1, width = 0, key_width = 0, value_width = 0;
  const float* queries = nullptr;       // (batch, heads, queries, width)
  const float* keys = nullptr;          // (batch, key heads, keys, key width)
  const float* values = nullptr;        // (batch, key heads, keys, value width)
  Tensor present_keys, present_values;  // hold keys and values if there are past ones
  ResolvedMask mask;
  Scoring scoring = Scoring::kScaledDotProduct;
  const ScoringParameters* parameters = nullptr;
  float multiplier = 1;  // scale ÷ temperature
  float softcap = 0;     // 0 = none

  std::int64_t key_head_of(std::int64_t head) const { return head / (shape.heads / key_heads); }
  const float* queries_of(std::int64_t batch, std::int64_t head) const {
    return queries + (batch * shape.heads + head) * shape.queries * width;
  }
  const float* keys_of(std::int64_t batch, std::int64_t head) const {
    return keys + (batch * key_heads + key_head_of(head)) * shape.keys * key_width;
  }
  const float* values_of(std::int64_t batch, std::int64_t head) const {
    return values + (batch * key_heads + key_head_of(head)) * shape.keys * value_width;
  }
  /// (…, queries, last), with the rank of the queries; last < 0 leaves that axis out.
  Shape result_shape(std::int64_t last) const;
};

/// Refers to the arguments, which must outlive it.
Result<Problem> pose(const TensorView& queries, const TensorView& keys, const TensorView& values,
                     const AttentionOptions& options);

}  // namespace attention_lab::core
