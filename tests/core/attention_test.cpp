#include "core/attention.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "core/random.h"
#include "reference.h"

using core::Tensor;
using reference::kInfinity;

namespace {

core::Attention must_attend(const Tensor& q, const Tensor& k, const Tensor& v,
                            const core::AttentionOptions& options = {}) {
  core::Result<core::Attention> result = core::attend(q, k, v, options);
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}

}  // namespace

TEST_CASE("valid lengths of the book give halves and sixths for additive and dot product scoring") {
  // Book, section 10.3: keys all ones, values arange(40), valid lengths 2 and 6.
  core::Random random(3);
  const Tensor keys = core::make_tensor({2, 10, 2}, 1);
  Tensor values = core::make_tensor({2, 10, 4});
  for (std::size_t i = 0; i < 80; ++i) values.data[i] = static_cast<float>(i % 40);
  core::AttentionOptions options;
  options.mask.valid_lengths = core::IntegerTensor{{2}, {2, 6}};
  options.want.weights = true;
  Tensor queries = core::random_normal(random, {2, 1, 2});
  SUBCASE("scaled dot product") {}
  SUBCASE("additive") {
    queries = core::random_normal(random, {2, 1, 20});
    options.scoring = core::Scoring::kAdditive;
    options.parameters.query_weights = core::random_normal(random, {8, 20});
    options.parameters.key_weights = core::random_normal(random, {8, 2});
    options.parameters.score_vector = core::random_normal(random, {8});
  }
  const core::Attention attention = must_attend(queries, keys, values, options);
  CHECK(attention.weights.shape == core::Shape{2, 1, 10});
  CHECK(attention.output.shape == core::Shape{2, 1, 4});
  for (std::size_t j = 0; j < 10; ++j) {
    CHECK(attention.weights.data[j] == doctest::Approx(j < 2 ? 0.5 : 0).epsilon(1e-6));
    CHECK(attention.weights.data[10 + j] == doctest::Approx(j < 6 ? 1.0 / 6 : 0).epsilon(1e-6));
  }
  for (std::size_t c = 0; c < 4; ++c) {
    CHECK(attention.output.data[c] == doctest::Approx(2.0 + c).epsilon(1e-6));
    CHECK(attention.output.data[4 + c] == doctest::Approx(10.0 + c).epsilon(1e-6));
  }
}

TEST_CASE("masked keys do not win even if every visible score is far below the books sentinel") {
  const Tensor scores{{1, 1, 4}, {-2e6f, -2e6f, 5, 7}};
  const auto weights = core::masked_softmax(scores, core::IntegerTensor{{1}, {2}});
  REQUIRE(weights);
  CHECK(weights->data == std::vector<float>{0.5f, 0.5f, 0, 0});
}

TEST_CASE("a row whose every key is masked is zero and is reported") {
  core::Random random(1);
  core::AttentionOptions options;
  options.mask.valid_lengths = core::IntegerTensor{{2}, {0, 3}};
  options.want.weights = options.want.log_sum_exp = true;
  const auto attention = must_attend(core::random_normal(random, {2, 2, 4}), core::random_normal(random, {2, 3, 4}),
                                     core::random_normal(random, {2, 3, 5}), options);
  CHECK(attention.fully_masked_rows == std::vector<std::int64_t>{0, 1});
  for (std::size_t i = 0; i < 6; ++i) CHECK(attention.weights.data[i] == 0);
  for (std::size_t i = 0; i < 10; ++i) CHECK(attention.output.data[i] == 0);
  CHECK(attention.log_sum_exp.data[0] == -kInfinity);
  CHECK(std::isfinite(attention.log_sum_exp.data[2]));
}

TEST_CASE("masked softmax of the book zeroes what lies beyond the valid lengths") {
  core::Random random(5);
  const Tensor scores = core::random_uniform(random, {2, 2, 4});
  for (const core::IntegerTensor& lengths :
       {core::IntegerTensor{{2}, {2, 3}}, core::IntegerTensor{{2, 2}, {1, 3, 2, 4}}}) {
    const auto weights = core::masked_softmax(scores, lengths);
    REQUIRE(weights);
    for (std::size_t row = 0; row < 4; ++row) {
      const int length = lengths.data[lengths.rank() == 1 ? row / 2 : row];
      double sum = 0, expected_sum = 0;
      for (int j = 0; j < length; ++j)
        expected_sum += std::exp(static_cast<double>(scores.data[row * 4 + static_cast<std::size_t>(j)]));
      for (int j = 0; j < 4; ++j) {
        const std::size_t at = row * 4 + static_cast<std::size_t>(j);
        sum += weights->data[at];
        if (j >= length)
          CHECK(weights->data[at] == 0);
        else
          CHECK(weights->data[at] ==
                doctest::Approx(std::exp(static_cast<double>(scores.data[at])) / expected_sum).epsilon(1e-6));
      }
      CHECK(sum == doctest::Approx(1).epsilon(1e-6));
    }
  }
}

TEST_CASE("wrong arguments are answered with a sentence that names them") {
  const Tensor q = core::make_tensor({2, 3, 4}), k = core::make_tensor({2, 5, 4}), v = core::make_tensor({2, 5, 6});
  const auto argument = [](const core::Result<core::Attention>& result) {
    return result ? std::string("no error") : result.error().argument;
  };
  CHECK(argument(core::attend(q, k, v)) == "no error");
  CHECK(argument(core::attend({{4}, {1, 2, 3, 4}}, k, v)) == "queries");
  CHECK(argument(core::attend({{2, 3, 4}, {1, 2}}, k, v)) == "queries");
  CHECK(argument(core::attend(q, core::make_tensor({5, 4}), v)) == "keys");
  CHECK(argument(core::attend(q, core::make_tensor({2, 5, 3}), v)) == "keys");
  CHECK(argument(core::attend(q, core::make_tensor({1, 5, 4}), v)) == "keys");
  CHECK(argument(core::attend(q, k, core::make_tensor({2, 4, 6}))) == "values");
  const auto with = [&](auto change) {
    core::AttentionOptions options;
    change(options);
    return argument(core::attend(q, k, v, options));
  };
  CHECK(with([](auto& o) { o.temperature = 0; }) == "temperature");
  CHECK(with([](auto& o) { o.temperature = std::nanf(""); }) == "temperature");
  CHECK(with([](auto& o) { o.scale = kInfinity; }) == "scale");
  CHECK(with([](auto& o) { o.softcap = -1; }) == "softcap");
  CHECK(with([](auto& o) { o.scoring = core::Scoring::kAdditive; }) == "parameters.score_vector");
  CHECK(with([](auto& o) { o.scoring = core::Scoring::kBilinear; }) == "parameters.matrix");
  CHECK(with([](auto& o) { o.scoring = core::Scoring::kGaussian, o.parameters.width = 0; }) == "parameters.width");
  CHECK(with([](auto& o) { o.scoring = core::Scoring::kBoxcar, o.temperature = 2; }) == "temperature");
  CHECK(with([](auto& o) { o.mask.window = 0; }) == "mask.window");
  CHECK(with([](auto& o) { o.mask.first_query = -1; }) == "mask.first_query");
  CHECK(with([](auto& o) { o.mask.valid_lengths = core::IntegerTensor{{3}, {1, 1, 1}}; }) == "mask.valid_lengths");
  CHECK(with([](auto& o) { o.mask.valid_lengths = core::IntegerTensor{{2}, {1, 6}}; }) == "mask.valid_lengths");
  CHECK(with([](auto& o) {
          o.mask.allowed = core::ByteTensor{{4, 5}, std::vector<std::uint8_t>(20)};
        }) == "mask.allowed");
  CHECK(with([](auto& o) { o.mask.additive = core::make_tensor({3, 6}); }) == "mask.additive");
  CHECK(with([](auto& o) { o.past_keys = core::make_tensor({2, 1, 4}); }) == "past.values");
  CHECK(with([](auto& o) {
          o.past_keys = core::make_tensor({2, 1, 3}), o.past_values = core::make_tensor({2, 1, 6});
        }) == "past.keys");
}
