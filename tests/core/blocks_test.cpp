#include <cmath>

#include <doctest/doctest.h>

#include "core/multi_head.h"
#include "core/normalization.h"
#include "core/pooling.h"
#include "core/position.h"
#include "core/random.h"
#include "core/summary.h"

using core::Tensor;

TEST_CASE("multi head attention of the book gives five identical heads of thirds and halves") {
  // Book, section 10.5: 100 hidden units, 5 heads, valid lengths 3 and 2, X = ones(2, 4, 100), Y = ones(2, 6, 100).
  core::Random random(11);
  core::MultiHeadParameters parameters;
  parameters.heads = 5;
  parameters.query_weights = core::random_normal(random, {100, 100}, 0, 0.1f);
  parameters.key_weights = core::random_normal(random, {100, 100}, 0, 0.1f);
  parameters.value_weights = core::random_normal(random, {100, 100}, 0, 0.1f);
  parameters.output_weights = core::random_normal(random, {100, 100}, 0, 0.1f);
  core::Mask mask;
  mask.valid_lengths = core::IntegerTensor{{2}, {3, 2}};
  const Tensor x = core::make_tensor({2, 4, 100}, 1), y = core::make_tensor({2, 6, 100}, 1);
  const auto attention = core::multi_head_attention(x, y, y, parameters, mask);
  REQUIRE(attention);
  CHECK(attention->output.shape == core::Shape{2, 4, 100});
  CHECK(attention->weights.shape == core::Shape{2, 5, 4, 6});
  for (std::size_t i = 0; i < attention->weights.data.size(); ++i) {
    const std::size_t key = i % 6;
    const bool is_first = i < attention->weights.data.size() / 2;
    CHECK(attention->weights.data[i] ==
          doctest::Approx(is_first ? (key < 3 ? 1.0 / 3 : 0) : (key < 2 ? 0.5 : 0)).epsilon(1e-6));
  }
}

TEST_CASE("positional encoding has the books numbers and rows of equal length") {
  const auto encoding = core::positional_encoding(60, 32);
  REQUIRE(encoding);
  const auto at = [&](std::size_t row, std::size_t column) { return encoding->data[row * 32 + column]; };
  const double first[] = {0.176892, 0.984230, 0.099833, 0.995004}, tenth[] = {0.978552, -0.205998, 0.841471, 0.540302};
  for (std::size_t c = 0; c < 4; ++c) {
    CHECK(std::abs(at(1, 6 + c) - first[c]) < 1e-6);
    CHECK(std::abs(at(10, 6 + c) - tenth[c]) < 1e-6);
  }
  for (std::size_t row = 0; row < 60; ++row) {
    double square = 0;
    for (std::size_t c = 0; c < 32; ++c) square += static_cast<double>(at(row, c)) * at(row, c);
    CHECK(square == doctest::Approx(16).epsilon(1e-6));
  }
}

TEST_CASE("a shift of the position is one rotation per frequency") {
  const auto encoding = core::positional_encoding(60, 32);
  REQUIRE(encoding);
  const int shift = 7;
  for (std::size_t pair = 0; pair < 32; pair += 2) {
    const double angle = shift / std::pow(10000.0, static_cast<double>(pair) / 32);
    for (std::size_t row = 0; row + shift < 60; ++row) {
      const double s = encoding->data[row * 32 + pair], c = encoding->data[row * 32 + pair + 1];
      CHECK(std::abs(encoding->data[(row + shift) * 32 + pair] - (std::cos(angle) * s + std::sin(angle) * c)) < 1e-6);
      CHECK(std::abs(encoding->data[(row + shift) * 32 + pair + 1] - (std::cos(angle) * c - std::sin(angle) * s)) <
            1e-6);
    }
  }
}

TEST_CASE("only attention pooling listens to the query") {
  core::PoolingInputs inputs;
  inputs.keys = {{3, 2}, {1, 0, 0, 1, 1, 1}};
  inputs.values = {{3, 2}, {1, 10, 2, 20, 6, 0}};
  inputs.filter = {{2}, {0, 3}};
  inputs.fixed_weights = {{3}, {0.5f, 0.25f, 0.25f}};
  inputs.saliences = {{3}, {0.1f, 2, 0.3f}};
  const core::Pooling all[] = {core::Pooling::kAverage, core::Pooling::kMaximum, core::Pooling::kFullyConnected,
                               core::Pooling::kConvolution, core::Pooling::kAttention};
  for (core::Pooling pooling : all) {
    inputs.query = {{2}, {1, 0}};
    const auto before = core::pool(pooling, inputs);
    inputs.query = {{2}, {0, 5}};
    const auto after = core::pool(pooling, inputs);
    REQUIRE(before);
    REQUIRE(after);
    CHECK((before->weights == after->weights) == (pooling != core::Pooling::kAttention));
    CHECK((before->output == after->output) == (pooling != core::Pooling::kAttention));
  }
  CHECK(core::pool(core::Pooling::kAverage, inputs)->output.data[0] == doctest::Approx(3));
  CHECK(core::pool(core::Pooling::kMaximum, inputs)->output.data == std::vector<float>{2, 20});
  CHECK(core::pool(core::Pooling::kFullyConnected, inputs)->output.data == std::vector<float>{2.5f, 10});
  inputs.saliences = {};
  CHECK(core::pool(core::Pooling::kMaximum, inputs)->output.data == std::vector<float>{6, 20});
  CHECK(core::pool(core::Pooling::kMaximum, inputs)->weights.data == std::vector<float>{0, 0.5f, 0.5f});
  inputs.values = {{3, 2}, {1, 1, 2, 20, 0, 0}};  // one has both maxima
  CHECK(core::pool(core::Pooling::kMaximum, inputs)->weights.data == std::vector<float>{0, 1, 0});
}

TEST_CASE("entropy is zero on one key and the logarithm of their number when spread evenly") {
  const Tensor weights{{3, 4}, {0, 1, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f, 0, 0, 0, 0}};
  const auto summaries = core::summarise_rows(weights);
  REQUIRE(summaries);
  CHECK(summaries->entropy.data[0] == 0);
  CHECK(summaries->entropy.data[1] == doctest::Approx(std::log(4)));
  CHECK(summaries->effective_keys.data[1] == doctest::Approx(4));
  CHECK(summaries->effective_keys.data[2] == 0);
  CHECK(summaries->largest_key.data == std::vector<std::int32_t>{1, 0, -1});
}

TEST_CASE("normalizations have the books numbers") {
  // Book, section 10.7.
  const Tensor x{{2, 2}, {1, 2, 2, 3}};
  const auto layer = core::layer_norm(x), batch = core::batch_norm(x);
  REQUIRE(layer);
  REQUIRE(batch);
  const float layer_expected[] = {-1, 1, -1, 1}, batch_expected[] = {-1, -1, 1, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(std::abs(layer->data[i] - layer_expected[i]) < 1e-4);
    CHECK(std::abs(batch->data[i] - batch_expected[i]) < 1e-4);
  }
  const auto ones = core::make_tensor({2, 3, 4}, 1);
  CHECK(core::add_norm(ones, ones)->data == std::vector<float>(24, 0.0f));
}
