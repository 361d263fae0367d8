// Programs in the page.
#pragma once

#include <string>
#include <string_view>

#include "view/ui.h"

namespace view {

/// A program on a ground of its own at the top of the column, monospaced: every character takes one cell, a Chinese one
/// two. Where lines are longer than there is room, it scrolls sideways by itself: "<id>/scroll".
void code_block(Ui& ui, std::string_view id, const std::string& code);

}  // namespace view
