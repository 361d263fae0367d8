// Formulas, set rather than typed: fractions, radicals whose bar lies over the radicand, raised and lowered letters,
// matrices, on one baseline. Each says itself in words, too.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/ui.h"

namespace view {

/// A formula or a part of one; made by the functions below, and cheap to copy.
class Formula {
 public:
  struct Size {
    float width = 0, above = 0, below = 0;  // the baseline; CSS pixels
    float height() const { return above + below; }
  };

  Size measured(const Ui& ui, float size = kBody) const;
  /// Draws with its left end and its baseline here. What has no colour of its own gets this one; 0 = the text's.
  void draw(Ui& ui, float x, float baseline, float size = kBody, Color color = 0) const;
  std::string spoken(Language language) const;

 private:
  enum class Kind { kText, kRow, kFraction, kRadical, kScript, kMatrix, kColored };
  struct Part {
    Kind kind = Kind::kText;
    std::string text;            // kText
    std::vector<Formula> parts;  // kFraction: above, below; kScript: base, lowered, raised
    int columns = 0;             // kMatrix
    Color color = 0;             // kColored
    bool leads = false;          // kText: an operator that begins a formula
  };
  explicit Formula(Part part) : part_(std::make_shared<const Part>(std::move(part))) {}
  std::shared_ptr<const Part> part_;

  Size measured_matrix(const Ui& ui, float size, std::vector<float>* widths, std::vector<Size>* rows) const;

  friend Formula letters(std::string text);
  friend Formula leading_operator(std::string sign);
  friend Formula row(std::vector<Formula> parts);
  friend Formula fraction(Formula above, Formula below);
  friend Formula root(Formula radicand);
  friend Formula script(Formula base, Formula lowered, Formula raised);
  friend Formula matrix(int columns, std::vector<Formula> cells);
  friend Formula colored(Formula formula, Color color);
};

/// Letters, numbers and signs as they stand. Operators ("=", "+", "·", "×" …) that stand alone get a thin space to both
/// sides; an empty text takes no room.
Formula letters(std::string text);
/// An operator that begins a formula: there is no room before it.
Formula leading_operator(std::string sign);
Formula row(std::vector<Formula> parts);
Formula fraction(Formula above, Formula below);
Formula root(Formula radicand);
/// W_q and xᵀ; either may be letters("").
Formula script(Formula base, Formula lowered, Formula raised);
inline Formula lowered(std::string base, std::string index) {
  return script(letters(std::move(base)), letters(std::move(index)), letters(""));
}
inline Formula raised(Formula base, std::string exponent) {
  return script(std::move(base), letters(""), letters(std::move(exponent)));
}
/// In brackets, row by row.
Formula matrix(int columns, std::vector<Formula> cells);
Formula colored(Formula formula, Color color);

/// What is typed on one line, set: "W_q q", "4.8 ÷ √2 = 3.394", "Q K^T", "3²". Blanks part the words; √ goes over the
/// letters and digits after it, _ lowers those and ^ raises them.
Formula typeset(std::string_view typed);

/// A word of a formula that is broken where a line ends.
struct FormulaWord {
  std::string typed;
  Formula set;
  int mark = -1;  // the caller's own
};
std::vector<FormulaWord> typeset_words(std::string_view typed, Color color = 0, int mark = -1);

/// The words one after another, and on the next line before an operator where they do not fit. Every line is at least
/// so high. Returns the height; draws only if `is_drawn`. `visit` is told where each word stands and its baseline.
float wrapped_formula(Ui& ui, const Rect& room, std::span<const FormulaWord> words, TextStyle style, bool is_drawn,
                      const std::function<void(const FormulaWord&, const Rect&, float baseline)>& visit = {});

/// At the top of the column, recorded as a text that says the formula in words.
void formula(Ui& ui, std::string_view id, const Formula& formula, TextStyle style = {});

}  // namespace view
