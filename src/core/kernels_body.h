// The kernels, written once and compiled for several instruction sets: each kernels_*.cpp defines LAB_KERNELS, the name
// of its table, and includes this file. No standard headers with inline functions here: the linker keeps one copy of
// those, and it must not be one that older processors cannot run.
#include "core/kernels.h"
#include "core/lanes.h"

namespace core {
namespace {

// Registers: kGroup × 2 sums, 2 vectors of keys and 1 query number must fit.
#if defined(__AVX512F__)
constexpr int kGroup = 12;  // of 32
#elif defined(__AVX2__) || defined(__wasm_relaxed_simd__)
constexpr int kGroup = 6;  // of 16; the browsers' engines keep one for themselves
#else
constexpr int kGroup = 4;  // of 16; without fused multiply-add products need registers too
#endif
constexpr int kPanel = 2 * kLanes;

/// sums[row][·] += Σ_k a[k · kStep + row · kRowStep] · b[k · b_stride + ·]: the one inner loop of both products.
template <int kStep, int kRowStep>
LAB_INLINE void sum_products(const float* a, const float* b, std::ptrdiff_t b_stride, std::ptrdiff_t depth, Lanes (&sums)[kGroup][2]) {
  LAB_UNROLL(1)
  for (std::ptrdiff_t k = 0; k < depth; ++k) {
    const Lanes left = load(b), right = load(b + kLanes);
    LAB_UNROLL(16)
    for (int row = 0; row < kGroup; ++row) {
      const Lanes number = splat(a[row * kRowStep]);
      sums[row][0] = multiply_add(number, left, sums[row][0]);
      sums[row][1] = multiply_add(number, right, sums[row][1]);
    }
    a += kStep;
    b += b_stride;
  }
}

void pack_panels(const float* rows, std::ptrdiff_t count, std::ptrdiff_t width, float* panels) {
  for (std::ptrdiff_t first = 0; first < count; first += kPanel) {
    const std::ptrdiff_t here = count - first < kPanel ? count - first : kPanel;
    for (std::ptrdiff_t key = 0; key < here; ++key) {
      const float* row = rows + (first + key) * width;
      for (std::ptrdiff_t c = 0; c < width; ++c) panels[c * kPanel + key] = row[c];
    }
    for (std::ptrdiff_t key = here; key < kPanel; ++key) {
      for (std::ptrdiff_t c = 0; c < width; ++c) panels[c * kPanel + key] = 0;
    }
    panels += width * kPanel;
  }
}

void score_tile(const float* queries, const float* panels, std::ptrdiff_t panel_count, std::ptrdiff_t width, float* tile) {
  for (std::ptrdiff_t panel = 0; panel < panel_count; ++panel) {
    Lanes sums[kGroup][2] = {};
    sum_products<kGroup, 1>(queries, panels + panel * width * kPanel, kPanel, width, sums);
    LAB_UNROLL(16)
    for (int row = 0; row < kGroup; ++row) {
      store(tile + row * kTileKeys + panel * kPanel, sums[row][0]);
      store(tile + row * kTileKeys + panel * kPanel + kLanes, sums[row][1]);
    }
  }
}

float maximum(const float* row, std::ptrdiff_t count, float start) {
  std::ptrdiff_t i = 0;
  if (count >= kLanes) {
    Lanes largest = splat(start);
    for (; i + kLanes <= count; i += kLanes) largest = larger(largest, load(row + i));
    largest = reduce(largest, larger);
    start = start < largest[0] ? largest[0] : start;
  }
  for (; i < count; ++i) start = start < row[i] ? row[i] : start;
  return start;
}

/// 2^x for x ≤ 127, by 2^(n + f) = 2^n · 2^f with n whole and |f| ≤ ½. 0 for x ≤ −127; NaN stays NaN.
/// The polynomial is 2^f's best of degree 5 in relative error (1.1e-7), with 2^0 = 1 exactly.
LAB_INLINE Lanes power_of_two(Lanes x) {
  const Lanes magic = splat(12582912.0f + 127.0f);  // 1.5 · 2^23 + 127: adding it rounds x and leaves n + 127 in the lowest bits
  x = larger(x, splat(-127.0f));
  const Lanes rounded = x + magic;
  const Lanes f = x - (rounded - magic);
  Lanes power = splat(1.326472725e-3f);
  power = multiply_add(power, f, splat(9.671512688e-3f));
  power = multiply_add(power, f, splat(5.550733744e-2f));
  power = multiply_add(power, f, splat(2.402224208e-1f));
  power = multiply_add(power, f, splat(6.931469776e-1f));
  power = multiply_add(power, f, splat(1.0f));
  return power * exponent_bits(rounded);
}

/// The maximum is subtracted first, so that the largest gives exactly 1 however large it is.
LAB_INLINE Lanes exponential(Lanes scores, Lanes maximum_score) {
  return power_of_two((scores - maximum_score) * splat(1.44269504f));  // e^x = 2^(x / ln 2)
}

float exponentiate(float* row, std::ptrdiff_t count, float maximum_score) {
  const Lanes subtract = splat(maximum_score);
  Lanes sums = splat(0.0f);
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Lanes power = exponential(load(row + i), subtract);
    store(row + i, power);
    sums += power;
  }
  float sum = 0;
  if (i < count) {
    float rest[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) rest[lane] = i + lane < count ? row[i + lane] : -__builtin_inff();
    store(rest, exponential(load(rest), subtract));
    for (int lane = 0; i + lane < count; ++lane) row[i + lane] = rest[lane], sum += rest[lane];
  }
  return sum + reduce(sums, [](Lanes a, Lanes b) { return a + b; })[0];
}

void scale(const float* row, std::ptrdiff_t count, float factor, float* result) {
  const Lanes by = splat(factor);
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(result + i, load(row + i) * by);
  for (; i < count; ++i) result[i] = row[i] * factor;
}

void mix_values(const float* tile, std::ptrdiff_t key_count, const float* values, std::ptrdiff_t value_stride,
                std::ptrdiff_t panel_count, float* sums, std::ptrdiff_t sum_stride) {
  for (std::ptrdiff_t panel = 0; panel < panel_count; ++panel) {
    float* at = sums + panel * kPanel;
    Lanes mixed[kGroup][2];
    LAB_UNROLL(16)
    for (int row = 0; row < kGroup; ++row) {
      mixed[row][0] = load(at + row * sum_stride);
      mixed[row][1] = load(at + row * sum_stride + kLanes);
    }
    sum_products<1, static_cast<int>(kTileKeys)>(tile, values + panel * kPanel, value_stride, key_count, mixed);
    LAB_UNROLL(16)
    for (int row = 0; row < kGroup; ++row) {
      store(at + row * sum_stride, mixed[row][0]);
      store(at + row * sum_stride + kLanes, mixed[row][1]);
    }
  }
}

}  // namespace

extern const Kernels LAB_KERNELS;
const Kernels LAB_KERNELS = {kGroup, kPanel, pack_panels, score_tile, maximum, exponentiate, scale, mix_values};

}  // namespace core
