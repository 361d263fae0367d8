#include "scenes/heatmaps_sources.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "formats/layout.h"
#include "formats/table_names.h"

namespace scenes {

namespace {

using formats::TensorFile;
using Kind = HeatmapSource::Kind;

/// The axes before the last two, filled in from the innermost: heads, then samples, then layers. The only one before
/// the heads may be either.
void adopt_axes(HeatmapSource& source, const core::Shape& shape) {
  const std::size_t rank = shape.size();
  source.queries = shape[rank - 2];
  source.keys = shape[rank - 1];
  if (rank >= 3) source.heads = shape[rank - 3];
  if (rank >= 4) source.samples = shape[rank - 4];
  if (rank >= 5) source.layers = shape[rank - 5];
  if (rank == 4) {
    std::swap(source.layers, source.samples);
    source.are_rows_ambiguous = source.layers > 1;
  }
}

/// Everything but the two lengths and widths must agree; several query heads may share a key head (grouped queries).
bool can_attend(const core::Shape& queries, const core::Shape& keys) {
  const std::size_t rank = queries.size();
  for (std::size_t axis = 0; axis + 2 < rank; ++axis) {
    const bool is_heads = axis + 3 == rank && rank >= 4;
    if (is_heads ? queries[axis] % keys[axis] != 0 : queries[axis] != keys[axis]) return false;
  }
  return true;
}

/// The same heads and as many as the keys.
bool are_values_of(const core::Shape& values, const core::Shape& keys) {
  return values.size() == keys.size() && std::equal(values.begin(), values.end() - 1, keys.begin());
}

/// W_q (h, d_q), W_k (h, d_k) and w_v (1, h) or (h, 1).
bool are_additive(const core::Shape& query_weights, const core::Shape& key_weights, const core::Shape& score_vector, const HeatmapSource& source) {
  if (query_weights.size() != 2 || key_weights.size() != 2 || score_vector.size() != 2) return false;
  const std::int64_t hidden = query_weights[0];
  return key_weights[0] == hidden && query_weights[1] == source.query_width && key_weights[1] == source.key_width &&
         core::element_count(score_vector) == hidden;
}

void add_raw_attention(const TensorFile& file, std::vector<HeatmapSource>& sources) {
  const auto shape = [&](std::size_t array) -> const core::Shape& { return file.tensors[array].tensor.shape; };
  for (const formats::RawAttention& raw : formats::find_raw_attention(file)) {
    if (!can_attend(shape(raw.queries), shape(raw.keys))) continue;
    HeatmapSource source{.kind = Kind::kRawAttention, .name = raw.name, .arrays = {raw.queries, raw.keys}};
    adopt_axes(source, shape(raw.queries));
    source.keys = shape(raw.keys)[shape(raw.keys).size() - 2];
    source.query_width = shape(raw.queries).back();
    source.key_width = shape(raw.keys).back();
    if (raw.additive && are_additive(shape((*raw.additive)[0]), shape((*raw.additive)[1]), shape((*raw.additive)[2]), source)) source.additive = raw.additive;
    if (raw.bilinear && shape(*raw.bilinear) == core::Shape{source.query_width, source.key_width}) source.bilinear = raw.bilinear;
    if (source.query_width != source.key_width && !source.additive && !source.bilinear) continue;
    if (raw.values && are_values_of(shape(*raw.values), shape(raw.keys))) source.arrays.push_back(*raw.values);
    const auto numbers = static_cast<double>(source.matrices()) * static_cast<double>(source.queries) * static_cast<double>(source.keys);
    const double computed = is_browsed(source) ? numbers / static_cast<double>(source.layers * source.samples) : numbers;
    if (computed <= static_cast<double>(formats::kMaxNumbers)) sources.push_back(std::move(source));
  }
}

}  // namespace

std::vector<HeatmapSource> heatmap_sources(const TensorFile& file) {
  std::vector<HeatmapSource> sources;
  add_raw_attention(file, sources);
  std::map<std::size_t, HeatmapSource::Content> contents;
  for (const HeatmapSource& raw : sources) {
    for (const std::size_t array : raw.arrays) contents[array] = HeatmapSource::Content::kVectors;
    if (raw.additive)
      for (const std::size_t array : *raw.additive) contents[array] = HeatmapSource::Content::kParameters;
    if (raw.bilinear) contents[*raw.bilinear] = HeatmapSource::Content::kParameters;
  }
  for (formats::Stack& stack : formats::find_stacks(file)) {
    HeatmapSource source{.kind = Kind::kStack, .name = std::move(stack.name), .arrays = std::move(stack.arrays)};
    adopt_axes(source, file.tensors[source.arrays.front()].tensor.shape);
    source.layers = stack.layers;
    if (source.heads == 1) source.heads = stack.heads;
    sources.push_back(std::move(source));
  }
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    const core::Shape& shape = file.tensors[i].tensor.shape;
    HeatmapSource source{.name = file.tensors[i].name, .arrays = {i}};
    adopt_axes(source, shape);
    if (const auto known = contents.find(i); known != contents.end()) source.content = known->second;
    sources.push_back(std::move(source));
  }
  return sources;
}

std::size_t first_source(const TensorFile& file, const std::vector<HeatmapSource>& sources) {
  if (sources.front().kind == Kind::kRawAttention) return 0;
  const auto are_weights = [&](const HeatmapSource& source) {
    return std::ranges::all_of(source.arrays, [&](std::size_t array) {
      return array < file.summaries.size() && std::ranges::all_of(file.summaries[array], &formats::MatrixSummary::do_rows_sum_to_one);
    });
  };
  const auto found = std::ranges::find_if(sources, are_weights);
  return found == sources.end() ? 0 : static_cast<std::size_t>(found - sources.begin());
}

TableReadings::TableReadings(std::shared_ptr<const TensorFile> file) : file_(std::move(file)) {
  if (!file_->table) return;
  readings_[index(file_->table->is_row, file_->table->is_column)] = file_;
  for (const bool is_row : {false, true})
    for (const bool is_column : {false, true}) is_possible_[index(is_row, is_column)] = formats::can_be_read_otherwise(*file_, is_row, is_column);
}

std::shared_ptr<const TensorFile> TableReadings::read(bool is_row_names, bool is_column_names) {
  auto& reading = readings_[index(is_row_names, is_column_names)];
  if (!reading) {
    if (auto other = formats::read_otherwise(*file_, is_row_names, is_column_names)) reading = std::make_shared<const TensorFile>(std::move(*other));
  }
  return reading ? reading : file_;
}

double usual_kernel_width(const HeatmapSource& source) { return std::sqrt(static_cast<double>(std::max<std::int64_t>(1, source.query_width))); }

bool is_browsed(const HeatmapSource& source) {
  const bool has_two = source.layers > 1 && source.samples > 1;
  return has_two || (source.layers * source.samples > 1 && source.matrices() > kMostPanels);
}

std::int64_t shown_matrices(const HeatmapSource& source) { return is_browsed(source) ? source.heads : source.matrices(); }

}  // namespace scenes
