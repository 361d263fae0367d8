// Self-attention, convolution and recurrence over n tokens of width d (book, section 10.6): what a layer costs, and how
// far a signal has to go from one token to another.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace scenes::self_attention {

inline constexpr int kMostCompared = 16, kMostCompareWidth = 512, kMostKernel = 9;

enum Layer { kAttentionLayer, kConvolutionLayer, kRecurrentLayer, kLayers };
inline constexpr const char* kLayerIds[kLayers] = {"attention", "convolution", "recurrence"};

struct CompareInput {
  int tokens = 8, width = 64, kernel = 3;  // n, d, k
  int from = 1, to = 8;                    // tokens, counted from 1
  bool operator==(const CompareInput&) const = default;
};

/// Where a signal is after each layer (of a recurrent one: after each step), beginning with the token it is from.
/// Empty: there is no way.
using Way = std::vector<int>;

struct LayerCost {
  std::int64_t multiplications = 0;
  int sequential_steps = 0;
  std::optional<int> longest_path;  // nothing: some tokens never meet
  Way way;                          // between the chosen tokens
  double longest() const { return longest_path ? *longest_path : std::numeric_limits<double>::infinity(); }
  int length() const { return static_cast<int>(way.size()) - 1; }
};
using CompareResult = std::array<LayerCost, kLayers>;

/// Does token `to` of a layer see token `from` of the layer below? Even kernels reach one further to the right.
bool sees(int layer, int kernel, int from, int to);
/// The shortest way, of two tokens counted from 0.
Way way_between(int layer, const CompareInput& input, int from, int to);
/// Without projections, as the book counts: 2 n² d (scores, and mixing the values); k n d² with zeros beyond the ends;
/// 2 n d² (the token and the state, each times a matrix).
std::int64_t multiplications_of(int layer, const CompareInput& input);

CompareResult compute_compare(const CompareInput& input);

}  // namespace scenes::self_attention
