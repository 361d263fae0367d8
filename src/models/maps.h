// A model's parameters, and where their gradients go, as Eigen's matrices. Internal to the models.
#pragma once

#include <vector>

#include "models/layers.h"
#include "models/parameters.h"

namespace models::layers {

template <class Number>
ConstMatrixMap<Number> square(const Parameters<Number>& from, std::size_t part) {
  const core::Shape& shape = from.parts[part].shape;
  return ConstMatrixMap<Number>(from.begin_of(part), shape[0], shape[1]);
}
template <class Number>
ConstRowMap<Number> row(const Parameters<Number>& from, std::size_t part) {
  return ConstRowMap<Number>(from.begin_of(part), from.parts[part].shape[0]);
}

/// dL/d the parameters, one after the other as their values.
template <class Number>
struct GradientParts {
  const Parameters<Number>& parameters;
  std::vector<Number>& numbers;

  MatrixMap<Number> square(std::size_t part) {
    const Part& place = parameters.parts[part];
    return MatrixMap<Number>(numbers.data() + place.begin, place.shape[0], place.shape[1]);
  }
  RowMap<Number> row(std::size_t part) {
    const Part& place = parameters.parts[part];
    return RowMap<Number>(numbers.data() + place.begin, place.shape[0]);
  }
};

}  // namespace models::layers
