// What a reader is told to look for in the heatmaps, and what they are asked about them.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "view/card.h"

namespace scenes::heatmaps {

namespace {

using view::Text;

struct Card {
  Text title, words;
};
constexpr Card kCards[] = {  // as Heatmaps::Preset; what they say holds with every colour map
    {{"看什么：一条对角线", "Notice: the diagonal"},
     {"往下数是查询，往右数是键，颜色说权重有多大。每个查询只看和自己编号相同的键，所以 1 "
      "都在对角线上。点一格，读出它的数。",
      "Queries run downwards, keys to the right, and the colour says how large a weight is. Every query looks only at "
      "the key with its own number, so all the ones lie on the diagonal. Click a cell to read it."}},
    {{"看什么：没有图案", "Notice: no pattern"},
     {"得分是随机的，颜色也就没有规律，但每一行加起来还是 1。换一个随机种子：图变了，这一点不变。",
      "The scores are random, so there is no pattern; yet every row still sums to 1. Another seed changes the picture, "
      "but not that."}},
    {{"看什么：六个头各看各的", "Notice: six heads, six views"},
     {"词元相同，投影不同，每个头看的地方也就不同。哪个头最集中，哪个头最靠近对角线？在“排列顺序”里换一种顺序，排在最前"
      "面的就是。",
      "The tokens are the same, the projections differ, so each head looks elsewhere. Which is the sharpest, which the "
      "nearest to the diagonal? Choose another order of panels: it comes first."}},
    {{"看什么：五个头一模一样", "Notice: five heads, all alike"},
     {"键都相同，得分也就都相同：有效长度以内平分，以外是 0。上面一行各得 1/3，下面一行各得 1/2。",
      "All keys are alike, and so are their scores: those within the valid length share evenly, the others get 0. In "
      "the upper row each gets 1/3, in the lower one 1/2."}},
    {{"看什么：一行就是一个查询", "Notice: a row is a query"},
     {"上一幕算出的权重成了图：一行是一个查询，一列是一个键。点一格，和刚才的数对一对；一行里最大的，就是这个查询最关注"
      "的键。",
      "The weights computed in the scene before have become a picture: a row for every query, a column for every key. "
      "Click a cell and compare; the largest of a row is the key that its query attends to most."}},
    {{"看什么：斜线和竖条", "Notice: bars and diagonals"},
     {"大的权重沿着对角线：各看各的位置。排成一根竖条：许多查询都看同一个键。一片均匀：和平均汇聚差不多。先找这三样。",
      "Large weights along the diagonal: each position looks at itself. In a vertical bar: many queries look at one "
      "key. An even ground: much like average pooling. Look for these three first."}}};
static_assert(std::size(kCards) == Heatmaps::kFile + 1);
constexpr Card kDifferenceCard{
    {"看什么：两幅差在哪里", "Notice: where they differ"},
    {"红的格子，第一幅的数大；蓝的格子，第二幅的数大；越接近白色，两幅越一致。",
     "Red cells are larger in the first one, blue cells in the second; the whiter a cell, the more the two agree."}};
constexpr Text kDismiss{"知道了", "Got it"};

/// The example's own card, as long as what it says is what is seen; otherwise the one for any weights. Null for numbers
/// that nothing can be said of.
const Card* card_for(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const NumbersKind kind = kind_of(state, result);
  if (kind == NumbersKind::kDifference) return &kDifferenceCard;
  if (kind != NumbersKind::kWeights) return nullptr;
  const int preset = state.input.preset;
  const bool is_as_given = result.combined == Combination::kEach && state.alone < 0 &&
                           (state.input.order == 0 || preset != Heatmaps::kBookHeads);
  return &kCards[is_as_given ? preset : static_cast<int>(Heatmaps::kFile)];
}

constexpr Text kTie{"有好几个并列", "Several share it"};
constexpr Text kMostDiagonalWhy{
    "比的是权重离对角线的平均距离 |查询 − 键|，单位是位置；0 就是全在对角线上。在“排列顺序”里按它排一排。",
    "What is compared is the weights' mean distance |query − key| from the diagonal, in positions; 0 is on it. Order "
    "the panels by it to see."};
constexpr Text kSharpestWhy{
    "比的是各行的平均熵：0 nat 是只看一个键，平均分给 n 个键是 ln n。在“排列顺序”里按它排一排。",
    "What is compared is the rows' mean entropy: 0 nats is a single key, n keys alike are ln n. Order the panels by it "
    "to see."};
constexpr Text kNeedsSeveral{
    "这个问题要比较几幅权重图：先选“六个头”，并且看全部。",
    "This question compares several panels of weights: choose “Six heads”, and show them all."};

/// Which of the given panels has the smallest number; their count if several share it.
int smallest_of(const Heatmaps::Result& result, double Heatmaps::Measures::*number) {
  constexpr double kSame = 1e-5;  // floats that were added up in another order
  std::vector<double> values;
  for (const Heatmaps::Measures& each : result.measures) values.push_back(each.*number);
  const auto least = std::ranges::min_element(values);
  const auto shares = std::ranges::count_if(values, [&](double value) { return value - *least <= kSame; });
  return shares > 1 ? result.given_panels : nth(result.order, least - values.begin());
}

/// Several panels of weights side by side, few enough to be told apart in a list.
bool can_ask(const Heatmaps::State& state, const Heatmaps::Result& result) {
  constexpr int kMostOptions = 12;
  const int panels = result.panel_count();
  const bool is_alone = state.alone >= 0 && state.alone < panels;
  return panels > 1 && panels <= kMostOptions && !is_alone && count_of(result.measures) == panels &&
         kind_of(state, result) == NumbersKind::kWeights;
}

/// The panels as they were given, whatever their order: what was predicted stays the same head.
std::vector<std::string> names_of_panels(view::Language language, const Heatmaps::State& state,
                                         const Heatmaps::Result& result) {
  const std::vector<std::string> titles = plain_titles(language, state, result, 0, result.panel_count());
  std::vector<std::string> names(titles.size());
  for (int place = 0; place < count_of(titles); ++place) {
    const int panel = nth(result.order, place);
    nth(names, panel) = nth(titles, place).empty() ? std::to_string(panel) : nth(titles, place);
  }
  return names;
}

}  // namespace

void draw_question(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  if (!can_ask(next, result)) {
    if (next.question > 0)
      view::paragraph(ui, "question/needs", ui.tr(kNeedsSeveral), {.size = view::kCaption, .color = ui.theme().muted});
    return;
  }
  std::vector<std::string> names = names_of_panels(ui.input().language, next, result);
  names.push_back(ui.tr(kTie));
  const Question questions[] = {
      {.id = Heatmaps::kQuestionIds[1],
       .asks = {"哪一幅的权重离对角线最近？", "In which panel are the weights nearest to the diagonal?"},
       .why = kMostDiagonalWhy,
       .names = names},
      {.id = Heatmaps::kQuestionIds[2],
       .asks = {"哪一幅最集中？", "Which panel is the sharpest?"},
       .why = kSharpestWhy,
       .names = names}};
  draw_questions(ui, questions, next.question, next.prediction, [&] {
    return smallest_of(result, next.question == 2 ? &Heatmaps::Measures::entropy : &Heatmaps::Measures::distance);
  });
}

void draw_card(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const Card* card = card_for(next, result);
  if (!next.shows_card || !card) return;
  std::vector<view::NoteWords> all;
  for (const Card& each : kCards) all.push_back({ui.tr(each.title), ui.tr(each.words)});
  if (view::note_card(ui, "card", {ui.tr(card->title), ui.tr(card->words)}, ui.tr(kDismiss), all, view::usual_note(ui)))
    next.shows_card = false;
}

}  // namespace scenes::heatmaps
