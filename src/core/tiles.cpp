#include "core/tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace core {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::int64_t kFusedGroups = 16;   // queries whose running sums are kept while the keys pass by
constexpr std::int64_t kWeightsGroups = 4;  // queries whose whole rows of exponentials are kept

std::int64_t rounded_up(std::int64_t number, std::int64_t step) { return (number + step - 1) / step * step; }

}  // namespace

struct Tiles::Block {
  std::int64_t batch, head, first, count;  // queries [first, first + count)
  std::vector<VisibleKeys> rows;           // one per query
  std::vector<std::int64_t> begins, ends;  // per group: the keys that any of its queries sees
  std::int64_t begin = 0, end = 0;         // and any of the block's
};

bool Tiles::can_answer(const Problem& problem, const Want& want) {
  const bool wants_intermediates = want.raw_scores || want.scores || want.capped || want.masked || want.exponentials;
  return !wants_intermediates && !is_kernel_without_softmax(problem.scoring);
}

Tiles::Tiles(const Problem& problem, const Want& want, Attention& result)
    : problem_(problem), want_(want), result_(result), kernels_(kernels()),
      groups_per_block_(std::min(want.weights ? kWeightsGroups : kFusedGroups, (problem.shape.queries + kernels_.group - 1) / kernels_.group)),
      tiles_per_row_(want.weights ? (problem.shape.keys + kTileKeys - 1) / kTileKeys : 1),
      padded_value_width_(rounded_up(problem.value_width, kernels_.panel)) {
  const auto rows = static_cast<std::size_t>(groups_per_block_ * kernels_.group);
  strips_.resize(rows * static_cast<std::size_t>(tiles_per_row_ * kTileKeys));
  sums_.resize(rows * static_cast<std::size_t>(padded_value_width_));
  maxima_.resize(rows);
  totals_.resize(rows);
}

void Tiles::attend_head(std::int64_t batch, std::int64_t head) {
  const Scorer scorer(problem_, batch, head);
  pack_head(scorer, problem_.values_of(batch, head));
  const std::int64_t block_rows = groups_per_block_ * kernels_.group;
  for (std::int64_t first = 0; first < problem_.shape.queries; first += block_rows) {
    Block block{batch, head, first, std::min(block_rows, problem_.shape.queries - first), {}, {}, {}};
    for (std::int64_t row = 0; row < block.count; ++row) {
      const VisibleKeys visible = problem_.mask.row(batch, head, first + row);
      block.rows.push_back(visible);
      if (row % kernels_.group == 0) {
        block.begins.push_back(visible.begin);
        block.ends.push_back(visible.end);
      } else if (visible.begin < visible.end) {
        block.begins.back() = std::min(block.begins.back(), visible.begin);
        block.ends.back() = std::max(block.ends.back(), visible.end);
      }
    }
    block.begin = *std::min_element(block.begins.begin(), block.begins.end());
    block.end = *std::max_element(block.ends.begin(), block.ends.end());
    attend_block(scorer, block);
  }
}

void Tiles::pack_head(const Scorer& scorer, const float* values) {
  const std::int64_t keys = problem_.shape.keys, width = problem_.value_width;
  if (scorer.is_dot_product()) {
    panels_.resize(static_cast<std::size_t>(rounded_up(keys, kernels_.panel) * scorer.width()));
    kernels_.pack_panels(scorer.keys(), keys, scorer.width(), panels_.data());
    queries_.resize(static_cast<std::size_t>(groups_per_block_ * kernels_.group * scorer.width()));
  }
  values_ = values;
  if (padded_value_width_ == width) return;
  padded_values_.resize(static_cast<std::size_t>(keys * padded_value_width_));
  for (std::int64_t key = 0; key < keys; ++key) {
    std::copy(values + key * width, values + (key + 1) * width, padded_values_.data() + key * padded_value_width_);
  }
  values_ = padded_values_.data();
}

void Tiles::attend_block(const Scorer& scorer, Block& block) {
  const std::int64_t group_rows = kernels_.group, width = scorer.width();
  const std::int64_t groups = static_cast<std::int64_t>(block.begins.size());
  std::fill(maxima_.begin(), maxima_.end(), -kInfinity);
  std::fill(totals_.begin(), totals_.end(), 0.0f);
  std::fill(sums_.begin(), sums_.end(), 0.0f);
  if (scorer.is_dot_product()) {
    std::fill(queries_.begin(), queries_.end(), 0.0f);
    for (std::int64_t row = 0; row < block.count; ++row) {
      const float* from = scorer.queries() + (block.first + row) * width;
      float* to = queries_.data() + row / group_rows * group_rows * width + row % group_rows;
      for (std::int64_t c = 0; c < width; ++c) to[c * group_rows] = from[c] * problem_.multiplier;
    }
  }
  for (std::int64_t first_key = block.begin / kTileKeys * kTileKeys; first_key < block.end; first_key += kTileKeys) {
    const std::int64_t count = std::min<std::int64_t>(kTileKeys, problem_.shape.keys - first_key);
    for (std::int64_t group = 0; group < groups; ++group) {
      const auto at = static_cast<std::size_t>(group);
      if (first_key + count <= block.begins[at] || first_key >= block.ends[at]) continue;  // e.g. above the diagonal
      const std::int64_t place = want_.weights ? group * tiles_per_row_ + first_key / kTileKeys : 0;
      float* tile = strips_.data() + place * group_rows * kTileKeys;
      score(scorer, block, group, first_key, tile);
      if (want_.weights) {
        find_maxima(block, group, count, tile);
      } else {
        update_rows(block, group, count, tile);
        if (want_.output) mix(group, first_key, tile);
      }
    }
  }
  if (want_.weights) mix_strips(block);
  finish(block);
}

/// Scaled, capped and masked scores of one group and tile.
void Tiles::score(const Scorer& scorer, const Block& block, std::int64_t group, std::int64_t first_key, float* tile) {
  const std::int64_t group_rows = kernels_.group, width = scorer.width();
  const std::int64_t count = std::min<std::int64_t>(kTileKeys, problem_.shape.keys - first_key);
  if (scorer.is_dot_product()) {
    kernels_.score_tile(queries_.data() + group * group_rows * width, panels_.data() + first_key * width,
                        rounded_up(count, kernels_.panel) / kernels_.panel, width, tile);
  }
  for (std::int64_t row = group * group_rows; row < std::min(block.count, (group + 1) * group_rows); ++row) {
    float* scores = tile + (row - group * group_rows) * kTileKeys;
    if (!scorer.is_dot_product()) {
      scorer.score_row(block.first + row, first_key, first_key + count, scores);
      for (std::int64_t i = 0; i < count; ++i) scores[i] *= problem_.multiplier;
    }
    if (problem_.softcap > 0) cap_scores(scores, count, problem_.softcap);
    const VisibleKeys& visible = block.rows[static_cast<std::size_t>(row)];
    const bool sees_all = visible.begin <= first_key && first_key + count <= visible.end && !visible.allowed && !visible.additive;
    if (!sees_all) mask_scores(visible, first_key, count, scores);
  }
}

/// Scores become exponentials relative to the largest score so far; what was summed before is scaled down to it.
void Tiles::update_rows(const Block& block, std::int64_t group, std::int64_t count, float* tile) {
  for (std::int64_t row = group * kernels_.group; row < std::min(block.count, (group + 1) * kernels_.group); ++row, tile += kTileKeys) {
    float &maximum = maxima_[static_cast<std::size_t>(row)], &total = totals_[static_cast<std::size_t>(row)];
    const float before = maximum;
    maximum = kernels_.maximum(tile, count, before);
    const float reference = maximum == -kInfinity ? 0 : maximum;
    const float tile_total = kernels_.exponentiate(tile, count, reference);
    if (maximum != before && before != -kInfinity) {
      const float factor = std::exp(before - reference);
      float* sums = sums_.data() + row * padded_value_width_;
      kernels_.scale(sums, padded_value_width_, factor, sums);
      total *= factor;
    }
    total += tile_total;
  }
}

void Tiles::find_maxima(const Block& block, std::int64_t group, std::int64_t count, const float* tile) {
  for (std::int64_t row = group * kernels_.group; row < std::min(block.count, (group + 1) * kernels_.group); ++row, tile += kTileKeys) {
    maxima_[static_cast<std::size_t>(row)] = kernels_.maximum(tile, count, maxima_[static_cast<std::size_t>(row)]);
  }
}

void Tiles::mix(std::int64_t group, std::int64_t first_key, const float* tile) {
  const std::int64_t count = std::min<std::int64_t>(kTileKeys, problem_.shape.keys - first_key);
  kernels_.mix_values(tile, count, values_ + first_key * padded_value_width_, padded_value_width_,
                      padded_value_width_ / kernels_.panel, sums_.data() + group * kernels_.group * padded_value_width_, padded_value_width_);
}

/// With all scores of the block at hand and their maxima known: exponentials in place, totals, mixed values.
void Tiles::mix_strips(const Block& block) {
  for (std::int64_t first_key = block.begin / kTileKeys * kTileKeys; first_key < block.end; first_key += kTileKeys) {
    const std::int64_t count = std::min<std::int64_t>(kTileKeys, problem_.shape.keys - first_key);
    for (std::size_t at = 0; at < block.begins.size(); ++at) {
      if (first_key + count <= block.begins[at] || first_key >= block.ends[at]) continue;
      const auto group = static_cast<std::int64_t>(at);
      float* tile = strips_.data() + (group * tiles_per_row_ + first_key / kTileKeys) * kernels_.group * kTileKeys;
      for (std::int64_t row = group * kernels_.group; row < std::min(block.count, (group + 1) * kernels_.group); ++row) {
        const float maximum = maxima_[static_cast<std::size_t>(row)];
        totals_[static_cast<std::size_t>(row)] +=
            kernels_.exponentiate(tile + (row - group * kernels_.group) * kTileKeys, count, maximum == -kInfinity ? 0 : maximum);
      }
      if (want_.output) mix(group, first_key, tile);
    }
  }
}

void Tiles::finish(const Block& block) {
  const auto rows = static_cast<std::size_t>(block.count);
  if (want_.output) result_.output.data.resize(result_.output.data.size() + rows * static_cast<std::size_t>(problem_.value_width));
  if (want_.weights) result_.weights.data.resize(result_.weights.data.size() + rows * static_cast<std::size_t>(problem_.shape.keys));
  for (std::int64_t row = 0; row < block.count; ++row) {
    const float total = totals_[static_cast<std::size_t>(row)], maximum = maxima_[static_cast<std::size_t>(row)];
    if (want_.row_maxima) result_.row_maxima.data.push_back(maximum);
    if (want_.row_sums) result_.row_sums.data.push_back(total);
    if (want_.log_sum_exp) result_.log_sum_exp.data.push_back(total == 0 ? -kInfinity : maximum + std::log(total));
    const std::int64_t index = (block.batch * problem_.shape.heads + block.head) * problem_.shape.queries + block.first + row;
    if (total == 0) {  // every key masked → a row of zeros, which the new rows are already
      result_.fully_masked_rows.push_back(index);
      continue;
    }
    if (want_.output) {
      kernels_.scale(sums_.data() + row * padded_value_width_, problem_.value_width, 1 / total,
                     result_.output.data.data() + index * problem_.value_width);
    }
    if (want_.weights) write_weights(block, row, result_.weights.data.data() + index * problem_.shape.keys);
  }
}

void Tiles::write_weights(const Block& block, std::int64_t row, float* weights) const {
  const std::int64_t keys = problem_.shape.keys, group = row / kernels_.group;
  const VisibleKeys& visible = block.rows[static_cast<std::size_t>(row)];
  const float total = totals_[static_cast<std::size_t>(row)];
  if (std::isnan(total)) {  // a visible score was NaN or +∞; masked stays 0
    for (std::int64_t key = visible.begin; key < visible.end; ++key) weights[key] = visible.sees(key) ? total : 0;
    return;
  }
  for (std::int64_t tile = visible.begin / kTileKeys; tile * kTileKeys < visible.end; ++tile) {
    const float* exponentials = strips_.data() + ((group * tiles_per_row_ + tile) * kernels_.group + row % kernels_.group) * kTileKeys;
    kernels_.scale(exponentials, std::min<std::int64_t>(kTileKeys, keys - tile * kTileKeys), 1 / total, weights + tile * kTileKeys);
  }
}

}  // namespace core
