// How the weight of the selected thing comes about.
#include <cmath>

#include "index.h"
#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"
#include "scenes/parts/derivation.h"

namespace scenes::cues {

namespace {

constexpr Text kWhy{"{0}的权重 {1} 是怎样来的？", "{0}: where does the weight {1} come from?"};
constexpr Text kScoreStep{"得分 q · k", "Score q · k"};
constexpr Text kTemperatureStep{"÷ 温度", "÷ temperature"};
constexpr Text kSoftmaxStep{"softmax 的 exp", "exp of the softmax"};
constexpr Text kShareStep{"÷ 五样之和", "÷ the sum of all five"};

/// The weight, each line true with the digits that it shows.
std::vector<Step> steps_to(const view::Ui& ui, const State& state, const Result& result, std::size_t thing) {
  constexpr view::Digits kInputs{2, true}, kResults{3, true};
  const core::Attention& attention = result.attention;
  const double score = attention.raw_scores.data[thing], scaled = attention.scores.data[thing],
               maximum = attention.row_maxima.data[0], exponential = attention.exponentials.data[thing];
  std::vector<double> q, k;  // of the features that count in the query
  std::vector<std::string> names;
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    if (result.query.data[feature] == 0) continue;
    q.push_back(result.query.data[feature]);
    k.push_back(result.keys.data[thing * kFeatures + feature]);
    names.push_back(ui.tr(kFeatureNames[feature]));
  }
  std::vector<double> both = q;
  both.insert(both.end(), k.begin(), k.end());
  Formula products(kResults), exponent(kResults);
  products.with(view::true_line(both, view::sum_of_products, score, kResults, kInputs));
  if (q.empty()) products.say("0");
  products.products(q, Tone::kQuery, k, Tone::kKey, names).result(score);
  exponent.exp_of_difference(scaled, maximum, exponential);
  return {
      {kScoreStep, products.done()},
      {kTemperatureStep, Formula(kResults).quotient(score, state.input.temperature, scaled).done()},
      {kSoftmaxStep, exponent.done()},
      {kShareStep, Formula(kResults).quotient(exponential, attention.row_sums.data[0], result.weight(thing)).done()}};
}

}  // namespace

void draw_derivation(view::Ui& ui, State& next, const Result& result) {
  if (next.thing == 0) return;
  const auto thing = to_size(next.thing - 1);
  const std::string opener = std::string("thing/") + kThingIds[thing];
  const DerivationEvents events = scenes::draw_derivation(
      ui,
      {.id = "derivation",
       .title = ui.tr(kWhy, {thing_name(ui, next.input, thing), view::number_text(result.weight(thing), 3)}),
       .can_close = true,
       .opener = opener},
      steps_to(ui, next, result, thing));
  if (events.is_closed) next.thing = 0;
}

}  // namespace scenes::cues
