#include "view/viewpoint.h"

#include <algorithm>

namespace view {

namespace {
constexpr double kSmallestView = 4;  // cells on the shorter side that always stay visible when zoomed
}

VisibleCells visible_cells(const Viewpoint& viewpoint, std::int64_t rows, std::int64_t columns) {
  const double zoom = std::max(1.0, viewpoint.zoom), part = 1 / zoom;
  const auto start = [&](double middle) { return std::clamp(middle - part / 2, 0.0, 1.0 - part); };
  return {start(viewpoint.x) * static_cast<double>(columns), start(viewpoint.y) * static_cast<double>(rows),
          part * static_cast<double>(columns), part * static_cast<double>(rows)};
}

int cell_at(double share, double first, double seen, std::int64_t total) {
  return static_cast<int>(std::min(first + share * seen, static_cast<double>(total - 1)));
}

void zoom_at(Viewpoint& viewpoint, double factor, double x, double y, std::int64_t rows, std::int64_t columns) {
  const double largest = std::max(1.0, static_cast<double>(std::min(rows, columns)) / kSmallestView);
  const double old_part = 1 / std::max(1.0, viewpoint.zoom);
  const double zoom = std::clamp(viewpoint.zoom * factor, 1.0, largest), part = 1 / zoom;
  const auto middle = [&](double old_middle, double at) {
    const double old_start = std::clamp(old_middle - old_part / 2, 0.0, 1.0 - old_part);
    const double fixed = old_start + at * old_part;  // the point of the matrix that stays under the pointer
    return std::clamp(fixed - at * part + part / 2, part / 2, 1.0 - part / 2);
  };
  viewpoint = {zoom, middle(viewpoint.x, x), middle(viewpoint.y, y)};
}

void move_by(Viewpoint& viewpoint, ImVec2 delta, const Rect& panel) {
  const double half = 0.5 / viewpoint.zoom;
  viewpoint.x = std::clamp(viewpoint.x - static_cast<double>(delta.x / panel.width) / viewpoint.zoom, half, 1 - half);
  viewpoint.y = std::clamp(viewpoint.y - static_cast<double>(delta.y / panel.height) / viewpoint.zoom, half, 1 - half);
}

void show_cell(Viewpoint& viewpoint, int row, int column, std::int64_t rows, std::int64_t columns) {
  const auto shift = [&](double first, double count, double index, std::int64_t total) {
    double start = first;
    if (index < first) start = index;
    if (index + 1 > first + count) start = index + 1 - count;
    return (start + count / 2) / static_cast<double>(total);
  };
  const VisibleCells visible = visible_cells(viewpoint, rows, columns);
  viewpoint.x = shift(visible.column, visible.columns, column, columns);
  viewpoint.y = shift(visible.row, visible.rows, row, rows);
}

}  // namespace view
