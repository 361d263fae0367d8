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

void Gestures::claim_wheel(const WheelRegion& region) {
  wheel_regions_.push_back({region, pointer_.is_in_overlay()});
  wheel_regions_.back().what.rect = frame_.in_content(region.rect);
}

bool Gestures::wants_wheel(ImVec2 at, ImVec2 delta, bool zooms) const {
  const bool is_overlaid = pointer_.is_overlaid(at.x, at.y);
  const float y = at.y + frame_.input().scroll_y;
  const bool is_along = std::abs(delta.y) >= std::abs(delta.x);  // a trackpad is never quite straight
  return std::any_of(wheel_regions_.begin(), wheel_regions_.end(), [&](const auto& claim) {
    const WheelRegion& region = claim.what;
    const bool can_move =
        is_along ? (delta.y > 0 ? region.down : region.up) : (delta.x > 0 ? region.right : region.left);
    return claim.is_in_overlay == is_overlaid && contains(region.rect, at.x, y) && (zooms || can_move);
  });
}

bool Gestures::wants_drag(float x, float y) const {
  const bool is_overlaid = pointer_.is_overlaid(x, y);
  y += frame_.input().scroll_y;
  return std::any_of(drag_regions_.begin(), drag_regions_.end(), [&](const auto& claim) {
    return claim.is_in_overlay == is_overlaid && contains(claim.what, x, y);
  });
}

}  // namespace view
