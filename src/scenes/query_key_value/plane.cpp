// Keys and queries as points of a plane of two dimensions (a line if there is only one). Points are moved
// with the pointer or the arrow keys. Around every key lies its value's disc, whose area is the weight.
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "index.h"
#include "scenes/query_key_value/scene.h"
#include "view/labels.h"
#include "view/name.h"
#include "view/point.h"

namespace scenes::query_key_value {

namespace {

using view::Color;
using view::Rect;
using view::Text;

constexpr Text kKeyPoint{"键 {0}", "Key {0}"};
constexpr Text kQueryPoint{"查询 {0}", "Query {0}"};
constexpr Text kPointHelp{"拖动，或用方向键移动，看权重怎样变化。",
                          "Drag it, or move it with the arrow keys, and see how the weights change."};
constexpr Text kFixedHelp{"由 X 算出：改 X 或 W 来移动它。", "Computed from X: change X or W to move it."};
constexpr Text kPlane{"键和查询的平面", "The plane of keys and queries"};
constexpr Text kPlaneSays{"蓝：查询；红：键；圆的面积：权重。", "Blue: queries; red: keys; area of a disc: weight."};
constexpr Text kMoreDimensions{"只画出 {0} 维中的两维：“{1}”和“{2}”。",
                               "Two of the {0} dimensions are shown: \"{1}\" and \"{2}\"."};
constexpr Text kTogether{"{0} … {1}", "{0} … {1}"}, kBoth{"{0}、{1}", "{0}, {1}"};
constexpr Text kCoordinates{"({0}, {1})", "({0}, {1})"};

constexpr float kLargestDisc = 38, kCaptionHeight = 44;  // CSS pixels

/// The two dimensions that are drawn, along and up.
struct Axes {
  int x = 0, y = 1;
};

int width_of(const Numbers& numbers) { return static_cast<int>(numbers.q.shape[1]); }

/// Of all pairs of dimensions the one in which the most keys lie apart; of several the one that holds the most of the
/// queries, and of those the first.
Axes axes_of(const Numbers& numbers) {
  const int width = width_of(numbers);
  const auto apart = [&](const Axes& axes) {
    std::set<std::pair<float, float>> places;
    for (int key = 0; key < numbers.keys(); ++key)
      places.emplace(nth(numbers.k.data, key * width + axes.x), nth(numbers.k.data, key * width + axes.y));
    return places.size();
  };
  const auto asked = [&](const Axes& axes) {
    double sum = 0;
    for (int i = 0; i < count_of(numbers.q.data); ++i)
      if (i % width == axes.x || i % width == axes.y) sum += std::pow(static_cast<double>(nth(numbers.q.data, i)), 2);
    return sum;
  };
  Axes best;
  if (width <= 2) return best;
  for (int x = 0; x < width; ++x)
    for (int y = x + 1; y < width; ++y)
      if (const Axes axes{x, y}; std::pair(apart(axes), asked(axes)) > std::pair(apart(best), asked(best))) best = axes;
  return best;
}

double largest_coordinate(const Numbers& numbers, const Axes& axes) {
  double largest = 0;
  const int width = width_of(numbers);
  for (const core::Tensor* points : {&numbers.q, &numbers.k})
    for (int i = 0; i < count_of(points->data); ++i)
      if (i % width == axes.x || i % width == axes.y)
        largest = std::max(largest, std::abs(static_cast<double>(nth(points->data, i))));
  return largest;
}

/// The axes' names and the numbers at their ends, where nothing more important stands.
void draw_axis_words(view::Ui& ui, const Problem& problem, const Axes& axes, const view::Plot& plot, double extent,
                     view::Labels& labels) {
  const Rect& plane = plot.rect();
  const bool is_line = problem.width == 1;
  const view::TextStyle style{.size = view::kSmall, .color = ui.theme().muted};
  const auto word = [&](const std::string& text, float x, float top, bool is_to_the_left = true) {
    const float width = std::ceil(ui.text_width(text, view::kSmall)) + 1;
    const Rect rect{is_to_the_left ? x - width : x, top, width, 14};
    if (labels.reserve(rect)) ui.text(rect, text, style);
  };
  const double step = plot.x_step(), last = std::floor(extent * 0.999 / step) * step;
  for (const double v : {last, -last}) word(view::short_number_text(v, 3), plot.x(v) - 2, plot.y(0) + 1);
  if (!is_line) word(view::short_number_text(last, 3), plot.x(0) - 2, plot.y(last) - 15);
  word(view::shortened(ui, dimension_name(ui, problem, axes.x)) + " →", plane.x + plane.width - 6,
       plane.y + plane.height - 19);
  if (!is_line)
    word("↑ " + view::shortened(ui, dimension_name(ui, problem, axes.y)), plot.x(0) + 5, plane.y + 4, false);
}

struct Point {
  std::string id, name;
  double *first_number = nullptr, *second_number = nullptr;  // in the table it can be moved in; null: computed
  double first = 0, second = 0;
  float x = 0, y = 0;  // where it is drawn: inside the plane, wherever it is
  std::string coordinates;
};

/// Keys that lie on one another share a name: "k1 … k5", or "k1、k3" if those between lie elsewhere.
std::vector<std::pair<std::size_t, std::string>> names_at_one_place(const view::Ui& ui, const Problem& problem,
                                                                    const std::vector<Point>& keys) {
  std::vector<std::pair<std::size_t, std::string>> names;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto is_here = [&](const Point& other) {
      return std::abs(other.x - keys[i].x) < 2 && std::abs(other.y - keys[i].y) < 2;
    };
    if (std::any_of(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i), is_here)) continue;
    std::vector<std::size_t> here{i};
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (is_here(keys[j])) here.push_back(j);
    const auto name_of = [&](std::size_t key) {
      return view::shortened(ui, key_name(ui, problem, static_cast<int>(key)));
    };
    std::string name = name_of(i);
    if (here.size() > 2 && here.back() - i + 1 == here.size())
      name = ui.tr(kTogether, {name, name_of(here.back())});
    else
      for (std::size_t j = 1; j < here.size(); ++j) name = ui.tr(kBoth, {name, name_of(here[j])});
    names.emplace_back(i, std::move(name));
  }
  return names;
}

/// Lets the pointer and the keyboard move a point. True if it was pressed.
bool handle(view::Ui& ui, const view::Plot& plot, const Point& point, bool is_line) {
  double x = point.first, y = point.second;
  const bool was_pressed =
      view::movable_point(ui, plot,
                          {.label = {point.id, point.name, ui.tr(point.first_number ? kPointHelp : kFixedHelp)},
                           .position = point.coordinates,
                           .is_movable = point.first_number != nullptr,
                           .moves_up = !is_line,
                           .largest = kLargestNumber},
                          x, y);
  if (point.first_number && x != point.first) *point.first_number = x;
  if (point.second_number && y != point.second) *point.second_number = y;
  return was_pressed;
}

std::string coordinates_text(const view::Ui& ui, const Point& point, bool is_line) {
  const std::string x = view::number_text(point.first, 2);
  return is_line ? x : ui.tr(kCoordinates, {x, view::number_text(point.second, 2)});
}

/// An arrow from the origin: a query is a direction.
void draw_query_arrow(view::Ui& ui, const view::Plot& plot, const Point& to, Color color) {
  const float from_x = plot.x(0), from_y = plot.y(0), length = std::hypot(to.x - from_x, to.y - from_y);
  if (length < 3 * view::kPointRadius) return;
  const float share = (length - view::kPointRadius - 1) / length;
  ui.line(from_x, from_y, from_x + (to.x - from_x) * share, from_y + (to.y - from_y) * share, color, 2);
}

/// The rows of a tensor as points; `table` is where they are moved in, null if they are computed from X.
std::vector<Point> points_of(view::Ui& ui, const view::Plot& plot, const Axes& axes, const core::Tensor& tensor,
                             double* table, const std::string& id, const std::function<std::string(int)>& name) {
  const Rect& plane = plot.rect();
  const int width = static_cast<int>(tensor.shape[1]);
  std::vector<Point> points;
  for (int row = 0; row < tensor.shape[0]; ++row) {
    Point point{id + std::to_string(row), name(row)};
    if (table) point.first_number = table + row * width + axes.x;
    if (table && width > 1) point.second_number = table + row * width + axes.y;
    // What the reader wrote, where it is at hand: the core's floats are near it.
    const auto coordinate = [&](const double* number, int i) {
      return number ? *number : static_cast<double>(nth(tensor.data, row * width + i));
    };
    point.first = coordinate(point.first_number, axes.x);
    point.second = width > 1 ? coordinate(point.second_number, axes.y) : 0;
    point.x = std::clamp(plot.x(point.first), plane.x, plane.x + plane.width);
    point.y = std::clamp(plot.y(point.second), plane.y, plane.y + plane.height);
    point.coordinates = coordinates_text(ui, point, width == 1);
    points.push_back(std::move(point));
  }
  return points;
}

void draw_discs(view::Ui& ui, const Result& result, const std::vector<Point>& keys, int query, float plane_width) {
  for (int key = 0; key < count_of(keys); ++key) {
    const float weight =
        ui.animated("plane/disc/" + std::to_string(key), static_cast<float>(result.now.weight(query, key)));
    if (weight > 0.001f)
      ui.circle(nth(keys, key).x, nth(keys, key).y, std::sqrt(weight) * kLargestDisc * plane_width / 360,
                view::with_opacity(ui.theme().cue_red, 0.16f));
  }
}

void draw_points(view::Ui& ui, const Result& result, const std::vector<Point>& keys, const std::vector<Point>& queries,
                 int asking) {
  const view::Theme& theme = ui.theme();
  constexpr float kRadius = view::kPointRadius, kDiamond = kRadius + 2;
  for (int key = 0; key < count_of(keys); ++key) {
    const Point& point = nth(keys, key);
    if (std::isinf(result.now.score(asking, key)))  // masked
      ui.ring(point.x, point.y, kRadius - 1, theme.cue_red, 1.5f);
    else
      ui.circle(point.x, point.y, kRadius, theme.cue_red);
  }
  for (int query = 0; query < count_of(queries); ++query) {
    const Point& point = nth(queries, query);
    const ImVec2 diamond[] = {{point.x, point.y - kDiamond},
                              {point.x + kDiamond, point.y},
                              {point.x, point.y + kDiamond},
                              {point.x - kDiamond, point.y}};
    ui.polygon(diamond, query == asking ? theme.will_blue : theme.surface);
    ui.polyline(diamond, theme.will_blue, 2, true);
  }
}

}  // namespace

void draw_plane(view::Ui& ui, State& next, const Result& result, const Rect& area) {
  Problem& problem = next.input.now;
  const view::Theme& theme = ui.theme();
  const Selection selection = fitted(next.input.selection, problem);
  const bool is_line = problem.width == 1;
  const float size = std::min(area.width, area.height - kCaptionHeight);
  // While a point is dragged the scale stays what it was when the drag began, or the point would run away.
  const bool is_moving =
      ui.is_dragging() && next.input.before.is_changed_by(ui.gesture()) && !result.before.q.data.empty();
  const bool is_as_wide = is_moving && width_of(result.before) == width_of(result.now);
  const Numbers& steady = is_as_wide ? result.before : result.now;
  const Axes axes = axes_of(steady);
  const double largest = largest_coordinate(steady, axes);
  const double extent = static_cast<double>(
      ui.animated("plane/extent", static_cast<float>(view::round_above(std::max(1.0, largest * 1.25)))));
  const double up = is_line ? extent / 2 : extent;
  view::Plot plot(ui, {area.x + (area.width - size) / 2, area.y, size, is_line ? size / 2 : size}, {-extent, extent},
                  {-up, up});
  plot.grid(!is_line);
  if (is_line) plot.level(0, theme.disabled);

  const auto name = [&](const Text& pattern, std::string (*of)(const view::Ui&, const Problem&, int)) {
    return [&ui, &problem, &pattern, of](int i) { return ui.tr(pattern, {of(ui, problem, i)}); };
  };
  const std::vector<Point> keys = points_of(ui, plot, axes, result.now.k,
                                            problem.is_self_attention ? nullptr : problem.k.data(), "key/",
                                            name(kKeyPoint, key_name)),
                           queries = points_of(ui, plot, axes, result.now.q,
                                               problem.is_self_attention ? nullptr : problem.q.data(), "query/",
                                               name(kQueryPoint, query_name));
  const Point& asking = nth(queries, selection.query);
  draw_discs(ui, result, keys, selection.query, plot.rect().width);
  draw_query_arrow(ui, plot, asking, theme.will_blue);
  draw_points(ui, result, keys, queries, selection.query);

  view::Labels labels(ui, plot.rect(), view::kPointRadius);
  for (const std::vector<Point>* points : {&keys, &queries})
    for (const Point& point : *points) labels.keep_clear(point.x, point.y);
  labels.keep_line_clear(plot.x(0), plot.y(0), asking.x, asking.y);
  const auto label_query = [&](int query) {
    labels.place(nth(queries, query).x, nth(queries, query).y, view::shortened(ui, query_name(ui, problem, query)),
                 theme.will_blue);
  };
  label_query(selection.query);
  draw_axis_words(ui, problem, axes, plot, extent, labels);
  for (const auto& [key, shared_name] : names_at_one_place(ui, problem, keys))
    labels.place(keys[key].x, keys[key].y, shared_name, theme.cue_red);
  for (int query = 0; query < problem.queries; ++query)
    if (query != selection.query) label_query(query);

  // The current query takes the pointer first, then the others, then the keys.
  if (handle(ui, plot, asking, is_line)) next.input.selection.query = selection.query;
  for (int query = 0; query < problem.queries; ++query)
    if (query != selection.query && handle(ui, plot, nth(queries, query), is_line)) next.input.selection.query = query;
  for (int key = 0; key < problem.keys; ++key)
    if (handle(ui, plot, nth(keys, key), is_line)) next.input.selection = {kWeight, selection.query, key};

  const std::string caption =
      ui.tr(kPlaneSays) + (problem.width > 2 ? " " + ui.tr(kMoreDimensions, {std::to_string(problem.width),
                                                                             dimension_name(ui, problem, axes.x),
                                                                             dimension_name(ui, problem, axes.y)})
                                             : "");
  ui.wrapped_text(area.x, plot.rect().y + plot.rect().height + 2, area.width, caption,
                  {.size = view::kCaption, .color = theme.muted});
  ui.record({.id = "plane", .role = view::Role::kImage, .name = ui.tr(kPlane), .help = caption, .rect = plot.rect()});
}

}  // namespace scenes::query_key_value
