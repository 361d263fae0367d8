// The attention weights over the temperature: from max pooling at its cold end to average pooling at its hot one.
#include <string>
#include <vector>

#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"
#include "view/plot.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

constexpr Text kHeading{"温度：从最大汇聚到平均汇聚", "Temperature: from max pooling to average pooling"};
constexpr Text kSays{
    "越冷，越像最大汇聚：得分最高的一样独占；越热，越像平均汇聚：每样趋近 "
    "0.20，得分不同就不会正好相等。竖线是现在的温度 "
    "{0}。",
    "The colder, the more it is max pooling: the best score takes all. The hotter, the more it is average pooling: "
    "each "
    "nears 0.20, which scores that differ never quite reach. The upright line is the temperature now, {0}."};
constexpr Text kTemperature{"温度", "temperature"};
constexpr Text kAverage{"平均汇聚 0.20", "average pooling 0.20"};
constexpr float kHeight = 230;  // CSS pixels

}  // namespace

void draw_curve(view::Ui& ui, State& next, const Result& result) {
  const view::Theme& theme = ui.theme();
  ui.begin_group("curve", ui.tr(kHeading));
  view::heading(ui, "curve/title", ui.tr(kHeading), 2);
  std::vector<double> temperatures;
  for (int point = 0; point < kCurvePoints; ++point) temperatures.push_back(curve_temperature(point));
  std::vector<std::string> names;
  for (std::size_t thing = 0; thing < kThings; ++thing) names.push_back(thing_name(ui, next.input, thing));
  names.push_back(ui.tr(kAverage));
  const view::Axis weights{0, 1};
  const int legend_lines = view::Plot::legend_lines(ui, ui.column_width(), kHeight, weights, names);
  view::Plot plot = view::Plot::within(
      ui, ui.place(kHeight + view::Plot::kLegendLine * static_cast<float>(legend_lines - 1), view::kSpace2),
      {.low = kColdest, .high = kHottest, .name = ui.tr(kTemperature), .is_logarithmic = true}, weights, legend_lines);
  plot.grid();
  plot.numbers();
  plot.upright(next.input.temperature, theme.accent, 2);
  for (std::size_t thing = 0; thing < kThings; ++thing)
    plot.curve({names[thing], view::series_color(theme, thing), temperatures, result.curves[thing]},
               thing == result.looked_at ? 3.0f : 1.5f);
  const std::vector<double> ends{kColdest, kHottest}, average{1.0 / kThings, 1.0 / kThings};
  plot.curve({names.back(), theme.muted, ends, average}, 1, true);
  plot.finish({"curve/plot", ui.tr(kHeading)}, next.curve_cursor);
  view::paragraph(ui, "curve/says", ui.tr(kSays, {view::number_text(next.input.temperature, 2)}),
                  {.size = view::kCaption, .color = theme.muted});
  ui.gap(view::kSpace2);
  ui.end_group();
}

}  // namespace scenes::cues
