// Multi-head attention with projections (Vaswani et al. 2017; book, section 10.5).
#pragma once

#include "attention.h"

namespace attention_lab::core {

/// Projections as PyTorch's Linear has them: y = W x + b. Missing (empty) weights mean the identity, missing biases 0.
struct MultiHeadParameters {
  std::int64_t heads = 1;
  Tensor query_weights, query_bias;    // W_q (hidden, query width), b_q (hidden)
  Tensor key_weights, key_bias;        // W_k (hidden, key width), b_k (hidden)
  Tensor value_weights, value_bias;    // W_v (value hidden, value width), b_v (value hidden)
  Tensor output_weights, output_bias;  // W_o (output width, value hidden), b_o (output width)
};

struct MultiHeadAttention {
  Tensor output;                                // (batch, queries, output width)
  Tensor weights;                               // (batch, heads, queries, keys)
  Tensor projected_queries;                     // (batch, heads, queries, hidden ÷ heads): split into heads
  Tensor projected_keys, projected_values;      // (batch, heads, keys, …)
  Tensor head_outputs;                          // (batch, heads, queries, value hidden ÷ heads): before merging
  std::vector<std::int64_t> fully_masked_rows;  // into the flattened (batch, heads, queries)
};

/// queries (batch, queries, query width), keys (batch, keys, key width), values (batch, keys, value width); rank 2 is
/// one batch. hidden and value hidden must be multiples of the heads. Each head attends by the scaled dot product,
/// scale 1/√(hidden ÷ heads). Masks broadcast against (batch, heads, queries, keys).
Result<MultiHeadAttention> multi_head_attention(const TensorView& queries, const TensorView& keys,
                                                const TensorView& values, const MultiHeadParameters& parameters,
                                                const Mask& mask = {});

/// (batch, length, heads · width) → (batch, heads, length, width), and back. Of sound shapes.
Tensor split_heads(const TensorView& joined, std::int64_t heads);
Tensor merge_heads(const TensorView& split);

/// x (…, in) → x Wᵀ + b, (…, out): weights (out, in), bias (out) or empty.
Result<Tensor> linear(const TensorView& input, const TensorView& weights, const TensorView& bias = {});

}  // namespace attention_lab::core
