// What a small network has learnt: all its numbers in one row, and which of them are what. So a step of gradient
// descent, a snapshot and a file are each one loop.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace models {

/// A tensor among the numbers: as PyTorch's state_dict names and shapes it.
struct Part {
  std::string name;
  core::Shape shape;
  std::size_t begin = 0;  // its first number
  std::size_t count() const { return static_cast<std::size_t>(core::element_count(shape)); }
};

/// In single precision to train, in double for the tests' truth.
template <class Number>
struct Parameters {
  std::vector<Part> parts;
  std::vector<Number> values;  // of all parts, one after the other

  /// Appends a part of zeros and says which one it is.
  std::size_t add(std::string name, core::Shape shape) {
    parts.push_back({std::move(name), std::move(shape), values.size()});
    values.resize(values.size() + parts.back().count());
    return parts.size() - 1;
  }
  Number* begin_of(std::size_t part) { return values.data() + parts[part].begin; }
  const Number* begin_of(std::size_t part) const { return values.data() + parts[part].begin; }
};

/// Makes the gradient as short as `longest`, if it is longer. Returns how long it was.
template <class Number>
double clip(std::vector<Number>& gradient, double longest) {
  double squares = 0;
  for (const Number value : gradient) squares += static_cast<double>(value) * static_cast<double>(value);
  const double length = std::sqrt(squares);
  if (length > longest)
    for (Number& value : gradient) value = static_cast<Number>(static_cast<double>(value) * (longest / length));
  return length;
}

}  // namespace models
