#include "view/labels.h"

#include <algorithm>
#include <cmath>

namespace view {

namespace {

constexpr float kHeight = 18;  // of a name

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

}  // namespace

void Labels::keep_clear(float x, float y) {
  taken_.push_back({x - radius_ - 1, y - radius_ - 1, 2 * radius_ + 2, 2 * radius_ + 2});
}

void Labels::keep_line_clear(float x1, float y1, float x2, float y2) {
  constexpr float kPiece = 6;
  const float length = std::hypot(x2 - x1, y2 - y1);
  for (float at = 0; at < length; at += kPiece)
    taken_.push_back(
        {x1 + (x2 - x1) * at / length - kPiece / 2, y1 + (y2 - y1) * at / length - kPiece / 2, kPiece, kPiece});
}

bool Labels::reserve(const Rect& rect) {
  if (std::any_of(taken_.begin(), taken_.end(), [&](const Rect& other) { return overlap(rect, other); })) return false;
  taken_.push_back(rect);
  return true;
}

bool Labels::place(float x, float y, const std::string& name, Color color) {
  const float width = std::ceil(ui_.text_width(name, kCaption)) + 2, gap = radius_ + 3;
  // Above, right, below, left, the corners, and farther above and below.
  const Rect places[] = {{x - width / 2, y - gap - kHeight + 2, width, kHeight},
                         {x + gap, y - kHeight / 2, width, kHeight},
                         {x - width / 2, y + gap - 2, width, kHeight},
                         {x - gap - width, y - kHeight / 2, width, kHeight},
                         {x + gap - 2, y - gap - kHeight / 2, width, kHeight},
                         {x + gap - 2, y + gap - kHeight / 2, width, kHeight},
                         {x - gap - width + 2, y + gap - kHeight / 2, width, kHeight},
                         {x - width / 2, y + 2.6f * gap, width, kHeight},
                         {x - width / 2, y - 2.6f * gap - kHeight, width, kHeight}};
  for (const Rect& place : places) {
    const bool is_inside = place.x >= area_.x && place.x + place.width <= area_.x + area_.width && place.y >= area_.y &&
                           place.y + place.height <= area_.y + area_.height;
    if (!is_inside || !reserve(place)) continue;
    ui_.text({place.x, place.y, place.width + 1, place.height}, name, {.size = kCaption, .color = color});
    return true;
  }
  return false;
}

}  // namespace view
