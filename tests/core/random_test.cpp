#include "core/random.h"

#include <cmath>

#include <doctest/doctest.h>

TEST_CASE("the generator is xoshiro256 plus plus seeded by splitmix64") {
  // splitmix64(0) gives these four words of state (published test values); the outputs follow by hand from the rule.
  core::Random random(0);
  const std::uint64_t state0 = 0xe220a8397b1dcdafull, state3 = 0xf88bb8a8724c81ecull;
  const std::uint64_t sum = state0 + state3;
  CHECK(random.bits() == ((sum << 23) | (sum >> 41)) + state0);
}

TEST_CASE("the same seed gives the same normal numbers on every platform") {
  core::Random random(42);
  double sum = 0;
  std::uint64_t hash = 0;
  for (int i = 0; i < 1000; ++i) {
    const double x = random.normal();
    sum += x;
    std::uint64_t pattern;
    __builtin_memcpy(&pattern, &x, 8);
    hash = (hash ^ pattern) * 0x100000001b3ull;
  }
  CHECK(std::abs(sum / 1000) < 0.1);
  CHECK(hash == 16707498943884642821ull);  // recomputed by tests/golden/core_random.py
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
  core::Random random(7);
  double first = 0, second = 0, fourth = 0;
  const int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double x = random.normal();
    first += x;
    second += x * x;
    fourth += x * x * x * x;
  }
  CHECK(std::abs(first / count) < 0.01);
  CHECK(std::abs(second / count - 1) < 0.015);
  CHECK(std::abs(fourth / count - 3) < 0.1);
}

TEST_CASE("uniform numbers stay in their range and bounded ones reach every value") {
  core::Random random(1);
  double sum = 0;
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) {
    const double x = random.uniform(-2, 3);
    REQUIRE(x >= -2);
    REQUIRE(x < 3);
    sum += x;
    ++counts[random.below(7)];
  }
  CHECK(sum / 70000 == doctest::Approx(0.5).epsilon(0.05));
  for (int count : counts) CHECK(std::abs(count - 10000) < 400);
}
