// Against what PyTorch computed in double precision: tests/golden/core_torch.py.
#include <algorithm>
#include <fstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "core/gradients.h"
#include "core/normalization.h"
#include "core/optimizer.h"
#include "error_table.h"
#include "reference.h"

using core::Tensor;
using nlohmann::json;

namespace {

json golden() {
  std::ifstream file(LAB_TEST_DATA "/golden/core_torch.json");
  REQUIRE(file);
  return json::parse(file);
}

Tensor tensor(const json& from) { return {from["shape"].get<core::Shape>(), from["data"].get<std::vector<float>>()}; }

/// The largest absolute difference.
double difference(const Tensor& got, const json& expected) {
  REQUIRE(got.shape == expected["shape"].get<core::Shape>());
  return reference::largest_difference(got, 0, {expected["data"].get<std::vector<double>>()});
}

/// Rows [first, first + count) of a matrix, or of a vector.
Tensor rows(const Tensor& all, std::int64_t first, std::int64_t count) {
  const std::int64_t width = all.rank() > 1 ? all.shape[1] : 1;
  Tensor part{all.shape, {all.data.begin() + first * width, all.data.begin() + (first + count) * width}};
  part.shape[0] = count;
  return part;
}

/// Checks the largest difference from what PyTorch found, and prints it.
void agrees(const char* function, double error, double bound) {
  report_error(std::string("PyTorch: ") + function, error);
  INFO(std::string(function));
  CHECK(error < bound);
}

}  // namespace

TEST_CASE("grouped causal capped attention and its gradients agree with pytorch") {
  const json g = golden()["attention"];
  core::AttentionOptions options;
  options.softcap = 20.0f;
  options.mask.is_causal = true;
  options.mask.additive = tensor(g["bias"]);
  options.want.weights = options.want.log_sum_exp = true;
  const Tensor q = tensor(g["queries"]), k = tensor(g["keys"]), v = tensor(g["values"]);
  const auto attention = core::attend(q, k, v, options);
  REQUIRE(attention);
  agrees("attend: weights", difference(attention->weights, g["weights"]), 1e-6);
  agrees("attend: output", difference(attention->output, g["output"]), 1e-6);
  agrees("attend: log-sum-exp", difference(attention->log_sum_exp, g["log_sum_exp"]), 2e-6);
  const auto gradients = core::attend_gradients(q, k, v, options, tensor(g["direction"]));
  REQUIRE(gradients);
  agrees("gradient of queries", difference(gradients->queries, g["gradients"]["queries"]), 5e-6);
  agrees("gradient of keys", difference(gradients->keys, g["gradients"]["keys"]), 5e-6);
  agrees("gradient of values", difference(gradients->values, g["gradients"]["values"]), 5e-6);
}

TEST_CASE("multi head attention and its gradients agree with pytorch") {
  const json g = golden()["multi_head"];
  const Tensor weights = tensor(g["in_weights"]), bias = tensor(g["in_bias"]);
  core::MultiHeadParameters parameters;
  parameters.heads = 2;
  parameters.query_weights = rows(weights, 0, 8), parameters.query_bias = rows(bias, 0, 8);
  parameters.key_weights = rows(weights, 8, 8), parameters.key_bias = rows(bias, 8, 8);
  parameters.value_weights = rows(weights, 16, 8), parameters.value_bias = rows(bias, 16, 8);
  parameters.output_weights = tensor(g["out_weights"]), parameters.output_bias = tensor(g["out_bias"]);
  core::Mask mask;
  mask.valid_lengths = core::IntegerTensor{{2}, g["lengths"].get<std::vector<std::int32_t>>()};
  const Tensor x = tensor(g["queries"]), y = tensor(g["keys"]);
  const auto attention = core::multi_head_attention(x, y, y, parameters, mask);
  REQUIRE(attention);
  agrees("multiHeadAttention: output", difference(attention->output, g["output"]), 2e-6);  // numbers up to about 3
  agrees("multiHeadAttention: weights", difference(attention->weights, g["weights"]), 1e-6);

  const auto d = core::multi_head_gradients(x, y, y, parameters, mask, tensor(g["direction"]));
  REQUIRE(d);
  const json& expected = g["gradients"];
  Tensor d_y = d->keys;
  for (std::size_t i = 0; i < d_y.data.size(); ++i) d_y.data[i] += d->values.data[i];
  Tensor d_weights = weights, d_bias = bias;
  d_weights.data.clear(), d_bias.data.clear();
  for (const Tensor* part : {&d->parameters.query_weights, &d->parameters.key_weights, &d->parameters.value_weights})
    d_weights.data.insert(d_weights.data.end(), part->data.begin(), part->data.end());
  for (const Tensor* part : {&d->parameters.query_bias, &d->parameters.key_bias, &d->parameters.value_bias})
    d_bias.data.insert(d_bias.data.end(), part->data.begin(), part->data.end());
  agrees("multi-head gradient of queries", difference(d->queries, expected["queries"]), 1e-5);
  agrees("multi-head gradient of keys and values", difference(d_y, expected["keys_and_values"]), 1e-5);
  agrees("multi-head gradient of projections", difference(d_weights, expected["in_weights"]), 1e-5);
  agrees("multi-head gradient of biases", difference(d_bias, expected["in_bias"]), 1e-5);
  agrees("multi-head gradient of output weights", difference(d->parameters.output_weights, expected["out_weights"]),
         1e-5);
  agrees("multi-head gradient of output bias", difference(d->parameters.output_bias, expected["out_bias"]), 1e-5);
}

TEST_CASE("normalizations and their gradients agree with pytorch") {
  const json g = golden()["norm"];
  const core::NormParameters parameters{tensor(g["gain"]), tensor(g["bias"])};
  const Tensor input = tensor(g["input"]), direction = tensor(g["direction"]);
  const auto check = [&](const core::Result<Tensor>& result, const core::Result<core::NormGradients>& gradients,
                         const char* name) {
    REQUIRE(result);
    REQUIRE(gradients);
    const json& expected = g[std::string(name) + "_gradients"];
    agrees((std::string(name) + " norm").c_str(), difference(*result, g[name]), 1e-6);
    agrees((std::string(name) + " norm: gradients").c_str(),
           std::max({difference(gradients->input, expected["input"]), difference(gradients->gain, expected["gain"]),
                     difference(gradients->bias, expected["bias"])}),
           2e-6);
  };
  check(core::layer_norm(input, parameters), core::layer_norm_gradients(input, parameters, direction), "layer");
  check(core::batch_norm(input, parameters), core::batch_norm_gradients(input, parameters, direction), "batch");
}

TEST_CASE("sgd with momentum and adam walk the same way as pytorchs") {
  const json g = golden()["optimizers"];
  const Tensor target = tensor(g["target"]);
  const auto walk = [&](auto optimizer) {
    Tensor parameter = tensor(g["start"]), gradient = parameter;
    for (int i = 0; i < 20; ++i) {
      for (std::size_t j = 0; j < 6; ++j) gradient.data[j] = 4 * std::pow(parameter.data[j] - target.data[j], 3.0f);
      REQUIRE_FALSE(core::step(optimizer, {&parameter}, {&gradient}));
    }
    return parameter;
  };
  agrees("SGD, 20 steps", difference(walk(core::Sgd{.rate = 0.01, .momentum = 0.9, .velocities = {}}), g["sgd"]), 2e-6);
  core::Adam adam;
  adam.rate = 0.1;
  agrees("Adam, 20 steps", difference(walk(adam), g["adam"]), 2e-6);
}

TEST_CASE("an optimizer refuses what does not fit with a sentence and changes nothing") {
  Tensor parameter = core::make_tensor({2}), gradient = core::make_tensor({3}), fitting = core::make_tensor({2}, 1);
  const auto says = [&](auto optimizer, std::vector<Tensor*> parameters, std::vector<const Tensor*> gradients) {
    const auto error = core::step(optimizer, parameters, gradients);
    CHECK(parameter.data == std::vector<float>{0, 0});
    return error ? error->text() : "";
  };
  CHECK(says(core::Sgd{}, {&parameter}, {&gradient}) ==
        "gradients: number 0 has shape (3,), but its parameter has (2,).");
  CHECK(says(core::Adam{}, {&parameter}, {}) == "gradients: are 0, but there are 1 parameters.");
  CHECK(says(core::Sgd{.rate = 0}, {&parameter}, {&fitting}).find("rate: is 0.000000, but") == 0);
  CHECK(says(core::Sgd{.momentum = 1}, {&parameter}, {&fitting}).find("momentum: is 1.000000, but") == 0);
  CHECK(says(core::Adam{.rate = -1}, {&parameter}, {&fitting}).find("rate: ") == 0);
  CHECK(says(core::Adam{.first_decay = 1}, {&parameter}, {&fitting}).find("first_decay: ") == 0);
  CHECK(says(core::Adam{.second_decay = -0.1}, {&parameter}, {&fitting}).find("second_decay: ") == 0);
  CHECK(says(core::Adam{.epsilon = 0}, {&parameter}, {&fitting}).find("epsilon: ") == 0);
}

TEST_CASE("an optimizer goes on with the parameters that it began with") {
  Tensor first = core::make_tensor({2}), other = core::make_tensor({3});
  const Tensor gradient = core::make_tensor({2}, 1), longer = core::make_tensor({3}, 1);
  core::Sgd sgd;
  core::Adam adam;
  REQUIRE_FALSE(core::step(sgd, {&first}, {&gradient}));
  REQUIRE_FALSE(core::step(adam, {&first}, {&gradient}));
  for (const auto& error : {core::step(sgd, {&other}, {&longer}), core::step(adam, {&other}, {&longer})}) {
    REQUIRE(error);
    CHECK(error->text() == "parameters: number 0 has 3 numbers, but at the steps before it had 2.");
  }
  const auto more = core::step(sgd, {&first, &other}, {&gradient, &longer});
  REQUIRE(more);
  CHECK(more->argument == "parameters");
  CHECK(other.data == std::vector<float>{0, 0, 0});
}
