#include "scenes/cues/model.h"

#include <algorithm>
#include <cmath>

#include "core/summary.h"
#include "index.h"

namespace scenes::cues {

Input input_of_step(int step) {
  constexpr double kHalfHearted = 0.45, kResolute = 0.9;
  Input input;
  if (step >= 2) input.is_coffee_drunk = true;
  if (step >= 3) {
    input.wish[kReadable - 1] = 1;
    input.will = step == 3 ? kHalfHearted : kResolute;
  }
  return input;
}

int step_of(const Input& input) {
  for (int step = 1; step <= kSteps; ++step)
    if (input == input_of_step(step)) return step;
  return 0;
}

double key_of(const Input& input, std::size_t thing, std::size_t feature) {
  if (feature == kConspicuous) return input.salience[thing] + (is_red(input, thing) ? kRedBonus : 0);
  if (thing == kCoffee && feature == kDrinkable && input.is_coffee_drunk) return 0;
  return input.contents[thing * kWishes + feature - 1];
}

double query_of(const Input& input, std::size_t feature) {
  return feature == kConspicuous ? 1 - input.will * strongest_wish(input) : input.will * input.wish[feature - 1];
}

double strongest_wish(const Input& input) { return *std::max_element(input.wish.begin(), input.wish.end()); }

core::AttentionOptions options_of(const Input& input) {
  core::AttentionOptions options;
  options.scoring = core::Scoring::kDotProduct;
  options.temperature = static_cast<float>(input.temperature);
  return options;
}

namespace {

core::Tensor keys_of(const Input& input) {
  core::Tensor keys = core::make_tensor({kThings, kFeatures});
  for (std::size_t thing = 0; thing < kThings; ++thing)
    for (std::size_t feature = 0; feature < kFeatures; ++feature)
      keys.data[thing * kFeatures + feature] = static_cast<float>(key_of(input, thing, feature));
  return keys;
}

core::Tensor query_of(const Input& input) {
  core::Tensor query = core::make_tensor({1, kFeatures});
  for (std::size_t feature = 0; feature < kFeatures; ++feature)
    query.data[feature] = static_cast<float>(query_of(input, feature));
  return query;
}

core::Tensor identity() {
  core::Tensor values = core::make_tensor({kThings, kThings});
  for (std::size_t thing = 0; thing < kThings; ++thing) values.data[thing * kThings + thing] = 1;
  return values;
}

Rows pool_all(const Input& input, const Result& result) {
  core::PoolingInputs inputs;
  inputs.values = result.values;
  inputs.keys = result.keys;
  inputs.query = {{kFeatures}, result.query.data};
  inputs.filter = {{kFeatures}, {input.filter.begin(), input.filter.end()}};
  inputs.fixed_weights = {{kThings}, {input.fixed_weights.begin(), input.fixed_weights.end()}};
  inputs.saliences = core::make_tensor({kThings});
  for (std::size_t thing = 0; thing < kThings; ++thing)
    inputs.saliences.data[thing] = result.keys.data[thing * kFeatures + kConspicuous];
  inputs.options = options_of(input);
  Rows rows{};
  for (std::size_t row = 0; row < kPoolings; ++row) {
    const core::Pooled pooled = *core::pool(pooling_of(row), inputs);
    std::copy(pooled.weights.data.begin(), pooled.weights.data.end(), rows[row].begin());
  }
  return rows;
}

/// Tries every wish that could take the place of the present one.
int row_that_answers(const Input& input, const Result& result) {
  for (std::size_t wish = 0; wish < kWishes; ++wish) {
    Input other = input;
    other.wish = {};
    other.wish[wish] = 1;
    Result changed;
    changed.keys = result.keys;
    changed.values = result.values;
    changed.query = query_of(other);
    const Rows rows = pool_all(other, changed);
    for (int row = 0; row < kPoolings; ++row)
      if (has_moved(result.rows, rows, to_size(row))) return row;
  }
  return kPoolings;
}

std::array<std::vector<double>, kThings> curves_of(const Input& input, const Result& result) {
  std::array<std::vector<double>, kThings> curves;
  core::AttentionOptions options = options_of(input);
  options.want = {.output = false, .weights = true};
  for (int point = 0; point < kCurvePoints; ++point) {
    options.temperature = static_cast<float>(curve_temperature(point));
    const core::Attention attention = *core::attend(result.query, result.keys, result.values, options);
    for (std::size_t thing = 0; thing < kThings; ++thing) curves[thing].push_back(attention.weights.data[thing]);
  }
  return curves;
}

/// Negative contributions (edited keys) push attention away and earn no share.
double share_of_will(const Result& result, std::size_t thing) {
  double eye = 0, will = 0;
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    const double product = std::max(0.0f, result.query.data[feature] * result.keys.data[thing * kFeatures + feature]);
    (feature == kConspicuous ? eye : will) += product;
  }
  return eye + will > 0 ? will / (eye + will) : 0;
}

}  // namespace

double curve_temperature(int point) {
  return kColdest * std::pow(kHottest / kColdest, static_cast<double>(point) / (kCurvePoints - 1));
}

bool has_moved(const Rows& before, const Rows& now, std::size_t row) {
  constexpr float kNoticeable = 1e-6f;
  for (std::size_t i = 0; i < kThings; ++i)
    if (std::abs(before[row][i] - now[row][i]) > kNoticeable) return true;
  return false;
}

bool has_only_attention_moved(const Rows& before, const Rows& now) {
  for (std::size_t row = 0; row < kPoolings; ++row)
    if (has_moved(before, now, row) != (pooling_of(row) == core::Pooling::kAttention)) return false;
  return true;
}

Result compute(const Input& input) {
  Result result;
  result.keys = keys_of(input);
  result.query = query_of(input);
  result.values = identity();
  core::AttentionOptions options = options_of(input);
  options.want = {.output = true,
                  .weights = true,
                  .raw_scores = true,
                  .scores = true,
                  .row_maxima = true,
                  .exponentials = true,
                  .row_sums = true};
  result.attention = *core::attend(result.query, result.keys, result.values, options);
  result.rows = pool_all(input, result);
  result.curves = curves_of(input, result);
  result.answers_wish = row_that_answers(input, result);
  const core::RowSummaries summary = *core::summarise_rows(result.attention.weights);
  result.entropy = summary.entropy.data[0];
  result.effective_things = summary.effective_keys.data[0];
  result.looked_at = to_size(std::max(0, summary.largest_key.data[0]));
  for (std::size_t thing = 0; thing < kThings; ++thing) result.share_of_will[thing] = share_of_will(result, thing);
  return result;
}

bool is_sound(const Result& result) {
  if (!std::isfinite(result.entropy)) return false;
  for (std::size_t row = 0; row < kPoolings; ++row) {
    if (pooling_of(row) == core::Pooling::kFullyConnected) continue;  // these weights are what they are
    float sum = 0;
    for (float weight : result.rows[row]) sum += weight;
    if (!(std::abs(sum - 1) < 1e-5f)) return false;
  }
  return true;
}

}  // namespace scenes::cues
