#include "view/tooltip.h"

#include <algorithm>
#include <cmath>

namespace view {

void Tooltip::tooltip(std::string_view id, const Interaction& interaction, const Rect& rect, const std::string& text) {
  if (interaction.was_pressed) pressed_id_ = id, pressed_text_ = text;
  if (!interaction.is_hovered || interaction.is_held || text.empty()) return;
  if (frame_.input().is_touch && !frame_.input().is_help_wanted) return;
  id_ = id;
  text_ = text;
  rect_ = frame_.in_content(rect);
  side_column_left_ = columns_.side_column_left();
}

void Tooltip::draw_tooltip(Painter& painter) {
  const FrameInput& input = frame_.input();
  // Decided once a frame: of two things under the pointer, taking turns, neither would ever have been there for long.
  if (hovered_id_ != id_) hovered_since_ = input.seconds;
  hovered_id_ = id_;
  if (hovered_id_ != pressed_id_ && !ImGui::IsAnyItemActive()) pressed_id_.clear();
  if (hovered_id_.empty()) return;
  // Who has pressed it looks at what that has changed, unless there is something new to say.
  if (hovered_id_ == pressed_id_ && text_ == pressed_text_) return;
  if (input.seconds - hovered_since_ < kTooltipDelay && !input.is_help_wanted) return frame_.want_frame();
  constexpr float kWidest = 300;
  const float widest = std::min(kWidest, input.width - 2 * kSpace2);
  const float inner = std::min(widest - 2 * kSpace3, std::ceil(painter.text_width(text_, kCaption)) + 1);
  const float height = painter.wrapped_text_height(inner, text_, kCaption) + 2 * kSpace2;
  const float width = inner + 2 * kSpace3;
  float x = std::clamp(rect_.x, kSpace2, std::max(kSpace2, input.width - width - kSpace2));
  float y = rect_.y + rect_.height + kSpace1;
  if (side_column_left_ && *side_column_left_ - width > 2 * kSpace2) {  // beside the controls, not on the next one
    x = *side_column_left_ - width - kSpace2;
    y = std::min(rect_.y, input.scroll_y + input.height - height - kSpace2);
  } else if (y - input.scroll_y + height > input.height)
    y = rect_.y - height - kSpace1;
  const Rect rect{painter.snapped(x), painter.snapped(y), width, height};
  const Theme& theme = frame_.theme();
  painter.fill(rect, theme.text, kRadius);
  painter.wrapped_text(rect.x + kSpace3, rect.y + kSpace2, inner, text_, {.size = kCaption, .color = theme.surface});
}

}  // namespace view
