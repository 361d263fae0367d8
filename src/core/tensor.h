// Tensors of attention: dense arrays of rank 0 to 5 in row-major (C) order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "alias.h"

namespace attention_lab::core {

using Shape = std::vector<std::int64_t>;  // every extent ≥ 0; empty = one number

/// A dense array that owns its numbers, last axis contiguous.
/// Attention reads it as (batch, heads, length, width); (batch, length, width) has one head, as in the book, and
/// (length, width) is one batch of one head.
template <class Number>
struct Array {
  Shape shape;
  std::vector<Number> data;  // product of the extents

  bool operator==(const Array&) const = default;

  int rank() const { return static_cast<int>(shape.size()); }
  bool empty() const { return data.empty(); }
};

using Tensor = Array<float>;
using IntegerTensor = Array<std::int32_t>;
using ByteTensor = Array<std::uint8_t>;

/// The product of the extents; 1 for an empty shape, −1 if an extent is negative, the largest number if it is larger.
std::int64_t element_count(const Shape& shape);

/// Why a tensor without numbers is refused: it fits into no memory at all, and yet somebody would walk through its
/// 2,147,483,647 empty rows. The sentence begins with "has shape"; empty if all is well.
std::string endless_shape(const Shape& shape);

/// A tensor of this shape with every number equal to `fill`.
Tensor make_tensor(const Shape& shape, float fill = 0);

/// "(2, 3, 4)", as error sentences show it.
std::string shape_text(const Shape& shape);

}  // namespace attention_lab::core
