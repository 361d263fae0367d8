// Heatmaps: a grid of matrices under shared axes, drawn by the renderer's shader from the numbers themselves.
// The layout follows the book's show_heatmaps: rows × columns of panels, the x label only under the bottom row, the
// y label only left of the first column, origin upper left, queries downwards, keys to the right.
#pragma once

#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "view/color_map.h"
#include "view/matrix_view.h"
#include "view/ui.h"
#include "view/viewpoint.h"
#include "view/widgets.h"

namespace view {

/// What the renderer gets, copied into the draw list. The image's UV runs over this matrix from 0 to 1.
struct HeatmapDrawing {
  void* renderer = nullptr;
  MatrixView matrix;  // at most kTileSize on a side
  ColorScale scale;
  int map = 0;                        // index into kColorMapIds
  bool is_maximum = false;            // where several cells fall into a pixel: their maximum, not their mean
  Color hatch = 0, hatch_ground = 0;  // for cells that are no finite number
};
inline constexpr std::int64_t kTileSize = 1024;  // only what is seen of a large matrix is uploaded

struct HeatmapPanel {
  MatrixView matrix;
  ColorScale scale;
};

/// The names of all rows or columns. Frames share them, as there may be as many as half a million, and look only at
/// those that are seen.
class AxisNames {
 public:
  AxisNames() = default;
  AxisNames(std::shared_ptr<const std::vector<std::string>> names) : names_(std::move(names)) {}
  bool empty() const { return size() == 0; }
  std::int64_t size() const { return names_ ? std::ssize(*names_) : 0; }
  /// As it is shown: see legible_name(). The index itself where there is no name.
  std::string at(std::int64_t index) const;

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
};

struct HeatmapGrid {
  std::vector<HeatmapPanel> panels;  // row by row, all of one shape, at least one; the last row may have holes
  int grid_rows = 1, grid_columns = 1;
  std::string x_label, y_label;           // may be empty
  std::vector<std::string> titles;        // one per panel, or empty
  std::vector<std::string> short_titles;  // shown instead where those do not fit; may be empty
  int map = 0;
  bool is_maximum = false;            // what a pixel shows where several cells fall into it; otherwise their mean
  bool is_stretched = false;          // every panel is a square, whatever its cells become
  AxisNames row_names, column_names;  // tokens; may be empty
};

/// A cell; panel −1 = none.
struct CellAddress {
  int panel = -1;
  int row = 0, column = 0;
  bool operator==(const CellAddress&) const = default;
};

/// Where things lie, in content coordinates.
struct HeatmapLayout {
  std::vector<Rect> panels;  // the squares of colour
  Rect bounds;               // all panels
  Rect whole;                // with titles, ticks and labels
  float title_height = 0, left = 0, bottom = 0;
  float row_name_width = 0, column_name_width = 0;  // of the widest
  float column_name_height = 0;                     // of the room for them below the panels
  bool are_column_names_turned = false;             // they read upwards: side by side they would not fit
  bool has_ticks = true;
  const std::vector<std::string>* titles = nullptr;  // which of the grid's titles fit; null = none
};

/// Fits the grid into the width and at most `height`. Cells are square unless the grid is stretched, or a panel would
/// be thinner than a finger can see (then it is stretched to kThinnestPanel).
HeatmapLayout lay_out(const Ui& ui, const HeatmapGrid& grid, const Rect& area);

/// Wraps the panels of a grid whose rows and columns mean nothing, so that they become about as large as the area
/// allows, in as few rows as that takes.
void wrap_to_fill(const Ui& ui, HeatmapGrid& grid, const Rect& area);

/// The colour bar beside (or, narrow, below) what it describes.
void color_bar(Ui& ui, const Rect& rect, int map, ColorScale scale, bool is_vertical);
inline constexpr float kColorBarWidth = 84;   // with its numbers, when vertical
inline constexpr float kColorBarHeight = 36;  // when horizontal

struct HeatmapEvents {
  CellAddress hovered;                                   // under the pointer; panel −1 = none
  int hovered_row = -1, hovered_column = -1;             // whose label is under the pointer; −1 = none …
  int labelled_panel = -1;                               // … and beside which panel
  std::int64_t row_name_step = 1, column_name_step = 1;  // of names (not mere numbers), every so many are written
  bool has_changed = false;                              // cursor or viewpoint
  bool is_reduced = false;                               // several cells fall into a pixel
  double progress = 1;  // below 1: the picture is still being reduced, more of it comes with every frame
};

/// Draws the grid and lets the pointer, wheel and keyboard move its cursor and viewpoint.
HeatmapEvents heatmap_grid(Ui& ui, const Label& label, const HeatmapLayout& layout, const HeatmapGrid& grid,
                           Viewpoint& viewpoint, CellAddress& cursor);

/// A whole matrix in a small rectangle, without anything around it.
void heatmap_thumbnail(Ui& ui, const Rect& rect, const HeatmapPanel& panel, int map, bool is_maximum);

/// The whole matrix with a frame around what the viewpoint shows; the frame can be dragged. For zoomed pictures.
void minimap(Ui& ui, const Label& label, const HeatmapPanel& panel, int map, bool is_maximum, Viewpoint& viewpoint);

/// Distances between ticks from {1, 2, 5} × 10ⁿ such that labels `label_size` wide keep apart.
std::int64_t tick_step(double cells, double length, double label_size);

}  // namespace view
