#include "scenes/cues/take_away.h"

#include <string>
#include <vector>

#include "scenes/cues/words.h"
#include "scenes/parts/python.h"

namespace scenes::cues {

namespace {

constexpr Text kKeys{"键", "Keys"}, kQuery{"查询", "Query"}, kScores{"得分", "Scores"}, kWeights{"权重", "Weights"},
    kOutput{"输出", "Output"}, kPoolingsTaken{"五种汇聚", "Five poolings"};
constexpr Text kSays{
    "注意力提示 (书中 10.1 节)：查询来问，键来回答，softmax 分配目光。",
    "Attention cues (d2l, section 10.1): the query asks, the keys answer, the softmax shares out the gaze."};
constexpr Text kNoScale{
    "缩放点积就是 d2l.DotProductAttention；这里的得分是 q · k ÷ 温度。",
    "With scaled dot products this is d2l.DotProductAttention; here the scores are q · k ÷ temperature."};
constexpr Text kColumnsAre{"各列：{0}", "columns: {0}"};
constexpr Text kFiveWays{"同一张桌子，五种汇聚。", "The same desk, five ways to pool it."};
constexpr Text kMostConspicuous{"最显眼的", "the most conspicuous"};
constexpr Text kTraining{"训练留下什么就是什么", "whatever training has left"};
constexpr Text kIsBook{"这是书吗？", "is this a book?"};

template <std::size_t n>
std::vector<std::string> names_of(view::Language language, const Text (&texts)[n]) {
  std::vector<std::string> names;
  for (const Text& text : texts) names.push_back(view::in_language(language, text));
  return names;
}

core::Tensor as_matrix(const Rows& all) {
  core::Tensor matrix = core::make_tensor({kPoolings, kThings});
  for (std::size_t row = 0; row < kPoolings; ++row)
    for (std::size_t i = 0; i < kThings; ++i) matrix.data[row * kThings + i] = all[row][i];
  return matrix;
}

}  // namespace

std::string program(view::Language language, const Input& input, const Result& result) {
  std::string features;
  for (const std::string& name : names_of(language, kFeatureNames)) features += (features.empty() ? "" : ", ") + name;
  return PythonProgram(language)
      .comment(kSays)
      .comment(kNoScale)
      .code("import torch\n")
      .comment(kColumnsAre, {features})
      .matrix("keys", result.keys.data, kFeatures, names_of(language, kThingNames))
      .matrix("query", result.query.data, kFeatures)
      .code("values = torch.eye(5)")
      .number("temperature", input.temperature)
      .code(
          "\nscores = query @ keys.T / temperature\n"
          "weights = torch.softmax(scores, dim=-1)\n"
          "output = weights @ values\n")
      .comment(kFiveWays)
      .code("average = torch.full((5,), 1 / 5)")
      .code("maximum = torch.nn.functional.one_hot(keys[:, 0].argmax(), 5).float()", kMostConspicuous)
      .vector("fully_connected", input.fixed_weights, kTraining)
      .vector("question", input.filter, kIsBook)
      .code(
          "convolution = torch.softmax(keys @ question / temperature, dim=-1)\n"
          "poolings = torch.stack([average, maximum, fully_connected, convolution, weights[0]])\n")
      .print("dict(keys=keys, query=query, scores=scores, weights=weights, output=output, poolings=poolings).items()")
      .done();
}

TakeAway take_away(view::Language language, const Result& result) {
  const std::vector<std::string> things = names_of(language, kThingNames), features = names_of(language, kFeatureNames);
  const auto in_words = [&](const Text& text) { return view::in_language(language, text); };
  const std::vector<std::string> query = {in_words(kQuery)};
  TakeAway taken;
  taken.matrices = {
      {"keys", result.keys, things, features, in_words(kKeys)},
      {"query", result.query, query, features, in_words(kQuery)},
      {"scores", result.attention.scores, query, things, in_words(kScores)},
      {"weights", result.attention.weights, query, things, in_words(kWeights)},
      {"output", result.attention.output, query, things, in_words(kOutput)},
      {"poolings", as_matrix(result.rows), names_of(language, kPoolingNames), things, in_words(kPoolingsTaken)}};
  return taken;
}

}  // namespace scenes::cues
