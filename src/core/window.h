// The weights of any rectangle of a huge attention matrix, reduced to a grid of pixels, without the matrix ever
// existing: 65,536 × 65,536 weights are 17 GB, a picture of them needs the queries, the keys and one number per row.
#pragma once

#include <memory>
#include <optional>

#include "attention.h"

namespace attention_lab::core {

enum class Reduction { kMean, kMaximum };

/// Queries [first_query, first_query + query_count) × the like keys, as rows × columns pixels. Pixel row r covers the
/// queries from r · query_count ÷ rows (rounded down) to the next pixel's; rows ≤ query_count, columns ≤ key_count.
/// With rows = query_count and columns = key_count these are the weights themselves.
struct WindowView {
  std::int64_t first_query = 0, query_count = 0;
  std::int64_t first_key = 0, key_count = 0;
  std::int64_t rows = 0, columns = 0;
  Reduction reduction = Reduction::kMean;
};

/// Holds one head's queries and keys, and remembers the log-sum-exp (as maximum and sum) of every row that it has seen:
/// looking again at the same rows costs only the keys in view. Memory: about 3 × the keys, plus the picture.
class AttentionWindow {
 public:
  /// queries (queries, d), keys (keys, d_k); of the options, scoring, scale, temperature, softcap and mask are used.
  /// Errors as attend()'s; an additive mask together with a kernel without softmax is refused.
  static Result<AttentionWindow> open(Tensor queries, Tensor keys, AttentionOptions options = {});

  AttentionWindow(AttentionWindow&&) noexcept;
  AttentionWindow& operator=(AttentionWindow&&) noexcept;
  ~AttentionWindow();

  /// Starts a picture and forgets the last one. Errors name the part of the view that does not fit.
  std::optional<Error> look(const WindowView& view);

  /// Computes at least one and about `row_budget` more rows of the matrix. Returns the share that is done, 0 … 1.
  double advance(std::int64_t row_budget);

  /// (rows, columns): means or maxima of the weights; pixel rows not yet reached are 0.
  const Tensor& picture() const;

 private:
  struct State;
  explicit AttentionWindow(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attention_lab::core
