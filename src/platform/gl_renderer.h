// Puts a frame of the lab on the screen: ImGui's own OpenGL backend, and our heatmap program between its draws.
#pragma once

#include <string>

#include "app/app.h"
#include "gl_heatmap.h"

namespace platform {

class GlRenderer {
 public:
  /// What the app needs to know of the renderer. The renderer must not move afterwards.
  app::Platform describe(app::Platform platform);

  /// After the app was made and while its context is current. False if the driver refuses our shaders.
  bool start();
  void stop();
  /// Draws what app.frame() laid out into the current framebuffer.
  void render(const app::App& app);
  /// The context is gone, and with it every object; restore() makes them again in the new one.
  void lose();
  bool restore();
  const std::string& problem() const { return heatmap_.problem(); }

 private:
  GlHeatmap heatmap_;
  const ImDrawData* draw_data_ = nullptr;  // while render() runs
  bool is_started_ = false;

  static void draw_heatmap(const ImDrawList*, const ImDrawCmd* command);
};

}  // namespace platform
