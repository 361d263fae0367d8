// Seeded random numbers that are the same, bit for bit, natively and in WebAssembly: a shared link must not lie.
#pragma once

#include <cstdint>

#include "tensor.h"

namespace attention_lab::core {

/// xoshiro256++ (Blackman and Vigna, 2019), its state filled from the seed by splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t bits();                            // 64 random bits
  double uniform();                                // in [0, 1), 53 random bits
  double uniform(double minimum, double maximum);  // in [minimum, maximum)
  double normal();                                 // mean 0, variance 1 (Marsaglia's polar method)
  double normal(double mean, double deviation);
  std::uint64_t below(std::uint64_t bound);  // 0 … bound − 1, all equally likely; bound ≥ 1

 private:
  std::uint64_t state_[4];
  double spare_ = 0;  // the polar method makes two numbers at a time
  bool has_spare_ = false;
};

/// A tensor of independent numbers in [minimum, maximum).
Tensor random_uniform(Random& random, const Shape& shape, float minimum = 0, float maximum = 1);
/// A tensor of independent normal numbers.
Tensor random_normal(Random& random, const Shape& shape, float mean = 0, float deviation = 1);

}  // namespace attention_lab::core
