#include "scenes/kernel_regression/model.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "core/random.h"
#include "core/summary.h"
#include "index.h"
#include "scenes/parts/scorings.h"
#include "view/matrix_view.h"

namespace scenes::kernel_regression {

namespace {

// Fifty of each: the random points of the book's published figure, read off it.
constexpr double kBookX[] = {
    0.04908264, 0.2772269, 0.27741614, 0.47884348, 0.49546778, 0.6301755, 0.77104896, 0.8040127, 0.81432164, 0.82138866,
    0.9308806,  0.9367636, 0.96527725, 1.3321584,  1.4298239,  1.4837265, 1.5493891,  1.5676544, 1.8522916,  1.8784652,
    2.1907363,  2.3299127, 2.617215,   2.624482,   2.724358,   2.7461119, 2.7768521,  2.8451288, 3.0469255,  3.0977585,
    3.4060602,  3.61168,   3.6708865,  3.6828268,  3.7161145,  3.798976,  3.8063157,  3.8384488, 3.8543768,  3.914924,
    4.043074,   4.100184,  4.1343045,  4.1957407,  4.243484,   4.2619057, 4.540511,   4.7272434, 4.8177066,  4.914793};
constexpr double kBookY[] = {
    0.3778192, 1.2805554, 0.98203474, 1.8928031, 0.85049826, 1.1354425, 2.5259907, 2.9026246, 2.2392657, 3.1450768,
    3.0331674, 1.8784354, 2.9289722,  3.2526374, 2.6585605,  3.1920953, 3.2670596, 3.6961627, 4.3319335, 4.30018,
    3.2815847, 3.3135653, 3.786779,   3.5186436, 3.432324,   2.6101015, 2.9265983, 2.6071246, 2.8244543, 3.0736463,
    1.8248934, 2.6000195, 2.2142909,  2.0467048, 2.2463453,  1.2246045, 1.7865613, 1.7696059, 1.3706402, 1.7119421,
    0.8518303, 1.2053002, 1.2520196,  1.6727451, 0.98367476, 0.8399405, 1.9601746, 2.3998506, 2.3587852, 1.2916317};

core::Tensor as_tensor(const std::vector<double>& numbers) {
  return {{std::ssize(numbers)}, {numbers.begin(), numbers.end()}};
}

/// From `low` to `high`, both ends included.
std::vector<double> evenly(double low, double high, int count) {
  std::vector<double> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(low + (high - low) * i / (count - 1));
  return numbers;
}

double width_of(const Input& input, const Learning& learning) {
  if (!input.is_learning || learning.steps.empty()) return input.width;
  const double w = nth(learning.steps, step_shown(input, learning)).w;
  // The weights depend on w² alone. With a w of 0 the width is so large that all keys are equally far, to the last bit.
  return std::clamp(1 / std::abs(w), 1e-12, 1e15);
}

/// Those of the points by x, of equal x in the order in which they are given. What `last` has sorted stays so but for
/// the points that have moved since: while one is dragged it alone is looked for a place.
std::vector<int> order_of(const std::vector<double>& x, const Result* last) {
  const auto is_before = [&](int a, int b) { return std::pair(nth(x, a), a) < std::pair(nth(x, b), b); };
  std::vector<int> stayed, moved, order;
  const std::vector<double> none, &before = last ? last->input.points.x : none;
  if (before.size() == x.size())
    for (const int each : last->order) (nth(before, each) == nth(x, each) ? stayed : moved).push_back(each);
  else
    for (int each = 0; each < count_of(x); ++each) moved.push_back(each);
  std::sort(moved.begin(), moved.end(), is_before);
  std::merge(stayed.begin(), stayed.end(), moved.begin(), moved.end(), std::back_inserter(order), is_before);
  return order;
}

void sort_points(const Points& points, const Result* last, Result& result) {
  result.order = order_of(points.x, last);
  result.x = result.y = core::make_tensor({std::ssize(points.x)});
  for (std::size_t i = 0; i < result.order.size(); ++i) {
    result.x.data[i] = static_cast<float>(nth(points.x, result.order[i]));
    result.y.data[i] = static_cast<float>(nth(points.y, result.order[i]));
  }
}

std::vector<double> predictions_of(const core::Attention& attention) {
  std::vector<double> numbers(attention.output.data.begin(), attention.output.data.end());
  for (const std::int64_t row : attention.fully_masked_rows) nth(numbers, row) = NAN;
  return numbers;
}

std::vector<PointError> errors_at(const Result& result, double w) {
  const core::LeaveOneOut seen = *core::leave_one_out(result.x, result.y, static_cast<float>(w));
  const int count = count_of(result.x.data);
  std::vector<PointError> errors;
  for (int i = 0; i < count; ++i) {
    PointError point{.prediction = nth(seen.predictions.data, i)};
    point.error = point.prediction - nth(result.y.data, i);
    for (int j = 0; j < count; ++j) {
      const double distance = static_cast<double>(nth(result.x.data, i)) - nth(result.x.data, j);
      const double weighted = nth(seen.weights.data, i * count + j) * distance * distance;
      point.squared += weighted;
      point.product += weighted * nth(result.y.data, j);
    }
    point.slope = -w * (point.product - point.squared * point.prediction);
    point.part = 2 * point.error * point.slope;
    errors.push_back(point);
  }
  return errors;
}

/// The mean of (ŷ − truth)² over the points of the curve where both are known.
std::optional<double> mean_error_of(const Result& result) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < result.curve_x.size(); ++i) {
    const double off = result.curve_y[i] - result.curve_truth[i];
    if (!std::isfinite(off)) continue;
    sum += off * off;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

core::Scoring kernel_of(const Input& input) { return core_scoring(scenes::kGaussian + input.kernel, false); }

/// What core::kernel_regression() says of these queries, as the attention it is: with what led to the weights, and
/// without the weights where nobody asks for them. (queries), so many rows of output, of width 1.
core::Attention attend_at(const Result& result, const core::Tensor& queries, const core::Want& want) {
  const auto column = [](const core::Tensor& line) { return core::TensorView{{line.shape[0], 1}, line.data}; };
  core::AttentionOptions options;
  options.scoring = kernel_of(result.input);
  options.parameters.width = static_cast<float>(result.width);
  options.want = want;
  return *core::attend(column(queries), column(result.x), column(result.y), options);
}

/// Those points of the curve that are queries of the heatmap have its answers; returns the others.
std::vector<int> take_answered(Result& result, const std::vector<double>& answers) {
  const int step = curve_points_per_query(count_of(result.order));
  std::vector<int> open;
  result.curve_y.resize(result.curve_x.size());
  for (int i = 0; i < count_of(result.curve_x); ++i) {
    if (step > 0 && i % step == 0 && i / step < kHeatRows)
      nth(result.curve_y, i) = nth(answers, i / step);
    else
      open.push_back(i);
  }
  return open;
}

void answer_along_curve(Result& result, std::span<const int> places) {
  std::vector<double> at;
  for (const int place : places) at.push_back(nth(result.curve_x, place));
  const std::vector<double> answers = predictions_of(attend_at(result, as_tensor(at), {}));
  for (std::size_t i = 0; i < places.size(); ++i) nth(result.curve_y, places[i]) = answers[i];
}

/// The largest weight there is: in every row that of the largest score.
float largest_weight_of(const core::Attention& attention, core::Scoring scoring) {
  float largest = 0;
  for (std::size_t row = 0; row < attention.row_sums.data.size(); ++row) {
    const float sum = attention.row_sums.data[row];
    const float most = core::is_kernel_without_softmax(scoring) ? attention.row_maxima.data[row] : 1;  // exp(0)
    if (sum > 0) largest = std::max(largest, most / sum);
  }
  return largest;
}

/// What is said of the query alone.
void answer(Result& result) {
  result.asked =
      attend_at(result, as_tensor({result.input.query}),
                {.weights = true, .raw_scores = true, .row_maxima = true, .exponentials = true, .row_sums = true});
  result.is_out_of_reach = !result.asked.fully_masked_rows.empty();
  result.prediction = result.asked.output.data[0];
  const core::RowSummaries summary = *core::summarise_rows(result.asked.weights);
  result.effective_keys = summary.effective_keys.data[0];
  result.largest_weight = summary.largest.data[0];
}

/// The query moves in every frame of a drag; all that does not depend on it stays.
bool asks_only_elsewhere(Input input, const Input& before) {
  input.query = before.query;
  return input == before;
}

bool learns_alike(const Input& a, const Input& b) {
  return a.start == b.start && a.rate == b.rate && a.steps == b.steps;
}

bool has_same_points(const core::Tensor& x, const core::Tensor& y, const Result& result) {
  return x.data == result.x.data && y.data == result.y.data;
}

}  // namespace

Room room_of(const Input& input) {
  const auto with_air = [](const std::vector<double>& numbers) {
    const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
    const double air = *most > *least ? (*most - *least) * 0.06 : 1;
    return std::tuple{*least, *most, air};
  };
  const auto [left, right, beside] = with_air(input.points.x);
  const auto [lowest, highest, above] = with_air(input.points.y);
  if (input.data == kOwn) return {left - beside, right + beside, lowest - above, highest + above};
  Room room;
  if (left < room.low) room.low = left - beside;
  if (right > room.high) room.high = right + beside;
  if (lowest < room.bottom) room.bottom = lowest - above;
  if (highest > room.top) room.top = highest + above;
  return room;
}

double scale_of(const Points& points) {
  const auto [least, most] = std::minmax_element(points.x.begin(), points.x.end());
  constexpr double kBookSpan = 5;
  return *most > *least ? std::pow(10, std::round(std::log10((*most - *least) / kBookSpan))) : 1;
}

Widths widths_for(const Points& points) {
  const double scale = scale_of(points);
  return {kNarrowest * std::min(scale, 1.0), kWidest * std::max(scale, 1.0)};
}

double truth(double x) { return x < 0 ? NAN : 2 * std::sin(x) + std::pow(x, 0.8); }

Points book_points() { return {{std::begin(kBookX), std::end(kBookX)}, {std::begin(kBookY), std::end(kBookY)}}; }

Points points_of(int data, int seed, int count, double noise) {
  if (data == kNoiseFree) {
    Points points;
    for (int i = 0; i < 50; ++i) {
      points.x.push_back(i / 10.0);
      points.y.push_back(truth(points.x.back()));
    }
    return points;
  }
  if (data != kGenerated) return book_points();
  Points points;
  core::Random random(static_cast<std::uint64_t>(seed));
  for (int i = 0; i < count; ++i) points.x.push_back(random.uniform(0, 5));
  std::sort(points.x.begin(), points.x.end());
  for (const double x : points.x) points.y.push_back(truth(x) + random.normal(0, noise));
  return points;
}

core::Steps compute(const Input& input, const Result* last, Result& result) {
  if (last && asks_only_elsewhere(input, last->input)) {
    result = *last;
    result.input = input;
    answer(result);
    co_return;
  }
  result.input = input;
  sort_points(input.points, last, result);
  if (input.is_learning && can_learn(result.order.size())) {
    const bool is_known = last && !last->learning.ws.empty() && has_same_points(result.x, result.y, *last);
    std::vector<core::TrainingStep>& steps = result.learning.steps;
    if (is_known && learns_alike(input, last->input))
      steps = last->learning.steps;
    else
      steps = *core::train_kernel_regression(result.x, result.y, static_cast<float>(input.start), input.rate, 0);
    while (steps_made(result.learning) < input.steps && core::train_further(result.x, result.y, input.rate, steps))
      co_yield 0.4 * steps_made(result.learning) / input.steps;
    result.learning.errors = errors_at(result, nth(steps, step_shown(input, result.learning)).w);
    if (is_known) {
      result.learning.ws = last->learning.ws;
      result.learning.losses = last->learning.losses;
    }
    for (int i = count_of(result.learning.ws); i < kLossPoints; ++i) {
      const double w = kLeastW * std::pow(kMostW / kLeastW, i / (kLossPoints - 1.0));
      result.learning.ws.push_back(w);
      result.learning.losses.push_back(core::leave_one_out(result.x, result.y, static_cast<float>(w))->loss);
      co_yield 0.4 + 0.4 * i / kLossPoints;
    }
  }
  result.room = input.is_point_held && last ? last->room : room_of(input);
  result.width = width_of(input, result.learning);
  // The book's test points are 0, 0.1 … 4.9.
  result.queries = as_tensor(evenly(result.room.low, result.room.high, kHeatRows + 1));
  result.queries.shape = {kHeatRows};
  result.queries.data.resize(kHeatRows);
  core::Attention heat = attend_at(result, result.queries, {.weights = true, .row_maxima = true, .row_sums = true});
  co_yield 0.85;
  const int keys = count_of(result.order), samples = curve_points(keys);
  result.curve_x = evenly(result.room.low, result.room.high, samples);
  const std::vector<int> open = take_answered(result, predictions_of(heat));
  // In pieces that take about as long whatever the number of points is; in each the points are made ready anew.
  constexpr int kWeightsAtOnce = 1 << 20;
  const int rows = std::max(kWeightsAtOnce / keys, 1);
  for (int begin = 0; begin < count_of(open); begin += rows) {
    answer_along_curve(result,
                       std::span(open).subspan(to_size(begin)).first(to_size(std::min(rows, count_of(open) - begin))));
    co_yield 0.85 + 0.1 * begin / samples;
  }
  for (const double x : result.curve_x) result.curve_truth.push_back(input.data == kOwn ? NAN : truth(x));
  result.heat = std::move(heat.weights);
  result.largest_heat = largest_weight_of(heat, kernel_of(input));
  result.heat_predictions = std::move(heat.output);
  result.content = view::new_content();
  answer(result);
  result.average =
      std::accumulate(input.points.y.begin(), input.points.y.end(), 0.0) / static_cast<double>(input.points.y.size());
  result.mean_error = mean_error_of(result);
}

bool is_sound(const Result& result) {
  return std::isfinite(result.prediction) && std::isfinite(result.average) && std::isfinite(result.effective_keys) &&
         std::all_of(result.heat.data.begin(), result.heat.data.end(), [](float w) { return w >= 0 && w <= 1.0001f; });
}

bool is_as_in_book(const Input& input, const Learning& learning) {
  constexpr double kLosses[] = {48.2168, 15.6214, 13.5169, 12.8248, 12.3652},
                   kAfter[] = {2.608, 3.843, 4.464, 4.964, 5.385}, kClose = 0.002;
  if (!(input.points == book_points()) || steps_made(learning) < kBookSteps) return false;
  for (int i = 0; i < kBookSteps; ++i)
    if (std::abs(nth(learning.steps, i).loss - kLosses[i]) > kClose ||
        std::abs(nth(learning.steps, i + 1).w - kAfter[i]) > kClose)
      return false;
  return true;
}

int overshoot_of(const Learning& learning) {
  constexpr double kLeap = 5, kNoSlope = 1e-3;  // times w, and times the slope before
  for (int i = 1; i <= steps_made(learning); ++i) {
    const core::TrainingStep &before = nth(learning.steps, i - 1), &now = nth(learning.steps, i);
    const bool is_stranded =
        std::abs(now.w) > kLeap * std::abs(before.w) && std::abs(now.gradient) < kNoSlope * std::abs(before.gradient);
    if (!(now.loss <= before.loss) || is_stranded) return i;
  }
  return -1;
}

}  // namespace scenes::kernel_regression
