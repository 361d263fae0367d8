#include "view/ui.h"

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
      Tooltip(static_cast<Frame&>(*this)) {}

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

void Ui::begin_overlay(const Rect& rect) {
  // ImGui's windows lie on whole CSS pixels, and clip.
  const ImVec2 from = screen(rect.x, rect.y), to = screen(rect.x + rect.width, rect.y + rect.height);
  const Rect place{std::floor(from.x), std::floor(from.y), std::ceil(to.x) - std::floor(from.x),
                   std::ceil(to.y) - std::floor(from.y)};
  begin_window("###overlay", place, ImGuiWindowFlags_NoFocusOnAppearing);
  open_overlay(place);
}

void Ui::end_overlay() {
  ImGui::End();
  to_current_window();
  close_overlay();
}

void Ui::focus_ring(const Rect& rect, const Interaction& interaction, float radius) {
  if (!interaction.shows_focus) return;
  const float grown = kFocusRing + 1;
  outline({rect.x - grown, rect.y - grown, rect.width + 2 * grown, rect.height + 2 * grown}, theme().accent,
          radius + grown, kFocusRing);
}

}  // namespace view
