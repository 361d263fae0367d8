// What heatmap.cpp is made of; nothing for others.
#pragma once

#include "view/heatmap.h"

namespace view {

inline constexpr float kCaptionLine = 20;
inline constexpr float kLabelWidth = 80;  // longer tokens are cut

/// Draws the panel at the size that suits the pixels, and notes in `events` if it had to be reduced.
void draw_matrix(Ui& ui, const Rect& rect, const HeatmapPanel& panel, const HeatmapGrid& grid,
                 const VisibleCells& visible, HeatmapEvents& events);
/// Writes the numbers into their cells where they fit.
void draw_numbers(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, const VisibleCells& visible);

/// How wide the widest name of `count` rows or columns is.
float widest_name(const Ui& ui, const AxisNames& names, std::int64_t count);
void draw_ticks(Ui& ui, const Rect& rect, const HeatmapGrid& grid, const MatrixView& matrix,
                const VisibleCells& visible, float column_name_width, bool is_left, bool is_bottom,
                bool has_right_neighbour, std::int64_t marked_row, std::int64_t marked_column);
/// Which row's or column's label the pointer is on, where a panel carries labels on that side.
void find_hovered_label(const Ui& ui, const Rect& rect, const MatrixView& matrix, const VisibleCells& visible,
                        bool is_left, bool is_bottom, HeatmapEvents& events);

}  // namespace view
