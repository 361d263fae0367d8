#include "core/summary.h"

#include <cmath>
#include <limits>
#include <string>

namespace attention_lab::core {

Result<RowSummaries> summarise_rows(const TensorView& weights) {
  if (weights.rank() < 1 || element_count(weights.shape) != static_cast<std::int64_t>(weights.data.size())) {
    return Error{"weights", "has shape " + shape_text(weights.shape) + " and " + std::to_string(weights.data.size()) +
                                " numbers, but at least one axis and as many numbers as the shape says are expected."};
  }
  if (std::string problem = endless_shape(weights.shape); !problem.empty()) return Error{"weights", std::move(problem)};
  const Shape rows_shape(weights.shape.begin(), weights.shape.end() - 1);
  const std::int64_t keys = weights.shape.back();
  RowSummaries summaries;
  summaries.entropy = summaries.largest = summaries.effective_keys = make_tensor(rows_shape);
  summaries.largest_key.shape = rows_shape;
  const std::size_t rows = summaries.entropy.data.size();
  summaries.largest_key.data.assign(rows, -1);
  for (std::size_t row = 0; row < rows; ++row) {
    const float* weight = weights.data.data() + static_cast<std::int64_t>(row) * keys;
    double entropy = 0;
    float largest = 0;
    for (std::int64_t key = 0; key < keys; ++key) {
      if (weight[key] != 0) entropy -= weight[key] * std::log(static_cast<double>(weight[key]));
      if (weight[key] > largest) {
        largest = weight[key];
        summaries.largest_key.data[row] = static_cast<std::int32_t>(key);
      }
    }
    if (std::isnan(entropy)) {
      largest = std::numeric_limits<float>::quiet_NaN();
      summaries.largest_key.data[row] = -1;
    }
    summaries.entropy.data[row] = static_cast<float>(entropy);
    summaries.largest.data[row] = largest;
    summaries.effective_keys.data[row] = largest == 0 ? 0.0f : static_cast<float>(std::exp(entropy));
  }
  return summaries;
}

}  // namespace attention_lab::core
