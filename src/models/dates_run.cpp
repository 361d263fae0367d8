#include "models/dates_run.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "index.h"

namespace models {

namespace {

int tokens_of(const DatePairs& pairs) {
  return std::accumulate(pairs.target_lengths.begin(), pairs.target_lengths.end(), 0);
}

}  // namespace

DatesLearner::DatesLearner(std::uint64_t seed, double rate)
    : random_(seed), model_({}, random_), gradient_(model_.parameters().values.size()) {
  adam_.rate = rate;
}

void DatesLearner::piece(int which) {
  constexpr int kCount = kBatch / kPieces;
  if (which == 0) {
    batch_.clear();
    for (int i = 0; i < kPieces; ++i) batch_.push_back(random_pairs(random_, kCount));
    tokens_ = std::accumulate(batch_.begin(), batch_.end(), 0,
                              [](int sum, const DatePairs& pairs) { return sum + tokens_of(pairs); });
    std::ranges::fill(measured_, 0);
    std::ranges::fill(gradient_, 0.0f);
  }
  const DatePairs& pairs = nth(batch_, which);
  const Translator<float>::Answer answer = model_.answer(pairs, &of_piece_);
  // Losses and gradients are means over the targets' tokens.
  const double share = static_cast<double>(tokens_of(pairs)) / tokens_;
  add_share(gradient_, static_cast<float>(share), of_piece_);
  measured_[kDatesLoss] += share * answer.loss;
  measured_[kRightTokens] += share * answer.accuracy;
  measured_[kExactDates] += answer.exact / kPieces;
}

void DatesLearner::step() {
  clip(gradient_, kLongestDatesGradient);
  // Only the programmer can make this fail: the shapes fit, and the rate is > 0.
  [[maybe_unused]] const auto error = models::step(adam_, model_.parameters(), gradient_);
  assert(!error);
}

std::unique_ptr<Run> make_dates_run(std::uint64_t seed, double rate) {
  return std::make_unique<Run>(std::make_unique<DatesLearner>(seed, rate));
}

}  // namespace models
