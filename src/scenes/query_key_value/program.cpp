// The same computation as a program that needs nothing but PyTorch.
#include "scenes/python.h"
#include "scenes/query_key_value/scene.h"
#include "view/text.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kSelfAttention{"自注意力", "self-attention"};
constexpr Text kAsIn{"同 {0}", "as in {0}"};
constexpr Text kTemperature{"温度", "temperature"}, kSoftcap{"软上限", "soft cap"}, kCausal{"因果掩蔽", "causal"};
constexpr Text kKernelMask{"被掩蔽的键不算", "masked keys count nothing"};
constexpr Text kEmptyRow{"看不见任何键的行全为 0", "a row that sees no key is a row of zeros"};

/// Writes comments in the language of the interface.
struct Comments {
  view::Language language;
  std::string line(const Text& text, std::string_view name = "") const {
    return python_comment(language, text, {name});
  }
  std::string after(const Text& text, std::string_view name = "") const { return "  " + line(text, name); }
};

/// The shortest decimal that reads back as the same number.
std::string exact(double number) {
  const std::string text = view::exact_number_text(number);
  return text.find_first_of(".e") == std::string::npos ? text + "." : text;  // a float for Python, even if it is whole
}

std::string vector_literal(const double* numbers, int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) text += (i ? ", " : "") + exact(numbers[i]);
  return text + "]";
}

std::string define(const char* name, const std::vector<double>& table, int rows, int columns) {
  const std::string opening = std::string(name) + " = torch.tensor([";
  std::string text = opening;
  for (int row = 0; row < rows; ++row)
    text += (row ? ",\n" + std::string(opening.size(), ' ') : "") +
            vector_literal(table.data() + static_cast<std::ptrdiff_t>(row) * columns, columns);
  return text + "])\n";
}

std::string inputs(const Comments& comments, const Problem& problem) {
  const int n = problem.queries, m = problem.keys, d = problem.width, p = problem.value_width;
  if (!problem.is_self_attention)
    return define("Q", problem.q, n, d) + define("K", problem.k, m, d) + define("V", problem.v, m, p);
  return define("X", problem.x, m, d) + define("W_Q", problem.w_q, d, d) + define("W_K", problem.w_k, d, d) +
         define("W_V", problem.w_v, d, p) + "Q, K, V = X @ W_Q, X @ W_K, X @ W_V" + comments.after(kSelfAttention);
}

/// Kernels of the distance: u for every query and key.
std::string distances(const Problem& problem) {
  return "u = (Q[:, None, :] - K[None, :, :]).norm(dim=-1) / " + exact(problem.kernel_width) + "\n";
}

std::string scores(const Comments& comments, const Problem& problem) {
  switch (problem.scoring) {
    case kAdditive:
      return define("W_q", problem.additive_q, problem.hidden, problem.width) +
             define("W_k", problem.additive_k, problem.hidden, problem.width) + "w_v = torch.tensor(" +
             vector_literal(problem.additive_v.data(), problem.hidden) + ")\n" +
             comments.line(kAsIn, "d2l.AdditiveAttention") +
             "scores = torch.tanh((Q @ W_q.T)[:, None, :] + (K @ W_k.T)[None, :, :]) @ w_v\n";
    case kBilinear:
      return define("M", problem.bilinear, problem.width, problem.width) + "scores = Q @ M @ K.T\n";
    case kCosine:
      return "unit = lambda rows: torch.nan_to_num(rows / rows.norm(dim=-1, keepdim=True))\n"
             "scores = unit(Q) @ unit(K).T\n";
    case kGaussian:
      return distances(problem) + "scores = -u ** 2 / 2\n";
    case kBoxcar:
      return distances(problem) + "scores = (u <= 1).float()\n";
    case kTriangular:
      return distances(problem) + "scores = (1 - u).clamp(min=0)\n";
    case kEpanechikov:
      return distances(problem) + "scores = (1 - u ** 2).clamp(min=0)\n";
    case kConstant:
      return "scores = torch.ones(len(Q), len(K))\n";
    default:
      return problem.is_scaled
                 ? comments.line(kAsIn, "d2l.DotProductAttention") + "scores = Q @ K.T / math.sqrt(Q.shape[-1])\n"
                 : "scores = Q @ K.T\n";
  }
}

std::string masking(const Comments& comments, const Problem& problem) {
  switch (problem.mask) {
    case kCausalMask:
      return "visible = torch.ones(len(Q), len(K)).tril().bool()" + comments.after(kCausal);
    case kValidLengthMask: {
      return "valid_lens = torch.tensor(" + vector_literal(problem.valid_lengths.data(), problem.queries) + ")\n" +
             "visible = torch.arange(len(K))[None, :] < valid_lens[:, None]" +
             comments.after(kAsIn, "d2l.masked_softmax");
    }
    case kPaintedMask:
      return define("visible", problem.painted, problem.queries, problem.keys) + "visible = visible.bool()\n";
    default:
      return "";
  }
}

}  // namespace

std::string as_pytorch(view::Language language, const Problem& problem) {
  const Comments comments{language};
  std::string text = "import math\nimport torch\n\n" + inputs(comments, problem) + "\n" + scores(comments, problem);
  if (has_softmax(problem.scoring) && problem.temperature != 1)
    text += "scores = scores / " + exact(problem.temperature) + comments.after(kTemperature);
  if (has_softmax(problem.scoring) && problem.softcap > 0) {
    const std::string cap = exact(softcap_of(problem));
    text += "scores = " + cap + " * torch.tanh(scores / " + cap + ")" + comments.after(kSoftcap);
  }
  const std::string mask = masking(comments, problem);
  if (!mask.empty()) text += mask + "scores = scores.masked_fill(~visible, -math.inf)\n";
  if (has_softmax(problem.scoring)) {
    text += "weights = torch.softmax(scores, dim=-1)\n";
  } else {
    text += "kernel = scores.clamp(min=0)" + comments.after(kKernelMask) +
            "weights = kernel / kernel.sum(dim=-1, keepdim=True)\n";
  }
  text += "weights = torch.nan_to_num(weights, nan=0.)" + comments.after(kEmptyRow) +
          "output = weights @ V\n\n"
          "for name, matrix in [('queries', Q), ('keys', K), ('values', V), ('scores', scores), ('weights', weights), "
          "('output', output)]:\n"
          "    print('#', name)\n"
          "    for row in matrix.tolist():\n"
          "        print(' '.join(f'{number:.4f}' for number in row))\n";
  return text;
}

}  // namespace scenes::query_key_value
