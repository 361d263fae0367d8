#include "view/widgets.h"

#include <algorithm>
#include <cmath>

namespace view {

// ---- words -----------------------------------------------------------------------------------------------------

void heading(Ui& ui, std::string_view id, const std::string& text, int level) {
  const float size = level <= 1 ? kTitle : kBody;
  const float x = ui.column_x(), y = ui.column_y(), width = ui.column_width();
  const Rect rect = ui.place(
      ui.wrapped_text(x, y, width, text, {.size = size, .color = level <= 2 ? ui.theme().text : ui.theme().muted}));
  ui.record({.id = std::string(id), .role = Role::kHeading, .name = text, .level = level, .rect = rect});
}

void paragraph(Ui& ui, std::string_view id, const std::string& text, TextStyle style) {
  const float height = ui.wrapped_text(ui.column_x(), ui.column_y(), ui.column_width(), text, style);
  const Rect rect = ui.place(height);
  ui.record({.id = std::string(id), .role = Role::kText, .name = text, .rect = rect});
}

void narration(Ui& ui, std::string_view id, const std::string& shown, const std::string& spoken) {
  // Room for two lines is kept, so that a longer sentence does not push the page about.
  const float line = std::round(kBody * kLineHeight);
  const float height = ui.wrapped_text(ui.column_x(), ui.column_y(), ui.column_width(), shown);
  const Rect rect = ui.place(std::max(height, 2 * line), kSpace3);
  ui.record({.id = std::string(id), .role = Role::kStatus, .name = ui.settled(id, spoken), .rect = rect});
}

// ---- button, toggle, disclosure --------------------------------------------------------------------------------

bool is_activated(const Ui& ui, std::string_view id, const Interaction& interaction) {
  const Action* action = ui.action_for(id);
  return interaction.was_clicked || (action && action->kind == ActionKind::kActivate);
}

float button_width(const Ui& ui, const std::string& name) { return std::ceil(ui.text_width(name)) + 2 * kSpace3; }

bool button(Ui& ui, const Label& label, ButtonKind kind, bool is_enabled) {
  if (ui.is_left_out(label.id)) return false;
  // A name that is longer than the column has several lines.
  const float inside = ui.column_width() - 2 * kSpace3, words = ui.wrapped_text_height(inside, label.name, kBody);
  Rect rect = ui.place(std::max(ui.target_height(), words + kSpace2));
  rect.width = std::min(rect.width, button_width(ui, label.name));
  return button_at(ui, rect, label, kind, is_enabled);
}

bool finish_button(Ui& ui, const Rect& rect, const Label& label, const Interaction& interaction, bool is_enabled,
                   const std::string& tooltip) {
  ui.focus_ring(rect, interaction);
  ui.tooltip(label.id, interaction, rect, tooltip);
  ui.record({.id = std::string(label.id),
             .role = Role::kButton,
             .name = label.name,
             .help = label.help,
             .is_disabled = !is_enabled,
             .rect = rect});
  return is_enabled && is_activated(ui, label.id, interaction);
}

bool button_at(Ui& ui, const Rect& rect, const Label& label, ButtonKind kind, bool is_enabled) {
  if (ui.is_left_out(label.id)) return false;
  const Interaction interaction = is_enabled ? ui.interact(label.id, rect) : Interaction{};
  const Theme& theme = ui.theme();
  Color color = theme.text;
  if (kind == ButtonKind::kPrimary && is_enabled) {
    ui.fill(rect, interaction.is_hovered ? mixed(theme.accent, theme.text, 0.15f) : theme.accent, kRadius);
    color = theme.on_accent;
  } else {
    if (interaction.is_hovered)
      ui.fill(rect, interaction.is_held ? theme.line : mixed(theme.surface, theme.line, 0.5f), kRadius);
    else if (kind != ButtonKind::kBare)
      ui.fill(rect, theme.surface, kRadius);
    if (kind != ButtonKind::kBare) ui.outline(rect, theme.line, kRadius);
  }
  const TextStyle style{.color = is_enabled ? color : theme.disabled, .align = Align::kCenter};
  const float inside = rect.width - 2 * kSpace3, words = ui.wrapped_text_height(inside, label.name, kBody);
  const bool has_lines = words > kTextLine && words <= rect.height;
  bool is_cut = false;
  if (has_lines)
    ui.wrapped_text(rect.x + kSpace3, rect.y + (rect.height - words) / 2, inside, label.name, style);
  else
    is_cut = ui.text({rect.x + kSpace1, rect.y, rect.width - 2 * kSpace1, rect.height}, label.name, style);
  return finish_button(ui, rect, label, interaction, is_enabled,
                       is_cut && label.help.empty() ? label.name : label.help);
}

void progress_bar(Ui& ui, const Rect& rect, const Label& label, double share) {
  const double percent = std::floor(100 * std::clamp(share, 0.0, 1.0));
  ui.fill(rect, ui.theme().track, rect.height / 2);
  ui.fill({rect.x, rect.y, rect.width * static_cast<float>(percent / 100), rect.height}, ui.theme().accent,
          rect.height / 2);
  ui.record({.id = std::string(label.id),
             .role = Role::kProgress,
             .name = label.name,
             .value = number_text(percent, 0) + " %",
             .help = label.help,
             .number = percent,
             .maximum = 100,
             .rect = rect});
}

bool toggle(Ui& ui, const Label& label, bool& is_on) {
  if (ui.is_left_out(label.id)) return false;
  constexpr float kSwitchWidth = 34, kSwitchHeight = 20;
  const float words_width = ui.column_width() - kSwitchWidth - kSpace2;
  const float words_height = ui.wrapped_text_height(words_width, label.name, kBody);
  const Rect rect = ui.place(std::max(ui.target_height(), words_height));
  const Interaction interaction = ui.interact(label.id, rect);
  const bool has_changed = is_activated(ui, label.id, interaction);
  if (has_changed) is_on = !is_on;
  const Theme& theme = ui.theme();
  ui.wrapped_text(rect.x, rect.y + (rect.height - words_height) / 2, words_width, label.name);
  const Rect knob_track{rect.x + rect.width - kSwitchWidth, rect.y + (rect.height - kSwitchHeight) / 2, kSwitchWidth,
                        kSwitchHeight};
  const float t = ui.animated(std::string(label.id) + "/knob", is_on ? 1.0f : 0.0f);
  ui.fill(knob_track, mixed(theme.disabled, theme.accent, t), kSwitchHeight / 2);
  const float knob = kSwitchHeight - 6;
  ui.fill({knob_track.x + 3 + t * (kSwitchWidth - knob - 6), knob_track.y + 3, knob, knob}, theme.on_accent, knob / 2);
  ui.focus_ring(knob_track, interaction, kSwitchHeight / 2);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kToggle,
             .name = label.name,
             .help = label.help,
             .is_checked = is_on,
             .rect = rect});
  return has_changed;
}

bool disclosure(Ui& ui, const Label& label, bool& is_open) {
  if (ui.is_left_out(label.id)) return false;
  const float words_width = ui.column_width() - kSpace5,
              words_height = ui.wrapped_text_height(words_width, label.name, kBody);
  const Rect rect = ui.place(std::max(ui.target_height(), words_height));
  const Interaction interaction = ui.interact(label.id, rect);
  const bool has_changed = is_activated(ui, label.id, interaction);
  if (has_changed) is_open = !is_open;
  const Theme& theme = ui.theme();
  if (interaction.is_hovered) ui.fill(rect, mixed(theme.page, theme.line, 0.5f), kRadius);
  const float x = rect.x + kSpace2, y = rect.y + rect.height / 2, r = 4;
  const ImVec2 down[] = {{x - r, y - r / 2}, {x + r, y - r / 2}, {x, y + r}},
               right[] = {{x - r / 2, y - r}, {x + r, y}, {x - r / 2, y + r}};
  ui.polygon(is_open ? down : right, theme.muted);
  ui.wrapped_text(rect.x + kSpace5, rect.y + (rect.height - words_height) / 2, words_width, label.name);
  ui.focus_ring(rect, interaction);
  ui.tooltip(label.id, interaction, rect, label.help);
  ui.record({.id = std::string(label.id),
             .role = Role::kButton,
             .name = label.name,
             .help = label.help,
             .is_expanded = is_open,
             .can_expand = true,
             .rect = rect});
  return has_changed;
}

}  // namespace view
