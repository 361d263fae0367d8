// Only operations that IEEE 754 defines exactly are used (+ − × ÷ √ and bit patterns; CMake forbids fused
// multiply-adds in this file): the C library's log differs between platforms in the last digit.
#include "core/random.h"

#include <bit>
#include <cmath>

namespace attention_lab::core {
namespace {

/// ln x for 0 < x < 1: exponent from the bits, then ln m = 2 artanh((m − 1) / (m + 1)) as a power series.
double exact_steps_log(double x) {
  constexpr double kLn2 = 0.693147180559945309417232;
  const std::uint64_t pattern = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>((pattern >> 52) & 0x7ff) - 1023;
  double mantissa = std::bit_cast<double>((pattern & 0xfffffffffffffull) | 0x3ff0000000000000ull);  // [1, 2)
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    ++exponent;
  }
  const double ratio = (mantissa - 1) / (mantissa + 1);  // |ratio| < 0.172, so 12 terms reach double precision
  const double square = ratio * ratio;
  double series = 0;
  for (int term = 23; term >= 1; term -= 2) series = series * square + 1.0 / term;
  return 2 * ratio * series + exponent * kLn2;
}

}  // namespace

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15ull;
    std::uint64_t mixed = seed;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    word = mixed ^ (mixed >> 31);
  }
}

std::uint64_t Random::bits() {
  const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

double Random::uniform(double minimum, double maximum) { return minimum + (maximum - minimum) * uniform(); }

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double x, y, square;
  do {
    x = 2 * uniform() - 1;
    y = 2 * uniform() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * exact_steps_log(square) / square);
  spare_ = y * factor;
  has_spare_ = true;
  return x * factor;
}

double Random::normal(double mean, double deviation) { return mean + deviation * normal(); }

std::uint64_t Random::below(std::uint64_t bound) {
  const std::uint64_t uneven =
      (0 - bound) % bound;  // 2^64 mod bound: refusing that many values makes all equally likely
  std::uint64_t drawn;
  do drawn = bits();
  while (drawn < uneven);
  return drawn % bound;
}

Tensor random_uniform(Random& random, const Shape& shape, float minimum, float maximum) {
  Tensor tensor = make_tensor(shape);
  for (float& number : tensor.data) {
    do number = static_cast<float>(random.uniform(minimum, maximum));
    while (number >= maximum && maximum > minimum);  // rounding to float may reach the maximum
  }
  return tensor;
}

Tensor random_normal(Random& random, const Shape& shape, float mean, float deviation) {
  Tensor tensor = make_tensor(shape);
  for (float& number : tensor.data) number = static_cast<float>(random.normal(mean, deviation));
  return tensor;
}

}  // namespace attention_lab::core
