// The way on: the weights, as they are now, become a heatmap.
#include <algorithm>
#include <array>
#include <charconv>

#include "scenes/query_key_value/scene.h"
#include "text/percent.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kWhy{"这里的每一行权重，就是一张热力图的一行：一行一个查询，一列一个键。",
                    "Every row of weights here is a row of a heatmap: one row per query, one column per key."};

/// The shortest text that reads back as the same float.
std::string float_text(float value) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

/// Separated by blanks, as the heatmap reads them: a name has none.
std::string tokens(view::Language language, const Problem& problem, int count,
                   std::string (*name)(view::Language, const Problem&, int)) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    std::string token = name(language, problem, i);
    std::replace(token.begin(), token.end(), ' ', '-');
    all += (i > 0 ? " " : "") + token;
  }
  return text::percent_encoded(all);
}

}  // namespace

Next next_of(view::Language language, const State& state, const Result& result) {
  if (result.now.weights.empty()) return {};
  const Problem& problem = state.input.now;
  std::string numbers;
  for (const float weight : result.now.attention.weights.data)
    numbers += (numbers.empty() ? "" : ",") + float_text(weight);
  return {view::in_language(language, kWhy), "scene=heatmaps&preset=own&rows=" + std::to_string(problem.queries) +
                                                 "&columns=" + std::to_string(problem.keys) +
                                                 "&numbers=" + text::percent_encoded(numbers) +
                                                 "&queries=" + tokens(language, problem, problem.queries, query_name) +
                                                 "&keys=" + tokens(language, problem, problem.keys, key_name)};
}

}  // namespace scenes::query_key_value
