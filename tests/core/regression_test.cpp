// Nadaraya–Watson regression with the book's numbers (section 10.2).
#include "core/regression.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "core/summary.h"

using core::Tensor;

namespace {

struct Points {
  Tensor x, y;
};

/// The book's own 50 random points, read off its published figure.
Points book_points() {
  std::ifstream file(LAB_TEST_DATA "/golden/core_book_points.json");
  REQUIRE(file);
  const auto json = nlohmann::json::parse(file);
  return {{{50}, json["x_train"].get<std::vector<float>>()}, {{50}, json["y_train"].get<std::vector<float>>()}};
}

Points noise_free_points() {
  Points points{core::make_tensor({50}), core::make_tensor({50})};
  for (std::size_t i = 0; i < 50; ++i) {
    const double x = static_cast<double>(i) / 10;
    points.x.data[i] = static_cast<float>(x);
    points.y.data[i] = static_cast<float>(2 * std::sin(x) + std::pow(x, 0.8));
  }
  return points;
}

std::vector<float> predict(const Points& points, std::vector<float> at, core::Scoring kernel = core::Scoring::kGaussian,
                           float width = 1) {
  const auto result =
      core::kernel_regression(points.x, points.y, {{static_cast<std::int64_t>(at.size())}, at}, kernel, width);
  REQUIRE(result);
  return result->predictions.data;
}

void check_near(const std::vector<float>& got, const std::vector<double>& expected, double tolerance) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::abs(got[i] - expected[i]) <= tolerance);
}

constexpr core::Scoring kKernels[] = {core::Scoring::kGaussian, core::Scoring::kBoxcar, core::Scoring::kTriangular,
                                      core::Scoring::kEpanechikov, core::Scoring::kConstant};
double kernel_by_hand(int kind, double u) {
  u = std::abs(u);
  const double kernels[] = {std::exp(-u * u / 2), u <= 1 ? 1.0 : 0.0, std::max(0.0, 1 - u), std::max(0.0, 1 - u * u),
                            1};
  return kernels[kind];
}

}  // namespace

TEST_CASE("the books points give the books predictions") {
  check_near(predict(book_points(), {0, 1}, core::Scoring::kConstant), {2.297154, 2.297154}, 1e-6);
  check_near(predict(book_points(), {0, 2.5f, 4.9f}), {2.1053, 2.7452, 1.7539}, 5e-5);
}

TEST_CASE("noise free points give their golden predictions weights and entropy") {
  const Points points = noise_free_points();
  check_near(predict(points, {1}, core::Scoring::kConstant), {2.282222617}, 1e-6);
  check_near(predict(points, {0, 2.5f, 4.9f}), {1.874468158, 2.801468638, 1.677484511}, 2e-6);
  check_near(predict(points, {2.5f}, core::Scoring::kGaussian, 0.2f), {3.253555986}, 3e-6);  // a millionth of its size
  const auto result = core::kernel_regression(points.x, points.y, {{1}, {2.5f}});
  REQUIRE(result);
  const auto row = core::summarise_rows(result->weights);
  REQUIRE(row);
  CHECK(row->largest.data[0] == doctest::Approx(0.040398904).epsilon(1e-6));
  CHECK(row->entropy.data[0] == doctest::Approx(3.664457).epsilon(1e-6));
}

TEST_CASE("every kernel and width predicts what a second computation in double precision does") {
  core::Random random(17);
  double largest = 0;
  for (int round = 0; round < 60; ++round) {
    const auto count = static_cast<std::int64_t>(1 + random.below(200));
    const Tensor x = core::random_uniform(random, {count}, 0, 5), y = core::random_uniform(random, {count}, -1, 1),
                 at = core::random_uniform(random, {40}, -1, 6);
    const int kind = round % 5;
    const auto width = static_cast<float>(std::pow(10, random.uniform(-1.3, 1)));
    const auto got = core::kernel_regression(x, y, at, kKernels[kind], width);
    REQUIRE(got);
    for (std::size_t q = 0; q < 40; ++q) {
      double sum = 0, weighted = 0;
      for (std::size_t i = 0; i < x.data.size(); ++i) {
        const double k = kernel_by_hand(kind, (static_cast<double>(at.data[q]) - x.data[i]) / width);
        sum += k;
        weighted += k * y.data[i];
      }
      CAPTURE(round);
      if (sum == 0) {
        // A Gaussian never reaches 0: where all of double's range is too small for it, the nearest point has all.
        if (kind != 0) CHECK(std::ranges::count(got->queries_out_of_reach, static_cast<std::int64_t>(q)) == 1);
        continue;
      }
      largest = std::max(largest, std::abs(got->predictions.data[q] - weighted / sum));
    }
  }
  CHECK(largest < 1e-6);
}

TEST_CASE("the book's products of batches have their shape and their two averages") {
  const core::Tensor queries = core::make_tensor({2, 1, 1}), keys = core::make_tensor({2, 10, 1});
  core::Tensor values{{2, 10, 1}, {}};
  for (int i = 0; i < 20; ++i) values.data.push_back(static_cast<float>(i));
  core::AttentionOptions options;
  options.scoring = core::Scoring::kConstant;
  options.want.weights = true;
  const auto got = core::attend(queries, keys, values, options);
  REQUIRE(got);
  CHECK(got->output.shape == core::Shape{2, 1, 1});
  for (const float weight : got->weights.data) CHECK(weight == doctest::Approx(0.1));
  check_near(got->output.data, {4.5, 14.5}, 1e-6);
  const auto wide =
      core::attend(core::make_tensor({2, 1, 1}), core::make_tensor({2, 4, 1}), core::make_tensor({2, 4, 6}), options);
  REQUIRE(wide);
  CHECK(wide->weights.shape == core::Shape{2, 1, 4});
  CHECK(wide->output.shape == core::Shape{2, 1, 6});
}

TEST_CASE("a boxcar with no point in reach predicts zero and says so") {
  const auto result =
      core::kernel_regression(book_points().x, book_points().y, {{2}, {99, 2}}, core::Scoring::kBoxcar, 1);
  REQUIRE(result);
  CHECK(result->queries_out_of_reach == std::vector<std::int64_t>{0});
  CHECK(result->predictions.data[0] == 0);
  CHECK(result->predictions.data[1] > 1);
}

TEST_CASE("a boxcar reaches exactly as far as its width") {
  const auto result =
      core::kernel_regression({{3}, {0, 1, 2.5f}}, {{3}, {1, 3, 100}}, {{1}, {1}}, core::Scoring::kBoxcar, 1);
  REQUIRE(result);
  CHECK(result->weights.data == std::vector<float>{0.5f, 0.5f, 0});
}

TEST_CASE("parametric training repeats the books losses and weights") {
  const Points points = book_points();
  const auto history = core::train_kernel_regression(points.x, points.y, 0.2466f, 0.5, 5);
  REQUIRE(history);
  REQUIRE(history->size() == 6);
  const double losses[] = {48.2168, 15.6214, 13.5169, 12.8248, 12.3652}, after[] = {2.608, 3.843, 4.464, 4.964, 5.385};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(std::abs((*history)[i].loss - losses[i]) < 2e-3);
    CHECK(std::abs((*history)[i + 1].w - after[i]) < 2e-3);
  }
}

TEST_CASE("one step from a half overshoots as it should") {
  const Points points = noise_free_points();
  const auto seen = core::leave_one_out(points.x, points.y, 0.5f);
  REQUIRE(seen);
  CHECK(std::abs(seen->loss - 41.405190) < 2e-5);
  CHECK(std::abs(seen->gradient + 32.844738) < 2e-4);
  const auto history = core::train_kernel_regression(points.x, points.y, 0.5f, 0.5, 1);
  REQUIRE(history);
  CHECK(history->at(1).w == doctest::Approx(16.92).epsilon(1e-3));
}

TEST_CASE("regression refuses lists that do not fit") {
  const Tensor three{{3}, {1, 2, 3}}, two{{2}, {1, 2}};
  CHECK(core::kernel_regression(three, two, two).error().argument == "y");
  CHECK(core::kernel_regression(three, three, two, core::Scoring::kCosine).error().argument == "kernel");
  CHECK(core::kernel_regression(three, three, two, core::Scoring::kGaussian, -1).error().argument == "width");
  CHECK(core::train_kernel_regression(three, three, 1, 0, 5).error().argument == "rate");
}

TEST_CASE("more points than can be compared with one another are refused") {
  const core::Tensor line = core::make_tensor({1 << 16});  // whose square is 0 in 32 bits
  const auto seen = core::leave_one_out(line, line, 1);
  REQUIRE_FALSE(seen);
  CHECK(seen.error().text() == "x: has 65536 points, but at most 16384 can be compared with one another.");
  CHECK(core::train_kernel_regression(line, line, 1, 0.5, 1).error().argument == "x");
}
