#include "core/masks.h"

#include <algorithm>
#include <string>

namespace attention_lab::core {
namespace {

Shape as_given(const ScoreShape& shape) {
  if (shape.rank == 2) return {shape.queries, shape.keys};
  if (shape.rank == 3) return {shape.batch, shape.queries, shape.keys};
  return {shape.batch, shape.heads, shape.queries, shape.keys};
}

std::optional<Error> check_count(std::string_view argument, const Shape& shape, std::size_t numbers) {
  const bool is_negative = std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 0; });
  if (!is_negative && element_count(shape) == static_cast<std::int64_t>(numbers)) return std::nullopt;
  return Error{std::string(argument),
               "has shape " + shape_text(shape) + ", which does not fit its " + std::to_string(numbers) + " numbers."};
}

std::optional<Error> check_valid_lengths(const IntegerTensor& lengths, const ScoreShape& shape) {
  constexpr std::string_view kName = "mask.valid_lengths";
  const bool is_per_batch = lengths.shape == Shape{shape.batch};
  const bool is_per_query = lengths.shape == Shape{shape.batch, shape.queries};
  if (!is_per_batch && !is_per_query) {
    return Error{std::string(kName),
                 "has shape " + shape_text(lengths.shape) + ", but (batch) = " + shape_text({shape.batch}) +
                     " or (batch, queries) = " + shape_text({shape.batch, shape.queries}) + " is expected."};
  }
  if (auto error = check_count(kName, lengths.shape, lengths.data.size())) return error;
  for (std::size_t index = 0; index < lengths.data.size(); ++index) {
    if (lengths.data[index] < 0 || lengths.data[index] > shape.keys) {
      return Error{std::string(kName), "contains " + std::to_string(lengths.data[index]) + " at position " +
                                           std::to_string(index) + ", but a valid length is 0 … " +
                                           std::to_string(shape.keys) + ", the number of keys."};
    }
  }
  return std::nullopt;
}

}  // namespace

void mask_scores(const VisibleKeys& visible, std::int64_t first, std::int64_t count, float* scores) {
  constexpr float kMasked = -std::numeric_limits<float>::infinity();
  const std::int64_t begin = std::clamp<std::int64_t>(visible.begin - first, 0, count);
  const std::int64_t end = std::clamp<std::int64_t>(visible.end - first, begin, count);
  std::fill(scores, scores + begin, kMasked);
  std::fill(scores + end, scores + count, kMasked);
  if (visible.allowed) {
    for (std::int64_t i = begin; i < end; ++i) scores[i] = visible.allowed[first + i] ? scores[i] : kMasked;
  }
  if (visible.additive) {  // replaced, not added: NaN − ∞ would be NaN, and a masked score must not matter
    for (std::int64_t i = begin; i < end; ++i) {
      const float bias = visible.additive[first + i];
      scores[i] = bias == kMasked ? kMasked : scores[i] + bias;
    }
  }
}

std::optional<Error> ResolvedMask::place(const Shape& mask_shape, std::string_view argument, Strides& strides) {
  const Shape scores = as_given(shape_);
  const auto refuse = [&](std::string_view why) {
    return Error{std::string(argument), "has shape " + shape_text(mask_shape) +
                                            ", which does not broadcast to the scores' " + shape_text(scores) + ": " +
                                            std::string(why)};
  };
  if (mask_shape.empty() || mask_shape.size() > scores.size())
    return refuse("it needs 1 … as many axes as the scores.");
  const std::int64_t length = mask_shape.back();
  if (length > shape_.keys) return refuse("its last extent may be at most the number of keys.");
  mask_end_ = std::min(mask_end_, length);

  std::int64_t stride = length;
  for (int axis = static_cast<int>(mask_shape.size()) - 2; axis >= 0; --axis) {
    const std::size_t score_axis = static_cast<std::size_t>(axis) + scores.size() - mask_shape.size();
    const std::int64_t extent = mask_shape[static_cast<std::size_t>(axis)];
    if (extent != 1 && extent != scores[score_axis]) return refuse("every extent but the last must be equal or 1.");
    const std::int64_t step = extent == 1 ? 0 : stride;
    if (score_axis == scores.size() - 2)
      strides.query = step;
    else if (score_axis == 0)
      strides.batch = step;
    else
      strides.head = step;
    stride *= extent;
  }
  return std::nullopt;
}

Result<ResolvedMask> ResolvedMask::resolve(const Mask& mask, const ScoreShape& shape) {
  ResolvedMask resolved;
  resolved.shape_ = shape;
  resolved.is_causal_ = mask.is_causal;
  resolved.mask_end_ = shape.keys;
  constexpr std::int64_t kFarthest = std::int64_t{1} << 53;  // no position overflows
  if (mask.first_query < 0 || mask.first_query > kFarthest) {
    return Error{"mask.first_query", "is " + std::to_string(mask.first_query) +
                                         ", but the position of a query, 0 … 9007199254740992, is expected."};
  }
  resolved.first_position_ = mask.first_query + shape.past;
  if (mask.window) {
    if (*mask.window < 1) {
      return Error{"mask.window", "is " + std::to_string(*mask.window) +
                                      ", but at least 1 is expected (1: only the key at the query's own position)."};
    }
    resolved.window_ = *mask.window;
  }
  if (mask.valid_lengths) {
    if (auto error = check_valid_lengths(*mask.valid_lengths, shape)) return *error;
    resolved.valid_lengths_ = mask.valid_lengths->data.data();
    resolved.has_length_per_query_ = mask.valid_lengths->rank() == 2;
  }
  if (mask.allowed) {
    if (auto error = check_count("mask.allowed", mask.allowed->shape, mask.allowed->data.size())) return *error;
    if (auto error = resolved.place(mask.allowed->shape, "mask.allowed", resolved.allowed_strides_)) return *error;
    resolved.allowed_ = mask.allowed->data.data();
  }
  if (mask.additive) {
    if (auto error = check_count("mask.additive", mask.additive->shape, mask.additive->data.size())) return *error;
    if (auto error = resolved.place(mask.additive->shape, "mask.additive", resolved.additive_strides_)) return *error;
    resolved.additive_ = mask.additive->data.data();
  }
  return resolved;
}

VisibleKeys ResolvedMask::row(std::int64_t batch, std::int64_t head, std::int64_t query) const {
  VisibleKeys visible{0, mask_end_};
  const std::int64_t position = first_position_ + query;
  if (is_causal_) visible.end = std::min(visible.end, position + 1);
  if (window_ > 0) {
    visible.begin = std::max<std::int64_t>(0, position - window_ + 1);
    visible.end = std::min(visible.end, window_ > shape_.keys ? shape_.keys : position + window_);
  }
  if (valid_lengths_) {
    const std::int64_t index = has_length_per_query_ ? batch * shape_.queries + query : batch;
    visible.end = std::min<std::int64_t>(visible.end, valid_lengths_[index]);
  }
  visible.begin = std::min(visible.begin, visible.end);
  if (allowed_) visible.allowed = allowed_ + allowed_strides_.at(batch, head, query);
  if (additive_) visible.additive = additive_ + additive_strides_.at(batch, head, query);
  return visible;
}

}  // namespace attention_lab::core
