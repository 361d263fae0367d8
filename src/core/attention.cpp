#include "core/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/problem.h"
#include "core/scoring.h"

namespace core {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Softmax of one row in place, masked entries being −∞; returns the sum of the exponentials, 0 if all are masked.
struct RowSummary {
  float maximum = -kInfinity;  // of the masked scores
  float sum = 0;               // of exp(score − maximum)
};

/// masked[begin … end) → exponentials, in place. NaN anywhere makes the sum NaN.
RowSummary exponentiate(float* row, std::int64_t begin, std::int64_t end) {
  RowSummary summary;
  for (std::int64_t key = begin; key < end; ++key) summary.maximum = std::max(summary.maximum, row[key]);
  double sum = 0;
  for (std::int64_t key = begin; key < end; ++key) {
    row[key] = row[key] == -kInfinity ? 0.0f : std::exp(row[key] - summary.maximum);
    sum += row[key];
  }
  summary.sum = static_cast<float>(sum);
  return summary;
}

/// One row with every intermediate, for whoever asks for them.
class RowByRow {
 public:
  RowByRow(const Problem& problem, const Want& want, Attention& result) : problem_(problem), want_(want), result_(result) {
    const Shape matrix = problem.result_shape(problem.shape.keys), column = problem.result_shape(-1);
    const auto allocate = [](bool is_wanted, Tensor& tensor, const Shape& shape) {
      if (is_wanted) tensor = make_tensor(shape);
    };
    allocate(want.output, result.output, problem.result_shape(problem.value_width));
    allocate(want.weights, result.weights, matrix);
    allocate(want.raw_scores, result.raw_scores, matrix);
    allocate(want.scores, result.scores, matrix);
    allocate(want.capped, result.capped, matrix);
    allocate(want.masked, result.masked, matrix);
    allocate(want.exponentials, result.exponentials, matrix);
    allocate(want.row_maxima, result.row_maxima, column);
    allocate(want.row_sums, result.row_sums, column);
    allocate(want.log_sum_exp, result.log_sum_exp, column);
    row_.resize(static_cast<std::size_t>(problem.shape.keys));
  }

  void head(std::int64_t batch, std::int64_t head) {
    const Scorer scorer(problem_, batch, head);
    const float* values = problem_.values_of(batch, head);
    for (std::int64_t query = 0; query < problem_.shape.queries; ++query) {
      const std::int64_t index = (batch * problem_.shape.heads + head) * problem_.shape.queries + query;
      row(scorer, values, query, index, problem_.mask.row(batch, head, query));
    }
  }

 private:
  void keep(bool is_wanted, Tensor& tensor, std::int64_t index) const {
    if (is_wanted) std::copy(row_.begin(), row_.end(), tensor.data.begin() + index * problem_.shape.keys);
  }

  void row(const Scorer& scorer, const float* values, std::int64_t query, std::int64_t index, const VisibleKeys& visible) {
    const std::int64_t keys = problem_.shape.keys;
    const bool wants_all_keys = want_.raw_scores || want_.scores || want_.capped;
    std::fill(row_.begin(), row_.end(), -kInfinity);
    scorer.score_row(query, wants_all_keys ? 0 : visible.begin, wants_all_keys ? keys : visible.end, row_.data());
    keep(want_.raw_scores, result_.raw_scores, index);
    if (problem_.multiplier != 1) for (float& score : row_) score *= problem_.multiplier;
    keep(want_.scores, result_.scores, index);
    if (problem_.softcap > 0) for (float& score : row_) score = problem_.softcap * std::tanh(score / problem_.softcap);
    keep(want_.capped, result_.capped, index);
    const bool has_softmax = !is_kernel_without_softmax(problem_.scoring);
    for (std::int64_t key = 0; key < keys; ++key) {
      float& score = row_[static_cast<std::size_t>(key)];
      if (!visible.sees(key)) score = -kInfinity;
      else if (visible.additive && has_softmax) score += visible.additive[key];
      else if (visible.additive) score *= std::exp(visible.additive[key]);
    }
    keep(want_.masked, result_.masked, index);
    const RowSummary summary = has_softmax ? exponentiate(row_.data(), 0, keys) : sum_kernel();
    keep(want_.exponentials, result_.exponentials, index);
    finish(values, index, summary, has_softmax);
  }

  /// Kernels without softmax: the "exponentials" are the kernel's own values.
  RowSummary sum_kernel() {
    RowSummary summary;
    double sum = 0;
    for (float& score : row_) {
      summary.maximum = std::max(summary.maximum, score);
      if (score == -kInfinity) score = 0;
      sum += score;
    }
    summary.sum = static_cast<float>(sum);
    return summary;
  }

  void finish(const float* values, std::int64_t index, const RowSummary& summary, bool has_softmax) {
    const auto at = static_cast<std::size_t>(index);
    if (want_.row_maxima) result_.row_maxima.data[at] = summary.maximum;
    if (want_.row_sums) result_.row_sums.data[at] = summary.sum;
    if (want_.log_sum_exp) {
      result_.log_sum_exp.data[at] = summary.sum == 0 ? -kInfinity : (has_softmax ? summary.maximum : 0) + std::log(summary.sum);
    }
    if (summary.sum == 0) {
      result_.fully_masked_rows.push_back(index);
      return;
    }
    for (float& exponential : row_) exponential /= summary.sum;
    keep(want_.weights, result_.weights, index);
    if (!want_.output) return;
    float* output = result_.output.data.data() + index * problem_.value_width;
    for (std::int64_t key = 0; key < problem_.shape.keys; ++key) {
      const float weight = row_[static_cast<std::size_t>(key)];
      if (weight == 0) continue;  // masked, or too far below the maximum to count: its value must not matter, not even NaN
      for (std::int64_t column = 0; column < problem_.value_width; ++column) output[column] += weight * values[key * problem_.value_width + column];
    }
  }

  const Problem& problem_;
  const Want& want_;
  Attention& result_;
  std::vector<float> row_;  // (keys)
};

}  // namespace

Result<Attention> attend(const Tensor& queries, const Tensor& keys, const Tensor& values, const AttentionOptions& options) {
  Result<Problem> posed = pose(queries, keys, values, options);
  if (!posed) return posed.error();
  Problem problem = *std::move(posed);
  Attention result;
  RowByRow rows(problem, options.want, result);
  for (std::int64_t batch = 0; batch < problem.shape.batch; ++batch) {
    for (std::int64_t head = 0; head < problem.shape.heads; ++head) rows.head(batch, head);
  }
  if (options.want.present_keys) result.present_keys = problem.shape.past > 0 ? std::move(problem.present_keys) : keys;
  if (options.want.present_values) result.present_values = problem.shape.past > 0 ? std::move(problem.present_values) : values;
  return result;
}

Result<Tensor> masked_softmax(const Tensor& scores, const std::optional<IntegerTensor>& valid_lengths) {
  if (scores.rank() < 1 || element_count(scores.shape) != static_cast<std::int64_t>(scores.data.size())) {
    return Error{"scores", "has shape " + shape_text(scores.shape) + " and " + std::to_string(scores.data.size()) +
                               " numbers, but at least one axis and as many numbers as the shape says are expected."};
  }
  ScoreShape shape;
  const std::size_t rank = scores.shape.size();
  shape.keys = scores.shape.back();
  shape.batch = rank > 1 ? scores.shape[0] : 1;
  shape.queries = rank > 2 ? scores.shape[rank - 2] : 1;
  for (std::size_t axis = 1; axis + 2 < rank; ++axis) shape.heads *= scores.shape[axis];
  Mask mask;
  mask.valid_lengths = valid_lengths;
  Result<ResolvedMask> resolved = ResolvedMask::resolve(mask, shape);
  if (!resolved) return Error{"valid_lengths", resolved.error().message};

  Tensor weights = scores;
  float* row = weights.data.data();
  for (std::int64_t batch = 0; batch < shape.batch; ++batch) {
    for (std::int64_t head = 0; head < shape.heads; ++head) {
      for (std::int64_t query = 0; query < shape.queries; ++query, row += shape.keys) {
        const VisibleKeys visible = resolved->row(batch, head, query);
        std::fill(row + visible.end, row + shape.keys, -kInfinity);
        const RowSummary summary = exponentiate(row, 0, shape.keys);
        if (summary.sum == 0) continue;
        for (std::int64_t key = 0; key < shape.keys; ++key) row[key] /= summary.sum;
      }
    }
  }
  return weights;
}

}  // namespace core
