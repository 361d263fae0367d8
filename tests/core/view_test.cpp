// The caller's own arrays: read where they are.
#include <algorithm>
#include <array>
#include <limits>

#include <doctest/doctest.h>

#include "core/attention.h"
#include "core/gradients.h"
#include "core/normalization.h"
#include "core/problem.h"
#include "core/random.h"
#include "core/summary.h"

using core::Tensor;
using core::TensorView;

TEST_CASE("attention reads the callers own arrays where they are") {
  const std::array<float, 4> queries{1, 0, 0, 1};
  const float keys[] = {1, 0, 0, 1, 1, 1};
  const std::vector<float> values{10, 20, 30};
  const TensorView view{{3, 2}, keys};
  CHECK(view.data.data() == keys);
  const auto posed = core::pose({{2, 2}, queries}, view, {{3, 1}, values}, {});
  REQUIRE(posed);
  CHECK(posed->queries == queries.data());
  CHECK(posed->keys == keys);
  CHECK(posed->values == values.data());

  const Tensor q{{2, 2}, {1, 0, 0, 1}}, k{{3, 2}, {1, 0, 0, 1, 1, 1}}, v{{3, 1}, {10, 20, 30}};
  CHECK(TensorView(q).data.data() == q.data.data());
  core::AttentionOptions options;
  options.want.present_keys = true;
  const auto seen = core::attend({{2, 2}, queries}, view, {{3, 1}, values}, options);
  const auto owned = core::attend(q, k, v, options);
  REQUIRE(seen);
  REQUIRE(owned);
  CHECK(seen->output == owned->output);
  CHECK(seen->present_keys == k);
}

TEST_CASE("views are checked as tensors are") {
  const std::array<float, 3> three{1, 2, 3};
  const TensorView wrong{{2, 2}, three};
  const auto attention = core::attend(wrong, wrong, wrong);
  REQUIRE_FALSE(attention);
  CHECK(attention.error().text() == "queries: has shape (2, 2), which does not fit its 3 numbers.");
  CHECK_FALSE(core::masked_softmax(wrong));
  CHECK_FALSE(core::softmax_gradient(wrong, wrong));
  CHECK_FALSE(core::linear(wrong, wrong));
  CHECK_FALSE(core::layer_norm(wrong));
  CHECK_FALSE(core::summarise_rows(wrong));
  CHECK_FALSE(core::attend(TensorView{}, TensorView{}, TensorView{}));
}

TEST_CASE("a run of any pieces gives what attend gives bit for bit") {
  core::Random random(5);
  for (const bool has_intermediates : {false, true}) {
    for (const std::int64_t budget : {1, 7, 100, 100000}) {
      const Tensor q = core::random_normal(random, {2, 4, 150, 9}), k = core::random_normal(random, {2, 2, 77, 9});
      Tensor v = core::random_normal(random, {2, 2, 77, 5});
      v.data[10] = std::numeric_limits<float>::infinity();  // one head goes row by row
      core::AttentionOptions options;
      options.want = {.weights = true, .capped = has_intermediates, .log_sum_exp = true, .present_values = true};
      options.softcap = 3.0f;
      options.mask.is_causal = true;
      options.mask.valid_lengths = core::IntegerTensor{{2}, {0, 70}};
      const auto whole = core::attend(q, k, v, options);
      auto run = core::AttentionRun::open(q, k, v, options);
      REQUIRE(whole);
      REQUIRE(run);
      std::vector<double> shares;
      do shares.push_back(run->advance(budget));
      while (shares.back() < 1);
      for (std::size_t i = 1; i < shares.size(); ++i) CHECK(shares[i] > shares[i - 1]);
      CHECK(shares.size() > (budget == 1 ? 8 : 0));
      const core::Attention pieces = run->finish();
      // The infinity makes NaN, which is not equal to itself.
      const auto same = [](const Tensor& a, const Tensor& b) {
        const auto equal = [](float x, float y) { return x == y || (x != x && y != y); };
        return a.shape == b.shape && std::ranges::equal(a.data, b.data, equal);
      };
      CHECK(same(pieces.output, whole->output));
      CHECK(same(pieces.weights, whole->weights));
      CHECK(same(pieces.capped, whole->capped));
      CHECK(same(pieces.log_sum_exp, whole->log_sum_exp));
      CHECK(pieces.present_values == whole->present_values);
      CHECK(pieces.fully_masked_rows == whole->fully_masked_rows);
    }
  }
}

TEST_CASE("a run without rows is done at once") {
  const core::AttentionOptions options;
  const Tensor none{{0, 2}, {}}, keys{{1, 2}, {1, 2}};
  auto run = core::AttentionRun::open(none, keys, keys, options);
  REQUIRE(run);
  CHECK(run->advance(1) == 1);
  CHECK(run->finish().output.shape == core::Shape{0, 2});
  CHECK_FALSE(core::AttentionRun::open(keys, none, none, {.temperature = 0}));
}
