// The largest error of every function at lengths up to 2,048, against naive float64. Prints the table.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "core/multi_head.h"
#include "core/normalization.h"
#include "core/pooling.h"
#include "core/position.h"
#include "core/random.h"
#include "core/regression.h"
#include "core/window.h"
#include "error_table.h"
#include "reference.h"

using core::Tensor;
using reference::Rows;

namespace {

constexpr std::int64_t kLongest = 2048;

/// Checks and prints.
void expect(const std::string& function, double error, double bound = 1e-6) {
  report_error(function, error);
  INFO(function);
  CHECK(error <= bound);
}

Rows rows(const Tensor& matrix) { return reference::rows_of(matrix, 0, matrix.shape[0], matrix.shape[1]); }

struct Items {
  Tensor queries, keys, values;
};

/// Values of at most 1. An error of the scores grows with them, as float32 has it: of variance 1 they reach 5.
Items random_items(std::uint64_t seed, std::int64_t queries, std::int64_t keys, std::int64_t width, float deviation) {
  core::Random random(seed);
  return {core::random_normal(random, {queries, width}, 0, deviation),
          core::random_normal(random, {keys, width}, 0, deviation), core::random_uniform(random, {keys, width}, -1, 1)};
}

}  // namespace

TEST_CASE("every scoring is exact to a millionth up to 2048 keys") {
  for (int index = 0; index < 10; ++index) {
    core::AttentionOptions options;
    options.scoring = static_cast<core::Scoring>(index);
    const bool is_scaled = options.scoring == core::Scoring::kScaledDotProduct;
    core::Random random(77);
    options.parameters.query_weights = core::random_normal(random, {8, 64}, 0, 0.25f);
    options.parameters.key_weights = core::random_normal(random, {8, 64}, 0, 0.25f);
    options.parameters.score_vector = core::random_normal(random, {8});
    options.parameters.matrix = core::random_normal(random, {64, 64}, 0, 0.125f);
    options.parameters.width = 6;
    double weights = 0, output = 0, fused = 0, log_sum_exp = 0;
    for (std::int64_t keys : {1, 64, 128, 512, 1024, 2048}) {
      const Items items = random_items(static_cast<std::uint64_t>(keys), is_scaled ? keys : 50, keys, 64,
                                       is_scaled ? 1.0f : 0.354f);  // scores of variance 1
      for (bool is_causal : {false, true}) {
        if (is_causal && !is_scaled) continue;
        options.mask.is_causal = is_causal;
        const reference::Head expected = reference::attend(
            rows(items.queries), rows(items.keys), rows(items.values), options.scoring, options.parameters,
            is_scaled ? 0.125 : 1, 0,
            [&](std::size_t i, std::size_t j) { return is_causal && j > i ? reference::kMasked : 0; });
        options.want = {.output = true, .weights = true};
        const auto with_weights = core::attend(items.queries, items.keys, items.values, options);
        options.want = {.output = true, .log_sum_exp = true};
        const auto without = core::attend(items.queries, items.keys, items.values, options);
        REQUIRE(with_weights);
        REQUIRE(without);
        weights = std::max(weights, reference::largest_difference(with_weights->weights, 0, expected.weights));
        output = std::max(output, reference::largest_difference(with_weights->output, 0, expected.output));
        fused = std::max(fused, reference::largest_difference(without->output, 0, expected.output));
        log_sum_exp =
            std::max(log_sum_exp, reference::largest_difference(without->log_sum_exp, 0, {expected.log_sum_exp}));
      }
    }
    const std::string name = "attend, " + std::string(core::scoring_name(options.scoring));
    expect(name + ": weights", weights);
    expect(name + ": output, with the weights", output);
    expect(name + ": output alone", fused);
    expect(name + ": log-sum-exp (numbers up to 8)", log_sum_exp, 5e-6);
  }
}

TEST_CASE("the window and the masked softmax are exact to a millionth") {
  const Items items = random_items(3, kLongest, kLongest, 64, 1);
  const reference::Head expected =
      reference::attend(rows(items.queries), rows(items.keys), rows(items.values), core::Scoring::kScaledDotProduct, {},
                        0.125, 0, [](std::size_t, std::size_t) { return 0.0; });
  auto window = core::AttentionWindow::open(items.queries, items.keys);
  REQUIRE(window);
  REQUIRE_FALSE(window->look({1000, 500, 700, 1000, 500, 1000, core::Reduction::kMean}));
  while (window->advance(100) < 1) {
  }
  Rows part;
  for (std::size_t i = 1000; i < 1500; ++i)
    part.emplace_back(expected.weights[i].begin() + 700, expected.weights[i].begin() + 1700);
  expect("attentionWindow: weights", reference::largest_difference(window->picture(), 0, part));

  Tensor scores = core::make_tensor({16, kLongest});
  for (std::size_t i = 0; i < scores.data.size(); ++i)
    scores.data[i] = static_cast<float>(expected.scores[i / kLongest][i % kLongest]);
  const auto softmax = core::masked_softmax(scores);
  REQUIRE(softmax);
  expect("maskedSoftmax",
         reference::largest_difference(*softmax, 0, {expected.weights.begin(), expected.weights.begin() + 16}));
}

TEST_CASE("multi head attention is exact to a millionth") {
  const Items items = random_items(4, 40, kLongest, 64, 1);
  core::Random random(5);
  core::MultiHeadParameters parameters;
  parameters.heads = 4;
  for (Tensor* weights :
       {&parameters.query_weights, &parameters.key_weights, &parameters.value_weights, &parameters.output_weights}) {
    *weights = core::random_normal(random, {64, 64}, 0, 0.125f);
  }
  const auto got = core::multi_head_attention(items.queries, items.keys, items.values, parameters);
  REQUIRE(got);
  const auto project = [](const Rows& from, const Tensor& by) {
    Rows to;
    for (const auto& row : from) to.push_back(reference::times(by, row));
    return to;
  };
  const Rows q = project(rows(items.queries), parameters.query_weights),
             k = project(rows(items.keys), parameters.key_weights),
             v = project(rows(items.values), parameters.value_weights);
  Rows joined(40);
  double weights = 0;
  for (std::size_t head = 0; head < 4; ++head) {
    const auto part = [&](const Rows& all) {
      Rows result;
      for (const auto& row : all)
        result.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(head) * 16,
                            row.begin() + static_cast<std::ptrdiff_t>(head + 1) * 16);
      return result;
    };
    const reference::Head one = reference::attend(part(q), part(k), part(v), core::Scoring::kScaledDotProduct, {}, 0.25,
                                                  0, [](std::size_t, std::size_t) { return 0.0; });
    weights = std::max(weights, reference::largest_difference(
                                    got->weights, static_cast<std::int64_t>(head) * 40 * kLongest, one.weights));
    for (std::size_t i = 0; i < 40; ++i) joined[i].insert(joined[i].end(), one.output[i].begin(), one.output[i].end());
  }
  expect("multiHeadAttention: weights", weights);
  expect("multiHeadAttention: output",
         reference::largest_difference(got->output, 0, project(joined, parameters.output_weights)));
}

TEST_CASE("positions regressions poolings and norms are exact to a millionth") {
  const auto encoding = core::positional_encoding(kLongest, 64);
  REQUIRE(encoding);
  Rows positions(kLongest, std::vector<double>(64));
  for (std::size_t i = 0; i < kLongest; ++i)
    for (std::size_t c = 0; c < 64; ++c) {
      const double angle = static_cast<double>(i) / std::pow(10000.0, static_cast<double>(c / 2 * 2) / 64);
      positions[i][c] = c % 2 == 0 ? std::sin(angle) : std::cos(angle);
    }
  expect("positionalEncoding", reference::largest_difference(*encoding, 0, positions));

  core::Random random(6);
  const Tensor x = core::random_uniform(random, {kLongest}, 0, 5), y = core::random_uniform(random, {kLongest}, -1, 1),
               at = core::random_uniform(random, {50}, 0, 5);
  const auto column = [](const Tensor& line) { return reference::rows_of(line, 0, line.shape[0], 1); };
  const auto regression = core::kernel_regression(x, y, at, core::Scoring::kGaussian, 0.5f);
  REQUIRE(regression);
  core::ScoringParameters half;
  half.width = 0.5f;
  const reference::Head curve = reference::attend(column(at), column(x), column(y), core::Scoring::kGaussian, half, 1,
                                                  0, [](std::size_t, std::size_t) { return 0.0; });
  expect("kernelRegression: weights", reference::largest_difference(regression->weights, 0, curve.weights));
  expect("kernelRegression: predictions", reference::largest_difference(regression->predictions, 0, curve.output));

  const Items items = random_items(7, 1, kLongest, 64, 1);
  core::PoolingInputs inputs;
  inputs.values = items.values, inputs.keys = items.keys, inputs.query = {{64}, items.queries.data};
  const auto pooled = core::pool(core::Pooling::kAttention, inputs),
             average = core::pool(core::Pooling::kAverage, inputs);
  REQUIRE(pooled);
  REQUIRE(average);
  const reference::Head one =
      reference::attend(rows(items.queries), rows(items.keys), rows(items.values), core::Scoring::kScaledDotProduct, {},
                        0.125, 0, [](std::size_t, std::size_t) { return 0.0; });
  const reference::Head all =
      reference::attend(rows(items.queries), rows(items.keys), rows(items.values), core::Scoring::kConstant, {}, 1, 0,
                        [](std::size_t, std::size_t) { return 0.0; });
  expect("pool, attention: output", reference::largest_difference(pooled->output, 0, one.output));
  expect("pool, average: output", reference::largest_difference(average->output, 0, all.output));

  const auto normed = core::layer_norm(items.keys);
  REQUIRE(normed);
  Rows expected = rows(items.keys);
  for (auto& row : expected) {
    double mean = 0, square = 0;
    for (double number : row) mean += number / 64;
    for (double number : row) square += (number - mean) * (number - mean) / 64;
    for (double& number : row) number = (number - mean) / std::sqrt(square + 1e-5);
  }
  expect("layer_norm (numbers up to 4)", reference::largest_difference(*normed, 0, expected));
}
