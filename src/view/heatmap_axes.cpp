// What stands around a heatmap: the names of rows and columns at their ticks.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/glyphs.h"
#include "view/heatmap_parts.h"

namespace view {

std::string AxisNames::at(std::int64_t index) const {
  return index < size() ? legible_name(nth(*names_, index)) : std::to_string(index);
}

// Of very many, some all over the axis stand for all: what is wider than the room for it is cut anyway.
float widest_name(const Ui& ui, const AxisNames& names, std::int64_t count) {
  constexpr std::int64_t kMostMeasured = 512;
  float widest = ui.text_width(std::to_string(std::max<std::int64_t>(0, count - 1)), kCaption);
  const std::int64_t step = names.size() / kMostMeasured + 1;
  for (std::int64_t i = 0; i < names.size(); i += step) widest = std::max(widest, ui.text_width(names.at(i), kCaption));
  return std::min(kLabelWidth, widest);
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

bool find_hovered_label(const Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                        const VisibleCells& visible, HeatmapEvents& events) {
  const Rect& rect = panel.rect;
  const MatrixView& matrix = grid.panels.front().matrix;
  const ImVec2 pointer = ui.pointer();
  const double x = (pointer.x - rect.x) / rect.width, y = (pointer.y - rect.y) / rect.height;
  const float beside = layout.row_name_width + kTickLength + kLabelGap;
  const bool is_row = panel.is_left && ui.is_pointer_in({rect.x - beside, rect.y, beside, rect.height});
  const bool is_column = panel.is_bottom && ui.is_pointer_in({rect.x, rect.y + rect.height + 1, rect.width,
                                                              layout.column_name_height + kTickLength});
  if (is_row) events.hovered_row = cell_at(y, visible.row, visible.rows, matrix.rows);
  if (is_column) events.hovered_column = cell_at(x, visible.column, visible.columns, matrix.columns);
  return is_row || is_column;
}

namespace {

constexpr float kShortTick = 2;   // of what has no name written beside it
constexpr float kTickRoom = 4;    // less than this between ticks, and only named ones are drawn
constexpr float kNamePitch = 16;  // from one name to the next one: a caption's letters and a little air

/// Calls `draw(index, position, is_named)` for the cells whose middle is seen along an axis that begins at `start`.
template <class Draw>
void for_each_tick(double first, double count, std::int64_t total, float start, float length, std::int64_t step,
                   const Draw& draw) {
  const double scale = length / count;
  const std::int64_t every = scale >= kTickRoom ? 1 : step;
  for (std::int64_t i = (static_cast<std::int64_t>(first) + every - 1) / every * every;
       i < total && static_cast<double>(i) + 0.5 <= first + count; i += every) {
    const float at = start + static_cast<float>((static_cast<double>(i) + 0.5 - first) * scale);
    if (at >= start) draw(i, at, i % step == 0);
  }
}

/// A name that reads upwards and ends at the axis; of a Chinese one, the characters stand upright.
void draw_turned_name(Ui& ui, float x, float top, float room, const std::string& name, Color color) {
  const float length = ui.vertical_length(name, kCaption) + 1;
  ui.vertical_text({x - kCaptionLine / 2, top, kCaptionLine, std::min(room, length)}, name,
                   {.size = kCaption, .color = color});
}

void draw_column_names(Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                       const VisibleCells& visible, std::int64_t marked, HeatmapEvents& events) {
  const Theme& theme = ui.theme();
  const Rect& rect = panel.rect;
  const float bottom = rect.y + rect.height;
  const std::int64_t step =
      tick_step(visible.columns, rect.width,
                layout.are_column_names_turned ? double{kNamePitch} : double{layout.column_name_width + kSpace2});
  const float room = static_cast<float>(static_cast<double>(step) * rect.width / visible.columns);
  // Into the gap between panels, and where there is none, into the margin.
  const float left_end = rect.x - (panel.is_left ? layout.left : kTickLength),
              right_end = rect.x + rect.width + (panel.is_right ? kSpace4 : kTickLength);
  if (!grid.column_names.empty()) events.column_name_step = std::max(events.column_name_step, step);
  for_each_tick(visible.column, visible.columns, grid.panels.front().matrix.columns, rect.x, rect.width, step,
                [&](std::int64_t column, float x, bool is_named) {
                  const std::string name = is_named ? grid.column_names.at(column) : "";
                  const float half =
                      layout.are_column_names_turned ? kCaption / 2 : std::min(room, ui.text_width(name, kCaption)) / 2;
                  is_named &= x - half >= left_end && x + half <= right_end;
                  ui.line(x, bottom, x, bottom + (is_named ? kTickLength : kShortTick), theme.muted);
                  if (!is_named) return;
                  const Color color = column == marked ? theme.accent : theme.muted;
                  if (layout.are_column_names_turned)
                    draw_turned_name(ui, x, bottom + kTickLength + kLabelGap, layout.column_name_height - kLabelGap,
                                     name, color);
                  else
                    ui.text({x - room / 2, bottom + kTickLength, room, kCaptionLine}, name,
                            {.size = kCaption, .color = color, .align = Align::kCenter});
                });
}

void draw_row_names(Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                    const VisibleCells& visible, std::int64_t marked, HeatmapEvents& events) {
  const Theme& theme = ui.theme();
  const Rect& rect = panel.rect;
  const std::int64_t step = tick_step(visible.rows, rect.height, grid.row_names.empty() ? kCaptionLine : kNamePitch);
  if (!grid.row_names.empty()) events.row_name_step = std::max(events.row_name_step, step);
  const float width = layout.row_name_width + 1;
  for_each_tick(visible.row, visible.rows, grid.panels.front().matrix.rows, rect.y, rect.height, step,
                [&](std::int64_t row, float y, bool is_named) {
                  ui.line(rect.x - (is_named ? kTickLength : kShortTick), y, rect.x, y, theme.muted);
                  if (!is_named) return;
                  ui.text(
                      {rect.x - kTickLength - kLabelGap - width, y - kCaptionLine / 2, width, kCaptionLine},
                      grid.row_names.at(row),
                      {.size = kCaption, .color = row == marked ? theme.accent : theme.muted, .align = Align::kRight});
                });
}

}  // namespace

void draw_ticks(Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                const VisibleCells& visible, std::int64_t marked_row, std::int64_t marked_column,
                HeatmapEvents& events) {
  if (panel.is_bottom) draw_column_names(ui, panel, grid, layout, visible, marked_column, events);
  if (panel.is_left) draw_row_names(ui, panel, grid, layout, visible, marked_row, events);
}

}  // namespace view
