#include "view/ui.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace view {

Ui::Ui()
    : Columns(static_cast<Frame&>(*this)),
      Nodes(static_cast<Frame&>(*this)),
      Pointer(static_cast<Frame&>(*this)),
      Gestures(*this, *this),
      Motion(static_cast<Frame&>(*this)),
      Picture(static_cast<Frame&>(*this)),
      Painter(*this, *this),
      Refusals(*this, *this, *this),
      Tooltip(*this, *this) {}

void Ui::begin_frame(FrameInput input) {
  const Rect viewport{0, 0, input.width, input.height};
  Frame::begin(std::move(input));
  Painter::begin();
  begin_window("###lab", viewport, ImGuiWindowFlags_NoBringToFrontOnFocus);
  Columns::begin();
  Nodes::begin();
  Pointer::begin();
  Gestures::begin();
  Motion::begin();
  Refusals::begin();
  Tooltip::begin();
}

void Ui::end_frame() {
  draw_refusal(*this);
  draw_tooltip(*this);
  ImGui::End();
  Pointer::end();
  Gestures::end();
  Motion::end();
  Painter::end();
}

void Ui::begin_overlay(const char* name, const Rect& rect, bool is_opened) {
  // ImGui's windows lie on whole CSS pixels, and clip.
  const ImVec2 from = screen(rect.x, rect.y), to = screen(rect.x + rect.width, rect.y + rect.height);
  const Rect place{std::floor(from.x), std::floor(from.y), std::ceil(to.x) - std::floor(from.x),
                   std::ceil(to.y) - std::floor(from.y)};
  begin_window(name, place, ImGuiWindowFlags_NoFocusOnAppearing);
  open_overlay(place, is_opened);
}

void Ui::end_overlay() {
  ImGui::End();
  to_current_window();
  close_overlay();
}

bool Ui::can_pin_picture() const {
  constexpr float kTallest = 0.6f;  // of the viewport: the rest is for the controls
  const float height = picture_area().height;
  return !has_two_columns() && !input().is_taken_away && height > 0 && height <= kTallest * input().height;
}

/// How far below its place in the content the picture is drawn.
float Ui::picture_pin() const {
  if (!can_pin_picture() || has_opened()) return 0;  // what was opened over the page is not covered
  const Rect& area = picture_area();
  const float distance = std::min(input().scroll_y - area.y, controls_bottom() - area.y - area.height);
  const bool is_in_view = area.y + distance + area.height > input().scroll_y;
  return is_in_view ? std::max(0.0f, distance) : 0;
}

void Ui::begin_picture() {
  if (const float distance = picture_pin(); distance > 0) {
    const Rect place{0, picture_area().y, input().width, picture_area().height};
    pin_by(distance);
    begin_overlay("###pinned", place, false);
    fill(place, theme().page);
    line(0, place.y + place.height - pixel() / 2, place.width, place.y + place.height - pixel() / 2, theme().line);
  }
  Picture::begin_picture();
}

void Ui::end_picture(const Rect& area) {
  Picture::end_picture(area);
  if (pinned_by() == 0) return;
  end_overlay();
  pin_by(0);
}

void Ui::focus_ring(const Rect& rect, const Interaction& interaction, float radius) {
  if (!interaction.shows_focus) return;
  const float grown = kFocusRing + 1;
  outline({rect.x - grown, rect.y - grown, rect.width + 2 * grown, rect.height + 2 * grown}, theme().accent,
          radius + grown, kFocusRing);
}

}  // namespace view
