#include "models/induction_run.h"

#include <algorithm>
#include <cassert>

#include "index.h"

namespace models {

namespace {

/// Some of the sequences, from the first one on.
RepeatedSequences part_of(const RepeatedSequences& batch, int first, int count, int length) {
  const auto symbol = batch.symbols.begin() + first * (length + 1);
  const auto period = batch.periods.begin() + first;
  return {{symbol, symbol + count * (length + 1)}, {period, period + count}};
}

/// Places whose next symbol can be known.
int known_places(const RepeatedSequences& sequences, int length) {
  int known = 0;
  for (const int period : sequences.periods) known += length - period;
  return known;
}

}  // namespace

InductionPair::InductionPair(core::Random& random) : two({}, random), one({.layers = 1}, random) {}

std::vector<float> InductionPair::parameters() const {
  std::vector<float> all = two.parameters().values;
  const std::vector<float>& others = one.parameters().values;
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

void InductionPair::adopt(std::span<const float> parameters) {
  std::vector<float>&first = two.parameters().values, &second = one.parameters().values;
  assert(parameters.size() == first.size() + second.size());
  std::ranges::copy(parameters.first(first.size()), first.begin());
  std::ranges::copy(parameters.subspan(first.size()), second.begin());
}

InductionLearner::InductionLearner(std::uint64_t seed, double rate) : random_(seed), models_(random_) {
  two_.adam.rate = one_.adam.rate = rate;
  two_.adam.second_decay = one_.adam.second_decay = 0.98;
}

void InductionLearner::learn(const Induction<float>& model, Descent& descent, const RepeatedSequences& part,
                             float share) {
  const Induction<float>::Answer answer = model.answer(part, {}, &descent.of_piece);
  if (descent.gradient.size() != descent.of_piece.size()) descent.gradient.assign(descent.of_piece.size(), 0);
  add_share(descent.gradient, share, descent.of_piece);
  const int length = model.shape().length;
  const auto weight = static_cast<double>(share);
  if (&descent == &one_) {
    measured_[kOneLayerLoss] += weight * answer.loss;
    measured_[kOneLayerAccuracy] += weight * answer.accuracy;
    return;
  }
  measured_[kTwoLayerLoss] += weight * answer.loss;
  measured_[kTwoLayerAccuracy] += weight * answer.accuracy;
  measured_[kPreviousToken] += previous_token_score(answer.weights[0], length) / kPieces;
  measured_[kPrefixMatching] += weight * prefix_matching_score(answer.weights[1], part, length);
}

void InductionLearner::piece(int which) {
  const InductionShape& shape = models_.two.shape();
  if (which == 0) {
    batch_ = repeated_sequences(random_, shape, kBatch);
    std::ranges::fill(measured_, 0);
    std::ranges::fill(two_.gradient, 0.0f);
    std::ranges::fill(one_.gradient, 0.0f);
  }
  constexpr int kCount = kBatch / kPieces;
  const RepeatedSequences part = part_of(batch_, which * kCount, kCount, shape.length);
  // Losses and gradients are means over the places that can be known.
  const float share =
      static_cast<float>(known_places(part, shape.length)) / static_cast<float>(known_places(batch_, shape.length));
  learn(models_.two, two_, part, share);
  learn(models_.one, one_, part, share);
}

void InductionLearner::step() {
  const auto move = [](Induction<float>& model, Descent& descent) {
    // Only the programmer can make this fail: the shapes fit, and the rate is > 0.
    [[maybe_unused]] const auto error = models::step(descent.adam, model.parameters(), descent.gradient);
    assert(!error);
  };
  move(models_.two, two_);
  move(models_.one, one_);
}

std::unique_ptr<Run> make_induction_run(std::uint64_t seed, double rate) {
  return std::make_unique<Run>(std::make_unique<InductionLearner>(seed, rate));
}

}  // namespace models
