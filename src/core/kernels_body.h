// The kernels, written once and compiled for several instruction sets: each kernels_*.cpp defines LAB_KERNELS, the name
// of its table, and includes this file. No standard headers with inline functions here: the linker keeps one copy of
// those, and it must not be one that older processors cannot run.
#include "core/kernels.h"
#include "core/lanes.h"

namespace attention_lab::core {
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

/// sums[row][·] += Σ_k a[k · kStep + row · kRowStep] · b[k · kPanel + ·]: the one inner loop of both products.
template <int kStep, int kRowStep>
LAB_INLINE void sum_products(const float* a, const float* b, std::ptrdiff_t depth, Lanes (&sums)[kGroup][2]) {
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
    b += kPanel;
  }
}

/// A block of 4 × 4 numbers, transposed; strides in numbers.
LAB_INLINE void transpose_block(const float* from, std::ptrdiff_t from_stride, float factor, float* to,
                                std::ptrdiff_t to_stride) {
  const auto row = [&](int i) { return (Quad) * reinterpret_cast<const UnalignedQuad*>(from + i * from_stride); };
  const auto put = [&](int i, Quad numbers) {
    *reinterpret_cast<UnalignedQuad*>(to + i * to_stride) = numbers * factor;
  };
  const Quad left01 = __builtin_shufflevector(row(0), row(1), 0, 4, 1, 5),
             right01 = __builtin_shufflevector(row(0), row(1), 2, 6, 3, 7);
  const Quad left23 = __builtin_shufflevector(row(2), row(3), 0, 4, 1, 5),
             right23 = __builtin_shufflevector(row(2), row(3), 2, 6, 3, 7);
  put(0, __builtin_shufflevector(left01, left23, 0, 1, 4, 5));
  put(1, __builtin_shufflevector(left01, left23, 2, 3, 6, 7));
  put(2, __builtin_shufflevector(right01, right23, 0, 1, 4, 5));
  put(3, __builtin_shufflevector(right01, right23, 2, 3, 6, 7));
}

void pack_panels(const float* rows, std::ptrdiff_t count, std::ptrdiff_t width, std::ptrdiff_t panel, float factor,
                 float* panels) {
  for (std::ptrdiff_t first = 0; first < count; first += panel, rows += panel * width, panels += panel * width) {
    const std::ptrdiff_t here = count - first < panel ? count - first : panel;
    std::ptrdiff_t c = 0;
    for (; here == panel && c + 4 <= width; c += 4) {
      for (std::ptrdiff_t row = 0; row < panel; row += 4) {
        const std::ptrdiff_t start = row + 4 <= panel ? row : panel - 4;  // the last four of six: two of them once more
        transpose_block(rows + start * width + c, width, factor, panels + c * panel + start, panel);
      }
    }
    for (; c < width; ++c) {
      for (std::ptrdiff_t row = 0; row < panel; ++row)
        panels[c * panel + row] = row < here ? rows[row * width + c] * factor : 0;
    }
  }
}

void pack_columns(const float* rows, std::ptrdiff_t count, std::ptrdiff_t width, float* panels) {
  for (std::ptrdiff_t first = 0; first < width; first += kPanel) {
    const float* row = rows + first;
    for (std::ptrdiff_t i = 0; i < count; ++i, row += width, panels += kPanel) {
      if (width - first >= kPanel) {
        store(panels, load(row));
        store(panels + kLanes, load(row + kLanes));
      } else {
        for (std::ptrdiff_t c = 0; c < kPanel; ++c) panels[c] = c < width - first ? row[c] : 0;
      }
    }
  }
}

void score_tiles(const float* queries, std::ptrdiff_t groups, const float* panels, std::ptrdiff_t panel_count,
                 std::ptrdiff_t width, float* tiles) {
  for (std::ptrdiff_t panel = 0; panel < panel_count; ++panel) {
    for (std::ptrdiff_t group = 0; group < groups; ++group) {
      Lanes sums[kGroup][2] = {};
      sum_products<kGroup, 1>(queries + group * width * kGroup, panels + panel * width * kPanel, width, sums);
      float* tile = tiles + group * kGroup * kTileKeys + panel * kPanel;
      LAB_UNROLL(16)
      for (int row = 0; row < kGroup; ++row) {
        store(tile + row * kTileKeys, sums[row][0]);
        store(tile + row * kTileKeys + kLanes, sums[row][1]);
      }
    }
  }
}

float maximum(const float* row, std::ptrdiff_t count, float start) {
  std::ptrdiff_t i = 0;
  Lanes largest[4] = {splat(start), splat(start), splat(start), splat(start)};  // one would wait for itself
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    LAB_UNROLL(4)
    for (int part = 0; part < 4; ++part) largest[part] = larger(largest[part], load(row + i + part * kLanes));
  }
  for (; i + kLanes <= count; i += kLanes) largest[0] = larger(largest[0], load(row + i));
  start = reduce(larger(larger(largest[0], largest[1]), larger(largest[2], largest[3])), larger)[0];
  for (; i < count; ++i) start = start < row[i] ? row[i] : start;
  return start;
}

constexpr float kExponential[] = {
    1.44269504f,
    -127.0f,
    12582912.0f + 127.0f,  // 1.5 · 2^23 + 127: adding it rounds x and leaves n + 127 in the lowest bits
    1.0f,
    6.931469776e-1f,
    2.402224208e-1f,
    5.550733744e-2f,
    9.671512688e-3f,
    1.326472725e-3f};

/// e^(score − maximum), by 2^x = 2^(n + f) = 2^n · 2^f with n whole and |f| ≤ ½. 0 for x ≤ −127; NaN stays NaN.
/// The maximum is subtracted first, so that the largest score gives exactly 1 however large it is.
/// The polynomial is 2^f's best of degree 5 in relative error (1.1e-7), with 2^0 = 1 exactly.
struct Exponential {
  explicit Exponential(float maximum_score) : maximum(splat(maximum_score)) {}

  LAB_INLINE_MEMBER Lanes operator()(Lanes scores) const {
    const Lanes x = larger((scores - maximum) * per_ln_2, lowest);
    const Lanes rounded = x + magic, f = x - (rounded - magic);
    Lanes power = multiply_add(p5, f, p4);
    power = multiply_add(power, f, p3);
    power = multiply_add(power, f, p2);
    power = multiply_add(power, f, p1);
    power = multiply_add(power, f, p0);
    return power * exponent_bits(rounded);
  }

  const Lanes maximum;
  const Lanes per_ln_2 = constant(kExponential[0]), lowest = constant(kExponential[1]),
              magic = constant(kExponential[2]);
  const Lanes p0 = constant(kExponential[3]), p1 = constant(kExponential[4]), p2 = constant(kExponential[5]);
  const Lanes p3 = constant(kExponential[6]), p4 = constant(kExponential[7]), p5 = constant(kExponential[8]);
};

float exponentiate(float* row, std::ptrdiff_t count, float maximum_score) {
  const Exponential exponential(maximum_score);
  Lanes sums = splat(0.0f);
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Lanes power = exponential(load(row + i));
    store(row + i, power);
    sums += power;
  }
  float sum = 0;
  if (i < count) {
    float rest[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) rest[lane] = i + lane < count ? row[i + lane] : -__builtin_inff();
    store(rest, exponential(load(rest)));
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

float weighted_sum(const float* weights, const float* values, std::ptrdiff_t count) {
  const auto product = [](Lanes weight, Lanes value) {
    return (Lanes)((WholeLanes)(weight * value) & (weight != splat(0.0f)));
  };
  Lanes sums[2] = {splat(0.0f), splat(0.0f)};  // one would wait for itself
  std::ptrdiff_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    sums[0] += product(load(weights + i), load(values + i));
    sums[1] += product(load(weights + i + kLanes), load(values + i + kLanes));
  }
  float sum = reduce(sums[0] + sums[1], [](Lanes a, Lanes b) { return a + b; })[0];
  for (; i < count; ++i) sum += weights[i] == 0 ? 0 : weights[i] * values[i];
  return sum;
}

void soften_rows(float* tile, std::ptrdiff_t rows, std::ptrdiff_t count, float* maxima, float* totals, float* sums,
                 std::ptrdiff_t sum_width) {
  for (std::ptrdiff_t row = 0; row < rows; ++row, tile += kTileKeys, sums += sum_width) {
    const float before = maxima[row], largest = maximum(tile, count, before);
    const float reference =
        largest == -__builtin_inff() ? 0 : largest;  // every key masked so far: all exponentials are 0
    const float sum = exponentiate(tile, count, reference);
    if (largest != before && before != -__builtin_inff()) {
      const float factor = Exponential(reference)(splat(before))[0];
      scale(sums, sum_width, factor, sums);
      totals[row] *= factor;
    }
    maxima[row] = largest;
    totals[row] += sum;
  }
}

void mix_values(const float* tiles, std::ptrdiff_t groups, std::ptrdiff_t key_count, const float* panels,
                std::ptrdiff_t panel_stride, std::ptrdiff_t panel_count, float* sums) {
  const std::ptrdiff_t sum_stride = panel_count * kPanel;
  for (std::ptrdiff_t panel = 0; panel < panel_count; ++panel) {
    for (std::ptrdiff_t group = 0; group < groups; ++group) {
      float* at = sums + group * kGroup * sum_stride + panel * kPanel;
      Lanes mixed[kGroup][2];
      LAB_UNROLL(16)
      for (int row = 0; row < kGroup; ++row) {
        mixed[row][0] = load(at + row * sum_stride);
        mixed[row][1] = load(at + row * sum_stride + kLanes);
      }
      sum_products<1, static_cast<int>(kTileKeys)>(tiles + group * kGroup * kTileKeys, panels + panel * panel_stride,
                                                   key_count, mixed);
      LAB_UNROLL(16)
      for (int row = 0; row < kGroup; ++row) {
        store(at + row * sum_stride, mixed[row][0]);
        store(at + row * sum_stride + kLanes, mixed[row][1]);
      }
    }
  }
}

}  // namespace

extern const Kernels LAB_KERNELS;
const Kernels LAB_KERNELS = {kGroup,       kPanel, pack_panels,  pack_columns, score_tiles, maximum,
                             exponentiate, scale,  weighted_sum, soften_rows,  mix_values};

}  // namespace attention_lab::core
