#include "scenes/parts/score_steps.h"

#include <cmath>

#include "index.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kMultiply{"逐维相乘", "Multiply"};
constexpr Text kAdd{"相加", "Add up"};
constexpr Text kScaleStep{"÷ √d", "÷ √d"};
constexpr Text kProjectQuery{"W_q q", "W_q q"};
constexpr Text kProjectKey{"W_k k", "W_k k"};
constexpr Text kHiddenStep{"tanh", "tanh"};
constexpr Text kExponential{"exp (得分 − 最大值)", "exp (score − maximum)"};
constexpr Text kSum{"Σ 这一行", "Σ of the row"}, kShare{"÷ Σ", "÷ Σ"};
constexpr Text kReadOutStep{"× w_v", "× w_v"};

constexpr view::Digits kUsual;

/// matrix (rows, |vector|) · vector
Values applied(const core::Tensor& matrix, const Values& vector) {
  Values result;
  for (int row = 0; row < matrix.shape[0]; ++row) result.push_back(view::sum_of(times(row_of(matrix, row), vector)));
  return result;
}

}  // namespace

Values row_of(const core::Tensor& matrix, int row) {
  const auto width = matrix.shape.back();
  const auto begin = matrix.data.begin() + row * width;
  return {begin, begin + width};
}

Values column_of(const core::Tensor& matrix, int column) {
  Values numbers;
  for (std::int64_t i = column; i < std::ssize(matrix.data); i += matrix.shape.back())
    numbers.push_back(nth(matrix.data, i));
  return numbers;
}

Values times(const Values& a, const Values& b) {
  Values products;
  for (std::size_t i = 0; i < a.size(); ++i) products.push_back(a[i] * b[i]);
  return products;
}

void add_products(std::vector<Step>& steps, const Products& products, const Values& a, const Values& b, double result) {
  const Values terms = times(a, b);
  const view::Line sum_line = view::true_line(terms, view::sum_of, result, kUsual, kUsual);
  const view::Line terms_line = true_pairs(a, b, product_of, terms, sum_line.operands);
  Formula each, sum;
  if (products.name) each.say(products.name).say("=");
  each.with(terms_line).products(a, products.a_tone, b, products.b_tone, {}, products.first_leads_to);
  steps.push_back({products.what, each.done()});
  if (!terms_line.is_true) sum.say("≈");
  steps.push_back({kAdd, sum.with(sum_line).sum(terms).result(result).done()});
}

void add_dot_product(std::vector<Step>& steps, const Values& q, const Values& k, double result) {
  add_products(steps, {kMultiply, "q · k", Tone::kQuery, Tone::kKey}, q, k, result);
}

void add_additive_score(std::vector<Step>& steps, const core::ScoringParameters& parameters, const Values& q,
                        const Values& k, double result) {
  const Values from_query = applied(parameters.query_weights, q), from_key = applied(parameters.key_weights, k);
  const Values weights(parameters.score_vector.data.begin(), parameters.score_vector.data.end());
  Values hidden;
  for (std::size_t i = 0; i < from_query.size(); ++i) hidden.push_back(std::tanh(from_query[i] + from_key[i]));
  const auto tanh_of_sum = [](std::span<const double> pair) { return std::tanh(pair[0] + pair[1]); };
  const view::Line line = true_pairs(from_query, from_key, tanh_of_sum, hidden, kUsual);
  steps.push_back({kProjectQuery, Formula().with(line).vector(from_query, Tone::kQuery).done()});
  steps.push_back({kProjectKey, Formula().with(line).vector(from_key, Tone::kKey).done()});
  steps.push_back({kHiddenStep, Formula().say("tanh(W_q q + W_k k)").say(line.equals()).vector(hidden).done()});
  add_products(steps, {kReadOutStep, nullptr, Tone::kValue, Tone::kPlain}, weights, hidden, result);
}

void add_softmax_share(std::vector<Step>& steps, const SoftmaxShare& softmax) {
  const auto& [score, maximum, exponential, sum, share, row, at, sum_note] = softmax;
  steps.push_back({kExponential, Formula().exp_of_difference(score, maximum, exponential).done()});
  const view::Line line = view::true_line(row, view::sum_of, sum, kUsual, kUsual);
  steps.push_back({kSum, Formula().with(line).sum(row, at).result(sum).done(), sum_note});
  steps.push_back({kShare, Formula().quotient(exponential, sum, share).done()});
}

void add_root_scale(std::vector<Step>& steps, double before, int width, double result) {
  const auto over_root = [](std::span<const double> all) { return all[0] / std::sqrt(all[1]); };
  steps.push_back({kScaleStep, Formula()
                                   .with({before, static_cast<double>(width)}, over_root, result)
                                   .over(before, "√" + std::to_string(width))
                                   .result(result)
                                   .done()});
}

}  // namespace scenes
