// Scores of one head, before scale and temperature. Internal to the core.
#pragma once

#include <vector>

#include "core/problem.h"

namespace attention_lab::core {

/// Prepares one (batch, head): what depends on queries or keys alone is computed once. Dot product, bilinear and
/// cosine scoring are dot products of prepared queries with prepared keys; the fast kernels start from those.
class Scorer {
 public:
  Scorer(const Problem& problem, std::int64_t batch, std::int64_t head);

  /// Is score(i, j) = queries()[i] · keys()[j]?
  bool is_dot_product() const;
  const float* queries() const { return queries_; }  // (queries, width())
  const float* keys() const { return keys_; }        // (keys, width())
  std::int64_t width() const { return width_; }

  /// The scores of one query and the keys [begin, end), scores[0] being that of key `begin`.
  void score_row(std::int64_t query, std::int64_t begin, std::int64_t end, float* scores) const;

 private:
  void score_kernel(const float* q, const float* keys, std::int64_t count, float* scores) const;

  const Problem& problem_;
  const float* queries_;
  const float* keys_;
  std::int64_t width_;
  std::vector<float> prepared_queries_, prepared_keys_;
};

/// score → cap · tanh(score ÷ cap), in place.
void cap_scores(float* scores, std::int64_t count, float cap);

}  // namespace attention_lab::core
