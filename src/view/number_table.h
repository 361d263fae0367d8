// A matrix of numbers as a table: every cell on its heat colour or plain, with the names of rows and columns.
// Cells can be typed into, selected, or pressed and painted over. For the keyboard and a screen reader the table is
// one grid with a cursor; while a cell is being typed into there is a number field besides, called id + "/edit".
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "index.h"
#include "view/grid_cursor.h"
#include "view/heatmap.h"
#include "view/ui.h"
#include "view/widgets.h"

namespace view {

inline constexpr int kPlainCells = -1;  // instead of a colour map

struct NumberTable {
  int rows = 0, columns = 0;
  std::span<const double> values;       // (rows, columns)
  std::span<const double> before = {};  // the same numbers before the last edit: those that differ are shown small
  bool has_room_for_before = false;     // rows are high enough for both, so that nothing jumps at the first edit
  std::span<const std::string> row_names = {}, column_names = {};  // may be empty
  NumberRange range = {
      .minimum = -99, .maximum = 99, .step = 0.1};  // of a typed number; its decimals are shown where they fit
  double typical = 0;     // cells are as wide as this number needs; 0 = as the ends of the range need
  int map = kPlainCells;  // index into kColorMapIds
  ColorScale scale = {};  // of the colours
  int plain_from = std::numeric_limits<int>::max();  // columns from this one on have none: sums
  std::span<const std::uint8_t> emphasised =
      {};                       // (rows, columns): 1 = outlined, because something refers to it; may be empty
  Color emphasis = 0;           // 0 = the accent
  Color name_color = 0;         // of the rows' names; 0 = muted
  bool is_editable = false;     // a pressed cell becomes a field; otherwise it is selected
  bool shows_selection = true;  // the cursor's cell stays marked without the keyboard's focus
  bool is_in_picture = false;   // shown whichever controls a link names
};

/// Where the cell's number stands in `values`.
inline std::size_t cell_index(const NumberTable& table, TableCell cell) {
  return to_size(cell.row * table.columns + cell.column);
}

struct TableEdit {
  TableCell cell;
  double value = 0;  // inside the range
};

struct TableEvents {
  TableCell selected;            // pressed, or reached with the keyboard
  TableCell activated;           // clicked, or Enter or Space on it
  TableCell held;                // under the pointer while that is down: for painting
  std::vector<TableEdit> edits;  // what was typed or pasted
  Rect edited_at;                // where the field was in which it was typed
};

/// The width the table likes to have, with its rows' names; it never takes more than the column.
float number_table_width(const Ui& ui, const NumberTable& table);
/// The height with the name above it.
float number_table_height(const Ui& ui, const NumberTable& table);

/// Draws the table at the top of the column, its name above it, and moves the cursor. Where a column of cells would
/// be thinner than a finger, part of the columns is shown, with buttons to the rest.
TableEvents number_table(Ui& ui, const Label& label, const NumberTable& table, TableCell& cursor);

}  // namespace view
