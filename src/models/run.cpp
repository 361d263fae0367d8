#include "models/run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "index.h"

namespace models {

Run::Run(std::unique_ptr<Learner> learner, const Aim& aim) : learner_(std::move(learner)), aim_(aim) {
  measured_.resize(learner_->measured().size());
  last_ = {0, learner_->parameters()};
  kept_.push_back(last_);
}

bool Run::piece() {
  if (end_ != RunEnd::kNotYet) return false;
  if (next_piece_ == 0 && steps_ >= 0) learner_->step();
  learner_->piece(next_piece_);
  if (++next_piece_ < learner_->pieces()) return false;
  next_piece_ = 0;
  ++steps_;
  const std::vector<double> measured = learner_->measured();
  for (std::size_t i = 0; i < measured.size(); ++i) measured_[i].push_back(measured[i]);
  keep_snapshot();
  if (is_exploded())
    end_ = RunEnd::kExploded;
  else if (is_aim_reached())
    end_ = RunEnd::kReached;
  else if (steps_ >= aim_.most_steps)
    end_ = RunEnd::kMostSteps;
  return true;
}

/// A parameter that is not finite makes the loss so, too.
bool Run::is_exploded() const {
  const std::vector<double>& losses = measured_[kLoss];
  return !std::isfinite(losses.back()) || losses.back() > kFarAbove * losses.front();
}

bool Run::is_aim_reached() const {
  const std::vector<double>& shares = measured_[kShareRight];
  return count_of(shares) >= aim_.in_a_row &&
         std::all_of(shares.end() - aim_.in_a_row, shares.end(), [&](double share) { return share >= aim_.share; });
}

int Run::last_good_step() const {
  const std::vector<double>& losses = measured_[kLoss];
  int step = steps_;
  while (step > 0 && !(nth(losses, step) <= losses.front())) --step;
  return std::max(step, 0);
}

int Run::stride(int steps) {
  int stride = 1;
  while (steps / stride + 1 >= kMostSnapshots) stride *= 2;
  return stride;
}

void Run::keep_snapshot() {
  last_ = {steps_, learner_->parameters()};
  const int now = stride(steps_);
  std::erase_if(kept_, [&](const Snapshot& each) { return each.step % now != 0; });
  if (steps_ > 0 && steps_ % now == 0) kept_.push_back(last_);
}

const Run::Snapshot& Run::snapshot(int step) const {
  if (step >= last_.step) return last_;
  const auto after = std::upper_bound(kept_.begin(), kept_.end(), step,
                                      [](int wanted, const Snapshot& each) { return wanted < each.step; });
  return *std::prev(after);
}

int Run::snapshots() const { return count_of(kept_) + (kept_.back().step == last_.step ? 0 : 1); }

}  // namespace models
