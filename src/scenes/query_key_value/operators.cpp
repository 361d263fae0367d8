// What stands between the matrices: how each follows from those before it.
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Formula;
using view::letters;
using view::Text;

constexpr Text kScore{"评分", "score"};
constexpr Text kTemperature{"温度", "temperature"};

/// "Q K^T ÷ √d =", with whatever is in force.
Formula scores_of(const view::Ui& ui, const Problem& problem) {
  std::vector<Formula> parts;
  if (problem.scoring == kDotProduct) {
    const Formula products = view::typeset("Q K^T");
    parts.push_back(problem.is_scaled ? view::fraction(products, view::root(letters("d"))) : products);
  } else if (problem.scoring == kBilinear) {
    parts.push_back(view::typeset("Q M K^T"));
  } else {
    parts.push_back(letters(ui.tr(kScore)));
    parts.push_back(letters("(Q, K)"));
  }
  if (has_softmax(problem.scoring) && problem.temperature != 1) {
    parts.push_back(letters("÷"));
    parts.push_back(letters(ui.tr(kTemperature)));
  }
  // A soft cap and a mask come between.
  const bool is_all = problem.mask == kNoMask && softcap_of(problem) == 0;
  parts.push_back(letters(is_all ? "=" : "→"));
  return view::row(std::move(parts));
}

}  // namespace

std::optional<view::Formula> operator_before(const view::Ui& ui, const Problem& problem, int which) {
  switch (which) {
    case kTableScores:
      return scores_of(ui, problem);
    case kTableWeights:
      return view::typeset(has_softmax(problem.scoring) ? "softmax(S) =" : "S ÷ Σ =");
    case kTableV:
      return letters("×");
    case kTableOutput:
      return letters("=");
    default:
      return std::nullopt;
  }
}

}  // namespace scenes::query_key_value
