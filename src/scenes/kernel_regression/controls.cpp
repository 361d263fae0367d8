// The side column: data, kernel, learning, and the points one by one.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "view/whole_slider.h"
#include "view/widgets.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kData{"数据", "Data"};
constexpr Text kDataHelp{"书中的 50 个点、没有噪声的点、按种子生成的点，或你自己的点。",
                         "The book's 50 points, points without noise, generated ones, or your own."};
constexpr Text kDataNames[] = {
    {"书中的点", "The book's"}, {"无噪声", "Noise-free"}, {"生成", "Generated"}, {"自己的", "Your own"}};
constexpr Text kSeed{"种子", "Seed"},
    kSeedHelp{"换一组随机点；同一个种子总给同样的点。", "Other random points; a seed always gives the same."};
constexpr Text kCount{"点数 n", "Points n"}, kCountHelp{"生成多少个点。", "How many points are generated."};
constexpr Text kNoise{"噪声 (标准差)", "Noise (deviation)"},
    kNoiseHelp{"加在真实函数上的正态噪声。", "Normal noise on top of the true function."};
constexpr Text kOpen{"打开两列数 (x, y)", "Open two columns (x, y)"},
    kOpenHelp{"一个 .csv 或 .npy，两列：x 和 y；也可以拖进来或粘贴。",
              "A .csv or .npy of two columns, x and y; it can be dropped or pasted as well."};
constexpr Text kKernel{"核", "Kernel"},
    kKernelHelp{"离查询多远的键还算数，算多少。", "How far a key may lie from the query to count, and for how much."};
constexpr Text kKernelNames[] = {{"高斯", "Gaussian"},
                                 {"矩形", "Boxcar"},
                                 {"三角", "Triangular"},
                                 {"Epanechnikov", "Epanechnikov"},
                                 {"常数", "Constant"}};
constexpr Text kTriangularSays{"三角核是 max(0, 1 − |u|)；书的英文版把它叫作 Epanechnikov。",
                               "The triangular kernel is max(0, 1 − |u|); the English edition of the book calls it "
                               "Epanechnikov."};
constexpr Text kWidth{"核宽 σ = 1 / w", "Width σ = 1 / w"},
    kWidthHelp{"窄：只看最近的键；宽：趋近平均汇聚。双击还原。",
               "Narrow: only the nearest key. Wide: towards average pooling. A double click puts it back."};
constexpr Text kWidthLearnt{"核宽由学到的 w 决定：σ = 1 / |w| = {0}",
                            "The width comes from the w that is learnt: σ = 1 / |w| = {0}"};
constexpr Text kLearn{"学习 w (带参数)", "Learn w (parametric)"},
    kLearnHelp{"用梯度下降找最会预测的 w；只对高斯核。",
               "Gradient descent finds the w that predicts best; Gaussian only."};
constexpr Text kStart{"起点 w", "Start w"},
    kStartHelp{"从哪个 w 开始。书中约为 0.25。", "Where w starts; about 0.25 in the book."};
constexpr Text kRate{"学习率", "Learning rate"},
    kRateHelp{"一步走多远；太大就冲过头。", "How far a step goes; too large overshoots."};
constexpr Text kSteps{"步数", "Steps"}, kStepsHelp{"走多少步；书中是 5。", "How many steps; 5 in the book."};
constexpr Text kOvershoot{"看它冲过头", "See it overshoot"},
    kOvershootHelp{"无噪声的点，w = 0.5，学习率 0.5：一步就到 16.92。",
                   "Noise-free points, w = 0.5, rate 0.5: one step leads to 16.92."};
constexpr Text kSmallSteps{"改用小步", "Small steps"},
    kSmallStepsHelp{"同样的点和起点，学习率 0.05：损失一步步下降，不会冲过头。",
                    "The same points and start, rate 0.05: the loss falls step by step without overshooting."};
constexpr Text kBookRun{"书中的五步", "The book's five steps"},
    kBookRunHelp{"书中的 50 个点，起点 0.2466，学习率 0.5，走 5 步；与书中的数当场比较。",
                 "The book's 50 points, from 0.2466 with rate 0.5, five steps: compared with the book's numbers."};
constexpr Text kPoints{"训练点", "Training points"}, kPrevious{"上一个", "Previous"}, kNextPoint{"下一个", "Next"},
    kChooseHelp{"选一个训练点，再用方向键移动它。", "Chooses a training point, which the arrow keys then move."};
constexpr Text kAdd{"添加一个点", "Add a point"},
    kAddHelp{"在查询处、预测的高度上添加一个点。", "Adds a point at the query, as high as the prediction."};
constexpr Text kDelete{"删除这个点", "Delete this point"};
constexpr Text kTakenByName{"点超过 {0} 个：先用“上一个”“下一个”或热力图选一个，再移动它。",
                            "More than {0} points: choose one with Previous, Next or the heatmap, then move it."};

void begin(State& next, int data) {
  Input& input = next.input;
  input.data = data;
  if (data != kOwn) input.points = points_of(data, input.seed, input.count, input.noise);
  if (data != kOwn && (input.width < kNarrowest || input.width > kWidest)) input.width = Input().width;
  next.point = 0;
  next.leftover = {};
}

void stop_playing(State& next) { next.playback = {}; }

/// `shown`: the step that is seen at first.
void learn_from(State& next, int data, double start, double rate, int steps, int shown) {
  begin(next, data);
  next.input.start = start;
  next.input.rate = rate;
  next.input.steps = steps;
  next.playback = {false, static_cast<double>(shown)};
}

void draw_presets(view::Ui& ui, State& next) {
  if (view::button(ui, {"book-steps", ui.tr(kBookRun), ui.tr(kBookRunHelp)}))
    learn_from(next, kBook, kBookStart, kBookRate, kBookSteps, kBookSteps);
  const std::string overshoot = ui.tr(kOvershoot), small = ui.tr(kSmallSteps);
  const float width = view::button_width(ui, overshoot);
  const view::Rect row = ui.place(ui.target_height());
  if (view::button_at(ui, {row.x, row.y, width, row.height}, {"overshoot", overshoot, ui.tr(kOvershootHelp)}))
    learn_from(next, kNoiseFree, 0.5, 0.5, kBookSteps, 1);
  if (view::button_at(ui, {row.x + width + view::kSpace2, row.y, view::button_width(ui, small), row.height},
                      {"small-steps", small, ui.tr(kSmallStepsHelp)}))
    learn_from(next, kNoiseFree, 0.5, 0.05, kMostSteps, 1);
}

}  // namespace

void draw_data_controls(view::Ui& ui, State& next) {
  Input& input = next.input;
  std::vector<std::string> names;
  for (const Text& name : kDataNames) names.push_back(ui.tr(name));
  int data = input.data;
  if (view::choice(ui, {"data", ui.tr(kData), ui.tr(kDataHelp)}, data, names)) begin(next, data);
  if (input.data == kGenerated) {
    bool has_changed = view::whole_slider(ui, {"seed", ui.tr(kSeed), ui.tr(kSeedHelp)}, input.seed, 1, 999, 1);
    has_changed |=
        view::whole_slider(ui, {"count", ui.tr(kCount), ui.tr(kCountHelp)}, input.count, 1, kMostGenerated, 50);
    has_changed |= view::slider(ui, {"noise", ui.tr(kNoise), ui.tr(kNoiseHelp)}, input.noise,
                                {.minimum = 0, .maximum = 2, .step = 0.05, .initial = 0.5, .ticks = {0.5}});
    if (has_changed) begin(next, kGenerated);
  }
  if (input.data == kOwn && view::button(ui, {"open", ui.tr(kOpen), ui.tr(kOpenHelp)})) ui.request_file_dialog();
}

void draw_main_controls(view::Ui& ui, State& next, const Result& result) {
  Input& input = next.input;
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted};
  if (!input.is_learning) {
    std::vector<std::string> names;
    for (const Text& name : kKernelNames) names.push_back(ui.tr(name));
    view::choice(ui, {"kernel", ui.tr(kKernel), ui.tr(kKernelHelp)}, input.kernel, names);
    if (input.kernel == kTriangularKernel) view::paragraph(ui, "kernel/says", ui.tr(kTriangularSays), quiet);
    // A point that was moved may have left the width where it is out of the usual.
    const Widths widths = widths_for(input.points);
    const double narrowest = std::min(widths.narrowest, input.width);
    if (input.kernel != kConstantKernel)
      view::slider(ui, {"width", ui.tr(kWidth), ui.tr(kWidthHelp)}, input.width,
                   {.minimum = narrowest,
                    .maximum = std::max(widths.widest, input.width),
                    .step = narrowest,
                    .initial = scale_of(input.points),
                    .decimals = narrowest < kNarrowest ? 6 : 2,
                    .ticks = {0.1, 0.2, 0.5, 1, 2, 5},
                    .is_logarithmic = true});
  } else {
    view::paragraph(ui, "width/says", ui.tr(kWidthLearnt, {view::short_number_text(result.width, 3)}), quiet);
  }
  if (view::toggle(ui, {"learn", ui.tr(kLearn), ui.tr(kLearnHelp)}, input.is_learning)) {
    input.kernel = kGaussianKernel;
    stop_playing(next);
  }
  if (!input.is_learning) return;
  bool has_changed = view::slider(ui, {"start", ui.tr(kStart), ui.tr(kStartHelp)}, input.start,
                                  {.minimum = kLeastW,
                                   .maximum = 10,
                                   .step = 0.0001,
                                   .initial = kBookStart,
                                   .decimals = 4,
                                   .ticks = {0.2466, 0.5, 1},
                                   .is_logarithmic = true});
  has_changed |= view::slider(ui, {"rate", ui.tr(kRate), ui.tr(kRateHelp)}, input.rate,
                              {.minimum = 0.001,
                               .maximum = 2,
                               .step = 0.001,
                               .initial = kBookRate,
                               .decimals = 3,
                               .ticks = {0.01, 0.1, 0.5},
                               .is_logarithmic = true});
  has_changed |=
      view::whole_slider(ui, {"steps", ui.tr(kSteps), ui.tr(kStepsHelp)}, input.steps, 1, kMostSteps, kBookSteps);
  if (has_changed) stop_playing(next);
  draw_presets(ui, next);
}

void draw_point_controls(view::Ui& ui, State& next, const Result& result) {
  Points& points = next.input.points;
  const int count = count_of(points.x);
  if (ui.is_left_out("point")) return;
  view::heading(ui, "point/title", ui.tr(kPoints), 3);
  const view::Rect row = ui.place(ui.target_height());
  float x = row.x;
  const auto choose = [&](const char* id, const Text& name, int point) {
    const std::string words = ui.tr(name);
    const float width = view::button_width(ui, words);
    if (view::button_at(ui, {x, row.y, width, row.height}, {id, words, ui.tr(kChooseHelp)})) {
      next.point = (point + count) % count + 1;
      ui.request_focus("point/" + std::to_string(next.point - 1));
    }
    x += width + view::kSpace2;
  };
  choose("point/previous", kPrevious, std::max(next.point, 1) - 2);
  choose("point/next", kNextPoint, next.point);
  if (count > kMostGrips)
    view::paragraph(ui, "point/says", ui.tr(kTakenByName, {std::to_string(kMostGrips)}),
                    {.size = view::kCaption, .color = ui.theme().muted});
  if (count < kMostPoints && view::button(ui, {"add", ui.tr(kAdd), ui.tr(kAddHelp)})) {
    points.x.push_back(next.input.query);
    points.y.push_back(y_at_grain(result, result.prediction));
    next.point = count + 1;
  }
  const std::string remove = ui.tr(kDelete);
  const view::Rect line = ui.place(ui.target_height());
  if (view::button_at(ui, {line.x, line.y, view::button_width(ui, remove), line.height}, {"delete", remove},
                      view::ButtonKind::kQuiet, next.point > 0 && count > 1)) {
    points.x.erase(points.x.begin() + next.point - 1);
    points.y.erase(points.y.begin() + next.point - 1);
    next.point = 0;
  }
}

}  // namespace scenes::kernel_regression
