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
constexpr Text kQueryPoint{"查询 x", "Query x"};
constexpr Text kQueryHelp{"左右移动查询。", "Moves the query left and right."};
constexpr Text kTrainingPoint{"训练点 {0}", "Training point {0}"};
constexpr Text kPointAt{"({0}, {1})，权重 {2}", "({0}, {1}), weight {2}"};
constexpr Text kPointHelp{"移动这个键和它的值，看预测跟着变。",
                          "Moves this key and its value; the prediction follows."};

constexpr float kSmallest = 2.5f, kLargest = 10;  // radii of points, CSS pixels
constexpr float kSumWidth = 8;
constexpr double kBarShare = 0.16;  // of the plane's height: the bar of the largest weight

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
    sum();
    dots();
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
    const float most = count() > kMostMovable ? kLargest / 2 : kLargest;
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

  /// The prediction as a sum: weight · y of every key on top of the one before, beside the query from y = 0 up to it.
  void sum() {
    if (result_.is_out_of_reach || result_.room.bottom > 0 || result_.room.top < 0) return;
    const view::Rect& plane = plot_.rect();
    const float x = plot_.x(next_.input.query);
    if (x < plane.x || x > plane.x + plane.width) return;
    const int chosen = chosen_place(next_, result_);
    const int stride = drawn_stride(result_);  // keys to a piece
    double running = 0, before = 0;
    for (int place = 0; place < count(); ++place) {
      running += static_cast<double>(weight(place)) * nth(result_.y.data, place);
      // The chosen key has a piece of its own.
      const bool ends_piece =
          (place + 1) % stride == 0 || place + 1 == count() || chosen == place || chosen == place + 1;
      if (!ends_piece) continue;
      const float from = std::clamp(plot_.y(before), plane.y, plane.y + plane.height),
                  to = std::clamp(plot_.y(running), plane.y, plane.y + plane.height);
      const float opacity = place == chosen ? 1 : place / stride % 2 == 0 ? 0.5f : 0.25f;
      ui_.fill({x + 2, std::min(from, to), kSumWidth, std::abs(to - from)},
               view::with_opacity(ui_.theme().accent, opacity));
      before = running;
    }
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
    const double extent = result_.room.high - result_.room.low, grain = view::round_step(extent, 500);
    const view::MovablePoint point{.label = {"query", ui_.tr(kQueryPoint), ui_.tr(kQueryHelp)},
                                   .position = view::number_text(x, 2),
                                   .moves_up = false,
                                   .step = view::round_step(extent, 50),
                                   .grain = grain,
                                   .largest = kFarthest};
    view::movable_point(ui_, plot_, point, x, y);
    if (x != next_.input.query) ask_at(next_, result_, x);
  }

  /// Each can be taken; only the chosen one is a stop for the keyboard.
  void points() {
    if (count() > kMostMovable) return;
    Points& points = next_.input.points;
    for (int place = 0; place < count(); ++place) {
      const int given = nth(result_.order, place);
      const std::string id = "point/" + std::to_string(given);
      const ImVec2 spot = at(place);
      const bool is_chosen = next_.point == given + 1;
      if (is_chosen) ui_.ring(spot.x, spot.y, radius(place) + 3, ui_.theme().text, 1.5f);
      double x = nth(points.x, given), y = nth(points.y, given);
      const std::string where = ui_.tr(
          kPointAt, {view::number_text(x, 2), view::number_text(y, 2), view::short_number_text(weight(place), 3)});
      const view::MovablePoint point{
          .label = {id, ui_.tr(kTrainingPoint, {std::to_string(given + 1)}), ui_.tr(kPointHelp)},
          .position = where,
          .is_stop = is_chosen,
          .largest = kFarthest};
      if (view::movable_point(ui_, plot_, point, x, y)) next_.point = given + 1;
      nth(points.x, given) = x;
      nth(points.y, given) = y;
    }
    next_.input.is_point_held = next_.point > 0 && ui_.is_dragging() && ui_.is_pointer_dragged();
  }

  /// Anywhere else: the query goes there, or a new point lies there.
  void press() {
    const view::Interaction interaction = ui_.interact("plane/press", plot_.rect());
    const double x = plot_.x_at(ui_.pointer().x), y = plot_.y_at(ui_.pointer().y);
    if (interaction.was_double_clicked && count() < kMostPoints) {
      next_.input.points.x.push_back(std::round(x * 100) / 100);
      next_.input.points.y.push_back(std::round(y * 100) / 100);
      next_.point = count() + 1;
    } else if (interaction.was_clicked) {
      ask_at(next_, result_, x);
    }
  }
};

}  // namespace

void ask_at(State& next, const Result& result, double x) {
  next.input.query = std::clamp(std::round(x * 1000) / 1000, result.room.low, result.room.high);
}

void draw_plane(view::Ui& ui, State& next, const Result& result, const view::Rect& area) {
  Plane(ui, next, result, area).draw();
}

}  // namespace scenes::kernel_regression
