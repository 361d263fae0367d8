// A sentence, every token on the colour of its weight. It breaks into lines where it is too long for the column. Where
// tokens can be chosen, arcs lead from the chosen one to those that it gives weight to.
#pragma once

#include <span>
#include <string>
#include <string_view>

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

/// To be read only: one text with all tokens and their weights.
void coloured_sentence(Ui& ui, std::string_view id, const TokenRow& row);

/// One choice of all tokens, named by place and text: "3 tea". True if another one was chosen.
bool token_row(Ui& ui, const Label& label, const TokenRow& row, int& chosen);

}  // namespace view
