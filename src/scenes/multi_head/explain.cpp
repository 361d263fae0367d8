// How the number that is followed is computed, with its digits; or, if none is, the first weight of the enlarged head.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "scenes/parts/derivation.h"
#include "scenes/parts/score_steps.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kGiven{"输入：给定的数", "Input: a given number"};
constexpr Text kRowTimesRow{"这一行 · W 的一行", "Row · a row of W"};
constexpr Text kMove{"搬到这里", "Moved here"};
constexpr Text kMoveNote{"分头和合并不改变任何数，只改变它的位置。",
                         "Splitting and merging change no number, only its place."};
constexpr Text kOffNote{"这个头关掉了：它的输出换成 0。", "This head is off: its output becomes 0."};
constexpr Text kScore{"q · k", "q · k"};
constexpr Text kMasked{"掩蔽", "Mask"},
    kMaskedNote{"在有效长度之外：权重恰好是 0。", "Beyond the valid length: the weight is exactly 0."};
constexpr Text kMix{"权重 · 值", "Weights · values"};
constexpr int kMostTerms = 8;  // more would be a wall of digits

class Explainer {
 public:
  Explainer(const Result& result, const Layout& layout, int sample, const Cell& cell)
      : result_(result), layout_(layout), sample_(sample), cell_(cell) {}

  std::vector<Step> explain() {
    const auto [stage, row, column] = cell_;
    switch (stage) {
      case kX:
      case kY:
        steps_.push_back({kGiven, Formula().number(value(cell_), Tone::kResult).done()});
        break;
      case kQ:
      case kK:
      case kV:
      case kOutput:
        project();
        break;
      case kWeights:
        weigh();
        break;
      case kHeadOutputs:
        mix();
        break;
      default:
        move();
    }
    return std::move(steps_);
  }

 private:
  const Result& result_;
  const Layout& layout_;
  int sample_;
  Cell cell_;
  std::vector<Step> steps_;

  double value(const Cell& at) const { return result_.at(at.stage, sample_, at.row, at.column); }
  Values row(int stage, int row, int first, int count) const {
    Values values;
    for (int c = first; c < first + count; ++c) values.push_back(value({stage, row, c}));
    return values;
  }
  /// a · b, written out if that is not too long.
  void products(const Text& what, const char* name, const Values& a, Tone a_tone, const Values& b, Tone b_tone,
                double result) {
    if (count_of(a) <= kMostTerms) return add_products(steps_, {what, name, a_tone, b_tone}, a, b, result);
    steps_.push_back({what, Formula().say(name).say("→").number(result, Tone::kResult).done(), std::nullopt});
  }

  void project() {
    const core::Tensor& weights = cell_.stage == kQ   ? result_.data.w_q
                                  : cell_.stage == kK ? result_.data.w_k
                                  : cell_.stage == kV ? result_.data.w_v
                                                      : result_.data.w_o;
    const int from = cell_.stage == kQ ? kX : cell_.stage == kOutput ? kJoined : layout_.is_cross ? kY : kX;
    products(kRowTimesRow, cell_.stage == kOutput ? "concat · W_o" : "x · W", row(from, cell_.row, 0, layout_.width),
             Tone::kPlain, row_of(weights, cell_.column), Tone::kValue, value(cell_));
  }

  void move() {
    const Cell from = cell_.stage == kJoined ? layout_.split_of(cell_) : layout_.joined_of(cell_);
    const int each = layout_.width / layout_.heads;
    const bool is_off = cell_.stage == kJoined && nth(layout_.off, from.column / each);
    steps_.push_back({kMove, Formula().number(value(from)).say("→").number(value(cell_), Tone::kResult).done(),
                      is_off ? kOffNote : kMoveNote});
  }

  void weigh() {
    const int keys = layout_.keys, head = cell_.column / keys, key = cell_.column % keys,
              each = layout_.width / layout_.heads;
    const std::int64_t score_row = (sample_ * layout_.heads + head) * layout_.queries + cell_.row;
    const core::Attention& attention = result_.attention;
    const auto at = [&](const core::Tensor& scores, int k) -> double { return nth(scores.data, score_row * keys + k); };
    products(kScore, "q · k", row(kSplitQ, cell_.row, head * each, each), Tone::kQuery,
             row(kSplitK, key, head * each, each), Tone::kKey, at(attention.raw_scores, key));
    const double score = at(attention.scores, key);
    add_root_scale(steps_, at(attention.raw_scores, key), each, score);
    if (key >= layout_.valid) {
      steps_.push_back({kMasked, Formula().number(score).say("→").number(0, Tone::kResult).done(), kMaskedNote});
      return;
    }
    Values row;
    for (int k = 0; k < layout_.valid; ++k) row.push_back(at(attention.exponentials, k));
    add_softmax_share(steps_, {.score = score,
                               .maximum = nth(attention.row_maxima.data, score_row),
                               .exponential = at(attention.exponentials, key),
                               .sum = nth(attention.row_sums.data, score_row),
                               .share = value(cell_),
                               .row = row,
                               .at = key});
  }

  void mix() {
    if (layout_.valid == 0) {
      steps_.push_back({kMasked, Formula().say("Σ = 0  →").number(0, Tone::kResult).done(), kMaskedNote});
      return;
    }
    const int keys = layout_.keys, head = cell_.column / (layout_.width / layout_.heads);
    Values values;
    for (int key = 0; key < layout_.valid; ++key) values.push_back(value({kSplitV, key, cell_.column}));
    products(kMix, "A · V", row(kWeights, cell_.row, head * keys, layout_.valid), Tone::kPlain, values, Tone::kValue,
             value(cell_));
  }
};

}  // namespace

void explain(view::Ui& ui, const State& state, const Result& result) {
  const int sample = shown_sample(state, result);
  const Layout layout = layout_of(result.input, sample);
  const Cell cell =
      result.follows() ? result.input.followed : Cell{kWeights, 0, shown_head(state, result) * layout.keys};
  DerivationCard card{.id = "explanation"};
  card.title = index_text(layout, sample, cell);
  card.value = view::short_number_text(result.at(cell.stage, sample, cell.row, cell.column), 4);
  draw_derivation(ui, card, Explainer(result, layout, sample, cell).explain());
}

}  // namespace scenes::multi_head
