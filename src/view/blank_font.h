// What is measured with until the interface's font has arrived: no text is drawn with it.
#pragma once

#include "imgui.h"

namespace view {

/// Adds a font in which every character is there and blank: half an em wide, Chinese and what follows it in Unicode an
/// em.
ImFont& add_blank_font(ImFontAtlas& atlas);

}  // namespace view
