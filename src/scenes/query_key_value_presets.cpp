// The examples, and what rows and columns are called in them.
#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "scenes/query_key_value.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kNames[kPresetCount] = {{"想读书", "A wish to read"}, {"一个键独占", "One key takes all"}, {"键都相同 = 平均汇聚", "All keys alike = average pooling"},
                                       {"温度 → 0 = 最大汇聚", "Temperature → 0 = max pooling"}, {"书中加性注意力", "The book's additive attention"}, {"自注意力", "Self-attention"}};

constexpr Text kNotices[kPresetCount] = {
    {"蓝色的查询是意愿，红色的键是桌上的东西。在平面上拖动“想读书”，看权重流向哪个键；再换成“想喝咖啡”。",
     "The blue query is the wish, the red keys are the things on the desk. Drag \"want to read\" in the plane and see where the weight flows; then choose \"want coffee\"."},
    {"键 k3 又长又与查询同向，得分高出许多；softmax 把差距放大，它几乎拿走全部权重。调高温度，权重重新分散。",
     "Key k3 is long and points along the query, so its score stands out; the softmax widens the gap until it takes nearly all the weight. Raise the temperature and the weight spreads again."},
    {"所有键都一样，查询就无从选择：不管怎么拖动查询，每个权重都是 1/5，输出就是值的平均数。拖开一个键试试。",
     "If all keys are alike, the query has nothing to choose by: drag it anywhere, every weight stays 1/5 and the output is the mean of the values. Pull one key away."},
    {"温度接近 0 时，得分最高的键独占权重，输出就是它的值，也就是最大汇聚。慢慢调高温度，看输出怎样离开它。",
     "Near temperature 0 the key with the highest score takes all the weight and the output is its value: max pooling. Raise the temperature slowly and watch the output leave it."},
    {"书中 10.3 节的例子：键全是 1，有效长度为 2 和 6。权重恰好是 1/2 和 1/6，与随机的参数无关。这里每行查询是一个样本，取 20 维查询的前 2 维、10 个键的前 8 个。",
     "From section 10.3: all keys are ones, the valid lengths 2 and 6. The weights are exactly 1/2 and 1/6, whatever the random parameters are. Each query row is one sample of the batch; shown are 2 of the query's 20 dimensions and 8 of the 10 keys."},
    {"Q、K、V 都由 X 得出：W_Q 把每个词转向下一个词，所以“读”找到“书”。把 W_Q 改成单位矩阵，每个词就只找自己。",
     "Q, K and V all come from X: W_Q turns every word towards the next one, so \"read\" finds \"books\". Make W_Q the identity and every word finds itself."}};

constexpr Text kReadingQueries[] = {{"想读书", "want to read"}, {"想喝咖啡", "want coffee"}};
constexpr Text kReadingKeys[] = {{"报纸", "newspaper"}, {"论文", "paper"}, {"咖啡", "coffee"}, {"笔记", "notebook"}, {"书", "book"}};
constexpr Text kReadingDimensions[] = {{"可读", "readable"}, {"提神", "refreshing"}};
constexpr Text kReadingValues[] = {{"知识", "knowledge"}, {"精神", "energy"}};
constexpr Text kWords[] = {{"我", "I"}, {"想", "want"}, {"读", "read"}, {"书", "books"}};

/// Everything at its size, with nothing given.
Problem blank(const Sizes& sizes) {
  Problem problem;
  resize(problem, sizes);
  return problem;
}

Problem reading() {
  Problem problem = blank({2, 5, 2, 2, 4});
  problem.q = {2, 0, 0.2, 2};
  problem.k = {0.9, 0.4, 1.2, -0.4, -0.5, 2.2, 0.4, -0.9, 2.4, 0.2};
  problem.v = {3, 1, 6, -1, 0, 9, 2, 0, 9, 2};
  return problem;
}

Problem takes_all() {
  Problem problem = blank({1, 5, 2, 2, 4});
  problem.q = {3, 1};
  problem.k = {-1, 1.2, 0.5, -1, 4, 1.5, 1, 1.4, -0.6, -1.5};
  problem.v = {1, 0, 0, 1, 5, 5, 2, 8, 7, 1};
  return problem;
}

Problem average() {
  Problem problem = blank({2, 5, 2, 1, 4});
  problem.q = {1.5, 1.2, -1, 1.6};
  problem.k = {1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5};
  problem.v = {2, 4, 6, 8, 10};
  return problem;
}

Problem maximum() {
  Problem problem = blank({1, 5, 2, 1, 4});
  problem.q = {1.2, 0.8};
  problem.k = {0.4, 1.2, -0.8, 0.6, 1.4, 0.6, 0.9, -0.7, -0.5, -0.9};
  problem.v = {2, 4, 6, 8, 10};
  problem.temperature = kLeastTemperature;
  return problem;
}

double with_two_decimals(double value) { return std::round(value * 100) / 100; }

/// 10.3: queries normal(0, 1, (2, 1, 20)), keys ones((2, 10, 2)), values arange(40) for both samples, valid_lens
/// (2, 6), h = 8. Both samples have the same keys and values, so that two queries against one set say the same.
Problem book_additive() {
  Problem problem = blank({2, 8, 2, 4, 8});
  core::Random random(0);
  const auto draw = [&](std::vector<double>& table) {
    for (double& number : table) number = with_two_decimals(random.normal());
  };
  draw(problem.q);
  draw(problem.additive_q);
  draw(problem.additive_k);
  draw(problem.additive_v);
  std::fill(problem.k.begin(), problem.k.end(), 1);
  for (std::size_t i = 0; i < problem.v.size(); ++i) problem.v[i] = static_cast<double>(i);
  problem.scoring = kAdditive;
  problem.mask = kValidLengthMask;
  problem.valid_lengths = {2, 6};
  return problem;
}

/// Four words a quarter turn apart; W_Q turns a quarter, so that every word asks for the next.
Problem self_attention() {
  Problem problem = blank({4, 4, 2, 2, 4});
  problem.is_self_attention = true;
  problem.x = {1.5, 0, 0, 1.5, -1.5, 0, 0, -1.5};
  problem.w_q = {0, 1.5, -1.5, 0};
  problem.w_k = {1, 0, 0, 1};
  problem.w_v = {1, 0, 0, 1};
  return problem;
}

template <std::size_t n>
bool named(const Text (&)[n], int index) { return index >= 0 && static_cast<std::size_t>(index) < n; }

}  // namespace

Problem preset(int which) {
  Problem problem;
  switch (which) {
    case kTakesAll: problem = takes_all(); break;
    case kAverage: problem = average(); break;
    case kMaximum: problem = maximum(); break;
    case kBookAdditive: problem = book_additive(); break;
    case kSelfAttention: problem = self_attention(); break;
    default: problem = reading();
  }
  problem.preset = which;
  return problem;
}

Selection preset_selection(int which) {
  switch (which) {
    case kTakesAll: return {kWeight, 0, 2};
    case kAverage: return {kOutput, 0, 0};
    case kMaximum: return {kOutput, 0, 0};
    case kBookAdditive: return {kWeight, 0, 0};
    case kSelfAttention: return {kWeight, 2, 3};
    default: return {kWeight, 0, 4};
  }
}

Text preset_name(int which) { return kNames[which]; }
Text preset_notice(int which) { return kNotices[which]; }

bool has_own_names(const Problem& problem) { return problem.preset == kReading || problem.preset == kSelfAttention; }

std::string query_name(const view::Ui& ui, const Problem& problem, int query) {
  const auto i = static_cast<std::size_t>(query);
  if (problem.preset == kReading && named(kReadingQueries, query)) return ui.tr(kReadingQueries[i]);
  if (problem.preset == kSelfAttention && named(kWords, query)) return ui.tr(kWords[i]);
  return "q" + std::to_string(query + 1);
}

std::string key_name(const view::Ui& ui, const Problem& problem, int key) {
  const auto i = static_cast<std::size_t>(key);
  if (problem.preset == kReading && named(kReadingKeys, key)) return ui.tr(kReadingKeys[i]);
  if (problem.preset == kSelfAttention && named(kWords, key)) return ui.tr(kWords[i]);
  return "k" + std::to_string(key + 1);
}

std::string dimension_name(const view::Ui& ui, const Problem& problem, int dimension) {
  if (problem.preset == kReading && named(kReadingDimensions, dimension)) return ui.tr(kReadingDimensions[static_cast<std::size_t>(dimension)]);
  return std::to_string(dimension + 1);
}

std::string value_column_name(const view::Ui& ui, const Problem& problem, int column) {
  if (problem.preset == kReading && named(kReadingValues, column)) return ui.tr(kReadingValues[static_cast<std::size_t>(column)]);
  return std::to_string(column + 1);
}

}  // namespace scenes::query_key_value
