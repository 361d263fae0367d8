// Many little heatmaps side by side on one scale, one of them current: every layer's every head, every step of a
// training. For the keyboard and a screen reader they are one grid.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "view/heatmap.h"
#include "view/ui.h"
#include "view/widgets.h"

namespace view {

struct SmallMultiples {
  int count = 0, columns = 1;               // row by row; the last row may have holes
  std::function<MatrixView(int)> matrix;    // number 0 … count − 1
  std::function<std::string(int)> name;     // as it is read: "layer 3, head 7"
  std::vector<std::string> row_names = {};  // short, one per row; may be empty
  ColorScale scale = {};                    // of all
  int map = 0;                              // index into kColorMapIds, or kDivergingMap
  int framed_row = -1;                      // belongs together, and to what is shown elsewhere; −1 = none
};

/// How many stand in a row where there is no better order.
int natural_columns(const Ui& ui, int count);

/// Can that many columns still be told apart in the column that is drawn into?
bool has_room_for(const Ui& ui, const SmallMultiples& multiples);

/// Draws them at the top of the column; `current` may be −1, none. Returns the one that was pressed or reached with the
/// keyboard, else −1.
int small_multiples(Ui& ui, const Label& label, const SmallMultiples& multiples, int current);

}  // namespace view
