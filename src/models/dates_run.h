// The run of the translator, which learns to write dates.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/optimizer.h"
#include "models/run.h"
#include "models/translator.h"

namespace models {

inline constexpr double kDatesRate = 4e-3;
/// A gradient is made as short as this before a step is made along it.
inline constexpr double kLongestDatesGradient = 1;

/// What is measured of every batch, each token given the right ones before it.
enum DatesMeasure : std::size_t {
  kDatesLoss = kLoss,         // nats, a token's
  kExactDates = kShareRight,  // of dates that are right from end to end: as many as if it wrote by itself; 0 … 1
  kRightTokens,               // 0 … 1
  kDatesMeasures
};

class DatesLearner final : public Learner {
 public:
  static constexpr int kBatch = 64, kPieces = 8;

  /// Adam with the decays 0.9 and 0.999. rate > 0.
  explicit DatesLearner(std::uint64_t seed, double rate = kDatesRate);

  int pieces() const override { return kPieces; }
  void piece(int which) override;
  std::vector<double> measured() const override { return measured_; }
  void step() override;
  std::vector<float> parameters() const override { return model_.parameters().values; }

  const std::vector<float>& gradient() const { return gradient_; }
  const std::vector<DatePairs>& batch() const { return batch_; }  // by piece
  const Translator<float>& model() const { return model_; }

 private:
  core::Random random_;
  Translator<float> model_;
  core::Adam adam_;
  std::vector<DatePairs> batch_;
  int tokens_ = 0;  // that the batch's targets have
  std::vector<float> gradient_, of_piece_;
  std::vector<double> measured_ = std::vector<double>(kDatesMeasures);
};

std::unique_ptr<Run> make_dates_run(std::uint64_t seed, double rate = kDatesRate);

}  // namespace models
