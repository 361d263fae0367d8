#include "view/code.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "imgui_internal.h"
#include "index.h"

namespace view {

namespace {

constexpr float kLine = 18;           // CSS pixels
constexpr float kCellPerSize = 0.6f;  // of the font's size: as in most monospaced fonts
constexpr int kContinued = 4;         // cells that the rest of a long line is indented by

struct Cell {
  std::string_view character;
  int line = 0, column = 0, width = 1;  // in cells
};

/// Where every visible character goes, which lines are the rest of a long one, and how many lines there are.
int lay_out(std::string_view code, int columns, std::vector<Cell>& cells, std::vector<int>& continued) {
  int line = 0, column = 0;
  for (std::size_t at = 0; at < code.size();) {
    unsigned point = 0;
    const std::size_t length =
        to_size(std::max(1, ImTextCharFromUtf8(&point, code.data() + at, code.data() + code.size())));
    const std::string_view character = code.substr(at, length);
    at += length;
    if (point == '\n') {
      ++line;
      column = 0;
      continue;
    }
    const int width = point >= 0x2e80 ? 2 : 1;
    if (column + width > columns) {
      continued.push_back(++line);
      column = std::min(kContinued, columns - width);
    }
    if (point != ' ') cells.push_back({character, line, column, width});
    column += width;
  }
  return line + (code.ends_with('\n') ? 0 : 1);
}

/// One character in the middle of its cell. The font is proportional: wide letters are made as narrow as the cell.
void draw_character(Ui& ui, const Rect& cell, std::string_view character, float size) {
  const float width = ui.text_width(character, size), middle = cell.x + cell.width / 2;
  const int first = ui.draw().VtxBuffer.Size;
  ui.text({middle - width / 2 - 1, cell.y, width + 2, cell.height}, character, {.size = size, .align = Align::kCenter});
  if (width <= cell.width) return;
  for (int i = first; i < ui.draw().VtxBuffer.Size; ++i) {
    float& x = ui.draw().VtxBuffer[i].pos.x;
    x = middle + (x - middle) * cell.width / width;
  }
}

/// A hook in the indentation of a line that goes on from the one above: it is none of the program's own.
void draw_hook(Ui& ui, float x, float middle, float cell) {
  const ImVec2 corners[] = {{x, middle - kLine / 3}, {x, middle}, {x + 2 * cell, middle}};
  ui.polyline(corners, ui.theme().disabled, 1);
}

}  // namespace

void code_block(Ui& ui, std::string_view id, const std::string& code) {
  const float size = kCaption, cell = ui.snapped(size * kCellPerSize);
  const int columns = std::max(2 * kContinued, static_cast<int>((ui.column_width() - 2 * kSpace2) / cell));
  std::vector<Cell> cells;
  std::vector<int> continued;
  const int lines = lay_out(code, columns, cells, continued);
  const Rect block = ui.place(kLine * static_cast<float>(lines) + 2 * kSpace2);
  ui.fill(block, ui.theme().surface, kRadius);
  ui.outline(block, ui.theme().line, kRadius);
  const float top = ui.input().scroll_y - kLine,
              bottom = ui.input().scroll_y + ui.input().height;  // what is in view: programs are long
  for (const Cell& each : cells) {
    const Rect place{block.x + kSpace2 + cell * static_cast<float>(each.column),
                     block.y + kSpace2 + kLine * static_cast<float>(each.line), cell * static_cast<float>(each.width),
                     kLine};
    if (place.y > top && place.y < bottom) draw_character(ui, place, each.character, size);
  }
  for (const int line : continued)
    if (const float y = block.y + kSpace2 + kLine * static_cast<float>(line); y > top && y < bottom)
      draw_hook(ui, block.x + kSpace2 + cell, y + kLine / 2, cell);
  ui.record({.id = std::string(id), .role = Role::kText, .name = code, .rect = block});
}

}  // namespace view
