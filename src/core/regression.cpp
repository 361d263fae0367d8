#include "core/regression.h"

#include <string>

namespace core {
namespace {

std::optional<Error> check_line(const char* name, const Tensor& line) {
  if (line.rank() == 1 && line.shape[0] == static_cast<std::int64_t>(line.data.size())) return std::nullopt;
  return Error{name, "has shape " + shape_text(line.shape) + " and " + std::to_string(line.data.size()) +
                         " numbers, but one axis, (points), is expected."};
}

Tensor column(const Tensor& line) { return {{line.shape[0], 1}, line.data}; }

}  // namespace

Result<KernelRegression> kernel_regression(const Tensor& x, const Tensor& y, const Tensor& at, Scoring kernel, float width) {
  if (auto error = check_line("x", x)) return *error;
  if (auto error = check_line("y", y)) return *error;
  if (auto error = check_line("queries", at)) return *error;
  if (y.shape != x.shape) return Error{"y", "has " + std::to_string(y.data.size()) + " numbers, but x has " + std::to_string(x.data.size()) + "."};
  if (kernel != Scoring::kGaussian && !is_kernel_without_softmax(kernel)) {
    return Error{"kernel", "is '" + std::string(scoring_name(kernel)) + "', but gaussian, boxcar, triangular, epanechikov or constant is expected."};
  }
  AttentionOptions options;
  options.scoring = kernel;
  options.parameters.width = width;
  options.want.weights = true;
  Result<Attention> attention = attend(column(at), column(x), column(y), options);
  if (!attention) return attention.error().argument == "parameters.width" ? Error{"width", attention.error().message} : attention.error();
  attention->output.shape.pop_back();
  return KernelRegression{std::move(attention->output), std::move(attention->weights), std::move(attention->fully_masked_rows)};
}

}  // namespace core
