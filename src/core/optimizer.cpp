#include "core/optimizer.h"

#include <cmath>
#include <string>

namespace attention_lab::core {
namespace {

using Memory = std::vector<std::vector<double>>;

std::optional<Error> check(const std::vector<Tensor*>& parameters, const std::vector<const Tensor*>& gradients) {
  if (parameters.size() != gradients.size()) {
    return Error{"gradients", "are " + std::to_string(gradients.size()) + ", but there are " + std::to_string(parameters.size()) + " parameters."};
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i]->data.size() == gradients[i]->data.size() && parameters[i]->shape == gradients[i]->shape) continue;
    return Error{"gradients", "number " + std::to_string(i) + " has shape " + shape_text(gradients[i]->shape) +
                                  ", but its parameter has " + shape_text(parameters[i]->shape) + "."};
  }
  return std::nullopt;
}

void remember(Memory& memory, const std::vector<Tensor*>& parameters) {
  if (memory.size() == parameters.size()) return;
  memory.clear();
  for (const Tensor* parameter : parameters) memory.emplace_back(parameter->data.size(), 0.0);
}

}  // namespace

std::optional<Error> step(Sgd& optimizer, const std::vector<Tensor*>& parameters, const std::vector<const Tensor*>& gradients) {
  if (auto error = check(parameters, gradients)) return error;
  remember(optimizer.velocities, parameters);
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    for (std::size_t i = 0; i < parameters[p]->data.size(); ++i) {
      double& velocity = optimizer.velocities[p][i];
      velocity = optimizer.momentum * velocity + gradients[p]->data[i];
      float& number = parameters[p]->data[i];
      number = static_cast<float>(number - optimizer.rate * velocity);
    }
  }
  return std::nullopt;
}

std::optional<Error> step(Adam& optimizer, const std::vector<Tensor*>& parameters, const std::vector<const Tensor*>& gradients) {
  if (auto error = check(parameters, gradients)) return error;
  remember(optimizer.means, parameters);
  remember(optimizer.squares, parameters);
  ++optimizer.steps;
  const double mean_correction = 1 - std::pow(optimizer.first_decay, static_cast<double>(optimizer.steps));
  const double square_correction = 1 - std::pow(optimizer.second_decay, static_cast<double>(optimizer.steps));
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    for (std::size_t i = 0; i < parameters[p]->data.size(); ++i) {
      const double gradient = gradients[p]->data[i];
      double &mean = optimizer.means[p][i], &square = optimizer.squares[p][i];
      mean = optimizer.first_decay * mean + (1 - optimizer.first_decay) * gradient;
      square = optimizer.second_decay * square + (1 - optimizer.second_decay) * gradient * gradient;
      float& number = parameters[p]->data[i];
      number = static_cast<float>(number - optimizer.rate * (mean / mean_correction) / (std::sqrt(square / square_correction) + optimizer.epsilon));
    }
  }
  return std::nullopt;
}

}  // namespace attention_lab::core
