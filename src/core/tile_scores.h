// Scaled, capped and masked scores, a tile of neighbouring queries and keys at a time. Internal to the core.
#pragma once

#include <algorithm>
#include <vector>

#include "core/kernels.h"
#include "core/problem.h"
#include "core/scoring.h"

namespace attention_lab::core {

/// The next multiple of `step`.
inline std::int64_t rounded_up(std::int64_t number, std::int64_t step) { return (number + step - 1) / step * step; }

/// Neighbouring queries of one head, in groups as the kernels want them, and the keys they see.
struct QueryBlock {
  std::int64_t first = 0, count = 0;       // queries [first, first + count)
  std::vector<VisibleKeys> rows;           // one per query
  std::vector<std::int64_t> begins, ends;  // per group: the keys that any of its queries sees
  std::int64_t begin = 0, end = 0;         // and any of the block's

  std::int64_t groups() const { return static_cast<std::int64_t>(begins.size()); }
  /// Does any query of the group see any of the keys [first_key, first_key + key_count)?
  bool sees(std::int64_t group, std::int64_t first_key, std::int64_t key_count) const {
    const auto at = static_cast<std::size_t>(group);
    return begins[at] < first_key + key_count && first_key < ends[at];
  }
};

class TileScores {
 public:
  /// Packs the keys of this head. Refers to the problem, which must outlive it.
  TileScores(const Problem& problem, std::int64_t batch, std::int64_t head);

  /// Packs the queries of a block and finds what they see. Returns the block that score() then works on.
  const QueryBlock& take_queries(std::int64_t first, std::int64_t count);

  /// tiles (groups, group, kTileKeys): the scores of neighbouring groups of the block and of the keys
  /// [first_key, first_key + count), at most a tile of them. Masked ones are −∞. Rows beyond the block's last query are
  /// meaningless.
  void score(std::int64_t group, std::int64_t groups, std::int64_t first_key, std::int64_t count, float* tiles) const;

  std::int64_t key_count(std::int64_t first_key) const {
    return std::min<std::int64_t>(kTileKeys, problem_.shape.keys - first_key);
  }

 private:
  const Problem& problem_;
  const std::int64_t batch_, head_;
  const Kernels& kernels_;
  const Scorer scorer_;
  QueryBlock block_;
  std::vector<float> panels_;   // keys, packed; empty unless scores are dot products
  std::vector<float> queries_;  // (groups, width, group): × scale ÷ temperature
};

}  // namespace attention_lab::core
