// The run of the induction model, and beside it on the same sequences that of a control with one layer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/optimizer.h"
#include "models/induction.h"
#include "models/run.h"

namespace models {

inline constexpr double kInductionRate = 3e-3;

/// What is measured of every batch, places of the repeated part only.
enum InductionMeasure : std::size_t {
  kTwoLayerLoss = kLoss,            // nats
  kTwoLayerAccuracy = kShareRight,  // 0 … 1, as all that follows but the loss
  kPreviousToken,                   // of the first of two layers; of all places
  kPrefixMatching,                  // of the second
  kOneLayerLoss,
  kOneLayerAccuracy,
  kInductionMeasures
};

/// Both models.
struct InductionPair {
  Induction<float> two, one;

  /// As a run of this seed begins.
  explicit InductionPair(core::Random& random);
  std::vector<float> parameters() const;  // of the first, then of the second
  void adopt(std::span<const float> parameters);
};

class InductionLearner final : public Learner {
 public:
  static constexpr int kBatch = 64, kPieces = 8;

  /// Adam with the decays 0.9 and 0.98. rate > 0.
  explicit InductionLearner(std::uint64_t seed, double rate = kInductionRate);

  int pieces() const override { return kPieces; }
  void piece(int which) override;
  std::vector<double> measured() const override { return measured_; }
  void step() override;
  std::vector<float> parameters() const override { return models_.parameters(); }

  const std::vector<float>& gradient() const { return two_.gradient; }  // of the two-layer model
  const RepeatedSequences& batch() const { return batch_; }

 private:
  struct Descent {
    core::Adam adam;
    std::vector<float> gradient, of_piece;
  };
  void learn(const Induction<float>& model, Descent& descent, const RepeatedSequences& part, float share);

  core::Random random_;
  InductionPair models_;
  Descent two_, one_;
  RepeatedSequences batch_;
  std::vector<double> measured_ = std::vector<double>(kInductionMeasures);
};

std::unique_ptr<Run> make_induction_run(std::uint64_t seed, double rate);

}  // namespace models
