#include "core/scoring.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/Core>

#include "core/product.h"

namespace attention_lab::core {
namespace {

using Matrix = RowMajor<float>;
using ConstMap = Eigen::Map<const Matrix>;
using Map = Eigen::Map<Matrix>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

constexpr std::array<std::string_view, 10> kNames = {
    "scaled_dot_product", "dot_product", "additive",   "bilinear",    "cosine",
    "gaussian",           "boxcar",      "triangular", "epanechikov", "constant"};

/// Each row divided by its length; a row of zeros stays. The length is taken after division by the largest entry,
/// so that it neither overflows nor vanishes.
std::vector<float> normalised_rows(const float* rows, std::int64_t count, std::int64_t width) {
  std::vector<float> result(rows, rows + count * width);
  Map matrix(result.data(), count, width);
  if (width == 0) return result;
  for (Eigen::Index row = 0; row < count; ++row) {
    const float largest = matrix.row(row).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
    if (largest == 0) continue;
    matrix.row(row) /= largest;
    matrix.row(row) /= matrix.row(row).norm();
  }
  return result;
}

/// scores[i] = score(‖q − kᵢ‖²). In double precision, and of the differences themselves: near the rim of a kernel, and
/// between near neighbours in ‖q‖² + ‖k‖² − 2 q·k, almost all digits of a float would cancel. A product of floats
/// cannot overflow a double.
template <class Score>
void score_distances(const float* q, const float* keys, std::int64_t width, std::int64_t count, float* scores,
                     Score score) {
  const auto square_of = [](float a, float b) {
    const double difference = static_cast<double>(a) - static_cast<double>(b);
    return difference * difference;
  };
  if (width == 1) {  // points on a line lie side by side: several at a time
    const float at = *q;
    for (std::int64_t i = 0; i < count; ++i) scores[i] = static_cast<float>(score(square_of(at, keys[i])));
    return;
  }
  for (std::int64_t i = 0; i < count; ++i, keys += width) {
    double sum = 0;
    for (std::int64_t c = 0; c < width; ++c) sum += square_of(q[c], keys[c]);
    scores[i] = static_cast<float>(score(sum));
  }
}

}  // namespace

std::string_view scoring_name(Scoring scoring) { return kNames[static_cast<std::size_t>(scoring)]; }

std::optional<Scoring> scoring_from_name(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Scoring>(found - kNames.begin());
}

bool is_kernel_without_softmax(Scoring scoring) {
  return scoring == Scoring::kBoxcar || scoring == Scoring::kTriangular || scoring == Scoring::kEpanechikov ||
         scoring == Scoring::kConstant;
}

Scorer::Scorer(const Problem& problem, std::int64_t batch, std::int64_t head)
    : problem_(problem),
      queries_(problem.queries_of(batch, head)),
      keys_(problem.keys_of(batch, head)),
      width_(problem.key_width) {
  const std::int64_t n = problem.shape.queries, m = problem.shape.keys;
  const ScoringParameters& given = *problem.parameters;
  if (problem.scoring == Scoring::kBilinear) {
    prepared_queries_.resize(static_cast<std::size_t>(n * problem.key_width));
    set_product(ConstMap(queries_, n, problem.width),
                ConstMap(given.matrix.data.data(), problem.width, problem.key_width),
                Map(prepared_queries_.data(), n, problem.key_width));
    queries_ = prepared_queries_.data();
  } else if (problem.scoring == Scoring::kCosine) {
    prepared_queries_ = normalised_rows(queries_, n, width_);
    prepared_keys_ = normalised_rows(keys_, m, width_);
    queries_ = prepared_queries_.data();
    keys_ = prepared_keys_.data();
  } else if (problem.scoring == Scoring::kAdditive) {
    const std::int64_t hidden = given.score_vector.shape[0];
    prepared_queries_.resize(static_cast<std::size_t>(n * hidden));
    prepared_keys_.resize(static_cast<std::size_t>(m * hidden));
    set_product(ConstMap(queries_, n, problem.width), ConstMap(given.query_weights.data.data(), hidden, problem.width),
                Map(prepared_queries_.data(), n, hidden), true);
    set_product(ConstMap(keys_, m, problem.key_width),
                ConstMap(given.key_weights.data.data(), hidden, problem.key_width),
                Map(prepared_keys_.data(), m, hidden), true);
    queries_ = prepared_queries_.data();
    keys_ = prepared_keys_.data();
    width_ = hidden;
  }
}

bool Scorer::is_dot_product() const {
  return problem_.scoring == Scoring::kDotProduct || problem_.scoring == Scoring::kScaledDotProduct ||
         problem_.scoring == Scoring::kBilinear || problem_.scoring == Scoring::kCosine;
}

void Scorer::score_row(std::int64_t query, std::int64_t begin, std::int64_t end, float* scores) const {
  const float *q = queries_ + query * width_, *keys = keys_ + begin * width_;
  const std::int64_t count = end - begin;
  if (is_dot_product()) {
    for (std::int64_t i = 0; i < count; ++i)
      scores[i] = ConstVector(q, width_).dot(ConstVector(keys + i * width_, width_));
  } else if (problem_.scoring == Scoring::kAdditive) {
    const ConstVector score_vector(problem_.parameters->score_vector.data.data(), width_);
    for (std::int64_t i = 0; i < count; ++i) {
      const ConstVector key(keys + i * width_, width_);
      scores[i] = score_vector.dot((ConstVector(q, width_) + key).array().tanh().matrix());
    }
  } else {
    score_kernel(q, keys, count, scores);
  }
}

/// A loop for each kernel, with nothing to decide in it. NaN stays NaN.
void Scorer::score_kernel(const float* q, const float* keys, std::int64_t count, float* scores) const {
  const double unit = static_cast<double>(problem_.parameters->width) * problem_.parameters->width;
  const auto each = [&](auto score) { score_distances(q, keys, width_, count, scores, score); };
  switch (problem_.scoring) {
    case Scoring::kGaussian:
      return each([factor = -0.5 / unit](double square) { return square * factor; });
    case Scoring::kBoxcar:
      return each([unit](double square) { return square <= unit ? 1 : square > unit ? 0 : square; });
    case Scoring::kTriangular:
      return each([unit](double square) { return square > unit ? 0 : 1 - std::sqrt(square / unit); });
    case Scoring::kEpanechikov:
      return each([unit](double square) { return square > unit ? 0 : 1 - square / unit; });
    default:
      std::fill_n(scores, count, 1.0f);
  }
}

void cap_scores(float* scores, std::int64_t count, float cap) {
  Eigen::Map<Eigen::ArrayXf> row(scores, count);
  row = cap * (row / cap).tanh();
}

}  // namespace attention_lab::core
