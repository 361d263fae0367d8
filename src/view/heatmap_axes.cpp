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

void find_hovered_label(const Ui& ui, const Rect& rect, const MatrixView& matrix, const VisibleCells& visible,
                        bool is_left, bool is_bottom, HeatmapEvents& events) {
  const ImVec2 pointer = ui.pointer();
  const double x = (pointer.x - rect.x) / rect.width, y = (pointer.y - rect.y) / rect.height;
  if (is_left && ui.is_pointer_in({rect.x - kLabelWidth - 6, rect.y, kLabelWidth + 6, rect.height}))
    events.hovered_row = cell_at(y, visible.row, visible.rows, matrix.rows);
  if (is_bottom && ui.is_pointer_in({rect.x, rect.y + rect.height + 1, rect.width, kCaptionLine + 4}))
    events.hovered_column = cell_at(x, visible.column, visible.columns, matrix.columns);
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

}  // namespace view
