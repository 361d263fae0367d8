// What of the scene can be changed, and which of its controls was changed last.
#pragma once

#include <optional>

#include "scenes/cues_model.h"
#include "view/number_table.h"

namespace scenes::cues {

/// Groups of controls that answer "what moved the weights?".
enum class Change { kNone, kStep, kWish, kWill, kTemperature, kRed, kSalience, kCup, kKeys };

struct State {
  Input input;
  int card = 1;                 // the step whose "what to notice" is shown; 0 = none
  int thing = 0;                // the thing whose weight is derived, from 1; 0 = none
  bool shows_mix = false;       // the wish's components
  bool shows_numbers = false;   // the tables
  view::TableCell query_cursor, keys_cursor, weights_cursor, poolings_cursor;
  Change last_change = Change::kNone;
  std::optional<Rows> before;   // the five poolings as they were before the last change
  bool operator==(const State&) const = default;
};

/// Did this row's weights move since `before`?
bool has_moved(const Rows& before, const Rows& now, std::size_t row);

}  // namespace scenes::cues
