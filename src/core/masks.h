// Which keys a query may see: every given mask reduced to one interval of keys and, where there are any, a row of
// the boolean and a row of the additive mask. Internal to the core.
#pragma once

#include <limits>
#include <optional>

#include "core/attention.h"

namespace attention_lab::core {

/// The scores that masks apply to, promoted to four axes.
struct ScoreShape {
  std::int64_t batch = 1, heads = 1, queries = 0, keys = 0;  // keys with the past ones
  std::int64_t past = 0;                                     // how many of the keys are past ones
  int rank = 4;                                              // of the tensors as given
};

/// Keys [begin, end) are visible unless `allowed` says 0 or `additive` is −∞. Both pointers are indexed by key.
struct VisibleKeys {
  std::int64_t begin = 0, end = 0;
  const std::uint8_t* allowed = nullptr;
  const float* additive = nullptr;

  bool sees(std::int64_t key) const {
    return key >= begin && key < end && (!allowed || allowed[key] != 0) &&
           (!additive || additive[key] != -std::numeric_limits<float>::infinity());
  }
};

/// Adds the additive mask to the scores of the keys [first, first + count), and makes those of masked keys −∞.
void mask_scores(const VisibleKeys& visible, std::int64_t first, std::int64_t count, float* scores);

/// Refers to the Mask it was resolved from.
class ResolvedMask {
 public:
  /// Validates `mask` against `shape`.
  static Result<ResolvedMask> resolve(const Mask& mask, const ScoreShape& shape);

  VisibleKeys row(std::int64_t batch, std::int64_t head, std::int64_t query) const;

  /// Where in the additive mask's data a row's numbers begin. There must be such a mask.
  std::int64_t additive_offset(std::int64_t batch, std::int64_t head, std::int64_t query) const {
    return additive_strides_.at(batch, head, query);
  }

 private:
  struct Strides {
    std::int64_t batch = 0, head = 0, query = 0;  // 0 where the mask broadcasts
    std::int64_t at(std::int64_t b, std::int64_t h, std::int64_t q) const { return b * batch + h * head + q * query; }
  };
  ScoreShape shape_;
  bool is_causal_ = false;
  std::int64_t window_ = 0;          // 0 = none
  std::int64_t first_position_ = 0;  // of query 0, among the keys
  std::int64_t mask_end_ = 0;        // masks shorter than the keys end here
  const std::int32_t* valid_lengths_ = nullptr;
  bool has_length_per_query_ = false;
  const std::uint8_t* allowed_ = nullptr;
  const float* additive_ = nullptr;
  Strides allowed_strides_, additive_strides_;

  std::optional<Error> place(const Shape& mask_shape, std::string_view argument, Strides& strides);
};

}  // namespace attention_lab::core
