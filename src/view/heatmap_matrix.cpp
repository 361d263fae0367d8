// The colours and numbers of one matrix: by the renderer from the numbers themselves, in a picture as shapes or an
// image.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/heatmap_parts.h"
#include "view/pyramid.h"

namespace view {

namespace {

constexpr float kNumberPadding = 6;  // around a number written into its cell

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
  if (columns.count * rows.count * std::max(1, count_of(grid.panels)) <= SvgRecorder::kMostCells)
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

bool is_inside(const Rect& inner, const Rect& outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}

bool do_overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

}  // namespace

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

void draw_numbers(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, const VisibleCells& visible,
                  const Rect& occupied) {
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
      // Of a cell at the edge only a part may be seen: half a number would be another number.
      const Rect plate{cell.x + (cell.width - shown_width) / 2 - 1, cell.y + (cell.height - kCaption) / 2 - 1,
                       shown_width + 2, kCaption + 2};
      if (shown_width > cell_width || !is_inside(plate, rect) || do_overlap(plate, occupied)) continue;
      const Color color = heat_color(map, panel.scale, value, {.ink = ui.theme().text}).ink;
      if (!std::isfinite(value))  // a plate, to be read on the hatching
        ui.fill({cell.x + (cell.width - shown_width) / 2 - 3, cell.y + (cell.height - kCaptionLine) / 2,
                 shown_width + 6, kCaptionLine},
                ui.theme().surface, 3);
      ui.text(cell, shown, {.size = kCaption, .color = color, .align = Align::kCenter});
    }
  }
}

void heatmap_thumbnail(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, bool is_maximum) {
  HeatmapGrid grid;
  grid.map = map;
  grid.is_maximum = is_maximum;
  HeatmapEvents events;
  draw_matrix(ui, rect, panel, grid, visible_cells({}, panel.matrix.rows, panel.matrix.columns), events);
}

}  // namespace view
