#include "scenes/scoring_functions/scores_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/random.h"
#include "index.h"

namespace scenes::scoring_functions {

namespace {

core::Tensor matrix(const std::vector<double>& numbers, std::int64_t columns) {
  return {{std::ssize(numbers) / columns, columns}, {numbers.begin(), numbers.end()}};
}

/// The same for both samples.
core::Tensor twice(const core::Tensor& matrix) {
  core::Tensor both{{kBookSamples, matrix.shape[0], matrix.shape[1]}, matrix.data};
  both.data.insert(both.data.end(), matrix.data.begin(), matrix.data.end());
  return both;
}

/// As the book's: values 0 … 39, row after row.
core::Tensor book_values() {
  core::Tensor values = core::make_tensor({kBookKeys, kValueWidth});
  for (int i = 0; i < count_of(values.data); ++i) nth(values.data, i) = static_cast<float>(i);
  return values;
}

Scored scored(const ScoresResult& given, const core::AttentionOptions& options) {
  const core::TensorView queries{{kBookSamples, 1, given.queries.shape[1]}, given.queries.data};
  core::Attention found = *core::attend(queries, twice(given.keys), twice(book_values()), options);
  Scored result{std::move(found.scores), std::move(found.weights), std::move(found.output)};
  for (core::Tensor* tensor : {&result.scores, &result.weights}) tensor->shape = {kBookSamples, kBookKeys};
  result.output.shape = {kBookSamples, kValueWidth};
  return result;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds of one attention: repeated until a coarse clock has seen enough of it.
double timed(const core::Tensor& queries, const core::Tensor& keys, const core::AttentionOptions& options) {
  constexpr double kLongEnough = 0.008;
  const double start = seconds_now();
  for (int count = 1;; ++count) {
    (void)core::attend(queries, keys, keys, options);
    const double passed = seconds_now() - start;
    if (passed >= kLongEnough) return passed / count;
  }
}

double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + std::ssize(numbers) / 2;
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

core::Steps measure(const CostSizes& sizes, Timing& timing) {
  constexpr int kRuns = 5;
  core::Random random(1);
  const core::Tensor queries = core::random_normal(random, {sizes.queries, sizes.width}),
                     keys = core::random_normal(random, {sizes.keys, sizes.width});
  core::AttentionOptions dot_product, additive{.scoring = core::Scoring::kAdditive};
  additive.parameters = {.query_weights = core::random_normal(random, {sizes.hidden, sizes.width}),
                         .key_weights = core::random_normal(random, {sizes.hidden, sizes.width}),
                         .score_vector = core::random_normal(random, {sizes.hidden})};
  std::vector<double> of_additive, of_dot_product;
  for (int run = 0; run < kRuns; ++run) {
    of_additive.push_back(timed(queries, keys, additive));
    co_yield (run + 0.4) / kRuns;
    of_dot_product.push_back(timed(queries, keys, dot_product));
    co_yield (run + 0.9) / kRuns;  // below 1: that would be the end
  }
  timing = {sizes, kRuns, median(of_additive), median(of_dot_product)};
}

void fit(std::vector<double>& table, int rows, int old_columns, int columns, core::Random& random, double fill) {
  std::vector<double> fitted;
  const int old_rows = old_columns > 0 ? count_of(table) / old_columns : 0;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const double fresh = std::isnan(fill) ? std::round(random.normal() * 100) / 100 : fill;
      fitted.push_back(row < old_rows && column < old_columns ? nth(table, row * old_columns + column) : fresh);
    }
  table = std::move(fitted);
}

}  // namespace

ScoresInput::ScoresInput() {
  width = hidden = 0;
  resize(*this, 2, kMostHidden);
}

void resize(ScoresInput& input, int width, int hidden) {
  core::Random random(3);
  const auto drawn = [&](std::vector<double>& table, int rows, int old_columns, int columns) {
    fit(table, rows, old_columns, columns, random, NAN);
  };
  drawn(input.queries, kBookSamples, input.width, width);
  fit(input.keys, kBookKeys, input.width, width, random, 1);  // as in the book
  drawn(input.w_q, hidden, input.width, width);
  drawn(input.w_k, hidden, input.width, width);
  drawn(input.w_v, hidden, 1, 1);
  input.width = width;
  input.hidden = hidden;
}

std::vector<double> keys_preset(int preset, int width) {
  if (preset == kBookKeysAlike) return std::vector<double>(to_size(kBookKeys * width), 1);
  core::Random random(11);
  std::vector<double> keys;
  for (int i = 0; i < kBookKeys * width; ++i) keys.push_back(std::round(random.normal() * 100) / 100);
  return keys;
}

Operations additive_operations(const CostSizes& sizes) {
  const std::int64_t n = sizes.queries, m = sizes.keys, d = sizes.width, h = sizes.hidden;
  return {.multiplications = (n + m) * h * d + n * m * h,
          .additions = (n + m) * h * (d - 1) + n * m * (2 * h - 1),
          .tanhs = n * m * h};
}

Operations dot_product_operations(const CostSizes& sizes) {
  const std::int64_t n = sizes.queries, m = sizes.keys, d = sizes.width;
  return {.multiplications = n * m * d, .additions = n * m * (d - 1), .divisions = n * m};
}

core::Steps compute_scores(const ScoresInput& input, const ScoresResult* last, ScoresResult& result) {
  result = {};
  result.measurements = input.measurements;
  result.parameters = {.query_weights = matrix(input.w_q, input.width),
                       .key_weights = matrix(input.w_k, input.width),
                       .score_vector = {{input.hidden}, {input.w_v.begin(), input.w_v.end()}}};
  result.queries = matrix(input.queries, input.width);
  result.keys = matrix(input.keys, input.width);
  core::AttentionOptions options;
  options.mask.valid_lengths = core::IntegerTensor{{kBookSamples}, {}};
  for (const double length : input.lengths) {
    result.lengths.push_back(static_cast<int>(length));
    options.mask.valid_lengths->data.push_back(result.lengths.back());
  }
  options.want = {.weights = true, .scores = true};
  result.dot_product = scored(result, options);
  options.scoring = core::Scoring::kDotProduct;
  result.unscaled = scored(result, options).scores;
  options.scoring = core::Scoring::kAdditive;
  options.parameters = result.parameters;
  result.additive = scored(result, options);
  if (last) result.timing = last->timing;
  if (!last || last->measurements >= input.measurements) co_return;
  Timing timing;
  core::Steps steps = measure(input.cost, timing);
  while (steps.advance()) co_yield steps.share();
  result.timing = timing;
}

}  // namespace scenes::scoring_functions
