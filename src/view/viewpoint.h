// Which part of a matrix is seen: all of it, or what one has zoomed into.
#pragma once

#include <cstdint>

#include "imgui.h"
#include "view/accessible.h"

namespace view {

/// zoom 1 = all of it; (x, y) = the middle of what is seen, in 0…1.
struct Viewpoint {
  double zoom = 1, x = 0.5, y = 0.5;
  bool operator==(const Viewpoint&) const = default;
};

/// The visible part, in cells: first column, first row, columns, rows.
struct VisibleCells {
  double column, row, columns, rows;
};
VisibleCells visible_cells(const Viewpoint& viewpoint, std::int64_t rows, std::int64_t columns);

/// Which of `total` cells lies at `share` (0…1) of the `seen` ones that begin with `first`.
int cell_at(double share, double first, double seen, std::int64_t total);

/// Zooms by a factor around a point of the panel (0…1 of what is visible), within what the matrix allows.
void zoom_at(Viewpoint& viewpoint, double factor, double x, double y, std::int64_t rows, std::int64_t columns);

/// Moves what is seen along with the pointer over a panel; delta in CSS pixels.
void move_by(Viewpoint& viewpoint, ImVec2 delta, const Rect& panel);

/// Moves as little as needed so that the cell is seen.
void show_cell(Viewpoint& viewpoint, int row, int column, std::int64_t rows, std::int64_t columns);

}  // namespace view
