// A goal that a page sets its readers: "weights/book > 0.5". It speaks of the matrices that a scene gives away, and is
// reached when the numbers on the screen say so.
//
//   goal       conditions joined by "and"
//   condition  a place, one of  > >= < <= =,  and a number
//   place      a matrix and one name or index per axis: "weights/0/2", "weights/query/book". Axes of length 1 may be
//   left
//              out: "weights/book". Indices count from 0. Names are those of the rows and columns in either language,
//              in capitals or not.
// "= 0.25" holds where the number, rounded to as many decimals, is 0.25.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/problem.h"
#include "scenes/take_away.h"
#include "view/text.h"

namespace app {

struct Condition {
  std::string place;       // as it was written
  std::string comparison;  // ">", ">=", "<", "<=", "="
  double number = 0;
  int decimals = 0;  // that it was written with
};

struct Goal {
  std::string text;  // as it was written; empty: there is none
  std::vector<Condition> conditions;
  formats::Problem problem;  // why the text is no goal; empty if it is one
};

/// Never fails: what is no goal has a `problem`. At most kLongestGoal bytes and kMostConditions conditions.
Goal parse_goal(std::string_view text);
inline constexpr std::size_t kLongestGoal = 1024, kMostConditions = 8;

/// How far the reader is.
struct GoalState {
  bool is_reached = false;
  text::Sentence says;       // "Weights · Book > 0.5 (now 0.21)", one after another
  formats::Problem problem;  // a place that the scene does not have, and what it has; then it is not reached
  bool operator==(const GoalState&) const = default;
};

/// `chinese` and `english` are the same matrices, named in either language.
GoalState look_at(const Goal& goal, const scenes::TakeAway& chinese, const scenes::TakeAway& english);

}  // namespace app
