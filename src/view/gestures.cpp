#include "view/gestures.h"

#include <algorithm>
#include <cmath>

namespace view {

void Gestures::begin() {
  wheel_regions_.clear();
  drag_regions_.clear();
}

void Gestures::end() {
  wheel_ = pan_ = {0, 0};
  zoom_ = 0;
}

bool Gestures::wants_wheel(ImVec2 at, ImVec2 delta, bool zooms) const {
  if (pointer_.is_overlaid(at.x, at.y)) return false;
  const float y = at.y + frame_.input().scroll_y;
  const bool is_along = std::abs(delta.y) >= std::abs(delta.x);  // a trackpad is never quite straight
  return std::any_of(wheel_regions_.begin(), wheel_regions_.end(), [&](const WheelRegion& region) {
    const bool can_move =
        is_along ? (delta.y > 0 ? region.down : region.up) : (delta.x > 0 ? region.right : region.left);
    return contains(region.rect, at.x, y) && (zooms || can_move);
  });
}

bool Gestures::wants_drag(float x, float y) const {
  if (pointer_.is_overlaid(x, y)) return false;
  y += frame_.input().scroll_y;
  return std::any_of(drag_regions_.begin(), drag_regions_.end(),
                     [&](const Rect& rect) { return contains(rect, x, y); });
}

}  // namespace view
