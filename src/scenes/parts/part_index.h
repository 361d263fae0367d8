// The parts of a scene that has several, each with a link of its own: an index at its top.
#pragma once

#include <span>

#include "view/ui.h"

namespace scenes {

/// Tabs ("part") under the scene's heading. True if another part was chosen.
bool part_index(view::Ui& ui, int& part, std::span<const view::Text> names);

}  // namespace scenes
