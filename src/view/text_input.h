// Typing on the desktop, where no browser lays its own input over the field, and how much of what was typed is kept.
#pragma once

#include <string>
#include <string_view>

#include "view/ui.h"

namespace view {

/// Edits `text` in the rectangle while the field has the keyboard. True when it is committed (Enter, or the field
/// is left) and differs.
bool edit_text_in_place(Ui& ui, const Rect& rect, std::string_view id, std::string& text, TextStyle style);

/// The longest prefix of at most `longest` bytes, fewer than the text has, that does not end inside a UTF-8 character.
std::size_t clipped_length(std::string_view text, std::size_t longest);

}  // namespace view
