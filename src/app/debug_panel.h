// Frame timings, how often anything was computed, and ImGui's own metrics: one key (F12 on the desktop, ` in the page)
// away in every build.
#pragma once

#include <chrono>
#include <vector>

namespace app {

class DebugPanel {
 public:
  struct Timing {
    double compute = 0, draw = 0;  // seconds
  };

  void toggle() { is_open_ = !is_open_; }
  void add(Timing timing);
  void draw(int computations);
  double now() const;  // seconds

 private:
  bool is_open_ = false;
  std::vector<Timing> last_;  // at most kKept, oldest first
};

}  // namespace app
