// A plane with two axes, and what is drawn in it in the units of its data: curves, dots, bars, bands, levels. What lies
// outside the axes is clipped. It is read out by pointer and keys, and is a table for those who cannot see it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "view/ui.h"
#include "view/widgets.h"

namespace view {

/// From `low` up to `high`, both finite and low < high.
struct Axis {
  double low = 0, high = 1;
  std::string name = {};                // at its end
  std::vector<std::string> marks = {};  // for things instead of numbers: what stands at 0, 1, 2 … (x only)
  bool is_logarithmic = false;          // equal ratios are equally long; 0 < low
  bool is_whole = false;                // a count: no lines between whole numbers
};

/// Values over x, under one name. A number that is not finite leaves a gap.
struct Series {
  std::string name;
  Color color = 0;
  std::span<const double> xs, ys;  // as many of each
};

/// The step of 1, 2 or 5 × 10ⁿ of which at most `most` (≥ 1) fit into `extent` (> 0).
double round_step(double extent, double most);
/// The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 × 10ⁿ that is not below `value` (> 0).
double round_above(double value);

class Plot {
 public:
  /// The plane fills `rect`; nothing is drawn yet.
  Plot(Ui& ui, const Rect& rect, const Axis& x, const Axis& y) : ui_(ui), rect_(rect), x_(x), y_(y) {}
  /// The plane with the numbers and names of its axes around it, and room for so many lines of legend above it, all
  /// within `area`.
  static Plot within(Ui& ui, const Rect& area, const Axis& x, const Axis& y, int legend_lines = 1);
  /// How many lines a legend of these names takes, at most, above a plane that lies within an area of this size.
  static int legend_lines(const Ui& ui, float width, float height, const Axis& y, std::span<const std::string> names);

  const Rect& rect() const { return rect_; }
  float x(double value) const;
  float y(double value) const;
  double x_at(float px) const;
  double y_at(float py) const;

  /// The ground and a grid of round steps, at least kBetweenLines apart, with the axes where they are zero.
  void grid(bool has_rows = true);
  /// The numbers of the grid's lines and the axes' names, outside the plane: for a plot that lies within an area.
  void numbers();
  double x_step() const;  // of a linear axis
  double y_step() const;

  void curve(const Series& series, float thickness = 2, bool is_dashed = false);
  void dots(const Series& series, float radius);
  /// From zero, each `width` wide in units of x.
  void bars(const Series& series, double width);
  void band(double from_x, double to_x, Color color);
  void level(double y, Color color, float thickness = 0);
  void upright(double x, Color color, float thickness = 0);

  /// After everything is drawn: a legend of what has been drawn under a name, and a table of it for a screen reader.
  void finish(const Label& label) { finish(label, nullptr); }
  /// … whose values are read at the cursor, an index into the series with the most of them; −1 = none. True if it
  /// moved.
  bool finish(const Label& label, int& cursor) { return finish(label, &cursor); }

  /// After that: was the plane clicked? The cursor is where.
  bool was_clicked() const { return was_clicked_; }

  static constexpr float kBetweenLines = 32, kLegendLine = 22;  // CSS pixels

 private:
  /// What the reading needs of a series, whose numbers may be gone by then.
  struct Read {
    std::string name;
    Color color;
    bool is_dashed;
    std::vector<double> xs, ys;
    std::optional<double> value_at(double x) const;  // nothing if it has none there
  };
  void polyline(std::vector<ImVec2>& points, Color color, float thickness, bool is_dashed);
  void remember(const Series& series, bool is_dashed = false);
  bool finish(const Label& label, int* cursor);
  std::string x_text(double place) const;  // as it is read
  void legend();
  void read_out(const Read& longest, int at);
  bool move_cursor(const Label& label, const Interaction& interaction, const Read& longest, int& cursor) const;
  void record(const Label& label, const Read& longest, int cursor);

  Ui& ui_;
  Rect rect_;
  Axis x_, y_;
  int legend_lines_ = 1;
  bool was_clicked_ = false;
  std::vector<Read> read_;
};

}  // namespace view
