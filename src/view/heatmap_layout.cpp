// Where the panels of a heatmap go.
#include <algorithm>

#include "index.h"
#include "view/heatmap_parts.h"

namespace view {

namespace {

constexpr float kThinnestPanel = 24;   // CSS pixels
constexpr float kSmallestTicked = 56;  // smaller panels carry no ticks

/// What a layout depends on besides its numbers of rows and columns: texts are measured once, however often one tries.
struct Measured {
  float row_names = 0, column_names = 0, titles = 0, short_titles = 0;  // of the widest; 0 = there are none
};

Measured measured(const Ui& ui, const HeatmapGrid& grid) {
  const MatrixView& matrix = grid.panels.front().matrix;
  const auto widest = [&](const std::vector<std::string>& titles) {
    float width = 0;
    for (const std::string& title : titles) width = std::max(width, ui.text_width(title, kCaption));
    return width;
  };
  return {widest_name(ui, grid.row_names, matrix.rows), widest_name(ui, grid.column_names, matrix.columns),
          widest(grid.titles), widest(grid.short_titles)};
}

/// The titles that fit over panels this wide: the full ones, the short ones, or none.
const std::vector<std::string>* fitting_titles(const HeatmapGrid& grid, const Measured& texts, float panel_width) {
  constexpr float kAtLeast = 140;  // wide panels cut a long title rather than drop it
  const auto fit = [&](float widest) { return widest > 0 && (widest <= panel_width || panel_width >= kAtLeast); };
  return fit(texts.titles) ? &grid.titles : fit(texts.short_titles) ? &grid.short_titles : nullptr;
}

/// Where the panels go once it is known how large they are.
void place_panels(const Ui& ui, HeatmapLayout& layout, const HeatmapGrid& grid, const Rect& area, float panel_width,
                  float panel_height, float gap) {
  const auto columns = static_cast<float>(grid.grid_columns);
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
  const Rect first = layout.panels.front(), last = layout.panels.back();  // of the full grid
  layout.panels.resize(grid.panels.size());                               // the last row may have holes
  layout.bounds = {first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y};
  layout.whole = {first.x - layout.left, area.y, layout.bounds.width + layout.left,
                  last.y + last.height + layout.bottom - area.y};
}

HeatmapLayout laid_out(const Ui& ui, const HeatmapGrid& grid, const Rect& area, const Measured& texts) {
  HeatmapLayout layout;
  const MatrixView& matrix = grid.panels.front().matrix;
  const auto columns = static_cast<float>(grid.grid_columns), rows = static_cast<float>(grid.grid_rows);
  const auto panel_columns = static_cast<float>(std::max<std::int64_t>(1, matrix.columns));
  const auto panel_rows = static_cast<float>(std::max<std::int64_t>(1, matrix.rows));

  layout.row_name_width = texts.row_names;
  layout.column_name_width = texts.column_names;
  layout.column_name_height = kCaptionLine;
  layout.title_height = texts.titles > 0 ? kCaptionLine + kSpace1 : kSpace2;
  layout.titles = texts.titles > 0 ? &grid.titles : nullptr;
  const float gap = grid.panels.size() > 16 ? kSpace2 : kSpace3;

  // Again where panels turn out too small to carry ticks or titles: that room is theirs then; and where the columns'
  // names do not fit side by side.
  for (;;) {
    layout.left = (grid.y_label.empty() ? 0 : kCaptionLine) + (layout.has_ticks ? layout.row_name_width + kSpace2 : 0);
    layout.bottom =
        (grid.x_label.empty() ? 0 : kCaptionLine) + (layout.has_ticks ? layout.column_name_height + kSpace1 : 0);
    const float width = area.width - layout.left - (columns - 1) * gap;
    const float height = area.height - layout.bottom - rows * layout.title_height - (rows - 1) * gap;
    const float cell = std::max(0.0f, std::min(width / (columns * panel_columns), height / (rows * panel_rows)));
    // At least visible, but never wider than the column: the page scrolls down, not sideways.
    const float side = std::min(width / columns, height / rows);
    const float panel_width = std::min(std::max(kThinnestPanel, grid.is_stretched ? side : cell * panel_columns),
                                       std::max(1.0f, width / columns));
    const float panel_height = std::max(kThinnestPanel, grid.is_stretched ? side : cell * panel_rows);
    if (layout.has_ticks && std::min(panel_width, panel_height) < kSmallestTicked && grid.panels.size() > 1) {
      layout.has_ticks = false;
      continue;
    }
    if (layout.has_ticks && !layout.are_column_names_turned && !grid.column_names.empty() &&
        panel_width / panel_columns < layout.column_name_width + kSpace2) {
      constexpr float kUpright = 1.15f;  // Chinese characters below one another take a little more room
      layout.are_column_names_turned = true;
      layout.column_name_height = std::min(kLabelWidth, kUpright * layout.column_name_width) + kLabelGap;
      continue;
    }
    if (layout.titles) {
      layout.titles = fitting_titles(grid, texts, panel_width);
      if (!layout.titles) {
        layout.title_height = gap;
        continue;
      }
    }
    place_panels(ui, layout, grid, area, panel_width, panel_height, gap);
    return layout;
  }
}

}  // namespace

HeatmapLayout lay_out(const Ui& ui, const HeatmapGrid& grid, const Rect& area) {
  return laid_out(ui, grid, area, measured(ui, grid));
}

void wrap_to_fill(const Ui& ui, HeatmapGrid& grid, const Rect& area) {
  constexpr float kWorthAHole = 0.25f;  // of the size: as large but for that, full rows look better …
  constexpr float kWorthARow = 0.75f;   // … and fewer rows, which leave room below
  const int panels = count_of(grid.panels);
  const Measured texts = measured(ui, grid);
  std::vector<float> sizes;
  const auto wrap = [&](int rows) {
    grid.grid_columns = (panels + rows - 1) / rows;
    grid.grid_rows = (panels + grid.grid_columns - 1) / grid.grid_columns;
  };
  for (int rows = 1; rows <= panels; ++rows) {
    wrap(rows);
    const Rect panel = laid_out(ui, grid, area, texts).panels.front();
    const int holes = grid.grid_rows * grid.grid_columns - panels;
    sizes.push_back(panel.width * panel.height *
                    (1 - kWorthAHole * static_cast<float>(holes) / static_cast<float>(panels)));
  }
  const float enough = kWorthARow * *std::ranges::max_element(sizes);
  const auto first = std::ranges::find_if(sizes, [&](float size) { return size >= enough; });
  wrap(static_cast<int>(first - sizes.begin()) + 1);
}

}  // namespace view
