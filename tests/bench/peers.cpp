// What the core is measured against inside WebAssembly: attention as a plain Eigen expression, and how many
// multiplications and additions per second this engine's SIMD can do at all.
#include <cmath>

#include <wasm_simd128.h>
#include <Eigen/Core>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
}

EXPORT(allocate) float* allocate(int count) { return new float[static_cast<unsigned>(count)]; }

EXPORT(eigen_attention)
void eigen_attention(const float* queries, const float* keys, const float* values, float* output, int heads, int length,
                     int width) {
  for (int head = 0; head < heads; ++head) {
    const int offset = head * length * width;
    Eigen::Map<const Matrix> q(queries + offset, length, width), k(keys + offset, length, width),
        v(values + offset, length, width);
    Matrix weights = q * k.transpose() / std::sqrt(static_cast<float>(width));
    weights = (weights.colwise() - weights.rowwise().maxCoeff()).array().exp().matrix();
    weights.array().colwise() /= weights.rowwise().sum().array();
    Eigen::Map<Matrix>(output + offset, length, width).noalias() = weights * v;
  }
}

/// `steps` rounds of 12 independent sums, as many as the registers hold; 96 floating-point operations a round.
/// Unrolled, or the engine's moves of registers at the end of every round would count.
template <class Step>
float peak(int steps, Step step) {
  v128_t sums[12];
  for (int i = 0; i < 12; ++i) sums[i] = wasm_f32x4_splat(static_cast<float>(i));
  const v128_t a = wasm_f32x4_splat(0.999f), b = wasm_f32x4_splat(0.001f);
#pragma clang loop unroll_count(8)
  for (int i = 0; i < steps; ++i) {
#pragma unroll
    for (v128_t& sum : sums) sum = step(sum, a, b);
  }
  v128_t total = sums[0];
  for (int i = 1; i < 12; ++i) total = wasm_f32x4_add(total, sums[i]);
  return wasm_f32x4_extract_lane(total, 0);
}

EXPORT(peak_multiply_add) float peak_multiply_add(int steps) {
  return peak(steps, [](v128_t sum, v128_t a, v128_t b) { return wasm_f32x4_add(wasm_f32x4_mul(sum, a), b); });
}

#ifdef __wasm_relaxed_simd__
EXPORT(peak_relaxed) float peak_relaxed(int steps) {
  return peak(steps, [](v128_t sum, v128_t a, v128_t b) { return wasm_f32x4_relaxed_madd(a, b, sum); });
}
#endif
