// Blocks one after another, as many side by side as there is room for.
#pragma once

#include <functional>
#include <span>

#include "view/ui.h"

namespace view {

/// Each draws itself at the top of the column it is given, at least `least` CSS pixels wide; at most `most` in a row.
void side_by_side(Ui& ui, float least, int most, std::span<const std::function<void()>> blocks);

}  // namespace view
