#include "scenes/cues_take_away.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace scenes::cues {

namespace {

const std::vector<std::string> kThingColumns = {"newspaper", "paper", "coffee", "notebook", "book"};
const std::vector<std::string> kFeatureColumns = {"conspicuous", "drinkable", "readable", "news", "writable"};
const std::vector<std::string> kPoolingRows = {"average", "max", "fully_connected", "convolution", "attention"};

/// As few digits as PyTorch needs to read back the same float; always with a point, so that it is one.
std::string literal(float value) {
  char buffer[32];
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
    if (std::strtof(buffer, nullptr) == value) break;
  }
  const std::string text = buffer;
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

template <class Numbers>
std::string list(const Numbers& numbers) {
  std::string text;
  for (float value : numbers) text += (text.empty() ? "[" : ", ") + literal(value);
  return text + "]";
}

std::string rows(const core::Tensor& matrix) {
  std::string text;
  const auto width = static_cast<std::size_t>(matrix.shape[1]);
  for (std::size_t row = 0; row < matrix.data.size() / width; ++row) {
    const std::vector<float> numbers(matrix.data.begin() + static_cast<std::ptrdiff_t>(row * width), matrix.data.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    text += "    " + list(numbers) + ",  # " + kThingColumns[row] + "\n";
  }
  return "[\n" + text + "]";
}

std::string program(const Input& input, const Result& result) {
  return "# Attention cues (d2l, section 10.1): the query asks, the keys answer, the softmax shares out the gaze.\n"
         "# With scaled dot products this is d2l.DotProductAttention; here the scores are q · k ÷ temperature.\n"
         "import torch\n\n"
         "# columns: conspicuous, drinkable, readable, news, writable\n"
         "keys = torch.tensor(" + rows(result.keys) + ")\n"
         "query = torch.tensor([" + list(result.query.data) + "])\n"
         "values = torch.eye(5)\n"
         "temperature = " + literal(static_cast<float>(input.temperature)) + "\n\n"
         "scores = query @ keys.T / temperature\n"
         "weights = torch.softmax(scores, dim=-1)\n"
         "output = weights @ values\n\n"
         "# The same desk, five ways to pool it.\n"
         "average = torch.full((5,), 1 / 5)\n"
         "maximum = torch.nn.functional.one_hot(keys[:, 0].argmax(), 5).float()  # the most conspicuous\n"
         "fully_connected = torch.tensor(" + list(kFixedWeights) + ")  # whatever training has left\n"
         "question = torch.tensor(" + list(kFilter) + ")  # is this a book?\n"
         "convolution = torch.softmax(keys @ question / temperature, dim=-1)\n"
         "poolings = torch.stack([average, maximum, fully_connected, convolution, weights[0]])\n\n"
         "for name, matrix in dict(keys=keys, query=query, scores=scores, weights=weights, output=output, poolings=poolings).items():\n"
         "    print(\"#\", name)\n"
         "    for row in matrix.tolist():\n"
         "        print(*(f\"{number:.4f}\" for number in row))\n";
}

core::Tensor as_matrix(const Rows& all) {
  core::Tensor matrix = core::make_tensor({kPoolings, kThings});
  for (std::size_t row = 0; row < kPoolings; ++row)
    for (std::size_t i = 0; i < kThings; ++i) matrix.data[row * kThings + i] = all[row][i];
  return matrix;
}

}  // namespace

TakeAway take_away(const Input& input, const Result& result) {
  TakeAway taken;
  taken.matrices = {{"keys", result.keys, kThingColumns, kFeatureColumns},
                    {"query", result.query, {"query"}, kFeatureColumns},
                    {"scores", result.attention.scores, {"query"}, kThingColumns},
                    {"weights", result.attention.weights, {"query"}, kThingColumns},
                    {"output", result.attention.output, {"query"}, kThingColumns},
                    {"poolings", as_matrix(result.rows), kPoolingRows, kThingColumns}};
  taken.pytorch = program(input, result);
  return taken;
}

}  // namespace scenes::cues
