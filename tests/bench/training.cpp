// Training as the page does it. What is measured is the program's own processor time, in a browser the time that passes.
//
//   bench_training step induction|dates BATCHES     a step's milliseconds, the model's alone, on so many batches
//   bench_training run induction|dates SEED         a whole run: steps and seconds to the aim, and to its end
//
// tests/bench/training.py runs the first in turns with PyTorch, training.mjs both in Chromium.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "core/optimizer.h"
#include "models/induction.h"
#include "models/translator.h"

namespace {

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// `learn` makes one step on a batch that `draw` made before.
template <class Draw, class Learn>
double milliseconds_per_step(int batches, Draw draw, Learn learn) {
  double spent = 0;
  for (int i = 0; i < batches; ++i) {
    const auto batch = draw();
    const double start = seconds();
    learn(batch);
    spent += seconds() - start;
  }
  return 1000 * spent / batches;
}

double step_of_induction(int batches) {
  core::Random random(1);
  models::Induction<float> model({}, random);
  core::Adam adam;
  adam.rate = 3e-3;
  adam.second_decay = 0.98;
  std::vector<float> gradient;
  return milliseconds_per_step(
      batches, [&] { return models::repeated_sequences(random, {}, 64); },
      [&](const models::RepeatedSequences& batch) {
        model.answer(batch, {}, &gradient);
        models::step(adam, model.parameters(), gradient);
      });
}

double step_of_dates(int batches) {
  core::Random random(1);
  models::Translator<float> model({}, random);
  core::Adam adam;
  adam.rate = 4e-3;
  std::vector<float> gradient;
  return milliseconds_per_step(
      batches, [&] { return models::random_pairs(random, 64); },
      [&](const models::DatePairs& batch) {
        model.answer(batch, &gradient);
        models::clip(gradient, 1);
        models::step(adam, model.parameters(), gradient);
      });
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const bool is_induction = std::strcmp(arguments[2], "induction") == 0;
  const int number = std::atoi(arguments[3]);
  if (std::strcmp(arguments[1], "step") == 0)
    std::printf("%.4f\n", is_induction ? step_of_induction(number) : step_of_dates(number));
}
