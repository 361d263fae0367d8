// The signs of formulas that are more than letters.
#pragma once

#include <string_view>

#include "text/text.h"

namespace view {

inline constexpr const char* kBlank = " ";

/// How "=", "+", "÷" … is said; null if this is none of them.
const text::Text* operator_of(std::string_view sign);
/// Does it stand between two others, with room to both sides?
bool is_spaced(std::string_view sign);

}  // namespace view
