// How one weight of masked softmax comes about, in the way of the program whose table it was chosen in.
#include <algorithm>

#include "index.h"
#include "scenes/parts/score_steps.h"
#include "scenes/scoring_functions/parts.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kTitle{"{0} 的权重：{1}", "The weight of {0}: {1}"};
constexpr Text kMask{"掩蔽", "Mask"};
constexpr Text kVisible{"在有效长度之内：得分不变。", "Within the valid length: the score stays."};
constexpr Text kHidden{"在有效长度之外：什么得分都不算数。", "Beyond the valid length: no score counts."};
constexpr Text kReplaced{"在有效长度之外：得分换成 −1e6。", "Beyond the valid length: the score becomes −1e6."};
constexpr Text kNotYet{"这种写法此时还没有掩蔽。", "Nothing is masked yet in this way."};
constexpr Text kEmpty{"整行为 0", "A row of zeros"};
constexpr Text kEmptyNote{"一个键也看不见：没有什么可以分，不除以 0。",
                          "No key is seen: there is nothing to share, and no division by 0."};
constexpr Text kMaximum{"− 最大值", "− maximum"};
constexpr Text kNaNNote{
    "整行都是 −∞，最大值也是：差不是数 (NaN)，这一行全都成了 NaN。",
    "All of the row is −∞, and so is its maximum: the difference is not a number (NaN), and so is the whole row."};
constexpr Text kSumLateNote{"被掩蔽的键也在里面。", "Masked keys are in it, too."};
constexpr Text kTimes{"× 掩码", "× mask"};
constexpr Text kTimesNote{"分母不再改：这一行的和小于 1。",
                          "The denominator stays as it was: the row sums to less than 1."};

class Explainer {
 public:
  Explainer(const SoftmaxResult& result, const ChosenWeight& at)
      : result_(result), softmax_(nth(result.versions, at.version)), at_(at), cell_(at.row * kKeys + at.key) {}

  std::vector<Step> explain() {
    const bool is_late = at_.version == kLate, is_visible = result_.is_visible(at_.row, at_.key);
    const double masked = of_cell(softmax_.masked), maximum = of_row(softmax_.row_maxima);
    add(kMask, Formula().number(of_cell(result_.scores)).say("→").number(masked, Tone::kResult),
        is_late                ? kNotYet
        : is_visible           ? kVisible
        : at_.version == kBook ? kReplaced
                               : kHidden);
    if (nth(result_.lengths, at_.row) == 0 && at_.version == kOurs) {
      add(kEmpty, Formula().say("Σ = 0  →").number(0, Tone::kResult), kEmptyNote);
      return std::move(steps_);
    }
    if (nth(result_.lengths, at_.row) == 0 && at_.version == kPyTorch) {
      add(kMaximum, Formula().number(masked).say("−").number(maximum).result(of_cell(softmax_.weights)), kNaNNote);
      return std::move(steps_);
    }
    const double exponential = of_cell(softmax_.exponentials), sum = of_row(softmax_.row_sums);
    const double share = exponential / sum, factor = is_visible ? 1 : 0;
    add_softmax_share(steps_, {.score = masked,
                               .maximum = maximum,
                               .exponential = exponential,
                               .sum = sum,
                               .share = is_late ? share : of_cell(softmax_.weights),
                               .row = row_of(softmax_.exponentials, at_.row),
                               .at = at_.key,
                               .sum_note = is_late ? std::optional(kSumLateNote) : std::nullopt});
    if (is_late)
      add(kTimes,
          Formula()
              .with({share, factor}, product_of, share * factor)
              .number(share)
              .say("×")
              .number(factor)
              .result(share * factor),
          is_visible ? std::nullopt : std::optional(kTimesNote));
    return std::move(steps_);
  }

 private:
  const SoftmaxResult& result_;
  const MaskedSoftmax& softmax_;
  ChosenWeight at_;
  int cell_;
  std::vector<Step> steps_;

  double of_cell(const core::Tensor& tensor) const { return nth(tensor.data, cell_); }
  double of_row(const core::Tensor& tensor) const { return nth(tensor.data, at_.row); }
  void add(Text what, Formula& formula, std::optional<Text> note = {}) {
    steps_.push_back({what, formula.done(), note});
  }
  void add(Text what, Formula&& formula, std::optional<Text> note = {}) { add(what, formula, note); }
};

}  // namespace

void explain_softmax(view::Ui& ui, const State& state, const Result& result) {
  const ChosenWeight& at = state.weight;
  DerivationCard card{.id = "explanation"};
  card.title = ui.tr(kTitle, {row_name(at.row) + " · " + key_name(at.key), ui.tr(version_name(at.version))});
  card.value =
      view::short_number_text(nth(nth(result.softmax.versions, at.version).weights.data, at.row * kKeys + at.key), 4);
  const std::vector<Step> steps = Explainer(result.softmax, at).explain();
  // As high as the tallest, so that nothing jumps when another weight is chosen.
  for (int version = 0; version < kVersions; ++version)
    card.least_height = std::max(
        card.least_height, derivation_height(ui, card, Explainer(result.softmax, {version, at.row, at.key}).explain()));
  draw_derivation(ui, card, steps);
}

}  // namespace scenes::scoring_functions
