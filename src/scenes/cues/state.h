// What of the scene can be changed, and which of its controls was changed last.
#pragma once

#include <utility>
#include <vector>

#include "scenes/cues/model.h"
#include "scenes/parts/before_change.h"
#include "scenes/parts/question.h"
#include "view/number_table.h"

namespace scenes::cues {

inline constexpr const char* kQuestionIds[] = {"none", "who-answers"};

/// Groups of controls that answer "what moved the weights?".
enum class Change { kNone, kStep, kWish, kWill, kTemperature, kRed, kSalience, kCup, kKeys, kFilter, kFixed };

struct State {
  Input input;
  int card = 1;                // the step whose "what to notice" is shown; 0 = none
  int thing = 0;               // the thing whose weight is derived, from 1; 0 = none
  bool shows_mix = false;      // the wish's components
  bool shows_numbers = false;  // the tables
  int question = 0;            // that is asked, in kQuestionIds
  QuestionState prediction;    // … and how far the reader is with it
  view::TableCell query_cursor, keys_cursor, weights_cursor, poolings_cursor, filter_cursor, fixed_cursor;
  int curve_cursor = -1;  // the point of the curves that is read; −1 = none
  Change last_change = Change::kNone;
  BeforeChange<Rows> before;  // the five poolings
  bool operator==(const State&) const = default;
};

inline bool is_explained(const State& state, std::size_t thing) { return std::cmp_equal(state.thing, thing + 1); }

/// The things that share a row's largest weight.
std::vector<std::size_t> largest_of(const std::array<float, kThings>& weights);

}  // namespace scenes::cues
