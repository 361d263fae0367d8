// A question: the reader first says what they expect, then has it checked against what the lab computes, and is told
// why. The right answer is the caller's, computed from the state, never written down beside the question; so it stays
// right when the state is changed.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "view/ui.h"
#include "view/widgets.h"

namespace scenes {

/// What is asked. It is answered with one of the options or names or, if there are none, with a number.
struct Question {
  const char* id;  // in links: "who-answers"
  view::Text asks;
  view::Text why;  // one or two sentences, said once the answer is shown
  std::span<const view::Text> options = {};
  std::span<const std::string> names = {};  // in place of the options, where those are made while the program runs
  view::NumberRange range = {};             // of a number
  double tolerance = 0;                     // … and how far off it may be
};

/// How far the reader is with it.
struct QuestionState {
  std::optional<double> predicted;  // the number, or the option's index
  bool is_revealed = false;
  bool is_awaited = false;  // it is to be checked as soon as the answer is known
  int tries = 0;            // how often a prediction was checked
  int offered = 0;          // of a scene's questions, which comes next
  bool operator==(const QuestionState&) const = default;
};

/// Is that what was predicted? `answer` is the number, or the index of the right option.
bool is_right(const Question& question, const QuestionState& state, double answer);

/// Finds the number, or the index of the right option; nothing as long as that is still being computed. Asked only when
/// it is to be shown: it may take some computing.
using Answer = std::function<std::optional<double>()>;

/// Draws the question on a card at the top of the column: its sentence, the prediction ("question/prediction"), a
/// button to check it ("question/check") and one to close the card ("question/close"); then what is right
/// ("question/answer"), which is announced and told to the page around. A new prediction hides the answer again.
/// True if it was closed.
bool draw_question(view::Ui& ui, const Question& question, QuestionState& state, const Answer& answer);

/// A scene's questions: the one that is asked, counted from 1 as the scene's link has it, and its answer; or, if
/// `asked` is 0, a button ("question/ask") that asks the next one.
void draw_questions(view::Ui& ui, std::span<const Question> questions, int& asked, QuestionState& state,
                    const Answer& answer);

}  // namespace scenes
