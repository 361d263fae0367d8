#include "core/tensor.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace attention_lab::core {

namespace {

/// The product of numbers > 0, or the largest there is.
std::int64_t product(const Shape& extents) {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  std::int64_t result = 1;
  for (std::int64_t extent : extents) result = extent > kLargest / result ? kLargest : result * extent;
  return result;
}

}  // namespace

template <class Number>
ArrayView<Number>::ArrayView(const Array<Number>& array) : shape(array.shape), data(array.data) {}

template <class Number>
ArrayView<Number>::ArrayView(Shape extents, std::span<const Number> numbers)
    : shape(std::move(extents)), data(numbers) {}

template <class Number>
ArrayView<Number>::ArrayView(Shape extents, const std::vector<Number>& numbers)
    : shape(std::move(extents)), data(numbers) {}

template <class Number>
Array<Number> ArrayView<Number>::copy() const {
  return {shape, {data.begin(), data.end()}};
}

template struct ArrayView<float>;

std::int64_t element_count(const Shape& shape) {
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 0; })) return -1;
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  return product(shape);
}

std::string endless_shape(const Shape& shape) {
  constexpr std::int64_t kMost = 1 << 20;
  if (element_count(shape) != 0) return "";
  Shape others = shape;
  others.erase(std::remove(others.begin(), others.end(), 0), others.end());
  if (product(others) <= kMost) return "";
  return "has shape " + shape_text(shape) +
         ", which holds no numbers; its other extents may then multiply to at most " + std::to_string(kMost) + ".";
}

Tensor make_tensor(const Shape& shape, float fill) {
  return {shape, std::vector<float>(static_cast<std::size_t>(element_count(shape)), fill)};
}

std::string shape_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(shape[axis]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace attention_lab::core
