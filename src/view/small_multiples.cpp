#include "view/small_multiples.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/grid_cursor.h"

namespace view {

namespace {

constexpr float kSmallest = 8, kLargest = 36;  // CSS pixels on a side
constexpr float kGap = 2, kRowName = 24;
constexpr float kNamed = 14;  // in smaller ones only every second row has room for its name

struct Layout {
  int rows = 0, columns = 0;
  float size = 0;  // of one
  Rect area;       // of all, without the rows' names

  Rect at(int i) const {
    const float step = size + kGap;
    return {area.x + step * static_cast<float>(i % columns), area.y + step * static_cast<float>(i / columns), size,
            size};
  }
  /// Number of what lies under a point, perhaps beyond the last; −1 = none.
  int under(ImVec2 point) const {
    const int column = static_cast<int>(std::floor((point.x - area.x) / (size + kGap))),
              row = static_cast<int>(std::floor((point.y - area.y) / (size + kGap)));
    return column >= 0 && column < columns && row >= 0 ? row * columns + column : -1;
  }
};

float name_width(const SmallMultiples& multiples) { return multiples.row_names.empty() ? 0 : kRowName; }

float size_in(const Ui& ui, const SmallMultiples& multiples) {
  const float room = ui.column_width() - name_width(multiples);
  return std::min(kLargest, std::floor(room / static_cast<float>(multiples.columns)) - kGap);
}

/// Where the keyboard leads from the current one; −1 = nowhere. There is nothing to stand on in the last row's holes.
int reached(const Action& action, const SmallMultiples& multiples, const Layout& layout, int current) {
  if (action.kind != ActionKind::kStep || !moves_cursor(action.step)) return -1;
  const int last = multiples.count - 1, from = std::max(0, current);
  const auto cell_of = [&](int i) { return TableCell{i / layout.columns, i % layout.columns}; };
  int to = from;
  for (int i = 0; i < std::min(action.times, multiples.count); ++i) {
    const TableCell cell = stepped(cell_of(to), action.step, 1, layout.rows, layout.columns);
    const int next = cell.row * layout.columns + cell.column;
    if (next <= last)
      to = next;
    else if (action.step == Step::kLast || action.step == Step::kRowEnd)
      to = last;
  }
  return to == from && current >= 0 ? -1 : to;
}

Node node_of(const Label& label, const SmallMultiples& multiples, const Layout& layout, int current) {
  Node node{.id = std::string(label.id),
            .role = Role::kGrid,
            .name = label.name,
            .help = label.help,
            .rows = layout.rows,
            .columns = layout.columns,
            .rect = layout.area};
  if (current >= 0) {
    node.cursor_row = current / layout.columns;
    node.cursor_column = current % layout.columns;
    node.value = multiples.name(current);
    node.cells.push_back({node.cursor_row, node.cursor_column, node.value});
  } else {
    node.cells.push_back({0, 0, multiples.name(0)});
  }
  return node;
}

}  // namespace

int natural_columns(const Ui& ui, int count) {
  constexpr float kComfortable = kLargest * 0.66f;
  return std::clamp(static_cast<int>(ui.column_width() / kComfortable), 1, std::max(1, count));
}

bool has_room_for(const Ui& ui, const SmallMultiples& multiples) { return size_in(ui, multiples) >= kSmallest; }

int small_multiples(Ui& ui, const Label& label, const SmallMultiples& multiples, int current) {
  if (multiples.count < 1 || !has_room_for(ui, multiples)) return -1;
  const Theme& theme = ui.theme();
  Layout layout{.rows = (multiples.count + multiples.columns - 1) / multiples.columns,
                .columns = multiples.columns,
                .size = size_in(ui, multiples)};
  const float step = layout.size + kGap, names = name_width(multiples);
  const Rect whole = ui.place(step * static_cast<float>(layout.rows), kSpace4);
  layout.area = {whole.x + names, whole.y, step * static_cast<float>(layout.columns), whole.height};

  const Interaction interaction = ui.interact(label.id, layout.area);
  int hovered = -1;
  if (interaction.is_hovered || interaction.was_clicked) {
    hovered = layout.under(ui.pointer());
    if (hovered >= multiples.count) hovered = -1;
    ui.set_cursor("pointer");
  }
  int chosen = interaction.was_clicked ? hovered : -1;
  if (const Action* action = ui.action_for(label.id))
    chosen = std::max(chosen, reached(*action, multiples, layout, current));

  for (int i = 0; i < multiples.count; ++i) {
    const Rect rect = layout.at(i);
    const int row = i / layout.columns;
    heatmap_thumbnail(ui, rect, {multiples.matrix(i), multiples.scale}, multiples.map, true);
    if (i % layout.columns == 0 && row < count_of(multiples.row_names) && (layout.size >= kNamed || row % 2 == 0))
      ui.text(
          {whole.x, rect.y, names - kSpace1 - 2, layout.size}, nth(multiples.row_names, row),
          {.size = kSmall, .color = row == multiples.framed_row ? theme.accent : theme.muted, .align = Align::kRight});
    if (i == hovered && i != current)
      ui.outline({rect.x - 1, rect.y - 1, layout.size + 2, layout.size + 2}, theme.muted, 0, 1);
  }
  if (multiples.framed_row >= 0) {
    const Rect row = layout.at(multiples.framed_row * layout.columns);
    ui.outline({row.x - 2, row.y - 2, layout.area.width + 2, layout.size + 4}, theme.accent, 2, 1);
  }
  if (current >= 0) {
    const Rect rect = layout.at(current);
    ui.outline({rect.x - 2, rect.y - 2, layout.size + 4, layout.size + 4}, theme.accent, 2, 2);
  }
  ui.focus_ring(layout.area, interaction);
  ui.tooltip(label.id, interaction, layout.area, label.help);
  ui.record(node_of(label, multiples, layout, current));
  return chosen;
}

}  // namespace view
