// The scene in words.
#include <algorithm>
#include <cmath>
#include <vector>

#include "scenes/cues_panels.h"
#include "scenes/cues_words.h"

namespace scenes::cues {

namespace {

constexpr Text kWishAnd{"、", " and "};
constexpr Text kWant{"想{0}", "You want to {0}"};
constexpr Text kRedThing{"红色的{0}", "the red {0}"};
constexpr Text kEmptyRedCup{"喝空了的红杯子", "the empty red cup"};
constexpr Text kEmptyCup{"空杯子", "the empty cup"};
constexpr Text kPlainThing{"{0}", "the {0}"};
// "the red newspaper": within a sentence.
constexpr Text kThingsInside[kThings] = {{"报纸", "newspaper"}, {"论文", "paper"}, {"咖啡", "coffee"}, {"笔记", "notebook"}, {"书", "book"}};

constexpr Text kNothingStandsOut{"没有意愿，也没有哪一样更显眼：目光散在五样东西上，各 0.20。", "Nothing is wanted and nothing stands out: the gaze is spread over all five, 0.20 each."};
constexpr Text kEyeAlone{"没有意愿，最显眼的是{0}：目光不由自主地落在它上面，权重 {1}。", "Nothing is wanted, and {0} stands out: the gaze falls on it by itself, weight {1}."};
constexpr Text kStillEmptyCup{"咖啡喝完了，没有新的意愿：目光仍被{0}抓住，权重 {1}。", "The coffee is drunk and nothing else is wanted: {0} still holds the gaze, weight {1}."};
constexpr Text kNobodyAnswers{"{0}，可桌上没有什么能回应这个意愿：权重最大的是{1}，{2}。", "{0}, but nothing on the desk answers that wish: {1} has the largest weight, {2}."};
constexpr Text kBothCues{"{0}，而它本来就最显眼：两种提示都指向{1}，权重 {2}。", "{0}, and it stands out anyway: both cues point to {1}, weight {2}."};
constexpr Text kTie{"{0}，{1}却还拉着目光：{2} {3} 对 {4}，难分高下。", "{0}, yet {1} keeps pulling: {2} {3} against {4}, nearly even."};
constexpr Text kWillWins{"{0}：意志把目光从{1}移到{2}，权重 {3}。", "{0}: the will moves the gaze from {1} to {2}, weight {3}."};
constexpr Text kWillMoves{"{0}：目光落在{1}上，权重 {2}。", "{0}: the gaze rests on {1}, weight {2}."};
constexpr Text kEyeWins{"{0}，但意志不够强：目光仍被{1}抓住，权重 {2}。", "{0}, but the will is weak: {1} still holds the gaze, weight {2}."};

constexpr Text kChanged[] = {{"现在", "Now"}, {"走到这一步", "This step"}, {"改变意愿", "Changing the wish"}, {"改变意志", "Changing the will"},
                             {"改变温度", "Changing the temperature"}, {"把红色换到别处", "Moving the red"}, {"改变显著性", "Changing the salience"},
                             {"喝咖啡", "Drinking the coffee"}, {"改变键", "Changing the keys"}};
constexpr Text kNothingMoved{"{0}：五种汇聚都没有动。", "{0} moves none of the five poolings."};
constexpr Text kOnlyOneMoved{"{0}：五种汇聚里只有{1}动了。", "{0} moves only {1}, of all five."};
constexpr Text kSomeMoved{"{0}：动的是{1}。", "{0} moves {1}."};
constexpr Text kPoolingsInside[kPoolings] = {
    {"平均汇聚", "average pooling"}, {"最大汇聚", "max pooling"}, {"全连接层", "the fully connected layer"}, {"卷积", "the convolution"}, {"注意力汇聚", "attention pooling"}};
constexpr Text kAnd{"和", " and "};
constexpr Text kComma{"、", ", "};

std::string number(double value) { return view::number_text(value, 2); }

std::string joined(const view::Ui& ui, const std::vector<std::string>& parts, const Text& last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : ui.tr(i + 1 == parts.size() ? last : kComma)) + parts[i];
  return text;
}

/// "the red coffee"
std::string named(const view::Ui& ui, const Input& input, std::size_t thing) {
  const bool is_red = input.red == static_cast<int>(thing) + 1;
  if (thing == kCoffee && key_of(input, kCoffee, kDrinkable) <= 0) return ui.tr(is_red ? kEmptyRedCup : kEmptyCup);
  return ui.tr(is_red ? kRedThing : kPlainThing, {ui.tr(kThingsInside[thing])});
}

std::string wish_in_words(const view::Ui& ui, const Input& input) {
  std::vector<std::string> verbs;
  for (std::size_t i = 0; i < kWishes; ++i)
    if (input.wish[i] > 0) verbs.push_back(ui.tr(kWishVerbs[i]));
  return ui.tr(kWant, {joined(ui, verbs, kWishAnd)});
}

std::size_t most_conspicuous(const Input& input) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < kThings; ++i)
    if (key_of(input, i, kConspicuous) > key_of(input, best, kConspicuous)) best = i;
  return best;
}

/// The best answer to the wish among the things, before the will weighs it.
double best_answer(const Input& input) {
  double best = 0;
  for (std::size_t i = 0; i < kThings; ++i) {
    double answer = 0;
    for (std::size_t wish = 0; wish < kWishes; ++wish) answer += input.wish[wish] * key_of(input, i, wish + 1);
    best = std::max(best, answer);
  }
  return best;
}

std::string without_wish(const view::Ui& ui, const Input& input, const Result& result) {
  const std::size_t top = result.looked_at;
  constexpr double kEven = 0.205;
  if (result.weight(top) < kEven) return ui.tr(kNothingStandsOut);
  const bool is_empty_cup = top == kCoffee && input.is_coffee_drunk;
  return ui.tr(is_empty_cup ? kStillEmptyCup : kEyeAlone, {named(ui, input, top), number(result.weight(top))});
}

}  // namespace

std::string sentence_of_gaze(const view::Ui& ui, const Input& input, const Result& result) {
  if (strongest_wish(input) <= 0 || input.will <= 0) return without_wish(ui, input, result);
  const std::size_t top = result.looked_at, eye = most_conspicuous(input);
  const std::string wish = wish_in_words(ui, input), weight = number(result.weight(top));
  constexpr double kAnAnswer = 0.25, kNearlyEven = 0.05;
  if (best_answer(input) < kAnAnswer) return ui.tr(kNobodyAnswers, {wish, named(ui, input, top), weight});
  std::size_t second = top == 0 ? 1 : 0;
  for (std::size_t i = 0; i < kThings; ++i)
    if (i != top && result.weight(i) > result.weight(second)) second = i;
  const bool is_tie = result.weight(top) - result.weight(second) < kNearlyEven && (eye == top || eye == second);
  if (is_tie) {
    const std::size_t other = eye == top ? second : top;
    return ui.tr(kTie, {wish, named(ui, input, eye), ui.tr(kThingsInside[other]), number(result.weight(other)), number(result.weight(eye))});
  }
  constexpr double kHalf = 0.5;
  if (top == eye) {
    const bool is_wanted = result.share_of_will[top] > 0;
    return ui.tr(is_wanted ? kBothCues : kEyeWins, {wish, named(ui, input, top), weight});
  }
  if (result.share_of_will[top] > kHalf) return ui.tr(kWillWins, {wish, named(ui, input, eye), named(ui, input, top), weight});
  return ui.tr(kWillMoves, {wish, named(ui, input, top), weight});
}

bool has_moved(const Rows& before, const Rows& now, std::size_t row) {
  constexpr float kNoticeable = 1e-6f;
  for (std::size_t i = 0; i < kThings; ++i)
    if (std::abs(before[row][i] - now[row][i]) > kNoticeable) return true;
  return false;
}

std::string sentence_of_change(const view::Ui& ui, const State& state, const Result& result) {
  if (!state.before || state.last_change == Change::kNone) return {};
  std::vector<std::string> moved;
  for (std::size_t row = 0; row < kPoolings; ++row)
    if (has_moved(*state.before, result.rows, row)) moved.push_back(ui.tr(kPoolingsInside[row]));
  const std::string change = ui.tr(kChanged[static_cast<std::size_t>(state.last_change)]);
  if (moved.empty()) return ui.tr(kNothingMoved, {change});
  return ui.tr(moved.size() == 1 ? kOnlyOneMoved : kSomeMoved, {change, joined(ui, moved, kAnd)});
}

void note_change(State& next, const Result& result, Change change, bool goes_on) {
  if (!goes_on || next.last_change != change || !next.before) next.before = result.rows;
  next.last_change = change;
}

}  // namespace scenes::cues
