// Why ÷ √d: the scores' histogram, one row of weights, and over d the softmax's entropy and how far it still moves.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/scoring_functions/parts.h"
#include "view/plot.h"
#include "view/whole_slider.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kUnscaled{"不缩放", "unscaled"}, kScaled{"÷ √d", "÷ √d"};
constexpr Text kUnscaledScores{"不缩放：方差 {0} (理论 {1})", "unscaled: variance {0} (theory {1})"};
constexpr Text kScaledScores{"÷ √d：方差 {0} (理论 1)", "÷ √d: variance {0} (theory 1)"};
constexpr Text kHistogram{"得分 q · k 的直方图", "Histogram of the scores q · k"};
constexpr Text kScoreAxis{"得分", "score"};
constexpr Text kRow{"一个查询的权重", "One query's weights"};
constexpr Text kWeightAxis{"权重", "weight"};
constexpr Text kEntropy{"softmax 的平均熵随 d 的变化", "The softmax's mean entropy over d"};
constexpr Text kEntropyAxis{"熵 (nat)", "entropy (nats)"};
constexpr Text kJacobian{"softmax 的雅可比 ‖J‖ 随 d 的变化", "The norm ‖J‖ of the softmax's Jacobian over d"};
constexpr Text kTheory{"理论", "theory"};
constexpr Text kMeasured{"在 d = {0} 测得", "Measured at d = {0}"};
constexpr Text kColumns[] = {
    {"方差", "variance"}, {"理论", "theory"}, {"熵", "entropy"}, {"理论", "theory"}, {"‖J‖", "‖J‖"}};
constexpr Text kSamplesSay{
    "q、k 的每个数都取自 N(0, 1)：{0} 个查询，各看 {1} 个键，共 {2} 个得分；{3} 个落在直方图之外。",
    "Every number of q and k is drawn from N(0, 1): {0} queries with {1} keys each, {2} scores; "
    "{3} lie outside the histogram."};
constexpr Text kDimensions{"维数 d", "Width d"},
    kDimensionsHelp{"查询和键有多少个数。", "How many numbers a query and a key have."};
constexpr Text kSeed{"种子", "Seed"},
    kSeedHelp{"换一批随机数；同一个种子总给同样的数。", "Other random numbers; a seed always gives the same."};

constexpr Text kSame{"d = 1：÷ √1 什么也不变，得分的方差本来就是 1 左右 ({0})。",
                     "d = 1: ÷ √1 changes nothing; the scores' variance is about 1 anyway ({0})."};
constexpr Text kSays{
    "d = {0}：不缩放时得分的方差是 {1}，softmax 的平均熵只剩 {2} nat (平分是 {3})，‖J‖ = {4}；÷ √d 之后方差 {5}，熵 "
    "{6}，‖J‖ = {7}，梯度才过得去。",
    "d = {0}: unscaled scores have variance {1}, the softmax an entropy of {2} nats (evenly shared: {3}) and ‖J‖ = "
    "{4}; ÷ √d gives variance {5}, entropy {6} and ‖J‖ = {7}, so that gradients come through."};

constexpr Text kExplain{"推导 ‖J‖", "Derive ‖J‖"},
    kExplainHelp{"上面那一行权重的雅可比。", "Of the row of weights above."};
constexpr Text kExplainTitle{"这一行的 ‖J‖，J＿ij = p＿i (δ＿ij − p＿j) ({0})",
                             "‖J‖ of this row, J＿ij = p＿i (δ＿ij − p＿j) ({0})"};
constexpr Text kSquares{"Σ p²", "Σ p²"};
constexpr Text kCubes{"Σ p³", "Σ p³"};
constexpr Text kSquaredNorm{"‖J‖²", "‖J‖²"};
constexpr Text kSquaredNormNote{"Σ p² − 2 Σ p³ + (Σ p²)²：J 的所有元素的平方和。",
                                "Σ p² − 2 Σ p³ + (Σ p²)²: the sum of the squares of all of J."};
constexpr Text kNorm{"‖J‖", "‖J‖"};
constexpr Text kNormNote{"0 = 饱和：得分怎么变，权重都不动。",
                         "0 = saturated: however scores change, the weights stay."};

constexpr float kLeastPlot = 340, kPlotHeight = 200;  // CSS pixels

view::Color color_of(const view::Ui& ui, bool is_scaled) { return is_scaled ? ui.theme().accent : ui.theme().warning; }
std::string decimals(double value, int count = 2) { return view::number_text(value, count); }

view::Rect place_plot(view::Ui& ui, const Text& title) {
  ui.text(ui.place(view::kTextLine, 0), ui.tr(title), {.size = view::kCaption});
  return ui.place(kPlotHeight, view::kSpace4);
}

void draw_histogram(view::Ui& ui, const ScaleResult& result) {
  const view::Rect area = place_plot(ui, kHistogram);
  const double reach = kBinsReach * std::sqrt(static_cast<double>(result.now.dimensions));
  double most = 0;
  for (const Histogram* each : {&result.unscaled, &result.scaled})
    most = std::max(most, *std::max_element(each->densities.begin(), each->densities.end()));
  view::Plot plot =
      view::Plot::within(ui, area, {-reach, reach, ui.tr(kScoreAxis)}, {0, view::round_above(1.05 * most)}, 2);
  plot.grid();
  plot.numbers();
  plot.bars({ui.tr(kUnscaledScores,
                   {view::short_number_text(result.now.unscaled.variance, 4), std::to_string(result.now.dimensions)}),
             color_of(ui, false), result.unscaled.middles, result.unscaled.densities},
            result.unscaled.width * 0.9);
  plot.curve({ui.tr(kScaledScores, {decimals(result.now.scaled.variance, 3)}), color_of(ui, true),
              result.scaled.middles, result.scaled.densities});
  plot.finish({"histogram", ui.tr(kHistogram)});
}

void draw_row(view::Ui& ui, const ScaleResult& result) {
  const view::Rect area = place_plot(ui, kRow);
  constexpr double kShift = 0.2, kBar = 0.36;
  view::Plot plot =
      view::Plot::within(ui, area, {-0.6, kRowKeys - 0.4, "", numbered("k", kRowKeys)}, {0, 1, ui.tr(kWeightAxis)});
  plot.grid();
  plot.numbers();
  for (const bool is_scaled : {false, true}) {
    const std::vector<float>& weights = (is_scaled ? result.row.scaled : result.row.unscaled).weights.data;
    std::vector<double> xs;
    for (int key = 0; key < kRowKeys; ++key) xs.push_back(key + (is_scaled ? kShift : -kShift));
    const std::vector<double> ys(weights.begin(), weights.end());
    plot.bars({ui.tr(is_scaled ? kScaled : kUnscaled), color_of(ui, is_scaled), xs, ys}, kBar);
  }
  plot.finish({"row", ui.tr(kRow)});
}

/// A number of every point over d, for scores as they are and scaled, and perhaps what it is in theory.
void draw_over_dimensions(view::Ui& ui, const char* id, const Text& title, std::string axis, double most,
                          const ScaleResult& result, double Measured::*measured, bool has_theory) {
  const view::Rect area = place_plot(ui, title);
  const int legend_lines = !has_theory ? 1 : ui.is_wide() ? 2 : 3;
  view::Plot plot =
      view::Plot::within(ui, area, {.low = 1, .high = kMostDimensions, .name = "d", .is_logarithmic = true},
                         {0, most, std::move(axis)}, legend_lines);
  plot.grid();
  plot.numbers();
  const std::vector<double> now{static_cast<double>(result.now.dimensions)};
  plot.upright(now[0], ui.theme().muted, 1.5f);
  std::vector<double> xs;
  for (const ScalePoint& point : result.curves->points) xs.push_back(point.dimensions);
  for (const bool is_scaled : {false, true}) {
    std::vector<double> ys, theory;
    for (const ScalePoint& point : result.curves->points) {
      ys.push_back((is_scaled ? point.scaled : point.unscaled).*measured);
      theory.push_back(is_scaled ? point.expected_scaled : point.expected_unscaled);
    }
    plot.curve({ui.tr(is_scaled ? kScaled : kUnscaled), color_of(ui, is_scaled), xs, ys});
    if (has_theory)
      plot.curve({ui.tr(is_scaled ? kScaled : kUnscaled) + " · " + ui.tr(kTheory), ui.theme().text, xs, theory}, 1,
                 true);
    const std::vector<double> at{(is_scaled ? result.now.scaled : result.now.unscaled).*measured};
    plot.dots({"", color_of(ui, is_scaled), now, at}, 5);
  }
  plot.finish({id, ui.tr(title)});
}

void draw_measured(view::Ui& ui, State& next, const ScaleResult& result) {
  std::vector<double> values;
  for (const bool is_scaled : {false, true}) {
    const Measured& measured = is_scaled ? result.now.scaled : result.now.unscaled;
    values.insert(values.end(),
                  {measured.variance, is_scaled ? 1.0 : result.now.dimensions, measured.entropy,
                   is_scaled ? result.now.expected_scaled : result.now.expected_unscaled, measured.jacobian});
  }
  std::vector<std::string> columns;
  for (const Text& name : kColumns) columns.push_back(ui.tr(name));
  const std::vector<std::string> rows{ui.tr(kUnscaled), ui.tr(kScaled)};
  view::number_table(ui, {"measured", ui.tr(kMeasured, {std::to_string(result.now.dimensions)})},
                     {.rows = 2,
                      .columns = count_of(columns),
                      .values = values,
                      .row_names = rows,
                      .column_names = columns,
                      .range = {.decimals = 3},
                      .typical = 512.345,
                      .shows_selection = false,
                      .is_in_picture = true},
                     next.cursors[kMeasuredTable]);
}

std::vector<Step> norm_steps(std::span<const float> weights, double norm) {
  constexpr view::Digits kUsual;
  const std::vector<double> p(weights.begin(), weights.end());
  double squares = 0, cubes = 0;
  for (const double each : p) squares += each * each, cubes += each * each * each;
  const auto powers = [&](const char* sign, double (*evaluate)(std::span<const double>), double result) {
    const view::Line line = view::true_line(p, evaluate, result, kUsual, kUsual);
    Formula formula;
    formula.with(line);
    for (int i = 0; i < count_of(p); ++i)
      formula.say((i > 0 ? "+ " : "") + view::written(nth(p, i), line.operands) + sign);
    return formula.result(result).done();
  };
  const double squared_norm = norm * norm;
  const auto of_sums = [](std::span<const double> all) { return all[0] - 2 * all[1] + all[0] * all[0]; };
  const view::Line root = view::true_line(
      {squared_norm}, [](std::span<const double> all) { return std::sqrt(all[0]); }, norm);
  Formula combined;
  combined.with({squares, cubes}, of_sums, squared_norm);
  return {{kSquares, powers(
                         "²",
                         [](std::span<const double> all) {
                           double sum = 0;
                           for (const double each : all) sum += each * each;
                           return sum;
                         },
                         squares)},
          {kCubes, powers(
                       "³",
                       [](std::span<const double> all) {
                         double sum = 0;
                         for (const double each : all) sum += each * each * each;
                         return sum;
                       },
                       cubes)},
          {kSquaredNorm,
           combined.number(squares)
               .say("− 2 ×")
               .number(cubes)
               .say("+")
               .number(squares)
               .say("×")
               .number(squares)
               .result(squared_norm)
               .done(),
           kSquaredNormNote},
          {kNorm, Formula().with(root).say("√" + view::written(squared_norm, root.operands)).result(norm).done(),
           kNormNote}};
}

}  // namespace

Blocks scale_blocks(view::Ui& ui, State&, const Result& all) {
  const ScaleResult& result = all.scale;
  const double evenly = std::log(static_cast<double>(kRowKeys));
  double steepest = 0;
  for (const ScalePoint& point : result.curves->points)
    steepest = std::max({steepest, point.unscaled.jacobian, point.scaled.jacobian});
  return {kLeastPlot,
          1,
          2,
          {[&ui, &result] { draw_histogram(ui, result); }, [&ui, &result] { draw_row(ui, result); },
           [&ui, &result, evenly] {
             draw_over_dimensions(ui, "entropy", kEntropy, ui.tr(kEntropyAxis), view::round_above(evenly), result,
                                  &Measured::entropy, true);
           },
           [&ui, &result, steepest] {
             draw_over_dimensions(ui, "jacobian", kJacobian, "‖J‖", view::round_above(steepest), result,
                                  &Measured::jacobian, false);
           }}};
}

void draw_scale_note(view::Ui& ui, State& next, const Result& all) {
  draw_measured(ui, next, all.scale);
  view::paragraph(ui, "samples",
                  ui.tr(kSamplesSay, {std::to_string(kScaleRows), std::to_string(kRowKeys),
                                      std::to_string(kSampleScores), std::to_string(all.scale.unscaled.beyond)}),
                  {.size = view::kCaption, .color = ui.theme().muted});
}

std::string scale_says(const view::Ui& ui, const Result& all) {
  const ScalePoint& now = all.scale.now;
  if (now.dimensions == 1) return ui.tr(kSame, {decimals(now.unscaled.variance)});
  return ui.tr(kSays, {std::to_string(now.dimensions), view::short_number_text(now.unscaled.variance, 4),
                       decimals(now.unscaled.entropy), decimals(std::log(static_cast<double>(kRowKeys))),
                       decimals(now.unscaled.jacobian, 3), decimals(now.scaled.variance), decimals(now.scaled.entropy),
                       decimals(now.scaled.jacobian, 3)});
}

void draw_scale_controls(view::Ui& ui, State& next) {
  ScaleInput& input = next.input.scale;
  double dimensions = input.dimensions;
  if (view::slider(ui, {"d", ui.tr(kDimensions), ui.tr(kDimensionsHelp)}, dimensions,
                   {.minimum = 1,
                    .maximum = kMostDimensions,
                    .step = 1,
                    .initial = ScaleInput().dimensions,
                    .decimals = 0,
                    .ticks = {2, 8, 32, 64, 128, 256},
                    .is_logarithmic = true}))
    input.dimensions = static_cast<int>(dimensions);
  view::whole_slider(ui, {"seed", ui.tr(kSeed), ui.tr(kSeedHelp)}, input.seed, 1, kMostSeed, ScaleInput().seed);
}

void explain_scale(view::Ui& ui, State& next, const Result& all) {
  const ScaleRow& row = all.scale.row;
  const std::vector<std::string> names{ui.tr(kUnscaled), ui.tr(kScaled)};
  int explained = next.is_scaled_explained ? 1 : 0;
  if (view::choice(ui, {"explain", ui.tr(kExplain), ui.tr(kExplainHelp)}, explained, names))
    next.is_scaled_explained = explained == 1;
  DerivationCard card{.id = "explanation"};
  const auto steps_of = [&](bool is_scaled) {
    return is_scaled ? norm_steps(row.scaled.weights.data, row.scaled_jacobian)
                     : norm_steps(row.unscaled.weights.data, row.unscaled_jacobian);
  };
  card.title = ui.tr(kExplainTitle, {nth(names, explained)});
  card.value = view::short_number_text(next.is_scaled_explained ? row.scaled_jacobian : row.unscaled_jacobian, 4);
  for (const bool is_scaled : {false, true})
    card.least_height = std::max(card.least_height, derivation_height(ui, card, steps_of(is_scaled)));
  draw_derivation(ui, card, steps_of(next.is_scaled_explained));
}

}  // namespace scenes::scoring_functions
