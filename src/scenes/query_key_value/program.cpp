// The same computation as a program that needs nothing but PyTorch.
#include "scenes/parts/python.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kSelfAttention{"自注意力", "self-attention"};
constexpr Text kAsIn{"同 {0}", "as in {0}"};
constexpr Text kTemperature{"温度", "temperature"}, kSoftcap{"软上限", "soft cap"}, kCausal{"因果掩蔽", "causal"};
constexpr Text kKernelMask{"被掩蔽的键不算", "masked keys count nothing"};
constexpr Text kEmptyRow{"看不见任何键的行全为 0", "a row that sees no key is a row of zeros"};

void write_inputs(PythonProgram& python, const Problem& problem) {
  const int d = problem.width, p = problem.value_width;
  if (!problem.is_self_attention) {
    python.matrix("Q", problem.q, d).matrix("K", problem.k, d).matrix("V", problem.v, p);
    return;
  }
  python.matrix("X", problem.x, d).matrix("W_Q", problem.w_q, d).matrix("W_K", problem.w_k, d);
  python.matrix("W_V", problem.w_v, p).code("Q, K, V = X @ W_Q, X @ W_K, X @ W_V", kSelfAttention);
}

/// Those of kernels depend on the distance of query and key, u widths of the kernel.
void write_scores(PythonProgram& python, const Problem& problem) {
  if (has_kernel_width(problem.scoring))
    python.number("width", problem.kernel_width).code("u = (Q[:, None, :] - K[None, :, :]).norm(dim=-1) / width");
  switch (problem.scoring) {
    case kAdditive:
      python.matrix("W_q", problem.additive_q, problem.width)
          .matrix("W_k", problem.additive_k, problem.width)
          .vector("w_v", problem.additive_v)
          .comment(kAsIn, {"d2l.AdditiveAttention"})
          .code("scores = torch.tanh((Q @ W_q.T)[:, None, :] + (K @ W_k.T)[None, :, :]) @ w_v");
      break;
    case kBilinear:
      python.matrix("M", problem.bilinear, problem.width).code("scores = Q @ M @ K.T");
      break;
    case kCosine:
      python.code(
          "unit = lambda rows: torch.nan_to_num(rows / rows.norm(dim=-1, keepdim=True))\n"
          "scores = unit(Q) @ unit(K).T");
      break;
    case kGaussian:
      python.code("scores = -u ** 2 / 2");
      break;
    case kBoxcar:
      python.code("scores = (u <= 1).float()");
      break;
    case kTriangular:
      python.code("scores = (1 - u).clamp(min=0)");
      break;
    case kEpanechnikov:
      python.code("scores = (1 - u ** 2).clamp(min=0)");
      break;
    case kConstant:
      python.code("scores = torch.ones(len(Q), len(K))");
      break;
    default:
      if (!problem.is_scaled)
        python.code("scores = Q @ K.T");
      else
        python.comment(kAsIn, {"d2l.DotProductAttention"}).code("scores = Q @ K.T / math.sqrt(Q.shape[-1])");
  }
}

void write_mask(PythonProgram& python, const Problem& problem) {
  switch (problem.mask) {
    case kNoMask:
      return;
    case kCausalMask:
      python.code("visible = torch.ones(len(Q), len(K)).tril().bool()", kCausal);
      break;
    case kValidLengthMask:
      python.vector("valid_lens", problem.valid_lengths)
          .code("visible = torch.arange(len(K))[None, :] < valid_lens[:, None]", kAsIn, {"d2l.masked_softmax"});
      break;
    default:
      python.flags("visible", problem.painted, problem.keys);
  }
  python.code("scores = scores.masked_fill(~visible, -math.inf)");
}

}  // namespace

std::string as_pytorch(view::Language language, const Problem& problem) {
  PythonProgram python(language);
  python.code("import math\nimport torch\n");
  write_inputs(python, problem);
  python.code("");
  write_scores(python, problem);
  const bool is_softmax = has_softmax(problem.scoring);
  if (is_softmax && problem.temperature != 1)
    python.number("temperature", problem.temperature).code("scores = scores / temperature", kTemperature);
  if (is_softmax && problem.softcap > 0)
    python.number("softcap", softcap_of(problem)).code("scores = softcap * torch.tanh(scores / softcap)", kSoftcap);
  write_mask(python, problem);
  if (is_softmax)
    python.code("weights = torch.softmax(scores, dim=-1)");
  else
    python.code("kernel = scores.clamp(min=0)", kKernelMask)
        .code("weights = kernel / kernel.sum(dim=-1, keepdim=True)");
  return python.code("weights = torch.nan_to_num(weights, nan=0.)", kEmptyRow)
      .code("output = weights @ V\n")
      .print("dict(queries=Q, keys=K, values=V, scores=scores, weights=weights, output=output).items()")
      .done();
}

}  // namespace scenes::query_key_value
