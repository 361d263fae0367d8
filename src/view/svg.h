// A picture as SVG, written down while it is drawn: every shape that Ui draws is also one element here.
// Text stays text, so that a figure can be edited and searched.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "view/accessible.h"
#include "view/theme.h"

namespace view {

class SvgRecorder {
 public:
  /// Begins an empty picture of this part of the content. Without opacity, the ground stays transparent.
  void begin(const Rect& area, Color background);
  /// The whole file, `points` big per CSS pixel of the picture; 0 = as on the screen. `description` may be empty.
  std::string finish(std::string_view title, std::string_view description, double points) const;

  void rect(const Rect& rect, Color color, float radius);
  void outline(const Rect& rect, Color color, float radius, float thickness);
  void circle(float x, float y, float radius, Color color, float stroke_thickness /* 0 = filled */);
  void polygon(std::span<const ImVec2> points, Color color);
  void polyline(std::span<const ImVec2> points, Color color, float thickness, bool is_closed);
  void curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float thickness);
  void glow(float x, float y, float radius_x, float radius_y, Color color);
  /// `anchor` is "start", "middle" or "end"; (x, y) the anchor on the baseline; turned by `degrees` around it.
  void text(float x, float y, std::string_view text, float size, Color color, std::string_view anchor,
            float degrees = 0);
  /// Cells of one colour each, row by row, as rectangles between these edges. kHatched: no finite number.
  void cells(std::span<const float> x_edges, std::span<const float> y_edges, std::span<const Color> colors, Color hatch,
             Color hatch_ground);
  static constexpr Color kHatched = 0;
  static constexpr std::int64_t kMostCells = 16'384;  // of a picture; where there are more, each matrix is an image
  /// An image of columns × rows colours, row by row, without smoothing. Each is several pixels large, so that it stays
  /// sharp where a viewer smooths all the same.
  void image(const Rect& rect, int columns, int rows, std::span<const Color> colors);
  /// Colours one after another along the rectangle: to the right, or upwards.
  void ramp(const Rect& rect, std::span<const Color> colors, bool is_vertical);

 private:
  Rect area_;
  std::string body_, definitions_;
  int gradients_ = 0;
  bool has_hatch_ = false;
};

}  // namespace view
