// What appears beside the thing under the pointer, after a moment.
#pragma once

#include <string>
#include <string_view>

#include "view/painter.h"
#include "view/pointer.h"

namespace view {

class Tooltip {
 public:
  explicit Tooltip(Frame& frame) : frame_(frame) {}

  void tooltip(std::string_view id, const Interaction& interaction, const Rect& rect, const std::string& text);

 protected:
  void begin() { id_.clear(); }
  void draw_tooltip(Painter& painter);  // over everything else

 private:
  Frame& frame_;
  std::string id_, hovered_id_;  // what is under the pointer in this frame, and in the last one
  std::string text_;
  Rect rect_;
  double hovered_since_ = 0;  // seconds
};

}  // namespace view
