#include "scenes/scoring_functions/scale_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/random.h"
#include "core/summary.h"
#include "index.h"

namespace scenes::scoring_functions {

namespace {

constexpr int kAtOnce = 8;  // dimensions

/// Random numbers for the dimensions [from, to), for the first `groups` groups.
struct Drawn {
  core::Tensor queries, keys;  // (groups, kGroupQueries, to − from), (groups, kRowKeys, to − from)
};

Drawn draw(int seed, int from, int to, int groups) {
  const int width = to - from;
  Drawn drawn{core::make_tensor({groups, kGroupQueries, width}), core::make_tensor({groups, kRowKeys, width})};
  for (int dimension = from; dimension < to; ++dimension) {
    core::Random random(static_cast<std::uint64_t>(seed) * kMostDimensions + static_cast<std::uint64_t>(dimension));
    const int column = dimension - from;
    for (int group = 0; group < groups; ++group) {
      for (int i = 0; i < kGroupQueries; ++i)
        nth(drawn.queries.data, (group * kGroupQueries + i) * width + column) = static_cast<float>(random.normal());
      for (int i = 0; i < kRowKeys; ++i)
        nth(drawn.keys.data, (group * kRowKeys + i) * width + column) = static_cast<float>(random.normal());
    }
  }
  return drawn;
}

/// Goes on from the scores of the first `from` dimensions to those of the first `to`.
core::Steps extend(int seed, int from, int to, std::vector<float>& scores) {
  core::AttentionOptions options{.scoring = core::Scoring::kDotProduct};
  options.want = {.output = false, .raw_scores = true};
  for (int begin = from; begin < to; begin += kAtOnce) {
    const Drawn drawn = draw(seed, begin, std::min(begin + kAtOnce, to), kGroups);
    const core::Tensor more = core::attend(drawn.queries, drawn.keys, drawn.keys, options)->raw_scores;
    for (int i = 0; i < kSampleScores; ++i) nth(scores, i) += nth(more.data, i);
    co_yield static_cast<double>(begin - from) / (to - from);
  }
}

double variance_of(std::span<const float> scores) {
  double sum = 0, squares = 0;
  for (const float score : scores) {
    sum += score;
    squares += static_cast<double>(score) * score;
  }
  const auto count = static_cast<double>(scores.size());
  return (squares - sum * sum / count) / (count - 1);
}

/// A part of the rows at a time.
core::Steps measure(const std::vector<float>& scores, double factor, Measured& measured) {
  constexpr int kPieces = 5, kRowsAtOnce = kScaleRows / kPieces;
  std::vector<float> scaled(scores);
  for (float& score : scaled) score *= static_cast<float>(factor);
  measured.variance = variance_of(scaled);
  double entropy = 0, jacobian = 0;
  for (int piece = 0; piece < kPieces; ++piece) {
    const std::span<const float> part =
        std::span(scaled).subspan(to_size(piece * kRowsAtOnce * kRowKeys), to_size(kRowsAtOnce * kRowKeys));
    const core::Tensor weights = *core::masked_softmax({{kRowsAtOnce, kRowKeys}, part});
    const core::RowSummaries summaries = *core::summarise_rows(weights);
    for (int row = 0; row < kRowsAtOnce; ++row) {
      entropy += nth(summaries.entropy.data, row);
      jacobian += jacobian_norm(std::span(weights.data).subspan(to_size(row * kRowKeys), to_size(kRowKeys)));
    }
    co_yield static_cast<double>(piece) / kPieces;
  }
  measured.entropy = entropy / kScaleRows;
  measured.jacobian = jacobian / kScaleRows;
}

double scale_of(int dimensions) { return 1 / std::sqrt(static_cast<double>(dimensions)); }

core::Steps measure_point(const std::vector<float>& scores, const ExpectedEntropy& expected, ScalePoint& point) {
  point.expected_unscaled = expected.of_dimensions(point.dimensions, false);
  point.expected_scaled = expected.of_dimensions(point.dimensions, true);
  for (const bool is_scaled : {false, true}) {
    core::Steps steps =
        measure(scores, is_scaled ? scale_of(point.dimensions) : 1, is_scaled ? point.scaled : point.unscaled);
    while (steps.advance()) co_yield is_scaled ? 0.5 : 0;
  }
}

Histogram histogram_of(const std::vector<float>& scores, double factor, double deviation) {
  Histogram histogram{.width = 2 * kBinsReach * deviation / kBins};
  std::vector<int> counts(kBins);
  for (const float score : scores) {
    const double at = (score * factor + kBinsReach * deviation) / histogram.width;
    if (at >= 0 && at < kBins)
      ++nth(counts, static_cast<int>(at));
    else
      ++histogram.beyond;
  }
  for (int bin = 0; bin < kBins; ++bin) {
    histogram.middles.push_back((bin + 0.5) * histogram.width - kBinsReach * deviation);
    histogram.densities.push_back(nth(counts, bin) / (kSampleScores * histogram.width));
  }
  return histogram;
}

ScaleRow first_row(const ScaleInput& input) {
  const Drawn drawn = draw(input.seed, 0, input.dimensions, 1);
  const core::TensorView query{{1, input.dimensions}, std::span(drawn.queries.data).first(to_size(input.dimensions))},
      keys{{kRowKeys, input.dimensions}, drawn.keys.data};
  const auto attended = [&](core::Scoring scoring) {
    core::AttentionOptions options{.scoring = scoring};
    options.want = {.output = false, .weights = true, .scores = true};
    return *core::attend(query, keys, keys, options);
  };
  ScaleRow row{attended(core::Scoring::kDotProduct), attended(core::Scoring::kScaledDotProduct)};
  row.unscaled_jacobian = jacobian_norm(row.unscaled.weights.data);
  row.scaled_jacobian = jacobian_norm(row.scaled.weights.data);
  return row;
}

/// The place among the curves' d of the largest that is not above.
int point_below(int dimensions) {
  const auto above = std::upper_bound(kCurveDimensions.begin(), kCurveDimensions.end(), dimensions);
  return static_cast<int>(above - kCurveDimensions.begin()) - 1;
}

// The table of ExpectedEntropy: equal steps of ln deviation.
constexpr double kLeastLog = -4.5, kMostLog = 3.7, kLogStep = 0.18;

/// With s = deviation · z, z normal, Z = Σ exp s, and L(t) = E exp(−t exp s):
///   E ln Z = ∫ (exp(−t) − L(t)ⁿ) dt ÷ t, and the mean entropy is E ln Z − d(E ln Z) ÷ d(ln deviation),
/// because E[s p] = deviation² E[p (1 − p)] (Stein) and E ln Z grows by n ÷ 2 of that per unit of variance.
double entropy_of_normal_scores(int keys, double deviation) {
  constexpr double kStep = 0.5, kFarthest = 6.5, kNoMass = -18, kAllMass = 4;  // of u = ln t, of z, of u + s
  const double h = std::min(0.25, kStep / deviation);
  std::vector<double> s, mass, below{0};  // of each node, and of all nodes before it
  for (double z = -kFarthest; z <= kFarthest; z += h) {
    s.push_back(deviation * z);
    mass.push_back(h * std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846));
    below.push_back(below.back() + mass.back());
  }
  double mean = 0, slope = 0;
  for (double u = kNoMass - 4 - s.back(); u <= kAllMass + s.back(); u += kStep) {
    const auto first = std::lower_bound(s.begin(), s.end(), kNoMass - u) - s.begin();
    double left = nth(below, first), change = 0;  // L, and how it changes with ln deviation
    for (std::ptrdiff_t j = first; j < std::ssize(s) && u + nth(s, j) < kAllMass; ++j) {
      const double t = std::exp(u + nth(s, j)), part = nth(mass, j) * std::exp(-t);
      left += part;
      change -= part * t * nth(s, j);
    }
    mean += kStep * (std::exp(-std::exp(u)) - std::pow(left / below.back(), keys));
    slope -= kStep * keys * std::pow(left / below.back(), keys - 1) * change;
  }
  return mean - slope;
}

}  // namespace

double jacobian_norm(std::span<const float> weights) {
  double squares = 0, cubes = 0;
  for (const double p : weights) {
    squares += p * p;
    cubes += p * p * p;
  }
  return std::sqrt(std::max(0.0, squares - 2 * cubes + squares * squares));
}

bool ExpectedEntropy::advance() {
  const double at = kLeastLog + kLogStep * count_of(table_);
  if (at > kMostLog) return false;
  table_.push_back(entropy_of_normal_scores(keys_, std::exp(at)));
  return true;
}

double ExpectedEntropy::of_deviation(double deviation) const {
  const double at = (std::log(deviation) - kLeastLog) / kLogStep;
  if (!(at > 1)) return std::log(keys_);
  const int i = std::min(static_cast<int>(at), count_of(table_) - 3);
  const double t = at - i, a = nth(table_, i - 1), b = nth(table_, i), c = nth(table_, i + 1), d = nth(table_, i + 2);
  return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));  // Catmull–Rom
}

double ExpectedEntropy::of_dimensions(int dimensions, bool is_scaled) const {
  constexpr int kNodes = 400;
  constexpr double kReach = 6;  // |q| lies so near √d
  const double root = std::sqrt(static_cast<double>(dimensions)), low = std::max(0.0, root - kReach),
               step = (root + kReach - low) / kNodes;
  double sum = 0, weighted = 0;
  for (int i = 0; i < kNodes; ++i) {
    const double r = low + (i + 0.5) * step;
    const double density = std::exp((dimensions - 1) * std::log(r / root) - (r * r - dimensions) / 2);
    sum += density;
    weighted += density * of_deviation(is_scaled ? r / root : r);
  }
  return weighted / sum;
}

core::Steps compute_scale(ScaleInput input, const ScaleResult* last, ScaleResult& result) {
  result = {};
  result.input = input;
  if (last && last->expected) {
    result.expected = last->expected;
  } else {
    auto expected = std::make_shared<ExpectedEntropy>(kRowKeys);
    while (expected->advance()) co_yield 0;
    result.expected = std::move(expected);
  }
  std::vector<float> scores(kSampleScores, 0);
  if (last && last->curves && last->curves->seed == input.seed) {
    result.curves = last->curves;
  } else {
    auto curves = std::make_shared<ScaleCurves>();
    curves->seed = input.seed;
    int before = 0;
    for (const int dimensions : kCurveDimensions) {
      core::Steps steps = extend(input.seed, before, dimensions, scores);
      while (steps.advance()) co_yield 0.9 * before / kMostDimensions;
      ScalePoint& point = curves->points.emplace_back(ScalePoint{dimensions});
      core::Steps more = measure_point(scores, *result.expected, point);
      while (more.advance()) co_yield 0.9 * dimensions / kMostDimensions;
      curves->scores.push_back(scores);
      before = dimensions;
    }
    result.curves = std::move(curves);
  }
  const int below = point_below(input.dimensions);
  scores = nth(result.curves->scores, below);
  result.now = nth(result.curves->points, below);
  if (result.now.dimensions != input.dimensions) {
    core::Steps steps = extend(input.seed, result.now.dimensions, input.dimensions, scores);
    while (steps.advance()) co_yield 0.92;
    result.now = {input.dimensions};
    core::Steps more = measure_point(scores, *result.expected, result.now);
    while (more.advance()) co_yield 0.96;
  }
  result.unscaled = histogram_of(scores, 1, 1 / scale_of(input.dimensions));
  result.scaled = histogram_of(scores, scale_of(input.dimensions), 1);
  result.row = first_row(input);
}

}  // namespace scenes::scoring_functions
