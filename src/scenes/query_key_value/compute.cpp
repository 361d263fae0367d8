// From a problem to what the core says about it.
#include <algorithm>
#include <cmath>

#include "core/summary.h"
#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

/// A small number for a new cell: always the same, different from its neighbours'.
double filler(int row, int column) { return std::round(15 * std::cos(1.7 * row + 2.3 * column + 0.6)) / 10; }
double key_filler(int row, int column) { return filler(row + 3, column + 1); }
double identity_filler(int row, int column) { return row == column ? 1 : 0; }
double one_filler(int, int) { return 1; }

/// A (rows, columns) table to another size; what was there stays where it was.
void resize_table(std::vector<double>& table, int rows, int columns, int wanted_rows, int wanted_columns,
                  double (*fill)(int, int)) {
  if (count_of(table) != rows * columns) rows = columns = 0;
  if (rows == wanted_rows && columns == wanted_columns) return;
  std::vector<double> resized;
  for (int r = 0; r < wanted_rows; ++r)
    for (int c = 0; c < wanted_columns; ++c)
      resized.push_back(r < rows && c < columns ? nth(table, r * columns + c) : fill(r, c));
  table = std::move(resized);
}

core::Tensor tensor_of(const std::vector<double>& table, std::int64_t rows, std::int64_t columns) {
  core::Tensor tensor = core::make_tensor({rows, columns});
  std::transform(table.begin(), table.end(), tensor.data.begin(),
                 [](double number) { return static_cast<float>(number); });
  return tensor;
}

/// (n, m) · (m, p), in double precision: a few hundred products at most.
core::Tensor product(const std::vector<double>& a, const std::vector<double>& b, int n, int m, int p) {
  core::Tensor result = core::make_tensor({n, p});
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < p; ++j) {
      double sum = 0;
      for (int l = 0; l < m; ++l) sum += nth(a, i * m + l) * nth(b, l * p + j);
      nth(result.data, i * p + j) = static_cast<float>(sum);
    }
  }
  return result;
}

core::AttentionOptions options_of(const Problem& problem) {
  core::AttentionOptions options = core_options(problem);
  if (problem.scoring == kAdditive) {
    options.parameters.query_weights = tensor_of(problem.additive_q, problem.hidden, problem.width);
    options.parameters.key_weights = tensor_of(problem.additive_k, problem.hidden, problem.width);
    options.parameters.score_vector = tensor_of(problem.additive_v, 1, problem.hidden);
    options.parameters.score_vector.shape = {problem.hidden};
  }
  if (problem.scoring == kBilinear)
    options.parameters.matrix = tensor_of(problem.bilinear, problem.width, problem.width);
  options.mask = core_mask(problem, problem.queries, problem.keys);
  options.want = {.output = true,
                  .weights = true,
                  .raw_scores = true,
                  .scores = true,
                  .capped = true,
                  .masked = true,
                  .row_maxima = true,
                  .exponentials = true,
                  .row_sums = true};
  return options;
}

std::vector<double> table_of(const core::Tensor& tensor) { return {tensor.data.begin(), tensor.data.end()}; }

constexpr double kSame = 1e-5;  // what rounding in the core leaves between equal weights

std::vector<int> keys_of_largest_weight(const Numbers& numbers, int query) {
  std::vector<int> keys;
  const int largest = nth(numbers.largest_key, query);
  for (int key = 0; largest >= 0 && key < numbers.keys(); ++key)
    if (numbers.weight(query, key) > numbers.weight(query, largest) - kSame) keys.push_back(key);
  return keys;
}

/// Do all keys that may be attended to have the same weight?
bool is_row_even(const Numbers& numbers, int query) {
  double least = 1, largest = 0;
  for (int key = 0; key < numbers.keys(); ++key) {
    if (std::isinf(numbers.score(query, key))) continue;
    least = std::min(least, numbers.weight(query, key));
    largest = std::max(largest, numbers.weight(query, key));
  }
  return largest - least < kSame;
}

}  // namespace

Sizes sizes_of(const Problem& problem) {
  return {problem.queries, problem.keys, problem.width, problem.value_width, problem.hidden};
}

void resize(Problem& problem, const Sizes& wanted) {
  const Sizes old = sizes_of(problem);
  Sizes now = wanted;
  if (problem.is_self_attention) now.queries = now.keys;
  resize_table(problem.q, old.queries, old.width, now.queries, now.width, filler);
  resize_table(problem.k, old.keys, old.width, now.keys, now.width, key_filler);
  resize_table(problem.v, old.keys, old.value_width, now.keys, now.value_width, filler);
  resize_table(problem.x, old.keys, old.width, now.keys, now.width, filler);
  resize_table(problem.w_q, old.width, old.width, now.width, now.width, identity_filler);
  resize_table(problem.w_k, old.width, old.width, now.width, now.width, identity_filler);
  resize_table(problem.w_v, old.width, old.value_width, now.width, now.value_width, identity_filler);
  resize_table(problem.additive_q, old.hidden, old.width, now.hidden, now.width, filler);
  resize_table(problem.additive_k, old.hidden, old.width, now.hidden, now.width, key_filler);
  resize_table(problem.additive_v, old.hidden, 1, now.hidden, 1, one_filler);
  resize_table(problem.bilinear, old.width, old.width, now.width, now.width, identity_filler);
  resize_table(problem.painted, old.queries, old.keys, now.queries, now.keys, one_filler);
  const std::size_t known_lengths = problem.valid_lengths.size();
  problem.valid_lengths.resize(to_size(now.queries));
  for (std::size_t i = 0; i < problem.valid_lengths.size(); ++i) {
    double& length = problem.valid_lengths[i];
    // A row that saw every key sees the new ones too.
    if (i >= known_lengths || (length == old.keys && now.keys > old.keys)) length = now.keys;
    length = std::clamp(std::round(length), 0.0, static_cast<double>(now.keys));
  }
  problem.queries = now.queries;
  problem.keys = now.keys;
  problem.width = now.width;
  problem.value_width = now.value_width;
  problem.hidden = now.hidden;
}

bool Numbers::is_row_masked(int query) const {
  const auto& rows = attention.fully_masked_rows;
  return std::find(rows.begin(), rows.end(), query) != rows.end();
}

Numbers solve(const Problem& problem) {
  Numbers numbers;
  const int n = problem.queries, m = problem.keys, d = problem.width, p = problem.value_width;
  numbers.q = problem.is_self_attention ? product(problem.x, problem.w_q, n, d, d) : tensor_of(problem.q, n, d);
  numbers.k = problem.is_self_attention ? product(problem.x, problem.w_k, m, d, d) : tensor_of(problem.k, m, d);
  numbers.v = problem.is_self_attention ? product(problem.x, problem.w_v, m, d, p) : tensor_of(problem.v, m, p);
  // What was typed is shown as it was typed; what was computed, as computed.
  numbers.q_table = problem.is_self_attention ? table_of(numbers.q) : problem.q;
  numbers.k_table = problem.is_self_attention ? table_of(numbers.k) : problem.k;
  numbers.v_table = problem.is_self_attention ? table_of(numbers.v) : problem.v;
  numbers.options = options_of(problem);
  core::Result<core::Attention> attended = core::attend(numbers.q, numbers.k, numbers.v, numbers.options);
  if (!attended) {
    numbers.problem = attended.error().text();
    return numbers;
  }
  numbers.attention = *std::move(attended);
  numbers.scores = table_of(numbers.attention.masked);
  numbers.weights = table_of(numbers.attention.weights);
  numbers.output = table_of(numbers.attention.output);
  const core::Result<core::RowSummaries> summaries = core::summarise_rows(numbers.attention.weights);
  for (int query = 0; query < n; ++query) {
    numbers.largest_key.push_back(summaries ? nth(summaries->largest_key.data, query) : -1);
    numbers.largest_keys.push_back(keys_of_largest_weight(numbers, query));
    numbers.is_even.push_back(is_row_even(numbers, query));
  }
  return numbers;
}

Selection fitted(const Selection& selection, const Problem& problem) {
  const int columns = selection.kind == kOutput ? problem.value_width : problem.keys;
  return {selection.kind, std::clamp(selection.query, 0, problem.queries - 1),
          std::clamp(selection.column, 0, columns - 1)};
}

}  // namespace scenes::query_key_value
