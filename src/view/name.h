// Names in little room: whole where they fit; otherwise cut, and whole in a tooltip. One rule for tables and pictures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view/ui.h"

namespace view {

inline constexpr float kLongestName = 96;  // CSS pixels: what a name gets where nothing else says how much

inline std::string shortened(const Ui& ui, const std::string& name) {
  return ui.shortened(name, kLongestName, kCaption);
}
/// "k1", "k2" …: of rows and columns that have only their number.
std::vector<std::string> numbered(std::string_view letter, int count, int first = 1);
/// Draws the name, cut where it does not fit; `id` is the tooltip's. Not for what can be pressed, which has a tooltip
/// of its own.
void name_at(Ui& ui, std::string_view id, const Rect& rect, const std::string& name, TextStyle style);

}  // namespace view
