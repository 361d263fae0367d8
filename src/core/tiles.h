// The fast path: output, weights and row sums by tiles, with an online softmax (Milakov and Gimelshein 2018; Dao et
// al. 2022). Without the weights, memory is linear in the lengths. Internal to the core.
#pragma once

#include <vector>

#include "core/kernels.h"
#include "core/problem.h"
#include "core/scoring.h"

namespace core {

class Tiles {
 public:
  /// Refers to all three, which must outlive it; rows of the wanted tensors of `result` are appended.
  Tiles(const Problem& problem, const Want& want, Attention& result);

  /// Can this path answer `want`? The intermediates and the kernels without softmax are for RowByRow.
  static bool can_answer(const Problem& problem, const Want& want);

  void attend_head(std::int64_t batch, std::int64_t head);

 private:
  struct Block;  // some groups of neighbouring queries, and which keys they see
  void pack_head(const Scorer& scorer, const float* values);
  void attend_block(const Scorer& scorer, Block& block);
  void score(const Scorer& scorer, const Block& block, std::int64_t group, std::int64_t first_key, float* tile);
  void update_rows(const Block& block, std::int64_t group, std::int64_t count, float* tile);
  void find_maxima(const Block& block, std::int64_t group, std::int64_t count, const float* tile);
  void mix(std::int64_t group, std::int64_t first_key, const float* tile);
  void mix_strips(const Block& block);
  void finish(const Block& block);
  void write_weights(const Block& block, std::int64_t row, float* weights) const;

  const Problem& problem_;
  const Want& want_;
  Attention& result_;
  const Kernels& kernels_;
  std::int64_t groups_per_block_, tiles_per_row_;
  std::int64_t padded_value_width_;  // whole panels
  std::vector<float> panels_;        // keys of this head, packed
  std::vector<float> padded_values_; // (keys, padded value width), if the values' own width is not whole panels
  const float* values_ = nullptr;    // either of the two
  std::vector<float> queries_;       // (groups, width, group): × scale ÷ temperature
  std::vector<float> strips_;        // (groups, tiles or 1, group, kTileKeys)
  std::vector<float> sums_;          // (groups · group, padded value width): Σ exponential · value
  std::vector<float> maxima_, totals_;  // (groups · group)
};

}  // namespace core
