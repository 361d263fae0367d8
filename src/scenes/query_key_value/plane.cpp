// Keys and queries as points of a plane (their first two dimensions; a line if there is only one). Points are moved
// with the pointer or the arrow keys. Around every key lies its value's disc, whose area is the weight.
#include <algorithm>
#include <cmath>

#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using view::Align;
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
constexpr Text kMoreDimensions{"只画出 {0} 维中的前 2 维。", "The first 2 of {0} dimensions are shown."};
constexpr Text kTogether{"{0} … {1}", "{0} … {1}"};
constexpr Text kCoordinates{"({0}, {1})", "({0}, {1})"};

constexpr float kPointRadius = 6, kGrip = 28, kLargestDisc = 38, kLabelHeight = 18, kCaptionHeight = 44;
constexpr double kStep = 0.1, kGrain = 0.05;  // of an arrow key; of a drag

struct Plane {
  Rect plot;
  double extent = 1;  // both axes run from −extent to extent
  bool is_line = false;

  float x(double value) const { return plot.x + plot.width * static_cast<float>((value + extent) / (2 * extent)); }
  float y(double value) const {
    return is_line ? plot.y + plot.height / 2
                   : plot.y + plot.height * static_cast<float>((extent - value) / (2 * extent));
  }
  double x_at(float px) const { return (static_cast<double>(px - plot.x) / plot.width * 2 - 1) * extent; }
  double y_at(float py) const { return (1 - static_cast<double>(py - plot.y) / plot.height * 2) * extent; }
};

double largest_coordinate(const Numbers& numbers) {
  double largest = 0;
  for (const core::Tensor* points : {&numbers.q, &numbers.k}) {
    const auto width = static_cast<std::size_t>(points->shape[1]);
    for (std::size_t i = 0; i < points->data.size(); ++i)
      if (i % width < 2) largest = std::max(largest, std::abs(static_cast<double>(points->data[i])));
  }
  return largest;
}

/// The next round number above, with air for labels.
double round_extent(double largest) {
  const double wanted = std::max(1.0, largest * 1.25), power = std::pow(10, std::floor(std::log10(wanted)));
  for (const double factor : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (factor * power >= wanted) return factor * power;
  return 10 * power;
}

double grid_step(const Plane& plane) {
  return plane.extent <= 2 ? 0.5 : plane.extent <= 5 ? 1 : plane.extent <= 10 ? 2 : plane.extent / 4;
}

void draw_axes(view::Ui& ui, const Plane& plane) {
  const view::Theme& theme = ui.theme();
  const Rect& plot = plane.plot;
  ui.fill(plot, theme.surface, view::kRadius);
  const double step = grid_step(plane);
  for (double at = step; at < plane.extent * 0.999; at += step) {
    for (const double v : {-at, at}) {
      ui.line(plane.x(v), plot.y, plane.x(v), plot.y + plot.height, theme.line);
      if (!plane.is_line) ui.line(plot.x, plane.y(v), plot.x + plot.width, plane.y(v), theme.line);
    }
  }
  ui.line(plot.x, plane.y(0), plot.x + plot.width, plane.y(0), theme.disabled);
  if (!plane.is_line) ui.line(plane.x(0), plot.y, plane.x(0), plot.y + plot.height, theme.disabled);
  ui.outline(plot, theme.line, view::kRadius);
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// A point's name beside it, where it covers neither points nor other names; none where there is no room.
class Labels {
 public:
  Labels(view::Ui& ui, const Rect& plot) : ui_(ui), plot_(plot) {}
  void keep_clear(float x, float y) {
    taken_.push_back({x - kPointRadius - 1, y - kPointRadius - 1, 2 * kPointRadius + 2, 2 * kPointRadius + 2});
  }
  /// Takes a place if it is free.
  bool take(const Rect& rect) {
    if (std::any_of(taken_.begin(), taken_.end(), [&](const Rect& other) { return overlap(rect, other); }))
      return false;
    taken_.push_back(rect);
    return true;
  }
  void keep_line_clear(float x1, float y1, float x2, float y2) {
    constexpr float kPiece = 6;
    const float length = std::hypot(x2 - x1, y2 - y1);
    for (float at = 0; at < length; at += kPiece)
      taken_.push_back(
          {x1 + (x2 - x1) * at / length - kPiece / 2, y1 + (y2 - y1) * at / length - kPiece / 2, kPiece, kPiece});
  }
  void place(float x, float y, const std::string& name, Color color) {
    const float width = std::ceil(ui_.text_width(name, view::kCaption)) + 2, gap = kPointRadius + 3;
    const Rect places[] = {{x - width / 2, y - gap - kLabelHeight + 2, width, kLabelHeight},
                           {x + gap, y - kLabelHeight / 2, width, kLabelHeight},
                           {x - width / 2, y + gap - 2, width, kLabelHeight},
                           {x - gap - width, y - kLabelHeight / 2, width, kLabelHeight},
                           {x + gap - 2, y - gap - kLabelHeight / 2, width, kLabelHeight},
                           {x + gap - 2, y + gap - kLabelHeight / 2, width, kLabelHeight},
                           {x - gap - width + 2, y + gap - kLabelHeight / 2, width, kLabelHeight},
                           {x - width / 2, y + 2.6f * gap, width, kLabelHeight},
                           {x - width / 2, y - 2.6f * gap - kLabelHeight, width, kLabelHeight}};
    for (const Rect& place : places) {
      const bool is_inside = place.x >= plot_.x && place.x + place.width <= plot_.x + plot_.width &&
                             place.y >= plot_.y && place.y + place.height <= plot_.y + plot_.height;
      if (!is_inside || !take(place)) continue;
      ui_.text({place.x, place.y, place.width + 1, place.height}, name, {.size = view::kCaption, .color = color});
      return;
    }
  }

 private:
  view::Ui& ui_;
  Rect plot_;
  std::vector<Rect> taken_;
};

/// The axes' names and the numbers at their ends, where nothing more important stands.
void draw_axis_words(view::Ui& ui, const Problem& problem, const Plane& plane, Labels& labels) {
  const Rect& plot = plane.plot;
  const view::TextStyle to_the_left{.size = view::kSmall, .color = ui.theme().muted, .align = Align::kRight},
      plain{.size = view::kSmall, .color = ui.theme().muted};
  const auto word = [&](const std::string& text, float right, float top) {
    const float width = std::ceil(ui.text_width(text, view::kSmall)) + 1;
    const Rect rect{right - width, top, width, 14};
    if (labels.take(rect)) ui.text(rect, text, to_the_left);
  };
  const double last = std::floor(plane.extent * 0.999 / grid_step(plane)) * grid_step(plane);
  for (const double v : {last, -last}) word(view::short_number_text(v, 3), plane.x(v) - 2, plane.y(0) + 1);
  if (!plane.is_line) word(view::short_number_text(last, 3), plane.x(0) - 2, plane.y(last) - 15);
  word(dimension_name(ui, problem, 0) + " →", plot.x + plot.width - 6, plot.y + plot.height - 19);
  if (plane.is_line) return;
  const std::string up = "↑ " + dimension_name(ui, problem, 1);
  const Rect above{plane.x(0) + 5, plot.y + 4, std::ceil(ui.text_width(up, view::kSmall)) + 1, 15};
  if (labels.take(above)) ui.text(above, up, plain);
}

struct Point {
  std::string id, name;
  double* numbers = nullptr;  // its row in the table it can be moved in; null: computed
  float x = 0, y = 0;
  std::string coordinates;
};

/// Keys that lie on one another share a name: "k1 … k5".
std::vector<std::pair<std::size_t, std::string>> names_at_one_place(const view::Ui& ui, const Problem& problem,
                                                                    const std::vector<Point>& keys) {
  std::vector<std::pair<std::size_t, std::string>> names;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto is_here = [&](const Point& other) {
      return std::abs(other.x - keys[i].x) < 2 && std::abs(other.y - keys[i].y) < 2;
    };
    if (std::any_of(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i), is_here)) continue;
    std::size_t last = i;
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (is_here(keys[j])) last = j;
    std::string name = key_name(ui, problem, static_cast<int>(i));
    if (last != i) name = ui.tr(kTogether, {name, key_name(ui, problem, static_cast<int>(last))});
    names.emplace_back(i, std::move(name));
  }
  return names;
}

void move_to(const Point& point, bool is_line, double x, double y, double grain) {
  const auto fit = [&](double v) { return std::clamp(std::round(v / grain) * grain, -kLargestNumber, kLargestNumber); };
  const auto tidy = [](double v) { return std::round(v * 1000) / 1000 + 0.0; };
  point.numbers[0] = tidy(fit(x));
  if (!is_line) point.numbers[1] = tidy(fit(y));
}

/// Lets the pointer and the keyboard move a point. True if it was pressed.
bool handle(view::Ui& ui, const Plane& plane, const Point& point) {
  const Rect grip{point.x - kGrip / 2, point.y - kGrip / 2, kGrip, kGrip};
  const view::Interaction interaction = ui.interact(point.id, grip);
  if (point.numbers) {
    if (interaction.has_focus) ui.claim_drag(grip);  // tapped before; on others a finger may begin to scroll the page
    if (interaction.is_hovered || interaction.is_held) ui.set_cursor(interaction.is_held ? "grabbing" : "grab");
    if (interaction.is_dragged_to && ui.is_pointer_dragged()) {
      const ImVec2 at = ui.pointer();
      const auto inside = [&](double v) { return std::clamp(v, -plane.extent, plane.extent); };
      move_to(point, plane.is_line, inside(plane.x_at(at.x)), inside(plane.y_at(at.y)), kGrain);
    }
    if (const view::Action* action = ui.action_for(point.id); action && action->kind == view::ActionKind::kStep) {
      const double step = kStep * action->times;
      const double dx = action->step == view::Step::kRight  ? step
                        : action->step == view::Step::kLeft ? -step
                                                            : 0,
                   dy = action->step == view::Step::kUp     ? step
                        : action->step == view::Step::kDown ? -step
                                                            : 0;
      if (dx != 0 || (dy != 0 && !plane.is_line))
        move_to(point, plane.is_line, point.numbers[0] + dx, plane.is_line ? 0 : point.numbers[1] + dy, 0.01);
    }
  }
  if (interaction.is_hovered || interaction.is_held) ui.ring(point.x, point.y, kPointRadius + 3, ui.theme().muted, 1);
  ui.focus_ring({point.x - kPointRadius, point.y - kPointRadius, 2 * kPointRadius, 2 * kPointRadius}, interaction,
                kPointRadius);
  const std::string help = ui.tr(point.numbers ? kPointHelp : kFixedHelp);
  ui.tooltip(point.id, interaction, grip, point.name + " " + point.coordinates);
  ui.record({.id = point.id,
             .role = view::Role::kPoint,
             .name = point.name,
             .value = point.coordinates,
             .help = help,
             .rect = grip});
  const view::Action* action = ui.action_for(point.id);
  return interaction.was_pressed || (action && action->kind == view::ActionKind::kActivate);
}

std::string coordinates_text(const view::Ui& ui, const core::Tensor& points, int row) {
  const auto width = static_cast<std::size_t>(points.shape[1]), first = static_cast<std::size_t>(row) * width;
  const auto shown = [&](std::size_t i) { return view::number_text(points.data[first + i], 2); };
  return width > 1 ? ui.tr(kCoordinates, {shown(0), shown(1)}) : shown(0);
}

/// An arrow from the origin: a query is a direction.
void draw_query_arrow(view::Ui& ui, const Plane& plane, float x, float y, Color color) {
  const float from_x = plane.x(0), from_y = plane.y(0), length = std::hypot(x - from_x, y - from_y);
  if (length < 3 * kPointRadius) return;
  const float ux = (x - from_x) / length, uy = (y - from_y) / length, end = length - kPointRadius - 1;
  ui.line(from_x, from_y, from_x + ux * end, from_y + uy * end, color, 2);
}

}  // namespace

void draw_plane(view::Ui& ui, State& next, const Result& result, const Rect& area) {
  Problem& problem = next.input.now;
  const view::Theme& theme = ui.theme();
  const Selection selection = fitted(next.input.selection, problem);
  const float size = std::min(area.width, area.height - kCaptionHeight);
  Plane plane;
  plane.is_line = problem.width == 1;
  plane.plot = {area.x + (area.width - size) / 2, area.y, size, plane.is_line ? size / 2 : size};
  // While a point is dragged the scale stays what it was when the drag began, or the point would run away.
  const bool is_moving =
      ui.is_dragging() && next.input.before.is_changed_by(ui.gesture()) && !result.before.q.data.empty();
  plane.extent = static_cast<double>(
      ui.animated("query_key_value/plane/extent",
                  static_cast<float>(round_extent(largest_coordinate(is_moving ? result.before : result.now)))));
  draw_axes(ui, plane);

  const auto first = [](const core::Tensor& points, int row) {
    return points.data[static_cast<std::size_t>(row) * static_cast<std::size_t>(points.shape[1])];
  };
  const auto second = [](const core::Tensor& points, int row) {
    return points.shape[1] > 1
               ? points.data[static_cast<std::size_t>(row) * static_cast<std::size_t>(points.shape[1]) + 1]
               : 0.0f;
  };
  const auto inside_x = [&](float v) { return std::clamp(v, plane.plot.x, plane.plot.x + plane.plot.width); };
  const auto inside_y = [&](float v) { return std::clamp(v, plane.plot.y, plane.plot.y + plane.plot.height); };
  std::vector<Point> keys, queries;
  for (int key = 0; key < problem.keys; ++key) {
    double* numbers = problem.is_self_attention ? nullptr : &problem.k[static_cast<std::size_t>(key * problem.width)];
    keys.push_back({"query_key_value/key/" + std::to_string(key), ui.tr(kKeyPoint, {key_name(ui, problem, key)}),
                    numbers, inside_x(plane.x(first(result.now.k, key))), inside_y(plane.y(second(result.now.k, key))),
                    coordinates_text(ui, result.now.k, key)});
  }
  for (int query = 0; query < problem.queries; ++query) {
    double* numbers = problem.is_self_attention ? nullptr : &problem.q[static_cast<std::size_t>(query * problem.width)];
    queries.push_back({"query_key_value/query/" + std::to_string(query),
                       ui.tr(kQueryPoint, {query_name(ui, problem, query)}), numbers,
                       inside_x(plane.x(first(result.now.q, query))), inside_y(plane.y(second(result.now.q, query))),
                       coordinates_text(ui, result.now.q, query)});
  }

  for (int key = 0; key < problem.keys; ++key) {
    const float weight = ui.animated("query_key_value/plane/disc/" + std::to_string(key),
                                     static_cast<float>(result.now.weight(selection.query, key)));
    const Point& point = keys[static_cast<std::size_t>(key)];
    if (weight > 0.001f)
      ui.circle(point.x, point.y, std::sqrt(weight) * kLargestDisc * plane.plot.width / 360,
                view::with_opacity(theme.cue_red, 0.16f));
  }
  const Point& asking = queries[static_cast<std::size_t>(selection.query)];
  draw_query_arrow(ui, plane, asking.x, asking.y, theme.will_blue);

  Labels labels(ui, plane.plot);
  for (const std::vector<Point>* points : {&keys, &queries})
    for (const Point& point : *points) labels.keep_clear(point.x, point.y);
  labels.keep_line_clear(plane.x(0), plane.y(0), asking.x, asking.y);
  for (int key = 0; key < problem.keys; ++key) {
    const Point& point = keys[static_cast<std::size_t>(key)];
    const bool is_hidden = std::isinf(result.now.score(selection.query, key));
    if (is_hidden)
      ui.ring(point.x, point.y, kPointRadius - 1, theme.cue_red, 1.5f);
    else
      ui.circle(point.x, point.y, kPointRadius, theme.cue_red);
  }
  for (int query = 0; query < problem.queries; ++query) {
    const Point& point = queries[static_cast<std::size_t>(query)];
    const ImVec2 diamond[] = {{point.x, point.y - kPointRadius - 2},
                              {point.x + kPointRadius + 2, point.y},
                              {point.x, point.y + kPointRadius + 2},
                              {point.x - kPointRadius - 2, point.y}};
    ui.polygon(diamond, query == selection.query ? theme.will_blue : theme.surface);
    ui.polyline(diamond, theme.will_blue, 2, true);
  }
  labels.place(asking.x, asking.y, query_name(ui, problem, selection.query), theme.will_blue);
  draw_axis_words(ui, problem, plane, labels);
  for (const auto& [key, name] : names_at_one_place(ui, problem, keys))
    labels.place(keys[key].x, keys[key].y, name, theme.cue_red);
  for (int query = 0; query < problem.queries; ++query)
    if (query != selection.query)
      labels.place(queries[static_cast<std::size_t>(query)].x, queries[static_cast<std::size_t>(query)].y,
                   query_name(ui, problem, query), theme.will_blue);

  // The current query takes the pointer first, then the others, then the keys.
  if (handle(ui, plane, asking)) next.input.selection.query = selection.query;
  for (int query = 0; query < problem.queries; ++query)
    if (query != selection.query && handle(ui, plane, queries[static_cast<std::size_t>(query)]))
      next.input.selection.query = query;
  for (int key = 0; key < problem.keys; ++key)
    if (handle(ui, plane, keys[static_cast<std::size_t>(key)])) next.input.selection = {kWeight, selection.query, key};

  const std::string caption =
      ui.tr(kPlaneSays) + (problem.width > 2 ? " " + ui.tr(kMoreDimensions, {std::to_string(problem.width)}) : "");
  ui.wrapped_text(area.x, plane.plot.y + plane.plot.height + 2, area.width, caption,
                  {.size = view::kCaption, .color = theme.muted});
  ui.record({.id = "query_key_value/plane",
             .role = view::Role::kImage,
             .name = ui.tr(kPlane),
             .help = caption,
             .rect = plane.plot});
}

}  // namespace scenes::query_key_value
