// From a number to a colour: the five colour maps of the heatmaps.
// Reds and Blues: ColorBrewer, nine stops, as in the book. viridis, magma (van der Walt & Smith) and cividis (Nuñez,
// Anderton & Renslow), all CC0: 33 stops read off the 256-entry tables; linear between them stays within 2/255
// of the table (cividis within 6/255).
#pragma once

#include <array>
#include <span>

#include "view/theme.h"

namespace view {

inline constexpr std::array<const char*, 5> kColorMapIds = {"Reds", "Blues", "viridis", "cividis", "magma"};

/// Evenly spaced stops from 0 to 1. `map` indexes kColorMapIds.
std::span<const Color> color_map_stops(int map);

/// The colour at t; t is clamped to 0…1, NaN gives the colour at 0.
Color color_at(int map, float t);

/// Black or white, whichever reads better on this background.
Color text_on(Color background);

}  // namespace view
