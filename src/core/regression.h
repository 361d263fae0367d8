// Nadaraya–Watson regression: attention over points on a line (Nadaraya 1964, Watson 1964; book, section 10.2).
#pragma once

#include "attention.h"

namespace attention_lab::core {

struct KernelRegression {
  Tensor predictions;  // (queries): Σ weight · y; 0 where no point is in reach
  Tensor weights;      // (queries, points)
  std::vector<std::int64_t> queries_out_of_reach;
};

/// x (points), y (points), at (queries). `kernel` is one of the distance kernels, `width` > 0 in units of x. The
/// book's learnable w is 1 ÷ width: weights = softmax(−((x − xᵢ) w)² / 2).
Result<KernelRegression> kernel_regression(const TensorView& x, const TensorView& y, const TensorView& at,
                                           Scoring kernel = Scoring::kGaussian, float width = 1);

/// The parametric version: weights = softmax(−((x − xᵢ) w)² / 2), every training point attending to all others but not
/// to itself, loss = Σ (prediction − y)². At most 16,384 points.
struct LeaveOneOut {
  double loss = 0, gradient = 0;  // dL/dw
  Tensor predictions;             // (points)
  Tensor weights;                 // (points, points), zeros on the diagonal
};
Result<LeaveOneOut> leave_one_out(const TensorView& x, const TensorView& y, float w);

/// One step of gradient descent: where it was, and what it saw there.
struct TrainingStep {
  double w = 0, loss = 0, gradient = 0;  // before the step; the next step's w = w − rate · gradient
};
/// `steps` of them, and at the end one more entry with the state after the last step. Stops early, with what it has,
/// when w or the loss is no longer finite.
Result<std::vector<TrainingStep>> train_kernel_regression(const TensorView& x, const TensorView& y, float w,
                                                          double rate, int steps);
/// One more step after a history that is not empty. False, and nothing is added, when w or the loss is no longer
/// finite.
bool train_further(const TensorView& x, const TensorView& y, double rate, std::vector<TrainingStep>& history);

}  // namespace attention_lab::core
