#include "core/regression.h"

#include <cmath>
#include <string>

#include "core/gradients.h"

namespace attention_lab::core {
namespace {

constexpr std::int64_t kMostPoints = 1 << 14;  // of leave_one_out(), whose weights and masks are points × points

std::optional<Error> check_line(const char* name, const TensorView& line) {
  if (line.rank() == 1 && line.shape[0] == static_cast<std::int64_t>(line.data.size())) return std::nullopt;
  return Error{name, "has shape " + shape_text(line.shape) + " and " + std::to_string(line.data.size()) +
                         " numbers, but one axis, (points), is expected."};
}

TensorView column(const TensorView& line) { return {{line.shape[0], 1}, line.data}; }

}  // namespace

Result<KernelRegression> kernel_regression(const TensorView& x, const TensorView& y, const TensorView& at,
                                           Scoring kernel, float width) {
  if (auto error = check_line("x", x)) return *error;
  if (auto error = check_line("y", y)) return *error;
  if (auto error = check_line("queries", at)) return *error;
  if (y.shape != x.shape)
    return Error{"y",
                 "has " + std::to_string(y.data.size()) + " numbers, but x has " + std::to_string(x.data.size()) + "."};
  if (kernel != Scoring::kGaussian && !is_kernel_without_softmax(kernel)) {
    return Error{"kernel", "is '" + std::string(scoring_name(kernel)) +
                               "', but gaussian, boxcar, triangular, epanechikov or constant is expected."};
  }
  AttentionOptions options;
  options.scoring = kernel;
  options.parameters.width = width;
  options.want.weights = true;
  Result<Attention> attention = attend(column(at), column(x), column(y), options);
  if (!attention)
    return attention.error().argument == "parameters.width" ? Error{"width", attention.error().message}
                                                            : attention.error();
  attention->output.shape.pop_back();
  return KernelRegression{std::move(attention->output), std::move(attention->weights),
                          std::move(attention->fully_masked_rows)};
}

Result<LeaveOneOut> leave_one_out(const TensorView& x, const TensorView& y, float w) {
  if (auto error = check_line("x", x)) return *error;
  if (auto error = check_line("y", y)) return *error;
  if (y.shape != x.shape)
    return Error{"y",
                 "has " + std::to_string(y.data.size()) + " numbers, but x has " + std::to_string(x.data.size()) + "."};
  if (x.shape[0] > kMostPoints) {
    return Error{"x", "has " + std::to_string(x.shape[0]) + " points, but at most " + std::to_string(kMostPoints) +
                          " can be compared with one another."};
  }
  const float scale = w * w;  // −((x − xᵢ) w)² / 2 = w² · (Gaussian score of width 1), which allows w = 0
  if (!std::isfinite(scale)) return Error{"w", "must be a finite number whose square is finite too."};
  const std::int64_t points = x.shape[0];
  AttentionOptions options;
  options.scoring = Scoring::kGaussian;
  options.scale = scale;
  options.want.weights = true;
  options.mask.allowed =
      ByteTensor{{points, points}, std::vector<std::uint8_t>(static_cast<std::size_t>(points * points), 1)};
  for (std::int64_t i = 0; i < points; ++i) options.mask.allowed->data[static_cast<std::size_t>(i * points + i)] = 0;
  const TensorView positions = column(x), values = column(y);
  Result<Attention> attention = attend(positions, positions, values, options);
  if (!attention) return attention.error();

  LeaveOneOut result;
  Tensor output_gradient = attention->output;
  for (std::size_t i = 0; i < y.data.size(); ++i) {
    const double difference = static_cast<double>(attention->output.data[i]) - y.data[i];
    result.loss += difference * difference;
    output_gradient.data[i] = static_cast<float>(2 * difference);
  }
  const Result<AttentionGradients> gradients = attend_gradients(positions, positions, values, options, output_gradient);
  if (!gradients) return gradients.error();
  result.gradient = gradients->scale * 2 * w;
  attention->output.shape.pop_back();
  result.predictions = std::move(attention->output);
  result.weights = std::move(attention->weights);
  return result;
}

Result<std::vector<TrainingStep>> train_kernel_regression(const TensorView& x, const TensorView& y, float w,
                                                          double rate, int steps) {
  if (!(rate > 0 && std::isfinite(rate))) return Error{"rate", "must be a finite number > 0."};
  if (steps < 0) return Error{"steps", "is " + std::to_string(steps) + ", but at least 0 is expected."};
  const Result<LeaveOneOut> first = leave_one_out(x, y, w);
  if (!first) return first.error();
  std::vector<TrainingStep> history{{w, first->loss, first->gradient}};
  for (int i = 0; i < steps && train_further(x, y, rate, history); ++i) {
  }
  return history;
}

bool train_further(const TensorView& x, const TensorView& y, double rate, std::vector<TrainingStep>& history) {
  const TrainingStep& last = history.back();
  const double w = last.w - rate * last.gradient;
  if (!std::isfinite(last.loss) || !std::isfinite(static_cast<float>(w))) return false;
  const Result<LeaveOneOut> seen = leave_one_out(x, y, static_cast<float>(w));
  if (seen) history.push_back({w, seen->loss, seen->gradient});
  return static_cast<bool>(seen);
}

}  // namespace attention_lab::core
