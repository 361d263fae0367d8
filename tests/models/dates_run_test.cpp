#include "models/dates_run.h"

#include <cmath>

namespace {

/// The pairs of all pieces as one batch.
models::DatePairs joined(const std::vector<models::DatePairs>& pieces) {
  models::DatePairs all;
  for (const models::DatePairs& piece : pieces)
    for (int i = 0; i < piece.count; ++i) {
      const auto row = [i](const std::vector<int>& rows, int length, const std::vector<int>& lengths) {
        const auto begin = rows.begin() + i * length;
        return std::vector<int>(begin, begin + lengths[static_cast<std::size_t>(i)]);
      };
      all.add(row(piece.sources, piece.source_length, piece.source_lengths),
              row(piece.targets, piece.target_length, piece.target_lengths));
    }
  return all;
}

}  // namespace

TEST_CASE("a step of the translator in pieces equals the step at once") {
  models::DatesLearner learner(7);
  for (int step = 0; step < 3; ++step) {
    for (int piece = 0; piece < learner.pieces(); ++piece) learner.piece(piece);
    const models::DatePairs batch = joined(learner.batch());
    REQUIRE(batch.count == models::DatesLearner::kBatch);
    std::vector<float> gradient;
    const auto answer = learner.model().answer(batch, &gradient);
    CHECK(learner.measured()[models::kDatesLoss] == doctest::Approx(answer.loss).epsilon(1e-5));
    CHECK(learner.measured()[models::kExactDates] == doctest::Approx(answer.exact));
    CHECK(learner.measured()[models::kRightTokens] == doctest::Approx(answer.accuracy));
    REQUIRE(learner.gradient().size() == gradient.size());
    double apart = 0, largest = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      apart = std::max(apart, static_cast<double>(std::abs(learner.gradient()[i] - gradient[i])));
      largest = std::max(largest, static_cast<double>(std::abs(gradient[i])));
    }
    CHECK(largest > 1e-3);
    CHECK(apart < 1e-5 * largest);
    learner.step();
  }
}

TEST_CASE("what the translator writes by itself is right as often as what it writes given the right ones before") {
  core::Random random(2);
  models::DatesLearner learner(2);
  for (int step = 0; step < 100; ++step) {
    for (int piece = 0; piece < learner.pieces(); ++piece) learner.piece(piece);
    learner.step();
  }
  const models::DatePairs pairs = models::random_pairs(random, 100);
  const double exact = learner.model().answer(pairs).exact;
  CHECK(exact > 0.05);
  CHECK(exact < 1);
  CHECK(learner.model().translate(pairs).exact == doctest::Approx(exact));
}

TEST_CASE("a run of the translator ends itself when the dates are right, and goes alike each time") {
  const std::unique_ptr<models::Run> run = models::make_dates_run(3), again = models::make_dates_run(3);
  while (run->end() == models::RunEnd::kNotYet) run->piece();
  CHECK(run->end() == models::RunEnd::kReached);
  CHECK(run->steps() < 250);
  CHECK(run->snapshots() <= models::Run::kMostSnapshots);
  while (again->steps() < 20) again->piece();
  for (std::size_t step = 0; step <= 20; ++step)
    CHECK(again->measured(models::kLoss)[step] == run->measured(models::kLoss)[step]);
}

TEST_CASE("a translator whose rate is far too large explodes") {
  const std::unique_ptr<models::Run> run = models::make_dates_run(1, 1);
  while (run->end() == models::RunEnd::kNotYet) run->piece();
  CHECK(run->end() == models::RunEnd::kExploded);
}
