#include "scenes/heatmaps/sources.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "formats/layout.h"
#include "formats/table_names.h"
#include "formats/text.h"

namespace scenes::heatmaps {

namespace {

using formats::Problem;
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

/// Everything but the two lengths and widths must agree; several query heads may share a key head (grouped queries),
/// where an axis is surely that of heads.
bool can_attend(const core::Shape& queries, const core::Shape& keys, bool is_length_first) {
  const std::size_t rank = queries.size();
  if (keys.size() != rank || (is_length_first && rank < 3)) return false;
  const std::size_t length = rank - (is_length_first ? 3 : 2), heads = rank - (is_length_first ? 2 : 3);
  for (std::size_t axis = 0; axis + 1 < rank; ++axis) {
    if (axis == length) continue;
    const bool is_shared = axis == heads && (is_length_first || rank >= 4);
    if (is_shared ? queries[axis] % keys[axis] != 0 : queries[axis] != keys[axis]) return false;
  }
  return true;
}

/// The same heads and as many as the keys.
bool are_values_of(const core::Shape& values, const core::Shape& keys) {
  return values.size() == keys.size() && std::equal(values.begin(), values.end() - 1, keys.begin());
}

/// W_q (h, d_q), W_k (h, d_k) and w_v (1, h) or (h, 1).
bool are_additive(const core::Shape& query_weights, const core::Shape& key_weights, const core::Shape& score_vector,
                  const HeatmapSource& source) {
  if (query_weights.size() != 2 || key_weights.size() != 2 || score_vector.size() != 2) return false;
  const std::int64_t hidden = query_weights[0];
  return key_weights[0] == hidden && query_weights[1] == source.query_width && key_weights[1] == source.key_width &&
         core::element_count(score_vector) == hidden;
}

const core::Shape& shape_of(const TensorFile& file, std::size_t array) { return file.tensors[array].tensor.shape; }

/// Counts the axes of raw attention as they are laid out.
void adopt_layout(const TensorFile& file, HeatmapSource& source, bool is_length_first) {
  core::Shape queries = shape_of(file, source.arrays[0]);
  const core::Shape& keys = shape_of(file, source.arrays[1]);
  const std::size_t rank = queries.size();
  if (is_length_first) std::swap(queries[rank - 3], queries[rank - 2]);
  source.layers = source.samples = source.heads = 1;
  adopt_axes(source, queries);
  source.keys = keys[rank - (is_length_first ? 3 : 2)];
  source.is_length_first = is_length_first;
}

/// The attention of these queries and keys, or why there is none. `unused` gets what else is not used.
std::optional<HeatmapSource> attended(const TensorFile& file, const formats::RawAttention& raw,
                                      std::vector<Problem>& unused) {
  const core::Shape &queries = shape_of(file, raw.queries), &keys = shape_of(file, raw.keys);
  const auto refuse = [&](std::string_view zh, std::string_view en, std::initializer_list<std::string> parts) {
    unused.push_back(formats::problem_with("", zh, en, parts));
    return std::nullopt;
  };
  const std::string &query_name = file.tensors[raw.queries].name, &key_name = file.tensors[raw.keys].name;
  HeatmapSource source{.kind = Kind::kRawAttention, .name = raw.name, .arrays = {raw.queries, raw.keys}};
  source.fits_heads_first = can_attend(queries, keys, false);
  source.fits_length_first = can_attend(queries, keys, true);
  if (!source.fits_heads_first && !source.fits_length_first) {
    return refuse("“{0}” {1} 与“{2}” {3} 的形状不相配，没有算注意力：批量必须相同，查询的头数必须是键的头数的倍数。",
                  "No attention was computed: the shapes of “{0}” {1} and “{2}” {3} do not fit. The batch must be the "
                  "same, and the heads of the queries a multiple of the keys’.",
                  {query_name, core::shape_text(queries), key_name, core::shape_text(keys)});
  }
  source.query_width = queries.back();
  source.key_width = keys.back();
  adopt_layout(file, source, !source.fits_heads_first);
  const auto shape = [&](std::size_t array) -> const core::Shape& { return shape_of(file, array); };
  if (raw.additive &&
      are_additive(shape((*raw.additive)[0]), shape((*raw.additive)[1]), shape((*raw.additive)[2]), source))
    source.additive = raw.additive;
  if (raw.bilinear && shape(*raw.bilinear) == core::Shape{source.query_width, source.key_width})
    source.bilinear = raw.bilinear;
  if (source.query_width != source.key_width && !source.additive && !source.bilinear) {
    return refuse(
        "没有算注意力：查询“{0}”宽 {1}，键“{2}”宽 {3}，点积要求两者相同。请在文件里一并存入 W_q、W_k、w_v (加性) 或 W "
        "(双线性)，或导出投影之后的 q 和 k。",
        "No attention was computed: the queries “{0}” are {1} wide and the keys “{2}” {3}, and a dot product needs "
        "equal widths. Save W_q, W_k, w_v (additive) or W (bilinear) with them, or q and k after their projections.",
        {query_name, std::to_string(source.query_width), key_name, std::to_string(source.key_width)});
  }
  if (raw.values && are_values_of(shape(*raw.values), keys))
    source.arrays.push_back(*raw.values);
  else if (raw.values) {
    refuse("值“{0}”的形状 {1} 与键的 {2} 不相配，没有使用。",
           "The values “{0}” are not used: their shape {1} does not fit the keys’ {2}.",
           {file.tensors[*raw.values].name, core::shape_text(shape(*raw.values)), core::shape_text(keys)});
  }
  if (raw.mask) {
    const bool fits_other = source.fits_heads_first && source.fits_length_first;
    if (mask_strides(shape(*raw.mask), source) ||
        (fits_other && mask_strides(shape(*raw.mask), laid_out(file, source, !source.is_length_first))))
      source.mask = raw.mask;
    else {
      refuse("掩蔽“{0}”没有使用：它的形状 {1} 不能广播到得分的 ({2} 个头, {3} 个查询, {4} 个键)。",
             "The mask “{0}” is not used: its shape {1} does not broadcast to the scores’ ({2} {2|head|heads}, {3} "
             "{3|query|queries}, {4} {4|key|keys}).",
             {file.tensors[*raw.mask].name, core::shape_text(shape(*raw.mask)), std::to_string(source.heads),
              std::to_string(source.queries), std::to_string(source.keys)});
    }
  }
  const auto numbers =
      static_cast<double>(source.matrices()) * static_cast<double>(source.queries) * static_cast<double>(source.keys);
  const double computed = is_browsed(source) ? numbers / static_cast<double>(source.layers * source.samples) : numbers;
  if (computed > static_cast<double>(formats::kMaxNumbers)) {
    return refuse(
        "没有算“{0}”和“{1}”的注意力：权重超过 {2} 个，太多了。请只导出其中几个头。",
        "No attention of “{0}” and “{1}” was computed: it would have more than {2} weights. Export fewer heads.",
        {query_name, key_name, formats::with_thousands(formats::kMaxNumbers)});
  }
  return source;
}

}  // namespace

std::optional<MaskStrides> mask_strides(const core::Shape& mask, const HeatmapSource& source) {
  const std::size_t rank = mask.size();
  const auto extent = [&](std::size_t from_last) { return from_last <= rank ? mask[rank - from_last] : 1; };
  if (rank > 5 || extent(1) != source.keys) return std::nullopt;
  MaskStrides strides;
  std::int64_t stride = source.keys;
  const auto place = [&](std::size_t from_last, std::int64_t wanted, std::int64_t& target) {
    const std::int64_t have = extent(from_last);
    if (have != 1 && have != wanted) return false;
    target = have == 1 ? 0 : stride;
    stride *= have;
    return true;
  };
  // Of four axes the first may be counted as layers: it is the other one that is 1 then.
  std::int64_t& outer = source.layers > 1 && source.samples == 1 ? strides.layer : strides.sample;
  const std::int64_t outer_extent = source.layers > 1 && source.samples == 1 ? source.layers : source.samples;
  if (rank == 2 && !place(2, source.queries, strides.query))
    return place(2, outer_extent, outer) ? std::optional(strides) : std::nullopt;
  if (rank >= 3 && !place(2, source.queries, strides.query)) return std::nullopt;
  if (rank == 3 && !place(3, source.heads, strides.head))
    return place(3, outer_extent, outer) ? std::optional(strides) : std::nullopt;
  if (rank >= 4 && (!place(3, source.heads, strides.head) || !place(4, outer_extent, outer))) return std::nullopt;
  if (rank == 5 && !place(5, source.layers, strides.layer)) return std::nullopt;
  return strides;
}

HeatmapSource laid_out(const TensorFile& file, HeatmapSource source, bool is_length_first) {
  const bool fits = is_length_first ? source.fits_length_first : source.fits_heads_first;
  if (source.kind == Kind::kRawAttention && fits) adopt_layout(file, source, is_length_first);
  return source;
}

std::vector<MaskUse> mask_uses(const TensorFile& file, const HeatmapSource& source) {
  const auto strides = source.mask ? mask_strides(shape_of(file, *source.mask), source) : std::nullopt;
  if (!strides) return {};
  const formats::NamedTensor& mask = file.tensors[*source.mask];
  const std::vector<float>& numbers = mask.tensor.data;
  if (std::ranges::any_of(numbers, [](float number) { return number != 0 && number != 1; }))
    return {MaskUse::kAdded, MaskUse::kUnused};
  // Has every row of the mask some key with this number?
  const auto every_row_has = [&](float wanted) {
    for (auto row = numbers.begin(); row < numbers.end(); row += source.keys)
      if (std::find(row, row + source.keys, wanted) == row + source.keys) return false;
    return true;
  };
  const bool is_hidden =
      formats::in_lower_case(mask.name).ends_with("padding_mask") || (!every_row_has(1) && every_row_has(0));
  if (is_hidden) return {MaskUse::kOneIsHidden, MaskUse::kOneIsSeen, MaskUse::kAdded, MaskUse::kUnused};
  return {MaskUse::kOneIsSeen, MaskUse::kOneIsHidden, MaskUse::kAdded, MaskUse::kUnused};
}

SourceLabels labels_of(const std::shared_ptr<const TensorFile>& file, const HeatmapSource& source) {
  const auto own = [&](std::size_t first, std::size_t count, std::vector<std::string> formats::NamedTensor::*labels,
                       const std::vector<std::string>& of_file) {
    const std::vector<std::string>& found = file->tensors[source.arrays[first]].*labels;
    for (std::size_t i = first; i < first + count; ++i)
      if (file->tensors[source.arrays[i]].*labels != found) return SourceLabels().rows;
    return SharedNames(file, found.empty() ? &of_file : &found);  // they live as long as the file
  };
  const bool is_raw = source.kind == Kind::kRawAttention;
  const std::size_t count = is_raw ? 1 : source.arrays.size();
  return {own(0, count, &formats::NamedTensor::query_tokens, file->query_tokens),
          own(is_raw ? 1 : 0, count, &formats::NamedTensor::key_tokens, file->key_tokens)};
}

std::vector<Problem> unused_parts(const TensorFile& file) {
  std::vector<Problem> unused;
  for (const formats::RawAttention& raw : formats::find_raw_attention(file)) attended(file, raw, unused);
  return unused;
}

std::vector<HeatmapSource> heatmap_sources(const TensorFile& file) {
  std::vector<HeatmapSource> sources;
  std::map<std::size_t, HeatmapSource::Content> contents;
  std::vector<Problem> unused;
  for (const formats::RawAttention& raw : formats::find_raw_attention(file)) {
    contents[raw.queries] = contents[raw.keys] = HeatmapSource::Content::kVectors;
    if (raw.values) contents[*raw.values] = HeatmapSource::Content::kVectors;
    if (auto source = attended(file, raw, unused)) sources.push_back(std::move(*source));
  }
  for (const HeatmapSource& raw : sources) {
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

int first_source(const TensorFile& file, const std::vector<HeatmapSource>& sources) {
  if (sources.front().kind == Kind::kRawAttention) return 0;
  const auto are_weights = [&](const HeatmapSource& source) {
    return std::ranges::all_of(source.arrays, [&](std::size_t array) {
      return array < file.summaries.size() &&
             std::ranges::all_of(file.summaries[array], &formats::MatrixSummary::do_rows_sum_to_one);
    });
  };
  const auto found = std::ranges::find_if(sources, are_weights);
  return found == sources.end() ? 0 : static_cast<int>(found - sources.begin());
}

std::size_t memory_of(const TensorFile& file) {
  std::size_t bytes = sizeof file;
  const auto add_names = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names) bytes += sizeof name + name.size();
  };
  for (const formats::NamedTensor& array : file.tensors) {
    bytes += sizeof array + array.tensor.data.size() * sizeof(float);
    add_names(array.query_tokens);
    add_names(array.key_tokens);
  }
  add_names(file.query_tokens);
  add_names(file.key_tokens);
  add_names(file.titles);
  for (const auto& summaries : file.summaries) bytes += summaries.size() * sizeof(formats::MatrixSummary);
  return bytes;
}

TableReadings::TableReadings(std::shared_ptr<const TensorFile> file) : file_(std::move(file)) {
  if (!file_->table) return;
  readings_[index(file_->table->is_row, file_->table->is_column)] = file_;
  for (const bool is_row : {false, true})
    for (const bool is_column : {false, true})
      is_possible_[index(is_row, is_column)] = formats::can_be_read_otherwise(*file_, is_row, is_column);
}

std::shared_ptr<const TensorFile> TableReadings::read(bool is_row_names, bool is_column_names) {
  auto& reading = readings_[index(is_row_names, is_column_names)];
  if (!reading) {
    if (auto other = formats::read_otherwise(*file_, is_row_names, is_column_names))
      reading = std::make_shared<const TensorFile>(std::move(*other));
  }
  return reading ? reading : file_;
}

double usual_kernel_width(const HeatmapSource& source) {
  return std::sqrt(static_cast<double>(std::max<std::int64_t>(1, source.query_width)));
}

bool is_browsed(const HeatmapSource& source) {
  const bool has_two = source.layers > 1 && source.samples > 1;
  return has_two || (source.layers * source.samples > 1 && source.matrices() > kMostPanels);
}

std::int64_t shown_matrices(const HeatmapSource& source) {
  return is_browsed(source) ? source.heads : source.matrices();
}

}  // namespace scenes::heatmaps
