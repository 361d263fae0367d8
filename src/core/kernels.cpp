#include "core/kernels.h"

namespace attention_lab::core {

extern const Kernels kernels_baseline;  // SSE2, NEON, or one of the two WebAssembly builds
#if defined(__x86_64__)
extern const Kernels kernels_avx2, kernels_avx512;
#endif

const Kernels& kernels() {
#if defined(__x86_64__)
  static const Kernels& fastest = __builtin_cpu_supports("avx512f")                                 ? kernels_avx512
                                  : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? kernels_avx2
                                                                                                    : kernels_baseline;
  return fastest;
#else
  return kernels_baseline;
#endif
}

}  // namespace attention_lab::core
