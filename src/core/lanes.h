// A vector register of floats for whichever instruction set this file is compiled: the compiler's own vector type
// with + − ×, and by name what has no operator.
#pragma once

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <immintrin.h>
#endif

#define LAB_INLINE static inline __attribute__((always_inline))
#define LAB_INLINE_MEMBER inline __attribute__((always_inline))
#if defined(__clang__)
#define LAB_UNROLL(times) _Pragma(LAB_TEXT(unroll times))
#else
#define LAB_UNROLL(times) _Pragma(LAB_TEXT(GCC unroll times))
#endif
#define LAB_TEXT(...) #__VA_ARGS__

namespace attention_lab::core {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float Lanes __attribute__((vector_size(4 * kLanes)));
typedef int WholeLanes __attribute__((vector_size(4 * kLanes)));
typedef float Quad __attribute__((vector_size(16)));  // four, whatever the registers' width
typedef float UnalignedQuad __attribute__((vector_size(16), aligned(4), may_alias));
typedef float UnalignedLanes __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

LAB_INLINE Lanes load(const float* from) { return *reinterpret_cast<const UnalignedLanes*>(from); }
LAB_INLINE void store(float* to, Lanes lanes) { *reinterpret_cast<UnalignedLanes*>(to) = lanes; }

LAB_INLINE Lanes splat(float number) {
#if defined(__wasm_simd128__)
  return (Lanes)wasm_f32x4_splat(number);
#elif defined(__AVX512F__)
  return (Lanes)_mm512_set1_ps(number);
#elif defined(__AVX2__)
  return (Lanes)_mm256_set1_ps(number);
#else
  return Lanes{number, number, number, number};
#endif
}

/// The same, for a constant that a loop needs all the time. The engines that compile WebAssembly build a constant anew
/// wherever it is used, which costs more than what is done with it; what comes out of memory stays in a register.
LAB_INLINE Lanes constant(const float& number) {
  const float* at = &number;
#if defined(__wasm__)
  asm("" : "+r"(at));  // "might have been changed": or the compiler would put the number back in place of the memory
#endif
  return splat(*at);
}

/// a · b + c, rounded once where the instruction set has that.
LAB_INLINE Lanes multiply_add(Lanes a, Lanes b, Lanes c) {
#if defined(__wasm_relaxed_simd__)
  return (Lanes)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#elif defined(__AVX512F__)
  return (Lanes)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__)
  return (Lanes)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#else
  return a * b + c;
#endif
}

/// b where b > a, else a: a NaN in b is passed over, one in a stays.
LAB_INLINE Lanes larger(Lanes a, Lanes b) {
#if defined(__wasm_simd128__)
  return (Lanes)wasm_f32x4_pmax((v128_t)a, (v128_t)b);
#elif defined(__AVX512F__)
  return (Lanes)_mm512_max_ps((__m512)b, (__m512)a);
#elif defined(__AVX2__)
  return (Lanes)_mm256_max_ps((__m256)b, (__m256)a);
#elif defined(__SSE2__)
  return (Lanes)_mm_max_ps((__m128)b, (__m128)a);
#else
  return a < b ? b : a;
#endif
}

/// For a rounded x as power_of_two() makes it: 2^n, from the n + 127 in the lowest bits.
LAB_INLINE Lanes exponent_bits(Lanes rounded) { return (Lanes)((WholeLanes)rounded << 23); }

/// All lanes combined by `combine`, in every lane: halves, quarters …
template <class Combine>
LAB_INLINE Lanes reduce(Lanes lanes, Combine combine) {
#if defined(__AVX512F__)
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  return combine(lanes, __builtin_shufflevector(lanes, lanes, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
#elif defined(__AVX2__)
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 4, 5, 6, 7, 0, 1, 2, 3));
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 2, 3, 0, 1, 6, 7, 4, 5));
  return combine(lanes, __builtin_shufflevector(lanes, lanes, 1, 0, 3, 2, 5, 4, 7, 6));
#else
  lanes = combine(lanes, __builtin_shufflevector(lanes, lanes, 2, 3, 0, 1));
  return combine(lanes, __builtin_shufflevector(lanes, lanes, 1, 0, 3, 2));
#endif
}

}  // namespace
}  // namespace attention_lab::core
