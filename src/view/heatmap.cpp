#include "view/heatmap.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/glyphs.h"
#include "view/grid_cursor.h"
#include "view/pyramid.h"

namespace view {

namespace {

constexpr Text kWhole{"看全图", "Whole picture"};
constexpr Text kWholeHelp{"结束放大 (Delete)。", "Ends the zoom (Delete)."};
constexpr float kThinnestPanel = 24;   // CSS pixels
constexpr float kSmallestTicked = 56;  // smaller panels carry no ticks
constexpr float kNumberPadding = 6;    // around a number written into its cell
constexpr double kSmallestView = 4;    // cells on the shorter side that always stay visible when zoomed
constexpr float kCaptionLine = 20;
constexpr float kLabelWidth = 80;  // longer tokens are cut

/// The titles that fit over panels this wide: the full ones, the short ones, or none.
const std::vector<std::string>* fitting_titles(const Ui& ui, const HeatmapGrid& grid, float panel_width) {
  constexpr float kAtLeast = 140;  // wide panels cut a long title rather than drop it
  for (const std::vector<std::string>* titles : {&grid.titles, &grid.short_titles}) {
    float widest = 0;
    for (const std::string& title : *titles) widest = std::max(widest, ui.text_width(title, kCaption));
    if (widest > 0 && (widest <= panel_width || panel_width >= kAtLeast)) return titles;
  }
  return nullptr;
}

/// How wide the widest name of `count` rows or columns is. Of very many, some all over the axis stand for all: what is
/// wider than the room for it is cut anyway.
float widest_name(const Ui& ui, const AxisNames& names, std::int64_t count) {
  constexpr std::int64_t kMostMeasured = 512;
  float widest = ui.text_width(std::to_string(std::max<std::int64_t>(0, count - 1)), kCaption);
  const std::int64_t step = names.size() / kMostMeasured + 1;
  for (std::int64_t i = 0; i < names.size(); i += step) widest = std::max(widest, ui.text_width(names.at(i), kCaption));
  return std::min(kLabelWidth, widest);
}

/// Cells of a matrix as they are seen: those at the edges may be cut.
struct SeenCells {
  std::int64_t first = 0, count = 0;
  std::vector<float> edges;  // count + 1 of them
};

SeenCells seen_cells(double first, double count, std::int64_t total, float start, float length) {
  SeenCells seen;
  seen.first = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(first + 1e-6)), 0, total - 1);
  const auto last =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(first + count - 1e-6)), seen.first + 1, total);
  seen.count = last - seen.first;
  for (std::int64_t i = seen.first; i <= last; ++i)
    seen.edges.push_back(start +
                         length * static_cast<float>(std::clamp((static_cast<double>(i) - first) / count, 0.0, 1.0)));
  return seen;
}

/// The visible cells as rectangles; of a large picture, as an image. Where even that has too few pixels, cells are
/// reduced as on the screen: to their mean or their maximum.
void record_matrix(Ui& ui, SvgRecorder& svg, const Rect& rect, const HeatmapPanel& panel, const HeatmapGrid& grid,
                   const VisibleCells& visible) {
  constexpr double kMostRecorded = 2048;  // on a side
  MatrixView matrix = panel.matrix;
  VisibleCells part = visible;
  const double reduction = std::max(visible.columns / rect.width, visible.rows / rect.height),
               most = std::max(visible.columns, visible.rows);
  if (reduction >= Pyramid::kStep || most > kMostRecorded) {
    Pyramid& pyramid = ui.pyramids().of(matrix);
    while (!pyramid.advance(1)) {
    }
    Pyramid::Choice choice = pyramid.at(reduction, grid.is_maximum);
    if (most / static_cast<double>(choice.block) > kMostRecorded)
      choice = pyramid.at(static_cast<double>(choice.block * Pyramid::kStep), grid.is_maximum);
    const auto block = static_cast<double>(choice.block);
    matrix = choice.matrix;
    part = {visible.column / block, visible.row / block, visible.columns / block, visible.rows / block};
  }
  const SeenCells columns = seen_cells(part.column, part.columns, matrix.columns, rect.x, rect.width);
  const SeenCells rows = seen_cells(part.row, part.rows, matrix.rows, rect.y, rect.height);
  std::vector<Color> colors;
  for (std::int64_t row = rows.first; row < rows.first + rows.count; ++row)
    for (std::int64_t column = columns.first; column < columns.first + columns.count; ++column) {
      colors.push_back(
          heat_color(grid.map, panel.scale, matrix.at(row, column), {.ground = SvgRecorder::kHatched}).ground);
    }
  if (columns.count * rows.count * static_cast<std::int64_t>(std::max<std::size_t>(1, grid.panels.size())) <=
      SvgRecorder::kMostCells)
    return svg.cells(columns.edges, rows.edges, colors, ui.theme().muted, ui.theme().surface);
  std::replace(colors.begin(), colors.end(), SvgRecorder::kHatched, ui.theme().disabled);
  svg.image(rect, static_cast<int>(columns.count), static_cast<int>(rows.count), colors);
}

/// The tiles of `matrix` that are seen in `rect`, where `visible` counts in cells of this matrix.
void draw_tiles(Ui& ui, const Rect& rect, const MatrixView& matrix, const HeatmapPanel& panel, const HeatmapGrid& grid,
                const VisibleCells& visible) {
  const double x_scale = rect.width / visible.columns, y_scale = rect.height / visible.rows;
  for (std::int64_t top = 0; top < matrix.rows; top += kTileSize) {
    for (std::int64_t left = 0; left < matrix.columns; left += kTileSize) {
      const std::int64_t rows = std::min(kTileSize, matrix.rows - top),
                         columns = std::min(kTileSize, matrix.columns - left);
      // The part of the tile that is seen.
      const double x0 = std::max<double>(left, visible.column),
                   x1 = std::min<double>(left + columns, visible.column + visible.columns);
      const double y0 = std::max<double>(top, visible.row),
                   y1 = std::min<double>(top + rows, visible.row + visible.rows);
      if (x0 >= x1 || y0 >= y1) continue;
      HeatmapDrawing drawing{
          .renderer = ui.input().renderer,
          .matrix = {matrix.values + top * matrix.row_stride + left, rows, columns, matrix.row_stride,
                     matrix.content + static_cast<std::uint64_t>(top / kTileSize * 1024 + left / kTileSize)},
          .scale = panel.scale,
          .map = grid.map,
          .is_maximum = grid.is_maximum,
          .hatch = ui.theme().muted,
          .hatch_ground = ui.theme().surface};
      const auto uv = [&](double x, double y) {
        return ImVec2(static_cast<float>((x - left) / columns), static_cast<float>((y - top) / rows));
      };
      ui.custom_drawing({rect.x + static_cast<float>((x0 - visible.column) * x_scale),
                         rect.y + static_cast<float>((y0 - visible.row) * y_scale),
                         static_cast<float>((x1 - x0) * x_scale), static_cast<float>((y1 - y0) * y_scale)},
                        uv(x0, y0), uv(x1, y1), ui.input().draw_heatmap, &drawing, sizeof drawing);
    }
  }
}

/// Draws the panel at the size that suits the pixels, and notes in `events` if it had to be reduced.
void draw_matrix(Ui& ui, const Rect& rect, const HeatmapPanel& panel, const HeatmapGrid& grid,
                 const VisibleCells& visible, HeatmapEvents& events) {
  if (SvgRecorder* svg = ui.svg()) record_matrix(ui, *svg, rect, panel, grid, visible);
  const double cells_per_pixel =
      std::min(visible.columns / rect.width, visible.rows / rect.height) / ui.input().pixel_ratio;
  events.is_reduced |= std::max(visible.columns / rect.width, visible.rows / rect.height) / ui.input().pixel_ratio > 1;
  if (cells_per_pixel < Pyramid::kStep) return draw_tiles(ui, rect, panel.matrix, panel, grid, visible);
  Pyramid& pyramid = ui.pyramids().of(panel.matrix);
  constexpr double kWorkPerFrame = 0.008;  // seconds: a large matrix appears in parts, and the page never stutters
  if (!pyramid.advance(kWorkPerFrame / static_cast<double>(grid.panels.size()))) ui.want_frame();
  events.progress = std::min(events.progress, pyramid.progress());
  const Pyramid::Choice choice = pyramid.at(cells_per_pixel, grid.is_maximum);
  const auto block = static_cast<double>(choice.block);
  draw_tiles(ui, rect, choice.matrix, panel, grid,
             {visible.column / block, visible.row / block, visible.columns / block, visible.rows / block});
}

/// Writes the numbers into their cells where they fit.
void draw_numbers(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, const VisibleCells& visible) {
  const float cell_width = rect.width / static_cast<float>(visible.columns),
              cell_height = rect.height / static_cast<float>(visible.rows);
  const float needed = ui.text_width("0.00", kCaption) + kNumberPadding;
  if (cell_width < needed || cell_height < kCaptionLine) return;
  const auto first_row = static_cast<std::int64_t>(visible.row),
             first_column = static_cast<std::int64_t>(visible.column);
  const auto last_row = std::min(panel.matrix.rows, static_cast<std::int64_t>(std::ceil(visible.row + visible.rows)));
  const auto last_column =
      std::min(panel.matrix.columns, static_cast<std::int64_t>(std::ceil(visible.column + visible.columns)));
  for (std::int64_t row = first_row; row < last_row; ++row) {
    for (std::int64_t column = first_column; column < last_column; ++column) {
      const float value = panel.matrix.at(row, column);
      const Rect cell{rect.x + static_cast<float>(static_cast<double>(column) - visible.column) * cell_width,
                      rect.y + static_cast<float>(static_cast<double>(row) - visible.row) * cell_height, cell_width,
                      cell_height};
      // A whole number is written as one: 0 is exactly 0, 0.00 is something small.
      std::string shown =
          value == std::round(value) && std::abs(value) < 1000 ? number_text(value, 0) : number_text(value, 2);
      if (ui.text_width(shown, kCaption) > cell_width - 2) shown = short_number_text(value, 2);
      const float shown_width = ui.text_width(shown, kCaption);
      const Color color = heat_color(map, panel.scale, value, {.ink = ui.theme().text}).ink;
      if (!std::isfinite(value))  // a plate, to be read on the hatching
        ui.fill({cell.x + (cell.width - shown_width) / 2 - 3, cell.y + (cell.height - kCaptionLine) / 2,
                 shown_width + 6, kCaptionLine},
                ui.theme().surface, 3);
      if (shown_width <= cell_width) ui.text(cell, shown, {.size = kCaption, .color = color, .align = Align::kCenter});
    }
  }
}

/// Which row's or column's label the pointer is on, where a panel carries labels on that side.
void find_hovered_label(const Ui& ui, const Rect& rect, const MatrixView& matrix, const VisibleCells& visible,
                        bool is_left, bool is_bottom, HeatmapEvents& events) {
  const ImVec2 pointer = ui.pointer();
  const double x = (pointer.x - rect.x) / rect.width, y = (pointer.y - rect.y) / rect.height;
  if (is_left && ui.is_pointer_in({rect.x - kLabelWidth - 6, rect.y, kLabelWidth + 6, rect.height}))
    events.hovered_row =
        static_cast<int>(std::min(visible.row + y * visible.rows, static_cast<double>(matrix.rows - 1)));
  if (is_bottom && ui.is_pointer_in({rect.x, rect.y + rect.height + 1, rect.width, kCaptionLine + 4}))
    events.hovered_column =
        static_cast<int>(std::min(visible.column + x * visible.columns, static_cast<double>(matrix.columns - 1)));
}

void draw_ticks(Ui& ui, const Rect& rect, const HeatmapGrid& grid, const MatrixView& matrix,
                const VisibleCells& visible, float column_name_width, bool is_left, bool is_bottom,
                bool has_right_neighbour, std::int64_t marked_row, std::int64_t marked_column) {
  const Theme& theme = ui.theme();
  if (is_bottom) {
    const std::int64_t step = tick_step(visible.columns, rect.width, column_name_width + kSpace2);
    const double scale = rect.width / visible.columns;
    for (std::int64_t c = (static_cast<std::int64_t>(visible.column) + step - 1) / step * step;
         c < matrix.columns && static_cast<double>(c) + 0.5 <= visible.column + visible.columns; c += step) {
      const float x = rect.x + static_cast<float>((static_cast<double>(c) + 0.5 - visible.column) * scale);
      if (x < rect.x) continue;
      ui.line(x, rect.y + rect.height, x, rect.y + rect.height + 4, theme.muted);
      const float room = static_cast<float>(step * scale);
      const std::string name = grid.column_names.at(c);
      constexpr float kOverhang = 4;  // into the gap; the next panel's first label needs as much
      if (has_right_neighbour &&
          x + std::min(room, ui.text_width(name, kCaption)) / 2 > rect.x + rect.width + kOverhang)
        continue;
      ui.text({x - room / 2, rect.y + rect.height + 4, room, kCaptionLine}, name,
              {.size = kCaption, .color = c == marked_column ? theme.accent : theme.muted, .align = Align::kCenter});
    }
  }
  if (is_left) {
    const std::int64_t step = tick_step(visible.rows, rect.height, kCaptionLine);
    const double scale = rect.height / visible.rows;
    for (std::int64_t r = (static_cast<std::int64_t>(visible.row) + step - 1) / step * step;
         r < matrix.rows && static_cast<double>(r) + 0.5 <= visible.row + visible.rows; r += step) {
      const float y = rect.y + static_cast<float>((static_cast<double>(r) + 0.5 - visible.row) * scale);
      if (y < rect.y) continue;
      ui.line(rect.x - 4, y, rect.x, y, theme.muted);
      ui.text({rect.x - 6 - kLabelWidth, y - kCaptionLine / 2, kLabelWidth, kCaptionLine}, grid.row_names.at(r),
              {.size = kCaption, .color = r == marked_row ? theme.accent : theme.muted, .align = Align::kRight});
    }
  }
}

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

/// Moves the viewpoint as little as needed so that the cell is seen.
void show_cell(Viewpoint& viewpoint, const CellAddress& cell, std::int64_t rows, std::int64_t columns) {
  const auto shift = [&](double first, double count, double index, std::int64_t total) {
    double start = first;
    if (index < first) start = index;
    if (index + 1 > first + count) start = index + 1 - count;
    return (start + count / 2) / static_cast<double>(total);
  };
  const VisibleCells visible = visible_cells(viewpoint, rows, columns);
  viewpoint.x = shift(visible.column, visible.columns, cell.column, columns);
  viewpoint.y = shift(visible.row, visible.rows, cell.row, rows);
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
    show_cell(viewpoint, cursor, rows, columns);
  }
  return cursor != old_cursor || viewpoint != old_viewpoint;
}

Node grid_node(const Label& label, const HeatmapGrid& grid, const HeatmapLayout& layout, const CellAddress& cursor) {
  const auto shown_panel = static_cast<std::size_t>(std::max(0, cursor.panel));
  const MatrixView& matrix = grid.panels[shown_panel].matrix;
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

/// Moves what is seen along with the pointer; delta in CSS pixels.
void move_by(Viewpoint& viewpoint, ImVec2 delta, const Rect& panel) {
  const double half = 0.5 / viewpoint.zoom;
  viewpoint.x = std::clamp(viewpoint.x - static_cast<double>(delta.x / panel.width) / viewpoint.zoom, half, 1 - half);
  viewpoint.y = std::clamp(viewpoint.y - static_cast<double>(delta.y / panel.height) / viewpoint.zoom, half, 1 - half);
}

}  // namespace

std::string AxisNames::at(std::int64_t index) const {
  return index < size() ? legible_name((*names_)[static_cast<std::size_t>(index)]) : std::to_string(index);
}

VisibleCells visible_cells(const Viewpoint& viewpoint, std::int64_t rows, std::int64_t columns) {
  const double zoom = std::max(1.0, viewpoint.zoom), part = 1 / zoom;
  const auto start = [&](double middle) { return std::clamp(middle - part / 2, 0.0, 1.0 - part); };
  return {start(viewpoint.x) * static_cast<double>(columns), start(viewpoint.y) * static_cast<double>(rows),
          part * static_cast<double>(columns), part * static_cast<double>(rows)};
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

std::int64_t tick_step(double cells, double length, double label_size) {
  const double smallest = label_size * cells / std::max(1.0, length);
  std::int64_t power = 1;
  for (;;) {
    for (const std::int64_t step : {power, 2 * power, 5 * power})
      if (static_cast<double>(step) >= smallest) return step;
    power *= 10;
  }
}

HeatmapLayout lay_out(const Ui& ui, const HeatmapGrid& grid, const Rect& area) {
  HeatmapLayout layout;
  const MatrixView& matrix = grid.panels.front().matrix;
  const auto columns = static_cast<float>(grid.grid_columns), rows = static_cast<float>(grid.grid_rows);
  const auto panel_columns = static_cast<float>(std::max<std::int64_t>(1, matrix.columns));
  const auto panel_rows = static_cast<float>(std::max<std::int64_t>(1, matrix.rows));

  layout.row_name_width = widest_name(ui, grid.row_names, matrix.rows);
  layout.column_name_width = widest_name(ui, grid.column_names, matrix.columns);
  const bool has_titles =
      std::any_of(grid.titles.begin(), grid.titles.end(), [](const std::string& title) { return !title.empty(); });
  layout.title_height = has_titles ? kCaptionLine + kSpace1 : kSpace2;
  layout.titles = has_titles ? &grid.titles : nullptr;
  const float gap = grid.panels.size() > 16 ? kSpace2 : kSpace3;

  // Again where panels turn out too small to carry ticks or titles: that room is theirs then.
  for (int attempt = 0; attempt < 3; ++attempt) {
    layout.left = (grid.y_label.empty() ? 0 : kCaptionLine) + (layout.has_ticks ? layout.row_name_width + kSpace2 : 0);
    layout.bottom = (grid.x_label.empty() ? 0 : kCaptionLine) + (layout.has_ticks ? kCaptionLine + kSpace1 : 0);
    const float width = area.width - layout.left - (columns - 1) * gap;
    const float height = area.height - layout.bottom - rows * layout.title_height - (rows - 1) * gap;
    const float cell = std::max(0.0f, std::min(width / (columns * panel_columns), height / (rows * panel_rows)));
    // At least visible, but never wider than the column: the page scrolls down, not sideways.
    const float panel_width = std::min(std::max(kThinnestPanel, cell * panel_columns), std::max(1.0f, width / columns));
    const float panel_height = std::max(kThinnestPanel, cell * panel_rows);
    if (layout.has_ticks && std::min(panel_width, panel_height) < kSmallestTicked && grid.panels.size() > 1) {
      layout.has_ticks = false;
      continue;
    }
    if (layout.titles) {
      layout.titles = fitting_titles(ui, grid, panel_width);
      if (!layout.titles) {
        layout.title_height = gap;
        continue;
      }
    }
    const float used = layout.left + columns * panel_width + (columns - 1) * gap;
    const float x0 = area.x + std::max(0.0f, (area.width - used) / 2) + layout.left;
    for (int r = 0; r < grid.grid_rows; ++r) {
      for (int c = 0; c < grid.grid_columns; ++c) {
        layout.panels.push_back({ui.snapped(x0 + static_cast<float>(c) * (panel_width + gap)),
                                 ui.snapped(area.y + layout.title_height +
                                            static_cast<float>(r) * (panel_height + gap + layout.title_height)),
                                 ui.snapped(panel_width), ui.snapped(panel_height)});
      }
    }
    break;
  }
  const Rect first = layout.panels.front(), last = layout.panels.back();  // of the full grid
  layout.panels.resize(grid.panels.size());                               // the last row may have holes
  layout.bounds = {first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y};
  layout.whole = {first.x - layout.left, area.y, layout.bounds.width + layout.left,
                  last.y + last.height + layout.bottom - area.y};
  return layout;
}

HeatmapEvents heatmap_grid(Ui& ui, const Label& label, const HeatmapLayout& layout, const HeatmapGrid& grid,
                           Viewpoint& viewpoint, CellAddress& cursor) {
  HeatmapEvents events;
  const MatrixView& shape = grid.panels.front().matrix;
  const CellAddress old_cursor = cursor;
  const Viewpoint old_viewpoint = viewpoint;
  // Over the picture's corner, and so asked before the picture itself.
  const std::string whole_id = std::string(label.id) + "/whole", whole_name = ui.tr(kWhole);
  const float whole_width = button_width(ui, whole_name), whole_height = ui.target_height();
  const Rect whole{layout.bounds.x + layout.bounds.width - whole_width - kSpace2, layout.bounds.y + kSpace2,
                   whole_width, whole_height};
  const bool is_zoomed = viewpoint.zoom > 1 && !ui.input().is_taken_away;
  const Interaction on_whole = is_zoomed ? ui.interact(whole_id, whole) : Interaction{};
  const Interaction interaction = ui.interact(label.id, layout.bounds);
  if (interaction.is_hovered) ui.set_cursor("crosshair");

  VisibleCells visible = visible_cells(viewpoint, shape.rows, shape.columns);
  const ImVec2 pointer = ui.pointer();
  for (std::size_t i = 0; i < layout.panels.size(); ++i) {
    const Rect& rect = layout.panels[i];
    if (!(interaction.is_hovered || interaction.is_held) || !ui.is_pointer_in(rect)) continue;
    const double x = (pointer.x - rect.x) / rect.width, y = (pointer.y - rect.y) / rect.height;
    if (const float zoom = ui.take_zoom(rect); zoom != 0)
      zoom_at(viewpoint, std::exp(-zoom * 0.004), x, y, shape.rows, shape.columns);
    const ImVec2 wheel = ui.take_wheel(rect);
    move_by(viewpoint, {-wheel.x, -wheel.y}, rect);
    move_by(viewpoint, ui.take_pan(rect), rect);
    visible = visible_cells(viewpoint, shape.rows, shape.columns);
    events.hovered = {
        static_cast<int>(i),
        static_cast<int>(std::min(visible.row + y * visible.rows, static_cast<double>(shape.rows - 1))),
        static_cast<int>(std::min(visible.column + x * visible.columns, static_cast<double>(shape.columns - 1)))};
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
  const bool has_label_per_panel = layout.has_ticks;  // small panels share one label for all
  const auto is_left_panel = [&](std::size_t i) { return i % static_cast<std::size_t>(grid.grid_columns) == 0; };
  const auto is_right_panel = [&](std::size_t i) {
    return (i + 1) % static_cast<std::size_t>(grid.grid_columns) == 0 || i + 1 == grid.panels.size();
  };
  const auto is_bottom_panel = [&](std::size_t i) {
    return i + static_cast<std::size_t>(grid.grid_columns) >= grid.panels.size();
  };  // nothing hangs below it
  if (layout.has_ticks && !interaction.is_held)
    for (std::size_t i = 0; i < layout.panels.size(); ++i)
      find_hovered_label(ui, layout.panels[i], shape, visible, is_left_panel(i), is_bottom_panel(i), events);
  const int marked_row = events.hovered.panel >= 0 ? events.hovered.row : events.hovered_row;
  const int marked_column = events.hovered.panel >= 0 ? events.hovered.column : events.hovered_column;
  for (std::size_t i = 0; i < grid.panels.size(); ++i) {
    const Rect& rect = layout.panels[i];
    draw_matrix(ui, rect, grid.panels[i], grid, visible, events);
    draw_numbers(ui, rect, grid.panels[i], grid.map, visible);
    ui.outline({rect.x - ui.pixel(), rect.y - ui.pixel(), rect.width + 2 * ui.pixel(), rect.height + 2 * ui.pixel()},
               theme.line);
    if (layout.titles && i < layout.titles->size())
      ui.text({rect.x, rect.y - layout.title_height, rect.width, layout.title_height}, (*layout.titles)[i],
              {.size = kCaption,
               .color = cursor.panel == static_cast<int>(i) ? theme.accent : theme.text,
               .align = Align::kCenter});
    const bool is_left = is_left_panel(i), is_bottom = is_bottom_panel(i);
    if (layout.has_ticks)
      draw_ticks(ui, rect, grid, grid.panels[i].matrix, visible, layout.column_name_width, is_left, is_bottom,
                 !is_right_panel(i), marked_row, marked_column);
    outline_band(ui, rect, visible, events.hovered_row, events.hovered_column);
    const float label_top = rect.y + rect.height + (layout.has_ticks ? kCaptionLine + kSpace1 : 0);
    if (has_label_per_panel && is_bottom && !grid.x_label.empty())
      ui.text({rect.x, label_top, rect.width, kCaptionLine}, grid.x_label, {.size = kCaption, .align = Align::kCenter});
    if (has_label_per_panel && is_left && !grid.y_label.empty())
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
    outline_cell(ui, layout.panels[static_cast<std::size_t>(events.hovered.panel)], visible, events.hovered.row,
                 events.hovered.column, theme.text, 1);
  if (cursor.panel >= 0 && cursor.panel < static_cast<int>(layout.panels.size()))
    outline_cell(ui, layout.panels[static_cast<std::size_t>(cursor.panel)], visible, cursor.row, cursor.column,
                 theme.accent, 2);
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

void heatmap_thumbnail(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, bool is_maximum) {
  HeatmapGrid grid;
  grid.map = map;
  grid.is_maximum = is_maximum;
  HeatmapEvents events;
  draw_matrix(ui, rect, panel, grid, visible_cells({}, panel.matrix.rows, panel.matrix.columns), events);
}

void minimap(Ui& ui, const Label& label, const HeatmapPanel& panel, int map, bool is_maximum, Viewpoint& viewpoint) {
  constexpr float kLongest = 140, kShortest = 24;
  const auto rows = static_cast<float>(panel.matrix.rows), columns = static_cast<float>(panel.matrix.columns);
  const float scale = kLongest / std::max(rows, columns);
  const Rect line = ui.place(std::max(kShortest, rows * scale), kSpace3);
  const Rect rect{line.x, line.y, std::max(kShortest, columns * scale), line.height};
  const Interaction interaction = ui.interact(label.id, rect);
  if (interaction.has_focus) ui.claim_drag(rect);  // tapped before: elsewhere, and at first, a finger scrolls the page
  const double part = 1 / std::max(1.0, viewpoint.zoom);
  if (interaction.is_dragged_to) {
    viewpoint.x = std::clamp(static_cast<double>((ui.pointer().x - rect.x) / rect.width), part / 2, 1 - part / 2);
    viewpoint.y = std::clamp(static_cast<double>((ui.pointer().y - rect.y) / rect.height), part / 2, 1 - part / 2);
  }
  if (interaction.is_hovered) ui.set_cursor("grab");
  heatmap_thumbnail(ui, rect, panel, map, is_maximum);
  ui.outline(rect, ui.theme().line);
  const VisibleCells seen = visible_cells(viewpoint, panel.matrix.rows, panel.matrix.columns);
  const float x_scale = rect.width / columns, y_scale = rect.height / rows;
  const Rect frame{rect.x + static_cast<float>(seen.column) * x_scale, rect.y + static_cast<float>(seen.row) * y_scale,
                   std::max(3.0f, static_cast<float>(seen.columns) * x_scale),
                   std::max(3.0f, static_cast<float>(seen.rows) * y_scale)};
  ui.outline({frame.x - 1, frame.y - 1, frame.width + 2, frame.height + 2}, ui.theme().surface, 0, 1);
  ui.outline(frame, ui.theme().accent, 0, 2);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id), .role = Role::kImage, .name = label.name, .help = label.help, .rect = rect});
}

}  // namespace view
