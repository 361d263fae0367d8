// The fast path: output, weights and row sums by tiles, with an online softmax (Milakov and Gimelshein 2018; Dao et
// al. 2022). Without the weights, memory is linear in the lengths. Internal to the core.
#pragma once

#include <optional>
#include <vector>

#include "core/tile_scores.h"

namespace attention_lab::core {

class Tiles {
 public:
  /// Refers to all three, which must outlive it; rows of the wanted tensors of `result` are appended.
  Tiles(const Problem& problem, const Want& want, Attention& result);

  /// Can this path answer `want`? The intermediates and the kernels without softmax are for RowByRow.
  static bool can_answer(const Problem& problem, const Want& want);

  /// What follows is about this head: packs its keys and values.
  void take_head(std::int64_t batch, std::int64_t head);
  /// Answers a block of queries, the first of which is `first`, and says how many they are.
  std::int64_t advance(std::int64_t first);

 private:
  void attend_block(const TileScores& scores, const QueryBlock& block, std::int64_t first_row);
  void attend_tiles(const TileScores& scores, const QueryBlock& block, std::int64_t group, std::int64_t groups,
                    std::int64_t first_key, std::int64_t count);
  void finish(const QueryBlock& block, std::int64_t first_row);
  void write_weights(const QueryBlock& block, std::int64_t row, float* weights);
  /// Where in strips_ a row's exponentials of a tile are, if all tiles are kept.
  std::int64_t strip_at(std::int64_t tile, std::int64_t row) const {
    return (tile * groups_per_block_ * kernels_.group + row) * kTileKeys;
  }

  const Problem& problem_;
  const Want& want_;
  Attention& result_;
  const Kernels& kernels_;
  std::int64_t groups_per_block_, tiles_per_row_;
  std::int64_t head_row_ = 0;           // the first query of this head among the flattened (batch, heads, queries)
  std::optional<TileScores> scores_;    // of this head
  const bool is_line_;                  // are values single numbers? Then they need no panels
  const float* line_ = nullptr;         // this head's values as they are given
  std::int64_t padded_value_width_;     // whole panels, or 1
  std::vector<float> values_;           // (panels, keys, panel): this head's, packed
  std::vector<float> strips_;           // (tiles or 1, groups, group, kTileKeys): scores, then exponentials
  std::vector<float> sums_;             // (groups · group, padded value width): Σ exponential · value
  std::vector<float> maxima_, totals_;  // (groups · group)
  std::vector<float> references_;  // (groups · group, tiles): the maximum that a tile's exponentials are relative to
};

}  // namespace attention_lab::core
