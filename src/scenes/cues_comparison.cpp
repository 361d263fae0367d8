// The same desk, five ways to pool it; and how one weight comes about.
#include <algorithm>
#include <cmath>

#include "scenes/cues_panels.h"
#include "scenes/cues_things.h"
#include "scenes/cues_words.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

using view::Align;
using view::Rect;

constexpr Text kHeading{"同一张桌子，五种汇聚", "One desk, five ways of pooling"};
constexpr Text kInvitation{"换一个意愿，再动一动显著性：看哪几行会动。", "Change the wish, then a salience: which rows move?"};
constexpr Text kExplanations[kPoolings] = {
    {"每样各取五分之一，看也不看。", "A fifth of everything, without looking."},
    {"只取最显眼的一样，不问想要什么。", "Only what stands out most; no wish is asked for."},
    {"权重训练好就定了：属于位置，不属于东西。", "Fixed by training: weights of places, not of things."},
    {"对每样东西问同一个写死的问题：“这是书吗？”", "One built-in question to every thing: \"is this a book?\""},
    {"拿此刻的意愿去问每样东西，按回答分配。", "Asks every thing for what is wanted now."}};
constexpr Text kEach{"各 {0}", "{0} each"};
constexpr Text kSelected{"{0} {1}", "{0} {1}"};
constexpr Text kMoved{"动了", "moved"};
constexpr Text kRowNode{"{0}：{1}。{2}", "{0}: {1}. {2}"};

constexpr Text kWhy{"{0}的权重 {1} 是怎样来的？", "{0}: where does the weight {1} come from?"};
constexpr Text kClose{"收起", "Close"};
constexpr Text kScoreLine{"得分 = q·k = {0} = {1}", "score = q·k = {0} = {1}"};
constexpr Text kTermLine{"{0} {1} × {2}", "{0} {1} × {2}"};
constexpr Text kNoTerm{"0", "0"};
constexpr Text kTemperatureLine{"÷ 温度 {0} = {1}", "÷ temperature {0} = {1}"};
constexpr Text kSoftmaxLine{"softmax：exp({0} − {1}) = {2}；÷ 五样之和 {3} = {4}", "softmax: exp({0} − {1}) = {2}; ÷ the sum over all five {3} = {4}"};

constexpr float kIcon = 30, kMiniBar = 30;  // CSS pixels

struct Columns {
  float first = 0, width = 0;  // of the things
  Rect thing(std::size_t i, float y, float height) const { return {first + width * static_cast<float>(i), y, width, height}; }
};

void draw_icons(view::Ui& ui, const Columns& columns, const Input& input) {
  const Rect rect = ui.take(kIcon, view::kSpace2);
  for (std::size_t i = 0; i < kThings; ++i)
    draw_thing(ui, columns.thing(i, rect.y, kIcon), i, {.is_red = input.red == static_cast<int>(i) + 1, .fullness = key_of(input, kCoffee, kDrinkable)});
}

void draw_mini_bars(view::Ui& ui, const Columns& columns, float y, std::size_t row, const State& state, const Result& result) {
  const view::Theme& theme = ui.theme();
  const bool is_attention = row == static_cast<std::size_t>(core::Pooling::kAttention);
  const bool shows_before = state.before && has_moved(*state.before, result.rows, row);
  const float wide = std::min(52.0f, columns.width * 0.6f);
  for (std::size_t i = 0; i < kThings; ++i) {
    const Rect cell = columns.thing(i, y, kMiniBar);
    const float x = cell.x + (cell.width - wide) / 2;
    const std::string id = "cues/row/" + std::to_string(row) + "/" + std::to_string(i);
    const float height = kMiniBar * ui.animated(id, result.rows[row][i]);
    ui.fill({x, y, wide, kMiniBar}, view::mixed(theme.page, theme.track, 0.55f), 2);
    ui.fill({x, y + kMiniBar - height, wide, height}, is_attention ? theme.accent : theme.muted);
    constexpr float kWorthMarking = 0.02f;
    if (shows_before && std::abs((*state.before)[row][i] - result.rows[row][i]) > kWorthMarking) {  // where it was
      const float was = y + kMiniBar * (1 - (*state.before)[row][i]);
      ui.line(x - 3, was, x + wide + 3, was, theme.text);
    }
  }
}

std::string selection(const view::Ui& ui, std::size_t row, const Input& input, const Result& result) {
  const auto& weights = result.rows[row];
  if (row == static_cast<std::size_t>(core::Pooling::kAverage)) return ui.tr(kEach, {view::number_text(weights[0], 2)});
  const auto top = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  return ui.tr(kSelected, {thing_name(ui, input, top), view::number_text(weights[top], 2)});
}

std::string row_in_words(const view::Ui& ui, std::size_t row, const Input& input, const Result& result) {
  std::string weights;
  for (std::size_t i = 0; i < kThings; ++i) {
    if (i > 0) weights += ui.input().language == view::Language::kChinese ? "，" : ", ";
    weights += thing_name(ui, input, i) + " " + view::number_text(result.rows[row][i], 2);
  }
  return ui.tr(kRowNode, {ui.tr(kPoolingNames[row]), weights, ui.tr(kExplanations[row])});
}

/// A small mark that does not only rely on colour. Returns its width.
float draw_moved(view::Ui& ui, float x, float y) {
  const std::string words = ui.tr(kMoved);
  const float width = std::ceil(ui.text_width(words, view::kCaption)) + 2 * view::kSpace2;
  ui.outline({x, y, width, 20}, ui.theme().accent, 10);
  ui.text({x, y, width, 20}, words, {.size = view::kCaption, .color = ui.theme().accent, .align = Align::kCenter});
  return width;
}

void draw_wide_row(view::Ui& ui, std::size_t row, const Columns& columns, const State& state, const Result& result) {
  const float left = ui.column_x(), names = columns.first - left - view::kSpace2;
  const float after = columns.first + columns.width * kThings + view::kSpace3, right = left + ui.column_width() - after;
  const std::string name = ui.tr(kPoolingNames[row]), chosen = selection(ui, row, state.input, result), why = ui.tr(kExplanations[row]);
  const float chosen_line = 20, why_height = ui.wrapped_text_height(right, why, view::kCaption);
  const float height = std::max({kMiniBar + view::kSpace1, ui.wrapped_text_height(names, name, view::kBody), chosen_line + why_height});
  const Rect rect = ui.take(height, view::kSpace2);
  const float name_height = ui.wrapped_text_height(names, name, view::kBody);
  ui.wrapped_text(left, rect.y + (height - name_height) / 2, names, name);
  draw_mini_bars(ui, columns, rect.y + (height - kMiniBar) / 2, row, state, result);
  const float top = rect.y + (height - chosen_line - why_height) / 2;
  const float chosen_width = std::ceil(ui.text_width(chosen)) + 1;
  ui.text({after, top, chosen_width, chosen_line}, chosen);
  if (state.before && has_moved(*state.before, result.rows, row)) draw_moved(ui, after + chosen_width + view::kSpace2, top);
  ui.wrapped_text(after, top + chosen_line, right, why, {.size = view::kCaption, .color = ui.theme().muted});
  ui.record({.id = "cues/row/" + std::to_string(row), .role = view::Role::kText, .name = row_in_words(ui, row, state.input, result), .rect = rect});
}

void draw_narrow_row(view::Ui& ui, std::size_t row, const Columns& columns, const State& state, const Result& result) {
  constexpr float kLine = 24;
  const float top = ui.column_y(), left = ui.column_x();
  const std::string name = ui.tr(kPoolingNames[row]), chosen = selection(ui, row, state.input, result);
  const float name_width = std::ceil(ui.text_width(name)) + 1, chosen_width = std::ceil(ui.text_width(chosen)) + 1;
  const Rect first = ui.take(kLine, 0);
  ui.text({left, first.y, std::min(name_width, first.width), kLine}, name);
  if (state.before && has_moved(*state.before, result.rows, row)) draw_moved(ui, left + name_width + view::kSpace2, first.y + 2);
  const bool fits = name_width + chosen_width + 80 <= first.width;
  const Rect second = fits ? first : ui.take(kLine, 0);
  ui.text({fits ? first.x + first.width - chosen_width : left, second.y, std::min(chosen_width, first.width), kLine}, chosen, {.color = ui.theme().muted});
  ui.gap(view::kSpace1);
  draw_mini_bars(ui, columns, ui.take(kMiniBar, view::kSpace1).y, row, state, result);
  ui.take(ui.wrapped_text(left, ui.column_y(), ui.column_width(), ui.tr(kExplanations[row]), {.size = view::kCaption, .color = ui.theme().muted}), view::kSpace4);
  ui.record({.id = "cues/row/" + std::to_string(row), .role = view::Role::kText, .name = row_in_words(ui, row, state.input, result),
             .rect = {left, top, ui.column_width(), ui.column_y() - top}});
}

/// The heading, and an invitation to move something, or what has moved, on its line where there is room.
void draw_heading(view::Ui& ui, const State& state, const Result& result) {
  const std::string title = ui.tr(kHeading), moved = ui.is_wide() ? "" : sentence_of_change(ui, state, result);  // when wide, the narration is in sight
  const std::string says = moved.empty() ? ui.tr(kInvitation) : moved;
  const float width = ui.text_width(says, view::kCaption), top = ui.column_y();
  view::heading(ui, "cues/comparison/title", title, 2);
  const bool is_beside = ui.text_width(title) + view::kSpace5 + width < ui.column_width();
  if (!is_beside) return view::paragraph(ui, "cues/comparison/says", says, {.size = view::kCaption, .color = ui.theme().muted});
  const float right = ui.column_x() + ui.column_width(), below = ui.column_y();
  const Rect rect{right - std::ceil(width) - 1, top, std::ceil(width) + 1, below - top - view::kSpace2};
  ui.text(rect, says, {.size = view::kCaption, .color = ui.theme().muted});
  ui.record({.id = "cues/comparison/says", .role = view::Role::kText, .name = says, .rect = rect});
}

/// q · k with the features that count in it.
std::string products(const view::Ui& ui, const Result& result, std::size_t thing) {
  std::string text;
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    const float q = result.query.data[feature], k = result.keys.data[thing * kFeatures + feature];
    if (q == 0) continue;
    text += (text.empty() ? "" : " + ") + ui.tr(kTermLine, {ui.tr(kFeatureNames[feature]), view::number_text(q, 2), view::number_text(k, 2)});
  }
  return text.empty() ? ui.tr(kNoTerm) : text;
}

}  // namespace

void draw_comparison(view::Ui& ui, const State& state, const Result& result) {
  ui.begin_group("cues/comparison", ui.tr(kHeading));
  draw_heading(ui, state, result);
  constexpr float kRoomy = 600, kNames = 132;
  const bool is_roomy = ui.column_width() >= kRoomy;
  const float cell = std::clamp(ui.column_width() * 0.075f, 48.0f, 100.0f);
  const Columns columns = is_roomy ? Columns{ui.column_x() + kNames + view::kSpace2, cell} : Columns{ui.column_x(), ui.column_width() / kThings};
  draw_icons(ui, columns, state.input);
  for (std::size_t row = 0; row < kPoolings; ++row) {
    if (is_roomy) draw_wide_row(ui, row, columns, state, result);
    else draw_narrow_row(ui, row, columns, state, result);
  }
  ui.end_group();
  ui.gap(view::kSpace2);
}

void draw_derivation(view::Ui& ui, State& next, const Result& result) {
  if (next.thing == 0) return;
  const auto thing = static_cast<std::size_t>(next.thing - 1);
  const view::Theme& theme = ui.theme();
  const auto digits = [](double value) { return view::number_text(value, 3); };
  const core::Attention& attention = result.attention;
  const std::string title = ui.tr(kWhy, {thing_name(ui, next.input, thing), digits(result.weight(thing))});
  const std::string lines[] = {
      ui.tr(kScoreLine, {products(ui, result, thing), digits(attention.raw_scores.data[thing])}),
      ui.tr(kTemperatureLine, {view::number_text(next.input.temperature, 2), digits(attention.scores.data[thing])}),
      ui.tr(kSoftmaxLine, {digits(attention.scores.data[thing]), digits(attention.row_maxima.data[0]), digits(attention.exponentials.data[thing]),
                           digits(attention.row_sums.data[0]), digits(result.weight(thing))})};
  const std::string close = ui.tr(kClose);
  const float inner = ui.column_width() - 2 * view::kSpace4, button = view::button_width(ui, close);
  const float title_width = inner - button;
  float height = std::max(ui.target_height(), ui.wrapped_text_height(title_width, title, view::kBody));
  const float title_height = height;
  for (const std::string& line : lines) height += ui.wrapped_text_height(inner, line, view::kCaption);
  const Rect card = ui.take(height + 2 * view::kSpace2, view::kSpace4);
  ui.fill(card, theme.surface, view::kRadius);
  ui.outline(card, theme.line, view::kRadius);
  const float x = card.x + view::kSpace4;
  float y = card.y + view::kSpace2;
  ui.wrapped_text(x, y + (title_height - ui.wrapped_text_height(title_width, title, view::kBody)) / 2, title_width, title);
  y += title_height;
  std::string all = title;
  for (const std::string& line : lines) {
    y += ui.wrapped_text(x, y, inner, line, {.size = view::kCaption, .color = theme.muted});
    all += " " + line;
  }
  ui.record({.id = "cues/derivation", .role = view::Role::kText, .name = all, .rect = card});
  if (view::button_at(ui, {card.x + card.width - button - view::kSpace1, card.y + view::kSpace2, button, ui.target_height()}, {"cues/derivation/close", close}, view::ButtonKind::kBare))
    next.thing = 0;
}

}  // namespace scenes::cues
