// A model's gradient against central differences, in double precision.
#pragma once

#include <functional>
#include <vector>

#include "models/parameters.h"

/// `loss` is of the parameters as they are. Every number is moved a little to both sides and put back.
inline void check_gradient(models::Parameters<double>& parameters, const std::vector<double>& gradient,
                           const std::function<double()>& loss) {
  constexpr double kStep = 1e-4;
  REQUIRE(gradient.size() == parameters.values.size());
  for (const models::Part& part : parameters.parts) {
    CAPTURE(part.name);
    for (std::size_t i = part.begin; i < part.begin + part.count(); ++i) {
      double& value = parameters.values[i];
      const double before = value;
      const auto slope = [&](double step) {
        value = before + step;
        const double up = loss();
        value = before - step;
        const double down = loss();
        value = before;
        return (up - down) / (2 * step);
      };
      // Richardson: the error falls with the fourth power of the step.
      CHECK(gradient[i] == doctest::Approx((4 * slope(kStep) - slope(2 * kStep)) / 3).epsilon(1e-7).scale(0.01));
    }
  }
}
