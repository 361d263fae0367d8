// How a weight comes about: q · k ÷ √d, and its share; and how an output is mixed.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/parts/derivation.h"
#include "scenes/parts/score_steps.h"
#include "scenes/self_attention/parts.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kWeightTitle{"“{0}” (第 {1} 个) 给“{2}” (第 {3} 个) 的权重",
                            "The weight that \"{0}\" (token {1}) gives \"{2}\" (token {3})"};
constexpr Text kOutputTitle{"“{0}” (第 {1} 个) 的输出，第 {2} 个数", "Output number {2} of \"{0}\" (token {1})"};
constexpr Text kQuery{"q = W＿q x", "q = W＿q x"}, kKey{"k = W＿k x", "k = W＿k x"};
constexpr Text kQueryNote{"问的词元，6 个数。", "Of the token that asks: 6 numbers."};
constexpr Text kSumNote{"这一个，加上其余的。", "This one, and all the others."};
constexpr Text kMix{"权重 × 值", "weight × value"};

std::vector<Step> weight_steps(const Attended& attended, int query, int key) {
  const core::Attention& attention = attended.attention;
  const int cell = query * attended.count() + key;
  const Values q = row_of(attended.queries, query), k = row_of(attended.keys, key);
  const double score = nth(attention.raw_scores.data, cell), scaled = nth(attention.scores.data, cell),
               exponential = nth(attention.exponentials.data, cell), sum = nth(attention.row_sums.data, query);
  std::vector<Step> steps{{kQuery, Formula().vector(q, Tone::kQuery).done(), kQueryNote},
                          {kKey, Formula().vector(k, Tone::kKey).done()}};
  add_dot_product(steps, q, k, score);
  add_root_scale(steps, score, kHead, scaled);
  add_softmax_share(steps, {.score = scaled,
                            .maximum = nth(attention.row_maxima.data, query),
                            .exponential = exponential,
                            .sum = sum,
                            .share = nth(attention.weights.data, cell),
                            .row = {exponential, sum - exponential},
                            .sum_note = kSumNote});
  return steps;
}

std::vector<Step> output_steps(const Attended& attended, int query, int number) {
  std::vector<Step> steps;
  add_products(steps, {.what = kMix, .a_tone = Tone::kKey, .b_tone = Tone::kValue},
               row_of(attended.attention.weights, query), column_of(attended.values, number),
               nth(attended.attention.output.data, query * kHead + number));
  return steps;
}

}  // namespace

void explain_sentence(view::Ui& ui, State& next, const Result& result) {
  const State& state = next;
  const Attended& attended = attended_in(ui.input().language, result);
  const int query = attended.shown_at(state.token), key = attended.shown_at(state.key);
  const std::string token = nth(attended.tokens, query).text, place = std::to_string(query + 1);
  DerivationCard card{.id = "explanation"};
  std::vector<Step> steps;
  if (state.explained == kOfWeight) {
    card.title = ui.tr(kWeightTitle, {token, place, nth(attended.tokens, key).text, std::to_string(key + 1)});
    card.value = view::short_number_text(nth(attended.attention.weights.data, query * attended.count() + key), 4);
    steps = weight_steps(attended, query, key);
  } else {
    card.title = ui.tr(kOutputTitle, {token, place, std::to_string(state.output + 1)});
    card.value = view::short_number_text(nth(attended.attention.output.data, query * kHead + state.output), 4);
    steps = output_steps(attended, query, state.output);
  }
  draw_derivation(ui, card, steps);
}

}  // namespace scenes::self_attention
