// Names beside points, where they cover neither points nor other names; none where there is no room.
#pragma once

#include <string>
#include <vector>

#include "view/ui.h"

namespace view {

class Labels {
 public:
  /// Names stay inside `area`; points have this radius. CSS pixels.
  Labels(Ui& ui, const Rect& area, float point_radius) : ui_(ui), area_(area), radius_(point_radius) {}

  void keep_clear(float x, float y);
  void keep_line_clear(float x1, float y1, float x2, float y2);
  /// Takes a place for something else, if it is free.
  bool reserve(const Rect& rect);
  /// Writes the name beside the point. False if there is no room.
  bool place(float x, float y, const std::string& name, Color color);

 private:
  Ui& ui_;
  Rect area_;
  float radius_;
  std::vector<Rect> taken_;
};

}  // namespace view
