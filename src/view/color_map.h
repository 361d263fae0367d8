// From a number to a colour: the five colour maps of the heatmaps, and one for differences.
// Reds and Blues: ColorBrewer, nine stops, as in the book. viridis, magma (van der Walt & Smith) and cividis (Nuñez,
// Anderton & Renslow), all CC0: 33 stops read off the 256-entry tables; linear between them stays within 2/255
// of the table (cividis within 6/255). RdBu: ColorBrewer's eleven, from blue to red, with the middle made white.
#pragma once

#include <array>
#include <span>

#include "view/theme.h"

namespace view {

inline constexpr std::array<const char*, 5> kColorMapIds = {"Reds", "Blues", "viridis", "cividis", "magma"};
/// What negative and positive numbers are drawn with, white exactly at 0: no map to choose, so it has no place above.
inline constexpr int kDivergingMap = 5;
inline constexpr std::size_t kColorMapCount = 6;

/// What colour means: the range of numbers that the colour map spans.
struct ColorScale {
  float minimum = 0, maximum = 1;
  bool operator==(const ColorScale&) const = default;
};

/// The name of the map as matplotlib knows it.
const char* color_map_name(int map);

/// Evenly spaced stops from 0 to 1. `map` indexes kColorMapIds, or is kDivergingMap.
std::span<const Color> color_map_stops(int map);

/// The colour at t; t is clamped to 0…1, NaN gives the colour at 0.
Color color_at(int map, float t);

/// The colour that a number has on this scale.
Color color_of(int map, ColorScale scale, double value);

/// What a cell is drawn with: its ground, and the ink of what is written on it.
struct HeatColor {
  Color ground = 0, ink = 0;
  bool operator==(const HeatColor&) const = default;
};
/// The heat colour of a number, with black or white on it, whichever reads better; `missing` for what is no finite
/// number and has no place on the scale. The one function for every cell; the renderer's shader does the same.
HeatColor heat_color(int map, ColorScale scale, double value, HeatColor missing);

/// The scale for kDivergingMap: 0 in its middle, and as far on both sides as the farther end of the range. Of a range
/// that is 0 alone: −1…1.
ColorScale symmetric_scale(float minimum, float maximum);

/// One of five colours for things side by side that have no order (after Okabe and Ito), each seen on the theme's
/// ground; they begin again after the fifth.
Color series_color(const Theme& theme, std::size_t index);

/// Black or white, whichever reads better on this background.
Color text_on(Color background);

}  // namespace view
