// What stands around the picture: the sentence below it, the derivation of one weight, the five poolings, the tables
// and the controls.
#pragma once

#include <string>
#include <vector>

#include "scenes/cues/state.h"
#include "scenes/scene.h"
#include "view/card.h"
#include "view/ui.h"

namespace scenes::cues {

/// "the red coffee"
std::string thing_in_sentence(const view::Ui& ui, const Input& input, std::size_t thing);
/// Where the gaze is and why, in one sentence.
std::string sentence_of_gaze(const view::Ui& ui, const Input& input, const Result& result);
/// Which poolings the last change has moved; empty if nothing was changed yet.
std::string sentence_of_change(const view::Ui& ui, const State& state, const Result& result);

/// How the selected thing's weight comes about, with its digits.
void draw_derivation(view::Ui& ui, State& next, const Result& result);
void draw_comparison(view::Ui& ui, const State& state, const Result& result);
void draw_numbers(view::Ui& ui, State& next, const Result& result);
void draw_card(view::Ui& ui, State& next, const Result& result);
/// What the reader is asked, if a link asks anything.
void draw_question(view::Ui& ui, State& next, const Result& result);
/// The controls of the two cues and of the softmax; and all others.
void draw_main_controls(view::Ui& ui, State& next, const Result& result);
void draw_other_controls(view::Ui& ui, State& next, const Result& result);
/// The attention weights over the temperature: from max pooling to average pooling.
void draw_curve(view::Ui& ui, State& next, const Result& result);
/// What the desk's things are called in attention: cues become query, keys and values.
void draw_map(view::Ui& ui);
/// On to queries, keys and values, with this desk.
Next next(view::Language language, const Input& input);

/// Remembers the poolings as they were before this change; within one gesture, before its beginning.
void note_change(const view::Ui& ui, State& next, const Result& result, Change change);

/// What to notice, and how far the reader is with what the card of a step asks for.
view::NoteWords card_of(const view::Ui& ui, const State& state, const Result& result);
/// All that the card of this step may say, but for a number or a name.
std::vector<view::NoteWords> possible_cards(const view::Ui& ui, int step);

}  // namespace scenes::cues
