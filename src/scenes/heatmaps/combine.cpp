// One matrix made of several, and the order in which they stand.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/summary.h"
#include "formats/elements.h"
#include "scenes/heatmaps/steps.h"

namespace scenes::heatmaps {

namespace {

/// The matrices of the file opened before that stand where those of this one do; empty if none have their shape.
std::vector<const float*> counterparts(const Heatmaps::Input& input, const Heatmaps::Result& result) {
  const HeatmapSource* shown = result.shown_source();
  if (!shown || !input.previous || shown->kind == HeatmapSource::Kind::kRawAttention) return {};
  const auto fits = [&](const HeatmapSource& other) {
    return other.kind != HeatmapSource::Kind::kRawAttention && other.layers == shown->layers &&
           other.samples == shown->samples && other.heads == shown->heads && other.queries == shown->queries &&
           other.keys == shown->keys;
  };
  const std::vector<HeatmapSource> sources = heatmap_sources(*input.previous);
  auto found = std::find_if(sources.begin(), sources.end(),
                            [&](const HeatmapSource& other) { return fits(other) && other.name == shown->name; });
  if (found == sources.end()) found = std::find_if(sources.begin(), sources.end(), fits);
  if (found == sources.end()) return {};
  Heatmaps::Result other;
  other.layer = result.layer;
  other.sample = result.sample;
  show_arrays(other, input.previous, *found);
  return other.matrices;
}

/// Cells [begin, end) of the mean, the maximum or the difference of the panels. A number that is not finite stays so.
void combine_cells(const std::vector<const float*>& matrices, const Heatmaps::Input& input, std::size_t begin,
                   std::size_t end, std::vector<float>& combined) {
  const auto how = static_cast<Combination>(input.combination);
  const auto panel = [&](int index) { return nth(matrices, std::clamp(index, 0, count_of(matrices) - 1)); };
  const float *minuend = panel(input.minuend), *subtrahend = panel(input.subtrahend);
  for (std::size_t i = begin; i < end; ++i) {
    if (how == Combination::kDifference) {
      combined.push_back(minuend[i] - subtrahend[i]);
      continue;
    }
    double sum = 0;
    float largest = -std::numeric_limits<float>::infinity();
    for (const float* matrix : matrices) {
      const float value = matrix[i];
      sum += value;
      largest = std::isnan(value) ? value : std::max(largest, value);
    }
    combined.push_back(how == Combination::kMean ? static_cast<float>(sum / static_cast<double>(matrices.size()))
                                                 : largest);
  }
}

/// What panels are ordered by, summed over `rows` queries from `first` on: the entropy of a row in nats, its mean
/// distance |query − key| from the diagonal, or its weight on the first key.
double order_sum(const float* values, std::int64_t first, std::int64_t rows, std::int64_t keys, PanelOrder order) {
  double sum = 0;
  values += first * keys;
  if (order == PanelOrder::kEntropy) {
    const auto summaries = core::summarise_rows({{rows, keys}, std::vector<float>(values, values + rows * keys)});
    if (!summaries) return std::numeric_limits<double>::quiet_NaN();  // these are no weights
    for (const float entropy : summaries->entropy.data) sum += entropy;
    return sum;
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* weights = values + row * keys;
    if (order == PanelOrder::kFirstKey)
      sum += weights[0];
    else
      for (std::int64_t k = 0; k < keys; ++k) sum += weights[k] * static_cast<double>(std::abs(first + row - k));
  }
  return sum;
}

}  // namespace

Steps combine_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input) {
  result.given_panels = count_of(result.matrices);
  result.given_rows = result.rows;
  result.given_columns = result.columns;
  result.is_given_grid = result.is_grid;
  const auto given = [&](int wanted) { return std::clamp(wanted, 0, result.given_panels - 1); };
  result.minuend = given(input.minuend);
  result.subtrahend = given(input.subtrahend);
  const std::vector<const float*> others = counterparts(input, result);
  result.can_compare_files = !others.empty();
  const auto how = static_cast<Combination>(input.combination);
  const bool is_of_files = how == Combination::kFileDifference;
  if (how == Combination::kEach || (is_of_files ? others.empty() : result.given_panels < 2)) co_return;

  const std::size_t cells = to_size(result.queries * result.keys);
  const auto tensor = std::make_shared<core::Tensor>(core::Tensor{{result.queries, result.keys}, {}});
  if (is_of_files) tensor->shape.insert(tensor->shape.begin(), result.given_panels);
  const std::size_t count = to_size(core::element_count(tensor->shape));
  if (!formats::memory_is_available(count * sizeof(float))) {
    result.lacks_memory = true;
    co_return;
  }
  tensor->data.reserve(count);
  const int terms = is_of_files || how == Combination::kDifference ? 2 : result.given_panels;
  const std::size_t step = to_size(std::max<std::int64_t>(1, kNumbersPerStep / terms));
  std::vector<const float*> combined;
  while (tensor->data.size() < count) {
    const std::size_t panel = tensor->data.size() / cells, begin = tensor->data.size() % cells,
                      end = std::min(cells, begin + step);
    if (begin == 0) combined.push_back(tensor->data.data() + tensor->data.size());
    if (is_of_files)
      for (std::size_t i = begin; i < end; ++i) tensor->data.push_back(result.matrices[panel][i] - others[panel][i]);
    else
      combine_cells(result.matrices, input, begin, end, tensor->data);
    co_yield static_cast<double>(tensor->data.size()) / static_cast<double>(count);
  }
  result.matrices = std::move(combined);
  result.combined = how;
  result.owners.push_back(tensor);
  result.taken = {{"attention", tensor}};
  if (!is_of_files) {
    result.rows = result.columns = 1;
    result.is_grid = false;
  }
}

Steps order_in_steps(Heatmaps::Result& result, PanelOrder order) {
  result.order.clear();
  for (int panel = 0; panel < count_of(result.matrices); ++panel) result.order.push_back(panel);
  if (order == PanelOrder::kAsGiven || result.order.size() < 2) co_return;
  std::vector<double> values;
  const std::int64_t step =
      std::max<std::int64_t>(1, kNumbersPerStep / 4 / result.keys);  // a logarithm costs more than a sum
  for (const float* matrix : result.matrices) {
    double sum = 0;
    for (std::int64_t first = 0; first < result.queries; first += step) {
      sum += order_sum(matrix, first, std::min(step, result.queries - first), result.keys, order);
      co_yield (static_cast<double>(values.size()) + static_cast<double>(first) / static_cast<double>(result.queries)) /
          static_cast<double>(result.matrices.size());
    }
    values.push_back(sum / static_cast<double>(result.queries));
  }
  const double sign = order == PanelOrder::kFirstKey ? -1 : 1;
  // NaN last: comparing with it must not upset the sorting.
  const auto key = [&](int panel) {
    const double value = nth(values, panel);
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : sign * value;
  };
  std::stable_sort(result.order.begin(), result.order.end(), [&](int a, int b) { return key(a) < key(b); });
  for (const int panel : result.order) result.order_value.push_back(nth(values, panel));
}

Steps measure_in_steps(Heatmaps::Result& result) {
  constexpr std::int64_t kMostMeasured = std::int64_t{1} << 22;  // numbers: nobody waits for what may not be looked at
  result.measures.clear();
  if (!result.all.do_rows_sum_to_one || result.is_output) co_return;
  result.is_too_much_to_measure = result.panel_count() * result.queries * result.keys > kMostMeasured;
  if (result.is_too_much_to_measure) co_return;
  const std::int64_t step = std::max<std::int64_t>(1, kNumbersPerStep / 4 / result.keys);
  for (const int place : result.order) {
    const float* matrix = nth(result.matrices, place);
    Heatmaps::Measures sums;
    for (std::int64_t first = 0; first < result.queries; first += step) {
      const std::int64_t rows = std::min(step, result.queries - first);
      sums.entropy += order_sum(matrix, first, rows, result.keys, PanelOrder::kEntropy);
      sums.distance += order_sum(matrix, first, rows, result.keys, PanelOrder::kDiagonal);
      co_yield static_cast<double>(result.measures.size()) / static_cast<double>(result.order.size());
    }
    const auto queries = static_cast<double>(result.queries);
    result.measures.push_back({sums.entropy / queries, sums.distance / queries});
  }
}

}  // namespace scenes::heatmaps
