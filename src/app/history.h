// Undo and redo across every control of the lab. Steps share the files that they go between; the oldest ones are
// forgotten as soon as what only they keep would take too much memory.
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenes/scene.h"

namespace app {

/// The large things that saved states keep alive, each counted once.
class Kept {
 public:
  /// What is there anyway costs nothing.
  void add_for_nothing(const scenes::SavedState& state);
  void add(const scenes::SavedState& state);
  std::size_t bytes() const { return bytes_; }

 private:
  std::set<const void*> counted_;
  std::size_t bytes_ = 0;
};

class History {
 public:
  static constexpr int kLongest = 200;                               // steps kept
  static constexpr std::size_t kMostBytes = std::size_t{128} << 20;  // what these may keep beside what is shown

  /// Call after every frame in which nothing is held down. Remembers the step if the scene's state differs from the
  /// one last seen in more than what one points at. `turned` is the control whose value a key turned or typed in this
  /// frame, empty if none: quick turns of the same one (a key held down) become one step.
  void observe(const std::vector<std::unique_ptr<scenes::Scene>>& scenes, int current, double seconds,
               std::string_view turned = {});
  /// Takes the present state as the starting point without making it a step: after a link was opened.
  void adopt(const scenes::Scene& scene, int index);

  /// The scene has given up what was wished and is where it was before: the steps that led away from it are forgotten.
  void take_back(const scenes::Scene& scene, int index);

  bool can_undo() const { return !done_.empty(); }
  bool can_redo() const { return !undone_.empty(); }
  /// Puts the scene back, and says which scene it was; −1 if there was nothing.
  int undo(const std::vector<std::unique_ptr<scenes::Scene>>& scenes);
  int redo(const std::vector<std::unique_ptr<scenes::Scene>>& scenes);

 private:
  struct Step {
    int scene;
    std::shared_ptr<const scenes::SavedState> before, after;
    double seconds;
    std::string turned;
  };
  void forget_the_oldest();

  std::vector<std::shared_ptr<const scenes::SavedState>> seen_;  // per scene; null = not seen yet
  std::deque<Step> done_;
  std::vector<Step> undone_;
};

}  // namespace app
