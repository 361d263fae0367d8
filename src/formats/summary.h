// What every matrix of a file is like, in a few numbers: found once, when the file is read, so that a large one need
// not be gone through again when it is shown or its heads are ordered.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "formats/tensor_file.h"

namespace formats {

/// Of one (queries, keys) matrix: `count` = queries × keys numbers, row by row.
MatrixSummary summarise_matrix(const float* values, std::int64_t queries, std::int64_t keys);

/// The same for rows that come piece by piece.
class RowsSummary {
 public:
  void add(const float* rows, std::int64_t count, std::int64_t keys);
  MatrixSummary summary() const;

 private:
  float minimum_ = std::numeric_limits<float>::infinity(), maximum_ = -std::numeric_limits<float>::infinity();
  std::int64_t non_finite_ = 0;
  bool do_rows_sum_to_one_ = true;
};

/// Fills file.summaries.
void summarise(TensorFile& file);

}  // namespace formats
