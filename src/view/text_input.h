// Typing on the desktop, where no browser lays its own input over the field.
#pragma once

#include <string>
#include <string_view>

#include "view/ui.h"

namespace view {

/// Edits `text` in the rectangle while the field has the keyboard. True when it is committed (Enter, or the field
/// is left) and differs.
bool edit_text_in_place(Ui& ui, const Rect& rect, std::string_view id, std::string& text, TextStyle style);

}  // namespace view
