// The matrices of the part that is shown, and a program in PyTorch for them.
#include <algorithm>
#include <utility>

#include "index.h"
#include "scenes/parts/python.h"
#include "scenes/scoring_functions/parts.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kScoresTaken{"得分", "Scores"};
constexpr const char* kVersionNames[kVersions] = {"weights", "as_in_book", "as_in_pytorch", "masked_too_late"};

constexpr Text kSoftmaxSays{"掩蔽 softmax (书中 10.3 节)，四种写法", "Masked softmax (d2l, section 10.3) in four ways"};
constexpr Text kRowsAre{"行：样本 1 的两个查询，样本 2 的两个查询",
                        "rows: the two queries of sample 1, then those of sample 2"};
constexpr Text kBookSays{"d2l.masked_softmax 也写入 −1e6", "as d2l.masked_softmax does: −1e6"};
constexpr Text kTorchSays{"一个键也看不见的行是 NaN", "a row that sees no key is NaN"};
constexpr Text kOursSays{"… 在我们这里是一行 0", "... and here a row of zeros"};
constexpr Text kLateSays{"太晚了：行的和小于 1", "too late: rows sum to less than 1"};

constexpr Text kScoresSay{"加性注意力和缩放点积注意力 (书中 10.3 节)",
                          "Additive and scaled dot product attention (d2l, section 10.3)"};
constexpr Text kAdditiveSays{"d2l.AdditiveAttention 的得分", "the scores of d2l.AdditiveAttention"};
constexpr Text kDotSays{"d2l.DotProductAttention 的得分", "the scores of d2l.DotProductAttention"};
constexpr Text kUnscaledRow{"不缩放", "unscaled"};
constexpr Text kScaleSays{"为什么 ÷ √d：一行得分、它们的 softmax 和雅可比的范数",
                          "Why divide by the root of d: a row of scores, its softmax, and the norm of the Jacobian"};
constexpr Text kOwnNumbers{"这些得分来自实验室自己的随机数", "these scores come from the lab's own random numbers"};
constexpr Text kMasksSay{"同一个有效长度，三种掩码", "One valid length, three kinds of masks"};
constexpr Text kOldTorch{"PyTorch 1.13 里它还不公开", "in PyTorch 1.13 it is not public yet"};
constexpr Text kBookClass{"书中的函数，装了 d2l 就不用这几行",
                          "the book's function: not needed where d2l is installed"};

/// "2, 3"
template <typename Lengths>
std::string listed(const Lengths& lengths) {
  std::string list;
  for (const int length : lengths) list += (list.empty() ? "" : ", ") + std::to_string(length);
  return list;
}

/// As a name in Python.
std::string name_of_panel(int panel) {
  std::string name = nth(kMaskPanelIds, panel);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

TakeAway taken_softmax(view::Language language, const Result& result) {
  const std::vector<std::string> rows = row_names(), keys = numbered("k", kKeys);
  TakeAway taken;
  taken.matrices.push_back({"scores", result.softmax.scores, rows, keys, view::in_language(language, kScoresTaken)});
  for (int version = 0; version < kVersions; ++version)
    taken.matrices.push_back({nth(kVersionNames, version), nth(result.softmax.versions, version).weights, rows, keys,
                              view::in_language(language, version_name(version))});
  return taken;
}

std::string softmax_program(view::Language language, const SoftmaxResult& result) {
  PythonProgram python(language);
  python.comment(kSoftmaxSays).code("import torch\n").comment(kRowsAre);
  python.matrix("scores", result.scores.data, kKeys);
  python.code("valid_lens = torch.tensor([" + listed(result.lengths) +
              "])\nmask = torch.arange(4) < valid_lens[:, None]");
  python.code("as_in_book = torch.softmax(scores.masked_fill(~mask, -1e6), dim=-1)", kBookSays)
      .code("as_in_pytorch = torch.softmax(scores.masked_fill(~mask, float('-inf')), dim=-1)", kTorchSays)
      .code("weights = as_in_pytorch.masked_fill(~mask.any(1, keepdim=True), 0)", kOursSays)
      .code("masked_too_late = torch.softmax(scores, dim=-1) * mask", kLateSays);
  return python
      .print(
          "dict(scores=scores, weights=weights, as_in_book=as_in_book, as_in_pytorch=as_in_pytorch, "
          "masked_too_late=masked_too_late).items()")
      .done();
}

TakeAway taken_scores(const ScoresResult& result) {
  TakeAway taken;
  const std::vector<std::string> samples = numbered("b", kBookSamples), keys = numbered("k", kBookKeys);
  const auto add = [&](const char* name, const core::Tensor& tensor, const std::vector<std::string>& columns) {
    taken.matrices.push_back({name, tensor, samples, columns});
  };
  for (const auto& [start, scored] :
       {std::pair{"additive_", &result.additive}, {"dot_product_", &result.dot_product}}) {
    add((std::string(start) + "scores").c_str(), scored->scores, keys);
    add((std::string(start) + "weights").c_str(), scored->weights, keys);
    add((std::string(start) + "output").c_str(), scored->output, numbered("v", kValueWidth));
  }
  return taken;
}

std::string scores_program(view::Language language, const ScoresResult& result) {
  const auto width = static_cast<int>(result.queries.shape[1]);
  PythonProgram python(language);
  python.comment(kScoresSay).code("import torch\n");
  python.matrix("queries", result.queries.data, width).matrix("keys", result.keys.data, width);
  python.matrix("W_q", result.parameters.query_weights.data, width)
      .matrix("W_k", result.parameters.key_weights.data, width);
  python.vector("w_v", result.parameters.score_vector.data);
  python.code("values = torch.arange(40, dtype=torch.float32).reshape(10, 4)\nvalid_lens = torch.tensor([" +
              listed(result.lengths) + "])\nmask = torch.arange(10) < valid_lens[:, None]\n");
  python.code("additive_scores = torch.tanh((queries @ W_q.T)[:, None] + keys @ W_k.T) @ w_v", kAdditiveSays)
      .code("dot_product_scores = queries @ keys.T / queries.shape[1] ** 0.5", kDotSays)
      .code(
          "def attend(scores):\n"
          "    weights = torch.softmax(scores.masked_fill(~mask, float('-inf')), dim=-1)\n"
          "    weights = weights.masked_fill(~mask.any(1, keepdim=True), 0)\n"
          "    return weights, weights @ values\n"
          "additive_weights, additive_output = attend(additive_scores)\n"
          "dot_product_weights, dot_product_output = attend(dot_product_scores)");
  return python
      .print(
          "dict(additive_scores=additive_scores, additive_weights=additive_weights, additive_output=additive_output, "
          "dot_product_scores=dot_product_scores, dot_product_weights=dot_product_weights, "
          "dot_product_output=dot_product_output).items()")
      .done();
}

/// The unscaled row above the scaled one.
core::Tensor both_rows(const core::Tensor& unscaled, const core::Tensor& scaled) {
  core::Tensor both{{2, kRowKeys}, unscaled.data};
  both.data.insert(both.data.end(), scaled.data.begin(), scaled.data.end());
  return both;
}

TakeAway taken_scale(view::Language language, const ScaleResult& result) {
  const std::vector<std::string> rows{view::in_language(language, kUnscaledRow), "÷ √d"};
  core::Tensor curves{{std::ssize(result.curves->points), 9}, {}};
  for (const ScalePoint& point : result.curves->points)
    for (const double number : {static_cast<double>(point.dimensions), point.unscaled.variance, point.scaled.variance,
                                point.unscaled.entropy, point.expected_unscaled, point.scaled.entropy,
                                point.expected_scaled, point.unscaled.jacobian, point.scaled.jacobian})
      curves.data.push_back(static_cast<float>(number));
  TakeAway taken;
  taken.matrices.push_back(
      {"row_scores", both_rows(result.row.unscaled.scores, result.row.scaled.scores), rows, numbered("k", kRowKeys)});
  taken.matrices.push_back({"row_weights", both_rows(result.row.unscaled.weights, result.row.scaled.weights), rows,
                            numbered("k", kRowKeys)});
  taken.matrices.push_back(
      {"jacobian_norms",
       core::Tensor{{2, 1},
                    {static_cast<float>(result.row.unscaled_jacobian), static_cast<float>(result.row.scaled_jacobian)}},
       rows, std::vector<std::string>()});
  taken.matrices.push_back(
      {"curves", std::move(curves), std::vector<std::string>(),
       std::vector<std::string>{"d", "variance", "variance_scaled", "entropy", "entropy_theory", "entropy_scaled",
                                "entropy_scaled_theory", "jacobian", "jacobian_scaled"}});
  return taken;
}

std::string scale_program(view::Language language, const ScaleResult& result) {
  PythonProgram python(language);
  python.comment(kScaleSays).code("import torch\n").comment(kOwnNumbers);
  python.code("d = " + std::to_string(result.now.dimensions)).vector("scores", result.row.unscaled.scores.data);
  return python
      .code(
          "row_scores = torch.stack([scores, scores / d ** 0.5])\n"
          "row_weights = torch.softmax(row_scores, dim=-1)\n"
          "jacobian = torch.autograd.functional.jacobian\n"
          "jacobian_norms = torch.stack([jacobian(lambda s: torch.softmax(s, 0), row).norm() for row in "
          "row_scores])[:, None]")
      .print("dict(row_scores=row_scores, row_weights=row_weights, jacobian_norms=jacobian_norms).items()")
      .done();
}

TakeAway taken_masks(const MasksResult& result) {
  TakeAway taken;
  for (int panel = 0; panel < kMaskPanels; ++panel) {
    const core::Tensor& weights = nth(result.weights, panel);
    taken.matrices.push_back(
        {name_of_panel(panel), weights, numbered("q", static_cast<int>(weights.shape[0])), numbered("k", kMaskKeys)});
  }
  return taken;
}

std::string masks_program(view::Language language, const MasksInput& input) {
  PythonProgram python(language);
  python.comment(kMasksSay).code("import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n");
  python.code("if not hasattr(F, 'scaled_dot_product_attention'):", kOldTorch)
      .code("    F.scaled_dot_product_attention = lambda *a, **k: F._scaled_dot_product_attention(*a, **k)[0]\n")
      .code("class d2l:", kBookClass)
      .code(
          "    def masked_softmax(X, valid_lens):\n"
          "        mask = torch.arange(X.shape[-1]) < valid_lens[:, None, None]\n"
          "        return torch.softmax(X.masked_fill(~mask, -1e6), dim=-1)\n\n"
          "weights = {}");
  for (int panel = 0; panel < kMaskPanels; ++panel) {
    python.code("weights['" + name_of_panel(panel) + "'] = " + mask_code(panel, input));
  }
  return python.print("((name, matrix[0]) for name, matrix in weights.items())").done();
}

}  // namespace

TakeAway take_away(view::Language language, const State&, const Result& result) {
  switch (result.part) {
    case kSoftmaxPart:
      return taken_softmax(language, result);
    case kScoresPart:
      return taken_scores(result.scores);
    case kScalePart:
      return taken_scale(language, result.scale);
    default:
      return taken_masks(result.masks);
  }
}

std::string program(view::Language language, const State& state, const Result& result) {
  switch (result.part) {
    case kSoftmaxPart:
      return softmax_program(language, result.softmax);
    case kScoresPart:
      return scores_program(language, result.scores);
    case kScalePart:
      return scale_program(language, result.scale);
    default:
      return masks_program(language, state.input.masks);
  }
}

}  // namespace scenes::scoring_functions
