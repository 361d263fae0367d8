#include "core/window.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "core/random.h"

using core::Tensor;

namespace {

Tensor picture(core::AttentionWindow& window, const core::WindowView& view, std::int64_t budget = 7) {
  const auto error = window.look(view);
  if (error) FAIL(error->text());
  double before = 0, done = 0;
  while (done < 1) {
    done = window.advance(budget);
    REQUIRE(done > before);
    before = done;
  }
  return window.picture();
}

/// The same from the whole matrix.
Tensor reduced(const Tensor& weights, const core::WindowView& view) {
  Tensor result = core::make_tensor({view.rows, view.columns});
  for (std::int64_t r = 0; r < view.rows; ++r) {
    for (std::int64_t c = 0; c < view.columns; ++c) {
      double sum = 0, largest = 0;
      std::int64_t count = 0;
      for (std::int64_t i = r * view.query_count / view.rows; i < (r + 1) * view.query_count / view.rows; ++i) {
        for (std::int64_t j = c * view.key_count / view.columns; j < (c + 1) * view.key_count / view.columns;
             ++j, ++count) {
          const double weight =
              weights.data[static_cast<std::size_t>((view.first_query + i) * weights.shape[1] + view.first_key + j)];
          sum += weight;
          largest = std::max(largest, weight);
        }
      }
      result.data[static_cast<std::size_t>(r * view.columns + c)] =
          static_cast<float>(view.reduction == core::Reduction::kMean ? sum / static_cast<double>(count) : largest);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("any view reduced by mean or maximum is what the whole matrix gives") {
  core::Random random(9);
  for (int scoring = 0; scoring < 10; ++scoring) {
    core::AttentionOptions options;
    options.scoring = static_cast<core::Scoring>(scoring);
    options.parameters.width = 3;
    options.parameters.query_weights = options.parameters.key_weights = core::random_normal(random, {4, 6});
    options.parameters.score_vector = core::random_normal(random, {4});
    options.parameters.matrix = core::random_normal(random, {6, 6});
    options.mask.is_causal = scoring % 2 == 1;
    options.mask.valid_lengths = core::IntegerTensor{{1}, {260}};
    const Tensor queries = core::random_normal(random, {300, 6}), keys = core::random_normal(random, {290, 6});
    options.want.weights = true;
    const auto whole = core::attend(queries, keys, core::make_tensor({290, 1}), options);
    REQUIRE(whole);
    auto window = core::AttentionWindow::open(queries, keys, options);
    if (!window) FAIL(window.error().text());
    for (core::Reduction reduction : {core::Reduction::kMean, core::Reduction::kMaximum}) {
      // A part first, so that some rows' sums are known when the whole is looked at, and again afterwards.
      for (const core::WindowView& view :
           {core::WindowView{100, 31, 17, 205, 31, 205, reduction}, core::WindowView{0, 300, 0, 290, 13, 7, reduction},
            core::WindowView{250, 50, 0, 290, 50, 290, reduction}, core::WindowView{5, 7, 140, 3, 2, 2, reduction}}) {
        const Tensor got = picture(*window, view), expected = reduced(whole->weights, view);
        double largest = 0;
        for (std::size_t i = 0; i < got.data.size(); ++i)
          largest = std::max(largest, std::abs(static_cast<double>(got.data[i]) - expected.data[i]));
        INFO(std::string(core::scoring_name(options.scoring))
             << " " << view.first_query << " " << view.rows << " × " << view.columns);
        CHECK(largest < 1e-6);
      }
    }
  }
}

TEST_CASE("a picture can be abandoned and another begun") {
  core::Random random(4);
  const Tensor x = core::random_normal(random, {500, 4});
  auto window = core::AttentionWindow::open(x, x);
  REQUIRE(window);
  REQUIRE_FALSE(window->look({0, 500, 0, 500, 10, 10, core::Reduction::kMean}));
  CHECK(window->advance(10) < 0.1);
  const Tensor got = picture(*window, {0, 500, 0, 500, 1, 1, core::Reduction::kMean});
  CHECK(got.data[0] == doctest::Approx(1.0 / 500).epsilon(1e-5));
}

TEST_CASE("rows of a matrix of 65536 squared can be looked at") {
  core::Random random(5);
  const std::int64_t n = 65536;
  const Tensor queries = core::random_normal(random, {n, 4}), keys = core::random_normal(random, {n, 4});
  auto window = core::AttentionWindow::open(queries, keys);
  REQUIRE(window);
  const Tensor got = picture(*window, {n - 20, 20, 0, n, 20, 64, core::Reduction::kMean});
  for (std::size_t row = 0; row < 20; ++row) {
    std::vector<double> sums(64);
    double total = 0;
    for (std::size_t j = 0; j < 65536; ++j) {
      double score = 0;
      for (std::size_t c = 0; c < 4; ++c)
        score += static_cast<double>(queries.data[(65516 + row) * 4 + c]) * keys.data[j * 4 + c];
      const double e = std::exp(score / 2);
      sums[j / 1024] += e;
      total += e;
    }
    for (std::size_t column = 0; column < 64; ++column) {
      CHECK(std::abs(got.data[row * 64 + column] - sums[column] / total / 1024) < 1e-5 * sums[column] / total / 1024);
    }
  }
}

TEST_CASE("views that do not fit are refused with a sentence") {
  const Tensor x = core::make_tensor({5, 2});
  auto window = core::AttentionWindow::open(x, x);
  REQUIRE(window);
  const auto argument = [&](const core::WindowView& view) {
    const auto error = window->look(view);
    return error ? error->argument : std::string("none");
  };
  CHECK(argument({0, 5, 0, 5, 5, 5}) == "none");
  CHECK(argument({1, 5, 0, 5, 5, 5}) == "view.queries");
  CHECK(argument({0, 5, 0, 6, 5, 5}) == "view.keys");
  CHECK(argument({0, 5, 0, 5, 6, 5}) == "view.rows");
  CHECK(argument({0, 5, 0, 5, 5, 0}) == "view.columns");
  CHECK(core::AttentionWindow::open(core::make_tensor({1, 5, 2}), x).error().argument == "queries");
  CHECK(core::AttentionWindow::open(x, core::make_tensor({5, 3})).error().argument == "keys");
}
