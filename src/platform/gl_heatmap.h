// Draws heatmaps from float textures: the other half of view/heatmap.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "imgui.h"
#include "view/heatmap.h"

namespace platform {

class GlHeatmap {
 public:
  /// Compiles the program. False, with the driver's words in problem(), if it cannot.
  bool start(const char* glsl_prefix);
  void stop();
  /// After a lost context: forgets every object without deleting it.
  void forget();
  const std::string& problem() const { return problem_; }

  /// Called by ImGui's renderer between its own draws: makes the next quad this matrix.
  void use(const view::HeatmapDrawing& drawing, const ImDrawData& draw_data);
  /// Frees the textures that the last frame did not use.
  void end_frame();

 private:
  struct Texture {
    unsigned name = 0;
    bool was_used = false;
  };
  struct Uniforms {
    int projection, numbers, color_map, size, scale, is_maximum, hatch, hatch_ground, hatch_period;
  };

  unsigned program_ = 0;
  Uniforms uniforms_{};
  std::unordered_map<std::uint64_t, Texture> textures_;
  std::array<unsigned, view::kColorMapCount> color_maps_{};
  std::string problem_;

  bool adopt_attributes_of_current_program();
  unsigned texture_of(const view::MatrixView& matrix);
  unsigned color_map_texture(int map);
};

}  // namespace platform
