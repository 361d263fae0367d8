#include "scenes/cues/desk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "scenes/cues/things.h"
#include "scenes/cues/words.h"

namespace scenes::cues {

namespace {

using view::Align;
using view::Color;
using view::Rect;

constexpr Text kPictureName{"桌上的五样东西和注意力权重", "Five things on a desk, and the attention weights"};
constexpr Text kWeightOf{"{0} {1}", "{0} {1}"};
constexpr Text kRedWeightOf{"{0} (红色) {1}", "{0} (red) {1}"};
constexpr Text kThingNode{"{0}：权重 {1}", "{0}: weight {1}"};
constexpr Text kThingHelp{"看它的权重是怎样算出来的。", "See how its weight is computed."};
constexpr Text kLegendEye{"得分来自显著性", "score from what catches the eye"};
constexpr Text kLegendWill{"得分来自意愿", "score from what is wanted"};
constexpr Text kEntropy{"熵 {0} nat，约等于看着 {1} 样东西", "Entropy {0} nats, as if looking at {1} things"};

constexpr float kBetweenNames = 2;                             // CSS pixels
constexpr float kEye = 40, kShortestBars = 56, kNumbers = 24;  // heights, CSS pixels
constexpr float kOneName = 26;
constexpr float kBarsShare = 0.2f;  // of the picture
constexpr float kWidestBar = 56;

/// Where everything is: an eye above the table, under each thing its name, its bar and its number.
struct Desk {
  Rect whole;
  Rect top;          // the table's top, seen from a little above
  float column = 0;  // the width of a thing's column
  float names = 0, bars = 0, name_size = view::kBody;
  std::array<float, kThings> name_widths{};

  Rect column_of(std::size_t i) const {
    return {whole.x + column * static_cast<float>(i), top.y, column, whole.y + whole.height - top.y};
  }
  Rect thing(std::size_t i) const {
    // Things lie a little nearer or farther, as on a real desk.
    constexpr float kNearer[kThings] = {-0.02f, 0.05f, -0.01f, 0.05f, -0.02f};
    const float side = std::min(column * 0.98f, top.height * 0.84f);
    return {top.x + column * (static_cast<float>(i) + 0.5f) - side / 2,
            top.y + (top.height - side) / 2 + kNearer[i] * top.height, side, side};
  }
};

Desk lay_out(view::Ui& ui, const Input& input, float height) {
  Desk desk;
  desk.whole = {ui.column_x(), ui.column_y(), ui.column_width(), height};
  desk.column = desk.whole.width / kThings;
  desk.bars = std::max(kShortestBars, std::round(height * kBarsShare));
  desk.names = kOneName;
  // All names in the largest type in which no two meet: a long one may stand out over its column, beside short ones.
  for (const float size : {view::kBody, view::kCaption, view::kSmall}) {
    desk.name_size = size;
    bool do_fit = true;
    for (std::size_t i = 0; i < kThings; ++i) {
      desk.name_widths[i] = std::ceil(ui.text_width(thing_name(ui, input, i), size)) + 1;
      const float before = i > 0 ? desk.name_widths[i - 1] : desk.column;
      do_fit &= (before + desk.name_widths[i]) / 2 + view::kSpace1 <= desk.column + (i == 0 ? view::kSpace2 : 0);
    }
    do_fit &= desk.name_widths.back() <= desk.column;
    if (do_fit) break;
    for (float& width : desk.name_widths) width = desk.column - kBetweenNames;
  }
  for (std::size_t i = 0; i < kThings; ++i)
    desk.names =
        std::max(desk.names,
                 ui.wrapped_text_height(desk.name_widths[i], thing_name(ui, input, i), desk.name_size) + view::kSpace1);
  desk.whole.height += desk.names - kOneName;
  desk.top = {desk.whole.x, desk.whole.y + kEye, desk.whole.width,
              desk.whole.height - kEye - desk.names - desk.bars - kNumbers};
  return desk;
}

Color of_share(const view::Ui& ui, double share) {
  return view::mixed(ui.theme().cue_red, ui.theme().will_blue, static_cast<float>(share));
}

void draw_table(view::Ui& ui, const Desk& desk) {
  const view::Theme& theme = ui.theme();
  const Rect& top = desk.top;
  const float inset = std::min(36.0f, top.width * 0.06f), back = top.y + top.height * 0.16f,
              front = top.y + top.height - 8;
  const ImVec2 surface[] = {
      {top.x + inset, back}, {top.x + top.width - inset, back}, {top.x + top.width, front}, {top.x, front}};
  ui.polygon(surface, view::mixed(theme.page, theme.line, theme.is_dark ? 0.45f : 0.6f));
  ui.fill({top.x, front, top.width, 8}, view::mixed(theme.page, theme.line, theme.is_dark ? 0.9f : 1.0f));
  ui.line(top.x, front, top.x + top.width, front, theme.line);
}

/// The eye above the desk; it looks towards where the weights are.
void draw_eye(view::Ui& ui, float x, float y, float towards) {
  const view::Theme& theme = ui.theme();
  constexpr float kWide = 17, kHigh = 11;
  ui.curve({x - kWide, y}, {x - kWide / 2, y - kHigh}, {x + kWide / 2, y - kHigh}, {x + kWide, y}, theme.text, 1.6f);
  ui.curve({x - kWide, y}, {x - kWide / 2, y + kHigh}, {x + kWide / 2, y + kHigh}, {x + kWide, y}, theme.text, 1.6f);
  const float pupil = x + 6 * std::clamp(towards, -1.0f, 1.0f);
  ui.circle(pupil, y + 1.5f, 5, theme.text);
  ui.circle(pupil + 1.6f, y, 1.4f, theme.page);
}

/// A beam of light from the eye to a round spot on the table.
void draw_beam(view::Ui& ui, ImVec2 eye, ImVec2 spot, float radius, Color color) {
  constexpr int kSegments = 24;
  constexpr float kFlat = 0.5f, kPi = 3.14159265f;
  std::vector<ImVec2> outline{eye};
  for (int i = 0; i <= kSegments; ++i) {
    const float angle = kPi * (1.08f * static_cast<float>(i) / kSegments - 0.04f);  // the half away from the eye
    outline.push_back({spot.x + radius * std::cos(angle), spot.y + kFlat * radius * std::sin(angle)});
  }
  ui.polygon(outline, color);
}

/// Light on each thing and the line of sight to it, both as strong as its weight.
void draw_gaze(view::Ui& ui, const Desk& desk, const Result& result, float eye_x, float eye_y) {
  float towards = 0;
  for (std::size_t i = 0; i < kThings; ++i) {
    const Rect box = desk.thing(i);
    const float x = box.x + box.width / 2, y = box.y + box.height / 2;
    const std::string id = std::string("gaze/") + kThingIds[i];
    const float weight = ui.animated(id, static_cast<float>(result.weight(i)));
    const float share = ui.animated(id + "/share", static_cast<float>(result.share_of_will[i]));
    const Color color = of_share(ui, share);
    towards += weight * (x - eye_x) / (desk.top.width / 2);
    constexpr float kVisible = 0.02f;
    if (weight < kVisible) continue;
    const float spread = box.width * (0.55f + 0.25f * weight);
    ui.glow(x, y, spread, spread * 0.85f, view::with_opacity(color, std::min(0.75f, 0.06f + 0.75f * weight)));
    draw_beam(ui, {eye_x, eye_y}, {x, box.y + box.height * 0.68f}, box.width * (0.2f + 0.32f * weight),
              view::with_opacity(color, 0.04f + 0.14f * weight));
  }
  draw_eye(ui, eye_x, eye_y - 10, towards * 1.4f);
}

void draw_bar(view::Ui& ui, const Rect& column, const Result& result, std::size_t i) {
  const view::Theme& theme = ui.theme();
  const std::string id = std::string("bar/") + kThingIds[i];
  const float width = std::min(kWidestBar, column.width * 0.5f), x = column.x + (column.width - width) / 2;
  const float bottom = column.y + column.height;
  const float height = column.height * ui.animated(id, static_cast<float>(result.weight(i)));
  const float wanted = height * ui.animated(id + "/share", static_cast<float>(result.share_of_will[i]));
  ui.fill({x, column.y, width, column.height}, view::mixed(theme.page, theme.track, 0.55f), 3);
  ui.fill({x, bottom - (height - wanted), width, height - wanted}, theme.cue_red);
  ui.fill({x, bottom - height, width, wanted}, theme.will_blue);
}

std::string description(const view::Ui& ui, const Input& input, const Result& result) {
  std::string text;
  for (std::size_t i = 0; i < kThings; ++i) {
    if (i > 0) text += ui.input().language == view::Language::kChinese ? "，" : ", ";
    text += ui.tr(is_red(input, i) ? kRedWeightOf : kWeightOf,
                  {thing_name(ui, input, i), view::number_text(result.weight(i), 2)});
  }
  return text;
}

/// What the bars' colours mean, and how widely the weights are spread.
void draw_legend(view::Ui& ui, const Result& result) {
  const view::Theme& theme = ui.theme();
  constexpr float kSwatch = 10, kLine = 20;  // a line of captions
  const std::pair<std::string, Color> entries[] = {{ui.tr(kLegendEye), theme.cue_red},
                                                   {ui.tr(kLegendWill), theme.will_blue}};
  const std::string entropy =
      ui.tr(kEntropy, {view::number_text(result.entropy, 2), view::number_text(result.effective_things, 1)});
  float x = ui.column_x(), y = ui.column_y();
  const float right = x + ui.column_width();
  const auto place = [&](float width) {  // onto the next line where it does not fit
    if (x > ui.column_x() && x + width > right) {
      x = ui.column_x();
      y += kLine;
    }
  };
  const view::TextStyle style{.size = view::kCaption, .color = theme.muted};
  for (const auto& [words, color] : entries) {
    constexpr float kIndent = kSwatch + view::kSpace2;
    const float width = std::min(ui.column_width(), kIndent + std::ceil(ui.text_width(words, view::kCaption)) + 1);
    place(width);
    ui.fill({x, y + (kLine - kSwatch) / 2, kSwatch, kSwatch}, color, 2);
    const float used = ui.wrapped_text(x + kIndent, y, width - kIndent, words, style);
    x += width + view::kSpace4;
    y += std::max(0.0f, used - kLine);
  }
  const float width = std::min(ui.column_width(), std::ceil(ui.text_width(entropy, view::kCaption)) + 1);
  place(width);
  const bool has_own_line = x == ui.column_x();
  Rect rect{has_own_line ? x : right - width, y, width, kLine};
  rect.height = ui.wrapped_text(rect.x, y, width, entropy, style);
  ui.record({.id = "entropy", .role = view::Role::kText, .name = entropy, .rect = rect});
  ui.place(y + rect.height - ui.column_y(), view::kSpace3);
}

/// The things as buttons, each with its whole column, and what the pointer does with them.
std::array<view::Interaction, kThings> press_things(view::Ui& ui, const Desk& desk, State& next, const Result& result) {
  std::array<view::Interaction, kThings> interactions;
  for (std::size_t i = 0; i < kThings; ++i) {
    const std::string id = std::string("thing/") + kThingIds[i];
    const int number = static_cast<int>(i) + 1;
    const Rect column = desk.column_of(i);
    interactions[i] = ui.interact(id, column);
    const view::Action* action = ui.action_for(id);
    if (interactions[i].was_clicked || (action && action->kind == view::ActionKind::kActivate))
      next.thing = next.thing == number ? 0 : number;
    ui.tooltip(id, interactions[i], column, ui.tr(kThingHelp));
    ui.record({.id = id,
               .role = view::Role::kButton,
               .name = ui.tr(kThingNode, {thing_name(ui, next.input, i), view::number_text(result.weight(i), 2)}),
               .help = ui.tr(kThingHelp),
               .is_expanded = next.thing == number,
               .can_expand = true,
               .rect = column});
  }
  return interactions;
}

void draw_thing_with_weight(view::Ui& ui, const Desk& desk, std::size_t i, const State& state, const Result& result,
                            const view::Interaction& interaction) {
  const view::Theme& theme = ui.theme();
  const Rect column = desk.column_of(i);
  const bool is_selected = is_explained(state, i);
  const std::vector<std::size_t> largest = largest_of(result.rows.back());
  const bool is_largest = std::find(largest.begin(), largest.end(), i) != largest.end();
  const float fullness = ui.animated("fullness", static_cast<float>(key_of(state.input, kCoffee, kDrinkable)));
  draw_thing(ui, desk.thing(i), i, {.is_red = is_red(state.input, i), .fullness = fullness});
  float y = desk.top.y + desk.top.height;
  const float name_width = desk.name_widths[i];
  ui.wrapped_text(column.x + (column.width - name_width) / 2, y + view::kSpace1 / 2, name_width,
                  thing_name(ui, state.input, i),
                  {.size = desk.name_size,
                   .color = is_selected || interaction.is_hovered ? theme.accent : theme.text,
                   .align = Align::kCenter});
  y += desk.names;
  draw_bar(ui, {column.x, y, column.width, desk.bars}, result, i);
  y += desk.bars;
  ui.text({column.x, y, column.width, kNumbers}, view::number_text(result.weight(i), 2),
          {.color = is_largest ? theme.text : theme.muted, .align = Align::kCenter});
  const Rect frame{column.x + 2, column.y + 2, column.width - 4, column.height - 4};
  if (is_selected) ui.outline(frame, theme.accent, view::kRadius);
  ui.focus_ring(frame, interaction);
}

}  // namespace

float least_desk_height(float width) { return kEye + kOneName + kShortestBars + kNumbers + width / kThings * 1.2f; }

void draw_desk(view::Ui& ui, State& next, const Result& result, float height) {
  const Desk desk = lay_out(ui, next.input, height);
  const Rect& whole = desk.whole;
  ui.begin_picture();
  ui.record({.id = "desk",
             .role = view::Role::kImage,
             .name = ui.tr(kPictureName),
             .help = description(ui, next.input, result),
             .rect = whole});
  const auto interactions = press_things(ui, desk, next, result);
  draw_table(ui, desk);
  draw_gaze(ui, desk, result, whole.x + whole.width / 2, whole.y + 24);
  for (std::size_t i = 0; i < kThings; ++i) draw_thing_with_weight(ui, desk, i, next, result, interactions[i]);
  ui.line(whole.x, whole.y + whole.height - kNumbers, whole.x + whole.width, whole.y + whole.height - kNumbers,
          ui.theme().line);
  ui.end_picture(whole);
  ui.place(whole.height, view::kSpace2);
  draw_legend(ui, result);
}

}  // namespace scenes::cues
