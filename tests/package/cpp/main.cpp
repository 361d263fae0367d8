// Uses the core as anybody would, and says what is wrong with it. With the argument `misuse` it reads the value of a
// result that has none.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include <attention_lab/core/attention.h>
#include <attention_lab/core/gradients.h>
#include <attention_lab/core/multi_head.h>
#include <attention_lab/core/normalization.h>
#include <attention_lab/core/optimizer.h>
#include <attention_lab/core/pooling.h>
#include <attention_lab/core/position.h>
#include <attention_lab/core/random.h>
#include <attention_lab/core/regression.h>
#include <attention_lab/core/result.h>
#include <attention_lab/core/steps.h>
#include <attention_lab/core/summary.h>
#include <attention_lab/core/tensor.h>
#include <attention_lab/core/version.h>
#include <attention_lab/core/window.h>

#include "plugin.h"

namespace core {}  // namespace core

namespace lab = attention_lab::core;

// Every byte that is asked for, by the core, too.
static std::size_t asked_for = 0;
void* operator new(std::size_t size) {
  asked_for += size;
  void* memory = std::malloc(size);
  if (!memory) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

int faults = 0;
void check(bool is_so, const char* claim) {
  if (is_so) return;
  std::printf("not so: %s\n", claim);
  ++faults;
}
bool near(float a, double b) { return std::abs(a - b) < 1e-5; }

/// One query and 65,536 keys in an array of somebody's own: 4 MB that nobody copies. The boxcar goes row by row; what
/// it needs of its own is one row of weights.
void check_that_nothing_is_copied() {
  constexpr std::int64_t kKeys = 1 << 16, kWidth = 16;
  static float keys[kKeys * kWidth];
  for (std::int64_t i = 0; i < kKeys; ++i) keys[i * kWidth] = i == 5 ? 0.0f : 9.0f;
  const float query[kWidth] = {};
  lab::AttentionOptions options;
  options.scoring = lab::Scoring::kBoxcar;
  const std::size_t before = asked_for;
  const lab::TensorView view{{kKeys, kWidth}, keys};
  const auto attention = lab::attend({{1, kWidth}, query}, view, view, options);
  const std::size_t taken = asked_for - before;
  check(taken < sizeof keys / 4, "attention copies neither the keys nor the values");
  check(attention && attention->output.data.size() == kWidth && attention->output.data[0] == 0,
        "the query sees the one key in its reach");
}

}  // namespace

int main(int count, char** arguments) {
  // Scores 1 and 0, the third key masked: weights e ÷ (e + 1), 1 ÷ (e + 1) and 0.
  const double first = std::exp(1.0) / (std::exp(1.0) + 1);
  const std::vector<float> numbers = attend_in_plugin();
  check(numbers.size() == 4, "the plug-in has an answer");
  if (numbers.size() == 4) {
    check(near(numbers[0], first) && near(numbers[1], 1 - first) && numbers[2] == 0,
          "the weights are those of the formula");
    check(near(numbers[3], 10 * first + 20 * (1 - first)), "the output is the mean of the values with these weights");
  }
  lab::Result<lab::Attention> refused = lab::attend({{1, 2}, {1, 0}}, {{1, 3}, {1, 0, 0}}, {{1, 1}, {1}});
  check(!refused && refused.error().text().find("keys: have width 3") == 0, "a wrong shape is refused with a sentence");
  check(std::strcmp(lab::kVersion, PACKAGE_VERSION) == 0, "the version header and the package agree");
  check(ATTENTION_LAB_VERSION_MAJOR * 100 + ATTENTION_LAB_VERSION_MINOR >= 1, "the version can be compared in #if");
  check_that_nothing_is_copied();
  if (count > 1 && std::strcmp(arguments[1], "misuse") == 0) return static_cast<int>(refused->output.data.size());
  return faults;
}
