// The reader's own points: two columns of a file, or pasted.
#include <algorithm>
#include <cmath>
#include <optional>

#include "formats/table_names.h"
#include "index.h"
#include "scenes/kernel_regression/parts.h"

namespace scenes::kernel_regression {

namespace {

bool has_two_columns(const formats::NamedTensor& array) {
  return array.tensor.rank() == 2 && array.tensor.shape.back() == 2;
}

/// A table is first read as one of weights, where a first row or column of whole numbers may be names. Here they are
/// points, if there are then two columns of them.
std::optional<formats::TensorFile> with_names_as_numbers(const formats::TensorFile& file) {
  if (!file.table) return std::nullopt;
  for (const bool has_row_names : {false, true}) {
    std::optional<formats::TensorFile> other = formats::read_otherwise(file, has_row_names, false);
    if (other && has_two_columns(other->tensors.front())) return other;
  }
  return std::nullopt;
}

/// Those of the rows (x, y) that can be points; what of the others is told by `left`.
Points points_among(const core::Tensor& rows, Leftover& left) {
  Points points;
  for (std::size_t i = 0; i + 1 < rows.data.size(); i += 2) {
    const double x = rows.data[i], y = rows.data[i + 1];
    if (!std::isfinite(x) || !std::isfinite(y)) {
      ++left.not_finite;
    } else if (std::abs(x) > kFarthest || std::abs(y) > kFarthest) {
      ++left.too_far;
    } else if (std::ssize(points.x) >= kMostPoints) {
      ++left.too_many;
    } else {
      points.x.push_back(x);
      points.y.push_back(y);
    }
  }
  return points;
}

}  // namespace

void take_points(State& state, const formats::TensorFile& given) {
  const std::optional<formats::TensorFile> other = with_names_as_numbers(given);
  const formats::TensorFile& file = other ? *other : given;
  const auto array = std::find_if(file.tensors.begin(), file.tensors.end(), has_two_columns);
  if (array == file.tensors.end()) {
    state.leftover = {.has_no_pairs = true};
    return;
  }
  Leftover left{.other_arrays = count_of(file.tensors) - 1, .notes = file.notes};
  Points points = points_among(array->tensor, left);
  if (points.x.empty()) {
    left.has_no_points = true;
    state.leftover = std::move(left);
    return;
  }
  Input& input = state.input;
  input.data = kOwn;
  input.points = std::move(points);
  const double scale = scale_of(input.points);
  if (input.width < kNarrowest * scale || input.width > kWidest * scale) input.width = scale;
  const auto [low, high] = std::minmax_element(input.points.x.begin(), input.points.x.end());
  input.query = (*low + *high) / 2;
  state.point = 0;
  state.leftover = std::move(left);
  state.viewpoint = {};
}

}  // namespace scenes::kernel_regression
