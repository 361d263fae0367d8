// Why ÷ √d (book, section 10.3): of queries and keys whose numbers are normal(0, 1), the dot product has variance d,
// and its softmax saturates. Measured on 500 small attentions of 20 queries and 10 keys: 10,000 rows, 100,000 scores.
//
// Every dimension has random numbers of its own, so that the first d of them are the same for every larger d: what is
// known for one d goes on to the next. The same seed draws the same numbers natively and in WebAssembly, bit for bit;
// what is computed from them agrees to 10⁻⁵ of it (the order of sums, and the last digits of exp and log, differ).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/attention.h"
#include "core/steps.h"

namespace scenes::scoring_functions {

inline constexpr int kMostDimensions = 512, kMostSeed = 999;
inline constexpr int kGroups = 500, kGroupQueries = 20, kRowKeys = 10, kScaleRows = kGroups * kGroupQueries;
inline constexpr int kSampleScores = kScaleRows * kRowKeys;
/// The d of the curves.
inline constexpr std::array kCurveDimensions = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
inline constexpr int kBins = 48;
inline constexpr double kBinsReach = 4;  // deviations to both sides

struct ScaleInput {
  int dimensions = 64;
  int seed = 1;
  bool operator==(const ScaleInput&) const = default;
};

/// Of all scores, and of the softmax of all rows.
struct Measured {
  double variance = 0;  // of the scores; in theory d, or 1 if they are divided by √d
  double entropy = 0;   // nats, the mean over the rows
  double jacobian = 0;  // the mean over the rows of ‖diag(p) − p pᵀ‖
};

struct ScalePoint {
  int dimensions = 1;
  Measured unscaled, scaled;
  double expected_unscaled = 0, expected_scaled = 0;  // entropies in theory
};

/// What does not change with d: all that was drawn with a seed, at the d of the curves.
struct ScaleCurves {
  int seed = 0;
  std::vector<ScalePoint> points;
  std::vector<std::vector<float>> scores;  // of each point (kGroups, kGroupQueries, kRowKeys)
};

/// Bars of a histogram, as densities.
struct Histogram {
  std::vector<double> middles, densities;  // kBins
  double width = 0;
  int beyond = 0;  // how many scores lie outside
};

/// The first row of all, at d.
struct ScaleRow {
  core::Attention unscaled, scaled;                   // (1, kRowKeys)
  double unscaled_jacobian = 0, scaled_jacobian = 0;  // norms
};

/// ‖diag(p) − p pᵀ‖, Frobenius: √(Σ p² − 2 Σ p³ + (Σ p²)²). How far the softmax moves, at most and all in all, when
/// its scores do; 0 = saturated, no gradient comes through.
double jacobian_norm(std::span<const float> weights);

/// The mean entropy of a softmax over `keys` scores q · k, in theory: the scores of a query are independent and
/// normal(0, |q|²), and |q|² is chi-squared. Exact but for the rounding of its integrals (10⁻⁴).
class ExpectedEntropy {
 public:
  explicit ExpectedEntropy(int keys) : keys_(keys) {}
  /// Computes the next entry of its table; false once it is complete, and then it can be asked.
  bool advance();
  /// Of scores that are normal(0, deviation²).
  double of_deviation(double deviation) const;
  double of_dimensions(int dimensions, bool is_scaled) const;

 private:
  int keys_;
  std::vector<double> table_;
};

struct ScaleResult {
  std::shared_ptr<const ExpectedEntropy> expected;  // null: not computed yet
  std::shared_ptr<const ScaleCurves> curves;        // likewise
  ScaleInput input;
  ScalePoint now;
  Histogram unscaled, scaled;
  ScaleRow row;
};

/// In pieces. `last` (may be null) has what need not be drawn again.
core::Steps compute_scale(ScaleInput input, const ScaleResult* last, ScaleResult& result);

}  // namespace scenes::scoring_functions
