// What happens in the run of the induction models, told from its numbers; and what the two heads do.
#include <string>

#include "index.h"
#include "scenes/training/parts.h"
#include "view/card.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kUntrained{
    "还没有训练：注意力是随机的参数定的，两层的正确率 {0}，和在 32 个符号里瞎猜 (3.1%) 差不多。开始训练，看它自己学。",
    "Nothing has been trained: random parameters decide the attention, and two layers are right in {0} of the places; "
    "guessing one of 32 symbols gives 3.1%. Start the training and watch it learn."};
constexpr Text kNothingYet{
    "第 {0} 步：正确率 {1}。两个头都还没有成形：第 1 层看前一个的得分 {2}，第 2 层的前缀匹配 {3}。",
    "Step {0}: {1} are right. Neither head has formed: layer 1's previous-token score is {2}, layer "
    "2's prefix matching {3}."};
constexpr Text kFirstFound{
    "第 {0} 步：第 1 层找到了“前一个” (得分 {2}，一开始 {4})，每个位置从此知道自己前面是什么；第 2 层还没用上 "
    "(前缀匹配 "
    "{3})，正确率 {1}。",
    "Step {0}: layer 1 has found \"the one before\" (score {2}, at first {4}), so every place knows what stands before "
    "it; layer 2 does not use that yet (prefix matching {3}), and {1} are right."};
constexpr Text kForming{
    "第 {0} 步：第 2 层正在学会照抄：它越来越多地看同一个符号上次出现之后的那个位置 (前缀匹配 {3})，正确率升到 {1}。",
    "Step {0}: layer 2 is learning to copy: more and more it attends to the place after the same symbol's last "
    "appearance (prefix matching {3}), and {1} are right."};
constexpr Text kCopies{
    "第 {0} 步：归纳头成形了。第 2 层找到同一个符号上次之后的位置 (前缀匹配 {3})，照抄那里的符号：正确率 "
    "{1}。只有一层的对照同样训练，停在 {5}。",
    "Step {0}: an induction head has formed. Layer 2 finds the place after the same symbol's last appearance (prefix "
    "matching {3}) and copies what is there: {1} are right. The control with one layer, trained alike, is at {5}."};
constexpr Text kOtherwise{
    "第 {0} 步：正确率 {1}，可是两个头不是通常的样子：第 1 层看前一个的得分 {2}，第 2 层的前缀匹配 {3}。",
    "Step {0}: {1} are right, though the two heads are not the usual ones: layer 1's previous-token score is {2}, "
    "layer "
    "2's prefix matching {3}."};
constexpr Text kOff{"关掉{0}：正确率从 {1} 变成 {2}。", "With {0} off, accuracy goes from {1} to {2}."};
constexpr Text kLayerNames[kLayers] = {{"第 1 层", "layer 1"}, {"第 2 层", "layer 2"}};
constexpr Text kBothLayers{"两层", "both layers"};

constexpr Text kExplains{"两个头怎样合作", "How two heads work together"};
constexpr Text kTask{
    "任务：一串不同的符号，然后一遍遍重复 (周期 4–12，每个序列不同)。从第二遍起，下一个符号可以知道；只算那些位置。",
    "The task: different symbols, then the same again and again (with a period of 4 to 12, another one "
    "in every sequence). From the second time on the next symbol can be known; only those places "
    "count."};
constexpr Text kFirstDoes{
    "第 1 层，前一个词元头：每个位置看自己前面的那个，把“我前面是 A”写进自己的向量。得分是 "
    "A(t, t−1) 的平均，1 是完美。",
    "Layer 1, a previous-token head: every place attends to the one before and writes \"before me "
    "stands A\" into its vector. Its score is the mean of A(t, t−1); 1 is perfect."};
constexpr Text kSecondDoes{
    "第 2 层，归纳头：读到 A，就找“我前面是 A”的位置，照抄那里的 B：A B … A → "
    "B。前缀匹配是它给这些位置的权重，1 是完美。",
    "Layer 2, an induction head: having read A, it looks for a place that says \"before me stands "
    "A\" and copies the B there: A B … A → B. Prefix matching is the weight on those places; 1 is "
    "perfect."};
constexpr Text kLearnt{
    "没有人把这些写进去：一开始参数是随机的，每一步只有梯度下降 (Adam，每批 64 个新序列)。",
    "Nobody has written this down: the parameters begin at random, and every step is gradient descent "
    "only (Adam, with 64 new sequences in each batch)."};

std::string score(double value) { return view::number_text(value, 2); }

/// Which stage the numbers show. A head has formed when its score is far above that of the beginning, or large.
const Text& stage_of(double accuracy, double previous, double first_previous, double matching) {
  constexpr double kFarAboveFirst = 1.8, kLooksThere = 0.5, kSome = 0.2, kMany = 0.9, kHalf = 0.5;
  const bool has_previous = previous > kFarAboveFirst * first_previous, has_matching = matching > kLooksThere;
  if (has_matching && accuracy > kMany) return has_previous ? kCopies : kOtherwise;
  if (matching > kSome && has_previous) return kForming;
  if (accuracy > kHalf) return kOtherwise;
  return has_previous ? kFirstFound : kNothingYet;
}

}  // namespace

std::string induction_says(const view::Ui& ui, const State& state, const Result& result) {
  const RunResult& run = result.run();
  const InductionResult& induction = result.induction;
  if (const auto& without = induction.without;
      without && without->off == state.input.induction.off && without->step == run.shown) {
    const auto& off = without->off;
    return ui.tr(kOff, {off[0] && off[1] ? ui.tr(kBothLayers) : ui.tr(kLayerNames[off[0] ? 0 : 1]),
                        percent(without->with), percent(without->without)});
  }
  const auto at = [&](std::size_t which, int step) {
    const std::span<const double> measured = run.measured(which);
    return measured.empty() ? 0 : nth(measured, std::min(step, count_of(measured) - 1));
  };
  const double accuracy = at(models::kTwoLayerAccuracy, run.shown), previous = at(models::kPreviousToken, run.shown),
               first = at(models::kPreviousToken, 0), matching = at(models::kPrefixMatching, run.shown);
  if (run.shown == 0) return ui.tr(kUntrained, {percent(accuracy)});
  return ui.tr(stage_of(accuracy, previous, first, matching),
               {std::to_string(run.shown), percent(accuracy), score(previous), score(matching), score(first),
                percent(at(models::kOneLayerAccuracy, run.shown))});
}

void explain_induction(view::Ui& ui) {
  view::GrowingCard card(ui);
  view::heading(ui, "explains/title", ui.tr(kExplains), 2);
  view::paragraph(ui, "explains/task", ui.tr(kTask));
  view::paragraph(ui, "explains/first", ui.tr(kFirstDoes));
  view::paragraph(ui, "explains/second", ui.tr(kSecondDoes));
  view::paragraph(ui, "explains/learnt", ui.tr(kLearnt), {.size = view::kCaption, .color = ui.theme().muted});
  card.end();
}

}  // namespace scenes::training
