#include "scenes/parts/derivation.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/card.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kName{"这个数怎么来", "Where this number comes from"};
constexpr Text kClose{"收起", "Close"};

constexpr float kLine = 24, kTitleLine = 28, kLabelAbove = 20;  // CSS pixels
constexpr float kBroadFrom = 520;                               // labels beside the formulas, else above them

view::Color color_of(const view::Theme& theme, Tone tone) {
  switch (tone) {
    case Tone::kQuery:
      return theme.will_blue;
    case Tone::kKey:
      return theme.cue_red;
    case Tone::kValue:
      return theme.good;
    case Tone::kResult:
      return theme.accent;
    default:
      return theme.text;
  }
}

/// The pieces one after another, broken between them. Returns the height; draws only if `is_drawn`.
float draw_formula(view::Ui& ui, float left, float top, float width, const std::vector<Piece>& formula, bool is_drawn) {
  const float space = ui.text_width(" ", view::kBody);
  float x = left, y = top;
  for (const Piece& piece : formula) {
    const float wanted = ui.text_width(piece.text, view::kBody);
    if (x > left && x + wanted > left + width) {
      x = left;
      y += kLine;
    }
    const view::Color color = color_of(ui.theme(), piece.tone);
    if (wanted > width) {  // a vector of eight numbers is wrapped by itself
      y += ui.wrapped_text(left, y, width, piece.text, {.color = color}, is_drawn);
      continue;
    }
    if (is_drawn) ui.text({x, y, wanted + 1, kLine}, piece.text, {.color = color});
    if (is_drawn && piece.tone == Tone::kResult) ui.line(x, y + kLine - 2, x + wanted, y + kLine - 2, color, 1);
    x += wanted + space;
  }
  return (x > left ? y + kLine : y) - top;
}

}  // namespace

std::string formula_text(const std::vector<Piece>& formula) {
  std::string text;
  for (const Piece& piece : formula) text += (text.empty() ? "" : " ") + piece.text;
  return text;
}

double product_of(std::span<const double> pair) { return pair[0] * pair[1]; }
double quotient_of(std::span<const double> pair) { return pair[0] / pair[1]; }
double difference_of(std::span<const double> pair) { return pair[0] - pair[1]; }
double exp_of(std::span<const double> one) { return std::exp(one[0]); }

view::Line true_pairs(std::span<const double> a, std::span<const double> b, Evaluate evaluate,
                      std::span<const double> results, view::Digits digits) {
  view::Line all{view::Digits{}};
  for (;; ++all.operands.count) {
    all.is_true = true;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double pair[] = {a[i], b[i]};
      all.is_true &= view::is_true_when_written(pair, evaluate, results[i], digits, all.operands);
    }
    if (all.is_true || all.operands.count >= view::kMostDigits) return all;
  }
}

Formula& Formula::number(double value, Tone tone) {
  std::string shown = view::written(value, digits_);
  return add(value < 0 ? "(" + shown + ")" : std::move(shown), tone);
}

Formula& Formula::vector(std::span<const double> values, Tone tone) {
  std::string text = "(";
  for (const double value : values) text += (text.size() > 1 ? ", " : "") + view::written(value, digits_);
  return add(text + ")", tone);
}

Formula& Formula::products(std::span<const double> a, Tone a_tone, std::span<const double> b, Tone b_tone,
                           std::span<const std::string> names) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (i > 0) say("+");
    if (i < names.size()) say(names[i]);
    number(a[i], a_tone).say("×").number(b[i], b_tone);
  }
  return *this;
}

Formula& Formula::sum(std::span<const double> values, int marked) {
  for (int i = 0; i < count_of(values); ++i) {
    if (i > 0) say("+");
    number(nth(values, i), i == marked ? Tone::kResult : Tone::kPlain);
  }
  return *this;
}

bool draw_derivation(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps) {
  const view::Theme& theme = ui.theme();
  const std::string id(card.id), close = ui.tr(kClose);
  const float pad = view::kSpace3, left = ui.column_x() + pad, width = ui.column_width() - 2 * pad;
  const float value_width = card.value.empty() ? 0 : std::ceil(ui.text_width(card.value, view::kTitle)) + 1;
  const float close_width = card.can_close ? view::button_width(ui, close) : 0;
  const float title_width = width - value_width - close_width - view::kSpace2;
  const float title_height = std::max(card.can_close ? ui.target_height() - view::kSpace1 : kTitleLine,
                                      ui.wrapped_text_height(title_width, card.title, view::kBody));
  const bool is_broad = width >= kBroadFrom;
  float label_width = 0;
  for (const Step& step : steps)
    label_width = std::max(label_width, std::ceil(ui.text_width(ui.tr(step.what), view::kCaption)) + view::kSpace4);
  const float indent = is_broad ? label_width : 0, label_line = is_broad ? 0 : kLabelAbove;
  const auto step_height = [&](const Step& step) {
    return label_line + draw_formula(ui, 0, 0, width - indent, step.formula, false);
  };
  float height = 2 * pad + title_height + view::kSpace1;
  for (const Step& step : steps) height += step_height(step);

  const view::Rect rect = ui.place(height, view::kSpace4);
  view::draw_card(ui, rect);
  ui.begin_group(id, ui.tr(kName));
  ui.wrapped_text(left, rect.y + pad + 2, title_width, card.title);
  ui.text({left + width - value_width - close_width, rect.y + pad, value_width, kTitleLine}, card.value,
          {.size = view::kTitle, .color = theme.accent, .align = view::Align::kRight});
  ui.record({.id = id + "/title",
             .role = view::Role::kHeading,
             .name = card.value.empty() ? card.title : card.title + " = " + card.value,
             .level = 3,
             .rect = {left, rect.y + pad, title_width, title_height}});
  float y = rect.y + pad + title_height + view::kSpace1;
  for (int i = 0; i < count_of(steps); ++i) {
    const Step& step = nth(steps, i);
    const std::string what = ui.tr(step.what);
    ui.text({left, y, is_broad ? label_width : width, is_broad ? kLine : label_line}, what,
            {.size = view::kCaption, .color = theme.muted});
    draw_formula(ui, left + indent, y + label_line, width - indent, step.formula, true);
    const float used = step_height(step);
    ui.record({.id = id + "/" + std::to_string(i),
               .role = view::Role::kText,
               .name = what + ": " + formula_text(step.formula),
               .rect = {left, y, width, used}});
    y += used;
  }
  const bool is_closed = card.can_close && view::close_button(ui, rect, {id + "/close", close}, card.opener);
  ui.end_group();
  return is_closed;
}

}  // namespace scenes
