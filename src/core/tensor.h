// Tensors of attention: dense float arrays of rank 0 to 5 in row-major (C) order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace core {

/// A dense array that owns its numbers, last axis contiguous.
/// Attention reads it as (batch, heads, length, width); lower ranks are promoted on the left.
struct Tensor {
  std::vector<std::int64_t> shape;  // every extent ≥ 0; empty = one number
  std::vector<float> data;          // product of the extents

  bool operator==(const Tensor&) const = default;
};

}  // namespace core
