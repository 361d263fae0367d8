// Training as the page does it. What is measured is the program's own processor time, in a browser the time that
// passes.
//
//   bench_training step induction|dates STEPS    milliseconds of a step on a batch of 64, the mean of so many
//   bench_training run induction|dates SEED      a whole run: steps and seconds to the aim, to its end, and what share
//                                                was right then
//
// tests/bench/training.py runs the first in turns with PyTorch, training.mjs both in Chromium.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "core/optimizer.h"
#include "models/dates_run.h"
#include "models/induction_run.h"

namespace {

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// The two-layer model alone, as models::InductionLearner makes its steps: the control beside it is not counted.
double step_of_induction(int steps) {
  constexpr int kPieces = models::InductionLearner::kPieces, kCount = models::InductionLearner::kBatch / kPieces;
  core::Random random(1);
  models::Induction<float> model({}, random);
  core::Adam adam;
  adam.rate = models::kInductionRate;
  adam.second_decay = 0.98;
  const double start = seconds();
  for (int i = 0; i < steps; ++i) {
    std::vector<float> gradient(model.parameters().values.size()), of_piece;
    for (int piece = 0; piece < kPieces; ++piece) {
      model.answer(models::repeated_sequences(random, {}, kCount), {}, &of_piece);
      for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] += of_piece[k] / kPieces;
    }
    models::step(adam, model.parameters(), gradient);
  }
  return 1000 * (seconds() - start) / steps;
}

double step_of_dates(int steps) {
  models::DatesLearner learner(1);
  const double start = seconds();
  for (int i = 0; i < steps; ++i) {
    for (int piece = 0; piece < learner.pieces(); ++piece) learner.piece(piece);
    learner.step();
  }
  return 1000 * (seconds() - start) / steps;
}

/// As in the scene: the induction model with its control; the aim is that so many are right in a batch.
void whole_run(bool is_induction, std::uint64_t seed) {
  const std::unique_ptr<models::Run> run =
      is_induction ? models::make_induction_run(seed, models::kInductionRate) : models::make_dates_run(seed);
  const double aim = is_induction ? 0.99 : 0.95, start = seconds();
  int steps_to_aim = -1;
  double to_aim = 0;
  while (run->end() == models::RunEnd::kNotYet) {
    if (!run->piece() || steps_to_aim >= 0 || run->measured(models::kShareRight).back() < aim) continue;
    steps_to_aim = run->steps();
    to_aim = seconds() - start;
  }
  std::printf("%d %.3f %d %.3f %.4f\n", steps_to_aim, to_aim, run->steps(), seconds() - start,
              run->measured(models::kShareRight).back());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const bool is_induction = std::strcmp(arguments[2], "induction") == 0;
  const int number = std::atoi(arguments[3]);
  if (std::strcmp(arguments[1], "step") == 0)
    std::printf("%.4f\n", is_induction ? step_of_induction(number) : step_of_dates(number));
  else
    whole_run(is_induction, static_cast<std::uint64_t>(number));
}
