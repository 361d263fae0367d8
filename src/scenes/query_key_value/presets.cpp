// The examples, and what rows and columns are called in them.
#include <algorithm>
#include <cmath>
#include <span>

#include "core/random.h"
#include "index.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kNames[kPresetCount] = {{"想读书", "A wish to read"},
                                       {"一个键独占", "One key takes all"},
                                       {"键都相同 = 平均汇聚", "All keys alike = average pooling"},
                                       {"温度 → 0 = 最大汇聚", "Temperature → 0 = max pooling"},
                                       {"书中加性注意力", "The book's additive attention"},
                                       {"自注意力", "Self-attention"},
                                       {"书桌", "The desk"}};

constexpr Text kReadingQueries[] = {{"想读书", "want to read"}, {"想喝咖啡", "want coffee"}};
constexpr Text kReadingKeys[] = {
    {"报纸", "newspaper"}, {"论文", "paper"}, {"咖啡", "coffee"}, {"笔记", "notebook"}, {"书", "book"}};
constexpr Text kReadingDimensions[] = {{"可读", "readable"}, {"提神", "refreshing"}};
constexpr Text kReadingValues[] = {{"知识", "knowledge"}, {"精神", "energy"}};
constexpr Text kDeskQueries[] = {{"此刻的意愿", "the present wish"}};
constexpr Text kDeskDimensions[] = {
    {"显著性", "salience"}, {"可喝", "drinkable"}, {"可读", "readable"}, {"新闻", "news"}, {"可写", "writable"}};
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

/// The last step of the scene `cues`: a strong wish to read, the cup red and empty. What is left of the query for
/// what catches the eye is 1 − will; the values are the things themselves.
Problem desk() {
  Problem problem = blank({1, 5, 5, 5, 4});
  problem.q = {0.1, 0, 0.9, 0, 0};
  problem.k = {0.1, 0, 0.3, 1,   0,    //
               0.1, 0, 0.5, 0.2, 0.1,  //
               0.9, 0, 0,   0,   0,    //
               0.1, 0, 0.2, 0,   1,    //
               0.1, 0, 1,   0,   0};
  for (int i = 0; i < problem.keys; ++i)
    for (int j = 0; j < problem.keys; ++j) nth(problem.v, i * problem.keys + j) = i == j ? 1 : 0;
  problem.is_scaled = false;
  problem.temperature = 0.25;
  return problem;
}

/// What a kind of rows or columns is called in the examples that have names for them.
struct Names {
  std::span<const Text> reading, self_attention, desk;
};
/// Its name, or the letter and its number.
std::string named(view::Language language, const Problem& problem, const Names& names, const char* letter, int index) {
  const std::span<const Text> own = problem.preset == kReading         ? names.reading
                                    : problem.preset == kSelfAttention ? names.self_attention
                                    : problem.preset == kDesk          ? names.desk
                                                                       : std::span<const Text>();
  if (index >= 0 && index < count_of(own)) return view::in_language(language, nth(own, index));
  return letter + std::to_string(index + 1);
}

}  // namespace

Problem preset(int which) {
  Problem problem;
  switch (which) {
    case kTakesAll:
      problem = takes_all();
      break;
    case kAverage:
      problem = average();
      break;
    case kMaximum:
      problem = maximum();
      break;
    case kBookAdditive:
      problem = book_additive();
      break;
    case kSelfAttention:
      problem = self_attention();
      break;
    case kDesk:
      problem = desk();
      break;
    default:
      problem = reading();
  }
  problem.preset = which;
  return problem;
}

Selection preset_selection(int which) {
  switch (which) {
    case kTakesAll:
      return {kWeight, 0, 2};
    case kAverage:
      return {kOutput, 0, 0};
    case kMaximum:
      return {kOutput, 0, 0};
    case kBookAdditive:
      return {kWeight, 0, 0};
    case kSelfAttention:
      return {kWeight, 2, 3};
    default:
      return {kWeight, 0, 4};
  }
}

Text preset_name(int which) { return kNames[which]; }

std::string query_name(view::Language language, const Problem& problem, int query) {
  return named(language, problem, {kReadingQueries, kWords, kDeskQueries}, "q", query);
}

std::string key_name(view::Language language, const Problem& problem, int key) {
  return named(language, problem, {kReadingKeys, kWords, kReadingKeys}, "k", key);
}

std::string dimension_name(view::Language language, const Problem& problem, int dimension) {
  return named(language, problem, {kReadingDimensions, {}, kDeskDimensions}, "", dimension);
}

std::string value_column_name(view::Language language, const Problem& problem, int column) {
  return named(language, problem, {kReadingValues, {}, kReadingKeys}, "", column);
}

}  // namespace scenes::query_key_value
