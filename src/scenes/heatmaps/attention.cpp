// The attention of a file's queries and keys, computed by the core some rows at a time.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "core/attention.h"
#include "core/window.h"
#include "scenes/heatmaps/steps.h"

namespace scenes::heatmaps {

namespace {

constexpr std::int64_t kProductsPerStep = std::int64_t{1} << 25;  // of one query and one key: a few milliseconds
constexpr std::int64_t kThumbnail = 64;                           // pixels on a side, at most

/// One matrix (length, width) of queries, keys or values: number `index` of those in the tensor, heads fastest.
core::Tensor matrix_at(const core::Tensor& tensor, std::int64_t index, bool is_length_first) {
  const std::size_t rank = tensor.shape.size();
  const std::int64_t width = tensor.shape[rank - 1];
  if (!is_length_first) {
    const core::Shape shape{tensor.shape[rank - 2], width};
    const auto first = tensor.data.begin() + index * core::element_count(shape);
    return {shape, {first, first + core::element_count(shape)}};
  }
  const std::int64_t heads = tensor.shape[rank - 2], length = tensor.shape[rank - 3];
  core::Tensor matrix{{length, width}, {}};
  matrix.data.reserve(to_size(length * width));
  for (std::int64_t position = 0; position < length; ++position) {
    const auto first = tensor.data.begin() + ((index / heads * length + position) * heads + index % heads) * width;
    matrix.data.insert(matrix.data.end(), first, first + width);
  }
  return matrix;
}

core::Tensor rows_of(const core::Tensor& matrix, std::int64_t first, std::int64_t count) {
  const auto begin = matrix.data.begin() + first * matrix.shape[1];
  return {{count, matrix.shape[1]}, {begin, begin + count * matrix.shape[1]}};
}

/// How the core is to score, with the parameters from the file.
core::AttentionOptions attention_options(const formats::TensorFile& file, const Heatmaps::RawOptions& raw, int scoring,
                                         const HeatmapSource& source) {
  ScoringOptions wanted = raw;
  wanted.scoring = scoring;
  if (wanted.kernel_width <= 0) wanted.kernel_width = usual_kernel_width(source);
  core::AttentionOptions options = core_options(wanted);
  if (scoring == kAdditive) {
    options.parameters.query_weights = file.tensors[(*source.additive)[0]].tensor;
    options.parameters.key_weights = file.tensors[(*source.additive)[1]].tensor;
    options.parameters.score_vector = file.tensors[(*source.additive)[2]].tensor;
    options.parameters.score_vector.shape = {core::element_count(options.parameters.score_vector.shape)};
  }
  if (scoring == kBilinear) options.parameters.matrix = file.tensors[*source.bilinear].tensor;
  options.mask.is_causal = raw.is_causal;
  if (raw.valid_length > 0 && raw.valid_length < source.keys)
    options.mask.valid_lengths = core::IntegerTensor{{1}, {raw.valid_length}};
  return options;
}

/// Rows of one head's matrix that make a step.
std::int64_t rows_per_step(const HeatmapSource& source, const core::AttentionOptions& options,
                           std::int64_t value_width) {
  constexpr std::int64_t kTanh = 12, kDifference = 8, kExponential = 8;  // as dear as so many products
  const bool has_distance =
      options.scoring == core::Scoring::kGaussian || core::is_kernel_without_softmax(options.scoring);
  const std::int64_t each =
      kExponential + value_width +
      (options.scoring == core::Scoring::kAdditive ? kTanh * options.parameters.score_vector.shape[0]
                                                   : source.query_width * (has_distance ? kDifference : 1));
  // Additive scoring projects all keys in every step: that must not outweigh the step's own rows.
  const std::int64_t least =
      options.scoring == core::Scoring::kAdditive ? std::max<std::int64_t>(1, source.key_width / kTanh) : 1;
  return std::min(source.queries, std::max(least, kProductsPerStep / (each * source.keys)));
}

/// Where the keys of query matrix `matrix` are: several heads may share theirs.
std::int64_t key_matrix(std::int64_t matrix, const HeatmapSource& source, const core::Tensor& keys) {
  const std::int64_t key_heads =
      keys.rank() >= 3 ? keys.shape[keys.shape.size() - (source.is_length_first ? 2 : 3)] : 1;
  return matrix / source.heads * key_heads + matrix % source.heads / (source.heads / key_heads);
}

/// Some queries' rows of the file's mask, for one matrix.
void put_mask(core::Mask& mask, const Heatmaps::Result& result, const formats::TensorFile& file,
              const HeatmapSource& source, std::int64_t matrix, std::int64_t first, std::int64_t count) {
  if (result.mask == MaskUse::kUnused) return;
  const core::Tensor& numbers = file.tensors[*source.mask].tensor;
  const MaskStrides strides = *mask_strides(numbers.shape, source);
  const std::int64_t outer = matrix / source.heads;
  const std::int64_t start = outer / source.samples * strides.layer + outer % source.samples * strides.sample +
                             matrix % source.heads * strides.head;
  core::Tensor added{{count, source.keys}, {}};
  core::ByteTensor allowed{{count, source.keys}, {}};
  for (std::int64_t query = first; query < first + count; ++query) {
    const auto row = numbers.data.begin() + start + query * strides.query;
    if (result.mask == MaskUse::kAdded)
      added.data.insert(added.data.end(), row, row + source.keys);
    else
      std::transform(row, row + source.keys, std::back_inserter(allowed.data), [&](float number) {
        return static_cast<std::uint8_t>((number == 1) == (result.mask == MaskUse::kOneIsSeen));
      });
  }
  if (result.mask == MaskUse::kAdded)
    mask.additive = std::move(added);
  else
    mask.allowed = std::move(allowed);
}

}  // namespace

std::vector<int> possible_scorings(const HeatmapSource& source) {
  std::vector<int> scorings;
  for (int scoring = 0; scoring < kScoringCount; ++scoring) {
    const bool is_possible = scoring == kAdditive   ? source.additive.has_value()
                             : scoring == kBilinear ? source.bilinear.has_value()
                                                    : source.query_width == source.key_width;
    if (is_possible) scorings.push_back(scoring);
  }
  return scorings;
}

Steps attend_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input, const HeatmapSource& source) {
  const auto tensor_of = [&](std::size_t part) -> const core::Tensor& {
    return input.file->tensors[source.arrays[part]].tensor;
  };
  const bool is_output = result.is_output, are_scores = input.raw.part == Heatmaps::kScores;
  core::AttentionOptions options = attention_options(*input.file, input.raw, result.scoring, source);
  options.want = {.output = is_output, .weights = !is_output && !are_scores, .scores = are_scores};
  const std::int64_t step = rows_per_step(source, options, is_output ? result.value_width : 0);
  std::vector<float>* filled = nullptr;
  // Shown are all matrices, or the heads of one layer and sample. Layers are taken away one by one.
  const std::size_t rank = tensor_of(0).shape.size();
  const std::int64_t shown = shown_matrices(source),
                     first_shown =
                         is_browsed(source) ? (result.layer * source.samples + result.sample) * source.heads : 0;
  const std::int64_t tensors = rank == 5 && !is_browsed(source) ? source.layers : 1, per_tensor = shown / tensors;
  for (std::int64_t i = 0; i < shown; ++i) {
    if (i % per_tensor == 0) {
      core::Shape shape{source.queries, result.keys};
      if (rank >= 3) shape.insert(shape.begin(), source.heads);
      if (rank >= 4) shape.insert(shape.begin(), per_tensor / source.heads);
      const auto tensor = std::make_shared<core::Tensor>(core::Tensor{shape, {}});
      tensor->data.reserve(to_size(core::element_count(shape)));
      filled = &tensor->data;
      result.owners.push_back(tensor);
      result.taken.push_back({tensors == 1 ? "attention" : "attention_" + std::to_string(i / per_tensor), tensor});
    }
    const std::int64_t matrix = first_shown + i, shared = key_matrix(matrix, source, tensor_of(1));
    const auto matrix_of = [&](std::size_t part, std::int64_t index) {
      return matrix_at(tensor_of(part), index, source.is_length_first);
    };
    const core::Tensor queries = matrix_of(0, matrix), keys = matrix_of(1, shared);
    const core::Tensor values = is_output ? matrix_of(2, shared) : core::Tensor{{source.keys, 0}, {}};
    result.matrices.push_back(filled->data() + filled->size());
    for (std::int64_t first = 0; first < source.queries; first += step) {
      options.mask.first_query = first;
      put_mask(options.mask, result, *input.file, source, matrix, first, std::min(step, source.queries - first));
      const auto part =
          core::attend(rows_of(queries, first, std::min(step, source.queries - first)), keys, values, options);
      if (!part) std::abort();  // the source was found to fit, so the core has no reason to refuse it
      const core::Tensor& wanted = is_output ? part->output : are_scores ? part->scores : part->weights;
      filled->insert(filled->end(), wanted.data.begin(), wanted.data.end());
      result.rows_without_key += count_of(part->fully_masked_rows);
      co_yield (static_cast<double>(i) + static_cast<double>(first) / static_cast<double>(source.queries)) /
          static_cast<double>(shown);
    }
  }
  if (!is_browsed(source) && shown > kMostPanels) {
    result.overview = result.matrices;
    result.overview_keys = result.keys;
  }
}

Steps overview_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input, const HeatmapSource& source,
                        const Heatmaps::Result* last) {
  result.overview_queries = std::min(kThumbnail, source.queries);
  result.overview_keys = std::min(kThumbnail, source.keys);
  Heatmaps::RawOptions raw = input.raw;
  raw.part = Heatmaps::kWeights;  // whatever is shown of the layer that is looked at
  const auto is_same = [&](const Heatmaps::RawOverview& other) {
    return other.file == input.file && other.source == result.source && other.sample == result.sample &&
           other.raw == raw;
  };
  const std::int64_t pixels = result.overview_queries * result.overview_keys;
  if (last && last->raw_overview && is_same(*last->raw_overview)) {
    result.raw_overview = last->raw_overview;
  } else {
    const auto overview = std::make_shared<Heatmaps::RawOverview>(
        Heatmaps::RawOverview{input.file,
                              result.source,
                              result.sample,
                              raw,
                              {{source.layers * source.heads, result.overview_queries, result.overview_keys}, {}}});
    const auto tensor_of = [&](std::size_t part) -> const core::Tensor& {
      return input.file->tensors[source.arrays[part]].tensor;
    };
    core::AttentionOptions options = attention_options(*input.file, raw, result.scoring, source);
    const std::int64_t step = rows_per_step(source, options, 0), count = source.layers * source.heads;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t matrix = (i / source.heads * source.samples + result.sample) * source.heads + i % source.heads;
      put_mask(options.mask, result, *input.file, source, matrix, 0, source.queries);
      const auto matrix_of = [&](std::size_t part, std::int64_t index) {
        return matrix_at(tensor_of(part), index, source.is_length_first);
      };
      auto window = core::AttentionWindow::open(matrix_of(0, matrix),
                                                matrix_of(1, key_matrix(matrix, source, tensor_of(1))), options);
      if (!window || window->look({0, source.queries, 0, source.keys, result.overview_queries, result.overview_keys,
                                   core::Reduction::kMaximum}))
        std::abort();
      for (double done = 0; done < 1;) {
        done = window->advance(step);
        co_yield (static_cast<double>(i) + done) / static_cast<double>(count);
      }
      const core::Tensor& picture = window->picture();
      overview->thumbnails.data.insert(overview->thumbnails.data.end(), picture.data.begin(), picture.data.end());
    }
    result.raw_overview = overview;
  }
  const std::vector<float>& numbers = result.raw_overview->thumbnails.data;
  for (auto at = numbers.data(); at < numbers.data() + numbers.size(); at += pixels) result.overview.push_back(at);
}

}  // namespace scenes::heatmaps
