// The heatmap: every query's weights over the sorted keys. Its rows and the plane's query are one.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/kernel_regression/parts.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kName{"注意力权重", "Attention weights"};
constexpr Text kHelp{"方向键移动光标：行是查询，列是按 x 排好的键。",
                     "Arrow keys move the cursor: rows are queries, columns are the keys sorted by x."};
constexpr Text kKeys{"键 (按 x 排序)", "Keys, sorted"}, kQueries{"查询", "Queries"};

/// The row whose query is nearest to where it is asked.
int row_at(const Result& result, double x) {
  const auto& queries = result.queries.data;
  const auto nearest = std::min_element(queries.begin(), queries.end(),
                                        [&](float a, float b) { return std::abs(a - x) < std::abs(b - x); });
  return static_cast<int>(nearest - queries.begin());
}

view::HeatmapGrid grid_of(const view::Ui& ui, const Result& result) {
  constexpr int kFewEnough = 100;  // for every key to have pixels of its own
  const auto points = std::ssize(result.order);
  view::HeatmapGrid grid;
  grid.panels = {{{result.heat.data.data(), kHeatRows, points, points, result.content},
                  {0, std::max(result.largest_heat, 1e-6f)}}};
  grid.x_label = ui.tr(kKeys);
  grid.y_label = ui.tr(kQueries);
  grid.is_maximum = points > kFewEnough;
  grid.is_stretched = true;
  return grid;
}

constexpr float kBelowHeat = view::kColorBarHeight + view::kSpace2;

}  // namespace

float heat_height(const view::Ui& ui, const Result& result, float width, float most) {
  return view::lay_out(ui, grid_of(ui, result), {0, 0, width, most}).whole.height + kBelowHeat;
}

void draw_heat(view::Ui& ui, State& next, const Result& result, const view::Rect& area) {
  const view::HeatmapGrid grid = grid_of(ui, result);
  const view::HeatmapLayout layout = view::lay_out(ui, grid, {area.x, area.y, area.width, area.height - kBelowHeat});
  const int row = row_at(result, next.input.query);
  view::CellAddress cursor{.panel = 0, .row = row};
  if (const int chosen = chosen_place(next, result); chosen >= 0) cursor.column = chosen;
  const view::CellAddress before = cursor;
  view::heatmap_grid(ui, {"heat", ui.tr(kName), ui.tr(kHelp)}, layout, grid, next.viewpoint, cursor);
  if (cursor.panel == 0 && cursor.row != before.row) ask_at(next, result, nth(result.queries.data, cursor.row));
  if (cursor.panel == 0 && cursor.column != before.column) next.point = nth(result.order, cursor.column) + 1;
  const view::Rect& panel = layout.panels.front();
  if (next.viewpoint.zoom == 1) {
    const float height = panel.height / kHeatRows;
    ui.outline({panel.x - 2, panel.y + height * static_cast<float>(row) - 1, panel.width + 4, height + 2},
               ui.theme().will_blue, 2, 1.5f);
  }
  view::color_bar(ui,
                  {panel.x, layout.whole.y + layout.whole.height + view::kSpace2, panel.width, view::kColorBarHeight},
                  grid.map, grid.panels.front().scale, false);
}

}  // namespace scenes::kernel_regression
