// What heatmap.cpp is made of; nothing for others.
#pragma once

#include "view/heatmap.h"

namespace view {

inline constexpr float kCaptionLine = 20;
inline constexpr float kLabelWidth = 80;                // longer names are cut
inline constexpr float kTickLength = 4, kLabelGap = 2;  // from the panel to its labels

/// Draws the panel at the size that suits the pixels, and notes in `events` if it had to be reduced.
void draw_matrix(Ui& ui, const Rect& rect, const HeatmapPanel& panel, const HeatmapGrid& grid,
                 const VisibleCells& visible, HeatmapEvents& events);
/// Writes the numbers into their cells where they fit, whole and clear of `occupied`.
void draw_numbers(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, const VisibleCells& visible,
                  const Rect& occupied);

/// A panel among its neighbours.
struct PanelPlace {
  Rect rect;
  bool is_left = false, is_right = false, is_bottom = false;  // nothing stands there
};
/// How wide the widest name of `count` rows or columns is.
float widest_name(const Ui& ui, const AxisNames& names, std::int64_t count);
/// Ticks and names, where the panel carries them. Marked are those of the cell or label under the pointer.
void draw_ticks(Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                const VisibleCells& visible, std::int64_t marked_row, std::int64_t marked_column,
                HeatmapEvents& events);
/// Which row's or column's label the pointer is on, where a panel carries labels on that side. True if there is one.
bool find_hovered_label(const Ui& ui, const PanelPlace& panel, const HeatmapGrid& grid, const HeatmapLayout& layout,
                        const VisibleCells& visible, HeatmapEvents& events);

}  // namespace view
