// Where the panels of a heatmap go.
#include <algorithm>

#include "view/heatmap_parts.h"

namespace view {

namespace {

constexpr float kThinnestPanel = 24;   // CSS pixels
constexpr float kSmallestTicked = 56;  // smaller panels carry no ticks

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

}  // namespace

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

}  // namespace view
