// What a small network has learnt: all its numbers in one row, and which of them are what. So a step of gradient
// descent, a snapshot and a file are each one loop.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/optimizer.h"
#include "core/random.h"
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

  /// Appends a part of equal numbers and says which one it is.
  std::size_t add(std::string name, core::Shape shape, Number value = 0) {
    parts.push_back({std::move(name), std::move(shape), values.size()});
    values.resize(values.size() + parts.back().count(), value);
    return parts.size() - 1;
  }
  /// … of normal numbers with mean 0.
  std::size_t add_normal(std::string name, core::Shape shape, double deviation, core::Random& random) {
    const std::size_t part = add(std::move(name), std::move(shape));
    for (std::size_t i = 0; i < parts[part].count(); ++i)
      begin_of(part)[i] = static_cast<Number>(random.normal(0, deviation));
    return part;
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

/// Adds a piece of a batch's gradient: `share` of the whole.
inline void add_share(std::vector<float>& gradient, float share, const std::vector<float>& of_piece) {
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += share * of_piece[i];
}

/// One step along the gradient, which has a number for each of the parameters.
template <class Optimizer>
std::optional<core::Error> step(Optimizer& optimizer, Parameters<float>& parameters, std::vector<float>& gradient) {
  const core::Shape shape{static_cast<std::int64_t>(parameters.values.size())};
  core::Tensor values{shape, std::move(parameters.values)}, along{shape, std::move(gradient)};
  std::optional<core::Error> error = core::step(optimizer, {&values}, {&along});
  parameters.values = std::move(values.data);
  gradient = std::move(along.data);
  return error;
}

/// The deviation that weights of so many inputs begin with: their variance is 1 ÷ (3 · inputs).
inline double usual_deviation(int inputs) { return 1 / std::sqrt(3.0 * inputs); }

}  // namespace models
