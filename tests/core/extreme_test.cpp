// Numbers at the edges of float32, and shapes at the edges of shapes.
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "core/attention.h"
#include "core/kernels.h"
#include "core/multi_head.h"
#include "core/normalization.h"
#include "core/pooling.h"
#include "core/random.h"
#include "core/summary.h"
#include "core/window.h"
#include "reference.h"

using core::Tensor;
using reference::kInfinity;

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

/// One query of width 1 that scores every key with the key's own number.
core::Attention weigh(const std::vector<float>& scores, const std::vector<float>& values,
                      core::AttentionOptions options = {}) {
  options.scoring = core::Scoring::kDotProduct;
  const auto n = static_cast<std::int64_t>(scores.size());
  auto result = core::attend({{1, 1}, {1}}, {{n, 1}, scores}, {{n, 1}, values}, options);
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}

/// The three ways through the core: fused, with weights, and row by row with intermediates.
const core::Want kWays[] = {
    {.output = true}, {.output = true, .weights = true}, {.output = true, .weights = true, .scores = true}};

template <class Check>
void on_every_way(Check check) {
  for (const core::Want& want : kWays) {
    core::AttentionOptions options;
    options.want = want;
    INFO("weights " << want.weights << " scores " << want.scores);
    check(options);
  }
}

}  // namespace

TEST_CASE("logits of 1e30 of either sign decide and nothing overflows") {
  on_every_way([](const core::AttentionOptions& options) {
    CHECK(weigh({1e30f, -1e30f, 0}, {5, 7, 9}, options).output.data[0] == 5);
    CHECK(weigh({-1e30f, -1e30f, -1e30f}, {3, 6, 9}, options).output.data[0] == doctest::Approx(6));
    CHECK(weigh({1e30f, 1e30f, -1e30f}, {3, 6, 9}, options).output.data[0] == doctest::Approx(4.5));
    if (options.want.weights)
      CHECK(weigh({1e30f, -1e30f, 0}, {5, 7, 9}, options).weights.data == std::vector<float>{1, 0, 0});
  });
}

TEST_CASE("equal scores share equally whatever they are") {
  for (float score : {0.0f, -0.0f, 1e-40f, 88.8f, -104.0f, 3e38f}) {
    on_every_way([&](const core::AttentionOptions& options) {
      CHECK(weigh(std::vector<float>(300, score), std::vector<float>(300, 2), options).output.data[0] ==
            doctest::Approx(2).epsilon(1e-6));
    });
  }
}

TEST_CASE("one key gets all and a far lower score gets nothing") {
  on_every_way([](const core::AttentionOptions& options) {
    CHECK(weigh({-7}, {4}, options).output.data[0] == 4);
    CHECK(weigh({0, -200}, {4, 1e30f}, options).output.data[0] == 4);
  });
}

TEST_CASE("nan in a visible score makes its row nan and no other") {
  on_every_way([](core::AttentionOptions options) {
    for (const core::Scoring scoring :
         {core::Scoring::kDotProduct, core::Scoring::kCosine, core::Scoring::kGaussian, core::Scoring::kBoxcar,
          core::Scoring::kTriangular, core::Scoring::kEpanechikov}) {
      CAPTURE(core::scoring_name(scoring));
      options.scoring = scoring;
      const Tensor queries{{3, 1}, {1, kNan, 2}}, keys{{2, 1}, {1, 2}}, values{{2, 1}, {5, 5}};
      const auto result = core::attend(queries, keys, values, options);
      REQUIRE(result);
      CHECK(result->output.data[0] == doctest::Approx(5).epsilon(1e-6));
      CHECK(std::isnan(result->output.data[1]));
      CHECK(result->output.data[2] == doctest::Approx(5).epsilon(1e-6));
      CHECK(result->fully_masked_rows.empty());
    }
    CHECK(std::isnan(weigh({0, kInfinity}, {1, 2}, options).output.data[0]));
  });
}

TEST_CASE("a value that is one number does not matter where it is masked, among many keys too") {
  for (const float poison : {kNan, kInfinity}) {
    std::vector<float> values(300, 2);
    core::ByteTensor allowed{{1, 300}, std::vector<std::uint8_t>(300, 1)};
    for (std::size_t i = 0; i < 300; i += 7) values[i] = poison, allowed.data[i] = 0;
    on_every_way([&](core::AttentionOptions options) {
      options.mask.allowed = allowed;
      CHECK(weigh(std::vector<float>(300, 1), values, options).output.data[0] == doctest::Approx(2).epsilon(1e-6));
    });
  }
}

TEST_CASE("masked scores and values do not matter even if they are nan or infinite") {
  for (float poison : {kNan, kInfinity, -kInfinity}) {
    on_every_way([&](core::AttentionOptions options) {
      options.mask.allowed = core::ByteTensor{{1, 4}, {1, 0, 1, 0}};
      CHECK(weigh({0, poison, 0, 1}, {1, 9, 3, 9}, options).output.data[0] == 2);
      CHECK(weigh({0, 1, 0, 1}, {1, poison, 3, 9}, options).output.data[0] == 2);
      options.mask.allowed.reset();
      options.mask.additive = Tensor{{1, 4}, {0, -kInfinity, 0, -kInfinity}};
      CHECK(weigh({0, poison, 0, 1}, {1, poison, 3, 9}, options).output.data[0] == 2);
      options.mask.additive.reset();
      options.mask.valid_lengths = core::IntegerTensor{{1}, {2}};
      CHECK(weigh({0, 0, poison, poison}, {1, 3, poison, poison}, options).output.data[0] == 2);
      if (std::isnan(poison) && options.want.weights) {
        options.mask.valid_lengths->data[0] = 3;
        const auto spoilt = weigh({0, 0, poison, 5}, {1, 3, 2, 2}, options);
        CHECK(std::isnan(spoilt.weights.data[0]));
        CHECK(spoilt.weights.data[3] == 0);  // masked stays exactly 0
      }
    });
  }
}

TEST_CASE("a score of minus infinity counts as masked") {
  on_every_way([](const core::AttentionOptions& options) {
    CHECK(weigh({-kInfinity, 0}, {9, 2}, options).output.data[0] == 2);
    const auto none = weigh({-kInfinity, -kInfinity}, {9, 2}, options);
    CHECK(none.output.data[0] == 0);
    CHECK(none.fully_masked_rows == std::vector<std::int64_t>{0});
  });
}

TEST_CASE("empty axes give empty or zero results") {
  on_every_way([](core::AttentionOptions options) {
    const auto no_queries =
        core::attend(core::make_tensor({2, 0, 3}), core::make_tensor({2, 4, 3}), core::make_tensor({2, 4, 5}), options);
    REQUIRE(no_queries);
    CHECK(no_queries->output.shape == core::Shape{2, 0, 5});
    const auto no_keys =
        core::attend(core::make_tensor({2, 2, 3}), core::make_tensor({2, 0, 3}), core::make_tensor({2, 0, 5}), options);
    REQUIRE(no_keys);
    CHECK(no_keys->output.data == std::vector<float>(20, 0.0f));
    CHECK(no_keys->fully_masked_rows.size() == 4);
    const auto no_width =
        core::attend(core::make_tensor({2, 0}), core::make_tensor({4, 0}), core::make_tensor({4, 1}, 3), options);
    REQUIRE(no_width);
    CHECK(no_width->output.data == std::vector<float>(2, 3.0f));
    const auto no_batch = core::attend(core::make_tensor({0, 1, 2, 2}), core::make_tensor({0, 1, 2, 2}),
                                       core::make_tensor({0, 1, 2, 2}), options);
    REQUIRE(no_batch);
    CHECK(no_batch->output.data.empty());
    const auto no_heads = core::attend(core::make_tensor({1, 0, 2, 2}), core::make_tensor({1, 0, 2, 2}),
                                       core::make_tensor({1, 0, 2, 2}), options);
    REQUIRE(no_heads);
    CHECK(no_heads->output.data.empty());
    const auto no_value_width =
        core::attend(core::make_tensor({2, 3}), core::make_tensor({4, 3}), core::make_tensor({4, 0}), options);
    REQUIRE(no_value_width);
    CHECK(no_value_width->output.shape == core::Shape{2, 0});
  });
}

TEST_CASE("results that no memory could hold are refused") {
  const Tensor x = core::make_tensor({300000, 1});
  core::AttentionOptions options;
  options.want = {.output = false, .weights = true};
  const auto result = core::attend(x, x, x, options);
  REQUIRE_FALSE(result);
  CHECK(result.error().argument == "want");
}

TEST_CASE("the kernels exponential is accurate to two parts in ten million") {
  double worst = 0;
  for (int i = 0; i <= 870000; ++i) {
    float numbers[1] = {static_cast<float>(i) * -1e-4f};
    const double expected = std::exp(static_cast<double>(numbers[0]));
    core::kernels().exponentiate(numbers, 1, 0);
    // Rounding the exponent's base-2 form costs up to half a unit of its last place: relative 7e-6 at −87.
    worst = std::max(worst, std::abs(numbers[0] - expected) / expected / (2e-7 + 8e-8 * static_cast<double>(i) * 1e-4));
  }
  CHECK(worst < 1);
  float edge[5] = {0, -kInfinity, -1e30f, -100, kNan};
  core::kernels().exponentiate(edge, 5, 0);
  CHECK(edge[0] == 1);
  CHECK(edge[1] == 0);
  CHECK(edge[2] == 0);
  CHECK(edge[3] == 0);
  CHECK(std::isnan(edge[4]));
}

TEST_CASE("a shape without numbers is answered at once, and an endless one refused") {
  constexpr std::int64_t kHuge = 2147483647;
  CHECK(core::element_count({kHuge, kHuge, 0, 0}) == 0);
  CHECK(core::element_count({kHuge, kHuge, kHuge, kHuge, 0}) == 0);
  CHECK(core::element_count({kHuge, kHuge, kHuge, kHuge, kHuge}) == std::numeric_limits<std::int64_t>::max());
  const auto is_refused = [](const auto& result, const char* argument) {
    REQUIRE_FALSE(result);
    CHECK(result.error().argument == argument);
    CHECK(result.error().message.find(
              "which holds no numbers; its other extents may then multiply to at most 1048576.") != std::string::npos);
  };
  for (const core::Shape& shape :
       {core::Shape{kHuge, kHuge, 0, 0}, {kHuge, kHuge, 5, 0}, {kHuge, 1, 1, 0}, {1, 0, kHuge, 3}, {0, kHuge, 1, 1}}) {
    CAPTURE(core::shape_text(shape));
    const Tensor tensor{shape, {}};
    is_refused(core::attend(tensor, tensor, tensor), "queries");
    is_refused(core::masked_softmax(tensor), "scores");
    is_refused(core::layer_norm(tensor, {}), "input");
    is_refused(core::summarise_rows(tensor), "weights");
    is_refused(
        core::linear(tensor, Tensor{{1, shape.back()}, std::vector<float>(static_cast<std::size_t>(shape.back()))}),
        "input");
  }
  const Tensor flat{{kHuge, 0}, {}}, one{{1, 0}, {}}, deep{{kHuge, 5, 0}, {}};
  is_refused(core::attend(one, flat, Tensor{{kHuge, 0}, {}}), "keys");
  is_refused(core::AttentionWindow::open(flat, one, {}), "queries");
  is_refused(core::multi_head_attention(deep, deep, deep, {}), "queries");
  core::MultiHeadParameters parameters;
  parameters.heads = kHuge;
  is_refused(core::multi_head_attention(one, one, one, parameters), "heads");
  is_refused(core::pool(core::Pooling::kAverage, {.values = flat}), "values");
  // Small ones are what they always were.
  const Tensor empty{{3, 0}, {}};
  core::AttentionOptions options;
  options.want.weights = true;
  auto result = core::attend(empty, empty, Tensor{{3, 1}, {1, 2, 6}}, options);
  REQUIRE(result);
  CHECK(result->output.data[0] == doctest::Approx(3));
  CHECK(core::attend(Tensor{{2, 0, 4, 5}, {}}, Tensor{{2, 0, 4, 5}, {}}, Tensor{{2, 0, 4, 5}, {}}));
}

TEST_CASE("an additive mask makes every weight exp(mask) times as large before the row is divided, kernels' too") {
  const Tensor queries{{1, 1}, {0}}, keys{{4, 1}, {0, 0.25f, 0.5f, 2}}, values{{4, 1}, {1, 2, 3, 4}};
  const std::vector<float> mask{0.5f, -1, -kInfinity, 3};
  for (const core::Scoring scoring : {core::Scoring::kBoxcar, core::Scoring::kTriangular, core::Scoring::kEpanechikov,
                                      core::Scoring::kConstant, core::Scoring::kGaussian, core::Scoring::kDotProduct}) {
    CAPTURE(core::scoring_name(scoring));
    core::AttentionOptions options;
    options.scoring = scoring;
    options.want = {.weights = true, .masked = true, .exponentials = true};
    const core::Attention plain = *core::attend(queries, keys, values, options);
    options.mask.additive = Tensor{{1, 4}, mask};
    const core::Attention masked = *core::attend(queries, keys, values, options);
    double sum = 0;
    for (std::size_t i = 0; i < 4; ++i)
      sum += static_cast<double>(plain.weights.data[i]) * std::exp(static_cast<double>(mask[i]));
    for (std::size_t i = 0; i < 4; ++i) {
      const double wanted = static_cast<double>(plain.weights.data[i]) * std::exp(static_cast<double>(mask[i])) / sum;
      CHECK(masked.weights.data[i] == doctest::Approx(wanted).epsilon(1e-5));
      if (!core::is_kernel_without_softmax(scoring)) continue;
      const double kernel = plain.exponentials.data[i] * std::exp(static_cast<double>(mask[i]));
      CHECK(masked.exponentials.data[i] == doctest::Approx(kernel).epsilon(1e-5));
      CHECK(masked.masked.data[i] == (mask[i] == -kInfinity ? -kInfinity : masked.exponentials.data[i]));
    }
  }
}
