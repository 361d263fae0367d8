#include "models/induction.h"

#include <cmath>

#include "core/optimizer.h"
#include "differences.h"

namespace {

constexpr models::InductionShape kSmall{.symbols = 7, .length = 8, .width = 4, .layers = 2};

}  // namespace

TEST_CASE("a sequence repeats itself with a period of its own, its symbols are different ones") {
  core::Random random(3);
  const models::InductionShape shape;
  const models::RepeatedSequences made = models::repeated_sequences(random, shape, 200);
  REQUIRE(made.symbols.size() == 200 * 25);
  std::vector<int> seen(13);
  for (std::size_t i = 0; i < 200; ++i) {
    const int period = made.periods[i];
    REQUIRE(period >= 4);
    REQUIRE(period <= 12);
    ++seen[static_cast<std::size_t>(period)];
    const int* row = made.symbols.data() + i * 25;
    for (int place = period; place < 25; ++place) CHECK(row[place] == row[place - period]);
    for (int a = 0; a < period; ++a)
      for (int b = 0; b < a; ++b) CHECK(row[a] != row[b]);
  }
  for (std::size_t period = 4; period <= 12; ++period) CHECK(seen[period] > 5);
}

TEST_CASE("every gradient of the induction model is what central differences say, with heads on and off") {
  core::Random random(5);
  models::Induction<double> model(kSmall, random);
  for (double& value : model.parameters().values) value += random.normal(0, 0.1);  // also what begins at 0 and 1
  const models::RepeatedSequences batch = models::repeated_sequences(random, kSmall, 3, 2, 4);
  for (const models::HeadsOff& off : {models::HeadsOff{}, models::HeadsOff{true}, models::HeadsOff{false, true}}) {
    std::vector<double> gradient;
    model.answer(batch, off, &gradient);
    check_gradient(model.parameters(), gradient, [&] { return model.answer(batch, off).loss; });
  }
}

TEST_CASE("a place sees nothing of what comes after it") {
  core::Random random(6);
  const models::Induction<double> model(kSmall, random);
  models::RepeatedSequences one = models::repeated_sequences(random, kSmall, 1, 3, 3), other = one;
  other.symbols[6] = (other.symbols[6] + 1) % kSmall.symbols;
  const auto a = model.answer(one), b = model.answer(other);
  for (std::size_t layer = 0; layer < 2; ++layer)
    for (std::size_t i = 0; i < 6 * 8; ++i) CHECK(a.weights[layer][i] == b.weights[layer][i]);
  for (std::size_t t = 0; t < 8; ++t)
    for (std::size_t j = t + 1; j < 8; ++j) CHECK(a.weights[0][t * 8 + j] == 0);
}

TEST_CASE("a perfect head scores 1, a head that looks at all alike what can be counted") {
  core::Random random(8);
  const models::RepeatedSequences made = models::repeated_sequences(random, kSmall, 4, 2, 4);
  const int length = kSmall.length;
  std::vector<double> previous(4 * 64), matching(4 * 64), alike(4 * 64);
  double expected_alike = 0;
  int places = 0;
  for (int i = 0; i < 4; ++i) {
    const int period = made.periods[static_cast<std::size_t>(i)];
    for (int t = 0; t < length; ++t) {
      const auto row = static_cast<std::size_t>((i * length + t) * length);
      previous[row + static_cast<std::size_t>(std::max(0, t - 1))] = 1;
      if (t >= period) matching[row + static_cast<std::size_t>(t - period + 1)] = 1;  // after its last appearance
      for (int j = 0; j <= t; ++j) alike[row + static_cast<std::size_t>(j)] = 1.0 / (t + 1);
      if (t < period) continue;
      expected_alike += static_cast<double>(t / period) / (t + 1);  // as often as it has appeared before
      ++places;
    }
  }
  CHECK(models::previous_token_score(previous, length) == 1);
  CHECK(models::prefix_matching_score(matching, made, length) == 1);
  CHECK(models::previous_token_score(matching, length) < 0.5);
  CHECK(models::prefix_matching_score(alike, made, length) == doctest::Approx(expected_alike / places));
  double mean_share = 0;
  for (int t = 1; t < length; ++t) mean_share += 1.0 / (t + 1) / (length - 1);
  CHECK(models::previous_token_score(alike, length) == doctest::Approx(mean_share));
}

namespace {

/// Trains until 99 % are right, or so many steps; how many were made, and the last accuracy.
std::pair<int, double> trained(models::Induction<float>& model, core::Random& random, int most) {
  core::Adam adam;
  adam.rate = 3e-3;
  adam.second_decay = 0.98;
  std::vector<float> gradient;
  double accuracy = 0;
  int step = 0;
  for (; step < most && accuracy < 0.99; ++step) {
    const models::RepeatedSequences batch = models::repeated_sequences(random, model.shape(), 64);
    accuracy = model.answer(batch, {}, &gradient).accuracy;
    REQUIRE_FALSE(models::step(adam, model.parameters(), gradient));
  }
  return {step, accuracy};
}

}  // namespace

TEST_CASE("two layers learn to continue what repeats itself: first what came before, then where that has been") {
  int arrived = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    core::Random random(seed);
    models::Induction<float> model({}, random);
    const models::RepeatedSequences asked = models::repeated_sequences(random, {}, 64);
    const auto before = model.answer(asked);
    const auto [steps, accuracy] = trained(model, random, 225);
    MESSAGE("seed " << seed << ": " << steps << " steps to " << accuracy);
    arrived += accuracy >= 0.99;
    const auto after = model.answer(asked);
    CHECK(after.accuracy > 0.97);
    CHECK(models::previous_token_score(after.weights[0], 24) > 3 * models::previous_token_score(before.weights[0], 24));
    CHECK(models::prefix_matching_score(after.weights[1], asked, 24) > 0.8);
    for (const models::HeadsOff& off : {models::HeadsOff{true}, models::HeadsOff{false, true}})
      CHECK(model.answer(asked, off).accuracy < 0.6);  // each of the two is needed
  }
  CHECK(arrived >= 4);
}

TEST_CASE("one layer does not learn it from the same sequences") {
  for (const std::uint64_t seed : {1, 2}) {
    core::Random random(seed);
    models::Induction<float> model({.layers = 1}, random);
    CHECK(trained(model, random, 225).second < 0.5);
  }
}
