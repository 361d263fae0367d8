// How a number comes about, step by step, with the digits that led to it: its formulas, and the card that shows them.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/digits.h"
#include "view/ui.h"

namespace scenes {

/// A piece of a formula. What comes from a query is blue, from a key red.
enum class Tone { kPlain, kQuery, kKey, kValue, kResult };
inline constexpr int kNowhere = -1;
struct Piece {
  std::string text;  // as one would type it, see view::typeset
  Tone tone = Tone::kPlain;
  std::string below = {};   // the divisor, if this is a fraction
  int leads_to = kNowhere;  // the caller's number of what this number is, elsewhere: it can be pressed
};
struct Step {
  view::Text what;
  std::vector<Piece> formula;
  std::optional<view::Text> note = {};  // what the step is for, in a sentence
};
/// A formula on one line, as one would type it: "4.8 ÷ √2 = 3.394".
std::string formula_text(const std::vector<Piece>& formula);
/// … and as one would say it.
std::string formula_spoken(view::Language language, const std::vector<Piece>& formula);

using Evaluate = double (*)(std::span<const double>);
double product_of(std::span<const double> pair);
double quotient_of(std::span<const double> pair);
double difference_of(std::span<const double> pair);
double exp_of(std::span<const double> one);

/// How two lists of numbers must be written so that each of `results`, written with `digits`, follows from its pair.
view::Line true_pairs(std::span<const double> a, std::span<const double> b, Evaluate evaluate,
                      std::span<const double> results, view::Digits digits);

/// Writes a formula piece by piece, its results with the digits it is given. Its other numbers have at least as many,
/// and more where it takes more to make the formula true; see view/digits.h.
class Formula {
 public:
  explicit Formula(view::Digits digits = {}) : digits_(digits), results_(digits) {}

  /// Words, names, signs.
  Formula& say(std::string text) { return add(std::move(text), Tone::kPlain); }
  /// From here on numbers are written like this, …
  Formula& with(view::Digits digits) {
    digits_ = digits;
    return *this;
  }
  /// … as this line needs it, whose sign also stands before the result, …
  Formula& with(const view::Line& line) {
    line_ = line;
    return with(line.operands);
  }
  /// … or as it takes for the result to follow from these.
  Formula& with(std::initializer_list<double> operands, Evaluate evaluate, double result) {
    return with(view::true_line(operands, evaluate, result, results_));
  }
  /// A factor or a summand: negative ones in parentheses.
  Formula& number(double value, Tone tone = Tone::kPlain);
  /// "= 0.7253", or ≈ if the line is only nearly true.
  Formula& result(double value) { return say(line_.equals()).add(view::written(value, results_), Tone::kResult); }
  /// (a, b, c)
  Formula& vector(std::span<const double> values, Tone tone = Tone::kPlain);
  /// a × x + b × y + …, each with its name before it if there are names; a leads to a place, b to the next one, ….
  Formula& products(std::span<const double> a, Tone a_tone, std::span<const double> b, Tone b_tone,
                    std::span<const std::string> names = {}, int first_leads_to = kNowhere);
  /// a + b + …; summand number `marked` (−1 = none) is the one that it is about.
  Formula& sum(std::span<const double> values, int marked = -1);
  /// A fraction: a number over what is typed.
  Formula& over(double dividend, std::string divisor) {
    pieces_.push_back({view::written(dividend, digits_), Tone::kPlain, std::move(divisor)});
    return *this;
  }
  /// a ÷ b = result
  Formula& quotient(double dividend, double divisor, double result) {
    with({dividend, divisor}, quotient_of, result);
    return over(dividend, view::written(divisor, digits_)).result(result);
  }
  /// exp(a − b) = result
  Formula& exp_of_difference(double a, double b, double result);
  /// The number that was just written is also found there.
  Formula& leading_to(int place) {
    pieces_.back().leads_to = place;
    return *this;
  }

  std::vector<Piece> done() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
  view::Digits digits_, results_;
  view::Line line_;

  Formula& add(std::string text, Tone tone) {
    pieces_.push_back({std::move(text), tone});
    return *this;
  }
};

struct DerivationCard {
  std::string_view id;           // of the group; its heading is "<id>/title", its steps "<id>/0", "<id>/1", …
  std::string title;             // what is derived
  std::string value = {};        // large beside the title; may be empty
  bool can_close = false;        // with a button, "<id>/close"
  std::string_view opener = {};  // has the keyboard once it is closed
  // What is in each of the places that numbers lead to: "Score of book". Such a number is "<id>/0/0".
  std::function<std::string(int place)> name_of_place = {};
  float least_height = 0;  // so that what lies below stays where it is
  // Where what it explains begins, above it. While that is in view and the card below the viewport, its end stands on a
  // strip at the viewport's bottom, "<id>/strip", which leads to the card. So one sees at once what one has selected.
  std::optional<float> explains_from = {};
};
struct DerivationEvents {
  bool is_closed = false;
  int followed = kNowhere;  // the place that a pressed number leads to
  bool is_by_key = false;   // … not pressed with the pointer
};
/// The height that a card with these steps needs.
float derivation_height(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps);
/// Draws the steps on a card at the top of the column.
DerivationEvents draw_derivation(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps);

}  // namespace scenes
