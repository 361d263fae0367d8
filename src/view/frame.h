// What holds for a whole frame, and what every part of Ui asks for: language, theme, another frame.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "view/accessible.h"
#include "view/action.h"
#include "view/text.h"
#include "view/theme.h"

namespace view {

struct FrameInput {
  const Theme* theme = &light_theme();
  Language language = Language::kChinese;
  float width = 1280, height = 800;  // viewport, CSS pixels
  float pixel_ratio = 1;             // device pixels per CSS pixel
  float scroll_y = 0;                // CSS pixels
  double seconds = 0;                // since some fixed moment
  bool is_touch = false;             // the last pointer was a finger
  bool is_help_wanted = false;       // a finger stays where it is: the help of what lies under it is shown
  bool is_motion_reduced = false;
  bool is_narrow = false;         // one column, however wide it is
  bool is_taken_away = false;     // this frame becomes a figure: without what is there for the pointer only
  bool edits_text_itself = true;  // false: the platform lays its own input over text fields
  float em_factor = 1;            // ImGui's font size per CSS font size
  bool has_font = true;           // false: the font is still on its way; no text is drawn
  std::vector<Action> actions;    // at most one per id
  std::optional<std::vector<std::string>> shown_controls;  // of the scene, without "<scene>/"; none: all of them
  std::optional<std::vector<std::string>> shown_panels;    // ids of a scene's panels; none: all of them
  ImDrawCallback draw_heatmap = nullptr;                   // the renderer's; see heatmap.h. Null without a renderer
  void* renderer = nullptr;                                // handed to it
};

class Frame {
 public:
  const FrameInput& input() const { return input_; }
  const Theme& theme() const { return *input_.theme; }
  std::string tr(const Text& text) const { return in_language(input_.language, text); }
  std::string tr(const Text& pattern, std::initializer_list<std::string_view> values) const {
    return filled(tr(pattern), values);
  }

  /// Ids from here to end_scope() lie in this one: within "cues", "wish" is "cues/wish". One that begins with it
  /// already stays as it is.
  void begin_scope(std::string_view id) { scope_ = std::string(id) + "/"; }
  void end_scope() { scope_.clear(); }
  std::string full_id(std::string_view id) const {
    return id.starts_with(scope_) ? std::string(id) : scope_ + std::string(id);
  }

  /// How far below its place in the content what is drawn now lies, because it stays in view while the page scrolls:
  /// CSS pixels. Positions inside it are as if it lay in its place.
  float pinned_by() const { return pinned_by_; }
  Rect in_content(Rect rect) const { return {rect.x, rect.y + pinned_by_, rect.width, rect.height}; }

  void want_frame() { wants_frame_ = true; }
  bool wants_frame() const { return wants_frame_; }

 protected:
  void begin(FrameInput input) {
    input_ = std::move(input);
    wants_frame_ = false;
    pinned_by_ = 0;
  }
  void pin_by(float distance) {
    input_.scroll_y -= distance - pinned_by_;
    pinned_by_ = distance;
  }

 private:
  FrameInput input_;
  std::string scope_;  // with its slash; empty: ids stand for themselves
  bool wants_frame_ = false;
  float pinned_by_ = 0;
};

}  // namespace view
