#include "core/optimizer.h"

#include <cmath>
#include <string>

namespace attention_lab::core {
namespace {

using Memory = std::vector<std::vector<double>>;

using MaybeError = std::optional<Error>;

MaybeError check_rate(double rate) {
  if (rate > 0 && std::isfinite(rate)) return std::nullopt;
  return Error{"rate", "is " + std::to_string(rate) + ", but a finite number > 0 is expected."};
}

MaybeError check_decay(const char* name, double decay) {
  if (decay >= 0 && decay < 1) return std::nullopt;
  return Error{name, "is " + std::to_string(decay) + ", but a number from 0 to below 1 is expected."};
}

/// `memory`: one list per parameter, as the first step left it, or empty before that.
MaybeError check(const std::vector<Tensor*>& parameters, const std::vector<const Tensor*>& gradients,
                 const Memory& memory) {
  if (parameters.size() != gradients.size()) {
    return Error{"gradients", "are " + std::to_string(gradients.size()) + ", but there are " +
                                  std::to_string(parameters.size()) + " parameters."};
  }
  if (!memory.empty() && memory.size() != parameters.size()) {
    return Error{"parameters", "are " + std::to_string(parameters.size()) + ", but at the steps before there were " +
                                   std::to_string(memory.size()) + "; each list needs an optimizer of its own."};
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor &parameter = *parameters[i], &gradient = *gradients[i];
    if (parameter.data.size() != gradient.data.size() || parameter.shape != gradient.shape) {
      return Error{"gradients", "number " + std::to_string(i) + " has shape " + shape_text(gradient.shape) +
                                    ", but its parameter has " + shape_text(parameter.shape) + "."};
    }
    if (!memory.empty() && memory[i].size() != parameter.data.size()) {
      return Error{"parameters", "number " + std::to_string(i) + " has " + std::to_string(parameter.data.size()) +
                                     " numbers, but at the steps before it had " + std::to_string(memory[i].size()) +
                                     "."};
    }
  }
  return std::nullopt;
}

void remember(Memory& memory, const std::vector<Tensor*>& parameters) {
  if (!memory.empty()) return;
  for (const Tensor* parameter : parameters) memory.emplace_back(parameter->data.size(), 0.0);
}

}  // namespace

std::optional<Error> step(Sgd& optimizer, const std::vector<Tensor*>& parameters,
                          const std::vector<const Tensor*>& gradients) {
  if (auto error = check_rate(optimizer.rate)) return error;
  if (auto error = check_decay("momentum", optimizer.momentum)) return error;
  if (auto error = check(parameters, gradients, optimizer.velocities)) return error;
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

std::optional<Error> step(Adam& optimizer, const std::vector<Tensor*>& parameters,
                          const std::vector<const Tensor*>& gradients) {
  if (auto error = check_rate(optimizer.rate)) return error;
  if (auto error = check_decay("first_decay", optimizer.first_decay)) return error;
  if (auto error = check_decay("second_decay", optimizer.second_decay)) return error;
  if (!(optimizer.epsilon > 0 && std::isfinite(optimizer.epsilon))) {
    return Error{"epsilon", "is " + std::to_string(optimizer.epsilon) + ", but a finite number > 0 is expected."};
  }
  if (auto error = check(parameters, gradients, optimizer.means)) return error;
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
      number = static_cast<float>(number - optimizer.rate * (mean / mean_correction) /
                                               (std::sqrt(square / square_correction) + optimizer.epsilon));
    }
  }
  return std::nullopt;
}

}  // namespace attention_lab::core
