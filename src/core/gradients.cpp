#include "core/gradients.h"

#include <cmath>
#include <string>

#include <Eigen/Core>

#include "core/problem.h"
#include "core/product.h"

namespace attention_lab::core {
namespace {

using Matrix = RowMajor<double>;
using FloatMatrix = RowMajor<float>;

Matrix read(const float* numbers, std::int64_t rows, std::int64_t columns) {
  return Eigen::Map<const FloatMatrix>(numbers, rows, columns).cast<double>();
}
Matrix read(const TensorView& tensor) {
  return read(tensor.data.data(), tensor.shape[0], tensor.rank() > 1 ? tensor.shape[1] : 1);
}

void add(const Matrix& gradient, float* to) {
  Eigen::Map<FloatMatrix>(to, gradient.rows(), gradient.cols()) += gradient.cast<float>();
}

/// One head: its queries, keys and values, what attend() made of them, and the gradients found so far.
struct Head {
  Matrix queries, keys, values;          // (n, d), (m, d_k), (m, value width)
  Matrix raw, weights, output_gradient;  // (n, m), (n, m), (n, value width)
  Eigen::VectorXd row_sums;              // (n)
  Matrix d_queries, d_keys, d_values;
};

/// What all heads share.
struct SharedGradients {
  Matrix query_weights, key_weights, score_vector, matrix;
  double width = 0, multiplier = 0, softcap = 0;
};

/// dL/d weights, less its mean over the row: a weight can only grow at the others' expense.
Matrix centred_rows(const Head& head, const Matrix& d_weights) {
  const Eigen::VectorXd mean = (d_weights.cwiseProduct(head.weights)).rowwise().sum();
  return d_weights.colwise() - mean;
}

/// The same for every scoring: weights ∝ exp(additive), with a softmax or without.
void through_additive_mask(const Problem& problem, const Head& head, const Matrix& centred, std::int64_t b,
                           std::int64_t h, Tensor& d_mask) {
  const std::int64_t columns = d_mask.shape.back();  // may be fewer than the keys
  for (std::int64_t i = 0; i < centred.rows(); ++i) {
    float* row = d_mask.data.data() + problem.mask.additive_offset(b, h, i);
    for (std::int64_t j = 0; j < columns; ++j) row[j] += static_cast<float>(head.weights(i, j) * centred(i, j));
  }
}

/// → dL/d (capped scores), or dL/d K(u) for kernels without softmax.
Matrix through_softmax(const Problem& problem, const Head& head, const Matrix& centred,
                       const std::vector<VisibleKeys>& rows) {
  if (!is_kernel_without_softmax(problem.scoring)) return head.weights.cwiseProduct(centred);
  Matrix result = Matrix::Zero(centred.rows(), centred.cols());  // weight = K · exp(additive) ÷ row sum
  for (Eigen::Index i = 0; i < centred.rows(); ++i) {
    const VisibleKeys& visible = rows[static_cast<std::size_t>(i)];
    for (Eigen::Index j = visible.begin; j < visible.end; ++j) {
      if (!visible.sees(j) || head.row_sums[i] == 0) continue;
      result(i, j) = centred(i, j) / head.row_sums[i] *
                     (visible.additive ? std::exp(static_cast<double>(visible.additive[j])) : 1);
    }
  }
  return result;
}

/// dL/d capped → dL/d raw.
Matrix through_cap_and_scale(const Problem& problem, const Head& head, Matrix d, SharedGradients& shared) {
  if (problem.softcap > 0) {
    const double c = problem.softcap;
    const Matrix x = head.raw * (problem.multiplier / c);
    const Matrix t = x.array().tanh().matrix();
    const Matrix slope = (1 - t.array().square()).matrix();
    shared.softcap += d.cwiseProduct(t - x.cwiseProduct(slope)).sum();
    d = d.cwiseProduct(slope).eval();
  }
  shared.multiplier += d.cwiseProduct(head.raw).sum();
  return d * problem.multiplier;
}

void through_cosine(Head& head, const Matrix& d) {
  const auto normalise = [](const Matrix& rows, Eigen::VectorXd& lengths) {
    lengths = rows.rowwise().norm();
    Matrix result = rows;
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
      if (lengths[i] > 0) result.row(i) /= lengths[i];
    return result;
  };
  const auto through = [](const Matrix& d_unit, const Matrix& unit, const Eigen::VectorXd& lengths) {
    Matrix result = Matrix::Zero(unit.rows(), unit.cols());
    for (Eigen::Index i = 0; i < unit.rows(); ++i) {
      if (lengths[i] > 0) result.row(i) = (d_unit.row(i) - unit.row(i) * unit.row(i).dot(d_unit.row(i))) / lengths[i];
    }
    return result;
  };
  Eigen::VectorXd query_lengths, key_lengths;
  const Matrix q = normalise(head.queries, query_lengths), k = normalise(head.keys, key_lengths);
  head.d_queries = through(product(d, k), q, query_lengths);
  head.d_keys = through(product(d, q, Transposed::kLeft), k, key_lengths);
}

void through_additive(const ScoringParameters& given, Head& head, const Matrix& d, SharedGradients& shared) {
  const Matrix w_q = read(given.query_weights), w_k = read(given.key_weights), w_v = read(given.score_vector);
  const Matrix a = product(head.queries, w_q, Transposed::kRight), b = product(head.keys, w_k, Transposed::kRight);
  Matrix d_a = Matrix::Zero(a.rows(), a.cols()), d_b = Matrix::Zero(b.rows(), b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < b.rows(); ++j) {
      const Eigen::RowVectorXd t = (a.row(i) + b.row(j)).array().tanh().matrix();
      shared.score_vector += d(i, j) * t.transpose();
      const Eigen::RowVectorXd slope = d(i, j) * w_v.col(0).transpose().cwiseProduct((1 - t.array().square()).matrix());
      d_a.row(i) += slope;
      d_b.row(j) += slope;
    }
  }
  shared.query_weights += product(d_a, head.queries, Transposed::kLeft);
  shared.key_weights += product(d_b, head.keys, Transposed::kLeft);
  head.d_queries = product(d_a, w_q);
  head.d_keys = product(d_b, w_k);
}

void through_distance(const Problem& problem, Head& head, const Matrix& d, SharedGradients& shared) {
  head.d_queries = Matrix::Zero(head.queries.rows(), head.queries.cols());
  head.d_keys = Matrix::Zero(head.keys.rows(), head.keys.cols());
  const double width = problem.parameters->width;
  for (Eigen::Index i = 0; i < d.rows(); ++i) {
    for (Eigen::Index j = 0; j < d.cols(); ++j) {
      const Eigen::RowVectorXd difference = head.queries.row(i) - head.keys.row(j);
      const double u = difference.norm() / width;
      double slope = 0;  // of the score in u
      if (problem.scoring == Scoring::kGaussian) slope = -u;
      if (problem.scoring == Scoring::kTriangular && u < 1) slope = -1;
      if (problem.scoring == Scoring::kEpanechikov && u < 1) slope = -2 * u;
      if (d(i, j) == 0 || u == 0 || slope == 0) continue;
      const Eigen::RowVectorXd change = d(i, j) * slope / (u * width * width) * difference;
      head.d_queries.row(i) += change;
      head.d_keys.row(j) -= change;
      shared.width -= d(i, j) * slope * u / width;
    }
  }
}

void through_scoring(const Problem& problem, Head& head, const Matrix& d, SharedGradients& shared) {
  switch (problem.scoring) {
    case Scoring::kDotProduct:
    case Scoring::kScaledDotProduct:
      head.d_queries = product(d, head.keys);
      head.d_keys = product(d, head.queries, Transposed::kLeft);
      return;
    case Scoring::kBilinear: {
      const Matrix m = read(problem.parameters->matrix);
      const Matrix d_products = product(d, head.keys);  // dL/d (queries matrix)
      shared.matrix += product(head.queries, d_products, Transposed::kLeft);
      head.d_queries = product(d_products, m, Transposed::kRight);
      head.d_keys = product(product(d, head.queries, Transposed::kLeft), m);
      return;
    }
    case Scoring::kCosine:
      return through_cosine(head, d);
    case Scoring::kAdditive:
      return through_additive(*problem.parameters, head, d, shared);
    default:
      return through_distance(problem, head, d, shared);
  }
}

Matrix zeros_like(const Tensor& tensor) {
  return Matrix::Zero(tensor.shape.empty() ? 0 : tensor.shape[0], tensor.rank() > 1      ? tensor.shape[1]
                                                                  : tensor.shape.empty() ? 0
                                                                                         : 1);
}

Tensor to_tensor(const Matrix& gradient, const Shape& shape) {
  Tensor tensor = make_tensor(shape);
  if (!tensor.data.empty()) add(gradient, tensor.data.data());
  return tensor;
}

/// Splits (…, past + new, width) into its two parts.
void split_past(const Tensor& both, std::int64_t past, Tensor& past_part, Tensor& new_part) {
  const std::size_t rank = both.shape.size();
  const std::int64_t length = both.shape[rank - 2], width = both.shape[rank - 1];
  past_part.shape = new_part.shape = both.shape;
  past_part.shape[rank - 2] = past;
  new_part.shape[rank - 2] = length - past;
  for (auto at = both.data.begin(); at != both.data.end(); at += length * width) {
    past_part.data.insert(past_part.data.end(), at, at + past * width);
    new_part.data.insert(new_part.data.end(), at + past * width, at + length * width);
  }
}

Error misfit(const char* argument, const TensorView& tensor, const Shape& expected) {
  return {argument, "has shape " + shape_text(tensor.shape) + " and " + std::to_string(tensor.data.size()) +
                        " numbers, but " + shape_text(expected) + " is expected."};
}

bool fits(const TensorView& tensor, const Shape& shape) {
  return tensor.shape == shape && static_cast<std::int64_t>(tensor.data.size()) == element_count(shape);
}

}  // namespace

Result<AttentionGradients> attend_gradients(const TensorView& queries, const TensorView& keys, const TensorView& values,
                                            const AttentionOptions& options, const TensorView& output_gradient) {
  AttentionOptions wanting = options;
  wanting.want = {.output = false, .weights = true, .raw_scores = true, .row_sums = true};
  Result<Attention> forward = attend(queries, keys, values, wanting);
  if (!forward) return forward.error();
  const Result<Problem> posed = pose(queries, keys, values, options);
  const Problem& problem = *posed;
  const Shape expected = problem.result_shape(problem.value_width);
  if (!fits(output_gradient, expected)) return misfit("output_gradient", output_gradient, expected);

  const ScoringParameters& given = options.parameters;
  SharedGradients shared{zeros_like(given.query_weights), zeros_like(given.key_weights), zeros_like(given.score_vector),
                         zeros_like(given.matrix)};
  const std::int64_t n = problem.shape.queries, m = problem.shape.keys;
  Tensor d_queries = make_tensor(queries.shape);
  Tensor d_keys{problem.shape.past > 0 ? problem.present_keys.shape : keys.shape, {}};
  Tensor d_values{problem.shape.past > 0 ? problem.present_values.shape : values.shape, {}};
  d_keys.data.resize(static_cast<std::size_t>(element_count(d_keys.shape)));
  d_values.data.resize(static_cast<std::size_t>(element_count(d_values.shape)));
  AttentionGradients gradients;
  if (options.mask.additive) gradients.additive_mask = make_tensor(options.mask.additive->shape);
  for (std::int64_t b = 0; b < problem.shape.batch; ++b) {
    for (std::int64_t h = 0; h < problem.shape.heads; ++h) {
      const std::int64_t index = b * problem.shape.heads + h;
      std::vector<VisibleKeys> rows;
      for (std::int64_t i = 0; i < n; ++i) rows.push_back(problem.mask.row(b, h, i));
      Head head{read(problem.queries_of(b, h), n, problem.width),
                read(problem.keys_of(b, h), m, problem.key_width),
                read(problem.values_of(b, h), m, problem.value_width),
                read(forward->raw_scores.data.data() + index * n * m, n, m),
                read(forward->weights.data.data() + index * n * m, n, m),
                read(output_gradient.data.data() + index * n * problem.value_width, n, problem.value_width),
                read(forward->row_sums.data.data() + index * n, n, 1),
                {},
                {},
                {}};
      head.d_values = product(head.weights, head.output_gradient, Transposed::kLeft);
      const Matrix centred = centred_rows(head, product(head.output_gradient, head.values, Transposed::kRight));
      if (options.mask.additive) through_additive_mask(problem, head, centred, b, h, gradients.additive_mask);
      const Matrix d_capped = through_softmax(problem, head, centred, rows);
      through_scoring(problem, head, through_cap_and_scale(problem, head, d_capped, shared), shared);
      const std::int64_t key_rows = (b * problem.key_heads + problem.key_head_of(h)) * m;  // shared by a group of heads
      add(head.d_queries, d_queries.data.data() + index * n * problem.width);
      add(head.d_keys, d_keys.data.data() + key_rows * problem.key_width);
      add(head.d_values, d_values.data.data() + key_rows * problem.value_width);
    }
  }

  gradients.queries = std::move(d_queries);
  if (problem.shape.past > 0) {
    split_past(d_keys, problem.shape.past, gradients.past_keys, gradients.keys);
    split_past(d_values, problem.shape.past, gradients.past_values, gradients.values);
  } else {
    gradients.keys = std::move(d_keys);
    gradients.values = std::move(d_values);
  }
  gradients.parameters = {to_tensor(shared.query_weights, given.query_weights.shape),
                          to_tensor(shared.key_weights, given.key_weights.shape),
                          to_tensor(shared.score_vector, given.score_vector.shape),
                          to_tensor(shared.matrix, given.matrix.shape), static_cast<float>(shared.width)};
  const double scale = static_cast<double>(problem.multiplier) * options.temperature;
  gradients.scale = shared.multiplier / options.temperature;
  gradients.temperature = -shared.multiplier * scale / (static_cast<double>(options.temperature) * options.temperature);
  gradients.softcap = shared.softcap;
  return gradients;
}

Result<Tensor> softmax_gradient(const TensorView& weights, const TensorView& weights_gradient) {
  if (weights.rank() < 1 || !fits(weights, weights.shape)) return misfit("weights", weights, weights.shape);
  if (!fits(weights_gradient, weights.shape)) return misfit("weights_gradient", weights_gradient, weights.shape);
  Tensor result = make_tensor(weights.shape);
  const std::int64_t keys = weights.shape.back();
  for (std::size_t row = 0; keys > 0 && row < weights.data.size(); row += static_cast<std::size_t>(keys)) {
    const Eigen::Map<const Eigen::ArrayXf> p(weights.data.data() + row, keys),
        d(weights_gradient.data.data() + row, keys);
    const double mean = (p.cast<double>() * d.cast<double>()).sum();
    Eigen::Map<Eigen::ArrayXf>(result.data.data() + row, keys) =
        (p.cast<double>() * (d.cast<double>() - mean)).cast<float>();
  }
  return result;
}

Result<LinearGradients> linear_gradients(const TensorView& input, const TensorView& weights,
                                         const TensorView& output_gradient) {
  if (Result<Tensor> output = linear(input, weights); !output)
    return output.error();
  else if (!fits(output_gradient, output->shape))
    return misfit("output_gradient", output_gradient, output->shape);
  const std::int64_t in = weights.shape[1], out = weights.shape[0];
  const std::int64_t rows = out > 0 ? static_cast<std::int64_t>(output_gradient.data.size()) / out : 0;
  const Matrix x = read(input.data.data(), rows, in), d = read(output_gradient.data.data(), rows, out);
  return LinearGradients{to_tensor(product(d, read(weights)), input.shape),
                         to_tensor(product(d, x, Transposed::kLeft), weights.shape),
                         to_tensor(d.colwise().sum().transpose(), {out})};
}

}  // namespace attention_lab::core
