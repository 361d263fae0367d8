#include "scenes/parts/derivation.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "view/card.h"
#include "view/formula.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kName{"这个数怎么来", "Where this number comes from"};
constexpr Text kClose{"收起", "Close"};
constexpr Text kToSteps{"逐步 ↓", "Steps ↓"}, kStripName{"{0}，一步步算出来", "{0}, step by step"};

constexpr float kLine = 24, kTitleLine = 28, kLabelAbove = 20, kLabelBelow = 5, kUnderline = 9;  // CSS pixels
constexpr float kStripFormula = 22;
constexpr float kLeastFormula = 200;  // beside the labels; where there is less, they stand above the formulas

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

std::vector<view::FormulaWord> words_of(const view::Theme& theme, const std::vector<Piece>& formula) {
  std::vector<view::FormulaWord> words;
  for (const Piece& piece : formula) {
    const view::Color color = color_of(theme, piece.tone);
    if (piece.below.empty()) {
      for (view::FormulaWord& word : view::typeset_words(piece.text, color, piece.leads_to))
        words.push_back(std::move(word));
    } else {
      words.push_back({piece.text,
                       view::colored(view::fraction(view::typeset(piece.text), view::typeset(piece.below)), color),
                       piece.leads_to});
    }
  }
  return words;
}

/// Draws a card, or only measures it.
class CardDrawer {
 public:
  CardDrawer(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps)
      : ui_(ui),
        card_(card),
        steps_(steps),
        id_(card.id),
        close_(ui.tr(kClose)),
        left_(ui.column_x() + kPad),
        width_(ui.column_width() - 2 * kPad) {
    value_width_ = card.value.empty() ? 0 : std::ceil(ui.text_width(card.value, view::kTitle)) + 1;
    close_width_ = card.can_close ? view::button_width(ui, close_) : 0;
    title_width_ = width_ - value_width_ - close_width_ - view::kSpace2;
    title_height_ = std::max(card.can_close ? ui.target_height() - view::kSpace1 : kTitleLine,
                             ui.wrapped_text_height(title_width_, card.title, view::kBody));
    for (const Step& step : steps)
      label_width_ =
          std::max(label_width_, std::ceil(view::typeset(ui.tr(step.what)).measured(ui, view::kCaption).width));
    label_width_ += view::kSpace4;
    is_broad_ = width_ - label_width_ >= kLeastFormula;
  }

  float height() {
    float height = 2 * kPad + title_height_ + view::kSpace1;
    for (int i = 0; i < count_of(steps_); ++i) height += draw_step(i, 0, false);
    return std::max(height, card_.least_height);
  }

  DerivationEvents draw() {
    const view::Rect rect = ui_.place(height(), view::kSpace4);
    view::draw_card(ui_, rect);
    ui_.begin_group(id_, ui_.tr(kName));
    draw_title(rect.y + kPad);
    float y = rect.y + kPad + title_height_ + view::kSpace1;
    for (int i = 0; i < count_of(steps_); ++i) y += draw_step(i, y, true);
    events_.is_closed = card_.can_close && view::close_button(ui_, rect, {id_ + "/close", close_}, card_.opener);
    ui_.end_group();
    if (card_.explains_from && !steps_.empty()) draw_strip(rect);
    return events_;
  }

 private:
  static constexpr float kPad = view::kSpace3;

  view::Ui& ui_;
  const DerivationCard& card_;
  std::span<const Step> steps_;
  std::string id_, close_;
  float left_, width_, value_width_ = 0, close_width_ = 0, title_width_ = 0, title_height_ = 0, label_width_ = 0;
  bool is_broad_ = false;
  DerivationEvents events_;

  void draw_title(float y) {
    ui_.wrapped_text(left_, y + 2, title_width_, card_.title);
    ui_.text({left_ + width_ - value_width_ - close_width_, y, value_width_, kTitleLine}, card_.value,
             {.size = view::kTitle, .color = ui_.theme().accent, .align = view::Align::kRight});
    ui_.record({.id = id_ + "/title",
                .role = view::Role::kHeading,
                .name = card_.value.empty() ? card_.title : card_.title + " = " + card_.value,
                .level = 3,
                .rect = {left_, y, title_width_, title_height_}});
  }

  /// What is selected, and the last step to it, while the card at `below` is yet to be scrolled to.
  void draw_strip(const view::Rect& below) {
    const view::FrameInput& input = ui_.input();
    const float title_width = width_ - value_width_ - view::kSpace2;
    const float title_height = ui_.wrapped_text_height(title_width, card_.title, view::kCaption);
    const float height = view::kSpace2 + std::max(kTitleLine, title_height) + kStripFormula + view::kSpace1;
    const float bottom = input.scroll_y + input.height, top = bottom - height;
    const bool is_explained_in_view = *card_.explains_from < top, is_card_in_view = below.y + height < bottom;
    if (input.is_taken_away || ui_.has_opened() || !is_explained_in_view || is_card_in_view) return;
    const view::Theme& theme = ui_.theme();
    const view::Rect strip{ui_.column_x(), top, ui_.column_width(), height};
    const view::Rect ground{strip.x - kPad, strip.y, strip.width + 2 * kPad, strip.height};
    ui_.begin_overlay("###strip", ground, false);
    ui_.fill(ground, theme.page);
    view::draw_card(ui_, {strip.x, strip.y, strip.width, strip.height + 2 * view::kRadius}, {.frame = theme.accent});
    const std::string id = id_ + "/strip", lead = ui_.tr(kToSteps), whole = card_.title + " = " + card_.value;
    const view::Interaction interaction = ui_.interact(id, strip);
    if (view::finish_button(ui_, strip, {id, ui_.tr(kStripName, {whole})}, interaction, true, "")) {
      ui_.request_scroll(below.y - view::kSpace4);
      if (!interaction.was_clicked) focus_first_link();  // the strip goes
    }
    const float y = strip.y + view::kSpace2, lead_width = std::ceil(ui_.text_width(lead, view::kCaption)) + 1;
    ui_.wrapped_text(left_, y, title_width, card_.title, {.size = view::kCaption});
    ui_.text({left_ + width_ - value_width_, y - view::kSpace1, value_width_, kTitleLine}, card_.value,
             {.size = view::kTitle, .color = theme.accent, .align = view::Align::kRight});
    const float formula_y = bottom - kStripFormula - view::kSpace1;
    const view::Rect room{left_, formula_y, width_ - lead_width - view::kSpace2, kStripFormula};
    const std::vector<view::FormulaWord> words = last_line();
    const auto formula_height = [&](bool is_drawn) {
      return view::wrapped_formula(ui_, room, words, {.size = view::kCaption}, is_drawn);
    };
    if (formula_height(false) <= kStripFormula) formula_height(true);
    ui_.text({left_ + width_ - lead_width, formula_y, lead_width, kStripFormula}, lead,
             {.size = view::kCaption, .color = theme.accent, .align = view::Align::kRight});
    ui_.focus_ring(strip, interaction);
    ui_.end_overlay();
  }

  /// The last formula on one line, without fractions.
  std::vector<view::FormulaWord> last_line() const {
    std::vector<Piece> flat;
    for (const Piece& piece : steps_.back().formula) {
      flat.push_back({piece.text, piece.tone});
      if (!piece.below.empty()) flat.push_back({"÷", piece.tone}), flat.push_back({piece.below, piece.tone});
    }
    return words_of(ui_.theme(), flat);
  }

  void focus_first_link() {
    for (int i = 0; i < count_of(steps_); ++i) {
      for (const Piece& piece : nth(steps_, i).formula)
        if (piece.leads_to != kNowhere) return ui_.request_focus(id_ + "/" + std::to_string(i) + "/0");
    }
  }

  /// Its label, its formula, and what it is for. Returns the height.
  float draw_step(int index, float y, bool is_drawn) {
    const Step& step = nth(steps_, index);
    const std::string what = ui_.tr(step.what);
    const view::Formula label = view::typeset(what);
    const float indent = is_broad_ ? label_width_ : 0, label_line = is_broad_ ? 0 : kLabelAbove;
    const auto draw_label = [&](float baseline) {
      label.draw(ui_, left_, baseline, view::kCaption, ui_.theme().muted);
    };
    if (is_drawn && !is_broad_) draw_label(y + kLabelAbove - kLabelBelow);
    bool is_first = true;
    float end = left_ + indent, last_top = y, last_height = kLine, last_baseline = 0;
    std::vector<view::Rect> links;
    std::vector<int> places;
    float used =
        label_line + view::wrapped_formula(ui_, {left_ + indent, y + label_line, width_ - indent, kLine},
                                           words_of(ui_.theme(), step.formula), {}, is_drawn,
                                           [&](const view::FormulaWord& word, const view::Rect& at, float baseline) {
                                             if (is_drawn && is_broad_ && is_first) draw_label(baseline);
                                             is_first = false;
                                             end = at.x + at.width;
                                             last_top = at.y, last_height = at.height, last_baseline = baseline;
                                             if (word.mark != kNowhere)
                                               links.push_back(at), places.push_back(word.mark);
                                           });
    if (step.note) used = draw_note(*step.note, {end, last_top, 0, last_height}, last_baseline, y, used, is_drawn);
    if (!is_drawn) return used;
    ui_.record({.id = id_ + "/" + std::to_string(index),
                .role = view::Role::kText,
                .name = label.spoken(ui_.input().language) + ": " + formula_spoken(ui_.input().language, step.formula) +
                        (step.note ? "; " + ui_.tr(*step.note) : ""),
                .rect = {left_, y, width_, used}});
    for (std::size_t i = 0; i < links.size(); ++i)
      draw_link(id_ + "/" + std::to_string(index) + "/" + std::to_string(i), links[i], places[i]);
    return used;
  }

  /// Beside the formula's end if there is room, else below. Returns the step's height.
  float draw_note(const view::Text& note, const view::Rect& end, float baseline, float y, float used, bool is_drawn) {
    const std::string words = ui_.tr(note);
    const view::TextStyle style{.size = view::kCaption, .color = ui_.theme().muted};
    const float indent = is_broad_ ? label_width_ : 0, beside = end.x + view::kSpace4;
    if (beside + ui_.text_width(words, view::kCaption) <= left_ + width_) {
      if (is_drawn) ui_.text_on_baseline(beside, baseline, words, style);
      return used;
    }
    return used + ui_.wrapped_text(left_ + indent, y + used, width_ - indent, words, style, is_drawn) + view::kSpace1;
  }

  /// A number that is also found elsewhere: underlined, and pressed it leads there.
  void draw_link(const std::string& id, const view::Rect& at, int place) {
    const view::Rect target{at.x, at.y + (at.height - ui_.target_height()) / 2, at.width, ui_.target_height()};
    const view::Interaction interaction = ui_.interact(id, target);
    const std::string name = card_.name_of_place ? card_.name_of_place(place) : std::to_string(place);
    const view::Color color = interaction.is_hovered ? ui_.theme().accent : ui_.theme().muted;
    const float under = at.y + at.height / 2 + kUnderline;
    ui_.line(at.x, under, at.x + at.width, under, color, interaction.is_hovered ? 2 : 1);
    if (interaction.is_hovered) ui_.set_cursor("pointer");
    if (view::finish_button(ui_, target, {id, name}, interaction, true, name)) {
      events_.followed = place;
      events_.is_by_key = !interaction.was_clicked;
    }
  }
};

}  // namespace

std::string formula_text(const std::vector<Piece>& formula) {
  std::string text;
  for (const Piece& piece : formula) {
    text += (text.empty() ? "" : " ") + piece.text;
    if (!piece.below.empty()) text += " ÷ " + piece.below;
  }
  return text;
}

std::string formula_spoken(view::Language language, const std::vector<Piece>& formula) {
  return view::typeset(formula_text(formula)).spoken(language);
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
  return add(text + ")", tone);  // its words may stand on several lines
}

Formula& Formula::products(std::span<const double> a, Tone a_tone, std::span<const double> b, Tone b_tone,
                           std::span<const std::string> names, int first_leads_to) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (i > 0) say("+");
    if (i < names.size()) say(names[i]);
    number(a[i], a_tone);
    if (first_leads_to != kNowhere) leading_to(first_leads_to + static_cast<int>(i));
    say("×").number(b[i], b_tone);
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

Formula& Formula::exp_of_difference(double a, double b, double result) {
  with(
      {a, b}, [](std::span<const double> pair) { return std::exp(pair[0] - pair[1]); }, result);
  return say("exp(").number(a).say("−").number(b).say(")").Formula::result(result);
}

float derivation_height(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps) {
  return CardDrawer(ui, card, steps).height();
}

DerivationEvents draw_derivation(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps) {
  return CardDrawer(ui, card, steps).draw();
}

}  // namespace scenes
