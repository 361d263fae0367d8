// The same desk, five ways to pool it.
#include <algorithm>
#include <cmath>

#include "scenes/cues/panels.h"
#include "scenes/cues/things.h"
#include "scenes/cues/words.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

using view::Align;
using view::Rect;

constexpr Text kHeading{"同一张桌子，五种汇聚", "One desk, five ways of pooling"};
constexpr Text kInvitation{"换一个意愿，再动一动显著性：看哪几行会动。",
                           "Change the wish, then a salience: which rows move?"};
constexpr Text kExplanations[kPoolings] = {
    {"每样各取五分之一，看也不看。", "A fifth of everything, without looking."},
    {"只取最显眼的一样，不问想要什么。", "Only what stands out most; no wish is asked for."},
    {"权重训练好就定了，属于位置；没有查询，意愿无处可问。",
     "Fixed by training, weights of places; there is no query to ask with."},
    {"对每样东西问同一个写死的问题；这里没有查询，意愿无处可问。",
     "One built-in question to every thing; there is no query to ask with."},
    {"拿此刻的意愿去问每样东西，按回答分配。", "Asks every thing for what is wanted now."}};
constexpr Text kEach{"各 {0}", "{0} each"};
constexpr Text kSelected{"{0} {1}", "{0} {1}"};
constexpr Text kBothSelected{"{0}、{1} 各 {2}", "{0} and {1}, {2} each"};
constexpr Text kManySelected{"{0} 样并列，各 {1}", "{0} things, {1} each"};
constexpr Text kFirstOfEquals{"几样同样显眼：取排在最前的一样。",
                              "Several stand out alike: the first of them is taken."};
constexpr Text kNumberBefore{"{0} {1} (原来 {2})", "{0} {1} (was {2})"};
constexpr Text kLegendBefore{"改动之前", "before the change"};
constexpr Text kMoved{"动了", "moved"};
constexpr Text kRowNode{"{0}：{1}。{2}", "{0}: {1}. {2}"};

constexpr float kIcon = 30, kMiniBar = 28;  // CSS pixels

struct Columns {
  float first = 0, width = 0;  // of the things
  Rect thing(std::size_t i, float y, float height) const {
    return {first + width * static_cast<float>(i), y, width, height};
  }
};

void draw_icons(view::Ui& ui, const Columns& columns, const Input& input) {
  const Rect rect = ui.place(kIcon, view::kSpace2);
  for (std::size_t i = 0; i < kThings; ++i)
    draw_thing(ui, columns.thing(i, rect.y, kIcon), i,
               {.is_red = is_red(input, i), .fullness = key_of(input, kCoffee, kDrinkable)});
}

constexpr float kWorthMarking = 0.02f;  // a change of a weight

bool is_before_marked(const State& state, const Result& result, std::size_t row, std::size_t thing) {
  return state.before && std::abs((*state.before)[row][thing] - result.rows[row][thing]) > kWorthMarking;
}

void draw_mini_bars(view::Ui& ui, const Columns& columns, float y, std::size_t row, const State& state,
                    const Result& result) {
  const view::Theme& theme = ui.theme();
  const bool is_attention = pooling_of(row) == core::Pooling::kAttention;
  const float wide = std::min(56.0f, columns.width * 0.5f);  // as the desk's
  for (std::size_t i = 0; i < kThings; ++i) {
    const Rect cell = columns.thing(i, y, kMiniBar);
    const float x = cell.x + (cell.width - wide) / 2;
    const std::string id = "row/" + std::to_string(row) + "/" + std::to_string(i);
    const float height = kMiniBar * ui.animated(id, result.rows[row][i]);
    ui.fill({x, y, wide, kMiniBar}, view::mixed(theme.page, theme.track, 0.55f), 2);
    ui.fill({x, y + kMiniBar - height, wide, height}, is_attention ? theme.accent : theme.muted);
    if (is_before_marked(state, result, row, i)) {  // where it was
      const float was = y + kMiniBar * (1 - (*state.before)[row][i]);
      ui.line(x - 3, was, x + wide + 3, was, theme.text);
    }
  }
}

std::string selection(const view::Ui& ui, std::size_t row, const Input& input, const Result& result) {
  const auto& weights = result.rows[row];
  const std::vector<std::size_t> largest = largest_of(weights);
  const std::string weight = view::number_text(weights[largest.front()], 2),
                    first = thing_name(ui, input, largest.front());
  if (largest.size() == kThings) return ui.tr(kEach, {weight});
  if (largest.size() == 1) return ui.tr(kSelected, {first, weight});
  if (largest.size() == 2) return ui.tr(kBothSelected, {first, thing_name(ui, input, largest[1]), weight});
  return ui.tr(kManySelected, {std::to_string(largest.size()), weight});
}

std::string explanation(const view::Ui& ui, std::size_t row, const Result& result) {
  std::array<float, kThings> saliences{};
  for (std::size_t i = 0; i < kThings; ++i) saliences[i] = result.keys.data[i * kFeatures + kConspicuous];
  const bool are_equal = pooling_of(row) == core::Pooling::kMaximum && largest_of(saliences).size() > 1;
  return ui.tr(are_equal ? kFirstOfEquals : kExplanations[row]);
}

std::string row_in_words(const view::Ui& ui, std::size_t row, const State& state, const Result& result) {
  std::string weights;
  const bool has_before = state.before && has_moved(*state.before, result.rows, row);
  for (std::size_t i = 0; i < kThings; ++i) {
    if (i > 0) weights += ui.input().language == view::Language::kChinese ? "，" : ", ";
    const std::string name = thing_name(ui, state.input, i), now = view::number_text(result.rows[row][i], 2);
    const std::string was = has_before ? view::number_text((*state.before)[row][i], 2) : now;
    weights += was == now ? ui.tr(kSelected, {name, now}) : ui.tr(kNumberBefore, {name, now, was});
  }
  return ui.tr(kRowNode, {ui.tr(kPoolingNames[row]), weights, explanation(ui, row, result)});
}

/// What the thin lines over the bars mean, once there are any. It has its place at all times, so that nothing moves.
void draw_legend(view::Ui& ui, const Rect& place, const State& state, const Result& result) {
  bool is_needed = false;
  for (std::size_t row = 0; row < kPoolings; ++row)
    for (std::size_t i = 0; i < kThings; ++i) is_needed |= is_before_marked(state, result, row, i);
  if (!is_needed) return;
  constexpr float kLine = 18;
  const float middle = place.y + place.height / 2;
  ui.line(place.x, middle, place.x + kLine, middle, ui.theme().text);
  const std::string words = ui.tr(kLegendBefore);
  ui.text({place.x + kLine + view::kSpace2, place.y, place.width - kLine - view::kSpace2, place.height}, words,
          {.size = view::kCaption, .color = ui.theme().muted});
  ui.record({.id = "comparison/legend", .role = view::Role::kText, .name = "— " + words, .rect = place});
}

/// A small mark that does not only rely on colour. Returns its width.
float draw_moved(view::Ui& ui, float x, float y) {
  const std::string words = ui.tr(kMoved);
  const float width = std::ceil(ui.text_width(words, view::kCaption)) + 2 * view::kSpace2;
  ui.outline({x, y, width, 20}, ui.theme().accent, 10);
  ui.text({x, y, width, 20}, words, {.size = view::kCaption, .color = ui.theme().accent, .align = Align::kCenter});
  return width;
}

/// Where the words of all rows go: the same for each, so that nothing is ragged.
struct RowLayout {
  float after_name = 0;  // from the column's left edge, whether a row has moved or not
  bool is_why_beside = true, is_chosen_beside = true;
};

RowLayout row_layout(const view::Ui& ui, const State& state, const Result& result) {
  RowLayout layout;
  for (const Text& name : kPoolingNames)
    layout.after_name = std::max(layout.after_name, std::ceil(ui.text_width(ui.tr(name))));
  layout.after_name += std::ceil(ui.text_width(ui.tr(kMoved), view::kCaption)) + 5 * view::kSpace2;
  for (std::size_t row = 0; row < kPoolings; ++row) {
    const float chosen = std::ceil(ui.text_width(selection(ui, row, state.input, result))) + 1,
                why = std::ceil(ui.text_width(explanation(ui, row, result), view::kCaption)) + 1;
    layout.is_chosen_beside &= layout.after_name + chosen <= ui.column_width();
    layout.is_why_beside &= layout.after_name + why + view::kSpace4 + chosen <= ui.column_width();
  }
  return layout;
}

/// The pooling's name and what it selects; then its weights below the things of the desk, in the same columns; then
/// why, where there is no room beside the name.
void draw_row(view::Ui& ui, std::size_t row, const Columns& columns, const RowLayout& layout, const State& state,
              const Result& result) {
  constexpr float kLine = 24;
  const view::Theme& theme = ui.theme();
  const float top = ui.column_y(), left = ui.column_x();
  const std::string name = ui.tr(kPoolingNames[row]), chosen = selection(ui, row, state.input, result),
                    why = explanation(ui, row, result);
  const float name_width = std::ceil(ui.text_width(name)) + 1, chosen_width = std::ceil(ui.text_width(chosen)) + 1;
  const Rect first = ui.place(kLine, 0);
  ui.text({left, first.y, std::min(name_width, first.width), kLine}, name);
  if (state.before && has_moved(*state.before, result.rows, row))
    draw_moved(ui, left + name_width + view::kSpace2, first.y + 2);
  const Rect second = layout.is_chosen_beside ? first : ui.place(kLine, 0);
  ui.text({layout.is_chosen_beside ? first.x + first.width - chosen_width : left, second.y,
           std::min(chosen_width, first.width), kLine},
          chosen);
  const view::TextStyle quiet{.size = view::kCaption, .color = theme.muted};
  if (layout.is_why_beside)
    ui.text({left + layout.after_name, first.y, first.width - layout.after_name - chosen_width, kLine}, why, quiet);
  ui.gap(view::kSpace1 / 2);
  draw_mini_bars(ui, columns, ui.place(kMiniBar, view::kSpace1).y, row, state, result);
  if (!layout.is_why_beside)
    ui.place(ui.wrapped_text(left, ui.column_y(), ui.column_width(), why, quiet), view::kSpace1);
  ui.record({.id = "row/" + std::to_string(row),
             .role = view::Role::kText,
             .name = row_in_words(ui, row, state, result),
             .rect = {left, top, ui.column_width(), ui.column_y() - top}});
  ui.gap(view::kSpace2);
}

/// The heading, and an invitation to move something, or what has moved, on its line where there is room.
void draw_heading(view::Ui& ui, const State& state, const Result& result) {
  const std::string title = ui.tr(kHeading),
                    moved = ui.is_wide()
                                ? ""
                                : sentence_of_change(ui, state, result);  // when wide, the narration is in sight
  const std::string says = moved.empty() ? ui.tr(kInvitation) : moved;
  const float width = ui.text_width(says, view::kCaption), top = ui.column_y();
  view::heading(ui, "comparison/title", title, 2);
  const bool is_beside = ui.text_width(title) + view::kSpace5 + width < ui.column_width();
  if (!is_beside)
    return view::paragraph(ui, "comparison/says", says, {.size = view::kCaption, .color = ui.theme().muted});
  const float right = ui.column_x() + ui.column_width(), below = ui.column_y();
  const Rect rect{right - std::ceil(width) - 1, top, std::ceil(width) + 1, below - top - view::kSpace2};
  ui.text(rect, says, {.size = view::kCaption, .color = ui.theme().muted});
  ui.record({.id = "comparison/says", .role = view::Role::kText, .name = says, .rect = rect});
}

}  // namespace

void draw_comparison(view::Ui& ui, const State& state, const Result& result) {
  ui.begin_group("comparison", ui.tr(kHeading));
  draw_heading(ui, state, result);
  const Columns columns{ui.column_x(), ui.column_width() / kThings};  // the desk's
  constexpr float kLegendLine = 20;
  draw_icons(ui, columns, state.input);
  const RowLayout layout = row_layout(ui, state, result);
  for (std::size_t row = 0; row < kPoolings; ++row) draw_row(ui, row, columns, layout, state, result);
  draw_legend(ui, ui.place(kLegendLine, view::kSpace1), state, result);
  ui.end_group();
  ui.gap(view::kSpace2);
}

}  // namespace scenes::cues
