#include "scenes/cues/things.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

namespace scenes::cues {

namespace {

using view::Color;
using Points = std::vector<ImVec2>;

/// Draws in a square of 100 × 100 units, turned a little around its middle.
class Pen {
 public:
  Pen(view::Ui& ui, const view::Rect& area, float degrees, bool is_red) : ui_(ui) {
    const float side = std::min(area.width, area.height);
    unit_ = side / 100;
    x_ = area.x + area.width / 2;
    y_ = area.y + area.height / 2;
    const float angle = degrees * 3.14159265f / 180;
    cos_ = std::cos(angle);
    sin_ = std::sin(angle);
    const view::Theme& theme = ui.theme();
    sheet = theme.is_dark ? view::mixed(theme.surface, theme.text, 0.08f) : theme.surface;
    body = is_red ? theme.cue_red : sheet;
    ink = theme.text;
    print = is_red ? (theme.is_dark ? theme.on_accent : theme.surface) : theme.text;
    faint = view::mixed(body, print, is_red ? 0.7f : 0.45f);
    shade = view::mixed(body, theme.text, is_red ? 0.25f : 0.14f);
    steam = view::mixed(theme.surface, theme.text, 0.5f);
    stroke_ = std::clamp(1.9f * unit_, 1.0f, 2.2f);
  }

  Color sheet, body, ink, print, faint, shade,
      steam;  // paper; the surface; outlines; what is printed on it; the same, less; its darker sides; steam and edges

  ImVec2 at(float x, float y) const {
    const float dx = (x - 50) * unit_, dy = (y - 50) * unit_;
    return {x_ + dx * cos_ - dy * sin_, y_ + dx * sin_ + dy * cos_};
  }
  /// Filled and outlined.
  void shape(std::initializer_list<ImVec2> corners, Color color) {
    const Points points = placed(corners);
    ui_.polygon(points, color);
    ui_.polyline(points, ink, stroke_, true);
  }
  void shape(const Points& corners, Color color) {
    const Points points = placed(corners);
    ui_.polygon(points, color);
    ui_.polyline(points, ink, stroke_, true);
  }
  void block(float left, float top, float right, float bottom, Color color) {
    ui_.polygon(placed(Points{{left, top}, {right, top}, {right, bottom}, {left, bottom}}), color);
  }
  /// A line of print: thin ones vanish when the thing is small.
  void rule(float left, float right, float y, Color color, float units = 2.6f) {
    stroke({{left, y}, {right, y}}, color, units);
  }
  void stroke(std::initializer_list<ImVec2> points, Color color, float units = 0) {
    ui_.polyline(placed(points), color, units > 0 ? std::max(1.0f, units * unit_) : stroke_);
  }
  void curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float units = 0) {
    ui_.curve(at(a.x, a.y), at(b.x, b.y), at(c.x, c.y), at(d.x, d.y), color,
              units > 0 ? std::max(1.0f, units * unit_) : stroke_);
  }
  void ring(float x, float y, float radius, Color color, float units = 0) {
    const ImVec2 middle = at(x, y);
    ui_.ring(middle.x, middle.y, radius * unit_, color, units > 0 ? std::max(1.0f, units * unit_) : stroke_);
  }
  void dot(float x, float y, float radius, Color color) {
    const ImVec2 middle = at(x, y);
    ui_.circle(middle.x, middle.y, radius * unit_, color);
  }
  void shadow(float x, float y, float radius_x, float radius_y) {
    const ImVec2 middle = at(x, y);
    ui_.glow(middle.x, middle.y, radius_x * unit_, radius_y * unit_,
             view::with_opacity(ui_.theme().is_dark ? ui_.theme().on_accent : ui_.theme().text,
                                ui_.theme().is_dark ? 0.55f : 0.22f));
  }

 private:
  view::Ui& ui_;
  float unit_ = 1, x_ = 0, y_ = 0, cos_ = 1, sin_ = 0, stroke_ = 1;

  Points placed(const Points& points) const {
    Points result;
    for (const ImVec2& point : points) result.push_back(at(point.x, point.y));
    return result;
  }
};

/// Part of an ellipse, angles in quarter turns from the right, clockwise on the screen.
Points arc(float x, float y, float radius_x, float radius_y, float from = 0, float to = 4, int count = 40) {
  Points points;
  for (int i = 0; i <= count; ++i) {
    const float angle = (from + (to - from) * static_cast<float>(i) / static_cast<float>(count)) * 1.57079633f;
    points.push_back({x + radius_x * std::cos(angle), y + radius_y * std::sin(angle)});
  }
  return points;
}

Points ellipse(float x, float y, float radius_x, float radius_y) {
  Points points = arc(x, y, radius_x, radius_y);
  points.pop_back();  // the first one again
  return points;
}

/// Folded once, with a masthead, a photograph and columns.
void newspaper(Pen& pen) {
  pen.shadow(52, 54, 56, 56);
  pen.shape({{80, 16}, {90, 20}, {90, 93}, {80, 90}}, pen.shade);  // the pages behind
  pen.shape({{10, 10}, {80, 10}, {80, 92}, {10, 92}}, pen.body);
  pen.block(17, 17, 73, 27, pen.print);
  pen.rule(17, 73, 33, pen.print, 1.6f);
  pen.block(17, 39, 44, 62, pen.faint);
  for (const float y : {41.0f, 48.0f, 55.0f, 62.0f}) pen.rule(50, 73, y, pen.faint);
  for (const float y : {70.0f, 77.0f, 84.0f}) {
    pen.rule(17, 42, y, pen.faint);
    pen.rule(48, 73, y, pen.faint);
  }
}

/// A sheet with a dog-ear, a centred title and a curve: a paper one reads for its figure.
void paper(Pen& pen) {
  pen.shadow(50, 54, 50, 56);
  pen.shape({{18, 8}, {66, 8}, {82, 24}, {82, 94}, {18, 94}}, pen.body);
  pen.shape({{66, 8}, {82, 24}, {66, 24}}, pen.shade);
  pen.rule(30, 58, 21, pen.print, 4.0f);
  pen.rule(36, 52, 29, pen.faint);
  for (const float y : {39.0f, 46.0f, 53.0f}) pen.rule(27, 73, y, pen.faint);
  pen.stroke({{30, 61}, {30, 85}, {70, 85}}, pen.print, 2.2f);
  pen.curve({31, 83}, {44, 82}, {48, 66}, {69, 64}, pen.print, 2.6f);
}

/// A cup on its saucer, seen from a little above; it steams while it is full.
void coffee(Pen& pen, double fullness) {
  constexpr float kMiddle = 46, kRim = 40, kFoot = 80;
  pen.shadow(50, 86, 56, 22);
  pen.shape(ellipse(kMiddle, 84, 42, 11), pen.body);  // the saucer
  pen.shape(ellipse(kMiddle, 82, 24, 6), pen.shade);
  for (const auto& [radius, color] : {std::pair{13.0f, pen.ink}, {12.4f, pen.body}})
    pen.ring(73, 54, radius, color, radius > 12.7f ? 8.5f : 5.0f);
  // The body narrows downwards: its left side, the round foot, its right side, the front of the rim.
  Points body = arc(kMiddle, kFoot - 4, 17, 6, 2, 0);
  body.push_back({kMiddle + 24, kRim + 22});
  body.push_back({kMiddle + 27, kRim});
  const Points front = arc(kMiddle, kRim, 27, 8, 0, 2);
  body.insert(body.end(), front.begin() + 1, front.end());
  body.push_back({kMiddle - 24, kRim + 22});
  pen.shape(body, pen.body);
  pen.shape(ellipse(kMiddle, kRim, 27, 8), pen.shade);
  // The coffee sinks into the cup as the key's "drinkable" falls.
  const auto level = static_cast<float>(std::clamp(fullness, 0.0, 1.0));
  if (level > 0.02f)
    pen.shape(ellipse(kMiddle, kRim + 2.2f * (2 - level) - 1.0f, 15 + 8 * level, 2.4f + 3.2f * level), pen.ink);
  for (const float x : {36.0f, 46.0f, 56.0f})
    if (level > 0.5f) pen.curve({x, 27}, {x - 7, 20}, {x + 7, 15}, {x, 6}, pen.steam, 2.4f);
}

/// Spiral-bound and ruled, with a pen on it.
void notebook(Pen& pen) {
  pen.shadow(50, 54, 54, 56);
  pen.shape({{20, 10}, {82, 10}, {82, 93}, {20, 93}}, pen.body);
  for (float y = 27; y < 90; y += 11) pen.rule(32, 76, y, pen.faint, 1.8f);
  for (float y = 18; y < 90; y += 10) {
    pen.dot(25.5f, y, 2.2f, pen.ink);
    pen.curve({25, y}, {12, y - 5}, {10, y + 5}, {20, y + 1}, pen.ink);
  }
  pen.shape({{78, 30}, {86, 36}, {53, 77}, {45, 71}}, pen.sheet);
  pen.shape({{45, 71}, {53, 77}, {42, 83}}, pen.ink);
  pen.stroke({{73, 36}, {81, 42}}, pen.ink);
}

/// Closed and thick: the block of pages shows below and at the side.
void book(Pen& pen) {
  pen.shadow(53, 56, 54, 56);
  pen.shape({{22, 84}, {30, 95}, {90, 95}, {90, 20}, {80, 10}}, pen.sheet);
  for (const float d : {3.3f, 6.6f}) {
    pen.stroke({{80 + d * 0.9f, 12 + d}, {80 + d * 0.9f, 84 + d}, {24 + d * 0.8f, 84 + d}}, pen.steam, 1.2f);
  }
  pen.shape({{16, 8}, {80, 8}, {80, 84}, {16, 84}}, pen.body);
  pen.block(17, 9, 25, 83, pen.shade);
  pen.stroke({{26, 8}, {26, 84}}, pen.ink);
  pen.shape({{35, 20}, {71, 20}, {71, 46}, {35, 46}}, pen.sheet);
  pen.rule(41, 65, 29, pen.ink, 4.0f);
  pen.rule(45, 61, 38, pen.ink, 2.4f);
  pen.rule(47, 59, 73, pen.faint, 2.6f);
}

}  // namespace

void draw_thing(view::Ui& ui, const view::Rect& area, std::size_t thing, const Look& look) {
  constexpr float kTurned[kThings] = {-5, 4, 0, -4, 3};  // degrees: things lie about
  Pen pen(ui, area, kTurned[thing], look.is_red);
  switch (thing) {
    case kNewspaper:
      return newspaper(pen);
    case kPaper:
      return paper(pen);
    case kCoffee:
      return coffee(pen, look.fullness);
    case kNotebook:
      return notebook(pen);
    default:
      return book(pen);
  }
}

}  // namespace scenes::cues
