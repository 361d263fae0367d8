#include "core/tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attention_lab::core {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::int64_t kFusedGroups = 16;    // queries whose running sums are kept while the keys pass by
constexpr std::int64_t kWeightsGroups = 4;   // the same, if their whole rows of exponentials are kept too
constexpr std::int64_t kGroupsTogether = 4;  // a panel of keys or values is fetched once for so many

}  // namespace

bool Tiles::can_answer(const Problem& problem, const Want& want) {
  const bool wants_intermediates = want.raw_scores || want.scores || want.capped || want.masked || want.exponentials;
  return !wants_intermediates && !is_kernel_without_softmax(problem.scoring);
}

Tiles::Tiles(const Problem& problem, const Want& want, Attention& result)
    : problem_(problem),
      want_(want),
      result_(result),
      kernels_(kernels()),
      groups_per_block_(std::min(want.weights ? kWeightsGroups : kFusedGroups,
                                 (problem.shape.queries + kernels_.group - 1) / kernels_.group)),
      tiles_per_row_(want.weights ? (problem.shape.keys + kTileKeys - 1) / kTileKeys : 1),
      is_line_(problem.value_width == 1),
      padded_value_width_(is_line_ ? 1 : rounded_up(problem.value_width, kernels_.panel)) {
  const auto rows = static_cast<std::size_t>(groups_per_block_ * kernels_.group);
  strips_.resize(rows * static_cast<std::size_t>(tiles_per_row_ * kTileKeys));  // as if each group had one of its own
  sums_.resize(rows * static_cast<std::size_t>(padded_value_width_));
  maxima_.resize(rows);
  totals_.resize(rows);
  if (want.output && !is_line_) values_.resize(static_cast<std::size_t>(problem.shape.keys * padded_value_width_));
  if (want.weights) references_.resize(rows * static_cast<std::size_t>(tiles_per_row_));
}

void Tiles::take_head(std::int64_t batch, std::int64_t head) {
  scores_.emplace(problem_, batch, head);
  const Problem& p = problem_;
  line_ = p.values_of(batch, head);
  if (!values_.empty()) kernels_.pack_columns(line_, p.shape.keys, p.value_width, values_.data());
  head_row_ = (batch * p.shape.heads + head) * p.shape.queries;
}

std::int64_t Tiles::advance(std::int64_t first) {
  const std::int64_t count = std::min(groups_per_block_ * kernels_.group, problem_.shape.queries - first);
  attend_block(*scores_, scores_->take_queries(first, count), head_row_ + first);
  return count;
}

/// `first_row`: the block's first query among the flattened (batch, heads, queries).
void Tiles::attend_block(const TileScores& scores, const QueryBlock& block, std::int64_t first_row) {
  std::fill(maxima_.begin(), maxima_.end(), -kInfinity);
  std::fill(totals_.begin(), totals_.end(), 0.0f);
  std::fill(sums_.begin(), sums_.end(), 0.0f);
  for (std::int64_t first_key = block.begin / kTileKeys * kTileKeys; first_key < block.end; first_key += kTileKeys) {
    for (std::int64_t group = 0; group < block.groups();) {
      std::int64_t groups = 0, end = 0;  // neighbours that see any of this tile's keys, and where those keys end
      while (groups < kGroupsTogether && group + groups < block.groups() &&
             block.sees(group + groups, first_key, kTileKeys)) {
        end = std::max(end, block.ends[static_cast<std::size_t>(group + groups++)]);
      }
      if (groups > 0)
        attend_tiles(scores, block, group, groups, first_key, std::min<std::int64_t>(kTileKeys, end - first_key));
      group += std::max<std::int64_t>(1, groups);  // 0: e.g. above the diagonal
    }
  }
  finish(block, first_row);
}

/// The keys [first_key, first_key + count) for neighbouring groups: scores, exponentials, and their part of the sums.
void Tiles::attend_tiles(const TileScores& scores, const QueryBlock& block, std::int64_t group, std::int64_t groups,
                         std::int64_t first_key, std::int64_t count) {
  const std::int64_t row = group * kernels_.group,
                     rows = std::min<std::int64_t>(groups * kernels_.group, block.count - row),
                     tile = first_key / kTileKeys;
  float* tiles = strips_.data() + (want_.weights ? strip_at(tile, row) : 0);
  float *maxima = maxima_.data() + row, *sums = sums_.data() + row * padded_value_width_;
  scores.score(group, groups, first_key, count, tiles);
  kernels_.soften_rows(tiles, rows, count, maxima, totals_.data() + row, sums, padded_value_width_);
  if (want_.output && is_line_) {
    for (std::int64_t i = 0; i < rows; ++i)
      sums[i] += kernels_.weighted_sum(tiles + i * kTileKeys, line_ + first_key, count);
  } else if (want_.output) {
    kernels_.mix_values(tiles, groups, count, values_.data() + first_key * kernels_.panel,
                        problem_.shape.keys * kernels_.panel, padded_value_width_ / kernels_.panel, sums);
  }
  for (std::int64_t i = 0; want_.weights && i < rows; ++i)
    references_[static_cast<std::size_t>((row + i) * tiles_per_row_ + tile)] = maxima[i];
}

void Tiles::finish(const QueryBlock& block, std::int64_t first_row) {
  const auto rows = static_cast<std::size_t>(block.count);
  if (want_.output)
    result_.output.data.resize(result_.output.data.size() + rows * static_cast<std::size_t>(problem_.value_width));
  if (want_.weights)
    result_.weights.data.resize(result_.weights.data.size() + rows * static_cast<std::size_t>(problem_.shape.keys));
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

/// The exponentials of each tile are relative to what the row's maximum was when that tile was reached.
void Tiles::write_weights(const QueryBlock& block, std::int64_t row, float* weights) {
  const VisibleKeys& visible = block.rows[static_cast<std::size_t>(row)];
  const float total = totals_[static_cast<std::size_t>(row)], maximum = maxima_[static_cast<std::size_t>(row)];
  if (std::isnan(total)) {  // a visible score was NaN or +∞; masked stays 0
    for (std::int64_t key = visible.begin; key < visible.end; ++key) weights[key] = visible.sees(key) ? total : 0;
    return;
  }
  const std::int64_t first = visible.begin / kTileKeys, end = (visible.end + kTileKeys - 1) / kTileKeys;
  float* factors = references_.data() + row * tiles_per_row_;
  kernels_.exponentiate(factors + first, end - first, maximum);
  for (std::int64_t tile = first; tile < end; ++tile) {
    const std::int64_t first_key = tile * kTileKeys;
    kernels_.scale(strips_.data() + strip_at(tile, row), std::min<std::int64_t>(kTileKeys, visible.end - first_key),
                   factors[tile] / total, weights + first_key);
  }
}

}  // namespace attention_lab::core
