// Where things go: a page of two columns when wide, one when narrow; everything is placed at a column's top.
// Positions are in content coordinates: CSS pixels, y from the top of the content; the viewport may be scrolled.
#pragma once

#include <optional>
#include <vector>

#include "view/frame.h"

namespace view {

class Columns {
 public:
  explicit Columns(Frame& frame) : frame_(frame) {}

  bool is_wide() const { return !frame_.input().is_narrow && frame_.input().width >= kWideFrom; }
  float target_height() const { return frame_.input().is_touch || !is_wide() ? kTargetTouch : kTargetMouse; }
  float page_margin() const { return is_wide() ? kSpace5 : kSpace4; }
  /// Where the content begins, and everything that lines up with it.
  float page_left() const;
  void begin_page(float top);
  bool has_two_columns() const { return is_wide() && has_side_column_; }
  /// The left edge of the column of controls, while something is placed there; nothing elsewhere.
  std::optional<float> side_column_left() const {
    return is_in_side_ && has_two_columns() ? std::optional(side_.x) : std::nullopt;
  }
  /// Where the controls end that stand below the picture, in the last frame: 0 if they stand beside it.
  float controls_bottom() const { return controls_bottom_; }
  void to_main_column();  // picture and numbers
  void to_side_column();  // controls; below what came before when narrow, or when nothing was there in the last frame
  float end_page();       // the bottom of the longer column
  /// The next `height` CSS pixels of the column, and a gap below them.
  Rect place(float height, float gap_below = kSpace2);
  void gap(float height) { column_->y += height; }
  float column_x() const { return column_->x; }
  float column_y() const { return column_->y; }
  float column_width() const { return column_->width; }
  /// The height from here to the bottom of the unscrolled viewport, at least `minimum`.
  float height_left(float reserved_below, float minimum) const;
  /// A column of the caller's own, until pop_column().
  void push_column(Rect area);
  float pop_column();  // its bottom

 protected:
  void begin();

 private:
  struct Column {
    float x = 0, y = 0, width = 0;
  };

  Frame& frame_;
  Column main_, side_;
  Column* column_ = &main_;
  bool is_in_side_ = false;      // what is placed belongs there
  bool is_side_used_ = false;    // something was placed there in this frame
  bool has_side_column_ = true;  // there was something in the last one: otherwise its room is the main column's
  float controls_bottom_ = 0, controls_bottom_now_ = 0;  // in the last frame, in this one
  std::vector<Column> own_columns_;
  std::vector<Column*> outer_columns_;
};

}  // namespace view
