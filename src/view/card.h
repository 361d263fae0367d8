// Cards: a ground with a frame for what belongs together, perhaps with a coloured edge and a button that closes it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "view/widgets.h"

namespace view {

struct CardLook {
  Color edge = 0;    // a stripe along its left side; 0 = none
  Color frame = 0;   // 0 = a quiet line
  Color ground = 0;  // 0 = the surface
};
/// The ground and its frame.
void draw_card(Ui& ui, const Rect& card, const CardLook& look = {});

/// A card that becomes as high as what is drawn on it, from its making to end(), in a column of its own.
class GrowingCard {
 public:
  /// At the top of the column.
  explicit GrowingCard(Ui& ui, Color edge = 0);
  /// Draws the card below all that; returns where it is.
  Rect end();

 private:
  Ui& ui_;
  Color edge_;
  Rect rect_;
  ImDrawListSplitter layers_;
};

/// The button in a card's upper right corner. True if it was pressed: the keyboard then goes to `opener`, if one is
/// named, because the button that had it will be gone.
bool close_button(Ui& ui, const Rect& card, const Label& label, std::string_view opener = {});

struct NoteWords {
  std::string title, words;
};
struct NoteLook {
  TextStyle title, words;
  float left = kSpace4;  // of both, from the card's edge
};
/// A title like text, and words like a caption.
NoteLook usual_note(const Ui& ui);

/// A card with a title, a few words and a button ("<id>/close") that dismisses it. True if it was dismissed. It has
/// room for whatever else it may say, so that nothing below it moves when it does.
bool note_card(Ui& ui, std::string_view id, const NoteWords& says, const std::string& dismiss,
               std::span<const NoteWords> may_say, const NoteLook& look);

}  // namespace view
