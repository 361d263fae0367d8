#include "core/normalization.h"

#include <cmath>
#include <optional>
#include <string>

#include <Eigen/Core>

namespace attention_lab::core {
namespace {

using FloatMatrix = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Matrix = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
enum class Along { kRows, kColumns };

std::optional<Error> check(const TensorView& input, const NormParameters& parameters) {
  if (input.rank() < 1 || element_count(input.shape) != static_cast<std::int64_t>(input.data.size())) {
    return Error{"input", "has shape " + shape_text(input.shape) + " and " + std::to_string(input.data.size()) +
                              " numbers, but at least one axis and as many numbers as the shape says are expected."};
  }
  if (std::string problem = endless_shape(input.shape); !problem.empty()) return Error{"input", std::move(problem)};
  const Shape width{input.shape.back()};
  for (const auto& [name, tensor] : {std::pair{"gain", &parameters.gain}, std::pair{"bias", &parameters.bias}}) {
    if (tensor->shape.empty() && tensor->data.size() <= 1) continue;
    if (tensor->shape != width || static_cast<std::int64_t>(tensor->data.size()) != width[0]) {
      return Error{name,
                   "has shape " + shape_text(tensor->shape) + ", but (width) = " + shape_text(width) + " is expected."};
    }
  }
  if (!(parameters.epsilon > 0 && std::isfinite(parameters.epsilon)))
    return Error{"epsilon", "must be a finite number > 0."};
  return std::nullopt;
}

Matrix read(const TensorView& tensor) {
  const std::int64_t width = tensor.shape.back(),
                     rows = width > 0 ? static_cast<std::int64_t>(tensor.data.size()) / width : 0;
  return Eigen::Map<const FloatMatrix>(tensor.data.data(), rows, width).cast<double>();
}

Tensor write(const Matrix& numbers, const Shape& shape) {
  Tensor tensor = make_tensor(shape);
  if (!tensor.data.empty())
    Eigen::Map<FloatMatrix>(tensor.data.data(), numbers.rows(), numbers.cols()) = numbers.cast<float>();
  return tensor;
}

/// Every line (row or column) to mean 0 and variance 1; `deviations` gets √(variance + ε) of each.
Matrix standardised(const Matrix& lines, double epsilon, Eigen::ArrayXd& deviations) {
  const Matrix centred = lines.colwise() - lines.rowwise().mean();
  deviations = (centred.square().rowwise().mean() + epsilon).sqrt();
  return centred.colwise() / deviations;
}

Matrix turned(const Matrix& matrix, Along along) {
  if (along == Along::kRows) return matrix;
  return matrix.transpose();
}

Result<Tensor> normalise(const TensorView& input, const NormParameters& parameters, Along along) {
  if (auto error = check(input, parameters)) return *error;
  if (input.data.empty()) return input.copy();
  Eigen::ArrayXd deviations;
  Matrix result = turned(standardised(turned(read(input), along), parameters.epsilon, deviations), along);
  if (!parameters.gain.shape.empty()) result.rowwise() *= read(parameters.gain).row(0);
  if (!parameters.bias.shape.empty()) result.rowwise() += read(parameters.bias).row(0);
  return write(result, input.shape);
}

/// With x̂ the standardised line: dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ ∘ x̂)) ÷ deviation.
Result<NormGradients> gradients(const TensorView& input, const NormParameters& parameters,
                                const TensorView& output_gradient, Along along) {
  if (auto error = check(input, parameters)) return *error;
  if (output_gradient.shape != input.shape || output_gradient.data.size() != input.data.size()) {
    return Error{"output_gradient", "has shape " + shape_text(output_gradient.shape) + ", but the input's, " +
                                        shape_text(input.shape) + ", is expected."};
  }
  const Shape width{input.shape.back()};
  if (input.data.empty()) return NormGradients{input.copy(), make_tensor(width), make_tensor(width)};
  Eigen::ArrayXd deviations;
  const Matrix unit = standardised(turned(read(input), along), parameters.epsilon, deviations);
  const Matrix d_output = read(output_gradient);
  Matrix d_scaled = d_output;
  if (!parameters.gain.shape.empty()) d_scaled.rowwise() *= read(parameters.gain).row(0);
  const Matrix d_unit = turned(d_scaled, along);
  const Eigen::ArrayXd mean = d_unit.rowwise().mean(), slope = (d_unit * unit).rowwise().mean();
  Matrix d_input = d_unit.colwise() - mean;
  d_input -= unit.colwise() * slope;
  d_input.colwise() /= deviations;
  const Matrix d_gain = (d_output * turned(unit, along)).colwise().sum(), d_bias = d_output.colwise().sum();
  return NormGradients{write(turned(d_input, along), input.shape), write(d_gain, width), write(d_bias, width)};
}

}  // namespace

Result<Tensor> layer_norm(const TensorView& input, const NormParameters& parameters) {
  return normalise(input, parameters, Along::kRows);
}
Result<Tensor> batch_norm(const TensorView& input, const NormParameters& parameters) {
  return normalise(input, parameters, Along::kColumns);
}

Result<Tensor> add_norm(const TensorView& input, const TensorView& update, const NormParameters& parameters) {
  if (update.shape != input.shape || update.data.size() != input.data.size()) {
    return Error{"update", "has shape " + shape_text(update.shape) + ", but the input's, " + shape_text(input.shape) +
                               ", is expected."};
  }
  Tensor sum = input.copy();
  for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] += update.data[i];
  return layer_norm(sum, parameters);
}

Result<NormGradients> layer_norm_gradients(const TensorView& input, const NormParameters& parameters,
                                           const TensorView& output_gradient) {
  return gradients(input, parameters, output_gradient, Along::kRows);
}
Result<NormGradients> batch_norm_gradients(const TensorView& input, const NormParameters& parameters,
                                           const TensorView& output_gradient) {
  return gradients(input, parameters, output_gradient, Along::kColumns);
}

}  // namespace attention_lab::core
