#include "view/point.h"

#include <algorithm>
#include <cmath>

namespace view {

namespace {

constexpr double kKeyGrain = 0.01;  // what the arrow keys leave behind the comma, unless their steps are smaller

bool move_by_keys(const Action& action, const MovablePoint& point, double& x, double& y) {
  const auto moved = [&](double value, double by, double step) {
    return to_grain(std::clamp(value + by * step * action.times, -point.largest, point.largest),
                    std::min(kKeyGrain, step / 10));
  };
  const int right = action.step == Step::kRight ? 1 : action.step == Step::kLeft ? -1 : 0;
  const int up = !point.moves_up ? 0 : action.step == Step::kUp ? 1 : action.step == Step::kDown ? -1 : 0;
  if (right == 0 && up == 0) return false;
  if (right != 0) x = moved(x, right, point.step);
  if (up != 0) y = moved(y, up, point.step_up);
  return true;
}

}  // namespace

double to_grain(double value, double grain) {
  const double digits = std::pow(10, std::max(3.0, std::ceil(-std::log10(grain)) + 1));
  return std::round(std::round(value / grain) * grain * digits) / digits + 0.0;
}

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
      x = to_grain(plot.x_at(std::clamp(at.x, plane.x, plane.x + plane.width)), point.grain);
      if (point.moves_up) y = to_grain(plot.y_at(std::clamp(at.y, plane.y, plane.y + plane.height)), point.grain_up);
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
