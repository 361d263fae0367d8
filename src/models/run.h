// A run of training: something learns step by step; every step leaves a record, some leave a snapshot of the
// parameters, and the run knows when and why it is over. A run that begins alike goes alike, natively and in
// WebAssembly.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace models {

/// What learns. Its steps come in pieces, so that none takes long: a batch is drawn, every piece of it adds its part of
/// the gradient, and then the parameters move.
class Learner {
 public:
  virtual ~Learner() = default;
  /// How many pieces a batch has, at least 1.
  virtual int pieces() const = 0;
  /// Adds the gradient of piece 0 … pieces() − 1 of the batch, in this order; the first one draws it.
  virtual void piece(int which) = 0;
  /// What the batch said of the parameters as they are, after its last piece: the loss, the share that was right
  /// (0 … 1), and whatever else is measured. Always as many numbers.
  virtual std::vector<double> measured() const = 0;
  /// Moves the parameters along the gradient.
  virtual void step() = 0;
  /// All of them, one after the other.
  virtual std::vector<float> parameters() const = 0;
};

enum class RunEnd {
  kNotYet,
  kReached,    // what the aim asks for
  kMostSteps,  // … or so many steps without it
  kExploded    // the loss is not finite, or far above what it was at first
};

/// When a run is over.
struct Aim {
  double share = 0.99;  // right, 0 … 1
  int in_a_row = 5;     // batches, each of them with that share
  int most_steps = 400;
};
/// The loss of a run that has exploded is above so many times the first one.
inline constexpr double kFarAbove = 2;

/// What a learner always measures.
inline constexpr std::size_t kLoss = 0, kShareRight = 1;

class Run {
 public:
  /// At most so many are kept, the last one included.
  static constexpr int kMostSnapshots = 64;
  struct Snapshot {
    int step = 0;  // after so many steps
    std::vector<float> parameters;
  };

  explicit Run(std::unique_ptr<Learner> learner, const Aim& aim = {});

  /// Does the next piece; nothing once the run is over. True if a step is whole with it: made, and measured on a batch
  /// that the parameters have not learnt from yet.
  bool piece();
  /// How many steps are whole; −1 as long as the parameters that it began with have not been measured.
  int steps() const { return steps_; }
  RunEnd end() const { return end_; }
  const Aim& aim() const { return aim_; }
  /// What was measured after 0, 1, … steps() steps. NaN or ∞ only at the end of a run that has exploded.
  std::span<const double> measured(std::size_t which) const { return measured_[which]; }
  /// The last step whose loss was not above the first one, at least 0.
  int last_good_step() const;

  /// Snapshots are kept of the multiples of this, whatever the run is, and of the last step.
  static int stride(int steps);
  /// The newest one that is not newer than `step`, which is at least 0.
  const Snapshot& snapshot(int step) const;
  int snapshots() const;

 private:
  bool is_exploded() const;
  bool is_aim_reached() const;
  void keep_snapshot();

  std::unique_ptr<Learner> learner_;
  Aim aim_;
  int steps_ = -1, next_piece_ = 0;
  RunEnd end_ = RunEnd::kNotYet;
  std::vector<std::vector<double>> measured_;
  std::vector<Snapshot> kept_;  // of the multiples of the stride
  Snapshot last_;
};

}  // namespace models
