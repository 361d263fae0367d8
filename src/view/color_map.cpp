#include "view/color_map.h"

#include <algorithm>
#include <cmath>

#include "index.h"

namespace view {

namespace {

template <std::size_t n>
constexpr std::array<Color, n> stops(const std::uint32_t (&hex)[n]) {
  std::array<Color, n> colors{};
  for (std::size_t i = 0; i < n; ++i) colors[i] = rgb(hex[i]);
  return colors;
}

constexpr auto kReds =
    stops({0xfff5f0, 0xfee0d2, 0xfcbba1, 0xfc9272, 0xfb6a4a, 0xef3b2c, 0xcb181d, 0xa50f15, 0x67000d});
constexpr auto kBlues =
    stops({0xf7fbff, 0xdeebf7, 0xc6dbef, 0x9ecae1, 0x6baed6, 0x4292c6, 0x2171b5, 0x08519c, 0x08306b});
constexpr auto kViridis = stops(
    {0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b, 0x375b8d, 0x33638d,
     0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21918c, 0x1f978b, 0x1f9f88, 0x21a685, 0x27ad81, 0x31b57b,
     0x3dbc74, 0x4cc26c, 0x5cc863, 0x6ece58, 0x81d34d, 0x95d840, 0xaadc32, 0xc0df25, 0xd5e21a, 0xeae51a, 0xfde725});
constexpr auto kCividis = stops(
    {0x00224e, 0x00285b, 0x002e6a, 0x053371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c, 0x4b546c, 0x535a6d,
     0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x767676, 0x7d7c78, 0x838179, 0x8b8778, 0x928d78, 0x9a9376, 0xa29975,
     0xaaa073, 0xb3a670, 0xbbad6d, 0xc3b369, 0xccba64, 0xd4c15f, 0xddc858, 0xe6d051, 0xefd748, 0xf8df3c, 0xfee838});
constexpr auto kMagma = stops({0x000004, 0x030312, 0x0a0822, 0x130d34, 0x1d1147, 0x29115a, 0x36106b, 0x440f76, 0x51127c,
                               0x5d177f, 0x6a1c81, 0x762181, 0x832681, 0x902a81, 0x9c2e7f, 0xaa337d, 0xb73779, 0xc23b75,
                               0xcf4070, 0xdb476a, 0xe55064, 0xee5b5e, 0xf4695c, 0xf9785d, 0xfb8761, 0xfd9668, 0xfea571,
                               0xfeb47b, 0xfec287, 0xfed194, 0xfde0a1, 0xfceeb0, 0xfcfdbf});

constexpr auto kRedsBlues = stops(
    {0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xffffff, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b, 0x67001f});

}  // namespace

const char* color_map_name(int map) { return map == kDivergingMap ? "RdBu_r" : nth(kColorMapIds, map); }

std::span<const Color> color_map_stops(int map) {
  switch (map) {
    case kDivergingMap:
      return kRedsBlues;
    case 1:
      return kBlues;
    case 2:
      return kViridis;
    case 3:
      return kCividis;
    case 4:
      return kMagma;
    default:
      return kReds;
  }
}

Color color_at(int map, float t) {
  const auto colors = color_map_stops(map);
  if (!(t > 0)) return colors.front();
  if (t >= 1) return colors.back();
  const float position = t * static_cast<float>(colors.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), colors.size() - 2);
  return mixed(colors[below], colors[below + 1], position - static_cast<float>(below));
}

Color color_of(int map, ColorScale scale, double value) {
  const double minimum = scale.minimum, range = scale.maximum - minimum;
  return color_at(map, range > 0 ? static_cast<float>((value - minimum) / range) : 0.0f);
}

HeatColor heat_color(int map, ColorScale scale, double value, HeatColor missing) {
  if (!std::isfinite(value)) return missing;
  const Color ground = color_of(map, scale, value);
  return {ground, text_on(ground)};
}

ColorScale symmetric_scale(float minimum, float maximum) {
  const float farthest = std::max(std::abs(minimum), std::abs(maximum));
  return farthest > 0 ? ColorScale{-farthest, farthest} : ColorScale{-1, 1};
}

Color series_color(const Theme& theme, std::size_t index) {
  constexpr Color kOnLight[] = {rgb(0x0072b2), rgb(0xc65300), rgb(0x00875f), rgb(0xa6458a), rgb(0x8a6a00)};
  constexpr Color kOnDark[] = {rgb(0x56b4e9), rgb(0xff8a4c), rgb(0x2cc295), rgb(0xe38cc4), rgb(0xe6c34a)};
  return (theme.is_dark ? kOnDark : kOnLight)[index % std::size(kOnLight)];
}

Color text_on(Color background) {
  return contrast(background, rgb(0x000000)) >= contrast(background, rgb(0xffffff)) ? rgb(0x000000) : rgb(0xffffff);
}

}  // namespace view
