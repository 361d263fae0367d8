// One matrix of numbers that somebody else owns.
#pragma once

#include <cstdint>

namespace view {

/// (rows, columns), rows `row_stride` numbers apart.
struct MatrixView {
  const float* values = nullptr;  // must stay alive until the frame is rendered
  std::int64_t rows = 0, columns = 0, row_stride = 0;
  std::uint64_t content = 0;  // differs whenever the values differ; the renderer keeps textures by it

  float at(std::int64_t row, std::int64_t column) const { return values[row * row_stride + column]; }
};

/// A new value for MatrixView::content. The 2^32 numbers after it are the caller's, for parts of the same matrix.
std::uint64_t new_content();

}  // namespace view
