// The card of a step: what to notice, then what to try; once that is done, what comes next. What it says holds for the
// desk as it is.
#include <algorithm>

#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"

namespace scenes::cues {

namespace {

struct Card {
  Text title, words, done_title, done;
};
constexpr Card kCards[kSteps] = {
    {{"看什么：谁抓住了目光？", "Notice: what catches the eye?"},
     {"什么都没想，目光已经在红杯子上：这是非自主性提示。把红色换到书上试试。",
      "Nothing is wanted, yet the gaze is on the red cup: a non-volitional cue. Try moving the red to the book."},
     {"做到了：目光随红色走", "Done: the gaze follows the red"},
     {"红色到了书上，目光也到了书上，权重 {0}：没有意愿时，只有显著性说了算。接着走第 2 步：咖啡喝完了。",
      "The red is on the book and so is the gaze, weight {0}: without a wish, only what stands out counts. Next, step "
      "2: the coffee is drunk."}},
    {{"看什么：权重一点没变", "Notice: no weight has changed"},
     {"杯子空了，键里的“可喝”成了 0。可是没有意愿，查询就不问它：红色照样抓住目光。选一个意愿试试。",
      "The cup is empty, its key's \"drinkable\" is 0. But without a wish the query does not ask for it: red still "
      "wins. Try choosing a wish."},
     {"做到了：查询开始问了", "Done: the query asks"},
     {"有了意愿，查询里就多了一个分量，注意力汇聚动了。接着走第 3 步：想读书。",
      "With a wish the query has one more component, and attention pooling has moved. Next, step 3: want to read."}},
    {{"看什么：两种提示在拉锯", "Notice: two cues pull"},
     {"查询里多了“可读”：这是自主性提示。拖动“意志有多强？”，看谁赢。",
      "The query now asks for \"readable\": a volitional cue. Drag \"How strong is the will?\" and see who wins."},
     {"做到了：分出了高下", "Done: one of them has won"},
     {"意志 {0}，目光在{1}上，权重 {2}。再拖到另一头看看；接着走第 4 步：书。",
      "With a will of {0} the gaze is on {1}, weight {2}. Drag it to the other end, too; next, step 4: the book."}},
    {{"看什么：只有一行听意愿的", "Notice: one row obeys the wish"},
     {"意志占了上风，目光到了书上。换一个意愿，看五种汇聚里哪几种会动。",
      "The will has won and the gaze is on the book. Change the wish and see which of the five poolings move."},
     {"做到了：只有注意力汇聚动了", "Done: only attention pooling moved"},
     {"另外四种不问想要什么。现在动一动显著性：哪几行会动？",
      "The other four do not ask what is wanted. Now move a salience: which rows move?"}}};
constexpr Text kElsewhereTitle{"桌子已经是另一个样子", "The desk is another one now"};
constexpr Text kElsewhereWords{"随意尝试；按上面的第 {0} 步，就回到这一步的样子。",
                               "Try anything; step {0} above brings this step's desk back."};

constexpr Text kLongestName{"喝空了的红杯子", "the empty red cup"};

enum class Progress { kToDo, kDone, kElsewhere };

Progress progress_of(const State& state, const Result& result) {
  const Input start = input_of_step(state.card);
  const Input& input = state.input;
  if (input == start) return Progress::kToDo;
  Input back = input;  // with what the card asks for taken back
  const bool was_the_wish =
      state.last_change == Change::kWish && state.before && has_only_attention_moved(*state.before, result.rows);
  switch (state.card) {
    case 1:
      back.red = start.red;
      if (back == start && is_red(input, kBook) && largest_of(result.rows.back()) == std::vector<std::size_t>{kBook})
        return Progress::kDone;
      break;
    case 2:
      back.wish = start.wish;
      if (back == start && was_the_wish) return Progress::kDone;
      break;
    case 3:
      back.will = start.will;
      if (back == start) return largest_of(result.rows.back()).size() == 1 ? Progress::kDone : Progress::kToDo;
      break;
    default:
      back.wish = start.wish;
      if (back == start && was_the_wish) return Progress::kDone;
  }
  return Progress::kElsewhere;
}

}  // namespace

view::NoteWords card_of(const view::Ui& ui, const State& state, const Result& result) {
  const Card& card = kCards[state.card - 1];
  switch (progress_of(state, result)) {
    case Progress::kToDo:
      return {ui.tr(card.title), ui.tr(card.words)};
    case Progress::kElsewhere:
      return {ui.tr(kElsewhereTitle), ui.tr(kElsewhereWords, {std::to_string(state.card)})};
    default:
      break;
  }
  const std::string weight = view::number_text(result.weight(result.looked_at), 2);
  if (state.card != 3) return {ui.tr(card.done_title), ui.tr(card.done, {weight})};
  return {ui.tr(card.done_title), ui.tr(card.done, {view::number_text(state.input.will, 2),
                                                    thing_in_sentence(ui, state.input, result.looked_at), weight})};
}

std::vector<view::NoteWords> possible_cards(const view::Ui& ui, int step) {
  const Card& card = kCards[step - 1];
  return {{ui.tr(card.title), ui.tr(card.words)},
          {ui.tr(card.done_title), ui.tr(card.done, {"0.00", ui.tr(kLongestName), "0.00"})},
          {ui.tr(kElsewhereTitle), ui.tr(kElsewhereWords, {"0"})}};
}

}  // namespace scenes::cues
