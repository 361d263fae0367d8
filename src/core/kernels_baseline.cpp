#define LAB_KERNELS kernels_baseline
#include "core/kernels_body.h"
