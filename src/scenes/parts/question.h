// A question: the reader first says what they expect, then has it checked against what the lab computes, and is told
// why. The right answer is the caller's, computed from the state, never written down beside the question; so it stays
// right when the state is changed.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "view/ui.h"
#include "view/widgets.h"

namespace scenes {

/// What is asked. It is answered with one of the options or, if there are none, with a number.
struct Question {
  const char* id;  // in links: "who-answers"
  view::Text asks;
  view::Text why;  // one or two sentences, said once the answer is shown
  std::span<const view::Text> options = {};
  view::NumberRange range = {};  // of a number
  double tolerance = 0;          // … and how far off it may be
};

/// How far the reader is with it.
struct QuestionState {
  std::optional<double> predicted;  // the number, or the option's index
  bool is_revealed = false;
  int tries = 0;  // how often a prediction was checked
  bool operator==(const QuestionState&) const = default;
};

/// Is that what was predicted? `answer` is the number, or the index of the right option.
bool is_right(const Question& question, const QuestionState& state, double answer);

struct QuestionEvents {
  bool was_checked = false;  // in this frame a prediction was compared with the answer
  bool was_closed = false;
};
/// Draws the question on a card at the top of the column: its sentence, the prediction ("<prefix>/prediction"), a
/// button to check it ("<prefix>/check") and one to close the card ("<prefix>/close"); then what is right
/// ("<prefix>/answer"), which is announced, too. A new prediction hides the answer again.
QuestionEvents draw_question(view::Ui& ui, std::string_view prefix, const Question& question, QuestionState& state,
                             double answer);

}  // namespace scenes
