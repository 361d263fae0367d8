// A point of a plot that the reader moves: with the pointer, a finger, or the arrow keys. The caller draws it.
#pragma once

#include <string>

#include "view/plot.h"

namespace view {

struct MovablePoint {
  Label label;
  std::string position;                     // as it is read: "(0.50, −1.00)"
  bool is_movable = true;                   // false: it is computed, and can only be pressed
  bool is_stop = true;                      // for the keyboard and a screen reader; false: for pointers alone
  bool moves_up = true;                     // and down; false: along x only
  double step = 0.1, grain = 0.05;          // of an arrow key; what a drag is rounded to
  double step_up = step, grain_up = grain;  // the same of y
  double largest = 1e6;                     // |x| and |y| that can be reached by keys; a drag ends at the plot's edge
};

/// The value to the grain (> 0), and without what binary fractions leave behind.
double to_grain(double value, double grain);

/// Moves (x, y), in the plot's units. True if the point was pressed or activated.
bool movable_point(Ui& ui, const Plot& plot, const MovablePoint& point, double& x, double& y);

inline constexpr float kPointRadius = 6, kPointGrip = 28;  // CSS pixels

}  // namespace view
