// Tensors of attention: dense arrays of rank 0 to 5 in row-major (C) order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

/// Somebody's numbers, row-major as in an Array, which are read where they are: what the functions of the core take, so
/// that no array of the caller's is copied. Made of an Array without a word, or of a shape and any contiguous numbers:
///
///   attend({{queries, width}, {pointer, count}}, …)
///
/// It owns nothing, like std::string_view: the numbers must outlive it, and every function says if it keeps a view.
/// That shape and count fit is checked by the functions, not here.
template <class Number>
struct ArrayView {
  Shape shape;
  std::span<const Number> data;

  ArrayView() = default;
  ArrayView(const Array<Number>& array);
  ArrayView(Shape extents, std::span<const Number> numbers);
  ArrayView(Shape extents, const std::vector<Number>& numbers);

  int rank() const { return static_cast<int>(shape.size()); }
  bool empty() const { return data.empty(); }
  /// An Array of its own with the same numbers.
  Array<Number> copy() const;
};

using TensorView = ArrayView<float>;
extern template struct ArrayView<float>;  // every call makes some: what they consist of is compiled once

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
