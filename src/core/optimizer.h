// Gradient descent, plain and adaptive.
#pragma once

#include <optional>
#include <vector>

#include "result.h"
#include "tensor.h"

namespace attention_lab::core {

/// parameter ← parameter − rate · gradient, with momentum v ← momentum · v + gradient instead of the gradient.
struct Sgd {
  double rate = 0.1;                            // > 0
  double momentum = 0;                          // 0 … below 1
  std::vector<std::vector<double>> velocities;  // one per parameter, made by the first step
};

/// Kingma and Ba 2015, with bias correction.
struct Adam {
  double rate = 0.001;                             // > 0
  double first_decay = 0.9, second_decay = 0.999;  // 0 … below 1
  double epsilon = 1e-8;                           // > 0
  std::int64_t steps = 0;
  std::vector<std::vector<double>> means, squares;  // one per parameter, made by the first step
};

/// One step of every parameter along its gradient, in place: the same list in the same order at every step.
/// Errors if a number is out of range, if the lists or the shapes do not fit one another, or not the steps before;
/// then nothing is changed.
std::optional<Error> step(Sgd& optimizer, const std::vector<Tensor*>& parameters,
                          const std::vector<const Tensor*>& gradients);
std::optional<Error> step(Adam& optimizer, const std::vector<Tensor*>& parameters,
                          const std::vector<const Tensor*>& gradients);

}  // namespace attention_lab::core
