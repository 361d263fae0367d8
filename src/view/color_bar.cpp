// The bar that says what a heatmap's colours mean.
#include <algorithm>
#include <cmath>

#include "view/heatmap.h"

namespace view {

namespace {

constexpr float kCaptionLine = 20;

/// All numbers of one scale with the same decimals: three significant digits of its range.
std::string tick_text(float value, ColorScale scale) {
  const double range = std::max(double{scale.maximum} - scale.minimum, std::abs(double{scale.maximum}));
  if (!(range > 1e-4 && range < 1e6)) return short_number_text(value, 3);
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(range))), 0, 6);
  std::string shown = number_text(value, decimals);
  if (shown.find('.') == std::string::npos) return shown;
  while (shown.back() == '0') shown.pop_back();  // 0.500 → 0.5
  if (shown.back() == '.') shown.pop_back();
  return shown;
}

}  // namespace

void color_bar(Ui& ui, const Rect& rect, int map, ColorScale scale, bool is_vertical) {
  constexpr float kThickness = 12;
  const Theme& theme = ui.theme();
  const auto colors = color_map_stops(map);
  const Rect bar =
      is_vertical ? Rect{rect.x, rect.y, kThickness, rect.height} : Rect{rect.x, rect.y, rect.width, kThickness};
  const std::size_t steps = colors.size() - 1;
  if (SvgRecorder* svg = ui.svg()) svg->ramp(bar, colors, is_vertical);
  for (std::size_t i = 0; i < steps; ++i) {
    const auto part = [&](std::size_t k) { return static_cast<float>(k) / static_cast<float>(steps); };
    if (is_vertical) {
      const float low = bar.y + bar.height * (1 - part(i)), high = bar.y + bar.height * (1 - part(i + 1));
      const ImVec2 a = ui.screen(ui.snapped(bar.x), high), b = ui.screen(ui.snapped(bar.x + bar.width), low);
      ui.draw().AddRectFilledMultiColor(a, b, colors[i + 1], colors[i + 1], colors[i], colors[i]);
    } else {
      const ImVec2 a = ui.screen(bar.x + bar.width * part(i), ui.snapped(bar.y)),
                   b = ui.screen(bar.x + bar.width * part(i + 1), ui.snapped(bar.y + bar.height));
      ui.draw().AddRectFilledMultiColor(a, b, colors[i], colors[i + 1], colors[i + 1], colors[i]);
    }
  }
  ui.outline(bar, theme.line);
  const float length = is_vertical ? bar.height : bar.width;
  const float scaled = length / (is_vertical ? 1.0f : 1.5f);    // numbers are wider than high
  const int ticks = scaled >= 200 ? 5 : scaled >= 110 ? 3 : 2;  // as many as keep apart
  for (int i = 0; i < ticks; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(ticks - 1);
    const std::string shown = tick_text(scale.minimum + (scale.maximum - scale.minimum) * t, scale);
    if (is_vertical) {
      const float y = bar.y + bar.height * (1 - t);
      ui.line(bar.x + bar.width, y, bar.x + bar.width + 4, y, theme.muted);
      ui.text({bar.x + bar.width + 6, y - kCaptionLine / 2, rect.width - bar.width - 6, kCaptionLine}, shown,
              {.size = kCaption, .color = theme.muted});
    } else {
      const float x = bar.x + bar.width * t;
      ui.line(x, bar.y + bar.height, x, bar.y + bar.height + 4, theme.muted);
      const Align align = i == 0 ? Align::kLeft : i == ticks - 1 ? Align::kRight : Align::kCenter;
      const float room = bar.width / static_cast<float>(ticks), left = i == 0           ? x
                                                                       : i == ticks - 1 ? x - room
                                                                                        : x - room / 2;
      ui.text({left, bar.y + bar.height + 4, room, kCaptionLine}, shown,
              {.size = kCaption, .color = theme.muted, .align = align});
    }
  }
}

}  // namespace view
