// The picture: the desk, where the gaze rests on it, and the weights below.
#pragma once

#include "scenes/cues/state.h"
#include "view/ui.h"

namespace scenes::cues {

/// A height at which the things are as large as this width lets them be.
float least_desk_height(float width);

/// Draws at the top of the column, `height` CSS pixels high; a press on a thing selects it.
void draw_desk(view::Ui& ui, State& next, const Result& result, float height);

}  // namespace scenes::cues
