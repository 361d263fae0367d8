// How a number comes about, step by step, with the digits that led to it: its formulas, and the card that shows them.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/digits.h"
#include "view/ui.h"

namespace scenes {

/// A piece of a formula. What comes from a query is blue, from a key red.
enum class Tone { kPlain, kQuery, kKey, kValue, kResult };
struct Piece {
  std::string text;
  Tone tone = Tone::kPlain;
};
struct Step {
  view::Text what;
  std::vector<Piece> formula;
};
/// A formula as it is read.
std::string formula_text(const std::vector<Piece>& formula);

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
  /// a × x + b × y + …, each with its name before it if there are names.
  Formula& products(std::span<const double> a, Tone a_tone, std::span<const double> b, Tone b_tone,
                    std::span<const std::string> names = {});
  /// a + b + …; summand number `marked` (−1 = none) is the one that it is about.
  Formula& sum(std::span<const double> values, int marked = -1);
  /// a ÷ b = result
  Formula& quotient(double dividend, double divisor, double result) {
    return with({dividend, divisor}, quotient_of, result).number(dividend).say("÷").number(divisor).result(result);
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
};
/// Draws the steps on a card at the top of the column. True if it was closed.
bool draw_derivation(view::Ui& ui, const DerivationCard& card, std::span<const Step> steps);

}  // namespace scenes
