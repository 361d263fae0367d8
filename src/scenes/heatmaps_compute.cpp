// What the heatmaps show: the book's examples, computed by the core, and what the reader's file holds.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "core/attention.h"
#include "core/multi_head.h"
#include "core/random.h"
#include "core/summary.h"
#include "formats/summary.h"
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

core::Tensor example(const Heatmaps::Input& input) {
  switch (input.preset) {
    case Heatmaps::kRandomSoftmax: return random_softmax(input.seed);
    case Heatmaps::kSixHeads: return six_heads(input.seed);
    case Heatmaps::kBookHeads: return book_heads(input.seed);
    default: return identity(10);
  }
}

/// The matrices of one tensor (…, queries, keys) are added to those that are shown.
void show_all(Heatmaps::Result& result, const std::shared_ptr<const core::Tensor>& tensor) {
  const auto cells = static_cast<std::size_t>(result.queries * result.keys);
  for (std::size_t start = 0; start < tensor->data.size(); start += cells) result.matrices.push_back(tensor->data.data() + start);
  result.owners.push_back(tensor);
}

void show_example(Heatmaps::Result& result, const Heatmaps::Input& input) {
  const auto tensor = std::make_shared<const core::Tensor>(example(input));
  const core::Shape& shape = tensor->shape;
  const std::size_t rank = shape.size();
  result.keys = shape[rank - 1];
  result.queries = shape[rank - 2];
  result.columns = rank >= 3 ? shape[rank - 3] : 1;
  result.rows = rank >= 4 ? shape[rank - 4] : 1;
  result.is_grid = rank >= 4;
  show_all(result, tensor);
  result.taken.push_back({"attention", tensor});
}

/// Where matrix (layer, sample, head) of an array or a stack lies.
const float* matrix_of(const formats::TensorFile& file, const HeatmapSource& source, std::int64_t layer, std::int64_t sample, std::int64_t head) {
  const std::int64_t cells = source.queries * source.keys;
  std::int64_t index = (layer * source.samples + sample) * source.heads + head;
  std::size_t array = source.arrays.front();
  if (source.kind == HeatmapSource::Kind::kStack) {
    const std::int64_t per_array = source.matrices() / static_cast<std::int64_t>(source.arrays.size());
    array = source.arrays[static_cast<std::size_t>(index / per_array)];
    index %= per_array;
  }
  return file.tensors[array].tensor.data.data() + index * cells;
}

/// The matrices that are shown of an array or a stack, and all those one can choose among.
void show_arrays(Heatmaps::Result& result, const std::shared_ptr<const formats::TensorFile>& file, const HeatmapSource& source) {
  result.owners.push_back(file);
  if (is_browsed(source)) {
    for (std::int64_t head = 0; head < source.heads; ++head) result.matrices.push_back(matrix_of(*file, source, result.layer, result.sample, head));
    for (std::int64_t layer = 0; layer < source.layers; ++layer)
      for (std::int64_t head = 0; head < source.heads; ++head) result.overview.push_back(matrix_of(*file, source, layer, result.sample, head));
  } else {
    for (std::int64_t layer = 0; layer < source.layers; ++layer)
      for (std::int64_t sample = 0; sample < source.samples; ++sample)
        for (std::int64_t head = 0; head < source.heads; ++head) result.matrices.push_back(matrix_of(*file, source, layer, sample, head));
    if (source.matrices() > kMostPanels) result.overview = result.matrices;
  }
  for (const std::size_t array : source.arrays)
    result.taken.push_back({source.arrays.size() == 1 ? "attention" : file->tensors[array].name, {file, &file->tensors[array].tensor}});
}

/// One layer, or one layer's sample, of queries, keys or values, as the core takes it. Sample −1 = all.
core::Tensor part_of(const core::Tensor& tensor, std::int64_t layer, std::int64_t sample) {
  core::Tensor part{tensor.shape, {}};
  std::int64_t index = 0;
  const auto enter = [&](std::int64_t wanted) {
    index = index * part.shape.front() + wanted;
    part.shape.erase(part.shape.begin());
  };
  if (part.shape.size() == 5) enter(layer);
  if (part.shape.size() == 4 && sample >= 0) {
    enter(sample);
    part.shape.insert(part.shape.begin(), 1);  // heads may share keys only in (batch, heads, length, width)
  }
  const std::int64_t count = core::element_count(part.shape);
  part.data.assign(tensor.data.begin() + index * count, tensor.data.begin() + (index + 1) * count);
  return part;
}

core::AttentionOptions attention_options(const Heatmaps::RawOptions& raw, const HeatmapSource& source, const core::Shape& queries) {
  constexpr core::Scoring kScorings[Heatmaps::kRawScoringCount] = {core::Scoring::kScaledDotProduct, core::Scoring::kCosine, core::Scoring::kGaussian};
  core::AttentionOptions options;
  options.scoring = kScorings[raw.scoring];
  if (raw.scoring == Heatmaps::kDotProduct && !raw.is_scaled) options.scale = 1.0f;
  options.temperature = static_cast<float>(raw.temperature);
  options.mask.is_causal = raw.is_causal;
  if (raw.valid_length > 0 && raw.valid_length < source.keys) {
    const std::int64_t samples = queries.size() >= 3 ? queries.front() : 1;
    options.mask.valid_lengths = core::IntegerTensor{{samples}, std::vector<std::int32_t>(static_cast<std::size_t>(samples), raw.valid_length)};
  }
  options.want = {.output = raw.part == Heatmaps::kOutput, .weights = raw.part == Heatmaps::kWeights, .scores = raw.part == Heatmaps::kScores};
  return options;
}

/// The core attends. The source was found to fit, so the core has no reason to refuse it.
void show_raw_attention(Heatmaps::Result& result, const Heatmaps::Input& input, const HeatmapSource& source) {
  const auto& tensors = input.file->tensors;
  const bool is_part = is_browsed(source), has_values = source.arrays.size() > 2;
  Heatmaps::RawOptions raw = input.raw;
  if (!has_values && raw.part == Heatmaps::kOutput) raw.part = Heatmaps::kWeights;
  if (has_values) result.value_width = tensors[source.arrays[2]].tensor.shape.back();
  if (raw.part == Heatmaps::kOutput) result.keys = result.value_width;
  for (std::int64_t layer = is_part ? result.layer : 0; layer < (is_part ? result.layer + 1 : source.layers); ++layer) {
    const auto part = [&](std::size_t which) { return part_of(tensors[source.arrays[which]].tensor, layer, is_part ? result.sample : -1); };
    const core::Tensor queries = part(0), keys = part(1);
    const core::Tensor values = raw.part == Heatmaps::kOutput ? part(2) : keys;  // not looked at
    auto attention = core::attend(queries, keys, values, attention_options(raw, source, queries.shape));
    if (!attention) continue;
    core::Tensor& wanted = raw.part == Heatmaps::kOutput ? attention->output : raw.part == Heatmaps::kScores ? attention->scores : attention->weights;
    const auto tensor = std::make_shared<const core::Tensor>(std::move(wanted));
    show_all(result, tensor);
    result.taken.push_back({source.layers == 1 || is_part ? "attention" : "attention_" + std::to_string(layer + 1), tensor});
  }
}

void show_file(Heatmaps::Result& result, const Heatmaps::Input& input) {
  result.sources = heatmap_sources(*input.file);
  result.source = std::min(static_cast<std::size_t>(std::max(0, input.source)), result.sources.size() - 1);
  const HeatmapSource& source = result.sources[result.source];
  result.layer = static_cast<int>(std::clamp<std::int64_t>(input.layer, 0, source.layers - 1));
  result.sample = static_cast<int>(std::clamp<std::int64_t>(input.sample, 0, source.samples - 1));
  result.queries = source.queries;
  result.keys = source.keys;
  if (source.kind == HeatmapSource::Kind::kRawAttention) show_raw_attention(result, input, source);
  else show_arrays(result, input.file, source);
  result.columns = source.heads;
  result.rows = is_browsed(source) ? 1 : source.layers * source.samples;
  result.is_grid = !is_browsed(source) && (result.rows > 1 || input.file->tensors[source.arrays.front()].tensor.rank() >= 4);
}

/// The matrices of the file opened before that stand where those of this one do; empty if none have their shape.
std::vector<const float*> counterparts(const Heatmaps::Input& input, const Heatmaps::Result& result) {
  const HeatmapSource* shown = result.shown_source();
  if (!shown || !input.previous || shown->kind == HeatmapSource::Kind::kRawAttention) return {};
  const auto fits = [&](const HeatmapSource& other) {
    return other.kind != HeatmapSource::Kind::kRawAttention && other.layers == shown->layers && other.samples == shown->samples && other.heads == shown->heads &&
           other.queries == shown->queries && other.keys == shown->keys;
  };
  const std::vector<HeatmapSource> sources = heatmap_sources(*input.previous);
  auto found = std::find_if(sources.begin(), sources.end(), [&](const HeatmapSource& other) { return fits(other) && other.name == shown->name; });
  if (found == sources.end()) found = std::find_if(sources.begin(), sources.end(), fits);
  if (found == sources.end()) return {};
  Heatmaps::Result other;
  other.layer = result.layer;
  other.sample = result.sample;
  show_arrays(other, input.previous, *found);
  return other.matrices;
}

/// One matrix made of those of all panels: their mean or maximum, or the difference of two. A number that is not
/// finite stays so.
core::Tensor combined(const Heatmaps::Result& result, const Heatmaps::Input& input) {
  const auto cells = static_cast<std::size_t>(result.queries * result.keys);
  const std::size_t panels = result.matrices.size();
  core::Tensor tensor = core::make_tensor({result.queries, result.keys});
  const auto panel = [&](int index) { return result.matrices[std::min(static_cast<std::size_t>(std::max(0, index)), panels - 1)]; };
  const auto how = static_cast<Combination>(input.combination);
  const float *minuend = panel(input.minuend), *subtrahend = panel(input.subtrahend);
  for (std::size_t i = 0; i < cells; ++i) {
    if (how == Combination::kDifference) {
      tensor.data[i] = minuend[i] - subtrahend[i];
      continue;
    }
    double sum = 0;
    float largest = -std::numeric_limits<float>::infinity();
    for (const float* matrix : result.matrices) {
      const float value = matrix[i];
      sum += value;
      largest = std::isnan(value) ? value : std::max(largest, value);
    }
    tensor.data[i] = how == Combination::kMean ? static_cast<float>(sum / static_cast<double>(panels)) : largest;
  }
  return tensor;
}

core::Tensor difference_of_files(const Heatmaps::Result& result, const std::vector<const float*>& others) {
  const auto cells = static_cast<std::size_t>(result.queries * result.keys);
  core::Tensor tensor = core::make_tensor({static_cast<std::int64_t>(result.matrices.size()), result.queries, result.keys});
  for (std::size_t panel = 0; panel < result.matrices.size(); ++panel)
    for (std::size_t i = 0; i < cells; ++i) tensor.data[panel * cells + i] = result.matrices[panel][i] - others[panel][i];
  return tensor;
}

void combine(Heatmaps::Result& result, const Heatmaps::Input& input) {
  result.given_panels = result.matrices.size();
  const std::vector<const float*> others = counterparts(input, result);
  result.can_compare_files = !others.empty();
  const auto how = static_cast<Combination>(input.combination);
  const bool is_of_files = how == Combination::kFileDifference;
  if (how == Combination::kEach || (is_of_files ? others.empty() : result.given_panels < 2)) return;
  const auto tensor = std::make_shared<const core::Tensor>(is_of_files ? difference_of_files(result, others) : combined(result, input));
  result.matrices.clear();
  show_all(result, tensor);
  result.taken = {{"attention", tensor}};
  if (!is_of_files) {
    result.rows = result.columns = 1;
    result.is_grid = false;
  }
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
  std::vector<double> values;
  for (const std::size_t panel : result.order) values.push_back(order_value(result.matrices[panel], result.queries, result.keys, order));
  const double sign = order == PanelOrder::kFirstKey ? -1 : 1;
  // NaN last: comparing with it must not upset the sorting.
  const auto key = [&](std::size_t panel) { return std::isnan(values[panel]) ? std::numeric_limits<double>::infinity() : sign * values[panel]; };
  std::stable_sort(result.order.begin(), result.order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  for (const std::size_t panel : result.order) result.order_value.push_back(values[panel]);
}

/// Summaries of matrices: those found when the file was read, else found now.
class Summaries {
 public:
  explicit Summaries(const formats::TensorFile* file) {
    if (!file) return;
    for (std::size_t i = 0; i < file->summaries.size(); ++i) {
      const core::Tensor& tensor = file->tensors[i].tensor;
      const std::size_t cells = tensor.data.size() / file->summaries[i].size();
      for (std::size_t k = 0; k < file->summaries[i].size(); ++k) known_[tensor.data.data() + k * cells] = &file->summaries[i][k];
    }
  }
  formats::MatrixSummary of(const float* matrix, std::int64_t queries, std::int64_t keys) const {
    const auto found = known_.find(matrix);
    return found != known_.end() ? *found->second : formats::summarise_matrix(matrix, queries, keys);
  }

 private:
  std::unordered_map<const float*, const formats::MatrixSummary*> known_;
};

/// What holds of all of them together.
formats::MatrixSummary of_all(const std::vector<formats::MatrixSummary>& matrices, std::int64_t cells) {
  formats::MatrixSummary all{.minimum = std::numeric_limits<float>::infinity(), .maximum = -std::numeric_limits<float>::infinity(), .do_rows_sum_to_one = true};
  for (const formats::MatrixSummary& matrix : matrices) {
    if (matrix.non_finite < cells) {
      all.minimum = std::min(all.minimum, matrix.minimum);
      all.maximum = std::max(all.maximum, matrix.maximum);
    }
    all.non_finite += matrix.non_finite;
    all.do_rows_sum_to_one &= matrix.do_rows_sum_to_one;
  }
  if (!(all.minimum <= all.maximum)) all.minimum = all.maximum = 0;
  return all;
}

}  // namespace

Heatmaps::Result Heatmaps::compute(const Input& input) {
  Result result;
  const bool is_file = input.preset == kFile && input.file;
  if (is_file) show_file(result, input);
  if (result.matrices.empty()) show_example(result, input);
  combine(result, input);

  result.order.resize(result.matrices.size());
  std::iota(result.order.begin(), result.order.end(), std::size_t{0});
  order_panels(result, static_cast<PanelOrder>(input.order));
  const Summaries summaries(is_file ? input.file.get() : nullptr);
  const auto summary_of = [&](const float* matrix) { return summaries.of(matrix, result.queries, result.keys); };
  for (const std::size_t place : result.order) result.panels.push_back(summary_of(result.matrices[place]));
  result.all = of_all(result.panels, result.queries * result.keys);
  std::vector<formats::MatrixSummary> overview;
  for (const float* matrix : result.overview) overview.push_back(summary_of(matrix));
  result.overview_all = of_all(overview, result.queries * result.keys);
  const auto new_content = [](std::size_t matrices) {
    constexpr std::size_t kPerContent = 4096;  // matrix() counts by 2^20
    const std::uint64_t first = view::new_content();
    for (std::size_t i = kPerContent; i < matrices; i += kPerContent) view::new_content();
    return first;
  };
  result.content = new_content(result.matrices.size());
  result.overview_content = new_content(result.overview.size());
  return result;
}

}  // namespace scenes
