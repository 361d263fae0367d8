// The tensors that are shown, and a program in PyTorch that makes the same inputs and computes them.
#include <string>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "scenes/parts/python.h"
#include "view/name.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kHead{"多头注意力 (书中 10.5 节)", "Multi-head attention (d2l, section 10.5)"};
constexpr Text kGenerator{"实验室自己的随机数 (xoshiro256++)：同一个种子，同样的数",
                          "the lab's own random numbers (xoshiro256++): the same seed, the same numbers"};
constexpr Text kOrder{"顺序是 X、W_q、W_k、W_v、W_o", "in this order: X, W_q, W_k, W_v, W_o"};
constexpr Text kHandSet{"手工设的", "set by hand"};
constexpr Text kMixed{"(批量, 长度, 宽度) 当成了 (长度, 批量, 宽度)",
                      "(batch, length, width) is read as (length, batch, width)"};
constexpr Text kSplit{"d2l.transpose_qkv 之后还把前两维合并", "d2l.transpose_qkv then merges the first two axes"};
constexpr Text kWrong{"错的：只改形状", "wrong: only the shape is changed"};
constexpr Text kEmptyRow{"一个键也看不见：一行 0", "no key is seen: a row of zeros"};
constexpr Text kOff{"关掉的头", "heads that are off"};
constexpr Text kTorch{"nn.MultiheadAttention 给出同样的数", "nn.MultiheadAttention gives the same numbers"};

std::string list(const auto& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(static_cast<int>(number));
  return "[" + text + "]";
}

void make_inputs(PythonProgram& python, const Input& input, const Sizes& given) {
  const std::string n = std::to_string(given.queries), d = std::to_string(given.width);
  python.comment(kGenerator)
      .code("M = 2 ** 64 - 1\nstate, z = [], " + std::to_string(input.seed))
      .code(
          "for _ in range(4):\n"
          "    z = (z + 0x9e3779b97f4a7c15) & M\n"
          "    m = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & M\n"
          "    m = (m ^ m >> 27) * 0x94d049bb133111eb & M\n"
          "    state.append(m ^ m >> 31)\n"
          "def rotl(x, k):\n"
          "    return (x << k | x >> 64 - k) & M\n"
          "def bits():\n"
          "    a, b, c, e = state\n"
          "    c, e = c ^ a, e ^ b\n"
          "    state[:] = a ^ e, b ^ c, c ^ b << 17 & M, rotl(e, 45)\n"
          "    return rotl(a + (e ^ b) & M, 23) + a & M\n"
          "def drawn(bound, *shape):\n"
          "    bound = torch.tensor(bound, dtype=torch.float32).item()\n"
          "    count = torch.Size(shape).numel()\n"
          "    return torch.tensor([2 * bound * ((bits() >> 11) * 2.0 ** -53) - bound for _ in "
          "range(count)]).reshape(shape)\n")
      .comment(kOrder)
      .code("n, d, h = " + n + ", " + d + ", " + std::to_string(given.heads) + "\nX = drawn(2, 2, n, d)")
      .code("W_q, W_k, W_v, W_o = [drawn(2 / d ** 0.5, d, d) for _ in range(4)]");
  if (input.example == kBookExample)
    python.code("X, Y = torch.ones(2, n, d), torch.ones(2, " + std::to_string(given.keys) + ", d)");
  if (input.example == kOppositeExample)
    python.code("W_q, W_k = torch.zeros(d, d), torch.zeros(d, d)", kHandSet)
        .code(
            "X[:, :, 0] = torch.tensor([(-1.0) ** i for i in range(n)])\n"
            "for head in range(h):\n"
            "    W_q[head * (d // h), 0] = (-1) ** head * 3 * (d // h) ** 0.5\n"
            "    W_k[head * (d // h), 0] = 1");
  if (input.example == kHandSetExample)
    python.code("W_q, W_k = torch.zeros(d, d), torch.zeros(d, d)", kHandSet)
        .code(
            "step = torch.tensor(torch.pi / n, dtype=torch.float64)\n"
            "place = step * torch.arange(n)\n"
            "X[:, :, 0], X[:, :, 1], X[:, :, 2] = place.cos(), place.sin(), 1\n"
            "c, s = step.cos(), step.sin()\n"
            "W_q[:2, :2] = torch.tensor([[c, s], [-s, c]])\n"
            "W_q[4, 0] = W_q[5, 1] = W_q[8, 2] = 1\n"
            "W_q *= 10 / (1 - c)\n"
            "for row in (0, 4, 8):\n"
            "    W_k[row, 0] = W_k[row + 1, 1] = 1");
  if (input.is_batch_mixed && !is_mixing_refused(input)) python.code("X = X.transpose(0, 1)", kMixed);
  if (input.example != kBookExample) python.code("Y = X");
}

void attend(PythonProgram& python, const Input& input, const Result& result) {
  python.code("valid_lens = torch.tensor(" + list(result.lengths) + ")");
  if (input.is_view_alone)
    python.code("def split(Z):")
        .code("    return Z.reshape(Z.shape[0], h, Z.shape[1], d // h)", kWrong)
        .code("def merge(Z):\n    return Z.reshape(X.shape)");
  else
    python.code("def split(Z):", kSplit)
        .code(
            "    return Z.reshape(Z.shape[0], Z.shape[1], h, d // h).permute(0, 2, 1, 3)\n"
            "def merge(Z):\n"
            "    return Z.permute(0, 2, 1, 3).reshape(X.shape)");
  python
      .code(
          "Q, K, V = X @ W_q.T, Y @ W_k.T, Y @ W_v.T\n"
          "scores = split(Q) @ split(K).transpose(2, 3) / (d // h) ** 0.5\n"
          "seen = torch.arange(Y.shape[1]) < valid_lens[:, None, None, None]\n"
          "weights = torch.softmax(scores.masked_fill(~seen, float('-inf')), dim=-1)")
      .code("weights = weights.masked_fill(~seen.any(-1, keepdim=True), 0)", kEmptyRow)
      .code("heads = weights @ split(V)");
  std::vector<double> off;
  for (int head = 0; head < result.sizes.heads; ++head)
    if (is_off(input, head)) off.push_back(head);
  if (!off.empty()) python.code("heads[:, " + list(off) + "] = 0", kOff);
  python.code("concat = merge(heads)\noutput = concat @ W_o.T\nmean_weights = weights.mean(1)");
  bool is_everything_usual = off.empty() && !input.is_view_alone;
  for (const int length : result.lengths) is_everything_usual &= length > 0;
  if (is_everything_usual)
    python.comment(kTorch).code(
        "attention = torch.nn.MultiheadAttention(d, h, bias=False, batch_first=True)\n"
        "with torch.no_grad():\n"
        "    attention.in_proj_weight.copy_(torch.cat([W_q, W_k, W_v]))\n"
        "    attention.out_proj.weight.copy_(W_o)\n"
        "    output, mean_weights = attention(X, Y, Y, key_padding_mask=~seen[:, 0, 0])");
}

}  // namespace

TakeAway take_away(view::Language, const State&, const Result& result) {
  const Sizes& sizes = result.sizes;
  const std::vector<std::string> queries = view::numbered("q", sizes.queries, 0),
                                 keys = view::numbered("k", sizes.keys, 0), none;
  TakeAway taken;
  taken.matrices.push_back({"weights", result.stages[kWeights], queries, keys});
  taken.matrices.push_back({"mean_weights", result.mean, queries, keys});
  taken.matrices.push_back({"output", result.stages[kOutput], queries, none});
  for (const auto& [name, stage] :
       {std::pair<const char*, int>{"X", kX}, {"Y", kY}, {"Q", kQ}, {"K", kK}, {"V", kV}, {"concat", kJoined}})
    if (stage != kY || sizes.is_cross) taken.matrices.push_back({name, nth(result.stages, stage), none, none});
  return taken;
}

std::string program(view::Language language, const State&, const Result& result) {
  const Input& input = result.input;
  Input given = input;
  given.is_batch_mixed = false;
  PythonProgram python(language);
  python.comment(kHead).code("import torch\n");
  make_inputs(python, input, sizes_of(given));
  attend(python, input, result);
  const std::string y = result.sizes.is_cross ? "Y=Y, " : "";
  return python
      .print("((name, z.reshape(-1, z.shape[-1])) for name, z in dict(X=X, " + y +
             "Q=Q, K=K, V=V, weights=weights, mean_weights=mean_weights, concat=concat, output=output).items())")
      .done();
}

}  // namespace scenes::multi_head
