// Nadaraya–Watson regression: attention over points on a line (Nadaraya 1964, Watson 1964; book, section 10.2).
#pragma once

#include "core/attention.h"

namespace core {

struct KernelRegression {
  Tensor predictions;                           // (queries): Σ weight · y; 0 where no point is in reach
  Tensor weights;                               // (queries, points)
  std::vector<std::int64_t> queries_out_of_reach;
};

/// x (points), y (points), at (queries). `kernel` is one of the distance kernels, `width` > 0 in units of x. The
/// book's learnable w is 1 ÷ width: weights = softmax(−((x − xᵢ) w)² / 2).
Result<KernelRegression> kernel_regression(const Tensor& x, const Tensor& y, const Tensor& at,
                                           Scoring kernel = Scoring::kGaussian, float width = 1);

}  // namespace core
