// What is said of the prediction, and what is asked.
#include <algorithm>
#include <cmath>
#include <span>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "view/card.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kOutOfReach{
    "x = {0} 处够不着任何一个键：没有预测，曲线在这里断开。把核放宽。",
    "At x = {0} no key is in reach: there is no prediction, and the curve has a gap. Widen the kernel."};
constexpr Text kAverageSays{
    "查询 x = {0}：预测 {1}。每个键几乎一样重，这就是平均汇聚 ({2})。",
    "Query x = {0}: prediction {1}. Every key weighs nearly the same: this is average pooling ({2})."};
constexpr Text kNearestSays{
    "查询 x = {0}：预测 {1}。一个键几乎独占 (权重 {2})，像最近邻。",
    "Query x = {0}: prediction {1}. One key takes nearly all (weight {2}), as a nearest neighbour would."};
constexpr Text kSays{
    "查询 x = {0}：预测 {1}，是近处的键的值加权平均，好像在看 {2} 个键。",
    "Query x = {0}: prediction {1}, the weighted average of the values of near keys, as if looking at {2} of "
    "them."};
constexpr Text kLearnt{"学了 {0} 步：w = {1} (核宽 {2})，损失 {3}。",
                       "After {0} {0|step|steps}: w = {1} (width {2}), loss {3}."};
constexpr Text kEffective{"等效键数 exp(熵) = {0}，共 {1} 个键。",
                          "Effective number of keys exp(entropy) = {0}, of {1}."};
constexpr Text kError{"与真实函数的均方差 {0}。", "Mean squared error against the truth {0}."};
constexpr Text kErrorInReach{"有预测的地方，与真实函数的均方差 {0}。",
                             "Mean squared error against the truth, where there is a prediction, {0}."};
constexpr Text kThinned{"点太多，图上每 {0} 个画一个；计算用了全部。",
                        "There are too many points to draw: one in {0} is; all of them count."};
constexpr Text kNotFinite{"有 {0} 行不是有限的数，没有用。",
                          "{0} {0|row is|rows are} not finite and {0|was|were} left out."};
constexpr Text kTooFar{"有 {0} 行的数超出了 ±1,000,000，没有用：请换一个单位。",
                       "{0} {0|row has a number|rows have numbers} beyond ±1,000,000 and {0|was|were} left out: please "
                       "use another unit."};
constexpr Text kTooMany{"只用了前 {0} 行，另外 {1} 行没有用。", "Only the first {0} rows are used; {1} more are not."};
constexpr Text kNoPairs{"这个文件里没有两列数 (x, y)：请给一张两列的表。原来的点不变。",
                        "This file has no two columns (x, y): please give a table of two columns. The points stay."};
constexpr Text kNoPoints{"这两列数里没有一行能当作点。原来的点不变。",
                         "None of the rows of these two columns can be a point. The points stay."};
constexpr Text kOtherArrays{"文件里另外 {0} 个数组没有用。",
                            "{0} other {0|array|arrays} of the file {0|is|are} not used."};
constexpr Text kNoSum{"y = 0 不在图中，所以没有画 Σ w＿i y＿i 的箭头。",
                      "y = 0 lies outside of the picture, so that the arrow Σ w＿i y＿i is not drawn."};
constexpr Text kSameX{"所有的点 x 都一样：查询在哪里都得到同一个平均。",
                      "All points have the same x: wherever the query is, the average is the same."};
constexpr Text kLinkLacks{"点超过 {0} 个，链接里放不下。", "More than {0} points do not fit into a link."};

constexpr Text kCannotAsk{"这个问题要一步学习来回答，需要 {0} 到 {1} 个 x 不同的点。",
                          "It takes a step of learning to answer this question: {0} to {1} points of different x."};
constexpr Text kNothingToAsk{"所有的点 x 都一样，核宽不起作用，这个问题没有答案。",
                             "All points have the same x: the width does nothing, and the question has no answer."};
constexpr Text kNoticeTitle{"看什么：权重从距离来", "Notice: weights come from distance"};
constexpr Text kNoticeWords{
    "每个训练点是一个键，它的 y 是值。蓝线是查询：离它近的键权重大 "
    "(点大、条高)；蓝线旁的箭头由每个键的权重 × 值叠成，它的尖就是预测。拖动蓝线，再调核宽。",
    "Every training point is a key, its y the value. The blue line is the query: near keys weigh more (larger dots, "
    "higher bars). The arrow beside the line is made of weight × value of every key: its tip is the prediction. Move "
    "the line, then the width."};
constexpr Text kGotIt{"知道了", "Got it"};

constexpr Text kBandwidthOptions[] = {{"平均汇聚：处处一样", "Average pooling: the same everywhere"},
                                      {"最近邻：像台阶", "Nearest neighbour: like stairs"},
                                      {"真实函数", "The true function"}};
constexpr Question kQuestions[] = {
    {.id = kQuestionIds[1],
     .asks = {"核宽 σ → 0 (w → ∞) 时，预测曲线变成什么？", "The width σ → 0 (w → ∞): what does the prediction become?"},
     .why = {"核越窄，最近的键越独占，曲线在每个键附近就是它的值；σ → ∞ 则相反，处处是平均。",
             "The narrower the kernel, the more the nearest key takes all: near every key the curve is its value. With "
             "σ → ∞ "
             "it is the average everywhere."},
     .options = kBandwidthOptions},
    {.id = kQuestionIds[2],
     .asks = {"现在的数据，从 w = 0.5 出发，学习率 0.5：走一步以后 w 是多少？",
              "These points, from w = 0.5 with rate 0.5: what is w after one step?"},
     .why = {"w 减去学习率乘梯度：梯度很大时一步就冲过了头。",
             "w minus rate times gradient: where the gradient is steep, one step overshoots."},
     .range = {.minimum = 0, .maximum = 30, .step = 0.1, .decimals = 2},
     .tolerance = 1}};

std::string number(double value) { return view::number_text(value, 2); }

int decimals_for(double extent) {
  constexpr double kPlaces = 100;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(extent / kPlaces))), 2, 9);
}

/// Do the points lie at different x? Otherwise no width makes a difference.
bool has_width(const Result& result) { return result.x.data.front() != result.x.data.back(); }

/// Which the curve is like with a very narrow kernel: tried out.
int narrow_is_like(const Result& result) {
  core::Tensor at{{kHeatRows}, result.queries.data};
  const core::KernelRegression narrow = *core::kernel_regression(
      result.x, result.y, at, core::Scoring::kGaussian, static_cast<float>(1e-4 * scale_of(result.input.points)));
  double off[3] = {0, 0, 0};
  for (int i = 0; i < kHeatRows; ++i) {
    const double x = nth(at.data, i), y = nth(narrow.predictions.data, i);
    float nearest = 0, distance = INFINITY;
    for (int k = 0; k < count_of(result.x.data); ++k)
      if (std::abs(nth(result.x.data, k) - x) < distance)
        distance = static_cast<float>(std::abs(nth(result.x.data, k) - x)), nearest = nth(result.y.data, k);
    off[0] += std::abs(y - result.average);
    off[1] += std::abs(y - nearest);
    off[2] += std::isnan(truth(x)) ? 1 : std::abs(y - truth(x));
  }
  return static_cast<int>(std::min_element(std::begin(off), std::end(off)) - std::begin(off));
}

double answer_to(int question, const Result& result) {
  if (question == 1) return narrow_is_like(result);
  return core::train_kernel_regression(result.x, result.y, 0.5f, 0.5, 1)->back().w;
}

}  // namespace

std::string x_text(const Result& result, double x) {
  return view::number_text(x, decimals_for(result.room.high - result.room.low));
}
std::string y_text(const Result& result, double y) {
  return view::number_text(y, decimals_for(result.room.top - result.room.bottom));
}

std::string sentence_of(const view::Ui& ui, const State& state, const Result& result) {
  const std::string x = x_text(result, state.input.query), y = y_text(result, result.prediction);
  std::string learnt;
  if (state.input.is_learning && !result.learning.steps.empty()) {
    const int step = step_shown(state.input, result.learning);
    const core::TrainingStep& now = nth(result.learning.steps, step);
    learnt = ui.tr(kLearnt,
                   {std::to_string(step), number(now.w), view::short_number_text(result.width, 3), number(now.loss)}) +
             (ui.input().language == view::Language::kChinese ? "" : " ");
  }
  if (result.is_out_of_reach) return learnt + ui.tr(kOutOfReach, {x});
  constexpr double kNearlyAll = 0.9;
  const auto points = static_cast<double>(result.order.size());
  if (result.effective_keys > kNearlyAll * points && points > 1)
    return learnt + ui.tr(kAverageSays, {x, y, y_text(result, result.average)});
  if (result.largest_weight > kNearlyAll) return learnt + ui.tr(kNearestSays, {x, y, number(result.largest_weight)});
  return learnt + ui.tr(kSays, {x, y, view::number_text(result.effective_keys, 1)});
}

std::string numbers_say(const view::Ui& ui, const State& state, const Result& result) {
  const int count = count_of(result.order);
  std::string text = ui.tr(kEffective, {view::number_text(result.effective_keys, 1), std::to_string(count)});
  const auto add = [&](const std::string& sentence) { text += " " + sentence; };
  const bool has_gaps =
      std::any_of(result.curve_y.begin(), result.curve_y.end(), [](double y) { return std::isnan(y); });
  if (result.mean_error)
    add(ui.tr(has_gaps ? kErrorInReach : kError, {view::short_number_text(*result.mean_error, 3)}));
  if (count > 1 && !has_width(result)) add(ui.tr(kSameX));
  if (!result.is_out_of_reach && (result.room.bottom > 0 || result.room.top < 0)) add(ui.tr(kNoSum));
  if (const int stride = drawn_stride(result); stride > 1) add(ui.tr(kThinned, {std::to_string(stride)}));
  if (count > kMostInLink) add(ui.tr(kLinkLacks, {std::to_string(kMostInLink)}));
  const Leftover& left = state.leftover;
  if (left.not_finite > 0) add(ui.tr(kNotFinite, {std::to_string(left.not_finite)}));
  if (left.too_far > 0) add(ui.tr(kTooFar, {std::to_string(left.too_far)}));
  if (left.too_many > 0) add(ui.tr(kTooMany, {std::to_string(kMostPoints), std::to_string(left.too_many)}));
  if (left.other_arrays > 0) add(ui.tr(kOtherArrays, {std::to_string(left.other_arrays)}));
  for (const formats::Problem& note : left.notes) add(note.in(ui.input().language));
  if (left.has_no_pairs) add(ui.tr(kNoPairs));
  if (left.has_no_points) add(ui.tr(kNoPoints));
  return text;
}

void draw_cards(view::Ui& ui, State& next, const Result& result) {
  const std::size_t askable = !has_width(result) ? 0 : can_learn(result.order.size()) ? 2 : 1;
  if (to_size(next.question) > askable)
    view::paragraph(ui, "question/needs",
                    next.question == 1
                        ? ui.tr(kNothingToAsk)
                        : ui.tr(kCannotAsk, {std::to_string(kLeastLearning), std::to_string(kMostLearning)}),
                    {.size = view::kCaption, .color = ui.theme().muted});
  else if (askable > 0)
    draw_questions(ui, std::span(kQuestions).first(askable), next.question, next.prediction,
                   [&] { return answer_to(next.question, result); });
  const view::NoteWords words{ui.tr(kNoticeTitle), ui.tr(kNoticeWords)};
  if (!next.is_card_hidden && view::note_card(ui, "card", words, ui.tr(kGotIt), {&words, 1}, view::usual_note(ui)))
    next.is_card_hidden = true;
}

}  // namespace scenes::kernel_regression
