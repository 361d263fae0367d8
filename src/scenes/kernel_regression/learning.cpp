// Learning w by gradient descent: the loss over w with a ball that rolls on it, and what came of every step.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "view/plot.h"
#include "view/widgets.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kHeading{"带参数的注意力汇聚：学习 w", "Parametric attention pooling: learning w"};
constexpr Text kInvitation{
    "核宽也可以由数据来定：打开“学习 w”，看梯度下降怎样找到它。",
    "The width can come from the data: turn on \"Learn w\" and see how gradient descent finds it."};
constexpr Text kCannotLearn{"学习要把每个点和其余所有点相比：需要 {0} 到 {1} 个点，现在有 {2} 个。",
                            "Learning compares every point with all others: it takes {0} to {1} points, and there "
                            "{2|is|are} {2}."};
constexpr Text kOtherScale{
    "起点和学习率适合跨度约为 5 的 x；这些点的 x 跨度不同，请先把 x 除以 {0}，再学习。",
    "Start and rate suit x that span about 5. These span more or less: divide x by {0} before learning."};
constexpr Text kBelowZero{"w 走到了 0 以下。权重只取决于 w²，所以损失曲线上的球在 |w| 处。",
                          "w went below 0. The weights depend on w² alone: the ball on the curve is at |w|."};
constexpr Text kLoss{"损失", "loss"}, kBall{"现在的 w", "w now"};
constexpr Text kLossPlot{"损失随 w 的变化", "The loss over w"};
constexpr Text kLossesPlot{"每一步的损失", "The loss at every step"}, kWsPlot{"每一步的 w", "w at every step"};
constexpr Text kStepAxis{"步", "step"};
constexpr Text kInBook{"✓ 与书中的五个损失和五个 w 一致 (相差不到 0.002)：当场算出，不是抄来的。",
                       "✓ The book's five losses and five w's, to within 0.002: computed here and now, not copied."};
constexpr Text kOvershot{
    "第 {0} 步冲过了头：w 从 {1} 跳到 {2}，那里的梯度只剩 {3}，再也回不来。把学习率调小，再走一遍。",
    "Step {0} overshoots: w jumps from {1} to {2}, where the gradient is {3}: it will not come back. "
    "Try a smaller rate."};
constexpr Text kStopped{"走了 {0} 步就停了：w 或损失已不是有限的数。请把学习率调小。",
                        "It stopped after {0} steps: w or the loss is no finite number any more. Try a smaller rate."};
constexpr Text kPlayer{"播放学习过程", "Play the learning"};
constexpr Text kLeaveOneOut{
    "每个训练点都由其余的点预测，不看自己；损失是误差的平方和。w 越大，核越窄。",
    "Every training point is predicted by the others, without itself; the loss is the sum of the squared errors. The "
    "larger w, the narrower the kernel."};

constexpr float kHeight = 280;  // CSS pixels
void draw_loss_plot(view::Ui& ui, const view::Rect& area, const Learning& learning, int step) {
  constexpr double kNearNone = 1e-3;  // a w of 0 has no place among equal ratios
  std::vector<double> path_x, path_y;
  double low = kLeastW, high = kMostW, most = 0;
  for (int i = 0; i <= step; ++i) {
    path_x.push_back(std::max(std::abs(nth(learning.steps, i).w), kNearNone));
    path_y.push_back(nth(learning.steps, i).loss);
    low = std::min(low, path_x.back());
    high = std::max(high, path_x.back());
  }
  for (const double loss : learning.losses)
    if (std::isfinite(loss)) most = std::max(most, loss);
  view::Plot plot = view::Plot::within(ui, area, {.low = low, .high = high, .name = "w", .is_logarithmic = true},
                                       {0, view::round_above(std::max(most * 1.05, 1e-9))});
  const view::Theme& theme = ui.theme();
  plot.grid();
  plot.numbers();
  plot.curve({ui.tr(kLoss), theme.muted, learning.ws, learning.losses}, 2);
  plot.curve({"", theme.accent, path_x, path_y}, 1, true);
  plot.dots({"", theme.accent, path_x, path_y}, 3);
  const std::vector<double> now_x{path_x.back()}, now_y{path_y.back()};
  plot.dots({ui.tr(kBall), theme.accent, now_x, now_y}, 7);
  plot.finish({"loss", ui.tr(kLossPlot)});
}

void draw_over_steps(view::Ui& ui, const view::Rect& area, const view::Label& label, const view::Series& series,
                     int step) {
  double most = 1e-9, least = 0;
  for (const double number : series.ys) {
    if (!std::isfinite(number)) continue;
    most = std::max(most, number);
    least = std::min(least, number);
  }
  view::Plot plot = view::Plot::within(
      ui, area, {.high = std::max(1.0, series.xs.back()), .name = ui.tr(kStepAxis), .is_whole = true},
      {least < 0 ? -view::round_above(-least * 1.05) : 0, view::round_above(most * 1.05)});
  plot.grid();
  plot.numbers();
  plot.upright(step, ui.theme().accent, 1.5f);
  plot.curve(series, 2);
  plot.dots({"", series.color, series.xs, series.ys}, 2.5f);
  plot.finish(label);
}

/// What came of every step: the loss above, w below.
void draw_steps(view::Ui& ui, const view::Rect& area, const Learning& learning, int step) {
  std::vector<double> at, losses, ws;
  for (int i = 0; i <= steps_made(learning); ++i) {
    at.push_back(i);
    losses.push_back(nth(learning.steps, i).loss);
    ws.push_back(nth(learning.steps, i).w);
  }
  const float half = (area.height - view::kSpace2) / 2;
  draw_over_steps(ui, {area.x, area.y, area.width, half}, {"losses", ui.tr(kLossesPlot)},
                  {ui.tr(kLoss), ui.theme().muted, at, losses}, step);
  draw_over_steps(ui, {area.x, area.y + half + view::kSpace2, area.width, half}, {"ws", ui.tr(kWsPlot)},
                  {"w", ui.theme().accent, at, ws}, step);
}

}  // namespace

void draw_learning(view::Ui& ui, State& next, const Result& result) {
  if (!next.input.is_learning) {
    view::paragraph(ui, "learning/says", ui.tr(kInvitation), {.size = view::kCaption, .color = ui.theme().muted});
    return;
  }
  ui.begin_group("learning", ui.tr(kHeading));
  view::heading(ui, "learning/title", ui.tr(kHeading), 2);
  const Learning& learning = result.learning;
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
  if (learning.steps.empty()) {
    view::paragraph(ui, "learning/says",
                    ui.tr(kCannotLearn, {std::to_string(kLeastLearning), std::to_string(kMostLearning),
                                         std::to_string(count_of(result.order))}));
    return ui.end_group();
  }
  const int made = steps_made(learning), step = step_shown(next.input, learning);
  view::paragraph(ui, "learning/says", ui.tr(kLeaveOneOut), quiet);
  if (const double scale = scale_of(next.input.points); scale != 1)
    view::paragraph(ui, "learning/scale", ui.tr(kOtherScale, {view::short_number_text(scale)}),
                    {.size = view::kCaption, .color = ui.theme().warning});
  const float width = ui.column_width();
  constexpr float kTwoFrom = 620;
  if (width >= kTwoFrom) {
    const view::Rect both = ui.place(kHeight, view::kSpace2);
    const float half = (width - view::kSpace4) / 2;
    draw_loss_plot(ui, {both.x, both.y, half, kHeight}, learning, step);
    draw_steps(ui, {both.x + half + view::kSpace4, both.y, half, kHeight}, learning, step);
  } else {
    draw_loss_plot(ui, ui.place(kHeight, view::kSpace2), learning, step);
    draw_steps(ui, ui.place(kHeight, view::kSpace2), learning, step);
  }
  view::player(ui, {"playback", ui.tr(kPlayer)}, next.playback, {.count = made + 1});
  if (is_as_in_book(next.input, learning))
    view::paragraph(ui, "learning/book", ui.tr(kInBook), {.size = view::kCaption, .color = ui.theme().good});
  if (const int over = overshoot_of(learning); over > 0)
    view::paragraph(ui, "learning/overshot",
                    ui.tr(kOvershot, {std::to_string(over), view::number_text(nth(learning.steps, over - 1).w, 2),
                                      view::number_text(nth(learning.steps, over).w, 2),
                                      view::short_number_text(nth(learning.steps, over).gradient, 2)}),
                    {.color = ui.theme().warning});
  if (std::any_of(learning.steps.begin(), learning.steps.end(), [](const auto& each) { return each.w < 0; }))
    view::paragraph(ui, "learning/below-zero", ui.tr(kBelowZero), quiet);
  if (made < next.input.steps)
    view::paragraph(ui, "learning/stopped", ui.tr(kStopped, {std::to_string(made)}), {.color = ui.theme().error});
  ui.gap(view::kSpace2);
  ui.end_group();
}

}  // namespace scenes::kernel_regression
