// What of the scene can be changed, and which of its controls was changed last.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scenes/cues/model.h"
#include "view/number_table.h"

namespace scenes::cues {

/// Groups of controls that answer "what moved the weights?".
enum class Change { kNone, kStep, kWish, kWill, kTemperature, kRed, kSalience, kCup, kKeys };

struct State {
  Input input;
  int card = 1;                // the step whose "what to notice" is shown; 0 = none
  int thing = 0;               // the thing whose weight is derived, from 1; 0 = none
  bool shows_mix = false;      // the wish's components
  bool shows_numbers = false;  // the tables
  view::TableCell query_cursor, keys_cursor, weights_cursor, poolings_cursor;
  Change last_change = Change::kNone;
  std::optional<Rows> before;    // the five poolings as they were before the last change
  std::uint64_t changed_in = 0;  // the gesture that made it: a drag is one change, and so are many key presses in a row
  bool operator==(const State&) const = default;
};

/// Did this row's weights move since `before`?
bool has_moved(const Rows& before, const Rows& now, std::size_t row);
/// Of all five, did only attention pooling's?
bool has_only_attention_moved(const Rows& before, const Rows& now);

/// The things that share a row's largest weight.
std::vector<std::size_t> largest_of(const std::array<float, kThings>& weights);

}  // namespace scenes::cues
