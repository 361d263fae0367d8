// Attention pooling as regression (book, section 10.2; Nadaraya 1964, Watson 1964): the training points are keys with
// their values, a query asks all of them, and the nearer one is, the more it weighs. Everything is the core's.
//
//   weights      K((x − xᵢ) ÷ σ) ÷ Σ K, for the Gaussian softmax(−((x − xᵢ) w)² ÷ 2) with w = 1 ÷ σ
//   prediction   ŷ(x) = Σ weight · yᵢ
//   learning     the w that predicts every point best from all the others, by gradient descent
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/regression.h"
#include "core/steps.h"

namespace scenes::kernel_regression {

enum Data { kBook, kNoiseFree, kGenerated, kOwn };
inline constexpr const char* kDataIds[] = {"book", "noise-free", "generated", "own"};
inline constexpr const char* kKernelIds[] = {"gaussian", "boxcar", "triangular", "epanechnikov", "constant"};
enum Kernel { kGaussianKernel, kBoxcarKernel, kTriangularKernel, kEpanechnikovKernel, kConstantKernel };

inline constexpr int kMostGenerated = 200, kMostPoints = 10000, kMostInLink = 400;
inline constexpr int kMostGrips = 200;  // points that each lie under the pointer; of more, only the chosen one does
inline constexpr int kLeastLearning = 2, kMostLearning = 200;  // points, each of which is compared with all others
inline constexpr double kNarrowest = 0.05, kWidest = 10;       // of kernels, where x spans about 5
inline constexpr double kFarthest = 1e6;                       // |x| and |y| of a point
inline constexpr int kCurvePoints = 512, kHeatRows = 50, kLossPoints = 33;
/// The curve has at least kLeastCurvePoints, one every few pixels: with many keys so many that it fits into a frame,
/// and at every query of the heatmap one that is answered only once.
inline constexpr int kLeastCurvePoints = 4 * kHeatRows + 1, kMostCurveWeights = 1 << 21;
/// Every so manieth of the curve's points is a query of the heatmap; 0 = they lie elsewhere.
inline int curve_points_per_query(int keys) {
  const int most = kMostCurveWeights / keys;
  return most < kCurvePoints ? std::max(kLeastCurvePoints - 1, most - 1) / kHeatRows : 0;
}
inline int curve_points(int keys) {
  const int per_query = curve_points_per_query(keys);
  return per_query > 0 ? per_query * kHeatRows + 1 : kCurvePoints;
}
inline constexpr double kLeastW = 0.1, kMostW = 100;  // over which the loss is drawn
inline constexpr int kMostSteps = 50;
inline constexpr double kBookStart = 0.2466, kBookRate = 0.5;
inline constexpr int kBookSteps = 5;

struct Points {
  std::vector<double> x, y;
  bool operator==(const Points&) const = default;
};
Points book_points();
/// The points of an example; of kOwn, the book's.
Points points_of(int data, int seed, int count, double noise);
/// What the examples' points come from: 2 sin x + x^0.8. NaN for x < 0.
double truth(double x);

struct Input {
  int data = kBook;
  int seed = 1, count = 50;
  double noise = 0.5;
  Points points = book_points();
  int kernel = kGaussianKernel;
  double width = 1;  // σ
  double query = 2.5;
  bool is_learning = false;  // then w comes from gradient descent, and the width from it
  double start = kBookStart, rate = kBookRate;
  int steps = kBookSteps;
  int shown_step = 0;          // after so many steps
  bool is_point_held = false;  // the plane does not grow while a point is dragged
  bool operator==(const Input&) const = default;
};

/// What is drawn: x from low to high, y from bottom to top.
struct Room {
  double low = 0, high = 5, bottom = -1, top = 5;
  bool operator==(const Room&) const = default;
};
/// All points, with a little air. Of the examples the book's room at least.
Room room_of(const Input& input);

/// How much wider than the book's points these lie, as a power of ten: 1 where their x span 1.6 … 16.
double scale_of(const Points& points);
/// The widths that are of use for such points: those of the book's, and further where they lie wider or narrower.
struct Widths {
  double narrowest = kNarrowest, widest = kWidest;
};
Widths widths_for(const Points& points);

/// Leave one out: is there another point to each, and are they few enough?
inline bool can_learn(std::size_t points) { return points >= kLeastLearning && points <= kMostLearning; }

/// One point as the others see it, and how the loss at this w changes by it: with d the distance to another point and
/// w_j its weight, dŷ/dw = −w (Σ w_j d² y − Σ w_j d² · ŷ).
struct PointError {
  double prediction = 0, error = 0;  // ŷ, from the others; ŷ − y
  double squared = 0, product = 0;   // Σ w_j d², Σ w_j d² y
  double slope = 0;                  // dŷ/dw
  double part = 0;                   // of the gradient: 2 · error · slope
};

struct Learning {
  std::vector<core::TrainingStep> steps;  // one more than were made
  std::vector<double> ws, losses;         // the loss over w
  std::vector<PointError> errors;         // of the sorted points, at the step that is shown
};

struct Result {
  Input input;             // that this is the result of
  core::Tensor x, y;       // (points), sorted by x
  std::vector<int> order;  // which of the given points stands where
  Room room;
  double width = 1;                                   // that was used
  std::vector<double> curve_x, curve_y, curve_truth;  // NaN where no key is in reach, or nothing is known
  core::Tensor queries;                               // (kHeatRows), over the room
  core::Tensor heat;                                  // (kHeatRows, points): their weights
  core::Tensor heat_predictions;                      // (kHeatRows)
  float largest_heat = 0;                             // of these weights
  std::uint64_t content = 0;                          // of the heatmap
  core::Attention asked;                              // (1, points): the query's weights, and what led to them
  double prediction = 0;
  bool is_out_of_reach = false;
  double effective_keys = 0, largest_weight = 0;
  double average = 0;                // of all y: average pooling
  std::optional<double> mean_error;  // squared, against the truth, over the curve; nothing if that is not known
  Learning learning;                 // empty if nothing is learnt
};

core::Steps compute(const Input& input, const Result* last, Result& result);
bool is_sound(const Result& result);

/// Every so-manieth point is drawn, so that they are no more than 1500.
inline int drawn_stride(const Result& result) {
  constexpr int kMostDrawn = 1500;
  return (static_cast<int>(result.order.size()) + kMostDrawn - 1) / kMostDrawn;
}
/// Is this the book's run, number for number, to within 0.002?
bool is_as_in_book(const Input& input, const Learning& learning);
/// After how many steps learning came to an end: fewer than were wished if it went off to infinity.
inline int steps_made(const Learning& learning) { return static_cast<int>(learning.steps.size()) - 1; }
/// The step that is shown, of those that were made.
inline int step_shown(const Input& input, const Learning& learning) {
  return std::min(input.shown_step, steps_made(learning));
}
/// The first step that went too far: the loss grew, or w leapt to where there is no slope left to come back by; −1 =
/// none.
int overshoot_of(const Learning& learning);

}  // namespace scenes::kernel_regression
