#include "view/grid_cursor.h"

#include <algorithm>

namespace view {

bool moves_cursor(Step step) { return step <= Step::kLast; }

TableCell stepped(TableCell from, Step step, int times, int rows, int columns) {
  if (!moves_cursor(step) || rows < 1 || columns < 1) return from;
  TableCell cell = from;
  if (!cell.exists()) {
    cell = {0, 0};
    if (--times == 0) return cell;
  }
  times = std::min(times, std::max(rows, columns));  // more lead no further
  switch (step) {
    case Step::kUp:
      cell.row -= times;
      break;
    case Step::kDown:
      cell.row += times;
      break;
    case Step::kLeft:
      cell.column -= times;
      break;
    case Step::kRight:
      cell.column += times;
      break;
    case Step::kRowStart:
      cell.column = 0;
      break;
    case Step::kRowEnd:
      cell.column = columns - 1;
      break;
    case Step::kFirst:
      cell = {0, 0};
      break;
    case Step::kLast:
      cell = {rows - 1, columns - 1};
      break;
    default:
      break;
  }
  return {std::clamp(cell.row, 0, rows - 1), std::clamp(cell.column, 0, columns - 1)};
}

CellRange mirrored_range(int cursor, int count) {
  constexpr int kMirrored = 16;
  const int first = std::clamp(cursor - kMirrored / 2, 0, std::max(0, count - kMirrored));
  return {first, std::min(count, first + kMirrored)};
}

}  // namespace view
