#include "view/columns.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace view {

namespace {
constexpr std::size_t kDeepest = 16;  // columns within columns; more are a mistake
}

void Columns::begin() {
  own_columns_.clear();
  own_columns_.reserve(kDeepest);  // pointers into it stay good
  outer_columns_.clear();
}

float Columns::page_left() const {
  const float viewport = frame_.input().width;
  return (viewport - std::min(viewport, kContentWidest)) / 2 + page_margin();
}

void Columns::begin_page(float top) {
  const float left = page_left(), width = frame_.input().width - 2 * left;
  main_ = {left, top, width};
  side_ = main_;
  if (has_two_columns()) {
    const float side = std::clamp(std::round(width * kSideShare), kLeastSideColumn, kSideColumn);
    main_.width = width - side - kSpace5;
    side_ = {left + main_.width + kSpace5, top, side};
  }
  is_side_used_ = is_in_side_ = false;
  controls_bottom_now_ = 0;
  to_main_column();
}

void Columns::to_main_column() {
  // The first run of controls is the scene's; what comes below the rest has nothing to do with the picture.
  if (is_in_side_ && !has_two_columns() && controls_bottom_now_ == 0) controls_bottom_now_ = column_->y;
  column_ = &main_;
  is_in_side_ = false;
}

void Columns::to_side_column() {
  column_ = has_two_columns() ? &side_ : &main_;
  is_in_side_ = true;
}

float Columns::end_page() {
  controls_bottom_ = std::exchange(controls_bottom_now_, 0.0f);
  const float bottom = has_two_columns() ? std::max(main_.y, side_.y) : main_.y;
  if (std::exchange(has_side_column_, is_side_used_) != is_side_used_ && is_wide()) frame_.want_frame();
  return bottom;
}

Rect Columns::place(float height, float gap_below) {
  is_side_used_ |= is_in_side_;
  const Rect rect{column_->x, column_->y, column_->width, height};
  column_->y += height + gap_below;
  return rect;
}

float Columns::height_left(float reserved_below, float minimum) const {
  return std::max(minimum, frame_.input().height - column_->y - reserved_below);
}

void Columns::push_column(Rect area) {
  outer_columns_.push_back(column_);
  own_columns_.push_back({area.x, area.y, area.width});
  IM_ASSERT(own_columns_.size() <= kDeepest);
  column_ = &own_columns_.back();
}

float Columns::pop_column() {
  const float bottom = column_->y;
  column_ = outer_columns_.back();
  outer_columns_.pop_back();
  own_columns_.pop_back();
  return bottom;
}

}  // namespace view
