// One row after the other with every intermediate: for whoever wants to see them, and for kernels without softmax.
// Internal to the core; tiles.h is the fast path.
#pragma once

#include <optional>

#include "core/problem.h"
#include "core/scoring.h"

namespace attention_lab::core {

class RowByRow {
 public:
  /// Refers to all three, which must outlive it; rows of the wanted tensors of `result` are appended.
  RowByRow(const Problem& problem, const Want& want, Attention& result);

  /// What follows is about this head.
  void take_head(std::int64_t batch, std::int64_t head);
  /// Answers the next query, `query`, and says how many that were: 1.
  std::int64_t advance(std::int64_t query);

 private:
  struct RowSummary {
    float maximum = 0;  // of the masked scores
    float sum = 0;      // of the exponentials; 0 if every key is masked
  };
  void row(const Scorer& scorer, const float* values, std::int64_t query, std::int64_t index,
           const VisibleKeys& visible);
  void keep(bool is_wanted, Tensor& tensor) const;
  RowSummary exponentiate_row();
  RowSummary sum_kernel();
  void finish(const float* values, std::int64_t index, const RowSummary& summary, const VisibleKeys& visible);

  const Problem& problem_;
  const Want& want_;
  Attention& result_;
  const bool has_softmax_;
  std::int64_t batch_ = 0, head_ = 0;
  std::optional<Scorer> scorer_;  // of this head
  std::vector<float> row_;        // (keys): scores, then capped, masked, exponentials, weights
};

}  // namespace attention_lab::core
