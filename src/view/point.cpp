#include "view/point.h"

#include <algorithm>
#include <cmath>

namespace view {

namespace {

constexpr double kKeyGrain = 0.01;  // what the arrow keys leave behind the comma

/// To the grain, and without what binary fractions leave behind.
double rounded(double value, double grain) { return std::round(std::round(value / grain) * grain * 1000) / 1000 + 0.0; }

bool move_by_keys(const Action& action, const MovablePoint& point, double& x, double& y) {
  const double step = point.step * action.times;
  const double dx = action.step == Step::kRight ? step : action.step == Step::kLeft ? -step : 0;
  const double dy = !point.moves_up ? 0 : action.step == Step::kUp ? step : action.step == Step::kDown ? -step : 0;
  if (dx == 0 && dy == 0) return false;
  const auto moved = [&](double value) { return rounded(std::clamp(value, -point.largest, point.largest), kKeyGrain); };
  x = moved(x + dx);
  if (point.moves_up) y = moved(y + dy);
  return true;
}

}  // namespace

bool movable_point(Ui& ui, const Plot& plot, const MovablePoint& point, double& x, double& y) {
  const Rect& plane = plot.rect();
  // A point that lies outside waits at the edge.
  const float px = std::clamp(plot.x(x), plane.x, plane.x + plane.width),
              py = std::clamp(plot.y(y), plane.y, plane.y + plane.height);
  const Rect grip{px - kPointGrip / 2, py - kPointGrip / 2, kPointGrip, kPointGrip};
  const Interaction interaction = ui.interact(point.label.id, grip);
  const Action* action = ui.action_for(point.label.id);
  if (point.is_movable) {
    if (interaction.has_focus) ui.claim_drag(grip);  // tapped before; on others a finger may begin to scroll the page
    if (interaction.is_hovered || interaction.is_held) ui.set_cursor(interaction.is_held ? "grabbing" : "grab");
    if (interaction.is_dragged_to && ui.is_pointer_dragged()) {
      const ImVec2 at = ui.pointer();
      x = rounded(plot.x_at(std::clamp(at.x, plane.x, plane.x + plane.width)), point.grain);
      if (point.moves_up) y = rounded(plot.y_at(std::clamp(at.y, plane.y, plane.y + plane.height)), point.grain);
    }
    if (action && action->kind == ActionKind::kStep) move_by_keys(*action, point, x, y);
  }
  if (interaction.is_hovered || interaction.is_held) ui.ring(px, py, kPointRadius + 3, ui.theme().muted, 1);
  ui.focus_ring({px - kPointRadius, py - kPointRadius, 2 * kPointRadius, 2 * kPointRadius}, interaction, kPointRadius);
  ui.tooltip(point.label.id, interaction, grip, point.label.name + " " + point.position);
  if (point.is_stop)
    ui.record({.id = std::string(point.label.id),
               .role = Role::kPoint,
               .name = point.label.name,
               .value = point.position,
               .help = point.label.help,
               .rect = grip});
  return interaction.was_pressed || (action && action->kind == ActionKind::kActivate);
}

}  // namespace view
