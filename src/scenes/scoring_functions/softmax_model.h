// Masked softmax (book, section 10.3), as four programs do it. Each gets the same scores and valid lengths:
//
//   ours        the core's: a masked key has weight 0 whatever the scores are; a row without keys is a row of zeros
//   the book's  masked scores become −1e6, then softmax (d2l.masked_softmax)
//   PyTorch's   masked scores become −∞, then softmax: a row without keys is −∞ − (−∞) = NaN
//   too late    softmax of all scores, then the masked weights × 0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/attention.h"

namespace scenes::scoring_functions {

inline constexpr int kSamples = 2, kQueries = 2, kKeys = 4, kRows = kSamples * kQueries, kScores = kRows * kKeys;
inline constexpr double kFarthestScore = 1e30;
inline constexpr float kSentinel = -1e6f;

enum Version { kOurs, kBook, kPyTorch, kLate, kVersions };
inline constexpr const char* kVersionIds[kVersions] = {"ours", "book", "pytorch", "late"};

struct SoftmaxInput {
  /// (samples, queries, keys)
  std::vector<double> scores = {0.42, 0.91, 0.13, 0.67, 0.28, 0.75, 0.96, 0.34,
                                0.81, 0.05, 0.59, 0.72, 0.17, 0.63, 0.39, 0.88};
  bool is_per_query = false;
  std::vector<double> sample_lengths = {2, 3}, query_lengths = {1, 3, 2, 4};
  bool operator==(const SoftmaxInput&) const = default;
};

enum SoftmaxPreset { kPerSample, kPerQuery, kLengthZero, kBelowSentinel, kSoftmaxPresets };
/// The book's two examples, and the two traps.
SoftmaxInput softmax_preset(int preset);

/// What one of the programs makes of the scores; every tensor is (kRows, kKeys) or (kRows).
struct MaskedSoftmax {
  core::Tensor masked;  // what it takes the softmax of
  core::Tensor row_maxima, exponentials, row_sums, weights;
  double row_total(int row) const;  // of the weights
};

struct SoftmaxResult {
  core::Tensor scores;             // (kRows, kKeys)
  std::array<int, kRows> lengths;  // of each row
  std::array<MaskedSoftmax, kVersions> versions;

  bool is_visible(int row, int key) const { return key < lengths[static_cast<std::size_t>(row)]; }
  /// Does this program give the cell another weight than ours does?
  bool differs(int version, int row, int key) const;
};

SoftmaxResult compute_softmax(const SoftmaxInput& input);

/// Do the outputs of the queries that are no padding depend on whether rows of padding are masked as well? Tried with
/// two layers of self-attention whose scores are these four rows, and of whose four tokens `length` are real.
bool does_masking_padded_rows_matter(const core::Tensor& scores, int length);

}  // namespace scenes::scoring_functions
