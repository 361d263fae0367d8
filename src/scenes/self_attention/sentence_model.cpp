#include "scenes/self_attention/sentence_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/multi_head.h"
#include "core/position.h"
#include "core/random.h"
#include "index.h"
#include "view/matrix_view.h"
#include "view/text.h"

namespace scenes::self_attention {

namespace {

constexpr view::Text kExample{"我想喝茶，你也想喝茶。", "I like tea, and you like tea too."};

/// FNV-1a, so that a token's numbers are the same in every build.
std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

core::Tensor tensor_of(const std::vector<double>& numbers, std::int64_t columns) {
  return {{std::ssize(numbers) / columns, columns}, {numbers.begin(), numbers.end()}};
}

/// What the tokens in this order, at their places, get.
Attended attend(std::vector<Token> tokens, const SentenceInput& input, const Projections& projections) {
  Attended result;
  result.tokens = std::move(tokens);
  const int count = result.count();
  result.embeddings = core::make_tensor({count, kWidth});
  for (int i = 0; i < count; ++i)
    std::ranges::copy(embedding_of(nth(result.tokens, i), input.seed),
                      result.embeddings.data.begin() + std::ptrdiff_t{i} * kWidth);
  result.positions =
      input.has_positions ? *core::positional_encoding(count, kWidth) : core::make_tensor({count, kWidth});
  result.inputs = result.embeddings;
  for (std::size_t i = 0; i < result.inputs.data.size(); ++i) result.inputs.data[i] += result.positions.data[i];
  ask(result, projections);
  return result;
}

/// As written, and shuffled if that is wished.
Attended attend_to(std::string_view sentence, const SentenceInput& input, const Projections& projections) {
  std::vector<Token> tokens = split_tokens(sentence, input.split);
  const int written = count_of(tokens);
  if (written > kMostTokens) tokens.resize(to_size(kMostTokens));
  const std::vector<int> order = shuffled_order(count_of(tokens), input.shuffle);
  Attended result = attend(tokens, input, projections);
  result.output_in_order = result.attention.output;
  if (input.shuffle != 0) {
    const core::Tensor in_order = std::move(result.output_in_order);
    std::vector<Token> shown;
    for (const int place : order) shown.push_back(nth(tokens, place));
    result = attend(std::move(shown), input, projections);
    const auto& output = result.attention.output.data;
    for (int i = 0; i < count_of(output); ++i) {
      const int there = nth(order, i / kHead) * kHead + i % kHead;
      result.largest_difference = std::max(result.largest_difference,
                                           static_cast<double>(std::abs(nth(output, i) - nth(in_order.data, there))));
    }
    result.output_in_order = in_order;
  }
  result.order = order;
  result.written = written;
  result.content = view::new_content();
  result.output_content = view::new_content();
  return result;
}

}  // namespace

void ask(Attended& attended, const Projections& projections) {
  core::Tensor* const projected[kProjections] = {&attended.queries, &attended.keys, &attended.values};
  for (int which = 0; which < kProjections; ++which)
    *nth(projected, which) = *core::linear(attended.inputs, tensor_of(nth(projections, which), kWidth));
  core::AttentionOptions options;
  options.want = {
      .weights = true, .raw_scores = true, .scores = true, .row_maxima = true, .exponentials = true, .row_sums = true};
  attended.attention = *core::attend(attended.queries, attended.keys, attended.values, options);
}

int Attended::shown_at(int written_at) const {
  const auto found = std::ranges::find(order, written_at);
  return found == order.end() ? count() - 1 : static_cast<int>(found - order.begin());
}

std::vector<std::string> Attended::names() const {
  std::vector<std::string> names;
  for (const Token& token : tokens) names.push_back(token.text);
  return names;
}

std::string example_sentence(bool is_chinese) { return is_chinese ? kExample.zh : kExample.en; }

std::string shown_sentence(const SentenceInput& input, bool is_chinese) {
  return split_tokens(input.sentence, input.split).empty() ? example_sentence(is_chinese) : input.sentence;
}

std::vector<float> embedding_of(const Token& token, int seed) {
  constexpr std::uint64_t kApart = 0x9e3779b97f4a7c15;  // so that seeds that are neighbours have nothing in common
  core::Random random(hash_of(token.text) + static_cast<std::uint64_t>(seed) * kApart);
  std::array<double, kHead> meaning;
  double squares = 0;
  for (double& number : meaning) {
    number = random.normal();
    squares += number * number;
  }
  std::vector<float> embedding(kWidth, 0.0f);
  for (int i = 0; i < kHead; ++i)  // all are equally long: a token is most like itself
    nth(embedding, kFirstMeaning + i) = static_cast<float>(nth(meaning, i) * std::sqrt(kHead / squares));
  embedding[kPunctuationFeature] = token.is_punctuation ? 1.0f : 0.0f;
  embedding[kConstantFeature] = 1.0f;
  return embedding;
}

std::vector<int> shuffled_order(int count, int seed) {
  std::vector<int> order(to_size(count));
  std::iota(order.begin(), order.end(), 0);
  if (seed == 0 || count < 2) return order;
  core::Random random(static_cast<std::uint64_t>(seed));
  do
    for (int i = count - 1; i > 0; --i) std::swap(nth(order, i), nth(order, random.below(to_size(i + 1))));
  while (std::ranges::is_sorted(order));
  return order;
}

Projections projections_of(int asks, int seed) {
  Projections all;
  for (auto& matrix : all) matrix.assign(to_size(kHead * kWidth), 0.0);
  auto& [queries, keys, values] = all;
  const auto set = [](std::vector<double>& matrix, int row, int column, double number) {
    nth(matrix, row * kWidth + column) = number;
  };
  if (asks == kRandomQuestion) {
    constexpr double kDeviation = 0.45;  // so that the scores differ by about as much as a softmax can show
    core::Random random(static_cast<std::uint64_t>(seed));
    for (auto& matrix : all)
      for (double& number : matrix) number = std::round(1000 * random.normal(0, kDeviation)) / 1000;
    return all;
  }
  for (int i = 0; i < kHead; ++i) set(values, i, kFirstMeaning + i, 1);
  if (asks == kPunctuation) {
    set(queries, 0, kConstantFeature, 4);
    set(keys, 0, kPunctuationFeature, 4);
  } else if (asks == kTokenBefore) {
    constexpr double kSharp = 5;
    for (int pair = 0; pair < kFirstMeaning; pair += 2) {  // the query is the position turned back by one step
      const double step = std::pow(10000.0, -pair / static_cast<double>(kWidth));
      set(queries, pair, pair, kSharp * std::cos(step));
      set(queries, pair, pair + 1, -kSharp * std::sin(step));
      set(queries, pair + 1, pair, kSharp * std::sin(step));
      set(queries, pair + 1, pair + 1, kSharp * std::cos(step));
      set(keys, pair, pair, kSharp);
      set(keys, pair + 1, pair + 1, kSharp);
    }
  } else {
    for (auto* matrix : {&queries, &keys})
      for (int i = 0; i < kHead; ++i) set(*matrix, i, kFirstMeaning + i, 2);
  }
  return all;
}

SentenceResult compute_sentence(const SentenceInput& input) {
  SentenceResult result;
  result.projections = input.asks == kOwnQuestion ? input.own : projections_of(input.asks, input.weights_seed);
  result.is_example = split_tokens(input.sentence, input.split).empty();
  if (!result.is_example) {
    result.attended.push_back(attend_to(input.sentence, input, result.projections));
    return result;
  }
  SentenceInput example = input;
  if (example.split == kListed) example.split = kByCharacter;
  for (const bool is_chinese : {true, false})
    result.attended.push_back(attend_to(example_sentence(is_chinese), example, result.projections));
  return result;
}

}  // namespace scenes::self_attention
