#include "view/token_row.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "index.h"
#include "view/options.h"

namespace view {

namespace {

constexpr float kArcs = 44, kArcsBetween = 22, kBetween = 2;  // CSS pixels: the room for arcs above the first line and
// above the others; between two tokens
constexpr float kThickestArc = 5, kFaintest = 0.02f;

/// How tokens are laid out.
struct Spacing {
  float size = 0, height = 0, least_width = 0, pad = 0;  // of a token: its type, and the room around it
  float above = 0, between_lines = 0;
};

struct Laid {
  std::vector<Rect> rects;
  float bottom = 0;
};

Laid lay_out(const Ui& ui, const TokenRow& row, const Spacing& spacing) {
  const float left = ui.column_x(), width = ui.column_width();
  float x = left, y = ui.column_y() + spacing.above;
  Laid laid;
  for (const std::string& token : row.tokens) {
    const float wanted = std::ceil(ui.text_width(token, spacing.size)) + spacing.pad;
    const float wide = std::clamp(wanted, std::min(spacing.least_width, width), width);
    if (x > left && x + wide > left + width) {
      x = left;
      y += spacing.height + spacing.between_lines;
    }
    laid.rects.push_back({x, y, wide, spacing.height});
    x += wide + kBetween;
  }
  laid.bottom = y + spacing.height;
  return laid;
}

/// From the top of one token to that of another; flat where they are near, higher where they are far or on two lines.
void draw_arc(Ui& ui, const Rect& from, const Rect& to, Color color, float thickness) {
  const ImVec2 a{from.x + from.width / 2, from.y}, b{to.x + to.width / 2, to.y};
  const float rise = std::min(kArcs, 14 + std::abs(b.x - a.x) * 0.14f) * 4 / 3 - kThickestArc;
  ui.curve(a, {a.x, a.y - rise}, {b.x, b.y - rise}, b, color, thickness);
}

}  // namespace

void coloured_sentence(Ui& ui, std::string_view id, const TokenRow& row) {
  constexpr float kHeight = 26;  // CSS pixels
  const Laid laid = lay_out(ui, row, {.size = kBody, .height = kHeight, .pad = kSpace2, .between_lines = kSpace1});
  const HeatColor missing{ui.theme().track, ui.theme().muted};
  std::string spoken;
  for (int i = 0; i < count_of(row.tokens); ++i) {
    const Rect& rect = nth(laid.rects, i);
    const std::string& token = nth(row.tokens, i);
    const auto weight = static_cast<double>(nth(row.weights, i));
    const HeatColor look = heat_color(row.map, row.scale, weight, missing);
    ui.fill(rect, look.ground, kRadius / 2);
    ui.text(rect, ui.shortened(token, rect.width, kBody), {.color = look.ink, .align = Align::kCenter});
    spoken += token + " " + short_number_text(weight) + "; ";
  }
  const Rect all = ui.place(laid.bottom - ui.column_y(), kSpace1);
  ui.record({.id = std::string(id), .role = Role::kText, .name = spoken, .rect = all});
}

bool token_row(Ui& ui, const Label& label, const TokenRow& row, int& chosen) {
  const Theme& theme = ui.theme();
  const float height = ui.target_height() + kSpace1, arcs = row.weights.empty() ? kSpace1 : kArcs;
  const Laid laid = lay_out(ui, row,
                            {.size = kTitle,
                             .height = height,
                             .least_width = height,
                             .pad = 2 * kSpace2,
                             .above = arcs,
                             .between_lines = std::min(arcs, kArcsBetween)});
  const Rect all{ui.column_x(), ui.column_y(), ui.column_width(), laid.bottom - ui.column_y()};
  Options options(ui, {.id = std::string(label.id), .role = Role::kChoice, .name = label.name, .help = label.help},
                  count_of(row.tokens), chosen);
  const bool is_chosen = chosen >= 0 && chosen < count_of(row.tokens);
  if (!row.weights.empty() && is_chosen)
    for (int i = 0; i < count_of(row.tokens); ++i) {
      const float weight = ui.animated(std::string(label.id) + "/arc" + std::to_string(i), nth(row.weights, i));
      if (i == chosen || !(weight >= kFaintest)) continue;
      draw_arc(ui, nth(laid.rects, chosen), nth(laid.rects, i), with_opacity(theme.cue_red, 0.25f + 0.6f * weight),
               1 + (kThickestArc - 1) * weight);
    }
  for (int i = 0; i < count_of(row.tokens); ++i) {
    const Rect& rect = nth(laid.rects, i);
    const std::string& token = nth(row.tokens, i);
    const Interaction interaction = options.add(std::to_string(i + 1) + " " + token, rect);
    const HeatColor plain{theme.surface, theme.text};
    const HeatColor look =
        row.weights.empty() ? plain : heat_color(row.map, row.scale, static_cast<double>(nth(row.weights, i)), plain);
    ui.fill(rect, look.ground, 3);
    if (options.is_selected())
      ui.outline(rect, theme.will_blue, 3, 2);
    else if (interaction.is_hovered)
      ui.outline(rect, theme.accent, 3);
    const float room = rect.width - 2 * kSpace1;
    ui.text({rect.x + kSpace1, rect.y, room, rect.height}, ui.shortened(token, room, kTitle),
            {.size = kTitle, .color = look.ink, .align = Align::kCenter});
    ui.tooltip(options.option_id(), interaction, rect, label.help);
  }
  const Interaction ring = ui.interact(label.id, {});
  if (ring.shows_focus && is_chosen) ui.focus_ring(nth(laid.rects, chosen), ring);
  ui.place(all.height, kSpace3);
  return options.finish(all);
}

}  // namespace view
