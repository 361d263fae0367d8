// Which keys a query may attend to: what a reader can choose, and the controls for it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/attention.h"
#include "view/number_table.h"

namespace scenes {

enum MaskKind { kNoMask, kCausalMask, kValidLengthMask, kPaintedMask, kMaskCount };
inline constexpr std::array<const char*, kMaskCount> kMaskIds = {"none", "causal", "valid-length", "painted"};

/// The numbers of every kind are kept, used or not.
struct MaskOptions {
  int mask = kNoMask;
  std::vector<double> valid_lengths;  // (queries), whole numbers, 0 … keys
  std::vector<double> painted;        // (queries, keys), 1 = may attend
  bool operator==(const MaskOptions&) const = default;
};

core::Mask core_mask(const MaskOptions& options, int queries, int keys);

/// The hand over the mask's cells.
struct MaskHand {
  view::TableCell cursor;
  std::uint8_t painting = 0;  // what the drag under way paints: 0 = nothing, 1 = masked, 2 = visible
  bool operator==(const MaskHand&) const = default;
};

struct MaskShown {
  std::span<const std::string> queries, keys;  // their names
  std::span<const double> scores;              // (queries, keys) with the mask applied: −∞ where it hides a key
  int query = 0;                               // whose valid length the slider turns
};

/// The kind of mask ("<prefix>mask"); of valid lengths a slider ("lengths"); and unless there is no mask the table of
/// what is visible ("painted"), to paint or to press where that means something. True if something was changed.
bool mask_controls(view::Ui& ui, std::string_view prefix, MaskOptions& options, const MaskShown& shown, MaskHand& hand);

}  // namespace scenes
