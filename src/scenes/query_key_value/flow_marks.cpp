#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/query_key_value/flow.h"
#include "view/formula.h"
#include "view/name.h"
#include "view/options.h"

namespace scenes::query_key_value {

namespace {

using view::Align;
using view::Color;
using view::Rect;
using view::Text;

constexpr Text kPickQuery{"当前查询", "Current query"};
constexpr Text kPickQueryHelp{"换一个查询，看它关注哪些键。", "Choose another query and see which keys it attends to."};
constexpr Text kPicture{"从查询到输出", "From query to output"};
constexpr Text kPictureSays{"查询“{0}”的权重：{1}。输出：{2}。", "Weights of query \"{0}\": {1}. Output: {2}."};
constexpr Text kOneWeight{"{0} {1}", "{0} {1}"};

constexpr const char* kSoftmaxWord = "softmax";
constexpr const char* kShareWord = "÷ Σ";
constexpr float kThickest = 11;  // a connection of weight 1, CSS pixels

double value_at(const Picture& picture, int key, int column) {
  return nth(picture.numbers.v_table, key * picture.problem.value_width + column);
}

double output_at(const Picture& picture, int column) {
  return nth(picture.numbers.output, picture.query * picture.problem.value_width + column);
}

void draw_chip(view::Ui& ui, const Rect& rect, const std::string& name, Color color, bool is_filled, bool is_hovered) {
  const view::Theme& theme = ui.theme();
  if (is_filled)
    ui.fill(rect, color, view::kRadius);
  else {
    ui.fill(rect, is_hovered ? view::mixed(theme.surface, color, 0.12f) : theme.surface, view::kRadius);
    ui.outline(rect, is_hovered ? color : theme.line, view::kRadius);
  }
  ui.text({rect.x + 2, rect.y, rect.width - 4, rect.height}, name,
          {.size = view::kCaption, .color = is_filled ? view::text_on(color) : color, .align = Align::kCenter});
}

void select(Picture& picture, int kind, int column) { picture.next.input.selection = {kind, picture.query, column}; }

/// A vector as cells on their heat colours; `draw_cell` puts a number on each, the narrowest get none.
template <class At, class DrawCell>
void draw_vector(Picture& picture, const Rect& rect, int count, float opacity, At&& at, DrawCell&& draw_cell) {
  view::Ui& ui = picture.ui;
  const float width = rect.width / static_cast<float>(count);
  for (int c = 0; c < count; ++c) {
    const double value = at(c);
    const double span = picture.largest_value - picture.least_value;
    const Color ground = view::mixed(
        ui.theme().page,
        view::color_at(1, span > 0 ? static_cast<float>((value - picture.least_value) / span * 0.8) : 0.3f), opacity);
    const Rect cell{rect.x + static_cast<float>(c) * width, rect.y, width, rect.height};
    ui.fill(cell, ground);
    constexpr float kLeastForNumber = 24;
    draw_cell(c, cell, width >= kLeastForNumber ? view::fitted_number(ui, value, 1, width - 4) : "",
              view::text_on(ground));
  }
  ui.outline(rect, ui.theme().line);
}

}  // namespace

bool is_masked(const Picture& picture, int key) { return std::isinf(picture.numbers.score(picture.query, key)); }

std::vector<std::pair<double, int>> seen_keys(const Picture& picture) {
  std::vector<std::pair<double, int>> keys;
  for (int key = 0; key < picture.problem.keys; ++key)
    if (!is_masked(picture, key)) keys.emplace_back(gliding_weight(picture, key), key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

float thickness(const view::Ui& ui, double weight) {
  return std::max(ui.pixel(), static_cast<float>(weight) * kThickest);
}

Color connection(const view::Theme& theme, Color full, double weight) {
  return view::mixed(theme.line, full, static_cast<float>(0.2 + 0.8 * std::sqrt(std::clamp(weight, 0.0, 1.0))));
}

double gliding_weight(const Picture& picture, int key) {
  const std::string id = "flow/weight/" + std::to_string(key);
  return static_cast<double>(picture.ui.animated(id, static_cast<float>(picture.numbers.weight(picture.query, key))));
}

void draw_key(Picture& picture, const Rect& rect, int key) {
  view::Ui& ui = picture.ui;
  const Color color = is_masked(picture, key) ? ui.theme().muted : ui.theme().cue_red;
  ui.fill(rect, view::mixed(ui.theme().page, color, 0.08f), view::kRadius);
  view::name_at(ui, "flow/key/" + std::to_string(key), {rect.x + 3, rect.y, rect.width - 6, rect.height},
                key_name(ui, picture.problem, key), {.size = view::kCaption, .color = color, .align = Align::kCenter});
}

void draw_number(Picture& picture, const Rect& rect, int kind, int column, const std::string& shown, Color color,
                 Align align) {
  view::Ui& ui = picture.ui;
  const std::string id = "flow/number/" + std::to_string(kind) + "," + std::to_string(column);
  const view::Interaction interaction = ui.interact(id, rect);
  if (interaction.was_clicked) select(picture, kind, column);
  if (interaction.is_hovered) ui.set_cursor("pointer");
  const bool is_selected = picture.selection.kind == kind && picture.selection.column == column;
  const float pad = align == Align::kRight ? 4 : 1;
  ui.text({rect.x + pad, rect.y, rect.width - 2 * pad, rect.height}, shown,
          {.size = view::kCaption, .color = color, .align = align});
  if (is_selected) {
    ui.outline(rect, ui.theme().accent, view::kRadius / 2, 2);
    return;
  }
  if (interaction.is_hovered) ui.outline(rect, ui.theme().muted, view::kRadius / 2);
  // A quiet line under what can be pressed.
  const float most = rect.width - 2 * pad - 2,
              width = shown.empty() ? most : std::min(ui.text_width(shown, view::kCaption), most),
              under = rect.y + rect.height / 2 + 8;
  const float left = align == Align::kRight ? rect.x + rect.width - pad - width : rect.x + (rect.width - width) / 2;
  ui.line(left, under, left + width, under, view::with_opacity(color, 0.45f), 1);
}

void draw_value(Picture& picture, const Rect& rect, int key) {
  draw_vector(
      picture, rect, picture.problem.value_width, is_masked(picture, key) ? 0.35f : 1.0f,
      [&](int c) { return value_at(picture, key, c); },
      [&](int, const Rect& cell, const std::string& number, Color color) {
        picture.ui.text({cell.x + 1, cell.y, cell.width - 2, cell.height}, number,
                        {.size = view::kCaption, .color = color, .align = Align::kCenter});
      });
}

void draw_output(Picture& picture, const Rect& rect) {
  draw_vector(
      picture, rect, picture.problem.value_width, 1, [&](int c) { return output_at(picture, c); },
      [&](int c, const Rect& cell, const std::string& number, Color color) {
        draw_number(picture, cell, kOutput, c, number, color, Align::kCenter);
      });
  picture.ui.outline({rect.x - 1, rect.y - 1, rect.width + 2, rect.height + 2}, picture.ui.theme().text, 2, 1);
}

void draw_queries(Picture& picture, const std::vector<Rect>& chips) {
  view::Ui& ui = picture.ui;
  constexpr std::string_view kId = "query";
  view::Node node{.id = std::string(kId),
                  .role = view::Role::kChoice,
                  .name = ui.tr(kPickQuery),
                  .help = ui.tr(kPickQueryHelp),
                  .option_rects = chips,
                  .selected = picture.query};
  const auto pick = [&](int query) { picture.next.input.selection.query = query; };
  if (const int chosen = view::chosen_option(ui, kId, picture.problem.queries); chosen >= 0) pick(chosen);
  const auto name_at = [&](int i) { return query_name(ui, picture.problem, i); };
  for (int i = 0; i < picture.problem.queries; ++i) {
    const Rect& chip = nth(chips, i);
    const view::Interaction interaction = ui.interact("flow/query/" + std::to_string(i), chip);
    if (interaction.was_pressed) ui.request_focus(kId);
    if (interaction.was_clicked) pick(i);
    const std::string shown = ui.shortened(name_at(i), chip.width - 6, view::kCaption);
    draw_chip(ui, chip, shown, ui.theme().will_blue, i == picture.query, interaction.is_hovered);
    if (shown != name_at(i)) ui.tooltip("flow/query/" + std::to_string(i), interaction, chip, name_at(i));
    node.options.push_back(name_at(i));
  }
  node.value = nth(node.options, picture.query);
  node.rect = chips.front();
  for (const Rect& chip : chips) {
    const float right = std::max(node.rect.x + node.rect.width, chip.x + chip.width),
                bottom = std::max(node.rect.y + node.rect.height, chip.y + chip.height);
    node.rect = {node.rect.x, node.rect.y, right - node.rect.x, bottom - node.rect.y};
  }
  const view::Interaction focus = ui.interact(kId, {});
  ui.focus_ring(nth(chips, picture.query), focus);
  ui.record(std::move(node));
}

void describe(Picture& picture, const Rect& area) {
  view::Ui& ui = picture.ui;
  std::string weights, output;
  for (int key = 0; key < picture.problem.keys; ++key)
    weights +=
        (key ? ", " : "") + ui.tr(kOneWeight, {key_name(ui, picture.problem, key),
                                               view::number_text(picture.numbers.weight(picture.query, key), 2)});
  for (int c = 0; c < picture.problem.value_width; ++c)
    output += (c ? ", " : "") + view::number_text(output_at(picture, c), 2);
  const std::string says = ui.tr(kPictureSays, {query_name(ui, picture.problem, picture.query), weights, output});
  ui.record({.id = "flow",
             .role = view::Role::kImage,
             .name = ui.tr(kPicture),
             .help = ui.settled("flow", says),
             .rect = area});
}

void draw_softmax(Picture& picture, const Rect& band, bool is_upright) {
  view::Ui& ui = picture.ui;
  const char* word = has_softmax(picture.problem.scoring) ? kSoftmaxWord : kShareWord;
  ui.fill(band, view::mixed(ui.theme().page, ui.theme().track, 0.7f), view::kRadius);
  const Color color = ui.theme().muted;
  if (is_upright && has_softmax(picture.problem.scoring)) {
    ui.vertical_text(band, word, {.size = view::kCaption, .color = color, .align = Align::kCenter});
    return;
  }
  const view::Formula formula = view::typeset(word);
  const view::Formula::Size size = formula.measured(ui, view::kCaption);
  formula.draw(ui, band.x + (band.width - size.width) / 2, band.y + (band.height - size.height()) / 2 + size.above,
               view::kCaption, color);
}

}  // namespace scenes::query_key_value
