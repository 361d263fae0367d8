// Guiding a reader: a path of steps to press, and a card that says what to notice.
#pragma once

#include <span>
#include <string>

#include "view/widgets.h"

namespace view {

/// Numbered steps on a line, one button each ("<id>/1", "<id>/2", …), at the top of the column. `current` is the step
/// that is shown (from 0; −1 = none of them). Returns the step that was pressed, or −1.
int path(Ui& ui, const Label& label, int current, std::span<const std::string> steps);

/// The width at which the steps' names stand beside their numbers; in less they stand below.
float path_width(const Ui& ui, std::span<const std::string> steps);

struct NoteWords {
  std::string title, words;
};

/// A card with a title, a few words and a button that dismisses it. True if it was dismissed. It has room for whatever
/// else it may say, so that nothing below it moves when it does.
bool note_card(Ui& ui, std::string_view id, const NoteWords& says, const std::string& dismiss,
               std::span<const NoteWords> may_say = {});

}  // namespace view
