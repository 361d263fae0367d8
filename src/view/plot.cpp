#include "view/plot.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "index.h"
#include "view/card.h"
#include "view/grid_cursor.h"

namespace view {

namespace {

constexpr float kNumberGap = 4, kNumberHeight = 16, kNameHeight = 18, kSwatch = 12;  // CSS pixels
constexpr float kDash = 6, kDashGap = 4;

/// The part of the line from a to b that lies in the rectangle, as shares of it; nothing if none does. (Liang–Barsky)
std::optional<std::pair<float, float>> inside(const Rect& rect, ImVec2 a, ImVec2 b) {
  float from = 0, to = 1;
  const float dx = b.x - a.x, dy = b.y - a.y;
  const std::pair<float, float> edges[] = {
      {-dx, a.x - rect.x}, {dx, rect.x + rect.width - a.x}, {-dy, a.y - rect.y}, {dy, rect.y + rect.height - a.y}};
  for (const auto& [speed, room] : edges) {
    if (speed == 0 && room < 0) return std::nullopt;
    if (speed < 0) from = std::max(from, room / speed);
    if (speed > 0) to = std::min(to, room / speed);
  }
  if (from > to) return std::nullopt;
  return std::pair{from, to};
}

ImVec2 between(ImVec2 a, ImVec2 b, float share) { return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share}; }

void dashed(Ui& ui, std::span<const ImVec2> points, Color color, float thickness) {
  float left = kDash;  // of the dash or the gap that is under way
  bool is_dash = true;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const float length = std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    for (float at = 0; at < length;) {
      const float end = std::min(length, at + left);
      if (is_dash) {
        const ImVec2 piece[] = {between(points[i - 1], points[i], at / length),
                                between(points[i - 1], points[i], end / length)};
        ui.polyline(piece, color, thickness);
      }
      left -= end - at;
      at = end;
      if (left > 0) break;
      is_dash = !is_dash;
      left = is_dash ? kDash : kDashGap;
    }
  }
}

/// Where a value lies: 0 at the low end of the axis, 1 at the high one. No finite number if it has no logarithm there.
double share_of(const Axis& axis, double value) {
  if (axis.is_logarithmic) return std::log(value / axis.low) / std::log(axis.high / axis.low);
  return (value - axis.low) / (axis.high - axis.low);
}

double value_at(const Axis& axis, double share) {
  if (axis.is_logarithmic) return axis.low * std::pow(axis.high / axis.low, share);
  return axis.low + share * (axis.high - axis.low);
}

constexpr double kSlack = 1e-9;  // of an axis: its end may have been computed

bool lies_on(const Axis& axis, double value) {
  const double share = share_of(axis, value);
  return share >= -kSlack && share <= 1 + kSlack;
}

double step_of(const Axis& axis, float length) {
  const double step = round_step(axis.high - axis.low, std::max(1.0f, length / Plot::kBetweenLines));
  return axis.is_whole ? std::max(1.0, step) : step;
}

/// 1, 2 and 5 times the powers of ten on the axis; where those stand too close, only the powers, or every second, third
/// … of them.
std::vector<double> logarithmic_marks(const Axis& axis, float length) {
  const double decade = length / std::log10(axis.high / axis.low);  // CSS pixels
  const bool has_room = decade * std::log10(2) >= Plot::kBetweenLines;
  const double every = std::max(1.0, std::ceil(Plot::kBetweenLines / decade));
  std::vector<double> marks;
  for (double power = std::floor(std::log10(axis.low)); std::pow(10, power) <= axis.high; ++power)
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double mark = factor * std::pow(10, power);
      const bool is_wanted = has_room || (factor == 1 && std::fmod(power, every) == 0);
      if (is_wanted && lies_on(axis, mark)) marks.push_back(mark);
    }
  return marks;
}

/// The round numbers on an axis that is so long: strictly between its ends, and those at its ends if `has_ends`.
std::vector<double> marks_of(const Axis& axis, float length, bool has_ends) {
  std::vector<double> marks;
  if (!axis.marks.empty()) return marks;
  if (axis.is_logarithmic) {
    marks = logarithmic_marks(axis, length);
  } else {
    const double step = step_of(axis, length), slack = (axis.high - axis.low) * kSlack;
    for (double i = std::ceil((axis.low - slack) / step); i * step <= axis.high + slack; ++i)
      marks.push_back(i * step + 0.0);
  }
  if (!has_ends)
    std::erase_if(marks, [&](double mark) {
      const double share = share_of(axis, mark);
      return share < kSlack || share > 1 - kSlack;
    });
  return marks;
}

/// With as many digits as tell it from the next one.
std::string mark_text(const Axis& axis, double mark, float length) {
  constexpr int kUsual = 3, kMost = 5;
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  if (axis.is_logarithmic || largest == 0) return short_number_text(mark);
  const double first = std::floor(std::log10(largest));  // the place of the first digit, and of the step's
  const double needed = std::max(first - std::floor(std::log10(step_of(axis, length))), first < kMost ? first : 0) + 1;
  return short_number_text(mark, std::max(kUsual, static_cast<int>(needed)));
}

/// How much room the numbers at the left of a plane of this height take.
float left_of_plane(const Ui& ui, const Axis& y, float height) {
  float widest = 0;
  for (const double mark : marks_of(y, height, true))
    widest = std::max(widest, ui.text_width(mark_text(y, mark, height), kSmall));
  return std::ceil(widest) + kSpace2;
}

/// Where a name of the legend stands, and where the next one could.
struct LegendPlace {
  float x = 0;
  int line = 0;
  float next_x = 0;
};
LegendPlace next_in_legend(const Ui& ui, const LegendPlace& last, const std::string& name, float width) {
  const float wide = kSwatch + kSpace1 + std::ceil(ui.text_width(name, kCaption)) + 1;
  const bool breaks = last.next_x > 0 && last.next_x + wide > width;
  const float x = breaks ? 0 : last.next_x;
  return {x, last.line + breaks, x + wide + kSpace4};
}

}  // namespace

double round_step(double extent, double most) {
  const double least = extent / most * (1 - 1e-9), power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least) return factor * power;
  return 10 * power;
}

double round_above(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (factor * power >= value) return factor * power;
  return 10 * power;
}

int Plot::legend_lines(const Ui& ui, float width, float height, const Axis& y, std::span<const std::string> names) {
  const float plane = width - left_of_plane(ui, y, height) - kSpace2;  // a lower plane has shorter numbers beside it
  LegendPlace place;
  for (const std::string& name : names) place = next_in_legend(ui, place, name, plane);
  return place.line + 1;
}

Plot Plot::within(Ui& ui, const Rect& area, const Axis& x, const Axis& y, int legend_lines) {
  const float below = kNumberGap + kNumberHeight + (x.name.empty() ? 0 : kNameHeight),
              above = kLegendLine * static_cast<float>(legend_lines) + (y.name.empty() ? 0 : kNameHeight),
              height = area.height - above - below;
  const float left = left_of_plane(ui, y, height);
  Plot plot(ui, {area.x + left, area.y + above, area.width - left - kSpace2, height}, x, y);
  plot.legend_lines_ = legend_lines;
  return plot;
}

float Plot::x(double value) const { return rect_.x + rect_.width * static_cast<float>(share_of(x_, value)); }
float Plot::y(double value) const { return rect_.y + rect_.height * static_cast<float>(1 - share_of(y_, value)); }
double Plot::x_at(float px) const { return view::value_at(x_, static_cast<double>(px - rect_.x) / rect_.width); }
double Plot::y_at(float py) const { return view::value_at(y_, 1 - static_cast<double>(py - rect_.y) / rect_.height); }
double Plot::x_step() const { return step_of(x_, rect_.width); }
double Plot::y_step() const { return step_of(y_, rect_.height); }

void Plot::grid(bool has_rows) {
  const Theme& theme = ui_.theme();
  ui_.fill(rect_, theme.surface, kRadius);
  for (const double mark : marks_of(x_, rect_.width, false)) upright(mark, mark == 0 ? theme.disabled : theme.line);
  if (has_rows)
    for (const double mark : marks_of(y_, rect_.height, false)) level(mark, mark == 0 ? theme.disabled : theme.line);
  ui_.outline(rect_, theme.line, kRadius);
}

void Plot::numbers() {
  const TextStyle style{.size = kSmall, .color = ui_.theme().muted, .align = Align::kCenter};
  float free = -INFINITY;  // from here on
  for (const double mark : marks_of(x_, rect_.width, true)) {
    const std::string text = mark_text(x_, mark, rect_.width);
    const float width = std::max(kBetweenLines + kSpace4, std::ceil(ui_.text_width(text, kSmall)) + 1),
                words = ui_.text_width(text, kSmall);
    if (x(mark) - words / 2 < free) continue;
    ui_.text({x(mark) - width / 2, rect_.y + rect_.height + kNumberGap, width, kNumberHeight}, text, style);
    free = x(mark) + words / 2 + kSpace1 / 2;
  }
  const float place = std::abs(x(1) - x(0));  // of a thing
  for (int i = 0; i < count_of(x_.marks); ++i)
    ui_.text({x(i) - place / 2, rect_.y + rect_.height + kNumberGap, place, kNumberHeight}, nth(x_.marks, i), style);
  for (const double mark : marks_of(y_, rect_.height, true)) {
    const std::string text = mark_text(y_, mark, rect_.height);
    const float width = std::ceil(ui_.text_width(text, kSmall)) + 1;
    ui_.text({rect_.x - kSpace1 - width, y(mark) - kNumberHeight / 2, width, kNumberHeight}, text, style);
  }
  const TextStyle named{.size = kCaption, .color = ui_.theme().muted, .align = Align::kRight};
  if (!x_.name.empty())
    ui_.text({rect_.x, rect_.y + rect_.height + kNumberGap + kNumberHeight, rect_.width, kNameHeight}, x_.name + " →",
             named);
  if (!y_.name.empty())
    ui_.text({rect_.x, rect_.y - kNameHeight, rect_.width, kNameHeight}, "↑ " + y_.name,
             {.size = kCaption, .color = ui_.theme().muted});
}

void Plot::polyline(std::vector<ImVec2>& points, Color color, float thickness, bool is_dashed) {
  if (points.size() > 1) {
    if (is_dashed)
      dashed(ui_, points, color, thickness);
    else
      ui_.polyline(points, color, thickness);
  }
  points.clear();
}

void Plot::curve(const Series& series, float thickness, bool is_dashed) {
  std::vector<ImVec2> piece;  // what hangs together and lies inside
  for (std::size_t i = 1; i < series.xs.size(); ++i) {
    const ImVec2 a{x(series.xs[i - 1]), y(series.ys[i - 1])}, b{x(series.xs[i]), y(series.ys[i])};
    const float places[] = {a.x, a.y, b.x, b.y};
    const bool is_whole = std::all_of(std::begin(places), std::end(places), [](float n) { return std::isfinite(n); });
    const auto shares = is_whole ? inside(rect_, a, b) : std::nullopt;
    if (!shares) {
      polyline(piece, series.color, thickness, is_dashed);
      continue;
    }
    if (piece.empty() || shares->first > 0) {
      polyline(piece, series.color, thickness, is_dashed);
      piece.push_back(between(a, b, shares->first));
    }
    piece.push_back(between(a, b, shares->second));
    if (shares->second < 1) polyline(piece, series.color, thickness, is_dashed);
  }
  polyline(piece, series.color, thickness, is_dashed);
  remember(series, is_dashed);
}

void Plot::dots(const Series& series, float radius) {
  for (std::size_t i = 0; i < series.xs.size(); ++i) {
    const ImVec2 at{x(series.xs[i]), y(series.ys[i])};
    if (std::isfinite(at.x) && std::isfinite(at.y) && inside(rect_, at, at))
      ui_.circle(at.x, at.y, radius, series.color);
  }
  remember(series);
}

void Plot::bars(const Series& series, double width) {
  const float zero = std::clamp(y(0), rect_.y, rect_.y + rect_.height);
  for (std::size_t i = 0; i < series.xs.size(); ++i) {
    if (!std::isfinite(series.ys[i])) continue;
    const float left = std::max(rect_.x, x(series.xs[i] - width / 2)),
                right = std::min(rect_.x + rect_.width, x(series.xs[i] + width / 2)),
                top = std::clamp(y(series.ys[i]), rect_.y, rect_.y + rect_.height);
    if (right > left) ui_.fill({left, std::min(top, zero), right - left, std::abs(top - zero)}, series.color);
  }
  remember(series);
}

void Plot::band(double from_x, double to_x, Color color) {
  const float left = std::clamp(x(from_x), rect_.x, rect_.x + rect_.width),
              right = std::clamp(x(to_x), rect_.x, rect_.x + rect_.width);
  ui_.fill({left, rect_.y, right - left, rect_.height}, color);
}

void Plot::level(double at, Color color, float thickness) {
  if (lies_on(y_, at)) ui_.line(rect_.x, y(at), rect_.x + rect_.width, y(at), color, thickness);
}

void Plot::upright(double at, Color color, float thickness) {
  if (lies_on(x_, at)) ui_.line(x(at), rect_.y, x(at), rect_.y + rect_.height, color, thickness);
}

std::string Plot::x_text(double place) const { return short_number_text(place, 4); }

std::optional<double> Plot::Read::value_at(double at) const {
  const auto found = std::find(xs.begin(), xs.end(), at);
  if (found == xs.end()) return std::nullopt;
  return nth(ys, found - xs.begin());
}

void Plot::remember(const Series& series, bool is_dashed) {
  if (!series.name.empty())
    read_.push_back({series.name,
                     series.color,
                     is_dashed,
                     {series.xs.begin(), series.xs.end()},
                     {series.ys.begin(), series.ys.end()}});
}

void Plot::legend() {
  const float above = kLegendLine * static_cast<float>(legend_lines_) + (y_.name.empty() ? 0 : kNameHeight);
  LegendPlace place;
  for (const Read& read : read_) {
    place = next_in_legend(ui_, place, read.name, rect_.width);
    const float x = rect_.x + place.x, top = rect_.y - above + kLegendLine * static_cast<float>(place.line);
    const float dash = read.is_dashed ? kSwatch / 3 : kSwatch;
    for (float dashed = 0; dashed < kSwatch; dashed += 2 * dash)
      ui_.fill({x + dashed, top + (kLegendLine - 3) / 2, dash, 3}, read.color);
    const float words = x + kSwatch + kSpace1,
                end = std::min(x + place.next_x - place.x - kSpace4, rect_.x + rect_.width);
    ui_.text({words, top, end - words, kLegendLine}, read.name, {.size = kCaption});
  }
}

bool Plot::finish(const Label& label, int* cursor) {
  if (read_.empty()) return false;
  legend();
  const Read& longest = *std::max_element(read_.begin(), read_.end(),
                                          [](const Read& a, const Read& b) { return a.xs.size() < b.xs.size(); });
  if (!cursor) {
    record(label, longest, -1);
    return false;
  }
  const Interaction interaction = ui_.interact(label.id, rect_);
  const bool has_moved = move_cursor(label, interaction, longest, *cursor);
  was_clicked_ = interaction.was_clicked;
  *cursor = std::min(*cursor, count_of(longest.xs) - 1);
  if (*cursor >= 0) read_out(longest, *cursor);
  ui_.focus_ring(rect_, interaction);
  record(label, longest, *cursor);
  return has_moved;
}

/// To what the pointer is nearest to, or one on by the keys.
bool Plot::move_cursor(const Label& label, const Interaction& interaction, const Read& longest, int& cursor) const {
  const int before = cursor;
  if (interaction.is_hovered || interaction.is_held) {
    const float at = ui_.pointer().x;
    const auto distance = [&](double value) {
      const float place = x(value);
      return std::isfinite(place) ? std::abs(place - at) : INFINITY;
    };
    const auto is_nearer = [&](double a, double b) { return distance(a) < distance(b); };
    cursor = static_cast<int>(std::min_element(longest.xs.begin(), longest.xs.end(), is_nearer) - longest.xs.begin());
  } else if (const ImVec2 moved = ImGui::GetIO().MouseDelta;
             (moved.x != 0 || moved.y != 0) && !interaction.shows_focus) {
    cursor = -1;  // the mouse is elsewhere
  }
  if (const Action* action = ui_.action_for(label.id); action && action->kind == ActionKind::kStep) {
    if (moves_cursor(action->step))
      cursor = stepped({cursor < 0 ? -1 : 0, cursor}, action->step, action->times, 1, count_of(longest.xs)).column;
    else if (action->step == Step::kEscape)
      cursor = -1;
  }
  return cursor != before;
}

/// A line at the cursor and the values of all series there, beside it.
void Plot::read_out(const Read& longest, int at) {
  const double x_value = nth(longest.xs, at);
  if (!lies_on(x_, x_value)) return;
  const Theme& theme = ui_.theme();
  upright(x_value, theme.muted);
  std::vector<std::pair<std::string, Color>> lines{{x_text(x_value), theme.muted}};
  for (const Read& read : read_) {
    const std::optional<double> value = read.value_at(x_value);
    if (!value) continue;
    lines.emplace_back(read.name + " " + short_number_text(*value, 4), theme.text);
    if (lies_on(y_, *value)) ui_.ring(x(x_value), y(*value), kSpace1, read.color, 2);
  }
  float width = 0;
  for (const auto& [text, color] : lines) width = std::max(width, std::ceil(ui_.text_width(text, kCaption)) + 1);
  const float height = kNameHeight * static_cast<float>(lines.size()), space = 2 * kSpace2;
  const bool is_left = x(x_value) + space + width > rect_.x + rect_.width;
  const Rect box{is_left ? x(x_value) - kSpace2 - width - kSpace2 : x(x_value) + kSpace2, rect_.y + kSpace1,
                 width + kSpace2, height + kSpace1};
  draw_card(ui_, box, {.ground = theme.raised});
  float top = box.y + kSpace1 / 2;
  for (const auto& [text, color] : lines) {
    ui_.text({box.x + kSpace1, top, width, kNameHeight}, text, {.size = kCaption, .color = color});
    top += kNameHeight;
  }
}

/// A table: a row for each series, a column for each x.
void Plot::record(const Label& label, const Read& longest, int cursor) {
  Node node{.id = std::string(label.id), .role = Role::kGrid, .name = label.name, .help = label.help, .rect = rect_};
  node.rows = count_of(read_);
  node.columns = count_of(longest.xs);
  node.cursor_row = cursor < 0 ? -1 : 0;
  node.cursor_column = cursor;
  const auto text_of = [&](int column) { return x_text(nth(longest.xs, column)); };
  mirror_cells(
      node, [&](int row) { return nth(read_, row).name; }, text_of,
      [&](int row, int column) {
        const std::optional<double> value = nth(read_, row).value_at(nth(longest.xs, column));
        return value ? short_number_text(*value, 4) : std::string();
      });
  if (cursor >= 0) {
    node.value = text_of(cursor);
    for (const GridCell& cell : node.cells)
      if (cell.column == cursor && !cell.text.empty()) node.value += ", " + nth(read_, cell.row).name + " " + cell.text;
  }
  ui_.record(std::move(node));
}

}  // namespace view
