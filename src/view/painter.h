// Drawing: shapes on device pixels, and text that breaks as Chinese and English do. Positions are in content
// coordinates: CSS pixels, y from the top of the content; the viewport may be scrolled.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/glyphs.h"
#include "view/picture.h"
#include "view/pyramid.h"

namespace view {

enum class Align { kLeft, kCenter, kRight };

struct TextStyle {
  float size = kBody;
  Color color = 0;  // 0 = the theme's text colour
  Align align = Align::kLeft;
};

/// A text and where its letters stand, in content coordinates; of one that had to be cut, what is left of it.
struct DrawnText {
  Rect rect;
  std::string text;
  const ImDrawList* layer = nullptr;  // an overlay has its own
};
struct DrawnCard {
  Rect rect;
  const ImDrawList* layer = nullptr;
};

class Painter {
 public:
  Painter(const Frame& frame, Picture& picture) : frame_(frame), picture_(picture) {}

  ImDrawList& draw() const { return *draw_list_; }
  ImVec2 screen(float x, float y) const { return {x, y - frame_.input().scroll_y}; }
  float pixel() const { return 1.0f / frame_.input().pixel_ratio; }
  float snapped(float v) const;  // to a device pixel

  void fill(const Rect& rect, Color color, float radius = 0);
  void outline(const Rect& rect, Color color, float radius = 0, float thickness = 0 /* 0 = one device pixel */);
  void line(float x1, float y1, float x2, float y2, Color color, float thickness = 0);
  void circle(float x, float y, float radius, Color color);
  void ring(float x, float y, float radius, Color color, float thickness = 0);
  /// Filled, corners in order (either way round); may be concave but not self-crossing.
  void polygon(std::span<const ImVec2> corners, Color color);
  /// An open or closed line through the points.
  void polyline(std::span<const ImVec2> points, Color color, float thickness, bool is_closed = false);
  /// A cubic Bézier curve from a to d.
  void curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float thickness);
  /// A soft round light: the colour's opacity in the middle, nothing at the radii.
  void glow(float x, float y, float radius_x, float radius_y, Color color);
  /// Lets the renderer draw `rect` itself; the callback gets a copy of `data`. Nothing without a callback.
  void custom_drawing(const Rect& rect, ImVec2 uv_min, ImVec2 uv_max, ImDrawCallback callback, const void* data,
                      std::size_t size);

  float text_width(std::string_view text, float size = kBody) const;
  /// The text, or as much of it as fits with … at its end; empty if not even that does.
  std::string shortened(std::string_view text, float width, float size = kBody) const;
  /// One line, cut with … to the rectangle's width, vertically centred in it. True if it had to be cut.
  bool text(const Rect& rect, std::string_view text, TextStyle style = {});
  /// One whole line whose letters stand on `baseline` and begin at `x`.
  void text_on_baseline(float x, float baseline, std::string_view text, TextStyle style = {});
  /// What had to be cut in this frame: nothing, if the layout is right.
  const std::vector<std::string>& cut_texts() const { return cut_texts_; }
  /// For tests: from now on every frame's texts and cards are kept, in the order in which they are drawn.
  void keep_texts() { keeps_texts_ = true; }
  const std::vector<DrawnText>& drawn_texts() const { return drawn_texts_; }
  const std::vector<DrawnCard>& drawn_cards() const { return drawn_cards_; }
  /// What is drawn on this stays inside.
  void keep_card(const Rect& card) {
    if (keeps_texts_) drawn_cards_.push_back({card, draw_list_});
  }
  /// Several lines, broken between words and Chinese characters. Returns the height used; draws only if `is_drawn`.
  float wrapped_text(float x, float y, float width, std::string_view text, TextStyle style = {}, bool is_drawn = true);
  float wrapped_text_height(float width, std::string_view text, float size) {
    return wrapped_text(0, 0, width, text, {.size = size}, false);
  }
  /// One line, reading upwards (Chinese: upright characters, downwards, if there is room), centred in the rectangle.
  void vertical_text(const Rect& rect, std::string_view text, TextStyle style = {});
  /// How high that is where there is room.
  float vertical_length(std::string_view text, float size) const;

  Glyphs& glyphs() { return glyphs_; }            // what draws the characters that the font lacks
  PyramidCache& pyramids() { return pyramids_; }  // reduced copies of large matrices, kept while they are drawn
  ImFont* font() const { return ImGui::GetFont(); }

 protected:
  void begin();
  void end();
  /// ImGui's window, with nothing of its own, at a place in the viewport; drawn into from now on.
  void begin_window(const char* name, const Rect& place, ImGuiWindowFlags flags);
  void to_current_window();  // after ImGui::End() of another

 private:
  bool draw_text(const Rect& rect, std::string_view text, TextStyle style, SvgRecorder* svg);
  float drawn_width(std::string_view text, float size) const;

  const Frame& frame_;
  Picture& picture_;
  ImDrawList* draw_list_ = nullptr;
  std::vector<std::string> cut_texts_;
  std::vector<DrawnText> drawn_texts_;
  std::vector<DrawnCard> drawn_cards_;
  bool keeps_texts_ = false;
  PyramidCache pyramids_;
  mutable Glyphs glyphs_;  // to measure is to meet characters
};

}  // namespace view
