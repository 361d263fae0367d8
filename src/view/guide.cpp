#include "view/guide.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "index.h"

namespace view {

namespace {

constexpr float kDisc = 11;                         // radius of a step's number, CSS pixels
constexpr float kBesideDisc = 2 * kDisc + kSpace2;  // where a name begins, if it stands beside its number

float step_width(const Ui& ui, const std::string& step) {
  return kBesideDisc + std::ceil(ui.text_width(step)) + 2 * kSpace2;
}

/// A number in a disc; the line of steps runs through the discs.
void disc(Ui& ui, float x, float y, int number, bool is_current, bool is_hovered) {
  const Theme& theme = ui.theme();
  ui.circle(x, y, kDisc, is_current ? theme.accent : theme.page);
  if (!is_current) ui.ring(x, y, kDisc, is_hovered ? theme.accent : theme.muted);
  ui.text({x - kDisc, y - kDisc, 2 * kDisc, 2 * kDisc}, std::to_string(number),
          {.size = kCaption,
           .color = is_current   ? theme.on_accent
                    : is_hovered ? theme.accent
                                 : theme.muted,
           .align = Align::kCenter});
}

}  // namespace

float path_width(const Ui& ui, std::span<const std::string> steps) {
  float width = -kSpace4;
  for (const std::string& step : steps) width += step_width(ui, step) + kSpace4;
  return width;
}

int path(Ui& ui, const Label& label, int current, std::span<const std::string> steps) {
  if (ui.is_left_out(label.id)) return -1;
  const Theme& theme = ui.theme();
  const bool is_stacked = path_width(ui, steps) > ui.column_width();
  const float even = ui.column_width() / static_cast<float>(steps.size());
  float height = ui.target_height();
  if (is_stacked)
    for (const std::string& step : steps)
      height =
          std::max(height, 2 * kDisc + 2 * kSpace1 + ui.wrapped_text_height(even - kSpace1, step, kCaption) + kSpace1);

  const Rect whole = ui.place(height, kSpace3);
  const float disc_y = is_stacked ? whole.y + kDisc + 2 : whole.y + height / 2;
  ui.begin_group(label.id, label.name, label.help);
  if (is_stacked) ui.line(whole.x + even / 2, disc_y, whole.x + whole.width - even / 2, disc_y, theme.line);
  int pressed = -1;
  float x = whole.x;
  for (int i = 0; i < count_of(steps); ++i) {
    const std::string& step = nth(steps, i);
    const std::string id = std::string(label.id) + "/" + std::to_string(i + 1);
    const float width = is_stacked ? even : step_width(ui, step);
    const Rect rect{x, whole.y, width, height};
    const Interaction interaction = ui.interact(id, rect);
    if (is_activated(ui, id, interaction)) pressed = i;
    const bool is_current = current == i;
    const TextStyle style{.size = is_stacked ? kCaption : kBody,
                          .color = is_current || interaction.is_hovered ? theme.accent : theme.text,
                          .align = is_stacked ? Align::kCenter : Align::kLeft};
    if (is_stacked) {
      disc(ui, x + width / 2, disc_y, i + 1, is_current, interaction.is_hovered);
      ui.wrapped_text(x + kSpace1 / 2, disc_y + kDisc + kSpace1, width - kSpace1, step, style);
    } else {
      if (i + 1 < count_of(steps)) ui.line(x + width, disc_y, x + width + kSpace4, disc_y, theme.line);
      disc(ui, x + kSpace2 + kDisc, disc_y, i + 1, is_current, interaction.is_hovered);
      ui.text({x + kSpace2 + kBesideDisc, whole.y, width - kSpace2 - kBesideDisc, height}, step, style);
    }
    ui.focus_ring(rect, interaction);
    ui.tooltip(id, interaction, rect, label.help);
    ui.record({.id = id,
               .role = Role::kButton,
               .name = std::to_string(i + 1) + " " + step,
               .help = label.help,
               .is_checked = is_current,
               .rect = rect});
    x += width + (is_stacked ? 0 : kSpace4);
  }
  ui.end_group();
  return pressed;
}

}  // namespace view
