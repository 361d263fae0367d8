#include "core/tile_scores.h"

namespace attention_lab::core {

TileScores::TileScores(const Problem& problem, std::int64_t batch, std::int64_t head)
    : problem_(problem), batch_(batch), head_(head), kernels_(kernels()), scorer_(problem, batch, head) {
  if (!scorer_.is_dot_product()) return;
  panels_.resize(static_cast<std::size_t>(rounded_up(problem.shape.keys, kernels_.panel) * scorer_.width()));
  kernels_.pack_panels(scorer_.keys(), problem.shape.keys, scorer_.width(), kernels_.panel, 1, panels_.data());
}

const QueryBlock& TileScores::take_queries(std::int64_t first, std::int64_t count) {
  const std::int64_t group_rows = kernels_.group, width = scorer_.width();
  block_ = {first, count, std::move(block_.rows), std::move(block_.begins), std::move(block_.ends), problem_.shape.keys,
            0};
  block_.rows.clear(), block_.begins.clear(), block_.ends.clear();
  for (std::int64_t row = 0; row < count; ++row) {
    const VisibleKeys visible = problem_.mask.row(batch_, head_, first + row);
    block_.rows.push_back(visible);
    if (row % group_rows == 0) block_.begins.push_back(problem_.shape.keys), block_.ends.push_back(0);
    if (visible.begin >= visible.end) continue;
    block_.begins.back() = std::min(block_.begins.back(), visible.begin);
    block_.ends.back() = std::max(block_.ends.back(), visible.end);
    block_.begin = std::min(block_.begin, visible.begin);
    block_.end = std::max(block_.end, visible.end);
  }
  if (!scorer_.is_dot_product()) return block_;
  queries_.resize(static_cast<std::size_t>(rounded_up(count, group_rows) * width));
  kernels_.pack_panels(scorer_.queries() + first * width, count, width, group_rows, problem_.multiplier,
                       queries_.data());
  return block_;
}

void TileScores::score(std::int64_t group, std::int64_t groups, std::int64_t first_key, std::int64_t count,
                       float* tiles) const {
  const std::int64_t group_rows = kernels_.group, width = scorer_.width(), first_row = group * group_rows;
  if (scorer_.is_dot_product()) {
    kernels_.score_tiles(queries_.data() + first_row * width, groups, panels_.data() + first_key * width,
                         rounded_up(count, kernels_.panel) / kernels_.panel, width, tiles);
  }
  for (std::int64_t row = first_row; row < std::min(block_.count, first_row + groups * group_rows); ++row) {
    float* scores = tiles + (row - first_row) * kTileKeys;
    if (!scorer_.is_dot_product()) {
      scorer_.score_row(block_.first + row, first_key, first_key + count, scores);
      if (problem_.multiplier != 1)
        for (std::int64_t i = 0; i < count; ++i) scores[i] *= problem_.multiplier;
    }
    if (problem_.softcap > 0) cap_scores(scores, count, problem_.softcap);
    const VisibleKeys& visible = block_.rows[static_cast<std::size_t>(row)];
    const bool sees_all =
        visible.begin <= first_key && first_key + count <= visible.end && !visible.allowed && !visible.additive;
    if (!sees_all) mask_scores(visible, first_key, count, scores);
  }
}

}  // namespace attention_lab::core
