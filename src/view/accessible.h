// What a screen reader, the keyboard and a browser test see of a frame: one node per widget, in reading order.
// Widgets record a node while they draw. The web platform mirrors the nodes into DOM elements that lie, invisible,
// exactly over what was drawn; the desktop program walks the same nodes with Tab. Either sends back an Action
// (action.h) that names the node, and the widget with that id takes it when it is next drawn.
#pragma once

#include <string>
#include <vector>

namespace view {

struct Rect {
  float x = 0, y = 0, width = 0, height = 0;  // CSS pixels; y from the top of the content, not of the viewport
  bool operator==(const Rect&) const = default;
};

enum class Role {
  kGroup,      // a named container; the nodes up to its end are inside
  kHeading,    // level 1–3
  kText,       // a paragraph, as read
  kStatus,     // the live narration: changes are announced politely
  kImage,      // a picture; help = its description
  kButton,     // is_checked: the current one of several steps
  kToggle,     // on/off (a switch): is_checked
  kSlider,     // number in minimum…maximum, step
  kNumber,     // an editable number (a cell or a field): number, minimum, maximum, step
  kTextField,  // value = its text; edited in a real DOM input laid over it
  kChoice,     // one of `options` (radio group when shown as segments): selected
  kList,       // one of `options`, shown as a drop-down or list: selected
  kTabs,       // one of `options`, each a tab: selected
  kGrid,       // a heatmap or table with a cursor: rows × columns in all, `cells` = the part around the cursor
  kPoint,      // a point that can be moved in the plane: value = its coordinates; arrow keys come as kStep
  kLink,       // value = address
  kProgress,   // how far some work is: number in minimum…maximum
};

/// One cell of a grid that is mirrored.
struct GridCell {
  int row = 0, column = 0;
  std::string text;  // the number as shown
  bool operator==(const GridCell&) const = default;
};

struct Node {
  std::string id;  // unique in the frame, independent of language: "heatmaps/scale"
  Role role = Role::kText;
  std::string name;                                       // the visible label
  std::string value;                                      // the value as read: "0.40", "共用"
  std::string help;                                       // one sentence: what the learner will see
  double number = 0, minimum = 0, maximum = 0, step = 0;  // sliders, numbers, progress
  std::vector<std::string> options;                       // choices, lists, tabs
  std::vector<Rect> option_rects;                         // where each option was drawn
  int selected = -1;                                      // index into options
  int level = 0;                                          // headings
  int rows = 0, columns = 0;                              // grids: the whole
  int cursor_row = -1, cursor_column = -1;                // grids: −1 = none
  std::vector<std::string> row_labels, column_labels;     // grids: for the mirrored part; may be empty
  std::vector<GridCell> cells;
  bool is_checked = false;
  bool is_disabled = false;
  bool is_expanded = false, can_expand = false;
  bool is_invalid = false;    // fields: what was typed is refused; help says why
  bool takes_blocks = false;  // grids: a block of numbers can be pasted, from the cursor on
  int depth = 0;              // how many groups it lies in
  Rect rect;
  bool operator==(const Node&) const = default;
};

}  // namespace view
