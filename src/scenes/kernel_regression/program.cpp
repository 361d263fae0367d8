// The matrices, and the book's program for them.
#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "scenes/parts/python.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kKeys{"键", "Keys"}, kValues{"值", "Values"}, kQueries{"查询", "Queries"},
    kWeights{"注意力权重", "Attention weights"}, kPredictions{"预测", "Predictions"},
    kAsked{"此刻的查询", "The present query"}, kAskedWeights{"此刻的权重", "The present weights"},
    kAskedPrediction{"此刻的预测", "The present prediction"},
    kLearntTaken{"学习的每一步：w，损失", "Every step: w, loss"};
constexpr Text kSays{"Nadaraya–Watson 核回归 (书中 10.2 节)：注意力汇聚就是加权平均。",
                     "Nadaraya–Watson kernel regression (d2l, section 10.2): attention pooling is a weighted average."};
constexpr Text kOutOfReach{"够不着任何键的查询，权重全为 0", "a query that reaches no key has weights of 0"};
constexpr Text kLearning{"留一法：每个点由其余的点预测", "leave one out: every point is predicted by the others"};

core::Tensor as_row(core::Tensor tensor) {
  tensor.shape = {1, std::ssize(tensor.data)};
  return tensor;
}

core::Tensor steps_taken(const Learning& learning) {
  core::Tensor steps = core::make_tensor({std::ssize(learning.steps), 2});
  for (std::size_t i = 0; i < learning.steps.size(); ++i) {
    steps.data[2 * i] = static_cast<float>(learning.steps[i].w);
    steps.data[2 * i + 1] = static_cast<float>(learning.steps[i].loss);
  }
  return steps;
}

const char* kernel_code(int kernel) {
  switch (kernel) {
    case kBoxcarKernel:
      return "(u.abs() <= 1).float()";
    case kTriangularKernel:
      return "(1 - u.abs()).clamp(min=0)";
    case kEpanechnikovKernel:
      return "(1 - u ** 2).clamp(min=0)";
    default:
      return "torch.ones_like(u)";
  }
}

}  // namespace

TakeAway take_away(view::Language language, const State& state, const Result& result) {
  const auto in_words = [&](const Text& text) { return view::in_language(language, text); };
  TakeAway taken;
  const auto add = [&](const char* name, core::Tensor tensor, const Text& label) {
    taken.matrices.push_back({name, std::move(tensor), {}, {}, in_words(label)});
  };
  add("keys", as_row(result.x), kKeys);
  add("values", as_row(result.y), kValues);
  add("queries", as_row(result.queries), kQueries);
  add("weights", result.heat, kWeights);
  add("predictions", as_row(result.heat_predictions), kPredictions);
  add("query", {{1, 1}, {static_cast<float>(state.input.query)}}, kAsked);
  add("query_weights", result.asked.weights, kAskedWeights);
  add("query_prediction", {{1, 1}, {static_cast<float>(result.prediction)}}, kAskedPrediction);
  if (!result.learning.steps.empty()) add("learning", steps_taken(result.learning), kLearntTaken);
  return taken;
}

std::string program(view::Language language, const State& state, const Result& result) {
  const Input& input = state.input;
  const bool learns = !result.learning.steps.empty();
  PythonProgram python(language);
  python.comment(kSays).code("import torch\n");
  python.vector("keys", result.x.data).vector("values", result.y.data).vector("queries", result.queries.data);
  python.vector("query", std::vector<float>{static_cast<float>(input.query)});
  if (learns) {
    python.comment(kLearning)
        .number("w", input.start)
        .code(
            "w = torch.tensor(w, requires_grad=True)\n"
            "others = ~torch.eye(len(keys), dtype=torch.bool)\n"
            "X, Y = [a.repeat(len(a), 1)[others].reshape(len(a), -1) for a in (keys, values)]\n"
            "learning = []\n"
            "def loss_of(w):\n"
            "    attention_weights = torch.softmax(-((keys[:, None] - X) * w) ** 2 / 2, dim=1)\n"
            "    return (((attention_weights * Y).sum(1) - values) ** 2).sum()\n")
        .code("for step in range(" + std::to_string(steps_made(result.learning)) +
              "):\n"
              "    loss = loss_of(w)\n"
              "    learning.append([w.item(), loss.item()])\n"
              "    gradient, = torch.autograd.grad(loss, w)\n"
              "    w = (w - " +
              python_number(static_cast<float>(input.rate)) +
              " * gradient).detach().requires_grad_()\n"
              "learning.append([w.item(), loss_of(w).item()])\n"
              "w = learning[" +
              std::to_string(step_shown(input, result.learning)) + "][0]");
  } else {
    python.number("width", result.width).code("w = 1 / width");
  }
  const bool has_softmax = input.kernel == kGaussianKernel;
  if (has_softmax) {
    python.code(
        "\ndef attend(queries):\n"
        "    attention_weights = torch.softmax(-((queries[:, None] - keys) * w) ** 2 / 2, dim=1)\n"
        "    return attention_weights, attention_weights @ values\n");
  } else {
    python.code("\ndef attend(queries):\n    u = (queries[:, None] - keys) * w\n    K = " +
                std::string(kernel_code(input.kernel)));
    python.code("    attention_weights = K / K.sum(1, keepdim=True).clamp(min=1e-30)", kOutOfReach)
        .code("    return attention_weights, attention_weights @ values\n");
  }
  python.code(
      "attention_weights, y_hat = attend(queries)\n"
      "query_weights, query_prediction = attend(query)");
  return python
      .print(std::string("dict(keys=keys[None], values=values[None], queries=queries[None], weights=attention_weights, "
                         "predictions=y_hat[None], query=query[None], query_weights=query_weights, "
                         "query_prediction=query_prediction[None]") +
             (learns ? ", learning=torch.tensor(learning)" : "") + ").items()")
      .done();
}

}  // namespace scenes::kernel_regression
