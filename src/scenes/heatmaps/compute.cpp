// What the heatmaps show: the book's examples, computed by the core, and what the reader's file holds.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/attention.h"
#include "core/multi_head.h"
#include "core/random.h"
#include "formats/elements.h"
#include "formats/summary.h"
#include "scenes/heatmaps/steps.h"

namespace scenes::heatmaps {

namespace {

core::Tensor identity(std::int64_t size) {
  core::Tensor matrix = core::make_tensor({size, size});
  for (std::int64_t i = 0; i < size; ++i) nth(matrix.data, i * size + i) = 1;
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

/// Untrained self-attention of twelve random tokens, (heads, queries, keys). Wide weights make the heads differ
/// visibly.
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

core::Tensor carried(const Heatmaps::Carried& given) {
  return {{given.rows, given.columns}, {given.numbers.begin(), given.numbers.end()}};
}

core::Tensor example(const Heatmaps::Input& input) {
  switch (input.preset) {
    case Heatmaps::kOwn:
      return carried(input.carried);
    case Heatmaps::kRandomSoftmax:
      return random_softmax(input.seed);
    case Heatmaps::kSixHeads:
      return six_heads(input.seed);
    case Heatmaps::kBookHeads:
      return book_heads(input.seed);
    default:
      return identity(10);
  }
}

/// The matrices of one tensor (…, queries, keys) are added to those that are shown.
void show_all(Heatmaps::Result& result, const std::shared_ptr<const core::Tensor>& tensor) {
  const std::size_t cells = to_size(result.queries * result.keys);
  for (std::size_t start = 0; start < tensor->data.size(); start += cells)
    result.matrices.push_back(tensor->data.data() + start);
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
const float* matrix_of(const formats::TensorFile& file, const HeatmapSource& source, std::int64_t layer,
                       std::int64_t sample, std::int64_t head) {
  const std::int64_t cells = source.queries * source.keys;
  std::int64_t index = (layer * source.samples + sample) * source.heads + head;
  std::size_t array = source.arrays.front();
  if (source.kind == HeatmapSource::Kind::kStack) {
    const std::int64_t per_array = source.matrices() / count_of(source.arrays);
    array = nth(source.arrays, index / per_array);
    index %= per_array;
  }
  return file.tensors[array].tensor.data.data() + index * cells;
}

/// Sets out what of the file is to be shown. Raw attention is still to be computed.
void show_file(Heatmaps::Result& result, const Heatmaps::Input& input) {
  const auto is_raw = [](const HeatmapSource& source) { return source.kind == HeatmapSource::Kind::kRawAttention; };
  result.sources = heatmap_sources(*input.file);
  result.source = std::clamp(input.source, 0, count_of(result.sources) - 1);
  result.unused = unused_parts(*input.file);
  HeatmapSource* source = &nth(result.sources, result.source);
  if (is_raw(*source)) {
    if (source->fits_heads_first && source->fits_length_first)
      *source = laid_out(*input.file, *source, input.raw.is_length_first);
    if (source->arrays.size() > 2) result.value_width = input.file->tensors[source->arrays[2]].tensor.shape.back();
    result.is_output = input.raw.part == Heatmaps::kOutput && result.value_width > 0;
    const auto rows = static_cast<double>(shown_matrices(*source) * source->queries);
    const double numbers = rows * static_cast<double>(result.is_output ? result.value_width : source->keys);
    if (numbers > static_cast<double>(formats::kMaxNumbers) ||
        !formats::memory_is_available(sizeof(float) * static_cast<std::uint64_t>(numbers))) {
      result.lacks_memory = true;
      result.value_width = 0;
      result.is_output = false;
      result.source = static_cast<int>(std::ranges::find_if_not(result.sources, is_raw) - result.sources.begin());
      source = &nth(result.sources, result.source);  // there is one: every array is a source, too
    }
  }
  result.layer = static_cast<int>(std::clamp<std::int64_t>(input.layer, 0, source->layers - 1));
  result.sample = static_cast<int>(std::clamp<std::int64_t>(input.sample, 0, source->samples - 1));
  result.queries = result.overview_queries = source->queries;
  result.keys = result.overview_keys = source->keys;
  result.columns = source->heads;
  result.rows = is_browsed(*source) ? 1 : source->layers * source->samples;
  result.is_grid =
      !is_browsed(*source) && (result.rows > 1 || input.file->tensors[source->arrays.front()].tensor.rank() >= 4);
  result.labels = labels_of(input.file, *source);
  if (!is_raw(*source)) return show_arrays(result, input.file, *source);
  result.scorings = possible_scorings(*source);
  const bool is_possible =
      std::find(result.scorings.begin(), result.scorings.end(), input.raw.scoring) != result.scorings.end();
  result.scoring = is_possible ? input.raw.scoring : result.scorings.front();
  result.mask_uses = mask_uses(*input.file, *source);
  // A kernel without softmax has no scores that something could be added to.
  const core::Scoring scoring = core_scoring(result.scoring, input.raw.is_scaled);
  if (core::is_kernel_without_softmax(scoring)) std::erase(result.mask_uses, MaskUse::kAdded);
  const bool is_wished = input.raw.mask && std::find(result.mask_uses.begin(), result.mask_uses.end(),
                                                     *input.raw.mask) != result.mask_uses.end();
  if (!result.mask_uses.empty()) result.mask = is_wished ? *input.raw.mask : result.mask_uses.front();
  if (result.is_output) result.keys = result.value_width;
}

/// What holds of all of them together.
formats::MatrixSummary of_all(const std::vector<formats::MatrixSummary>& matrices, std::int64_t cells) {
  formats::MatrixSummary all{.minimum = std::numeric_limits<float>::infinity(),
                             .maximum = -std::numeric_limits<float>::infinity(),
                             .do_rows_sum_to_one = true};
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

/// Finds what the panels and the overview are like: as it was found when the file was read, else by looking.
Steps summarise_in_steps(Heatmaps::Result& result, const formats::TensorFile* file) {
  std::unordered_map<const float*, formats::MatrixSummary> known;
  for (std::size_t i = 0; file && i < file->summaries.size(); ++i) {
    const core::Tensor& tensor = file->tensors[i].tensor;
    const std::size_t cells = tensor.data.size() / file->summaries[i].size();
    for (std::size_t k = 0; k < file->summaries[i].size(); ++k)
      known[tensor.data.data() + k * cells] = file->summaries[i][k];
  }
  struct Wanted {
    const float* matrix;
    std::int64_t rows, columns;
  };
  std::vector<Wanted> wanted;
  for (const float* matrix : result.matrices) wanted.push_back({matrix, result.queries, result.keys});
  for (const float* matrix : result.overview) wanted.push_back({matrix, result.overview_queries, result.overview_keys});
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto [matrix, rows, columns] = wanted[i];
    if (known.contains(matrix)) continue;
    formats::RowsSummary summary;
    const std::int64_t step = std::max<std::int64_t>(1, kNumbersPerStep / columns);
    for (std::int64_t row = 0; row < rows; row += step) {
      summary.add(matrix + row * columns, std::min(step, rows - row), columns);
      co_yield (static_cast<double>(i) + static_cast<double>(row) / static_cast<double>(rows)) /
          static_cast<double>(wanted.size());
    }
    known[matrix] = summary.summary();
  }
  for (const int place : result.order) result.panels.push_back(known[nth(result.matrices, place)]);
  result.all = of_all(result.panels, result.queries * result.keys);
  std::vector<formats::MatrixSummary> overview;
  for (const float* matrix : result.overview) overview.push_back(known[matrix]);
  result.overview_all = of_all(overview, result.overview_queries * result.overview_keys);
}

/// A number that panel i of so many can be told by, together with i: see Result::matrix().
std::uint64_t new_content(std::size_t matrices) {
  constexpr std::size_t kPerContent = 4096;  // matrix() counts by 2^20
  const std::uint64_t first = view::new_content();
  for (std::size_t i = kPerContent; i < matrices; i += kPerContent) view::new_content();
  return first;
}

struct Stage {
  Steps steps;
  double cost;  // roughly, in numbers that are touched
};

}  // namespace

void show_arrays(Heatmaps::Result& result, const std::shared_ptr<const formats::TensorFile>& file,
                 const HeatmapSource& source) {
  result.owners.push_back(file);
  if (is_browsed(source)) {
    for (std::int64_t head = 0; head < source.heads; ++head)
      result.matrices.push_back(matrix_of(*file, source, result.layer, result.sample, head));
    for (std::int64_t layer = 0; layer < source.layers && source.layers * source.heads <= kMostThumbnails; ++layer)
      for (std::int64_t head = 0; head < source.heads; ++head)
        result.overview.push_back(matrix_of(*file, source, layer, result.sample, head));
  } else {
    for (std::int64_t layer = 0; layer < source.layers; ++layer)
      for (std::int64_t sample = 0; sample < source.samples; ++sample)
        for (std::int64_t head = 0; head < source.heads; ++head)
          result.matrices.push_back(matrix_of(*file, source, layer, sample, head));
    if (source.matrices() > kMostPanels && source.matrices() <= kMostThumbnails) result.overview = result.matrices;
  }
  for (const std::size_t array : source.arrays)
    result.taken.push_back(
        {source.arrays.size() == 1 ? "attention" : file->tensors[array].name, {file, &file->tensors[array].tensor}});
}

Steps Heatmaps::compute(const Input& input, const Result* last, Result& result) {
  const bool is_file = input.preset == kFile && input.file;
  if (is_file)
    show_file(result, input);
  else
    show_example(result, input);
  const HeatmapSource* source = result.shown_source();
  const bool is_raw = source && source->kind == HeatmapSource::Kind::kRawAttention;
  const double panels = static_cast<double>(is_raw ? shown_matrices(*source) : std::ssize(result.matrices));
  const double numbers = panels * static_cast<double>(result.queries * result.keys);

  std::vector<Stage> stages;
  if (is_raw) {
    const double products = static_cast<double>(source->query_width + 8) / 8;
    stages.push_back({attend_in_steps(result, input, *source), numbers * products});
    if (is_browsed(*source) && source->layers > 1 && source->layers * source->heads <= kMostThumbnails)
      stages.push_back(
          {overview_in_steps(result, input, *source, last), numbers * products * static_cast<double>(source->layers)});
  }
  stages.push_back({combine_in_steps(result, input), input.combination == 0 ? 0 : numbers});
  stages.push_back({order_in_steps(result, static_cast<PanelOrder>(input.order)), input.order == 0 ? 0 : 4 * numbers});
  stages.push_back({summarise_in_steps(result, is_file ? input.file.get() : nullptr),
                    is_raw || input.combination != 0 ? numbers : 1});
  stages.push_back({measure_in_steps(result), 4 * numbers});
  double cost = 0, done = 0;
  for (const Stage& stage : stages) cost += stage.cost;
  for (Stage& stage : stages) {
    while (stage.steps.advance()) co_yield (done + stage.cost * stage.steps.share()) / cost;
    done += stage.cost;
  }
  result.content = new_content(result.matrices.size());
  result.overview_content = new_content(result.overview.size());
}

}  // namespace scenes::heatmaps
