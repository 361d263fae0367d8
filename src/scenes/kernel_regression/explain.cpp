// How a prediction, a weight, and the gradient of the loss come about, with the numbers of this moment.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "scenes/parts/derivation.h"
#include "scenes/parts/scorings.h"
#include "view/widgets.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kExplain{"怎样算出来的", "How it is computed"},
    kExplainHelp{"预测、一个权重，或学习时损失的梯度。选一个点就看它的。",
                 "The prediction, a weight or, while learning, the gradient of the loss: of the chosen point."};
constexpr Text kExplainedNames[] = {{"预测", "Prediction"}, {"权重", "Weight"}, {"梯度", "Gradient"}};
constexpr Text kPredictionTitle{"x = {0} 处的预测", "The prediction at x = {0}"};
constexpr Text kWeightTitle{"第 {0} 个点的权重", "The weight of point {0}"};
constexpr Text kGradientTitle{"w = {0} 处的梯度 dL/dw，以及第 {1} 个点的那一份",
                              "The gradient dL/dw at w = {0}, and the share of point {1}"};

constexpr Text kProducts{"Σ 权重 × 值", "Σ weight × value"};
constexpr Text kRestNote{"最重的几个键；最后一项是其余所有键：权重之和 × 它们的加权平均。",
                         "The heaviest keys; the last product is all others: their weights together × their average."};
constexpr Text kNoSum{"够不着", "Out of reach"};
constexpr Text kDistance{"(x − x_i) ÷ σ", "(x − x_i) ÷ σ"};
constexpr Text kKernel{"核 K(u)", "Kernel K(u)"};
constexpr Text kExponential{"softmax 的 exp", "exp of the softmax"};
constexpr Text kMaximumNote{"减去最大的得分：指数不会溢出，权重不变。",
                            "Less the largest score: exp cannot overflow, and the weights stay the same."};
constexpr Text kSum{"Σ 所有的键", "Σ of all keys"};
constexpr Text kOthersNote{"后一项是其余所有的键。", "The last number is all other keys."};
constexpr Text kShare{"÷ Σ", "÷ Σ"};
constexpr Text kError{"误差 f − y", "Error f − y"};
constexpr Text kSlope{"df/dw", "df/dw"};
constexpr Text kSlopeNote{
    "−w × (Σ 权重 · 距离² · y − Σ 权重 · 距离² × f)：w 变大，远处的键变轻。",
    "−w × (Σ weight · distance² · y − Σ weight · distance² × f): as w grows, far keys weigh less."};
constexpr Text kPart{"2 × 误差 × df/dw", "2 × error × df/dw"};
constexpr Text kAllParts{"Σ 所有的点", "Σ of all points"};
constexpr Text kOtherPointsNote{"后一项是其余所有的点。", "The last number is all other points."};
constexpr Text kMove{"w − 学习率 × 梯度", "w − rate × gradient"};
constexpr Text kMoveNote{"这就是下一步的 w。", "This is the next w."};

constexpr int kMostProducts = 4;
constexpr view::Digits kUsual;

std::vector<int> heaviest_places(const core::Tensor& weights) {
  std::vector<int> places(weights.data.size());
  std::iota(places.begin(), places.end(), 0);
  const auto most = places.begin() + std::min(kMostProducts, count_of(places));
  std::partial_sort(places.begin(), most, places.end(),
                    [&](int a, int b) { return nth(weights.data, a) > nth(weights.data, b); });
  places.erase(most, places.end());
  return places;
}

/// a + the rest = sum
std::vector<Piece> sum_with_rest(double part, double rest, double sum) {
  const double both[] = {part, rest};
  return Formula().with(view::true_line(both, view::sum_of, sum, kUsual, kUsual)).sum(both, 0).result(sum).done();
}

Step out_of_reach_step() { return {kNoSum, Formula().say("Σ K =").number(0, Tone::kResult).done()}; }

std::vector<Step> prediction_steps(const Result& result) {
  if (result.is_out_of_reach) return {out_of_reach_step()};
  const core::Tensor& all = result.asked.weights;
  std::vector<double> weights, values;
  double rest = 0, rest_sum = 0;
  for (std::size_t i = 0; i < all.data.size(); ++i) {
    rest += all.data[i];
    rest_sum += static_cast<double>(all.data[i]) * result.y.data[i];
  }
  const std::vector<int> places = heaviest_places(all);
  for (const int place : places) {
    const double weight = nth(all.data, place), value = nth(result.y.data, place);
    weights.push_back(weight);
    values.push_back(value);
    rest -= weight;
    rest_sum -= weight * value;
  }
  const bool has_rest = places.size() < all.data.size();
  if (has_rest) {
    weights.push_back(std::max(rest, 0.0));
    values.push_back(rest > 0 ? rest_sum / rest : 0);
  }
  std::vector<double> both = weights;
  both.insert(both.end(), values.begin(), values.end());
  Formula formula;
  formula.with(view::true_line(both, view::sum_of_products, result.prediction, kUsual, kUsual));
  for (int i = 0; i < count_of(weights); ++i) {
    if (i > 0) formula.say("+");
    formula.number(nth(weights, i), Tone::kKey);
    if (i < count_of(places)) formula.leading_to(nth(places, i));
    formula.say("×").number(nth(values, i), Tone::kValue);
  }
  Step step{kProducts, formula.result(result.prediction).done()};
  if (has_rest) step.note = kRestNote;
  return {step};
}

std::vector<Step> weight_steps(const Input& input, const Result& result, int place) {
  const core::Attention& asked = result.asked;
  const double x = static_cast<float>(input.query), key = nth(result.x.data, place), width = result.width;
  const double signed_u = (x - key) / width, score = nth(asked.raw_scores.data, place),
               exponential = nth(asked.exponentials.data, place), sum = asked.row_sums.data[0];
  std::vector<Step> steps;
  if (input.kernel != kConstantKernel) {
    Formula distance;
    distance.with(
        {x, key, width}, [](std::span<const double> all) { return (all[0] - all[1]) / all[2]; }, signed_u);
    steps.push_back({kDistance, distance.say("(")
                                    .number(x, Tone::kQuery)
                                    .say("−")
                                    .number(key, Tone::kKey)
                                    .say(") ÷")
                                    .number(width)
                                    .result(signed_u)
                                    .done()});
  }
  steps.push_back({kKernel, kernel_formula(scenes::kGaussian + input.kernel, std::abs(signed_u), score)});
  if (input.kernel == kGaussianKernel)
    steps.push_back(
        {kExponential, Formula().exp_of_difference(score, asked.row_maxima.data[0], exponential).done(), kMaximumNote});
  steps.push_back({kSum, sum_with_rest(exponential, sum - exponential, sum), kOthersNote});
  if (result.is_out_of_reach)
    steps.push_back(out_of_reach_step());
  else
    steps.push_back({kShare, Formula().quotient(exponential, sum, nth(asked.weights.data, place)).done()});
  return steps;
}

std::vector<Step> gradient_steps(const Input& input, const Result& result, int place) {
  const Learning& learning = result.learning;
  const int step = step_shown(input, learning);
  const core::TrainingStep& now = nth(learning.steps, step);
  const PointError& point = nth(learning.errors, place);
  const double y = nth(result.y.data, place);
  double rest = 0;
  for (int i = 0; i < count_of(learning.errors); ++i)
    if (i != place) rest += nth(learning.errors, i).part;
  Formula error, slope, part;
  error.with({point.prediction, y}, difference_of, point.error);
  slope.with(
      {now.w, point.product, point.squared, point.prediction},
      [](std::span<const double> all) { return -all[0] * (all[1] - all[2] * all[3]); }, point.slope);
  part.with(
      {point.error, point.slope}, [](std::span<const double> all) { return 2 * all[0] * all[1]; }, point.part);
  std::vector<Step> steps{
      {kError, error.number(point.prediction).say("−").number(y, Tone::kValue).result(point.error).done()},
      {kSlope,
       slope.say("−")
           .number(now.w)
           .say("× (")
           .number(point.product)
           .say("−")
           .number(point.squared)
           .say("×")
           .number(point.prediction)
           .say(")")
           .result(point.slope)
           .done(),
       kSlopeNote},
      {kPart, part.say("2 ×").number(point.error).say("×").number(point.slope).result(point.part).done()},
      {kAllParts, sum_with_rest(point.part, rest, now.gradient), kOtherPointsNote}};
  if (step < steps_made(learning)) {
    const double next = nth(learning.steps, step + 1).w;
    Formula move;
    move.with(
        {now.w, input.rate, now.gradient}, [](std::span<const double> all) { return all[0] - all[1] * all[2]; }, next);
    steps.push_back({kMove,
                     move.number(now.w).say("−").number(input.rate).say("×").number(now.gradient).result(next).done(),
                     kMoveNote});
  }
  return steps;
}

/// The chosen point's place, or that of the point that matters most.
int place_explained(const State& state, const Result& result, int explained) {
  if (const int chosen = chosen_place(state, result); chosen >= 0) return chosen;
  if (explained == kOfWeight) return heaviest_places(result.asked.weights).front();
  const std::vector<PointError>& errors = result.learning.errors;
  const auto most = std::max_element(errors.begin(), errors.end(), [](const PointError& a, const PointError& b) {
    return std::abs(a.part) < std::abs(b.part);
  });
  return static_cast<int>(most - errors.begin());
}

struct Explanation {
  std::string title, value;
  std::vector<Step> steps;
};

Explanation explain(const view::Ui& ui, const State& state, const Result& result, int explained) {
  const Input& input = state.input;
  if (explained == kOfPrediction)
    return {ui.tr(kPredictionTitle, {x_text(result, input.query)}),
            result.is_out_of_reach ? "" : view::short_number_text(result.prediction, 4), prediction_steps(result)};
  const int place = place_explained(state, result, explained);
  const std::string point = std::to_string(nth(result.order, place) + 1);
  if (explained == kOfWeight)
    return {ui.tr(kWeightTitle, {point}), view::short_number_text(nth(result.asked.weights.data, place), 4),
            weight_steps(input, result, place)};
  const Learning& learning = result.learning;
  const core::TrainingStep& now = nth(learning.steps, step_shown(input, learning));
  return {ui.tr(kGradientTitle, {view::number_text(now.w, 2), point}), view::short_number_text(now.gradient, 4),
          gradient_steps(input, result, place)};
}

}  // namespace

int chosen_place(const State& state, const Result& result) {
  const auto found = std::find(result.order.begin(), result.order.end(), state.point - 1);
  return found == result.order.end() ? -1 : static_cast<int>(found - result.order.begin());
}

void draw_explanation(view::Ui& ui, State& next, const Result& result) {
  const int kinds = result.learning.steps.empty() ? 2 : 3;
  std::vector<std::string> names;
  for (const Text& name : std::span(kExplainedNames).first(to_size(kinds))) names.push_back(ui.tr(name));
  int explained = std::min(next.explained, kinds - 1);
  if (view::choice(ui, {"explain", ui.tr(kExplain), ui.tr(kExplainHelp)}, explained, names)) next.explained = explained;
  Explanation shown;
  DerivationCard card{.id = "explanation"};
  for (int kind = 0; kind < kinds; ++kind) {
    if (kind == kOfGradient && kind != explained) continue;  // the tallest
    Explanation each = explain(ui, next, result, kind);
    card.title = each.title;
    card.value = each.value;
    card.least_height = std::max(card.least_height, derivation_height(ui, card, each.steps));  // so that nothing jumps
    if (kind == explained) shown = std::move(each);
  }
  card.title = shown.title;
  card.value = shown.value;
  card.name_of_place = [&](int place) { return ui.tr(kWeightTitle, {std::to_string(nth(result.order, place) + 1)}); };
  const DerivationEvents events = draw_derivation(ui, card, shown.steps);
  if (events.followed == kNowhere) return;
  next.point = nth(result.order, events.followed) + 1;
  next.explained = kOfWeight;
  if (events.is_by_key) ui.request_focus("explain");  // the number that had it is gone
}

}  // namespace scenes::kernel_regression
