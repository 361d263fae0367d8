#include "view/icons.h"

#include <cmath>
#include <vector>

namespace view {

namespace {

constexpr float kStroke = 1.6f;
constexpr float kPi = 3.14159265f;

std::vector<ImVec2> arc(float x, float y, float radius, float from, float to) {
  constexpr int kSegments = 24;
  std::vector<ImVec2> points;
  for (int i = 0; i <= kSegments; ++i) {
    const float angle = from + (to - from) * static_cast<float>(i) / kSegments;
    points.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
  }
  return points;
}

/// An arrow that turns back to the left; `mirror` −1 turns it to the right.
void turning_arrow(Ui& ui, float x, float y, float mirror, Color color) {
  std::vector<ImVec2> bow = arc(x, y + 1.5f, 5, -kPi / 2, kPi / 2);
  for (ImVec2& point : bow) point.x = x + (point.x - x + 1) * mirror;
  bow.insert(bow.begin(), ImVec2{x - 6 * mirror, y - 3.5f});
  bow.push_back({x - 3 * mirror, y + 6.5f});
  ui.polyline(bow, color, kStroke);
  const ImVec2 head[] = {{x - 2.5f * mirror, y - 7}, {x - 6 * mirror, y - 3.5f}, {x - 2.5f * mirror, y}};
  ui.polyline(head, color, kStroke);
}

void plus_or_minus(Ui& ui, float x, float y, bool is_plus, Color color) {
  const ImVec2 across[] = {{x - 5, y}, {x + 5, y}}, down[] = {{x, y - 5}, {x, y + 5}};
  ui.polyline(across, color, kStroke);
  if (is_plus) ui.polyline(down, color, kStroke);
}

void draw_icon(Ui& ui, Icon icon, float x, float y, Color color) {
  switch (icon) {
    case Icon::kUndo:
      turning_arrow(ui, x, y, 1, color);
      break;
    case Icon::kRedo:
      turning_arrow(ui, x, y, -1, color);
      break;
    case Icon::kTheme:
      ui.ring(x, y, 7, color, kStroke);
      ui.polygon(arc(x, y, 7, -kPi / 2, kPi / 2), color);
      break;
    case Icon::kPlus:
      plus_or_minus(ui, x, y, true, color);
      break;
    case Icon::kHelp:
      ui.ring(x, y, 7.5f, color, kStroke);
      ui.text({x - 8, y - 8, 16, 16}, "?", {.size = kCaption, .color = color, .align = Align::kCenter});
      break;
    case Icon::kPresent: {
      ui.outline({x - 8, y - 7, 16, 11}, color, 1.5f, kStroke);
      const ImVec2 stand[] = {{x - 4, y + 8}, {x, y + 4}, {x + 4, y + 8}};
      ui.polyline(stand, color, kStroke);
      break;
    }
    case Icon::kShare: {
      const ImVec2 box[] = {{x - 3, y - 1}, {x - 6, y - 1}, {x - 6, y + 8},
                            {x + 6, y + 8}, {x + 6, y - 1}, {x + 3, y - 1}},
                   stem[] = {{x, y + 4}, {x, y - 8}}, head[] = {{x - 4, y - 4}, {x, y - 8}, {x + 4, y - 4}};
      ui.polyline(box, color, kStroke);
      ui.polyline(stem, color, kStroke);
      ui.polyline(head, color, kStroke);
      break;
    }
    case Icon::kDone: {
      const ImVec2 tick[] = {{x - 6, y}, {x - 2, y + 5}, {x + 6, y - 5}};
      ui.polyline(tick, color, 2 * kStroke);
      break;
    }
    case Icon::kMinus:
      plus_or_minus(ui, x, y, false, color);
      break;
  }
}

}  // namespace

bool icon_button_at(Ui& ui, const Rect& rect, const Label& label, Icon icon, bool is_enabled) {
  if (ui.is_left_out(label.id)) return false;
  const Interaction interaction = is_enabled ? ui.interact(label.id, rect) : Interaction{};
  const Theme& theme = ui.theme();
  if (interaction.is_hovered)
    ui.fill(rect, interaction.is_held ? theme.line : mixed(theme.surface, theme.line, 0.5f), kRadius);
  draw_icon(ui, icon, rect.x + rect.width / 2, rect.y + rect.height / 2, is_enabled ? theme.text : theme.disabled);
  return finish_button(ui, rect, label, interaction, is_enabled, label.help.empty() ? label.name : label.help);
}

}  // namespace view
