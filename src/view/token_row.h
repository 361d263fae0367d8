// A sentence whose tokens can be chosen: every token on the colour of its weight, and arcs from the chosen one to those
// that it gives weight to. It breaks into lines where it is too long for the column.
#pragma once

#include <span>
#include <string>

#include "view/color_map.h"
#include "view/ui.h"
#include "view/widgets.h"

namespace view {

struct TokenRow {
  std::span<const std::string> tokens;
  std::span<const float> weights;  // as many, 0…1, those that the chosen token gives; empty: no colours and no arcs
  int map = 0;
  ColorScale scale = {};
};

/// One choice of all tokens, named by place and text: "3 tea". True if another one was chosen.
bool token_row(Ui& ui, const Label& label, const TokenRow& row, int& chosen);

}  // namespace view
