#include "view/pyramid.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "index.h"

namespace view {

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr std::int64_t kSmallestLevel = 64;  // on the longer side: smaller ones are never drawn

std::int64_t divided_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

std::uint64_t new_content() {
  static std::uint64_t last = 0;  // an identity, not state: nothing but equality depends on it
  return last += std::uint64_t{1} << 32;
}

Pyramid::Pyramid(const MatrixView& source) : source_(source) {
  for (std::int64_t block = kStep; std::max(source.rows, source.columns) / block >= kSmallestLevel; block *= kStep) {
    const std::int64_t rows = divided_up(source.rows, block), columns = divided_up(source.columns, block);
    const auto count = to_size(rows * columns);
    levels_.push_back({rows, columns, block, std::vector<float>(count, kNaN), std::vector<float>(count, kNaN), 0, 0});
  }
  if (levels_.empty()) done_rows_ = source.rows;
}

double Pyramid::progress() const {
  return source_.rows ? static_cast<double>(done_rows_) / static_cast<double>(source_.rows) : 1;
}

bool Pyramid::advance(double seconds) {
  if (is_complete()) return true;
  const double end = now() + seconds;
  do {
    reduce_source_rows(done_rows_);
    done_rows_ = std::min(source_.rows, done_rows_ + kStep);
    for (std::size_t level = 1; level < levels_.size(); ++level) {
      const std::int64_t block = levels_[level].block;
      if (done_rows_ % block != 0 && done_rows_ != source_.rows) break;
      reduce_level_rows(level, (done_rows_ - 1) / block);
    }
  } while (!is_complete() && now() < end);
  constexpr double kBetweenPictures = 0.1;  // seconds: the renderer takes a level anew whenever it is another content
  if (is_complete() || end > next_picture_) {
    next_picture_ = end + kBetweenPictures;
    shown_rows_ = done_rows_;
    for (Level& level : levels_) {
      level.mean_content = new_content();
      level.maximum_content = new_content();
    }
  }
  return is_complete();
}

void Pyramid::reduce_source_rows(std::int64_t first) {
  Level& level = levels_.front();
  const std::int64_t last = std::min(source_.rows, first + kStep);
  float* mean = level.mean.data() + first / kStep * level.columns;
  float* maximum = level.maximum.data() + first / kStep * level.columns;
  for (std::int64_t column = 0; column < level.columns; ++column) {
    const std::int64_t left = column * kStep, right = std::min(source_.columns, left + kStep);
    double sum = 0;  // that of large floats is no float
    float largest = -std::numeric_limits<float>::infinity();
    for (std::int64_t row = first; row < last; ++row) {
      const float* values = source_.values + row * source_.row_stride;
      for (std::int64_t c = left; c < right; ++c) {
        sum += values[c];
        largest = std::max(largest, values[c]);
      }
    }
    const double average = sum / static_cast<double>((last - first) * (right - left));
    mean[column] = std::isfinite(average) ? static_cast<float>(average)
                                          : kNaN;  // a sum with anything not finite in it is not finite
    maximum[column] = std::isfinite(average) ? largest : kNaN;
  }
}

void Pyramid::reduce_level_rows(std::size_t index, std::int64_t row) {
  const Level& below = levels_[index - 1];
  Level& level = levels_[index];
  const std::int64_t top = row * kStep, bottom = std::min(below.rows, top + kStep);
  for (std::int64_t column = 0; column < level.columns; ++column) {
    const std::int64_t left = column * kStep, right = std::min(below.columns, left + kStep);
    double sum = 0;
    float largest = -std::numeric_limits<float>::infinity();
    bool is_finite = true;
    for (std::int64_t r = top; r < bottom; ++r) {
      for (std::int64_t c = left; c < right; ++c) {
        const auto at = to_size(r * below.columns + c);
        sum += below.mean[at];
        largest = std::max(largest, below.maximum[at]);
        is_finite &= std::isfinite(below.maximum[at]);
      }
    }
    const auto at = to_size(row * level.columns + column);
    level.mean[at] = is_finite ? static_cast<float>(sum / static_cast<double>((bottom - top) * (right - left))) : kNaN;
    level.maximum[at] = is_finite ? largest : kNaN;
  }
}

Pyramid::Choice Pyramid::at(double cells_per_pixel, bool is_maximum) const {
  const Level* chosen = nullptr;
  for (const Level& level : levels_)
    if (static_cast<double>(level.block) <= cells_per_pixel) chosen = &level;
  if (!chosen) return {source_, 1};
  const std::vector<float>& values = is_maximum ? chosen->maximum : chosen->mean;
  const std::int64_t rows = is_complete() ? chosen->rows : shown_rows_ / chosen->block;
  return {{values.data(), rows, chosen->columns, chosen->columns,
           is_maximum ? chosen->maximum_content : chosen->mean_content},
          chosen->block};
}

Pyramid& PyramidCache::of(const MatrixView& matrix) {
  Entry& entry = entries_[matrix.content];
  entry.was_used = true;
  if (!entry.pyramid) entry.pyramid = std::make_unique<Pyramid>(matrix);
  return *entry.pyramid;
}

void PyramidCache::end_frame() {
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (!std::exchange(it->second.was_used, false))
      it = entries_.erase(it);
    else
      ++it;
  }
}

}  // namespace view
