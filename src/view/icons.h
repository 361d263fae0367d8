// Small drawn signs, for what everybody knows by its sign. Each button still has its name for a screen reader, and a
// tooltip.
#pragma once

#include "view/widgets.h"

namespace view {

enum class Icon { kUndo, kRedo, kTheme, kPlus, kMinus, kHelp, kPresent, kShare, kDone };

/// A square button with a sign of 20 CSS pixels in its middle. True if it was pressed.
bool icon_button_at(Ui& ui, const Rect& rect, const Label& label, Icon icon, bool is_enabled = true);

}  // namespace view
