// What a reader is asked about queries, keys and values. Every answer is found by trying: the problem is changed as an
// option says, and the core computes it again.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

enum AverageOption { kKeysAlike, kValuesAlike, kLongQuery, kColdest, kNoneOfThem, kAverageOptions };
constexpr Text kAverageWords[kAverageOptions] = {{"所有键都相同", "All keys are alike"},
                                                 {"所有值都相同", "All values are alike"},
                                                 {"查询变成 5 倍长", "The query is 5 times as long"},
                                                 {"温度降到最低", "The temperature is at its lowest"},
                                                 {"都不会", "None of these"}};
constexpr Question kAverageIsAttention{
    .id = kQuestionIds[1],
    .asks = {"注意力汇聚什么时候恰好就是平均汇聚？", "When is attention pooling exactly average pooling?"},
    .why = {"键都一样，得分就都一样，softmax 只好平分；值不参与打分。逐个试试看。",
            "Equal keys have equal scores, and the softmax shares alike; values take no part in scoring. Try each."},
    .options = kAverageWords};
constexpr Text kTriedElsewhere{
    "现在每个查询的权重已经一样，分不出是哪一种的功劳；所以答案是在“想读书”的例子上试出来的。",
    "Right now the weights are alike already, whichever one chooses; so the answer was tried on the example \"A wish "
    "to "
    "read\"."};

enum ValueOption { kBothChange, kWeightsChange, kOutputChanges, kNothingChanges, kValueOptions };
constexpr Text kValueWords[kValueOptions] = {{"权重和输出都变", "The weights and the output change"},
                                             {"权重变，输出不变", "The weights change, the output stays"},
                                             {"权重不变，输出变", "The weights stay, the output changes"},
                                             {"都不变", "Neither changes"}};
constexpr Question kChangeValueOnly{
    .id = kQuestionIds[2],
    .asks =
        {"只改最受关注的那个键的一个值，这个查询的权重和输出会怎样？",
         "If only one value changes, of the key attended to most, what happens to this query's weights and output?"},
    .why = {"权重只由查询和键算出，值到最后一步才按权重相加。改一个 V 里的数试试。",
            "Weights come from queries and keys alone; values are added up by weight in the last step. Try it: change "
            "a number in V."},
    .options = kValueWords};
constexpr Text kSeesNothing{"这个查询看不见任何键：没有权重，哪个值也进不来。",
                            "This query sees no key: without a weight no value gets in."};

/// With queries, keys and values of its own, so that each can be changed alone.
Problem made_free(const Problem& problem, const Numbers& numbers) {
  Problem free = problem;
  free.is_self_attention = false;
  free.q = numbers.q_table;
  free.k = numbers.k_table;
  free.v = numbers.v_table;
  return free;
}

bool is_average(const Numbers& numbers) {
  return numbers.problem.empty() &&
         std::all_of(numbers.is_even.begin(), numbers.is_even.end(), [](std::uint8_t even) { return even != 0; });
}

void make_rows_alike(std::vector<double>& table, int rows) {
  const std::ptrdiff_t width = std::ssize(table) / rows;
  for (int row = 1; row < rows; ++row) std::copy_n(table.begin(), width, table.begin() + row * width);
}

Problem with_option(Problem problem, int option) {
  constexpr double kLonger = 5;
  if (option == kKeysAlike) make_rows_alike(problem.k, problem.keys);
  if (option == kValuesAlike) make_rows_alike(problem.v, problem.keys);
  if (option == kLongQuery)
    for (double& number : problem.q) number *= kLonger;
  if (option == kColdest) problem.temperature = kLeastTemperature;
  return problem;
}

int what_makes_average(const Problem& problem, const Numbers& numbers) {
  const Problem start = is_average(numbers) ? preset(kReading) : made_free(problem, numbers);
  for (int option = 0; option < kNoneOfThem; ++option)
    if (is_average(solve(with_option(start, option)))) return option;
  return kNoneOfThem;
}

int what_a_value_moves(const Problem& problem, const Numbers& numbers, int query) {
  Problem other = made_free(problem, numbers);
  nth(other.v, std::max(0, nth(numbers.largest_key, query)) * problem.value_width) += 1;
  const Numbers changed = solve(other);
  const auto is_row_same = [&](const std::vector<double>& a, const std::vector<double>& b, int width) {
    return std::equal(a.begin() + query * width, a.begin() + (query + 1) * width, b.begin() + query * width);
  };
  const bool are_weights_same = is_row_same(numbers.weights, changed.weights, problem.keys),
             is_output_same = is_row_same(numbers.output, changed.output, problem.value_width);
  return are_weights_same ? (is_output_same ? kNothingChanges : kOutputChanges)
                          : (is_output_same ? kWeightsChange : kBothChange);
}

}  // namespace

int answer_to(int question, const Problem& problem, const Numbers& numbers, const Selection& selection) {
  return question == 1 ? what_makes_average(problem, numbers)
                       : what_a_value_moves(problem, numbers, fitted(selection, problem).query);
}

void draw_questions(view::Ui& ui, State& next, const Result& result) {
  if (!result.now.problem.empty()) return;
  const Problem& problem = next.input.now;
  Question questions[] = {kAverageIsAttention, kChangeValueOnly};
  if (is_average(result.now)) questions[0].why = kTriedElsewhere;
  if (result.now.is_row_masked(fitted(next.input.selection, problem).query)) questions[1].why = kSeesNothing;
  scenes::draw_questions(ui, questions, next.question, next.prediction,
                         [&] { return answer_to(next.question, problem, result.now, next.input.selection); });
}

}  // namespace scenes::query_key_value
