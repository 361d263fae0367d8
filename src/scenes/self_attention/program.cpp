// The matrices that are shown, and a program in PyTorch for them.
#include <cmath>
#include <string>
#include <utility>

#include "index.h"
#include "scenes/parts/python.h"
#include "scenes/self_attention/parts.h"
#include "view/name.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kWeights{"注意力权重", "Attention weights"}, kOutput{"输出", "Outputs"},
    kOutputInOrder{"原序的输出", "Outputs in the written order"};
constexpr Text kSays{"自注意力 (书中 10.6 节)：句子问自己",
                     "Self-attention (d2l, section 10.6): a sentence asks itself"};
constexpr Text kMadeUp{"编出来的词向量，一行一个词元", "made-up embeddings, a row for each token"};
constexpr Text kAsInBook{"和 d2l.PositionalEncoding 一样", "as d2l.PositionalEncoding does"};
constexpr Text kOneHead{"等于一个头、没有 W_o 的 nn.MultiheadAttention",
                        "what nn.MultiheadAttention with one head does, but for W_o"};
constexpr Text kOrder{"打乱后的词序", "the shuffled order"};
constexpr Text kBack{"放回原序再算一遍", "the same in the written order"};

constexpr Text kEncoding{"位置编码 P", "Position encoding P"},
    kProducts{"点积 P＿i · P＿j", "Dot products P＿i · P＿j"}, kRotations{"旋转", "Rotations"}, kCosts{"代价", "Costs"};
constexpr Text kPositionsSay{"位置编码 (书中 10.6 节)", "Position encoding (d2l, section 10.6)"};
constexpr Text kShiftIs{"位移：每个频率转 omega * delta", "a shift: every frequency turns by omega * delta"};
constexpr Text kCompareSays{
    "自注意力、卷积和循环 (书中 10.6 节)：乘法次数、顺序步数、最长路径",
    "Self-attention, convolution, recurrence (d2l, section 10.6): products, steps, longest path"};
constexpr Text kWhoSees{"卷积的一层里谁看见谁；要多少层才都看得见",
                        "who sees whom in a layer of convolution, and how many layers all need"};

std::string list_of(const std::vector<int>& numbers) {
  std::string list;
  for (const int number : numbers) list += (list.empty() ? "" : ", ") + std::to_string(number);
  return list;
}

constexpr const char* kPositions =
    "place = torch.arange(len(tokens), dtype=torch.float32)[:, None]\n"
    "angle = place / 10000 ** (torch.arange(0, 12, 2) / 12)\n"
    "P = torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(len(tokens), 12)";

TakeAway taken_sentence(view::Language language, const State& state, const Result& result) {
  const Attended& attended = attended_in(language, result);
  const std::vector<std::string> names = attended.names();
  const std::vector<std::string> numbers = view::numbered("o", kHead);
  TakeAway taken;
  taken.matrices.push_back(
      {"weights", attended.attention.weights, names, names, view::in_language(language, kWeights)});
  taken.matrices.push_back({"output", attended.attention.output, names, numbers, view::in_language(language, kOutput)});
  if (state.input.sentence.shuffle != 0)
    taken.matrices.push_back({"output_in_order", attended.output_in_order, std::vector<std::string>(), numbers,
                              view::in_language(language, kOutputInOrder)});
  return taken;
}

std::string sentence_program(view::Language language, const State& state, const Result& result) {
  const SentenceInput& input = state.input.sentence;
  const Attended& attended = attended_in(language, result);
  const bool is_shuffled = input.shuffle != 0;
  PythonProgram python(language);
  python.comment(kSays).code("import torch\n");
  python.code("tokens = " + python_list(attended.names())).comment(kMadeUp);
  python.matrix("E", attended.embeddings.data, kWidth);
  constexpr const char* kNames[kProjections] = {"W_q", "W_k", "W_v"};
  for (int which = 0; which < kProjections; ++which)
    python.matrix(nth(kNames, which), nth(result.sentence.projections, which), kWidth);
  if (input.has_positions)
    python.comment(kAsInBook).code(kPositions);
  else
    python.code("P = torch.zeros(len(tokens), 12)");
  python.comment(kOneHead).code(
      "def attend(X):\n"
      "    Q, K, V = X @ W_q.T, X @ W_k.T, X @ W_v.T\n"
      "    weights = torch.softmax(Q @ K.T / 6 ** 0.5, dim=-1)\n"
      "    return weights, weights @ V\n"
      "weights, output = attend(E + P)");
  if (!is_shuffled) return python.print("dict(weights=weights, output=output).items()").done();
  return python.code("order = torch.tensor([" + list_of(attended.order) + "])", kOrder)
      .code("_, output_in_order = attend(E[order.argsort()] + P)", kBack)
      .print("dict(weights=weights, output=output, output_in_order=output_in_order).items()")
      .done();
}

TakeAway taken_positions(view::Language language, const PositionsResult& result) {
  core::Tensor rotations{{kPairs, 3}, {}};
  for (const Rotation& each : result.rotations)
    for (const double number : {each.frequency, each.cosine, each.sine})
      rotations.data.push_back(static_cast<float>(number));
  TakeAway taken;
  taken.matrices.push_back({"P",
                            core::Tensor{{kPlaces, kDimensions}, {result.row(0), result.row(kPlaces)}},
                            {},
                            {},
                            view::in_language(language, kEncoding)});
  taken.matrices.push_back({"products", result.products, {}, {}, view::in_language(language, kProducts)});
  taken.matrices.push_back({"rotations", std::move(rotations), std::vector<std::string>(),
                            std::vector<std::string>{"omega", "cos", "sin"}, view::in_language(language, kRotations)});
  return taken;
}

std::string positions_program(view::Language language, const PositionsInput& input) {
  PythonProgram python(language);
  return python.comment(kPositionsSay)
      .code("import torch\n")
      .comment(kAsInBook)
      .code(
          "angle = torch.arange(60, dtype=torch.float64)[:, None] / 10000 ** (torch.arange(0, 32, 2) / 32)\n"
          "P = torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(60, 32)\n"
          "products = P @ P.T\n"
          "omega = 10000.0 ** (-torch.arange(0, 32, 2, dtype=torch.float64) / 32)")
      .code("delta = " + std::to_string(input.shift), kShiftIs)
      .code("rotations = torch.stack([omega, (omega * delta).cos(), (omega * delta).sin()], dim=-1)")
      .print("dict(P=P, products=products, rotations=rotations).items()")
      .done();
}

TakeAway taken_compare(view::Language language, const CompareResult& result) {
  core::Tensor costs{{kLayers, 3}, {}};
  for (const LayerCost& cost : result)
    for (const double number :
         {static_cast<double>(cost.multiplications), static_cast<double>(cost.sequential_steps), cost.longest()})
      costs.data.push_back(static_cast<float>(number));
  TakeAway taken;
  taken.matrices.push_back(
      {"costs", std::move(costs), std::vector<std::string>(std::begin(kLayerIds), std::end(kLayerIds)),
       std::vector<std::string>{"multiplications", "steps", "longest_path"}, view::in_language(language, kCosts)});
  return taken;
}

std::string compare_program(view::Language language, const CompareInput& input) {
  PythonProgram python(language);
  return python.comment(kCompareSays)
      .code("import torch\n\nn, d, k = " + std::to_string(input.tokens) + ", " + std::to_string(input.width) + ", " +
            std::to_string(input.kernel))
      .comment(kWhoSees)
      .code(
          "offset = torch.arange(n)[None] - torch.arange(n)[:, None]\n"
          "sees = (offset >= -((k - 1) // 2)) & (offset <= k // 2)\n"
          "reached, layers = sees.double(), 1\n"
          "while not reached.bool().all() and layers <= n:\n"
          "    reached, layers = reached @ sees.double(), layers + 1\n"
          "longest = layers if reached.bool().all() else float('inf')\n"
          "costs = torch.tensor([[2 * n * n * d, 1, 1], [k * n * d * d, 1, longest], [2 * n * d * d, n, n]])")
      .print("dict(costs=costs).items()")
      .done();
}

}  // namespace

TakeAway take_away(view::Language language, const State& state, const Result& result) {
  switch (result.part) {
    case kPositionsPart:
      return taken_positions(language, result.positions);
    case kComparePart:
      return taken_compare(language, result.compare);
    default:
      return taken_sentence(language, state, result);
  }
}

std::string program(view::Language language, const State& state, const Result& result) {
  switch (result.part) {
    case kPositionsPart:
      return positions_program(language, state.input.positions);
    case kComparePart:
      return compare_program(language, state.input.compare);
    default:
      return sentence_program(language, state, result);
  }
}

}  // namespace scenes::self_attention
