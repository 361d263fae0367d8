// Every gradient against central differences of the float64 reference.
#include "core/gradients.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "random_problem.h"

using core::Tensor;
using reference::RandomProblem;

namespace {

/// Σ output · direction, by the float64 reference.
double loss(const RandomProblem& p, const Tensor& direction) {
  double sum = 0;
  std::size_t at = 0;
  for (std::int64_t b = 0; b < p.batch; ++b)
    for (std::int64_t h = 0; h < p.heads; ++h)
      for (const auto& row : reference::solve(p, b, h).output)
        for (double number : row) sum += number * direction.data[at++];
  return sum;
}

/// dL/d number by central differences; the step is what a float can really do.
double difference(RandomProblem& p, const Tensor& direction, float& number, float step = 2e-3f) {
  const float before = number;
  const auto at = [&](float value) {
    number = value;
    return loss(p, direction);
  };
  const float far_up = before + 2 * step, up = before + step, down = before - step, far_down = before - 2 * step;
  const double near = (at(up) - at(down)) / (static_cast<double>(up) - down),
               far = (at(far_up) - at(far_down)) / (static_cast<double>(far_up) - far_down);
  number = before;
  return (4 * near - far) / 3;  // Richardson: the error falls with the fourth power of the step
}

void check_tensor(RandomProblem& p, const Tensor& direction, Tensor& input, const Tensor& gradient, const char* name) {
  INFO(std::string(name));
  REQUIRE(gradient.shape == input.shape);
  for (std::size_t i = 0; i < input.data.size(); ++i) {
    const double expected = difference(p, direction, input.data[i]);
    INFO("[" << i << "]");
    CHECK(std::abs(gradient.data[i] - expected) <= 2e-5 * (1 + std::abs(expected)));
  }
}

void check_mask(RandomProblem& p, const Tensor& direction, const Tensor& gradient) {
  Tensor& mask = *p.options.mask.additive;
  REQUIRE(gradient.shape == mask.shape);
  for (std::size_t i = 0; i < mask.data.size(); ++i) {
    INFO("additive mask [" << i << "]");
    if (std::isinf(mask.data[i])) {
      CHECK(gradient.data[i] == 0);
      continue;
    }
    const double expected = difference(p, direction, mask.data[i]);
    CHECK(std::abs(gradient.data[i] - expected) <= 2e-5 * (1 + std::abs(expected)));
  }
}

/// Kernels with an edge are not differentiable there: such a problem says nothing about the formulas.
bool has_edge(const RandomProblem& p) {
  using core::Scoring;
  return p.options.scoring == Scoring::kBoxcar || p.options.scoring == Scoring::kTriangular ||
         p.options.scoring == Scoring::kEpanechikov;
}

}  // namespace

TEST_CASE("gradients of attention agree with finite differences in double precision") {
  int problems = 0, additive_masks = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    RandomProblem p = reference::random_problem(seed, 4);
    if (has_edge(p)) p.options.parameters.width *= 4;  // every distance far inside
    if (p.options.scoring == core::Scoring::kBoxcar) continue;
    if (p.options.scoring == core::Scoring::kTriangular && p.width == 1) continue;  // a tip at q = k
    core::Random random(seed + 1000);
    INFO("seed " << seed << ": " << reference::describe(p));
    const auto output = core::attend(p.queries, p.keys, p.values, p.options);
    REQUIRE(output);
    const Tensor direction = core::random_normal(random, output->output.shape);
    const auto gradients = core::attend_gradients(p.queries, p.keys, p.values, p.options, direction);
    REQUIRE(gradients);
    check_tensor(p, direction, p.queries, gradients->queries, "queries");
    check_tensor(p, direction, p.keys, gradients->keys, "keys");
    check_tensor(p, direction, p.values, gradients->values, "values");
    if (p.past > 0) {
      check_tensor(p, direction, *p.options.past_keys, gradients->past_keys, "past keys");
      check_tensor(p, direction, *p.options.past_values, gradients->past_values, "past values");
    }
    if (p.options.mask.additive) {
      check_mask(p, direction, gradients->additive_mask);
      ++additive_masks;
    }
    core::ScoringParameters& parameters = p.options.parameters;
    if (p.options.scoring == core::Scoring::kAdditive) {
      check_tensor(p, direction, parameters.query_weights, gradients->parameters.query_weights, "query weights");
      check_tensor(p, direction, parameters.key_weights, gradients->parameters.key_weights, "key weights");
      check_tensor(p, direction, parameters.score_vector, gradients->parameters.score_vector, "score vector");
    }
    if (p.options.scoring == core::Scoring::kBilinear)
      check_tensor(p, direction, parameters.matrix, gradients->parameters.matrix, "matrix");
    const auto near = [](double got, double expected) {
      return std::abs(got - expected) <= 2e-5 * (1 + std::abs(expected));
    };
    CHECK(near(gradients->parameters.width, difference(p, direction, parameters.width)));
    if (!core::is_kernel_without_softmax(p.options.scoring))
      CHECK(near(gradients->temperature, difference(p, direction, p.options.temperature)));
    if (p.options.scale) CHECK(near(gradients->scale, difference(p, direction, *p.options.scale)));
    if (p.options.softcap) CHECK(near(gradients->softcap, difference(p, direction, *p.options.softcap)));
    ++problems;
  }
  CHECK(problems > 300);
  CHECK(additive_masks > 50);
}

TEST_CASE("a boxcar does not change with the distance") {
  core::Random random(2);
  core::AttentionOptions options;
  options.scoring = core::Scoring::kBoxcar;
  const Tensor x = core::random_normal(random, {5, 2});
  const auto gradients = core::attend_gradients(x, x, x, options, core::make_tensor({5, 2}, 1));
  REQUIRE(gradients);
  CHECK(gradients->queries.data == std::vector<float>(10, 0.0f));
  CHECK(gradients->parameters.width == 0);
}

TEST_CASE("the gradient of a softmax sums to zero in every row") {
  core::Random random(3);
  const auto weights = core::masked_softmax(core::random_normal(random, {4, 6}));
  REQUIRE(weights);
  const auto gradient = core::softmax_gradient(*weights, core::random_normal(random, {4, 6}));
  REQUIRE(gradient);
  for (std::size_t row = 0; row < 4; ++row) {
    double sum = 0;
    for (std::size_t i = 0; i < 6; ++i) sum += gradient->data[row * 6 + i];
    CHECK(std::abs(sum) < 1e-6);
  }
}
