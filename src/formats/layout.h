// Which arrays of a file belong together: queries, keys and values, and the layers of a model.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formats/tensor_file.h"

namespace formats {

/// Arrays of a file that belong together as the arguments of attention. Numbers are indices into file.tensors.
struct RawAttention {
  std::string name;  // what their names have in common: "layers.0"; "" if they are just called q, k, v
  std::size_t queries = 0, keys = 0;
  std::optional<std::size_t> values;
  /// What a learnt scoring function needs: of the same beginning of the name, or the only ones in the file.
  std::optional<std::array<std::size_t, 3>> additive;  // W_q, W_k, w_v
  std::optional<std::size_t> bilinear;                 // W or W_a
  std::optional<std::size_t> mask;                     // mask, attn_mask, attention_mask, key_padding_mask, attn_bias
};

/// Finds arrays called q, k, v (or query, key, value; queries, keys, values), with anything before it that ends in
/// ".", "_", "/", "-" or a blank. Projections called W_q, W_k are no queries and keys. Whether shapes fit each other is
/// for others to say. Parameters may end in ".weight", as PyTorch saves them.
std::vector<RawAttention> find_raw_attention(const TensorFile& file);

/// Arrays of one shape whose names differ only in their numbers: a model's layers, saved one by one.
struct Stack {
  std::string name;                 // "layers.*.weights": an asterisk where the numbers differ
  std::vector<std::size_t> arrays;  // indices into file.tensors, ordered by their numbers, the last number fastest
  /// Matrices whose names hold a layer's and a head's number are a grid of layers × heads; otherwise heads = 1.
  std::int64_t layers = 1, heads = 1;
};

/// Finds stacks of two arrays or more of rank 2 to 4, in the order of their first arrays.
std::vector<Stack> find_stacks(const TensorFile& file);

}  // namespace formats
