// The keyboard of grids, one for heatmaps, tables and small multiples: where a key leads the cursor, and the part
// around it that a screen reader gets.
#pragma once

#include "view/accessible.h"
#include "view/action.h"

namespace view {

struct TableCell {
  int row = -1, column = -1;
  bool operator==(const TableCell&) const = default;
  bool exists() const { return row >= 0 && column >= 0; }
};

/// Does the step move a cursor inside a grid? Others zoom, change to another grid, or give something up.
bool moves_cursor(Step step);

/// The cell of rows × columns that `times` such steps lead to, at least one; it stays inside. Where no cell was chosen,
/// the first step puts the cursor down at the first one.
TableCell stepped(TableCell from, Step step, int times, int rows, int columns);

/// Rows and columns from `first` up to `end`, not included.
struct CellRange {
  int first = 0, end = 0;
};
/// As many around the cursor as a screen reader gets at once; `cursor` may be −1, none.
CellRange mirrored_range(int cursor, int count);

/// Puts the part around the cursor into the node, whose rows, columns and cursor are set: row_label(row) and
/// column_label(column) and text(row, column) are strings.
template <typename RowLabel, typename ColumnLabel, typename CellText>
void mirror_cells(Node& node, RowLabel row_label, ColumnLabel column_label, CellText text) {
  const CellRange rows = mirrored_range(node.cursor_row, node.rows);
  const CellRange columns = mirrored_range(node.cursor_column, node.columns);
  for (int c = columns.first; c < columns.end; ++c) node.column_labels.push_back(column_label(c));
  for (int r = rows.first; r < rows.end; ++r) {
    node.row_labels.push_back(row_label(r));
    for (int c = columns.first; c < columns.end; ++c) node.cells.push_back({r, c, text(r, c)});
  }
}

}  // namespace view
