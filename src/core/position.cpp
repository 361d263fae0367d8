#include "core/position.h"

#include <cmath>
#include <string>

namespace attention_lab::core {

Result<Tensor> positional_encoding(std::int64_t length, std::int64_t width, double base, std::int64_t first_position) {
  constexpr std::int64_t kLargest = 1 << 24;  // more numbers than any picture or model here needs, and within memory
  if (length < 0 || length > kLargest)
    return Error{"length", "is " + std::to_string(length) + ", but 0 … 16777216 is expected."};
  if (width < 1 || width > kLargest)
    return Error{"width", "is " + std::to_string(width) + ", but 1 … 16777216 is expected."};
  if (length * width > 4 * kLargest)
    return Error{"length", "× width is " + std::to_string(length * width) + ", but at most 67108864 numbers are made."};
  if (!(base > 0 && std::isfinite(base))) return Error{"base", "must be a finite number > 0."};
  Tensor encoding = make_tensor({length, width});
  for (std::int64_t pair = 0; pair < width; pair += 2) {
    const double wavelength = std::pow(base, static_cast<double>(pair) / static_cast<double>(width));
    for (std::int64_t row = 0; row < length; ++row) {
      const double angle = static_cast<double>(first_position + row) / wavelength;
      float* at = encoding.data.data() + row * width + pair;
      at[0] = static_cast<float>(std::sin(angle));
      if (pair + 1 < width) at[1] = static_cast<float>(std::cos(angle));
    }
  }
  return encoding;
}

}  // namespace attention_lab::core
