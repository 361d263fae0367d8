#if defined(__x86_64__)
#define LAB_KERNELS kernels_avx2
#include "core/kernels_body.h"
#endif
