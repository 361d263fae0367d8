#include "view/heatmap.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/grid_cursor.h"
#include "view/heatmap_parts.h"

namespace view {

namespace {

constexpr Text kWhole{"看全图", "Whole picture"};
constexpr Text kWholeHelp{"结束放大 (Delete)。", "Ends the zoom (Delete)."};

void outline_cell(Ui& ui, const Rect& rect, const VisibleCells& visible, int row, int column, Color color,
                  float thickness) {
  const float width = rect.width / static_cast<float>(visible.columns),
              height = rect.height / static_cast<float>(visible.rows);
  Rect cell{rect.x + static_cast<float>(column - visible.column) * width,
            rect.y + static_cast<float>(row - visible.row) * height, width, height};
  // Never smaller than what the eye finds.
  constexpr float kSmallest = 7;
  if (cell.width < kSmallest) cell = {cell.x + (cell.width - kSmallest) / 2, cell.y, kSmallest, cell.height};
  if (cell.height < kSmallest) cell = {cell.x, cell.y + (cell.height - kSmallest) / 2, cell.width, kSmallest};
  if (cell.x + cell.width < rect.x || cell.x > rect.x + rect.width || cell.y + cell.height < rect.y ||
      cell.y > rect.y + rect.height)
    return;
  ui.outline({cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2}, ui.theme().surface, 1, thickness + 2);
  ui.outline(cell, color, 1, thickness);
}

/// A band over a whole row or column of a panel: its label is under the pointer.
void outline_band(Ui& ui, const Rect& rect, const VisibleCells& visible, int row, int column) {
  const float width = rect.width / static_cast<float>(visible.columns),
              height = rect.height / static_cast<float>(visible.rows);
  if (row >= 0) {
    const float y = rect.y + static_cast<float>(row - visible.row) * height, top = std::max(y, rect.y),
                bottom = std::min(y + std::max(height, 2.0f), rect.y + rect.height);
    ui.outline({rect.x, top, rect.width, bottom - top}, ui.theme().accent, 0, 2);
  }
  if (column >= 0) {
    const float x = rect.x + static_cast<float>(column - visible.column) * width, left = std::max(x, rect.x),
                right = std::min(x + std::max(width, 2.0f), rect.x + rect.width);
    ui.outline({left, rect.y, right - left, rect.height}, ui.theme().accent, 0, 2);
  }
}

/// What one press of a key does. True if anything changed.
bool take_step(Step step, const HeatmapGrid& grid, Viewpoint& viewpoint, CellAddress& cursor) {
  const MatrixView& matrix = grid.panels.front().matrix;
  const int rows = static_cast<int>(matrix.rows), columns = static_cast<int>(matrix.columns),
            panels = count_of(grid.panels);
  const CellAddress old_cursor = cursor;
  const Viewpoint old_viewpoint = viewpoint;
  const bool is_none = cursor.panel < 0;
  if (step == Step::kZoomIn || step == Step::kZoomOut) {
    const VisibleCells seen = visible_cells(viewpoint, rows, columns);
    const double x = is_none ? 0.5 : (cursor.column + 0.5 - seen.column) / seen.columns;
    const double y = is_none ? 0.5 : (cursor.row + 0.5 - seen.row) / seen.rows;
    zoom_at(viewpoint, step == Step::kZoomIn ? 1.5 : 1 / 1.5, x, y, rows, columns);
  } else if (step == Step::kZoomAll) {
    viewpoint = {};
  } else if (step != Step::kEscape) {
    const TableCell to = is_none ? TableCell{0, 0} : stepped({cursor.row, cursor.column}, step, 1, rows, columns);
    const int along = step == Step::kPanelNext ? 1 : step == Step::kPanelPrevious ? panels - 1 : 0;
    cursor = {is_none ? 0 : (cursor.panel + along) % panels, to.row, to.column};
    show_cell(viewpoint, cursor.row, cursor.column, rows, columns);
  }
  return cursor != old_cursor || viewpoint != old_viewpoint;
}

Node grid_node(const Label& label, const HeatmapGrid& grid, const HeatmapLayout& layout, const CellAddress& cursor) {
  const MatrixView& matrix = nth(grid.panels, std::max(0, cursor.panel)).matrix;
  Node node{.id = std::string(label.id),
            .role = Role::kGrid,
            .name = label.name,
            .help = label.help,
            .rows = static_cast<int>(matrix.rows),
            .columns = static_cast<int>(matrix.columns),
            .rect = layout.bounds};
  if (cursor.panel >= 0) {
    node.cursor_row = cursor.row;
    node.cursor_column = cursor.column;
    node.value = short_number_text(matrix.at(cursor.row, cursor.column), 9);
  }
  mirror_cells(
      node, [&](int row) { return grid.row_names.at(row); }, [&](int column) { return grid.column_names.at(column); },
      [&](int row, int column) { return short_number_text(matrix.at(row, column), 9); });
  return node;
}

}  // namespace

HeatmapEvents heatmap_grid(Ui& ui, const Label& label, const HeatmapLayout& layout, const HeatmapGrid& grid,
                           Viewpoint& viewpoint, CellAddress& cursor) {
  HeatmapEvents events;
  const MatrixView& shape = grid.panels.front().matrix;
  const CellAddress old_cursor = cursor;
  const Viewpoint old_viewpoint = viewpoint;
  // Over the picture's corner, and so asked before the picture itself.
  const std::string whole_id = std::string(label.id) + "/whole", whole_name = ui.tr(kWhole);
  const float whole_width = button_width(ui, whole_name), whole_height = ui.target_height();
  // Of a narrow picture it sticks out to the right, where no names are.
  const Rect whole{layout.bounds.x + std::max(0.0f, layout.bounds.width - whole_width - kSpace2),
                   layout.bounds.y + kSpace2, whole_width, whole_height};
  const bool is_zoomed = viewpoint.zoom > 1 && !ui.input().is_taken_away;
  const Interaction on_whole = is_zoomed ? ui.interact(whole_id, whole) : Interaction{};
  const Interaction interaction = ui.interact(label.id, layout.bounds);
  if (interaction.is_hovered) ui.set_cursor("crosshair");

  VisibleCells visible = visible_cells(viewpoint, shape.rows, shape.columns);
  const ImVec2 pointer = ui.pointer();
  for (int i = 0; i < count_of(layout.panels); ++i) {
    const Rect& rect = nth(layout.panels, i);
    if (!(interaction.is_hovered || interaction.is_held) || !ui.is_pointer_in(rect)) continue;
    const double x = (pointer.x - rect.x) / rect.width, y = (pointer.y - rect.y) / rect.height;
    if (const float zoom = ui.take_zoom(rect); zoom != 0)
      zoom_at(viewpoint, std::exp(-zoom * 0.004), x, y, shape.rows, shape.columns);
    const ImVec2 wheel = ui.take_wheel(rect);
    move_by(viewpoint, {-wheel.x, -wheel.y}, rect);
    move_by(viewpoint, ui.take_pan(rect), rect);
    visible = visible_cells(viewpoint, shape.rows, shape.columns);
    events.hovered = {i, cell_at(y, visible.row, visible.rows, shape.rows),
                      cell_at(x, visible.column, visible.columns, shape.columns)};
  }
  const double half = 0.5 / std::max(1.0, viewpoint.zoom), end = 1 - half;
  constexpr double kAtEnd = 1e-6;  // of the picture
  for (const Rect& rect : layout.panels)
    ui.claim_wheel({rect, viewpoint.y > half + kAtEnd, viewpoint.y<end - kAtEnd, viewpoint.x> half + kAtEnd,
                    viewpoint.x < end - kAtEnd});
  if (interaction.is_held && ui.is_pointer_dragged() && viewpoint.zoom > 1) {
    move_by(viewpoint, ImGui::GetIO().MouseDelta, layout.panels.front());
    ui.set_cursor("grabbing");
  }
  if (interaction.was_double_clicked)
    viewpoint = viewpoint.zoom > 1 ? Viewpoint{} : viewpoint;
  else if (interaction.was_clicked && events.hovered.panel >= 0 && !ui.is_pointer_dragged())
    cursor = events.hovered;
  if (const Action* action = ui.action_for(label.id)) {
    if (action->kind == ActionKind::kStep) {
      for (int i = 0; i < action->times && take_step(action->step, grid, viewpoint, cursor);) ++i;
    } else if (action->kind == ActionKind::kReset)
      viewpoint = {};
  }
  visible = visible_cells(viewpoint, shape.rows, shape.columns);

  const Theme& theme = ui.theme();
  const int panels = count_of(grid.panels);
  std::vector<PanelPlace> places;
  for (int i = 0; i < panels; ++i)
    places.push_back({.rect = nth(layout.panels, i),
                      .is_left = i % grid.grid_columns == 0,
                      .is_right = (i + 1) % grid.grid_columns == 0 || i + 1 == panels,
                      .is_bottom = i + grid.grid_columns >= panels});
  for (int i = 0; i < panels && layout.has_ticks && !interaction.is_held; ++i)
    if (find_hovered_label(ui, nth(places, i), grid, layout, visible, events)) events.labelled_panel = i;
  const int marked_row = events.hovered.panel >= 0 ? events.hovered.row : events.hovered_row;
  const int marked_column = events.hovered.panel >= 0 ? events.hovered.column : events.hovered_column;
  const bool has_label_per_panel = layout.has_ticks;  // small panels share one label for all
  for (int i = 0; i < panels; ++i) {
    const PanelPlace& place = nth(places, i);
    const Rect& rect = place.rect;
    const HeatmapPanel& panel = nth(grid.panels, i);
    draw_matrix(ui, rect, panel, grid, visible, events);
    draw_numbers(ui, rect, panel, grid.map, visible, is_zoomed ? whole : Rect{});
    ui.outline({rect.x - ui.pixel(), rect.y - ui.pixel(), rect.width + 2 * ui.pixel(), rect.height + 2 * ui.pixel()},
               theme.line);
    if (layout.titles && i < count_of(*layout.titles))
      ui.text({rect.x, rect.y - layout.title_height, rect.width, layout.title_height}, nth(*layout.titles, i),
              {.size = kCaption, .color = cursor.panel == i ? theme.accent : theme.text, .align = Align::kCenter});
    if (layout.has_ticks) draw_ticks(ui, place, grid, layout, visible, marked_row, marked_column, events);
    outline_band(ui, rect, visible, events.hovered_row, events.hovered_column);
    const float label_top = rect.y + rect.height + (layout.has_ticks ? layout.column_name_height + kSpace1 : 0);
    if (has_label_per_panel && place.is_bottom && !grid.x_label.empty())
      ui.text({rect.x, label_top, rect.width, kCaptionLine}, grid.x_label, {.size = kCaption, .align = Align::kCenter});
    if (has_label_per_panel && place.is_left && !grid.y_label.empty())
      ui.vertical_text({layout.whole.x, rect.y, kCaptionLine, rect.height}, grid.y_label, {.size = kCaption});
  }
  if (!has_label_per_panel) {
    if (!grid.x_label.empty())
      ui.text({layout.bounds.x, layout.bounds.y + layout.bounds.height, layout.bounds.width, kCaptionLine},
              grid.x_label, {.size = kCaption, .align = Align::kCenter});
    if (!grid.y_label.empty())
      ui.vertical_text({layout.whole.x, layout.bounds.y, kCaptionLine, layout.bounds.height}, grid.y_label,
                       {.size = kCaption});
  }
  if (events.hovered.panel >= 0)
    outline_cell(ui, nth(layout.panels, events.hovered.panel), visible, events.hovered.row, events.hovered.column,
                 theme.text, 1);
  if (cursor.panel >= 0 && cursor.panel < panels)
    outline_cell(ui, nth(layout.panels, cursor.panel), visible, cursor.row, cursor.column, theme.accent, 2);
  ui.focus_ring(layout.bounds, interaction);
  ui.record(grid_node(label, grid, layout, cursor));
  if (is_zoomed) {
    ui.fill(whole, on_whole.is_hovered ? mixed(theme.surface, theme.line, 0.5f) : theme.surface, kRadius);
    ui.outline(whole, theme.muted, kRadius);
    ui.text(whole, whole_name, {.align = Align::kCenter});
    if (finish_button(ui, whole, {whole_id, whole_name, ui.tr(kWholeHelp)}, on_whole, true, "")) {
      viewpoint = {};
      ui.request_focus(label.id);  // the button goes
    }
  }
  events.has_changed = cursor != old_cursor || viewpoint != old_viewpoint;
  return events;
}

}  // namespace view
