// What stands around the picture: the sentence below it, the derivation of one weight, the five poolings, the tables
// and the controls.
#pragma once

#include <string>

#include "scenes/cues_state.h"
#include "view/ui.h"

namespace scenes::cues {

/// Where the gaze is and why, in one sentence.
std::string sentence_of_gaze(const view::Ui& ui, const Input& input, const Result& result);
/// Which poolings the last change has moved; empty if nothing was changed yet.
std::string sentence_of_change(const view::Ui& ui, const State& state, const Result& result);

/// How the selected thing's weight comes about, with its digits.
void draw_derivation(view::Ui& ui, State& next, const Result& result);
void draw_comparison(view::Ui& ui, const State& state, const Result& result);
void draw_numbers(view::Ui& ui, State& next, const Result& result);
void draw_controls(view::Ui& ui, State& next, const Result& result);

/// Remembers the poolings as they were before this change. While something is dragged, that is the drag's beginning.
void note_change(State& next, const Result& result, Change change, bool goes_on);

}  // namespace scenes::cues
