// Attention in double precision, written as naively as possible and sharing no code with the core: the second
// opinion that the core's numbers are checked against.
#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "core/attention.h"

namespace reference {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr double kMasked = -std::numeric_limits<double>::infinity();

/// One head: Q (n, d), K (m, d_k), V (m, d_v) as lists of rows.
using Rows = std::vector<std::vector<double>>;

inline Rows rows_of(const core::Tensor& tensor, std::int64_t offset, std::int64_t count, std::int64_t width) {
  Rows rows(static_cast<std::size_t>(count), std::vector<double>(static_cast<std::size_t>(width)));
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t j = 0; j < width; ++j)
      rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
          tensor.data[static_cast<std::size_t>(offset + i * width + j)];
  return rows;
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

inline std::vector<double> times(const core::Tensor& matrix, const std::vector<double>& x) {
  std::vector<double> y(static_cast<std::size_t>(matrix.shape[0]));
  for (std::size_t i = 0; i < y.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += static_cast<double>(matrix.data[i * x.size() + j]) * x[j];
  return y;
}

inline double score(core::Scoring scoring, const core::ScoringParameters& p, const std::vector<double>& q,
                    const std::vector<double>& k) {
  using core::Scoring;
  const double u = q.size() == k.size() ? distance(q, k) / p.width : 0;
  switch (scoring) {
    case Scoring::kDotProduct:
    case Scoring::kScaledDotProduct:
      return dot(q, k);
    case Scoring::kAdditive: {
      const auto a = times(p.query_weights, q), b = times(p.key_weights, k);
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += p.score_vector.data[i] * std::tanh(a[i] + b[i]);
      return sum;
    }
    case Scoring::kBilinear:
      return dot(q, times(p.matrix, k));
    case Scoring::kCosine:
      return dot(q, q) == 0 || dot(k, k) == 0 ? 0 : dot(q, k) / std::sqrt(dot(q, q) * dot(k, k));
    case Scoring::kGaussian:
      return -u * u / 2;
    case Scoring::kBoxcar:
      return u <= 1 ? 1 : 0;
    case Scoring::kTriangular:
      return std::fmax(0, 1 - u);
    case Scoring::kEpanechikov:
      return std::fmax(0, 1 - u * u);
    case Scoring::kConstant:
      return 1;
  }
  return 0;
}

/// Everything about one head. `bias(i, j)` is what the mask adds to a score: 0, a number, or kMasked.
struct Head {
  Rows scores, capped, masked, weights, output;
  std::vector<double> log_sum_exp;
};

inline Head attend(const Rows& q, const Rows& k, const Rows& v, core::Scoring scoring,
                   const core::ScoringParameters& parameters, double scale, double softcap,
                   const std::function<double(std::size_t, std::size_t)>& bias) {
  Head head;
  const bool is_kernel = core::is_kernel_without_softmax(scoring);
  for (std::size_t i = 0; i < q.size(); ++i) {
    std::vector<double> scores, capped, masked, weights(k.size()), output(v.empty() ? 0 : v[0].size());
    double maximum = kMasked, sum = 0;
    for (std::size_t j = 0; j < k.size(); ++j) {
      scores.push_back(score(scoring, parameters, q[i], k[j]) * scale);
      capped.push_back(softcap > 0 ? softcap * std::tanh(scores[j] / softcap) : scores[j]);
      if (bias(i, j) == kMasked)
        masked.push_back(kMasked);
      else
        masked.push_back(is_kernel ? capped[j] * std::exp(bias(i, j)) : capped[j] + bias(i, j));
      maximum = std::fmax(maximum, masked[j]);
    }
    for (std::size_t j = 0; j < k.size(); ++j) {
      weights[j] = masked[j] == kMasked ? 0 : is_kernel ? masked[j] : std::exp(masked[j] - maximum);
      sum += weights[j];
    }
    for (std::size_t j = 0; j < k.size() && sum > 0; ++j) {
      weights[j] /= sum;
      if (weights[j] == 0) continue;
      for (std::size_t c = 0; c < output.size(); ++c) output[c] += weights[j] * v[j][c];
    }
    head.log_sum_exp.push_back(sum > 0 ? std::log(sum) + (is_kernel ? 0 : maximum) : kMasked);
    head.scores.push_back(scores);
    head.capped.push_back(capped);
    head.masked.push_back(masked);
    head.weights.push_back(weights);
    head.output.push_back(output);
  }
  return head;
}

/// The largest absolute difference between a tensor's block and rows of numbers; equal infinities differ by 0, and
/// NaN differs by infinity.
inline double largest_difference(const core::Tensor& tensor, std::int64_t offset, const Rows& rows) {
  double largest = 0;
  std::size_t at = static_cast<std::size_t>(offset);
  for (const auto& row : rows)
    for (double expected : row) {
      const double got = tensor.data[at++];
      const double difference = got == expected ? 0 : std::abs(got - expected);
      largest = difference >= 0 ? std::fmax(largest, difference) : std::numeric_limits<double>::infinity();
    }
  return largest;
}

}  // namespace reference
