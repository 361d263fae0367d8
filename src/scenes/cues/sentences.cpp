// The scene in words.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"

namespace scenes::cues {

namespace {

constexpr Text kWishAnd{"、", " and "};
constexpr Text kWant{"想{0}", "You want to {0}"};
constexpr Text kRedThing{"红色的{0}", "the red {0}"};
constexpr Text kEmptyRedCup{"喝空了的红杯子", "the empty red cup"};
constexpr Text kEmptyCup{"空杯子", "the empty cup"};
constexpr Text kPlainThing{"{0}", "the {0}"};
// "the red newspaper": within a sentence.
constexpr Text kThingsInside[kThings] = {
    {"报纸", "newspaper"}, {"论文", "paper"}, {"咖啡", "coffee"}, {"笔记", "notebook"}, {"书", "book"}};

constexpr Text kNothingStandsOut{"{0}，也没有哪一样更显眼：五样东西各得 {1}，和平均汇聚一样。",
                                 "{0} and nothing stands out: all five get {1} each, which equals average pooling."};
constexpr Text kNobodyAnswersAlike{
    "{0}，可桌上没有什么能回应这个意愿：五样东西各得 {1}，和平均汇聚一样。",
    "{0}, but nothing on the desk answers that wish: all five get {1} each, which equals average pooling."};
constexpr Text kAllAnswerAlike{"{0}，可五样东西回应得一样多：各得 {1}，和平均汇聚一样。",
                               "{0}, but all five things answer alike: {1} each, which equals average pooling."};
constexpr Text kEyeTie{"{0}，{1}同样显眼：目光平分给它们，各 {2}。",
                       "{0}, and {1} stand out alike: they share the gaze, {2} each."};
constexpr Text kWishTie{"{0}：目光平分给{1}，各 {2}。", "{0}: {1} share the gaze, {2} each."};
constexpr Text kNobodyAnswersTie{
    "{0}，可桌上没有什么能回应这个意愿：权重最大的是{1}，各 {2}。",
    "{0}, but nothing on the desk answers that wish: {1} have the largest weights, {2} each."};
constexpr Text kNothingWanted{"没有意愿", "Nothing is wanted"};
constexpr Text kNoWill{"{0}，但意志为 0，查询不问它", "{0}, but the will is 0, so the query does not ask for it"};
constexpr Text kEyeAlone{"{0}，最显眼的是{1}：目光不由自主地落在它上面，权重 {2}。",
                         "{0}, and {1} stands out: the gaze falls on it by itself, weight {2}."};
constexpr Text kStillEmptyCup{"咖啡喝完了，没有新的意愿：目光仍被{0}抓住，权重 {1}。",
                              "The coffee is drunk and nothing else is wanted: {0} still holds the gaze, weight {1}."};
constexpr Text kNobodyAnswers{"{0}，可桌上没有什么能回应这个意愿：权重最大的是{1}，{2}。",
                              "{0}, but nothing on the desk answers that wish: {1} has the largest weight, {2}."};
constexpr Text kBothCues{"{0}，而它本来就最显眼：两种提示都指向{1}，权重 {2}。",
                         "{0}, and it stands out anyway: both cues point to {1}, weight {2}."};
constexpr Text kTie{"{0}，{1}却还拉着目光：{2} {3} 对 {4}，难分高下。",
                    "{0}, yet {1} keeps pulling: {2} {3} against {4}, nearly even."};
constexpr Text kWillWins{"{0}：意志把目光从{1}移到{2}，权重 {3}。",
                         "{0}: the will moves the gaze from {1} to {2}, weight {3}."};
constexpr Text kWillMoves{"{0}：目光落在{1}上，权重 {2}。", "{0}: the gaze rests on {1}, weight {2}."};
constexpr Text kEyeWins{"{0}，但意志不够强：目光仍被{1}抓住，权重 {2}。",
                        "{0}, but the will is weak: {1} still holds the gaze, weight {2}."};

constexpr Text kChanged[] = {{"现在", "Now"},
                             {"走到这一步", "This step"},
                             {"改变意愿", "Changing the wish"},
                             {"改变意志", "Changing the will"},
                             {"改变温度", "Changing the temperature"},
                             {"把红色换到别处", "Moving the red"},
                             {"改变显著性", "Changing the salience"},
                             {"喝咖啡", "Drinking the coffee"},
                             {"改变键", "Changing the keys"},
                             {"改变卷积的问题", "Changing the convolution's question"},
                             {"改变全连接层的权重", "Changing the fully connected layer's weights"}};
constexpr Text kNothingMoved{"{0}：五种汇聚都没有动。", "{0} moves none of the five poolings."};
constexpr Text kOnlyOneMoved{"{0}：五种汇聚里只有{1}动了。", "{0} moves only {1}, of all five."};
constexpr Text kSomeMoved{"{0}：动的是{1}。", "{0} moves {1}."};
constexpr Text kPoolingsInside[kPoolings] = {{"平均汇聚", "average pooling"},
                                             {"最大汇聚", "max pooling"},
                                             {"全连接层", "the fully connected layer"},
                                             {"卷积", "the convolution"},
                                             {"注意力汇聚", "attention pooling"}};
constexpr Text kAnd{"和", " and "};
constexpr Text kComma{"、", ", "};

std::string number(double value) { return view::number_text(value, 2); }

std::string joined(const view::Ui& ui, const std::vector<std::string>& parts, const Text& last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : ui.tr(i + 1 == parts.size() ? last : kComma)) + parts[i];
  return text;
}

std::string wish_in_words(const view::Ui& ui, const Input& input) {
  std::vector<std::string> verbs;
  for (std::size_t i = 0; i < kWishes; ++i)
    if (input.wish[i] > 0) verbs.push_back(ui.tr(kWishVerbs[i]));
  return ui.tr(kWant, {joined(ui, verbs, kWishAnd)});
}

/// The one thing that is more conspicuous than all others, if there is one.
std::optional<std::size_t> most_conspicuous(const Input& input) {
  std::size_t best = 0, equals = 0;
  for (std::size_t i = 0; i < kThings; ++i) {
    const double more = key_of(input, i, kConspicuous) - key_of(input, best, kConspicuous);
    constexpr double kSame = 1e-9;
    if (more > kSame)
      best = i, equals = 1;
    else if (more > -kSame)
      ++equals;
  }
  if (equals == 1) return best;
  return std::nullopt;
}

std::string all_named(const view::Ui& ui, const Input& input, const std::vector<std::size_t>& things) {
  std::vector<std::string> names;
  for (const std::size_t thing : things) names.push_back(thing_in_sentence(ui, input, thing));
  return joined(ui, names, kAnd);
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

/// `cause` says why nothing is asked for.
std::string without_wish(const view::Ui& ui, const Input& input, const Result& result, const std::string& cause) {
  const std::size_t top = result.looked_at;
  const std::vector<std::size_t> largest = largest_of(result.rows.back());
  const std::string weight = number(result.weight(top));
  if (largest.size() == kThings) return ui.tr(kNothingStandsOut, {cause, weight});
  if (largest.size() > 1) return ui.tr(kEyeTie, {cause, all_named(ui, input, largest), weight});
  if (top == kCoffee && input.is_coffee_drunk && strongest_wish(input) <= 0)
    return ui.tr(kStillEmptyCup, {thing_in_sentence(ui, input, top), weight});
  return ui.tr(kEyeAlone, {cause, thing_in_sentence(ui, input, top), weight});
}

}  // namespace

std::string thing_in_sentence(const view::Ui& ui, const Input& input, std::size_t thing) {
  const bool has_color = is_red(input, thing);
  if (thing == kCoffee && key_of(input, kCoffee, kDrinkable) <= 0) return ui.tr(has_color ? kEmptyRedCup : kEmptyCup);
  return ui.tr(has_color ? kRedThing : kPlainThing, {ui.tr(kThingsInside[thing])});
}

std::vector<std::size_t> largest_of(const std::array<float, kThings>& weights) {
  constexpr float kSame = 1e-5f;  // what rounding in the core leaves between equals
  const float largest = *std::max_element(weights.begin(), weights.end());
  std::vector<std::size_t> things;
  for (std::size_t i = 0; i < kThings; ++i)
    if (weights[i] > largest - kSame) things.push_back(i);
  return things;
}

std::string sentence_of_gaze(const view::Ui& ui, const Input& input, const Result& result) {
  if (strongest_wish(input) <= 0) return without_wish(ui, input, result, ui.tr(kNothingWanted));
  const std::size_t top = result.looked_at;
  const std::string wish = wish_in_words(ui, input), weight = number(result.weight(top));
  if (input.will <= 0) return without_wish(ui, input, result, ui.tr(kNoWill, {wish}));
  const std::optional<std::size_t> eye = most_conspicuous(input);
  const std::vector<std::size_t> largest = largest_of(result.rows.back());
  constexpr double kAnAnswer = 0.25, kNearlyEven = 0.05;
  const bool is_answered = best_answer(input) >= kAnAnswer;
  if (largest.size() == kThings) return ui.tr(is_answered ? kAllAnswerAlike : kNobodyAnswersAlike, {wish, weight});
  if (largest.size() > 1)
    return ui.tr(is_answered ? kWishTie : kNobodyAnswersTie, {wish, all_named(ui, input, largest), weight});
  if (!is_answered) return ui.tr(kNobodyAnswers, {wish, thing_in_sentence(ui, input, top), weight});
  if (!eye) return ui.tr(kWillMoves, {wish, thing_in_sentence(ui, input, top), weight});
  std::size_t second = top == 0 ? 1 : 0;
  for (std::size_t i = 0; i < kThings; ++i)
    if (i != top && result.weight(i) > result.weight(second)) second = i;
  const bool is_close = result.weight(top) - result.weight(second) < kNearlyEven && (*eye == top || *eye == second);
  if (is_close) {
    const std::size_t other = *eye == top ? second : top;
    return ui.tr(kTie, {wish, thing_in_sentence(ui, input, *eye), ui.tr(kThingsInside[other]),
                        number(result.weight(other)), number(result.weight(*eye))});
  }
  constexpr double kHalf = 0.5;
  if (top == *eye) {
    const bool is_wanted = result.share_of_will[top] > 0;
    return ui.tr(is_wanted ? kBothCues : kEyeWins, {wish, thing_in_sentence(ui, input, top), weight});
  }
  if (result.share_of_will[top] > kHalf)
    return ui.tr(kWillWins, {wish, thing_in_sentence(ui, input, *eye), thing_in_sentence(ui, input, top), weight});
  return ui.tr(kWillMoves, {wish, thing_in_sentence(ui, input, top), weight});
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

void note_change(const view::Ui& ui, State& next, const Result& result, Change change) {
  next.before.note(ui.gesture(), result.rows);
  next.last_change = change;
}

}  // namespace scenes::cues
