// Hundreds of seeded problems with any combination of shapes, scoring, masks, caps and caches, against float64.
#include <algorithm>
#include <map>

#include <doctest/doctest.h>

#include "random_problem.h"

namespace {

using core::Attention;
using reference::RandomProblem;

struct Differences {
  double scores = 0, capped = 0, masked = 0, weights = 0, output = 0, log_sum_exp = 0;
};

Differences compare(const RandomProblem& p, const Attention& got) {
  Differences d;
  for (std::int64_t b = 0; b < p.batch; ++b) {
    for (std::int64_t h = 0; h < p.heads; ++h) {
      const reference::Head want = reference::solve(p, b, h);
      const std::int64_t row = (b * p.heads + h) * p.length;
      const auto differ = [](double& largest, const core::Tensor& tensor, std::int64_t offset,
                             const reference::Rows& rows) {
        if (!tensor.empty()) largest = std::max(largest, reference::largest_difference(tensor, offset, rows));
      };
      differ(d.scores, got.scores, row * p.total(), want.scores);
      differ(d.capped, got.capped, row * p.total(), want.capped);
      differ(d.masked, got.masked, row * p.total(), want.masked);
      differ(d.weights, got.weights, row * p.total(), want.weights);
      differ(d.output, got.output, row * p.value_width, want.output);
      differ(d.log_sum_exp, got.log_sum_exp, row, {want.log_sum_exp});
    }
  }
  return d;
}

void check_many(std::uint64_t first_seed, std::uint64_t count, std::uint64_t largest, const core::Want& want,
                const char* name) {
  std::map<std::string, Differences> worst;
  for (std::uint64_t seed = first_seed; seed < first_seed + count; ++seed) {
    RandomProblem p = reference::random_problem(seed, largest);
    p.options.want = want;
    auto got = core::attend(p.queries, p.keys, p.values, p.options);
    INFO("seed " << seed << ": " << reference::describe(p));
    if (!got) FAIL(got.error().text());
    const Differences d = compare(p, *got);
    CHECK(d.weights <= 1e-6);
    CHECK(d.output <= 1e-6);
    CHECK(d.scores <= 5e-6);  // scores of up to some tens, of sums of up to 70 products
    CHECK(d.capped <= 5e-6);
    CHECK(d.masked <= 5e-6);
    CHECK(d.log_sum_exp <= 5e-6);
    Differences& w = worst[std::string(core::scoring_name(p.options.scoring))];
    w.weights = std::max(w.weights, d.weights);
    w.output = std::max(w.output, d.output);
    w.scores = std::max(w.scores, d.scores);
  }
  for (const auto& [scoring, w] : worst) {
    MESSAGE(std::string(name) << ": " << scoring << ": largest error of scores " << w.scores << ", weights "
                              << w.weights << ", output " << w.output);
  }
}

}  // namespace

TEST_CASE("small problems of every kind agree with float64 in every intermediate") {
  check_many(1, 1500, 12,
             {.output = true, .weights = true, .scores = true, .capped = true, .masked = true, .log_sum_exp = true},
             "all intermediates");
}

TEST_CASE("small problems agree when only the output is wanted") { check_many(2001, 1500, 12, {}, "output only"); }

TEST_CASE("larger problems agree with their weights") {
  check_many(4001, 60, 200, {.output = true, .weights = true, .log_sum_exp = true}, "with weights");
}

TEST_CASE("larger problems agree when only the output and the sums are wanted") {
  check_many(5001, 60, 200, {.output = true, .log_sum_exp = true}, "fused");
}
