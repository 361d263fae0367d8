#include <algorithm>

#include "view/heatmap.h"

namespace view {

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
