#include "formats/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace formats {

MatrixSummary summarise_matrix(const float* values, std::int64_t queries, std::int64_t keys) {
  constexpr double kTolerance = 1e-3;  // float16 weights of a few hundred keys stay within it
  MatrixSummary summary{.minimum = std::numeric_limits<float>::infinity(), .maximum = -std::numeric_limits<float>::infinity(), .do_rows_sum_to_one = true};
  for (std::int64_t query = 0; query < queries; ++query) {
    const float* row = values + query * keys;
    double sum = 0;
    for (std::int64_t key = 0; key < keys; ++key) {
      if (!std::isfinite(row[key])) ++summary.non_finite;
      else {
        summary.minimum = std::min(summary.minimum, row[key]);
        summary.maximum = std::max(summary.maximum, row[key]);
      }
      sum += row[key];
    }
    summary.do_rows_sum_to_one &= std::abs(sum - 1) < kTolerance;  // false for NaN
  }
  if (summary.non_finite == queries * keys) summary.minimum = summary.maximum = 0;
  summary.do_rows_sum_to_one &= summary.minimum >= 0;
  return summary;
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
