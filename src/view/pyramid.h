// A large matrix at smaller sizes, for zooming out: blocks of 4 × 4, 16 × 16, … cells, each with its mean and its
// maximum. Drawing the right size touches about as many numbers as there are pixels, whatever the matrix holds, and
// neither hides a bright cell (maximum) nor invents one (mean).
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "view/matrix_view.h"

namespace view {

class Pyramid {
 public:
  static constexpr std::int64_t kStep = 4;  // cells of a level that become one of the next, on a side

  /// `source` must stay alive. Nothing is computed yet.
  explicit Pyramid(const MatrixView& source);

  /// Continues for about this many seconds. True when it is done.
  bool advance(double seconds);
  bool is_complete() const { return done_rows_ == source_.rows; }
  double progress() const;  // 0…1

  /// The coarsest level with at least one of its cells in every pixel; the source itself if that is fine enough.
  /// While it is being computed, its lower rows are missing. Blocks that hold a number that is not finite are NaN.
  /// Blocks at the lower and right edge may be cut short: `block` is the side of a full one, in cells of the source.
  struct Choice {
    MatrixView matrix;
    std::int64_t block = 1;
  };
  Choice at(double cells_per_pixel, bool is_maximum) const;

 private:
  struct Level {
    std::int64_t rows, columns, block;
    std::vector<float> mean, maximum;
    std::uint64_t mean_content, maximum_content;
  };
  MatrixView source_;
  std::vector<Level> levels_;
  std::int64_t done_rows_ = 0;
  std::int64_t shown_rows_ = 0;  // those that the levels' contents stand for
  double next_picture_ = 0;      // when the levels may be looked at again while they are computed; seconds

  void reduce_source_rows(std::int64_t first);
  void reduce_level_rows(std::size_t level, std::int64_t row);
};

/// Pyramids of what was drawn in the last frame, by content.
class PyramidCache {
 public:
  Pyramid& of(const MatrixView& matrix);
  void end_frame();  // drops those that were not asked for

 private:
  struct Entry {
    std::unique_ptr<Pyramid> pyramid;
    bool was_used = false;
  };
  std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace view
