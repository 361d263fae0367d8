// What is said: the sentence about the current query, and what to notice in an example. Both hold for the numbers as
// they are: keys that share the largest weight are named together, and an example's notice sees what the reader has
// done.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kMostAttended{"查询“{0}”最关注键“{1}”，权重 {2}。",
                             "Query \"{0}\" attends most to key \"{1}\", weight {2}."};
constexpr Text kMoved{"查询“{0}”最关注键“{1}”，权重从 {2} 变为 {3}。",
                      "Query \"{0}\" attends most to key \"{1}\"; the weight went from {2} to {3}."};
constexpr Text kTurned{"查询“{0}”从键“{1}”转向键“{2}”，权重 {3}。",
                       "Query \"{0}\" turned from key \"{1}\" to key \"{2}\", weight {3}."};
constexpr Text kTied{"查询“{0}”同样关注键{1}，各 {2}。", "Query \"{0}\" attends alike to keys {1}, {2} each."};
constexpr Text kQuoted{"“{0}”", "\"{0}\""};
constexpr Text kComma{"、", ", "}, kAnd{"和", " and "};
constexpr Text kEven{"查询“{0}”对它看得见的键一视同仁，各占 {1}：这就是平均汇聚。",
                     "Query \"{0}\" treats all keys it sees alike, {1} each: this is average pooling."};
constexpr Text kOnlyOne{"查询“{0}”只看得见键“{1}”，权重就是 1。",
                        "Query \"{0}\" sees only key \"{1}\", so its weight is 1."};
constexpr Text kAllMasked{"查询“{0}”看不见任何键：权重全为 0，输出也是 0。",
                          "Query \"{0}\" sees no key: all its weights are 0, and so is its output."};

struct Notice {
  Text to_do, done;
};
constexpr Notice kNotices[kPresetCount] = {
    {{"蓝色的查询是意愿，红色的键是桌上的东西。在平面上拖动“想读书”，看权重流向哪个键；再换成“想喝咖啡”。",
      "The blue query is the wish, the red keys are the things on the desk. Drag \"want to read\" in the plane and see "
      "where the weight flows; then choose \"want coffee\"."},
     {"换了查询，键没变，权重却流向了别处：问什么，得什么。接着改一个值 V：权重不动，只有输出变。",
      "Another query, the same keys, and the weight flows elsewhere: what is asked is what is found. Next, change a "
      "value in V: the weights stay, only the output changes."}},
    {{"键 k3 又长又与查询同向，得分高出许多；softmax 把差距放大，它几乎拿走全部权重。调高温度，权重重新分散。",
      "Key k3 is long and points along the query, so its score stands out; the softmax widens the gap until it takes "
      "nearly all the weight. Raise the temperature and the weight spreads again."},
     {"温度 {0}，k3 只有 {1}：差距还在，softmax 不再放大它。接着把 k3 拖短，看权重流向哪个键。",
      "At temperature {0}, k3 keeps only {1}: the gap is still there, but the softmax no longer widens it. Next, drag "
      "k3 shorter and see which key takes over."}},
    {{"所有键都一样，查询就无从选择：不管怎么拖动查询，每个权重都是 1/5，输出就是值的平均数。拖开一个键试试。",
      "If all keys are alike, the query has nothing to choose by: drag it anywhere, every weight stays 1/5 and the "
      "output is the mean of the values. Pull one key away."},
     {"有一个键不同了，查询就有得选：这不再是平均汇聚。接着拖动查询，看它怎样更关注那个键。",
      "One key differs, so the query has a choice: this is no average pooling any more. Next, drag the query and see "
      "when it prefers that key."}},
    {{"温度接近 0 时，得分最高的键独占权重，输出就是它的值，也就是最大汇聚。慢慢调高温度，看输出怎样离开它。",
      "Near temperature 0 the key with the highest score takes all the weight and the output is its value: max "
      "pooling. Raise the temperature slowly and watch the output leave it."},
     {"温度 {0}，最大的权重只有 {1}，输出离开了那个值，趋近平均汇聚。接着把温度调到最高看看。",
      "At temperature {0} the largest weight is {1}: the output has left that value and moves towards average pooling. "
      "Next, try the highest temperature."}},
    {{"书中 10.3 节的例子：键全是 1，有效长度为 2 和 6。权重恰好是 1/2 和 "
      "1/6，与随机的参数无关：改一个参数试试。这里每行查询是一个样本，取 20 维查询的前 2 维、10 个键的前 8 个。",
      "From section 10.3: all keys are ones, the valid lengths 2 and 6. The weights are exactly 1/2 and 1/6, whatever "
      "the random parameters are: change one. Each query row is one sample of the batch; shown are 2 of the query's 20 "
      "dimensions and 8 of the 10 keys."},
     {"参数变了，得分变了，权重还是 1/2 和 1/6：键都一样，得分也就都一样。接着改一个键，权重才会动。",
      "The parameters changed and so did the scores, but the weights are still 1/2 and 1/6: equal keys have equal "
      "scores. Next, change a key: now the weights move."}},
    {{"Q、K、V 都由 X 得出：这个例子的 W＿Q 把每个词转向下一个词，所以“读”找到“书”。把 W＿Q "
      "改成单位矩阵，每个词就只找自己。",
      "Q, K and V all come from X: this example's W＿Q turns every word towards the next one, so \"read\" finds "
      "\"books\". Make W＿Q the identity and every word finds itself."},
     {"W＿Q 不再转动，每个词最关注的都是自己。接着把 W＿Q 的每个数换成它的负数：每个词找谁？",
      "W＿Q no longer turns anything: every word attends most to itself. Next, change the signs of W＿Q: whom does "
      "every "
      "word find?"}},
    {{"这是注意力提示里的书桌：意愿成了查询，东西的显著性和内容成了键，看进去的是值。把查询的“可读”改小，看目光转向哪里"
      "。",
      "The desk of the attention cues: the wish is the query, how salient a thing is and what it holds is its key, "
      "what "
      "is taken in is the value. Lower \"readable\" in the query and see where the gaze turns."},
     {"查询变了，键没变，目光却转开了：自主性提示是查询，非自主性提示是键。接着改一个值 V：权重不动，只有输出变。",
      "Another query, the same keys, and the gaze has turned: the volitional cue is the query, the nonvolitional cues "
      "are "
      "the keys. Next, change a value in V: the weights stay, only the output changes."}}};
constexpr Text kElsewhereTitle{
    "例子已经改成别的样子了，随意尝试；“还原这个例子”回到开头。",
    "The example has become another one: try anything. \"Restore this example\" brings it back."};

enum class Progress { kToDo, kDone, kElsewhere };

/// The problem with what the notice asks for taken back.
Problem without_what_is_asked(const Problem& now, const Problem& start) {
  Problem back = now;
  switch (now.preset) {
    case kReading:
    case kDesk:
      back.q = start.q;
      break;
    case kTakesAll:
    case kMaximum:
      back.temperature = start.temperature;
      break;
    case kAverage:
      back.q = start.q;
      back.k = start.k;
      break;
    case kBookAdditive:
      back.additive_q = start.additive_q;
      back.additive_k = start.additive_k;
      back.additive_v = start.additive_v;
      break;
    default:
      back.w_q = start.w_q;
  }
  return back;
}

bool finds_itself(const Numbers& numbers) {
  for (int query = 0; query < count_of(numbers.largest_keys); ++query)
    if (nth(numbers.largest_keys, query) != std::vector<int>{query}) return false;
  return true;
}

Progress progress_of(const State& state, const Result& result) {
  const Problem& now = state.input.now;
  const Problem start = preset(now.preset);
  if (!result.now.problem.empty() || !(without_what_is_asked(now, start) == start)) return Progress::kElsewhere;
  constexpr int kDeskBook = 4;     // the key that the desk begins with
  constexpr double kSpread = 0.9;  // the largest weight is visibly less than all of it
  const Numbers& numbers = result.now;
  const auto are_all_even = [&] {
    return std::all_of(numbers.is_even.begin(), numbers.is_even.end(), [](std::uint8_t even) { return even != 0; });
  };
  bool is_done = false;
  switch (now.preset) {
    case kReading:
      is_done = state.input.selection.query == 1 && numbers.largest_keys[0] != numbers.largest_keys[1];
      break;
    case kTakesAll:
    case kMaximum:
      is_done = numbers.weight(0, numbers.largest_key.front()) < kSpread;
      break;
    case kDesk:
      is_done = nth(numbers.largest_keys, 0) != std::vector<int>{kDeskBook};
      break;
    case kAverage:
      is_done = !are_all_even();
      break;
    case kBookAdditive:
      is_done = !(now == start);
      if (!are_all_even()) return Progress::kElsewhere;
      break;
    default:
      is_done = now.w_q == std::vector<double>{1, 0, 0, 1} && finds_itself(numbers);
  }
  return is_done ? Progress::kDone : Progress::kToDo;
}

bool same_shape(const Problem& a, const Problem& b) {
  return a.preset == b.preset && a.queries == b.queries && a.keys == b.keys;
}

std::string quoted_keys(const view::Ui& ui, const Problem& problem, const std::vector<int>& keys) {
  std::string text;
  for (std::size_t i = 0; i < keys.size(); ++i)
    text +=
        (i == 0 ? "" : ui.tr(i + 1 == keys.size() ? kAnd : kComma)) + ui.tr(kQuoted, {key_name(ui, problem, keys[i])});
  return text;
}

}  // namespace

std::string narrated(const view::Ui& ui, const State& state, const Result& result) {
  const Problem& problem = state.input.now;
  const int query = fitted(state.input.selection, problem).query;
  const std::vector<int>& largest_keys = nth(result.now.largest_keys, query);
  const std::string name = query_name(ui, problem, query);
  const int key = nth(result.now.largest_key, query);
  if (key < 0 || result.now.is_row_masked(query)) return ui.tr(kAllMasked, {name});
  const std::string weight = view::number_text(result.now.weight(query, key), 2);
  const auto scores = result.now.scores.begin() + query * problem.keys;
  const auto seen = std::count_if(scores, scores + problem.keys, [](double score) { return std::isfinite(score); });
  if (seen == 1) return ui.tr(kOnlyOne, {name, key_name(ui, problem, key)});
  if (nth(result.now.is_even, query)) return ui.tr(kEven, {name, weight});
  if (largest_keys.size() > 1) return ui.tr(kTied, {name, quoted_keys(ui, problem, largest_keys), weight});
  if (same_shape(problem, state.input.before.value_or(problem)) && result.before.problem.empty()) {
    const std::vector<int>& old_keys = nth(result.before.largest_keys, query);
    const bool was_among_them = std::find(old_keys.begin(), old_keys.end(), key) != old_keys.end();
    if (old_keys.size() == 1 && !was_among_them)
      return ui.tr(kTurned, {name, key_name(ui, problem, old_keys.front()), key_name(ui, problem, key), weight});
    const std::string old_weight = view::number_text(result.before.weight(query, key), 2);
    if (was_among_them && old_weight != weight)
      return ui.tr(kMoved, {name, key_name(ui, problem, key), old_weight, weight});
  }
  return ui.tr(kMostAttended, {name, key_name(ui, problem, key), weight});
}

std::string notice_says(const view::Ui& ui, const State& state, const Result& result) {
  const Notice& notice = kNotices[state.input.now.preset];
  switch (progress_of(state, result)) {
    case Progress::kToDo:
      return ui.tr(notice.to_do);
    case Progress::kElsewhere:
      return ui.tr(kElsewhereTitle);
    default:
      return ui.tr(notice.done, {view::number_text(state.input.now.temperature, 2),
                                 view::number_text(result.now.weight(0, result.now.largest_key.front()), 2)});
  }
}

std::vector<std::string> possible_notices(const view::Ui& ui, int which) {
  return {ui.tr(kNotices[which].to_do), ui.tr(kNotices[which].done, {"0.00", "0.00"}), ui.tr(kElsewhereTitle)};
}

}  // namespace scenes::query_key_value
