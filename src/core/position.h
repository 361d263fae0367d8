// Sinusoidal position encoding (Vaswani et al. 2017; book, section 10.6).
#pragma once

#include "result.h"
#include "tensor.h"

namespace attention_lab::core {

/// (length, width): P[i, 2j] = sin(i / base^(2j ÷ width)), P[i, 2j + 1] = cos of the same. length 0 … 2^24, width ≥ 1
/// (an odd width ends with a sine), base > 0. Computed in double precision.
Result<Tensor> positional_encoding(std::int64_t length, std::int64_t width, double base = 10000,
                                   std::int64_t first_position = 0);

}  // namespace attention_lab::core
