// What appears beside the thing under the pointer, after a moment.
#pragma once

#include <string>
#include <string_view>

#include "view/columns.h"
#include "view/painter.h"
#include "view/pointer.h"

namespace view {

class Tooltip {
 public:
  Tooltip(Frame& frame, const Columns& columns) : frame_(frame), columns_(columns) {}

  void tooltip(std::string_view id, const Interaction& interaction, const Rect& rect, const std::string& text);

 protected:
  void begin() { id_.clear(); }
  void draw_tooltip(Painter& painter);  // over everything else

 private:
  Frame& frame_;
  const Columns& columns_;
  std::string id_, hovered_id_;  // what is under the pointer in this frame, and in the last one
  std::string pressed_id_,
      pressed_text_;  // what was pressed and has had the pointer since, and what it would have said
  std::string text_;
  Rect rect_;
  std::optional<float> side_column_left_;  // if that is where it lies
  double hovered_since_ = 0;               // seconds
};

}  // namespace view
