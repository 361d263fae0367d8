// Guiding a reader: a path of steps to press.
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

}  // namespace view
