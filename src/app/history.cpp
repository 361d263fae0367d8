#include "app/history.h"

#include "index.h"

namespace app {

namespace {
constexpr double kOneStep = 0.6;  // seconds between turns that still count as one
}

void Kept::add_for_nothing(const scenes::SavedState& state) {
  for (const scenes::Holding& holding : state.holdings()) counted_.insert(holding.what);
}

void Kept::add(const scenes::SavedState& state) {
  for (const scenes::Holding& holding : state.holdings())
    if (counted_.insert(holding.what).second) bytes_ += holding.bytes;
}

/// The newest steps stay, as many as fit.
void History::forget_the_oldest() {
  Kept kept;
  for (const auto& shown : seen_)
    if (shown) kept.add_for_nothing(*shown);
  for (const Step& step : undone_) kept.add(*step.after);
  for (int i = count_of(done_); i-- > 0;) {
    kept.add(*nth(done_, i).before);
    kept.add(*nth(done_, i).after);
    if (kept.bytes() <= kMostBytes && count_of(done_) - i <= kLongest) continue;
    done_.erase(done_.begin(), done_.begin() + i + 1);
    return;
  }
}

void History::adopt(const scenes::Scene& scene, int index) {
  if (count_of(seen_) <= index) seen_.resize(to_size(index + 1));
  nth(seen_, index) = scene.save();
}

void History::observe(const std::vector<std::unique_ptr<scenes::Scene>>& scenes, int current, double seconds,
                      std::string_view turned) {
  seen_.resize(scenes.size());
  const scenes::Scene& scene = *nth(scenes, current);
  std::shared_ptr<const scenes::SavedState>& last = nth(seen_, current);
  if (last && scene.is_at(*last)) return;
  std::shared_ptr<const scenes::SavedState> now = scene.save();
  if (last && !scene.only_points_elsewhere(*last)) {
    const bool continues = !turned.empty() && !done_.empty() && undone_.empty() && done_.back().scene == current &&
                           done_.back().turned == turned && seconds - done_.back().seconds < kOneStep;
    if (continues) {
      done_.back().after = now;
      done_.back().seconds = seconds;
    } else {
      done_.push_back({current, last, now, seconds, std::string(turned)});
    }
    undone_.clear();
  }
  last = std::move(now);
  forget_the_oldest();
}

void History::take_back(const scenes::Scene& scene, int index) {
  for (auto step = done_.end(); step != done_.begin() && (--step)->scene == index;) {
    if (!scene.only_points_elsewhere(*step->before)) continue;
    done_.erase(step, done_.end());
    adopt(scene, index);
    return;
  }
}

int History::undo(const std::vector<std::unique_ptr<scenes::Scene>>& scenes) {
  if (done_.empty()) return -1;
  Step step = std::move(done_.back());
  done_.pop_back();
  nth(scenes, step.scene)->restore(*step.before);
  nth(seen_, step.scene) = step.before;
  undone_.push_back(step);
  return step.scene;
}

int History::redo(const std::vector<std::unique_ptr<scenes::Scene>>& scenes) {
  if (undone_.empty()) return -1;
  Step step = std::move(undone_.back());
  undone_.pop_back();
  nth(scenes, step.scene)->restore(*step.after);
  nth(seen_, step.scene) = step.after;
  step.seconds = -kOneStep * 2;  // what follows is a step of its own
  done_.push_back(step);
  return step.scene;
}

}  // namespace app
