// The plane: training points as keys with their values, the truth, the prediction, average pooling, and the query as a
// line that is moved. How much a point weighs for it is its size, and the bar below it.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "view/point.h"

namespace scenes::kernel_regression {

namespace {

using view::Text;

constexpr Text kPlane{"训练点、预测曲线和查询", "Training points, the prediction and the query"};
constexpr Text kPlaneHelp{"点一下把查询移到那里，双击添加一个点。",
                          "A click moves the query there, a double click adds a point."};
constexpr Text kTruth{"真实函数 2 sin x + x＾0.8", "truth 2 sin x + x＾0.8"};
constexpr Text kPrediction{"预测 f(x)", "prediction f(x)"}, kAverage{"平均汇聚", "average pooling"};
constexpr Text kSum{"Σ w＿i y＿i", "Σ w＿i y＿i"};
constexpr Text kQueryPoint{"查询 x", "Query x"};
constexpr Text kQueryHelp{"左右移动查询。", "Moves the query left and right."};
constexpr Text kTrainingPoint{"训练点 {0}", "Training point {0}"};
constexpr Text kPointAt{"({0}, {1})，权重 {2}", "({0}, {1}), weight {2}"};
constexpr Text kPointHelp{"移动这个键和它的值，看预测跟着变。",
                          "Moves this key and its value; the prediction follows."};

constexpr float kSmallest = 2.5f, kLargest = 10;  // radii of points, CSS pixels
constexpr float kSumWidth = 8, kTip = 9;          // of the sum; its arrow's tip
constexpr double kBarShare = 0.16;                // of the plane's height: the bar of the largest weight

constexpr double kKeySteps = 50;  // from one side to the other

/// What a drag is rounded to.
double grain_of(double extent) { return std::min(0.01, view::round_step(extent, 500)); }

bool has_truth(const Result& result) {
  return std::any_of(result.curve_truth.begin(), result.curve_truth.end(), [](double y) { return std::isfinite(y); });
}

int legend_lines(const view::Ui& ui, const Result& result, const view::Rect& area) {
  std::vector<std::string> names{ui.tr(kAverage), ui.tr(kPrediction)};
  if (has_truth(result)) names.insert(names.begin() + 1, ui.tr(kTruth));
  return view::Plot::legend_lines(ui, area.width, area.height, {result.room.bottom, result.room.top, "y"}, names);
}

class Plane {
 public:
  Plane(view::Ui& ui, State& next, const Result& result, const view::Rect& area)
      : ui_(ui),
        next_(next),
        result_(result),
        plot_(view::Plot::within(ui, area, {result.room.low, result.room.high, "x"},
                                 {result.room.bottom, result.room.top, "y"}, legend_lines(ui, result, area))) {}

  void draw() {
    const view::Theme& theme = ui_.theme();
    plot_.grid();
    plot_.numbers();
    bars();
    const std::vector<double> ends{result_.room.low, result_.room.high}, level{result_.average, result_.average};
    plot_.curve({ui_.tr(kAverage), theme.muted, ends, level}, 1);
    if (has_truth(result_)) plot_.curve({ui_.tr(kTruth), theme.good, result_.curve_x, result_.curve_truth}, 1.5f, true);
    plot_.curve({ui_.tr(kPrediction), theme.accent, result_.curve_x, result_.curve_y}, 2.5f);
    plot_.upright(next_.input.query, theme.will_blue, 1.5f);
    dots();
    sum();
    answer();
    query();
    points();
    press();
    plot_.finish({"plane", ui_.tr(kPlane), ui_.tr(kPlaneHelp)});
  }

 private:
  view::Ui& ui_;
  State& next_;
  const Result& result_;
  view::Plot plot_;

  int count() const { return count_of(result_.order); }
  float weight(int place) const { return nth(result_.asked.weights.data, place); }
  float share(int place) const {  // of the largest weight
    return result_.largest_weight > 0 ? weight(place) / static_cast<float>(result_.largest_weight) : 0;
  }
  ImVec2 at(int place) const { return {plot_.x(nth(result_.x.data, place)), plot_.y(nth(result_.y.data, place))}; }
  float radius(int place) const {
    constexpr int kFew = 100;
    const float most = count() > kFew ? kLargest / 2 : kLargest;
    return std::max(kSmallest, most * std::sqrt(share(place)));
  }

  /// How much every key weighs for this query, from the lower edge up.
  void bars() {
    const view::Rect& plane = plot_.rect();
    const float wide = std::clamp(plane.width / static_cast<float>(count()) * 0.5f, 1.0f, 6.0f);
    for (int place = 0; place < count(); place += drawn_stride(result_)) {
      const float height = share(place) * static_cast<float>(kBarShare) * plane.height;
      const float x = at(place).x;
      if (height > 0 && x >= plane.x && x <= plane.x + plane.width)
        ui_.fill({x - wide / 2, plane.y + plane.height - height, wide, height},
                 view::with_opacity(ui_.theme().cue_red, 0.55f));
    }
  }

  void dots() {
    const view::Rect& plane = plot_.rect();
    for (int place = 0; place < count(); place += drawn_stride(result_)) {
      const ImVec2 spot = at(place);
      if (!view::contains(plane, spot.x, spot.y)) continue;
      ui_.circle(spot.x, spot.y, radius(place), view::with_opacity(ui_.theme().cue_red, 0.35f + 0.55f * share(place)));
    }
  }

  /// The prediction as a sum, from y = 0 to it, beside the query: weight · y of every key on top of the one before,
  /// first of those that lift it, then beside them of those that lower it again. The chosen key's piece is tied to its
  /// point.
  void sum() {
    if (result_.is_out_of_reach || result_.room.bottom > 0 || result_.room.top < 0) return;
    const view::Rect& plane = plot_.rect();
    const float x = plot_.x(next_.input.query);
    const float side = x + 3 * kSumWidth + kTip > plane.x + plane.width ? -1 : 1;
    const bool falls = std::any_of(result_.y.data.begin(), result_.y.data.end(), [](float y) { return y < 0; });
    double running = pieces(x + side * (2 + kSumWidth / 2), 1, 0);
    if (falls) running = pieces(x + side * (3 + 1.5f * kSumWidth), -1, running);
    const float arrow = x + side * (4 + kTip / 2 + (falls ? 2 : 1) * kSumWidth), from = plot_.y(0),
                to = plot_.y(running), up = to < from ? 1 : -1;
    const view::Color color = ui_.theme().accent;
    if (std::abs(to - from) > kTip) {
      ui_.line(arrow, from, arrow, to + up * kTip / 2, color, 1.5f);
      const ImVec2 tip[] = {{arrow, to}, {arrow - kTip / 2, to + up * kTip}, {arrow + kTip / 2, to + up * kTip}};
      ui_.polygon(tip, color);
    }
    const std::string name = ui_.tr(kSum);
    const float wide = std::ceil(ui_.text_width(name, view::kCaption)) + 1, high = 18,
                left = side > 0 ? arrow + kTip : arrow - kTip - wide;
    if (left >= plane.x && left + wide <= plane.x + plane.width && std::abs(to - from) > 2 * high)
      ui_.text({left, from - (up > 0 ? high : 0), wide, high}, name, {.size = view::kCaption, .color = color});
  }

  /// The pieces of keys whose y has that sign, in a column around `middle`, on top of `running`; what it comes to.
  double pieces(float middle, int sign, double running) {
    const view::Rect& plane = plot_.rect();
    const auto inside = [&](double y) { return std::clamp(plot_.y(y), plane.y, plane.y + plane.height); };
    const int chosen = chosen_place(next_, result_), stride = drawn_stride(result_);  // keys to a piece
    double before = running;
    for (int place = 0; place < count(); ++place) {
      const double y = nth(result_.y.data, place);
      const bool is_chosen = place == chosen && y * sign > 0;
      if (y * sign > 0) running += static_cast<double>(weight(place)) * y;
      // The chosen key has a piece of its own.
      const bool ends_piece =
          (place + 1) % stride == 0 || place + 1 == count() || place == chosen || place + 1 == chosen;
      if (!ends_piece || running == before) continue;
      const float from = inside(before), to = inside(running);
      const float opacity = is_chosen ? 1 : place / stride % 2 == 0 ? 0.5f : 0.25f;
      ui_.fill({middle - kSumWidth / 2, std::min(from, to), kSumWidth, std::abs(to - from)},
               view::with_opacity(ui_.theme().accent, opacity));
      const ImVec2 point = at(place);
      if (is_chosen && view::contains(plane, point.x, point.y))
        ui_.line(point.x, point.y, middle, (from + to) / 2, view::with_opacity(ui_.theme().accent, 0.6f), 1);
      before = running;
    }
    return running;
  }

  /// The prediction at the query, with the line from it to the axis of y.
  void answer() {
    if (result_.is_out_of_reach) return;
    const view::Rect& plane = plot_.rect();
    const float x = plot_.x(next_.input.query), y = plot_.y(result_.prediction);
    if (!view::contains(plane, x, y)) return;
    ui_.line(plane.x, y, x, y, view::with_opacity(ui_.theme().accent, 0.5f));
    ui_.circle(x, y, view::kPointRadius, ui_.theme().accent);
    ui_.ring(x, y, view::kPointRadius, ui_.theme().surface, 2);
  }

  void query() {
    double x = next_.input.query, y = result_.room.bottom;
    const view::Rect& plane = plot_.rect();
    const ImVec2 handle[] = {{plot_.x(x), plane.y + plane.height - 9},
                             {plot_.x(x) - 7, plane.y + plane.height + 3},
                             {plot_.x(x) + 7, plane.y + plane.height + 3}};
    ui_.polygon(handle, ui_.theme().will_blue);
    const double extent = result_.room.high - result_.room.low;
    const view::MovablePoint point{.label = {"query", ui_.tr(kQueryPoint), ui_.tr(kQueryHelp)},
                                   .position = x_text(result_, x),
                                   .moves_up = false,
                                   .step = view::round_step(extent, kKeySteps),
                                   .grain = grain_of(extent),
                                   .largest = kFarthest};
    view::movable_point(ui_, plot_, point, x, y);
    if (x != next_.input.query) ask_at(next_, result_, x);
  }

  /// Each can be taken, or, of very many, the chosen one; only that is a stop for the keyboard.
  void points() {
    const int chosen = chosen_place(next_, result_);
    if (count() <= kMostGrips) {
      for (int place = 0; place < count(); ++place) grip(place, place == chosen);
    } else if (chosen >= 0) {
      grip(chosen, true);
    }
    next_.input.is_point_held = next_.point > 0 && ui_.is_dragging() && ui_.is_pointer_dragged();
  }

  void grip(int place, bool is_chosen) {
    const int given = nth(result_.order, place);
    const ImVec2 spot = at(place);
    if (is_chosen) ui_.ring(spot.x, spot.y, radius(place) + 3, ui_.theme().text, 1.5f);
    double &x = nth(next_.input.points.x, given), &y = nth(next_.input.points.y, given);
    const std::string id = "point/" + std::to_string(given);
    const double wide = result_.room.high - result_.room.low, high = result_.room.top - result_.room.bottom;
    const view::MovablePoint point{
        .label = {id, ui_.tr(kTrainingPoint, {std::to_string(given + 1)}), ui_.tr(kPointHelp)},
        .position =
            ui_.tr(kPointAt, {x_text(result_, x), y_text(result_, y), view::short_number_text(weight(place), 3)}),
        .is_stop = is_chosen,
        .step = view::round_step(wide, kKeySteps),
        .grain = grain_of(wide),
        .step_up = view::round_step(high, kKeySteps),
        .grain_up = grain_of(high),
        .largest = kFarthest};
    if (view::movable_point(ui_, plot_, point, x, y)) next_.point = given + 1;
  }

  /// Anywhere else: the query goes there, or a new point lies there.
  void press() {
    const view::Interaction interaction = ui_.interact("plane/press", plot_.rect());
    const double x = plot_.x_at(ui_.pointer().x), y = plot_.y_at(ui_.pointer().y);
    if (interaction.was_double_clicked && count() < kMostPoints) {
      next_.input.points.x.push_back(x_at_grain(result_, x));
      next_.input.points.y.push_back(y_at_grain(result_, y));
      next_.point = count() + 1;
    } else if (interaction.was_clicked) {
      ask_at(next_, result_, x);
    }
  }
};

}  // namespace

void ask_at(State& next, const Result& result, double x) {
  next.input.query = std::clamp(x_at_grain(result, x), result.room.low, result.room.high);
}

double x_at_grain(const Result& result, double x) {
  return view::to_grain(x, grain_of(result.room.high - result.room.low));
}
double y_at_grain(const Result& result, double y) {
  return view::to_grain(y, grain_of(result.room.top - result.room.bottom));
}

void draw_plane(view::Ui& ui, State& next, const Result& result, const view::Rect& area) {
  Plane(ui, next, result, area).draw();
}

}  // namespace scenes::kernel_regression
