// The five things of the desk as vector shapes.
#pragma once

#include "scenes/cues/model.h"
#include "view/ui.h"

namespace scenes::cues {

/// How a thing looks.
struct Look {
  bool is_red = false;
  double fullness = 1;  // of the cup, 0 … 1
};

/// Draws a thing into the largest square of the rectangle. Black and white unless it is red.
void draw_thing(view::Ui& ui, const view::Rect& area, std::size_t thing, const Look& look);

}  // namespace scenes::cues
