#include "core/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/kernels.h"

namespace attention_lab::core {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

RowByRow::RowByRow(const Problem& problem, const Want& want, Attention& result)
    : problem_(problem),
      want_(want),
      result_(result),
      has_softmax_(!is_kernel_without_softmax(problem.scoring)),
      row_(static_cast<std::size_t>(problem.shape.keys)) {}

void RowByRow::take_head(std::int64_t batch, std::int64_t head) {
  batch_ = batch;
  head_ = head;
  scorer_.emplace(problem_, batch, head);
}

std::int64_t RowByRow::advance(std::int64_t query) {
  const std::int64_t index = (batch_ * problem_.shape.heads + head_) * problem_.shape.queries + query;
  row(*scorer_, problem_.values_of(batch_, head_), query, index, problem_.mask.row(batch_, head_, query));
  return 1;
}

void RowByRow::keep(bool is_wanted, Tensor& tensor) const {
  if (is_wanted) tensor.data.insert(tensor.data.end(), row_.begin(), row_.end());
}

void RowByRow::row(const Scorer& scorer, const float* values, std::int64_t query, std::int64_t index,
                   const VisibleKeys& visible) {
  const std::int64_t keys = problem_.shape.keys;
  const bool wants_all_keys = want_.raw_scores || want_.scores || want_.capped;
  const std::int64_t begin = wants_all_keys ? 0 : visible.begin, end = wants_all_keys ? keys : visible.end;
  scorer.score_row(query, begin, end, row_.data() + begin);
  keep(want_.raw_scores, result_.raw_scores);
  if (problem_.multiplier != 1)
    for (std::int64_t key = begin; key < end; ++key) row_[static_cast<std::size_t>(key)] *= problem_.multiplier;
  keep(want_.scores, result_.scores);
  if (problem_.softcap > 0) cap_scores(row_.data() + begin, end - begin, problem_.softcap);
  keep(want_.capped, result_.capped);
  if (has_softmax_ || !visible.additive) {
    mask_scores(visible, 0, keys, row_.data());
  } else {  // weights ∝ K(u) · exp(additive mask), as with a softmax over log K(u)
    VisibleKeys without_additive = visible;
    without_additive.additive = nullptr;
    mask_scores(without_additive, 0, keys, row_.data());
    for (std::int64_t key = visible.begin; key < visible.end; ++key) {
      float& score = row_[static_cast<std::size_t>(key)];
      score = visible.sees(key) ? score * std::exp(visible.additive[key]) : -kInfinity;
    }
  }
  keep(want_.masked, result_.masked);
  const RowSummary summary = has_softmax_ ? exponentiate_row() : sum_kernel();
  keep(want_.exponentials, result_.exponentials);
  finish(values, index, summary, visible);
}

RowByRow::RowSummary RowByRow::exponentiate_row() {
  const auto count = static_cast<std::ptrdiff_t>(row_.size());
  const float maximum = kernels().maximum(row_.data(), count, -kInfinity);
  return {maximum, kernels().exponentiate(row_.data(), count, maximum == -kInfinity ? 0 : maximum)};
}

/// Kernels without softmax: the "exponentials" are the kernel's own values.
RowByRow::RowSummary RowByRow::sum_kernel() {
  const float largest = kernels().maximum(row_.data(), static_cast<std::ptrdiff_t>(row_.size()), -kInfinity);
  std::replace(row_.begin(), row_.end(), -kInfinity, 0.0f);
  double sums[4] = {};  // one would wait for itself
  std::size_t i = 0;
  for (; i + 4 <= row_.size(); i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += row_[i + lane];
  for (; i < row_.size(); ++i) sums[0] += row_[i];
  return {largest, static_cast<float>((sums[0] + sums[1]) + (sums[2] + sums[3]))};
}

void RowByRow::finish(const float* values, std::int64_t index, const RowSummary& summary, const VisibleKeys& visible) {
  if (want_.row_maxima) result_.row_maxima.data.push_back(summary.maximum);
  if (want_.row_sums) result_.row_sums.data.push_back(summary.sum);
  if (want_.log_sum_exp) {
    result_.log_sum_exp.data.push_back(summary.sum == 0 ? -kInfinity
                                                        : (has_softmax_ ? summary.maximum : 0) + std::log(summary.sum));
  }
  if (summary.sum == 0) result_.fully_masked_rows.push_back(index);
  if (std::isnan(summary.sum)) {
    for (std::int64_t key = 0; key < problem_.shape.keys; ++key)
      row_[static_cast<std::size_t>(key)] = visible.sees(key) ? summary.sum : 0;
  } else if (summary.sum != 0) {
    for (float& weight : row_) weight /= summary.sum;
  }
  keep(want_.weights, result_.weights);
  if (!want_.output) return;
  result_.output.data.resize(result_.output.data.size() + static_cast<std::size_t>(problem_.value_width));
  float* output = result_.output.data.data() + result_.output.data.size() - problem_.value_width;
  if (problem_.value_width == 1) {
    *output = kernels().weighted_sum(row_.data(), values, problem_.shape.keys);
    return;
  }
  for (std::int64_t key = 0; key < problem_.shape.keys; ++key) {
    const float weight = row_[static_cast<std::size_t>(key)];
    if (weight == 0)
      continue;  // masked, or too far below the maximum to count: its value must not matter, not even NaN
    for (std::int64_t column = 0; column < problem_.value_width; ++column)
      output[column] += weight * values[key * problem_.value_width + column];
  }
}

}  // namespace attention_lab::core
