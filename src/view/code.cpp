#include "view/code.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "imgui_internal.h"
#include "index.h"
#include "view/widgets.h"

namespace view {

namespace {

constexpr float kLine = 18;           // CSS pixels
constexpr float kCellPerSize = 0.6f;  // of the font's size: as in most monospaced fonts
constexpr float kBar = 6;             // how high what scrolls is
constexpr int kStep = 4;              // cells that a key scrolls by

constexpr Text kScroll{"左右滚动代码", "Scroll the code sideways"};

struct Cell {
  std::string_view character;
  int line = 0, column = 0, width = 1;  // in cells
};

struct Extent {
  int lines = 0, columns = 0;
};

/// Where every visible character goes, and how much room all of them take.
Extent lay_out(std::string_view code, std::vector<Cell>& cells) {
  Extent extent;
  int column = 0;
  for (std::size_t at = 0; at < code.size();) {
    unsigned point = 0;
    const std::size_t length =
        to_size(std::max(1, ImTextCharFromUtf8(&point, code.data() + at, code.data() + code.size())));
    const std::string_view character = code.substr(at, length);
    at += length;
    if (point == '\n') {
      ++extent.lines;
      column = 0;
      continue;
    }
    const int width = point >= 0x2e80 ? 2 : 1;
    if (point != ' ') cells.push_back({character, extent.lines, column, width});
    column += width;
    extent.columns = std::max(extent.columns, column);
  }
  if (!code.ends_with('\n')) ++extent.lines;
  return extent;
}

/// The cell that code of so many columns, of which `room` are seen, begins with: the wheel, a drag of the code or of
/// its bar, and the keys move it. Whole cells, so that no character is cut.
int first_column(Ui& ui, const std::string& id, const Rect& block, const Rect& bar, int columns, int room, float cell) {
  float& at =
      *ImGui::GetStateStorage()->GetFloatRef(ImGui::GetID(id.c_str()));  // in cells; this one is not part of a state
  const float end = static_cast<float>(columns - room);
  const Interaction interaction = ui.interact(id, block);
  const ImGuiIO& io = ImGui::GetIO();
  float moved = ui.take_wheel(block).x;  // CSS pixels
  if (interaction.is_held && !interaction.was_pressed) {
    const bool is_bar = io.MouseClickedPos[ImGuiMouseButton_Left].y + ui.input().scroll_y >= bar.y - kSpace1;
    moved += io.MouseDelta.x * (is_bar ? static_cast<float>(columns) / static_cast<float>(room) : -1);
  }
  double wanted = std::clamp(at + moved / cell, 0.0f, end);
  const NumberRange range{.maximum = end, .step = kStep, .decimals = 0};
  adopt_number(ui, id, block, range, wanted);
  at = static_cast<float>(wanted);
  if (interaction.is_hovered) ui.set_cursor("grab");
  ui.claim_wheel({.rect = block, .left = at > 0, .right = at < end});
  ui.focus_ring(block, interaction);
  ui.record({.id = id,
             .role = Role::kSlider,
             .name = ui.tr(kScroll),
             .value = number_text(wanted, 0),
             .number = std::round(wanted),
             .maximum = end,
             .step = kStep,
             .rect = block});
  const float thumb = bar.width * static_cast<float>(room) / static_cast<float>(columns);
  ui.fill(bar, ui.theme().track, kBar / 2);
  ui.fill({bar.x + (bar.width - thumb) * at / end, bar.y, thumb, kBar}, ui.theme().disabled, kBar / 2);
  return static_cast<int>(std::round(wanted));
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

}  // namespace

void code_block(Ui& ui, std::string_view id, const std::string& code) {
  const float size = kCaption, cell = ui.snapped(size * kCellPerSize);
  std::vector<Cell> cells;
  const Extent extent = lay_out(code, cells);
  const int room = std::max(2, static_cast<int>((ui.column_width() - 2 * kSpace2) / cell));
  const bool scrolls = extent.columns > room;
  const Rect block = ui.place(kLine * static_cast<float>(extent.lines) + 2 * kSpace2 + (scrolls ? kSpace2 + kBar : 0));
  ui.fill(block, ui.theme().surface, kRadius);
  ui.outline(block, ui.theme().line, kRadius);
  ui.record({.id = std::string(id), .role = Role::kText, .name = code, .rect = block});
  const Rect bar{block.x + kSpace2, block.y + block.height - kSpace2 - kBar, block.width - 2 * kSpace2, kBar};
  const int first = scrolls ? first_column(ui, std::string(id) + "/scroll", block, bar, extent.columns, room, cell) : 0;
  const float top = ui.input().scroll_y - kLine,
              bottom = ui.input().scroll_y + ui.input().height;  // what is in view: programs are long
  for (const Cell& each : cells) {
    const Rect place{block.x + kSpace2 + cell * static_cast<float>(each.column - first),
                     block.y + kSpace2 + kLine * static_cast<float>(each.line), cell * static_cast<float>(each.width),
                     kLine};
    const bool is_seen = each.column >= first && each.column + each.width <= first + room;
    if (is_seen && place.y > top && place.y < bottom) draw_character(ui, place, each.character, size);
  }
}

}  // namespace view
