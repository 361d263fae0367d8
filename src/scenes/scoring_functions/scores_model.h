// Additive and scaled dot product scoring (book, section 10.3) of the same queries and keys, what each costs, and how
// long it takes here.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/attention.h"
#include "core/steps.h"

namespace scenes::scoring_functions {

inline constexpr int kBookSamples = 2, kBookKeys = 10, kValueWidth = 4;
inline constexpr int kMostWidth = 6, kMostHidden = 8;
inline constexpr double kFarthestNumber = 99;

/// The sizes that operations are counted for, and that are measured: n queries, m keys.
struct CostSizes {
  int queries = 64, keys = 64, width = 32, hidden = 32;
  bool operator==(const CostSizes&) const = default;
};

struct ScoresInput {
  int width = 2, hidden = 8;             // d, h
  std::vector<double> queries, keys;     // (2, width), one query per sample; (10, width), both samples' keys
  std::vector<double> w_q, w_k, w_v;     // (hidden, width), (hidden, width), (hidden)
  std::vector<double> lengths = {2, 6};  // valid lengths of the samples
  CostSizes cost;
  int measurements = 0;  // how often it was asked to measure
  ScoresInput();
  bool operator==(const ScoresInput&) const = default;
};
/// What is there keeps its numbers; what is new is seeded, but for keys, which are 1 as in the book.
void resize(ScoresInput& input, int width, int hidden);
/// The book's keys, all 1, and seeded ones.
enum KeysPreset { kBookKeysAlike, kVariedKeys, kKeysPresets };
std::vector<double> keys_preset(int preset, int width);

/// One of the two: every tensor is (samples, keys), the output (samples, kValueWidth).
struct Scored {
  core::Tensor scores, weights, output;
};

/// How many of each operation a scoring takes, in n, m, d, h.
struct Operations {
  std::int64_t multiplications = 0, additions = 0, tanhs = 0, divisions = 0;
};
/// Projections once for each query and key: (n + m) h d; then h additions, h tanh and h products for every pair.
Operations additive_operations(const CostSizes& sizes);
/// d products for every pair, and a division by √d.
Operations dot_product_operations(const CostSizes& sizes);

/// Seconds per run, of several the median.
struct Timing {
  CostSizes sizes;
  int runs = 0;
  double additive = 0, dot_product = 0;
};

enum ScoringShown { kAdditiveScore, kDotScore };
inline constexpr const char* kScoringShownIds[] = {"additive", "dot-product"};
/// Queries, keys, width, hidden units: what they are called in a link, and how large they may be.
inline constexpr const char* kCostFields[] = {"n", "m", "cost-d", "cost-h"};
inline constexpr int kMostCost[] = {256, 256, 128, 64};

struct ScoresResult {
  core::ScoringParameters parameters;
  core::Tensor queries, keys;  // (2, width), (10, width)
  std::vector<int> lengths;    // of the samples
  Scored additive, dot_product;
  core::Tensor unscaled;  // (samples, keys): q · k
  std::optional<Timing> timing;
  int measurements = 0;
};

core::Steps compute_scores(const ScoresInput& input, const ScoresResult* last, ScoresResult& result);

}  // namespace scenes::scoring_functions
