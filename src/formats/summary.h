// What every matrix of a file is like, in a few numbers: found once, when the file is read, so that a large one need
// not be gone through again when it is shown or its heads are ordered.
#pragma once

#include <cstdint>
#include <vector>

#include "formats/tensor_file.h"

namespace formats {

/// Of one (queries, keys) matrix: `count` = queries × keys numbers, row by row.
MatrixSummary summarise_matrix(const float* values, std::int64_t queries, std::int64_t keys);

/// Fills file.summaries.
void summarise(TensorFile& file);

}  // namespace formats
