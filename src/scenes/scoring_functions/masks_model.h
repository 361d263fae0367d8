// What a mask means, to three libraries and here. All scores are 0, so that the keys that a query sees share its
// weight.
#pragma once

#include <array>
#include <string>

#include "core/attention.h"

namespace scenes::scoring_functions {

inline constexpr int kMaskKeys = 8, kMostMaskQueries = 8;

enum MaskPanel { kValidLens, kPaddingMask, kKeepMask, kMixedUp, kUpperLeft, kLowerRight, kMaskPanels };
inline constexpr const char* kMaskPanelIds[kMaskPanels] = {"valid-lens", "key-padding-mask", "attn-mask",
                                                           "mixed-up",   "is-causal",        "ours"};

struct MasksInput {
  int queries = 4;  // 1 … kMostMaskQueries
  int length = 3;   // 0 … kMaskKeys
  bool operator==(const MasksInput&) const = default;
};

struct MasksResult {
  std::array<core::Tensor, kMaskPanels> weights;  // (queries, kMaskKeys)
  /// How many keys this query gives weight to; −1 = its row is NaN.
  int seen(int panel, int query) const;
};

MasksResult compute_masks(const MasksInput& input);

/// A line of Python whose value is those weights. It needs torch, nn, F = torch.nn.functional and d2l.
std::string mask_code(int panel, const MasksInput& input);

}  // namespace scenes::scoring_functions
