// The way on: what lies on the desk has three names in attention.
#include <cmath>
#include <string>

#include "index.h"
#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"
#include "view/card.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

using view::Rect;

constexpr Text kHeading{"同样的三样东西，换三个名字", "The same three things under new names"};
struct Named {
  Text before, means, after;
  const char* letter;
};
constexpr Named kNames[] = {
    {{"自主性提示", "Volitional cue"}, {"此刻的意愿", "what is wanted now"}, {"查询", "query"}, "q"},
    {{"非自主性提示", "Non-volitional cue"},
     {"每样东西的显著性，和它是什么", "what each thing is like, and how salient"},
     {"键", "key"},
     "k"},
    {{"感官输入", "Sensory input"}, {"看到的东西本身", "the things that are seen"}, {"值", "value"}, "v"}};
constexpr Text kRowSays{"{0} ({1}) → {2} {3}", "{0} ({1}) → {2} {3}"};
constexpr Text kNextSays{
    "注意力汇聚就是：查询和每个键比一比，得出权重，再把值按权重加起来。带着这张桌子去看每一个数。",
    "Attention pooling compares the query with every key, gets weights, and adds up the values by them. Take this desk "
    "along and see every number."};

view::Color color_of(const view::Theme& theme, std::size_t row) {
  return row == 0 ? theme.will_blue : row == 1 ? theme.cue_red : theme.good;
}

void draw_arrow(view::Ui& ui, float from, float to, float y, view::Color color) {
  ui.line(from, y, to, y, color, 1.5f);
  const ImVec2 head[] = {{to - 5, y - 4}, {to, y}, {to - 5, y + 4}};
  ui.polyline(head, color, 1.5f);
}

/// "0.1,0,0.9,0,0"
template <class At>
std::string list_of(std::size_t count, At&& at) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + view::exact_number_text(at(i));
  return text;
}

}  // namespace

void draw_map(view::Ui& ui) {
  constexpr float kArrow = 40, kLetter = 30;  // widths, CSS pixels
  const view::Theme& theme = ui.theme();
  ui.begin_group("map", ui.tr(kHeading));
  view::heading(ui, "map/title", ui.tr(kHeading), 2);
  float before_width = 0, after_width = 0;
  for (const Named& named : kNames) {
    before_width = std::max({before_width, ui.text_width(ui.tr(named.before)),
                             std::min(ui.text_width(ui.tr(named.means), view::kCaption), ui.column_width() * 0.5f)});
    after_width = std::max(after_width, ui.text_width(ui.tr(named.after)));
  }
  before_width = std::min(std::ceil(before_width) + 2 * view::kSpace3,
                          ui.column_width() - kArrow - kLetter - after_width - 4 * view::kSpace3);
  after_width = std::ceil(after_width) + kLetter + 2 * view::kSpace3;
  for (std::size_t row = 0; row < std::size(kNames); ++row) {
    const Named& named = kNames[row];
    const view::Color color = color_of(theme, row);
    const std::string means = ui.tr(named.means);
    const float inside = before_width - 2 * view::kSpace3;
    const float name_height = ui.wrapped_text_height(inside, ui.tr(named.before), view::kBody),
                means_height = ui.wrapped_text_height(inside, means, view::kCaption);
    const Rect line = ui.place(name_height + means_height + 2 * view::kSpace2, view::kSpace2);
    const Rect before{line.x, line.y, before_width, line.height},
        after{line.x + before_width + kArrow, line.y, after_width, line.height};
    view::draw_card(ui, before, {.edge = color});
    ui.wrapped_text(before.x + view::kSpace3, line.y + view::kSpace2, inside, ui.tr(named.before));
    ui.wrapped_text(before.x + view::kSpace3, line.y + view::kSpace2 + name_height, inside, means,
                    {.size = view::kCaption, .color = theme.muted});
    draw_arrow(ui, line.x + before_width + view::kSpace2, after.x - view::kSpace2, line.y + line.height / 2, color);
    view::draw_card(ui, after, {.frame = color});
    ui.text({after.x + view::kSpace3, line.y, after_width - kLetter - view::kSpace3, line.height}, ui.tr(named.after));
    ui.text({after.x + after_width - kLetter, line.y, kLetter - view::kSpace2, line.height}, named.letter,
            {.size = view::kTitle, .color = color, .align = view::Align::kCenter});
    ui.record({.id = "map/" + std::to_string(row),
               .role = view::Role::kText,
               .name = ui.tr(kRowSays, {ui.tr(named.before), means, ui.tr(named.after), named.letter}),
               .rect = line});
  }
  ui.gap(view::kSpace3);
  ui.end_group();
}

Next next(view::Language language, const Input& input) {
  const std::string query = list_of(kFeatures, [&](std::size_t feature) { return query_of(input, feature); });
  const std::string keys =
      list_of(kThings * kFeatures, [&](std::size_t i) { return key_of(input, i / kFeatures, i % kFeatures); });
  return {view::in_language(language, kNextSays), "scene=query_key_value&preset=desk&q=" + query + "&k=" + keys +
                                                      "&temperature=" + view::exact_number_text(input.temperature)};
}

}  // namespace scenes::cues
