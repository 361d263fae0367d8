#include "view/theme.h"

#include <cmath>

namespace view {

namespace {

constexpr Theme kLight{.is_dark = false,
                       .page = rgb(0xfafafa),
                       .surface = rgb(0xffffff),
                       .raised = rgb(0xffffff),
                       .line = rgb(0xe3e6ea),
                       .text = rgb(0x1f2328),
                       .muted = rgb(0x59636e),
                       .disabled = rgb(0x9aa4af),
                       .accent = rgb(0x3f51b5),
                       .on_accent = rgb(0xffffff),
                       .cue_red = rgb(0xcb181d),
                       .will_blue = rgb(0x2171b5),
                       .good = rgb(0x1a7f37),
                       .warning = rgb(0x9a6700),
                       .error = rgb(0xcf222e),
                       .track = rgb(0xe3e6ea)};

constexpr Theme kDark{.is_dark = true,
                      .page = rgb(0x1e2129),
                      .surface = rgb(0x262a35),
                      .raised = rgb(0x2d323e),
                      .line = rgb(0x3a404d),
                      .text = rgb(0xe6e8ec),
                      .muted = rgb(0xa3abb8),
                      .disabled = rgb(0x6b7380),
                      .accent = rgb(0x8c9eff),
                      .on_accent = rgb(0x12141a),
                      .cue_red = rgb(0xfb7050),
                      .will_blue = rgb(0x6baed6),
                      .good = rgb(0x5bb060),
                      .warning = rgb(0xd4a72c),
                      .error = rgb(0xf4766d),
                      .track = rgb(0x3a404d)};

float linear(Color color, int shift) {
  const float c = static_cast<float>(color >> shift & 0xff) / 255.0f;
  return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}

float luminance(Color color) {
  return 0.2126f * linear(color, 0) + 0.7152f * linear(color, 8) + 0.0722f * linear(color, 16);
}

}  // namespace

Theme system_theme(const SystemColors& system) {
  constexpr Color kBlack = rgb(0x000000), kWhite = rgb(0xffffff);
  return {.is_dark = contrast(system.canvas, kWhite) > contrast(system.canvas, kBlack),
          .page = system.canvas,
          .surface = system.canvas,
          .raised = system.canvas,
          .line = system.text,
          .text = system.text,
          .muted = system.text,
          .disabled = system.gray,
          .accent = system.highlight,
          .on_accent = system.highlight_text,
          .cue_red = system.link,
          .will_blue = system.highlight,
          .good = system.text,
          .warning = system.text,
          .error = system.text,
          .track = system.gray};
}

const Theme& light_theme() { return kLight; }
const Theme& dark_theme() { return kDark; }

Color mixed(Color a, Color b, float t) {
  Color result = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const float from = static_cast<float>(a >> shift & 0xff), to = static_cast<float>(b >> shift & 0xff);
    result |= static_cast<Color>(from + (to - from) * t + 0.5f) << shift;
  }
  return result;
}

float contrast(Color a, Color b) {
  const float first = luminance(a) + 0.05f, second = luminance(b) + 0.05f;
  return first > second ? first / second : second / first;
}

}  // namespace view
