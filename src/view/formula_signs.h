// The signs of formulas that are more than letters.
#pragma once

#include <array>
#include <string_view>

#include "imgui.h"

#include "text/text.h"

namespace view {

inline constexpr const char* kBlank = " ";
/// In prose: lowers the letters after it, "W＿Q"; raises the number, "x＾0.8". Nobody's name has them, as the typed "_"
/// is in many.
inline constexpr std::string_view kLowers = "＿", kRaises = "＾";
inline constexpr text::Text kSub{" 下标 ", " sub "};  // … and how that is said
inline constexpr text::Text kToThePower{" 的 {0} 次方", " to the power of {0}"};
/// How many letters of `text` such a sign takes; a point belongs to its number.
std::size_t count_signed(std::string_view text);
inline constexpr std::string_view kRootSign = "√";

// In em of the formula's size.
inline constexpr float kScriptSize = 0.7f, kLowered = 0.22f, kRaised = 0.38f;
inline constexpr float kAscent = 0.78f, kDescent = 0.22f;  // of letters and digits
inline constexpr float kBarGap = 0.14f, kRadicalWidth = 0.55f;
inline constexpr float kFormulaLine = 1;  // CSS pixels

/// The line of a radical around a radicand that begins kRadicalWidth after `x`.
inline std::array<ImVec2, 5> radical(float x, float baseline, float top, float bottom, float right, float size) {
  return {ImVec2{x + 0.04f * size, baseline - 0.3f * size}, ImVec2{x + 0.16f * size, baseline - 0.36f * size},
          ImVec2{x + 0.3f * size, bottom - 0.04f * size}, ImVec2{x + (kRadicalWidth - 0.06f) * size, top},
          ImVec2{right, top}};
}

/// How "=", "+", "÷" … is said; null if this is none of them.
const text::Text* operator_of(std::string_view sign);
/// Does it stand between two others, with room to both sides?
bool is_spaced(std::string_view sign);

}  // namespace view
