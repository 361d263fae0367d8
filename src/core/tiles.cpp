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
  TileScores scores(problem_, batch, head);
  use_values(problem_.values_of(batch, head));
  const std::int64_t block_rows = groups_per_block_ * kernels_.group, first_row = (batch * problem_.shape.heads + head) * problem_.shape.queries;
  for (std::int64_t first = 0; first < problem_.shape.queries; first += block_rows) {
    const QueryBlock& block = scores.take_queries(first, std::min(block_rows, problem_.shape.queries - first));
    attend_block(scores, block, first_row + first);
  }
}

void Tiles::use_values(const float* values) {
  const std::int64_t keys = problem_.shape.keys, width = problem_.value_width;
  values_ = values;
  if (padded_value_width_ == width) return;
  padded_values_.resize(static_cast<std::size_t>(keys * padded_value_width_));
  for (std::int64_t key = 0; key < keys; ++key) {
    std::copy(values + key * width, values + (key + 1) * width, padded_values_.data() + key * padded_value_width_);
  }
  values_ = padded_values_.data();
}

/// `first_row`: the block's first query among the flattened (batch, heads, queries).
void Tiles::attend_block(const TileScores& scores, const QueryBlock& block, std::int64_t first_row) {
  std::fill(maxima_.begin(), maxima_.end(), -kInfinity);
  std::fill(totals_.begin(), totals_.end(), 0.0f);
  std::fill(sums_.begin(), sums_.end(), 0.0f);
  for (std::int64_t first_key = block.begin / kTileKeys * kTileKeys; first_key < block.end; first_key += kTileKeys) {
    const std::int64_t count = scores.key_count(first_key);
    for (std::int64_t group = 0; group < block.groups(); ++group) {
      if (!block.sees(group, first_key, count)) continue;  // e.g. above the diagonal
      const std::int64_t place = want_.weights ? group * tiles_per_row_ + first_key / kTileKeys : 0;
      float* tile = strips_.data() + place * kernels_.group * kTileKeys;
      scores.score(group, first_key, tile);
      if (want_.weights) {
        find_maxima(block, group, count, tile);
      } else {
        update_rows(block, group, count, tile);
        if (want_.output) mix(group, first_key, count, tile);
      }
    }
  }
  if (want_.weights) mix_strips(scores, block);
  finish(block, first_row);
}

/// Scores become exponentials relative to the largest score so far; what was summed before is scaled down to it.
void Tiles::update_rows(const QueryBlock& block, std::int64_t group, std::int64_t count, float* tile) {
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

void Tiles::find_maxima(const QueryBlock& block, std::int64_t group, std::int64_t count, const float* tile) {
  for (std::int64_t row = group * kernels_.group; row < std::min(block.count, (group + 1) * kernels_.group); ++row, tile += kTileKeys) {
    maxima_[static_cast<std::size_t>(row)] = kernels_.maximum(tile, count, maxima_[static_cast<std::size_t>(row)]);
  }
}

void Tiles::mix(std::int64_t group, std::int64_t first_key, std::int64_t count, const float* tile) {
  kernels_.mix_values(tile, count, values_ + first_key * padded_value_width_, padded_value_width_,
                      padded_value_width_ / kernels_.panel, sums_.data() + group * kernels_.group * padded_value_width_, padded_value_width_);
}

/// With all scores of the block at hand and their maxima known: exponentials in place, totals, mixed values.
void Tiles::mix_strips(const TileScores& scores, const QueryBlock& block) {
  for (std::int64_t first_key = block.begin / kTileKeys * kTileKeys; first_key < block.end; first_key += kTileKeys) {
    const std::int64_t count = scores.key_count(first_key);
    for (std::int64_t group = 0; group < block.groups(); ++group) {
      if (!block.sees(group, first_key, count)) continue;
      float* tile = strips_.data() + (group * tiles_per_row_ + first_key / kTileKeys) * kernels_.group * kTileKeys;
      for (std::int64_t row = group * kernels_.group; row < std::min(block.count, (group + 1) * kernels_.group); ++row) {
        const float maximum = maxima_[static_cast<std::size_t>(row)];
        totals_[static_cast<std::size_t>(row)] +=
            kernels_.exponentiate(tile + (row - group * kernels_.group) * kTileKeys, count, maximum == -kInfinity ? 0 : maximum);
      }
      if (want_.output) mix(group, first_key, count, tile);
    }
  }
}

void Tiles::finish(const QueryBlock& block, std::int64_t first_row) {
  const auto rows = static_cast<std::size_t>(block.count);
  if (want_.output) result_.output.data.resize(result_.output.data.size() + rows * static_cast<std::size_t>(problem_.value_width));
  if (want_.weights) result_.weights.data.resize(result_.weights.data.size() + rows * static_cast<std::size_t>(problem_.shape.keys));
  for (std::int64_t row = 0; row < block.count; ++row) {
    const float total = totals_[static_cast<std::size_t>(row)], maximum = maxima_[static_cast<std::size_t>(row)];
    if (want_.row_maxima) result_.row_maxima.data.push_back(maximum);
    if (want_.row_sums) result_.row_sums.data.push_back(total);
    if (want_.log_sum_exp) result_.log_sum_exp.data.push_back(total == 0 ? -kInfinity : maximum + std::log(total));
    const std::int64_t index = first_row + row;
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

void Tiles::write_weights(const QueryBlock& block, std::int64_t row, float* weights) const {
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
