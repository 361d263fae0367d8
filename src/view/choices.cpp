// One of several options, side by side or as tabs.
#include <algorithm>
#include <cmath>
#include <utility>

#include "index.h"
#include "view/options.h"
#include "view/widgets.h"

namespace view {

namespace {

float tab_width(const Ui& ui, const std::string& name) { return std::ceil(ui.text_width(name)) + 2 * kSpace3; }

/// A part of one control.
void draw_segment(Ui& ui, const Rect& rect, const std::string& name, bool is_selected, bool is_hovered) {
  const Theme& theme = ui.theme();
  const Rect inner{rect.x + 2, rect.y + 2, rect.width - 4, rect.height - 4};
  if (is_selected) ui.fill(inner, theme.is_dark ? theme.page : theme.surface, kRadius - 2);
  const Color color = is_selected ? theme.accent : is_hovered ? theme.text : theme.muted;
  ui.text({inner.x + kSpace1, inner.y, inner.width - 2 * kSpace1, inner.height}, name,
          {.color = color, .align = Align::kCenter});
}

/// A thing by itself; its words are wrapped if they are longer than one line.
void draw_chip(Ui& ui, const Rect& rect, const std::string& name, bool is_wrapped, bool is_selected, bool is_hovered) {
  const Theme& theme = ui.theme();
  ui.fill(rect, is_selected ? theme.accent : theme.surface, kRadius);
  if (!is_selected) ui.outline(rect, theme.line, kRadius);
  const Color color = is_selected ? theme.on_accent : is_hovered ? theme.accent : theme.text;
  if (is_wrapped)
    ui.wrapped_text(rect.x + kSpace3, rect.y + kSpace1, rect.width - 2 * kSpace3, name, {.color = color});
  else
    ui.text({rect.x + kSpace1, rect.y, rect.width - 2 * kSpace1, rect.height}, name,
            {.color = color, .align = Align::kCenter});
}

}  // namespace

bool choice(Ui& ui, const Label& label, int& selected, std::span<const std::string> options) {
  if (ui.is_left_out(label.id)) return false;
  const float height = ui.target_height(), count = static_cast<float>(options.size());
  if (!label.name.empty()) ui.text(ui.place(kTextLine, kSpace1), label.name);
  Options all(ui, {.id = std::string(label.id), .role = Role::kChoice, .name = label.name, .help = label.help},
              count_of(options), selected);

  const auto segment_width = [&](const std::string& option) { return std::ceil(ui.text_width(option)) + 2 * kSpace2; };
  float widest = 0, total = 0;
  for (const std::string& option : options) {
    widest = std::max(widest, segment_width(option));
    total += segment_width(option);
  }
  // A segmented control if they fit on one line, otherwise separate chips that wrap.
  const float room = ui.column_width();
  const bool is_one_line = total <= room, is_even = widest * count <= room;
  const Rect top = ui.place(height, 0);
  if (is_one_line) ui.fill(top, ui.theme().track, kRadius);
  float x = top.x, y = top.y, line = height;
  for (const std::string& option : options) {
    const float wanted = button_width(ui, option);
    const bool is_wrapped = !is_one_line && wanted > room;  // a chip as broad as the column, then
    const float width = !is_one_line ? std::min(room, wanted)
                        : is_even    ? room / count
                                     : segment_width(option) + (room - total) / count;
    if (!is_one_line && x > top.x && x + width > top.x + room) {
      x = top.x;
      y += line + kSpace1;
      ui.gap(line + kSpace1);
      line = height;
    }
    if (is_wrapped) line = ui.wrapped_text_height(width - 2 * kSpace3, option, kBody) + 2 * kSpace1;
    const Rect rect{x, y, width, line};
    const Interaction interaction = all.add(option, rect);
    if (is_one_line)
      draw_segment(ui, rect, option, all.is_selected(), interaction.is_hovered);
    else
      draw_chip(ui, rect, option, is_wrapped, all.is_selected(), interaction.is_hovered);
    ui.tooltip(all.option_id(), interaction, rect, label.help);
    x += width + (is_one_line ? 0 : kSpace1);
  }
  const Interaction ring = ui.interact(label.id, {});
  if (ring.shows_focus && selected >= 0 && selected < count_of(all.rects()))
    ui.focus_ring(nth(all.rects(), selected), ring);
  ui.gap(line - height + kSpace3);
  return all.finish({top.x, top.y, top.width, y + line - top.y});
}

int tab_rows(const Ui& ui, float width, std::span<const std::string> options) {
  int rows = 1;
  float x = 0;
  for (const std::string& option : options) {
    const float wide = tab_width(ui, option);
    if (x > 0 && x + wide > width) {
      x = 0;
      ++rows;
    }
    x += wide;
  }
  return rows;
}

bool tabs(Ui& ui, const Rect& rect, const Label& label, int& selected, std::span<const std::string> options) {
  const Theme& theme = ui.theme();
  Options all(ui, {.id = std::string(label.id), .role = Role::kTabs, .name = label.name, .help = label.help},
              count_of(options), selected);
  const float height = rect.height / static_cast<float>(tab_rows(ui, rect.width, options));
  float x = rect.x, y = rect.y;
  const Interaction ring = ui.interact(label.id, {});
  for (const std::string& option : options) {
    const float width = tab_width(ui, option);
    if (x > rect.x && x + width > rect.x + rect.width) {
      x = rect.x;
      y += height;
    }
    const Rect tab{x, y, width, height};
    const Interaction interaction = all.add(option, tab);
    const bool is_selected = all.is_selected();
    ui.text(tab, option,
            {.color = is_selected              ? theme.accent
                      : interaction.is_hovered ? theme.text
                                               : theme.muted,
             .align = Align::kCenter});
    if (is_selected) {
      ui.fill({tab.x + kSpace2, tab.y + tab.height - 2, tab.width - 2 * kSpace2, 2}, theme.accent);
      if (ring.shows_focus) ui.focus_ring({tab.x + 3, tab.y + 3, tab.width - 6, tab.height - 6}, ring);
    }
    x += width;
  }
  return all.finish(rect);
}

}  // namespace view
