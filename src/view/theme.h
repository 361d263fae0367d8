// The design tokens: every colour, size and distance of the interface. No literal of these anywhere else.
#pragma once

#include <cstdint>

namespace view {

using Color = std::uint32_t;  // 0xAABBGGRR, as ImGui packs it

constexpr Color rgb(std::uint32_t rrggbb) {
  return 0xff000000u | (rrggbb & 0xff) << 16 | (rrggbb & 0xff00) | (rrggbb >> 16 & 0xff);
}
/// The same colour at this opacity, 0…1.
constexpr Color with_opacity(Color color, float opacity) {
  return (color & 0x00ffffffu) | static_cast<Color>(opacity * 255.0f + 0.5f) << 24;
}
/// From a to b, t = 0…1, in sRGB.
Color mixed(Color a, Color b, float t);
/// WCAG 2 contrast ratio, 1…21. Opacity is ignored.
float contrast(Color a, Color b);

struct Theme {
  bool is_dark;
  Color page, surface, raised, line;
  Color text, muted, disabled;
  Color accent, on_accent;
  Color cue_red, will_blue;  // what catches the eye (keys); what is wanted (queries)
  Color good, warning, error;
  Color track;  // the unfilled part of a slider, the quiet fill of a control
};

/// The colours of a system that insists on its own, as a high-contrast mode does.
struct SystemColors {
  Color canvas, text, gray, highlight, highlight_text, link;
};
Theme system_theme(const SystemColors& system);

const Theme& light_theme();
const Theme& dark_theme();

// Type: em sizes in CSS pixels.
inline constexpr float kCaption = 13, kBody = 15, kTitle = 18, kBig = 24;
inline constexpr float kSmall = 11;         // only what stands inside something else: an old value, an index
inline constexpr float kLineHeight = 1.5f;  // × em

// Distances, CSS pixels.
inline constexpr float kSpace1 = 4, kSpace2 = 8, kSpace3 = 12, kSpace4 = 16, kSpace5 = 24, kSpace6 = 32;
inline constexpr float kRadius = 6;
inline constexpr float kFocusRing = 2;
inline constexpr float kTargetMouse = 28, kTargetTouch = 40;  // smallest height of something to press
inline constexpr float kHandle = 12;                          // a slider's handle
inline constexpr float kTrack = 4;                            // a slider's track
inline constexpr float kWideFrom = 700;                       // from this width on, controls stand beside the picture
inline constexpr float kSideColumn = 320;                     // the column of controls, …
inline constexpr float kLeastSideColumn = 288;                // … on a small tablet
inline constexpr float kSideShare = 0.3f;                     // of the width between
inline constexpr float kContentWidest = 1680;                 // lines and controls do not grow beyond it
inline constexpr double kTooltipDelay = 0.3;                  // seconds
inline constexpr double kTransition = 0.2;                    // seconds; no animation is longer than 0.25

}  // namespace view
