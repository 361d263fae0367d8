#include "app/debug_panel.h"

#include <algorithm>

#include "imgui.h"
#include "index.h"

namespace app {

namespace {
constexpr std::size_t kKept = 240;
constexpr double kMilliseconds = 1000;
}  // namespace

double DebugPanel::now() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void DebugPanel::add(Timing timing) {
  if (last_.size() == kKept) last_.erase(last_.begin());
  last_.push_back(timing);
}

void DebugPanel::draw(int computations) {
  if (!is_open_ || last_.empty()) return;
  Timing longest, sum;
  for (const Timing& each : last_) {
    longest = {std::max(longest.compute, each.compute), std::max(longest.draw, each.draw)};
    sum = {sum.compute + each.compute, sum.draw + each.draw};
  }
  const auto count = static_cast<double>(last_.size());
  ImGui::Begin("debug###debug", &is_open_, ImGuiWindowFlags_AlwaysAutoResize);
  ImGui::Text("compute %.2f ms (longest %.2f), %d times", sum.compute / count * kMilliseconds,
              longest.compute * kMilliseconds, computations);
  ImGui::Text("draw %.2f ms (longest %.2f), last %d frames", sum.draw / count * kMilliseconds,
              longest.draw * kMilliseconds, count_of(last_));
  const ImGuiIO& io = ImGui::GetIO();
  ImGui::Text("ImGui: %d vertices, %d indices, %d windows, %.1f frames/s", io.MetricsRenderVertices,
              io.MetricsRenderIndices, io.MetricsRenderWindows, static_cast<double>(io.Framerate));
  ImGui::End();
  ImGui::ShowMetricsWindow();  // empty in the page, whose readers would download it
}

}  // namespace app
