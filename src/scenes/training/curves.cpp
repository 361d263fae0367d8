// What was measured over the steps of a run, as curves on one axis of time; where one clicks, the player goes.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/training/parts.h"
#include "view/side_by_side.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kSteps{"步", "step"};
constexpr Text kLossPlot{"损失 (交叉熵)", "Loss (cross-entropy)"};
constexpr Text kCurvesHelp{"点一下，看那一步。", "Click to see that step."};
constexpr double kLeastSteps = 150;                   // on the axis: it does not grow with every step of the beginning
constexpr float kPlotHeight = 190, kLeastPlot = 320;  // CSS pixels

/// `top`: of the plot; 0 = as large as it has to be. A click moves the player there.
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

}  // namespace

void draw_run_curves(view::Ui& ui, const std::string& share_title, std::span<const Curve> shares,
                     std::span<const Curve> losses, State& next, const RunResult& run) {
  const auto titled = [&](const std::string& id, const std::string& title, std::span<const Curve> curves, double top) {
    view::heading(ui, id + "/title", title, 2);
    draw_curves(ui, {id, title, ui.tr(kCurvesHelp)}, curves, top, next, run);
  };
  const std::array<std::function<void()>, 2> blocks = {[&] { titled("shares", share_title, shares, 1); },
                                                       [&] { titled("losses", ui.tr(kLossPlot), losses, 0); }};
  view::side_by_side(ui, kLeastPlot, 2, blocks);
}

}  // namespace scenes::training
