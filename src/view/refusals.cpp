#include "view/refusals.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace view {

void Refusals::begin() {
  is_shown_ = is_recorded_ = false;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) refusal_.reset();
}

void Refusals::refuse(Refusal refusal) {
  requests_.announce(refusal.why);
  refusal.id = frame_.full_id(refusal.id);
  refusal_ = std::move(refusal);
  is_shown_ = true;  // its field may have been drawn already
  frame_.want_frame();
}

void Refusals::forgive(std::string_view id) {
  if (refusal(id)) refusal_.reset();
}

void Refusals::show_refusal(std::string_view id) {
  if (!refusal(id)) return;
  is_shown_ = true;
  if (std::exchange(is_recorded_, true)) return;
  nodes_.record({.id = std::string(id) + "/refused",
                 .role = Role::kText,
                 .name = refusal_->why,
                 .is_invalid = true,
                 .rect = refusal_->at});
}

/// A card below the field, or above it where the viewport ends.
void Refusals::draw_refusal(Painter& painter) {
  if (!is_shown_) refusal_.reset();  // its field is gone
  const FrameInput& input = frame_.input();
  if (!refusal_ || input.is_taken_away) return;
  constexpr float kWidest = 280;
  const Rect& at = refusal_->at;
  const float most = std::min(kWidest, input.width - 2 * kSpace2) - 2 * kSpace3;
  const float inner = std::min(most, std::ceil(painter.text_width(refusal_->why, kCaption)) + 1);
  const float width = inner + 2 * kSpace3,
              height = painter.wrapped_text_height(inner, refusal_->why, kCaption) + 2 * kSpace2;
  const float x = std::clamp(at.x + at.width - width, kSpace2, std::max(kSpace2, input.width - width - kSpace2));
  const float below = at.y + at.height + kSpace1, above = at.y - height - kSpace1;
  const Rect card{painter.snapped(x), painter.snapped(below + height - input.scroll_y > input.height ? above : below),
                  width, height};
  const Color color = frame_.theme().error;
  painter.outline({at.x - 1, at.y - 1, at.width + 2, at.height + 2}, color, kRadius / 2, 2);
  painter.fill(card, frame_.theme().surface, kRadius);
  painter.outline(card, color, kRadius, 1);
  painter.wrapped_text(card.x + kSpace3, card.y + kSpace2, inner, refusal_->why, {.size = kCaption, .color = color});
}

}  // namespace view
