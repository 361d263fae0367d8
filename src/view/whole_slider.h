#pragma once

#include "view/widgets.h"

namespace view {

/// A slider of whole numbers. True if it changed the value.
bool whole_slider(Ui& ui, const Label& label, int& value, int minimum, int maximum, int initial);

}  // namespace view
