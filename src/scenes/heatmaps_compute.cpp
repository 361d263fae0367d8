// What the heatmaps show: the book's examples, computed by the core, and what the reader's file holds.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/attention.h"
#include "core/multi_head.h"
#include "core/random.h"
#include "core/summary.h"
#include "scenes/heatmaps.h"

namespace scenes {

namespace {

core::Tensor identity(std::int64_t size) {
  core::Tensor matrix = core::make_tensor({size, size});
  for (std::int64_t i = 0; i < size; ++i) matrix.data[static_cast<std::size_t>(i * size + i)] = 1;
  return matrix;
}

core::Tensor random_softmax(int seed) {
  core::Random random(static_cast<std::uint64_t>(seed));
  return *core::masked_softmax(core::random_uniform(random, {10, 10}));
}

core::MultiHeadParameters random_heads(core::Random& random, std::int64_t heads, std::int64_t width) {
  const float deviation = 1 / std::sqrt(static_cast<float>(width));
  const auto weights = [&] { return core::random_normal(random, {width, width}, 0, deviation); };
  core::MultiHeadParameters parameters;
  parameters.heads = heads;
  parameters.query_weights = weights();
  parameters.key_weights = weights();
  parameters.value_weights = weights();
  parameters.output_weights = weights();
  return parameters;
}

/// Untrained self-attention of twelve random tokens, (heads, queries, keys). Wide weights make the heads differ visibly.
core::Tensor six_heads(int seed) {
  constexpr std::int64_t kTokens = 12, kWidth = 48, kHeads = 6;
  core::Random random(static_cast<std::uint64_t>(seed));
  const core::Tensor x = core::random_normal(random, {kTokens, kWidth}, 0, 1.5f);
  core::Tensor weights = std::move(core::multi_head_attention(x, x, x, random_heads(random, kHeads, kWidth))->weights);
  weights.shape = {kHeads, kTokens, kTokens};
  return weights;
}

/// Section 10.5: 100 hidden units, 5 heads, X = ones(2, 4, 100), Y = ones(2, 6, 100), valid lengths 3 and 2.
core::Tensor book_heads(int seed) {
  core::Random random(static_cast<std::uint64_t>(seed));
  const core::Tensor x = core::make_tensor({2, 4, 100}, 1), y = core::make_tensor({2, 6, 100}, 1);
  core::Mask mask;
  mask.valid_lengths = core::IntegerTensor{{2}, {3, 2}};
  return std::move(core::multi_head_attention(x, y, y, random_heads(random, 5, 100), mask)->weights);
}

std::shared_ptr<const core::Tensor> tensor_of(const Heatmaps::Input& input) {
  switch (input.preset) {
    case Heatmaps::kRandomSoftmax: return std::make_shared<core::Tensor>(random_softmax(input.seed));
    case Heatmaps::kSixHeads: return std::make_shared<core::Tensor>(six_heads(input.seed));
    case Heatmaps::kBookHeads: return std::make_shared<core::Tensor>(book_heads(input.seed));
    case Heatmaps::kFile:
      if (input.file && !input.file->tensors.empty()) {
        const auto index = std::min(static_cast<std::size_t>(input.tensor), input.file->tensors.size() - 1);
        return {input.file, &input.file->tensors[index].tensor};  // shares the file, copies nothing
      }
      [[fallthrough]];
    default: return std::make_shared<core::Tensor>(identity(10));
  }
}

/// One panel made of all: their mean or maximum, or the difference of two. A number that is not finite stays so.
core::Tensor combined(const core::Tensor& tensor, const Heatmaps::Input& input) {
  const std::size_t rank = tensor.shape.size();
  const auto cells = static_cast<std::size_t>(tensor.shape[rank - 2] * tensor.shape[rank - 1]);
  const std::size_t panels = tensor.data.size() / cells;
  core::Tensor result = core::make_tensor({tensor.shape[rank - 2], tensor.shape[rank - 1]});
  const auto panel = [&](int index) { return tensor.data.data() + std::min(static_cast<std::size_t>(index), panels - 1) * cells; };
  const auto how = static_cast<Combination>(input.combination);
  for (std::size_t i = 0; i < cells; ++i) {
    if (how == Combination::kDifference) {
      result.data[i] = panel(input.minuend)[i] - panel(input.subtrahend)[i];
      continue;
    }
    double sum = 0;
    float largest = -std::numeric_limits<float>::infinity();
    for (std::size_t p = 0; p < panels; ++p) {
      const float value = tensor.data[p * cells + i];
      sum += value;
      largest = std::isnan(value) ? value : std::max(largest, value);
    }
    result.data[i] = how == Combination::kMean ? static_cast<float>(sum / static_cast<double>(panels)) : largest;
  }
  return result;
}

/// What panels are ordered by, as means over the queries: the entropy of a row in nats, its mean distance |query − key|
/// from the diagonal, or its weight on the first key.
double order_value(const float* values, std::int64_t queries, std::int64_t keys, PanelOrder order) {
  double sum = 0;
  if (order == PanelOrder::kEntropy) {
    const auto rows = core::summarise_rows({{queries, keys}, std::vector<float>(values, values + queries * keys)});
    if (!rows) return std::numeric_limits<double>::quiet_NaN();  // these are no weights
    for (const float entropy : rows->entropy.data) sum += entropy;
    return sum / static_cast<double>(queries);
  }
  for (std::int64_t q = 0; q < queries; ++q) {
    const float* row = values + q * keys;
    if (order == PanelOrder::kFirstKey) sum += row[0];
    else
      for (std::int64_t k = 0; k < keys; ++k) sum += row[k] * static_cast<double>(std::abs(q - k));
  }
  return sum / static_cast<double>(queries);
}

/// Puts the panels of `result` in the wished order: small values first, but much weight on the first key first.
void order_panels(Heatmaps::Result& result, PanelOrder order) {
  if (order == PanelOrder::kAsGiven || result.order.size() < 2) return;
  const std::int64_t cells = result.queries * result.keys;
  std::vector<double> values;
  for (const std::size_t panel : result.order)
    values.push_back(order_value(result.tensor->data.data() + static_cast<std::int64_t>(panel) * cells, result.queries, result.keys, order));
  const double sign = order == PanelOrder::kFirstKey ? -1 : 1;
  // NaN last: comparing with it must not upset the sorting.
  const auto key = [&](std::size_t panel) { return std::isnan(values[panel]) ? std::numeric_limits<double>::infinity() : sign * values[panel]; };
  std::stable_sort(result.order.begin(), result.order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  for (const std::size_t panel : result.order) result.order_value.push_back(values[panel]);
}

PanelSummary summary_of(const float* values, std::int64_t count) {
  PanelSummary summary{std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 0};
  for (std::int64_t i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) {
      ++summary.non_finite;
      continue;
    }
    summary.minimum = std::min(summary.minimum, values[i]);
    summary.maximum = std::max(summary.maximum, values[i]);
  }
  if (summary.non_finite == count) summary.minimum = summary.maximum = 0;
  return summary;
}

bool rows_sum_to_one(const core::Tensor& tensor, std::int64_t keys) {
  constexpr double kTolerance = 1e-3;  // float16 weights of a few hundred keys stay within it
  for (std::size_t start = 0; start < tensor.data.size(); start += static_cast<std::size_t>(keys)) {
    double sum = 0;
    for (std::int64_t k = 0; k < keys; ++k) sum += tensor.data[start + static_cast<std::size_t>(k)];
    if (!(std::abs(sum - 1) < kTolerance)) return false;
  }
  return true;
}

}  // namespace

Heatmaps::Result Heatmaps::compute(const Input& input) {
  Result result;
  result.tensor = tensor_of(input);
  const core::Shape& given = result.tensor->shape;
  result.given_panels = result.tensor->data.size() / static_cast<std::size_t>(given[given.size() - 2] * given[given.size() - 1]);
  if (static_cast<Combination>(input.combination) != Combination::kEach && result.tensor->shape.size() > 2)
    result.tensor = std::make_shared<core::Tensor>(combined(*result.tensor, input));
  const core::Shape& shape = result.tensor->shape;
  const std::size_t rank = shape.size();
  result.keys = shape[rank - 1];
  result.queries = shape[rank - 2];
  result.columns = rank >= 3 ? shape[rank - 3] : 1;
  result.rows = 1;
  for (std::size_t axis = 0; axis + 3 < rank; ++axis) result.rows *= shape[axis];
  result.is_grid = rank >= 4;

  const auto count = static_cast<std::size_t>(result.rows * result.columns);
  const std::int64_t cells = result.queries * result.keys;
  result.order.resize(count);
  std::iota(result.order.begin(), result.order.end(), std::size_t{0});
  order_panels(result, static_cast<PanelOrder>(input.order));
  result.all = {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 0};
  for (const std::size_t place : result.order) {
    const PanelSummary panel = summary_of(result.tensor->data.data() + static_cast<std::int64_t>(place) * cells, cells);
    if (panel.non_finite < cells) {
      result.all.minimum = std::min(result.all.minimum, panel.minimum);
      result.all.maximum = std::max(result.all.maximum, panel.maximum);
    }
    result.all.non_finite += panel.non_finite;
    result.panels.push_back(panel);
  }
  if (!(result.all.minimum <= result.all.maximum)) result.all.minimum = result.all.maximum = 0;
  result.do_rows_sum_to_one = rows_sum_to_one(*result.tensor, result.keys);
  result.content = view::new_content();
  return result;
}

}  // namespace scenes
