#include "view/number_table.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "index.h"
#include "view/formula.h"
#include "view/name.h"
#include "view/table_paste.h"

namespace view {

namespace {

constexpr float kNameLine = 24;  // the table's name above it
constexpr float kColumnNameLine = 20;
constexpr float kCellPadding = 6;
constexpr float kThinnestCell = 34;  // CSS pixels
constexpr float kEditorWidth = 72;
constexpr float kOldRoom = 8, kOldShift = 7, kOldBelow = 10;  // a number makes room for its old one
constexpr float kFlashStrength = 0.45f;

constexpr Text kCellName{"{0} · {1}", "{0} · {1}"};
constexpr Text kRowNumber{"第 {0} 行", "row {0}"};
constexpr Text kColumnNumber{"第 {0} 列", "column {0}"};
constexpr Text kShownColumns{"列 {0}–{1}，共 {2} 列", "Columns {0}–{1} of {2}"};
constexpr Text kFormerColumns{"前面的列", "Columns before"};
constexpr Text kLaterColumns{"后面的列", "Columns after"};
constexpr Text kWasBefore{"{0} (原来 {1})", "{0} (was {1})"};
constexpr Text kEditHelp{"方向键移动，回车修改。", "Arrow keys move, Enter edits."};

struct Layout {
  float name_width = 0, cell_width = 0, row_height = 0;
  int first = 0, shown = 0;  // columns
  bool is_paged = false;
  Rect cells;  // of what is shown
};

float row_name_width(const Ui& ui, const NumberTable& table) {
  float widest = 0;
  for (const std::string& name : table.row_names) widest = std::max(widest, std::ceil(ui.text_width(name, kCaption)));
  return widest > 0 ? std::min(widest, kLongestName) + kSpace2 : 0;
}

float natural_cell_width(const Ui& ui, const NumberTable& table) {
  float widest = kThinnestCell;
  const bool has_typical = table.typical != 0;
  for (const double end :
       {has_typical ? table.typical : table.range.minimum, has_typical ? table.typical : table.range.maximum})
    widest =
        std::max(widest, std::ceil(ui.text_width(number_text(end, table.range.decimals), kCaption)) + 2 * kCellPadding);
  for (const std::string& name : table.column_names)
    widest = std::max(widest, std::min(kLongestName, std::ceil(ui.text_width(name, kCaption)) + kSpace2));
  return widest;
}

float row_height(const Ui& ui, const NumberTable& table) {
  return table.has_room_for_before ? std::max(ui.target_height(), kTargetMouse + kOldRoom) : ui.target_height();
}

Layout lay_out(const Ui& ui, const NumberTable& table, float width, const TableCell& cursor) {
  Layout layout;
  layout.row_height = row_height(ui, table);
  // Names give way only where the cells would grow thinner than a finger.
  const float needed = static_cast<float>(table.columns) * kThinnestCell;
  layout.name_width = std::min(row_name_width(ui, table), std::max(width / 3, width - needed));
  const float room = width - layout.name_width;
  const int fitting = std::max(1, static_cast<int>(room / kThinnestCell));
  layout.is_paged = table.columns > fitting;
  layout.shown = std::min(table.columns, fitting);
  if (layout.is_paged)
    layout.first = std::min(std::max(0, cursor.column) / fitting * fitting, table.columns - layout.shown);
  layout.cell_width = std::min(natural_cell_width(ui, table), room / static_cast<float>(std::max(1, layout.shown)));
  return layout;
}

std::string row_name(const Ui& ui, const NumberTable& table, int row) {
  const bool has_name = row < count_of(table.row_names) && !nth(table.row_names, row).empty();
  return has_name ? nth(table.row_names, row) : ui.tr(kRowNumber, {std::to_string(row + 1)});
}

std::string column_name(const Ui& ui, const NumberTable& table, int column) {
  const bool has_name = column < count_of(table.column_names) && !nth(table.column_names, column).empty();
  return has_name ? nth(table.column_names, column) : ui.tr(kColumnNumber, {std::to_string(column + 1)});
}

bool has_changed(const NumberTable& table, std::size_t i) {
  return table.before.size() == table.values.size() && table.before[i] != table.values[i] &&
         !(std::isnan(table.before[i]) && std::isnan(table.values[i]));
}

Rect cell_rect(const Layout& layout, int row, int column) {
  return {layout.cells.x + static_cast<float>(column - layout.first) * layout.cell_width,
          layout.cells.y + static_cast<float>(row) * layout.row_height, layout.cell_width, layout.row_height};
}

HeatColor cell_color(const Ui& ui, const NumberTable& table, double value, int column) {
  const Theme& theme = ui.theme();
  if (table.map == kPlainCells || column >= table.plain_from) return {theme.surface, theme.text};
  return heat_color(table.map, table.scale, value, {theme.track, theme.muted});
}

/// As in a heatmap: lines from lower left to upper right, and a plate for what is written there.
void draw_hatching(Ui& ui, const Rect& cell, float written) {
  constexpr float kBetween = 6, kThickness = 1.5f;  // CSS pixels
  ui.fill(cell, ui.theme().surface);
  for (float along = kBetween; along < cell.width + cell.height; along += kBetween) {
    const float left = std::max(0.0f, along - cell.height), right = std::min(along, cell.width);
    ui.line(cell.x + left, cell.y + along - left, cell.x + right, cell.y + along - right, ui.theme().muted, kThickness);
  }
  const float height = kCaption * kLineHeight;
  ui.fill({cell.x + cell.width - kCellPadding - written - 2, cell.y + (cell.height - height) / 2, written + 4, height},
          ui.theme().surface, 3);
}

void draw_cell(Ui& ui, const Label& label, const NumberTable& table, const Rect& rect, int row, int column) {
  const std::size_t i = cell_index(table, {row, column});
  const double value = table.values[i];
  const std::string key = std::string(label.id) + "/cell/" + std::to_string(row) + "," + std::to_string(column);
  auto [ground, ink] = cell_color(ui, table, value, column);
  const float flash = ui.flash(key, value);
  if (flash > 0) ground = mixed(ground, ui.theme().accent, flash * kFlashStrength);
  ui.fill(rect, ground);
  if (std::isnan(value)) {
    draw_hatching(ui, rect, ui.text_width(number_text(value, 0), kCaption));
    ink = ui.theme().text;
  }
  const bool is_old_shown = has_changed(table, i);
  const float width = rect.width - kCellPadding, shift = is_old_shown ? kOldShift : 0;
  ui.text({rect.x, rect.y - shift, width, rect.height}, fitted_number(ui, value, table.range.decimals, width, kCaption),
          {.size = kCaption, .color = ink, .align = Align::kRight});
  if (is_old_shown) {
    const std::string old = fitted_number(ui, table.before[i], table.range.decimals, width, kSmall);
    const float old_width = ui.text_width(old, kSmall), y = rect.y + rect.height / 2 + kOldBelow;
    ui.text({rect.x, y - kSmall / 2, width, kSmall}, old, {.size = kSmall, .color = ink, .align = Align::kRight});
    ui.line(rect.x + width - old_width, y, rect.x + width, y, ink);
  }
}

void draw_names(Ui& ui, std::string_view id, const NumberTable& table, const Layout& layout) {
  const Theme& theme = ui.theme();
  const auto name_id = [&](const char* axis, int index) { return std::string(id) + axis + std::to_string(index); };
  if (!table.column_names.empty()) {
    for (int c = layout.first; c < layout.first + layout.shown; ++c) {
      const Rect cell = cell_rect(layout, 0, c);
      if (c < count_of(table.column_names))
        name_at(ui, name_id("/column/", c),
                {cell.x + 2, cell.y - kColumnNameLine, cell.width - kCellPadding, kColumnNameLine},
                nth(table.column_names, c), {.size = kCaption, .color = theme.muted, .align = Align::kRight});
    }
  }
  if (table.row_names.empty()) return;
  for (int r = 0; r < table.rows; ++r) {
    const Rect cell = cell_rect(layout, r, layout.first);
    if (r < count_of(table.row_names))
      name_at(ui, name_id("/row/", r), {cell.x - layout.name_width, cell.y, layout.name_width - kSpace2, cell.height},
              nth(table.row_names, r), {.size = kCaption, .color = table.name_color ? table.name_color : theme.muted});
  }
}

/// One device pixel between cells of plain tables; heat colours touch, as in a heatmap.
void draw_lines(Ui& ui, const NumberTable& table, const Layout& layout) {
  const Color line = ui.theme().line;
  if (table.map == kPlainCells) {
    for (int r = 1; r < table.rows; ++r) {
      const float y = layout.cells.y + static_cast<float>(r) * layout.row_height;
      ui.line(layout.cells.x, y, layout.cells.x + layout.cells.width, y, line);
    }
    for (int c = 1; c < layout.shown; ++c) {
      const float x = layout.cells.x + static_cast<float>(c) * layout.cell_width;
      ui.line(x, layout.cells.y, x, layout.cells.y + layout.cells.height, line);
    }
  }
  ui.outline(layout.cells, line);
}

void draw_marks(Ui& ui, const NumberTable& table, const Layout& layout, const TableCell& cursor,
                const Interaction& focus, const TableCell& hovered) {
  const Theme& theme = ui.theme();
  if (table.emphasised.size() == table.values.size()) {
    const Color color = table.emphasis ? table.emphasis : theme.accent;
    for (int r = 0; r < table.rows; ++r)
      for (int c = layout.first; c < layout.first + layout.shown; ++c)
        if (table.emphasised[cell_index(table, {r, c})]) ui.outline(cell_rect(layout, r, c), color, 1, 2);
  }
  const auto is_shown = [&](const TableCell& cell) {
    return cell.exists() && cell.row < table.rows && cell.column >= layout.first &&
           cell.column < layout.first + layout.shown;
  };
  if (is_shown(hovered)) ui.outline(cell_rect(layout, hovered.row, hovered.column), theme.muted, 1);
  if (!is_shown(cursor) || !(table.shows_selection || focus.shows_focus)) return;
  const Rect cell = cell_rect(layout, cursor.row, cursor.column);
  ui.outline({cell.x - 2, cell.y - 2, cell.width + 4, cell.height + 4}, theme.surface, kRadius / 2, 4);
  ui.outline({cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2}, theme.accent, kRadius / 2, 2);
}

std::string value_read(const Ui& ui, const NumberTable& table, const TableCell& cell) {
  const std::size_t i = cell_index(table, cell);
  const std::string now = short_number_text(table.values[i], 6);
  return has_changed(table, i) ? ui.tr(kWasBefore, {now, short_number_text(table.before[i], 6)}) : now;
}

Node grid_node(const Ui& ui, const Label& label, const NumberTable& table, const Layout& layout,
               const TableCell& cursor) {
  Node node{.id = std::string(label.id),
            .role = Role::kGrid,
            .name = label.name,
            .help = label.help,
            .rows = table.rows,
            .columns = table.columns,
            .cursor_row = cursor.row,
            .cursor_column = cursor.column,
            .rect = layout.cells};
  node.takes_blocks = table.is_editable;
  if (table.is_editable && node.help.empty()) node.help = ui.tr(kEditHelp);
  if (cursor.exists()) node.value = value_read(ui, table, cursor);
  mirror_cells(
      node, [&](int row) { return row_name(ui, table, row); },
      [&](int column) { return column_name(ui, table, column); },
      [&](int row, int column) {
        return value_read(ui, table, {row, column});
      });
  return node;
}

/// Where a cell is typed into: as wide as a number needs.
Rect editor_rect(const Ui& ui, const Layout& layout, const TableCell& cell) {
  const Rect under = cell_rect(layout, cell.row, cell.column);
  const float width = std::max(kEditorWidth, under.width);
  const float left = std::max(under.x + under.width - width, layout.cells.x);  // the row's name stays readable
  return {std::max(ui.column_x(), std::min(left, ui.column_x() + ui.column_width() - width)), under.y, width,
          under.height};
}

/// The field over the cursor's cell. True if another number was typed.
bool draw_editor(Ui& ui, const Label& label, const std::string& id, const NumberTable& table, const Rect& rect,
                 const TableCell& cell, double& value) {
  ui.fill(rect, ui.theme().surface, kRadius / 2);
  const std::string name =
      label.name + ", " + ui.tr(kCellName, {row_name(ui, table, cell.row), column_name(ui, table, cell.column)});
  return number_at(ui, rect, {id, name}, value, table.range, {.align = Align::kRight});
}

/// The words and buttons that lead to the columns that are not shown.
void draw_pager(Ui& ui, const Label& label, const NumberTable& table, const Layout& layout, TableCell& cursor) {
  const Rect line = ui.place(ui.target_height());
  const std::string former = ui.tr(kFormerColumns), later = ui.tr(kLaterColumns);
  const float size = line.height;
  const auto go = [&](int column) { cursor = {std::max(0, cursor.row), std::clamp(column, 0, table.columns - 1)}; };
  if (button_at(ui, {line.x, line.y, size, size}, {std::string(label.id) + "/before", "←", former}, ButtonKind::kQuiet,
                layout.first > 0))
    go(layout.first - 1);
  if (button_at(ui, {line.x + size + kSpace1, line.y, size, size}, {std::string(label.id) + "/after", "→", later},
                ButtonKind::kQuiet, layout.first + layout.shown < table.columns))
    go(layout.first + layout.shown);
  name_at(ui, std::string(label.id) + "/shown",
          {line.x + 2 * size + kSpace3, line.y, line.width - 2 * size - kSpace3, line.height},
          ui.tr(kShownColumns, {std::to_string(layout.first + 1), std::to_string(layout.first + layout.shown),
                                std::to_string(table.columns)}),
          {.size = kCaption, .color = ui.theme().muted});
}

}  // namespace

float number_table_width(const Ui& ui, const NumberTable& table) {
  return row_name_width(ui, table) + static_cast<float>(table.columns) * natural_cell_width(ui, table);
}

float number_table_height(const Ui& ui, const NumberTable& table) {
  return kNameLine + (table.column_names.empty() ? 0 : kColumnNameLine) +
         static_cast<float>(table.rows) * row_height(ui, table);
}

TableEvents number_table(Ui& ui, const Label& label, const NumberTable& table, TableCell& cursor) {
  if (!table.is_in_picture && ui.is_left_out(label.id)) return {};
  TableEvents events;
  IM_ASSERT(count_of(table.values) == table.rows * table.columns);
  if (cursor.row >= table.rows || cursor.column >= table.columns) cursor = {};
  const std::string edit_id = std::string(label.id) + "/edit";
  const float name_height = wrapped_formula(ui, {ui.column_x(), ui.column_y(), ui.column_width(), kNameLine},
                                            typeset_words(label.name), {.size = kCaption}, true);
  ui.place(std::max(kNameLine, name_height), table.column_names.empty() ? 0 : kColumnNameLine);
  if (table.rows == 0 || table.columns == 0) return events;

  if (const Action* action = ui.action_for(label.id)) {
    if (action->kind == ActionKind::kStep && moves_cursor(action->step))
      events.selected = cursor = stepped(cursor, action->step, action->times, table.rows, table.columns);
    if (action->kind == ActionKind::kActivate) {
      if (!cursor.exists()) cursor = {0, 0};
      events.activated = cursor;
      if (table.is_editable) ui.request_focus(edit_id);
    }
  }
  Layout layout = lay_out(ui, table, ui.column_width(), cursor);
  layout.cells = {ui.column_x() + layout.name_width, ui.column_y(),
                  layout.cell_width * static_cast<float>(layout.shown),
                  layout.row_height * static_cast<float>(table.rows)};

  for (int r = 0; r < table.rows; ++r)
    for (int c = layout.first; c < layout.first + layout.shown; ++c)
      draw_cell(ui, label, table, cell_rect(layout, r, c), r, c);
  draw_lines(ui, table, layout);
  draw_names(ui, label.id, table, layout);
  ui.place(layout.cells.height);
  ui.record(grid_node(ui, label, table, layout, cursor));
  ui.show_refusal(edit_id);

  // What was typed arrives when the field is left, perhaps by pressing another cell: it goes where the cursor was.
  const auto edit = [&] {
    if (!table.is_editable || !cursor.exists()) return;
    double value = table.values[cell_index(table, cursor)];
    const Rect rect = events.edited_at = editor_rect(ui, layout, cursor);
    if (ui.has_focus(edit_id) ? draw_editor(ui, label, edit_id, table, rect, cursor, value)
                              : adopt_number(ui, edit_id, rect, table.range, value))
      events.edits.push_back({cursor, value});
    const Action* action = ui.action_for(edit_id);
    const bool is_given_up = action && action->kind == ActionKind::kStep && action->step == Step::kEscape;
    const bool is_entered = (action && action->kind == ActionKind::kActivate) ||
                            (ui.input().edits_text_itself && (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                                                              ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false)));
    if (ui.has_focus(edit_id) && (is_given_up || (is_entered && !ui.refusal(edit_id)))) {
      ui.request_focus(label.id);
      ui.set_focus(label.id, true);
      ui.want_frame();  // without the field
    }
  };
  if (const Action* action = ui.action_for(label.id); action && action->kind == ActionKind::kPaste) {
    if (!cursor.exists()) cursor = {0, 0};
    events.edits =
        pasted_block(ui, edit_id, cell_rect(layout, cursor.row, cursor.column), table, cursor, action->value);
  }
  const bool was_edited = ui.has_focus(edit_id);
  edit();

  const Interaction interaction = ui.interact(label.id, layout.cells);
  TableCell hovered;
  if ((interaction.is_hovered || interaction.is_held || interaction.was_clicked) && ui.is_pointer_in(layout.cells)) {
    const ImVec2 at = ui.pointer();
    hovered = {
        std::min(static_cast<int>((at.y - layout.cells.y) / layout.row_height), table.rows - 1),
        layout.first + std::min(static_cast<int>((at.x - layout.cells.x) / layout.cell_width), layout.shown - 1)};
  }
  if (interaction.is_hovered && table.is_editable) ui.set_cursor("text");
  if (interaction.is_held) events.held = hovered;
  if (interaction.was_clicked && hovered.exists()) {
    cursor = events.selected = events.activated = hovered;
    if (table.is_editable) {
      ui.request_focus(edit_id);
      if (!was_edited) edit();  // the field is there in the same frame as the wish to focus it
      ui.want_frame();
    }
  }
  draw_marks(ui, table, layout, cursor, interaction,
             interaction.is_hovered && !ui.input().is_touch ? hovered : TableCell{});
  if (layout.is_paged) draw_pager(ui, label, table, layout, cursor);
  ui.gap(kSpace2);
  return events;
}

}  // namespace view
