// How the score of a query and a key comes about, step by step: what every scene with such scores derives them with.
#pragma once

#include <optional>
#include <vector>

#include "core/attention.h"
#include "scenes/parts/derivation.h"

namespace scenes {

using Values = std::vector<double>;

Values row_of(const core::Tensor& matrix, int row);
Values column_of(const core::Tensor& matrix, int column);
Values times(const Values& a, const Values& b);

/// a × x + b × y + …, and below it the products added up.
struct Products {
  view::Text what;
  const char* name = nullptr;  // "q · k"; null = none
  Tone a_tone = Tone::kPlain, b_tone = Tone::kPlain;
  int first_leads_to = kNowhere;
};
void add_products(std::vector<Step>& steps, const Products& products, const Values& a, const Values& b, double result);

/// q · k
void add_dot_product(std::vector<Step>& steps, const Values& q, const Values& k, double result);
/// w_v · tanh(W_q q + W_k k)
void add_additive_score(std::vector<Step>& steps, const core::ScoringParameters& parameters, const Values& q,
                        const Values& k, double result);
/// A softmax's last steps: exp (score − maximum), Σ of the row, and the share of it.
struct SoftmaxShare {
  double score = 0, maximum = 0, exponential = 0, sum = 0, share = 0;
  Values row;  // exponentials that add up to the sum …
  int at = 0;  // … and which of them is this one
  std::optional<view::Text> sum_note = {};
};
void add_softmax_share(std::vector<Step>& steps, const SoftmaxShare& softmax);
/// ÷ √width
void add_root_scale(std::vector<Step>& steps, double before, int width, double result);

}  // namespace scenes
