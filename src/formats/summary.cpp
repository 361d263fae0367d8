#include "formats/summary.h"

#include <algorithm>
#include <cmath>

namespace formats {

void RowsSummary::add(const float* rows, std::int64_t count, std::int64_t keys) {
  constexpr double kTolerance = 1e-3;  // float16 weights of a few hundred keys stay within it
  float minimum = minimum_, maximum = maximum_;
  for (const float* row = rows; row < rows + count * keys; row += keys) {
    double sum = 0;
    for (std::int64_t key = 0; key < keys; ++key) {
      if (!std::isfinite(row[key]))
        ++non_finite_;
      else {
        minimum = std::min(minimum, row[key]);
        maximum = std::max(maximum, row[key]);
      }
      sum += row[key];
    }
    do_rows_sum_to_one_ &= std::abs(sum - 1) < kTolerance;  // false for NaN
  }
  minimum_ = minimum;
  maximum_ = maximum;
}

MatrixSummary RowsSummary::summary() const {
  const bool has_numbers = minimum_ <= maximum_;
  return {.minimum = has_numbers ? minimum_ : 0,
          .maximum = has_numbers ? maximum_ : 0,
          .non_finite = non_finite_,
          .do_rows_sum_to_one = do_rows_sum_to_one_ && !(minimum_ < 0)};
}

MatrixSummary summarise_matrix(const float* values, std::int64_t queries, std::int64_t keys) {
  RowsSummary rows;
  rows.add(values, queries, keys);
  return rows.summary();
}

void summarise(TensorFile& file) {
  file.summaries.clear();
  for (const NamedTensor& array : file.tensors) {
    const core::Shape& shape = array.tensor.shape;
    const std::int64_t queries = shape[shape.size() - 2], keys = shape.back();
    const auto cells = static_cast<std::size_t>(queries * keys);
    std::vector<MatrixSummary>& matrices = file.summaries.emplace_back();
    for (std::size_t start = 0; start < array.tensor.data.size(); start += cells)
      matrices.push_back(summarise_matrix(array.tensor.data.data() + start, queries, keys));
  }
}

}  // namespace formats
