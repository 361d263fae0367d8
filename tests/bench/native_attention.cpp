// Native attention, one thread: prints milliseconds per call, best of several, for each length on the command line.
// tests/bench/native.py runs it in turns with PyTorch.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/attention.h"
#include "core/random.h"

int main(int count, char** lengths) {
  core::Random random(1);
  for (int i = 1; i < count; ++i) {
    const std::int64_t length = std::atoll(lengths[i]);
    const auto make = [&] { return core::random_normal(random, {1, 8, length, 64}); };
    const core::Tensor queries = make(), keys = make(), values = make();
    double best = 1e9, spent = 0;
    while (spent < 0.3) {
      const auto start = std::chrono::steady_clock::now();
      const auto result = core::attend(queries, keys, values);
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      if (!result) return 1;
      if (seconds < best) best = seconds;
      spent += seconds;
    }
    std::printf("%lld %.4f\n", static_cast<long long>(length), best * 1000);
  }
}
