#include "models/run.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "models/induction_run.h"

namespace {

/// Has a loss and a share for every step, and one parameter: how many steps it has made.
struct Scripted final : models::Learner {
  std::vector<double> losses, shares;  // after 0, 1 … steps; the last one holds from then on
  int made = 0, in_piece = 0;
  Scripted(std::vector<double> l, std::vector<double> s) : losses(std::move(l)), shares(std::move(s)) {}
  static double at(const std::vector<double>& all, int i) {
    return all[std::min(static_cast<std::size_t>(i), all.size() - 1)];
  }
  int pieces() const override { return 3; }
  void piece(int which) override {
    CHECK(which == in_piece);
    in_piece = (in_piece + 1) % 3;
  }
  std::vector<double> measured() const override { return {at(losses, made), at(shares, made)}; }
  void step() override { ++made; }
  std::vector<float> parameters() const override { return {static_cast<float>(made)}; }
};

models::Run scripted(std::vector<double> losses, std::vector<double> shares, int most = 600) {
  return models::Run(std::make_unique<Scripted>(std::move(losses), std::move(shares)), {.most_steps = most});
}
void go_to(models::Run& run, int step) {
  while (run.steps() < step && run.end() == models::RunEnd::kNotYet) run.piece();
}

}  // namespace

TEST_CASE("a run is at step 0 once what it began with has been measured, and a step is whole after its last piece") {
  models::Run run = scripted({3}, {0});
  CHECK(run.steps() == -1);
  CHECK(run.snapshot(0).parameters == std::vector<float>{0});
  CHECK_FALSE(run.piece());
  CHECK_FALSE(run.piece());
  CHECK(run.piece());
  CHECK(run.steps() == 0);
  CHECK_FALSE(run.piece());
  CHECK(run.snapshot(1).parameters == std::vector<float>{0});  // that step is not whole yet
  run.piece();
  CHECK(run.piece());
  CHECK(run.steps() == 1);
  CHECK(run.snapshot(1).parameters == std::vector<float>{1});
  CHECK(run.measured(models::kLoss).size() == 2);
}

TEST_CASE("at most 64 snapshots are kept, spread over the run; which ones depends on the number of steps only") {
  models::Run run = scripted({3}, {0}, 100000);
  for (int step = 0; step <= 3000; ++step) {
    go_to(run, step);
    REQUIRE(run.snapshots() <= models::Run::kMostSnapshots);
    REQUIRE(run.snapshot(step).step == step);  // always the last one
    const int stride = models::Run::stride(step);
    if (step % 97 != 0) continue;
    for (int asked = 0; asked < step; ++asked) {
      REQUIRE(run.snapshot(asked).step == asked / stride * stride);
      REQUIRE(run.snapshot(asked).parameters[0] == static_cast<float>(asked / stride * stride));
    }
  }
  CHECK(models::Run::stride(62) == 1);
  CHECK(models::Run::stride(63) == 2);
  CHECK(models::Run::stride(225) == 4);
  CHECK(run.snapshots() > models::Run::kMostSnapshots / 3);
}

TEST_CASE("a run ends when enough batches in a row were right") {
  models::Run run = scripted({3, 2, 1}, {0, 1, 1, 1, 0.98, 0.99, 0.99, 1, 1, 1});
  go_to(run, 600);
  CHECK(run.end() == models::RunEnd::kReached);
  CHECK(run.steps() == 9);
  CHECK_FALSE(run.piece());
  CHECK(run.steps() == 9);
}

TEST_CASE("a run ends after so many steps without its aim") {
  models::Run run = scripted({3}, {0.5}, 40);
  go_to(run, 600);
  CHECK(run.end() == models::RunEnd::kMostSteps);
  CHECK(run.steps() == 40);
}

TEST_CASE("a run whose loss is not finite or far too large has exploded, and knows the last good step") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinite = std::numeric_limits<double>::infinity();
  for (const double last : {kNan, kInfinite, 6.01}) {
    models::Run run = scripted({3, 2, 3, 5.9, last}, {0});
    go_to(run, 600);
    CHECK(run.end() == models::RunEnd::kExploded);
    CHECK(run.steps() == 4);
    CHECK(run.last_good_step() == 2);
  }
  models::Run at_once = scripted({3, kNan}, {0});
  go_to(at_once, 600);
  CHECK(at_once.last_good_step() == 0);
}

TEST_CASE("the same settings make the same run, others another one") {
  const auto run = [](std::uint64_t seed, double rate) {
    auto made = models::make_induction_run(seed, rate);
    go_to(*made, 3);
    return made;
  };
  const auto one = run(1, 3e-3), same = run(1, 3e-3), other_seed = run(2, 3e-3), other_rate = run(1, 4e-3);
  for (std::size_t which = 0; which < models::kInductionMeasures; ++which)
    for (std::size_t step = 0; step <= 3; ++step) CHECK(one->measured(which)[step] == same->measured(which)[step]);
  CHECK(one->snapshot(3).parameters == same->snapshot(3).parameters);
  CHECK(one->measured(models::kTwoLayerLoss)[0] != other_seed->measured(models::kTwoLayerLoss)[0]);
  CHECK(one->measured(models::kTwoLayerLoss)[0] == other_rate->measured(models::kTwoLayerLoss)[0]);
  CHECK(one->measured(models::kTwoLayerLoss)[2] != other_rate->measured(models::kTwoLayerLoss)[2]);
}

TEST_CASE("the pieces of a batch together are the batch at once, to rounding") {
  models::InductionLearner learner(7);
  for (int step = 0; step < 3; ++step) {
    for (int piece = 0; piece < learner.pieces(); ++piece) learner.piece(piece);
    core::Random random(1);
    models::InductionPair models(random);
    models.adopt(learner.parameters());
    std::vector<float> at_once;
    const auto answer = models.two.answer(learner.batch(), {}, &at_once);
    const auto control = models.one.answer(learner.batch());
    const std::vector<double> measured = learner.measured();
    CHECK(measured[models::kTwoLayerLoss] == doctest::Approx(answer.loss));
    CHECK(measured[models::kTwoLayerAccuracy] == doctest::Approx(answer.accuracy));
    CHECK(measured[models::kOneLayerLoss] == doctest::Approx(control.loss));
    CHECK(measured[models::kOneLayerAccuracy] == doctest::Approx(control.accuracy));
    CHECK(measured[models::kPreviousToken] == doctest::Approx(models::previous_token_score(answer.weights[0], 24)));
    CHECK(measured[models::kPrefixMatching] ==
          doctest::Approx(models::prefix_matching_score(answer.weights[1], learner.batch(), 24)));
    REQUIRE(learner.gradient().size() == at_once.size());
    float longest = 0;
    for (const float number : at_once) longest = std::max(longest, std::abs(number));
    for (std::size_t i = 0; i < at_once.size(); ++i)
      REQUIRE(std::abs(learner.gradient()[i] - at_once[i]) < 1e-5f * longest);
    learner.step();
  }
}

TEST_CASE("the usual run reaches its aim, and the one-layer control on the same sequences does not") {
  const auto run = models::make_induction_run(1, models::kInductionRate);
  go_to(*run, 600);
  CHECK(run->end() == models::RunEnd::kReached);
  CHECK(run->steps() < 250);
  CHECK(run->measured(models::kTwoLayerAccuracy).back() >= 0.99);
  CHECK(run->measured(models::kOneLayerAccuracy).back() < 0.5);
  CHECK(run->measured(models::kPrefixMatching).back() > 0.8);
}
