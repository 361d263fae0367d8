// What was measured over the steps of a run, as curves on one axis of time; where one clicks, the player goes.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "index.h"
#include "scenes/training/parts.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kSteps{"步", "step"};
constexpr double kLeastSteps = 150;  // on the axis: it does not grow with every step of the beginning
constexpr float kPlotHeight = 190;   // CSS pixels

}  // namespace

void draw_curves(view::Ui& ui, const view::Label& label, std::span<const Curve> curves, double top, State& next,
                 const RunResult& run) {
  double most = 1e-9;
  std::vector<std::string> names;
  for (const Curve& curve : curves) {
    names.push_back(curve.name);
    for (const double number : run.measured(curve.measured))
      if (std::isfinite(number)) most = std::max(most, number);
  }
  const view::Axis x{
      .high = view::round_above(std::max<double>(kLeastSteps, run.trained)), .name = ui.tr(kSteps), .is_whole = true},
      y{.high = top > 0 ? top : view::round_above(1.05 * most)};
  const int lines = view::Plot::legend_lines(ui, ui.column_width(), kPlotHeight, y, names);
  const view::Rect area =
      ui.place(kPlotHeight + static_cast<float>(lines - 1) * view::Plot::kLegendLine, view::kSpace3);
  view::Plot plot = view::Plot::within(ui, area, x, y, lines);
  plot.grid();
  plot.numbers();
  plot.upright(run.shown, ui.theme().accent, 1.5f);
  std::vector<double> steps(run.measured(models::kLoss).size());
  std::iota(steps.begin(), steps.end(), 0.0);
  for (const Curve& curve : curves)
    plot.curve({curve.name, curve.color, steps, run.measured(curve.measured)}, 2, curve.is_dashed);
  plot.finish(label, next.cursor);
  if (!plot.was_clicked() || next.cursor < 0) return;
  next.playback = {false, static_cast<double>(next.cursor)};
}

}  // namespace scenes::training
