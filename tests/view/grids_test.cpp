// Heatmaps and tables under the keyboard, the pointer and the clipboard.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bare_ui.h"
#include "view/heatmap.h"
#include "view/number_table.h"

using view::Step;

namespace {

/// Two panels of 8 × 8 cells.
struct Heatmap {
  std::vector<float> numbers = std::vector<float>(64, 0.25f);
  view::Viewpoint viewpoint;
  view::CellAddress cursor;
  BareUi bare{[this](view::Ui& ui) {
    const view::MatrixView matrix{numbers.data(), 8, 8, 8, 1};
    view::HeatmapGrid grid{.panels = {{matrix, {}}, {matrix, {}}}, .grid_columns = 2};
    const view::HeatmapLayout layout = view::lay_out(ui, grid, ui.place(400));
    view::heatmap_grid(ui, {"scene/picture", "Picture"}, layout, grid, viewpoint, cursor);
  }};

  void step(Step step) { bare.act(view::step_action("scene/picture", step)); }
};

struct Table {
  int columns = 3;
  std::vector<double> numbers = {1, 2, 3, 4, 5, 6};
  bool is_editable = true;
  view::TableCell cursor;
  view::TableEvents last;
  BareUi bare{[this](view::Ui& ui) {
    const view::NumberTable table{.rows = static_cast<int>(numbers.size()) / columns,
                                  .columns = columns,
                                  .values = numbers,
                                  .is_editable = is_editable};
    const view::TableEvents events = view::number_table(ui, {"scene/table", "Table"}, table, cursor);
    for (const view::TableEdit& edit : events.edits) numbers[view::cell_index(table, edit.cell)] = edit.value;
    if (events.selected.exists()) last = events;
  }};

  void step(Step step) { bare.act(view::step_action("scene/table", step)); }
  void paste(const std::string& text) { bare.act({view::ActionKind::kPaste, "scene/table", text}); }
};

}  // namespace

TEST_CASE("a heatmap's cursor walks, changes panels and is followed by what is zoomed into") {
  Heatmap heatmap;
  heatmap.step(Step::kRight);
  CHECK(heatmap.cursor == view::CellAddress{0, 0, 0});
  heatmap.step(Step::kLast);
  CHECK(heatmap.cursor == view::CellAddress{0, 7, 7});
  heatmap.step(Step::kPanelNext);
  CHECK(heatmap.cursor == view::CellAddress{1, 7, 7});
  heatmap.step(Step::kPanelNext);
  CHECK(heatmap.cursor.panel == 0);
  heatmap.step(Step::kZoomIn);
  CHECK(heatmap.viewpoint.zoom > 1);
  heatmap.step(Step::kFirst);
  const view::VisibleCells seen = view::visible_cells(heatmap.viewpoint, 8, 8);
  CHECK(seen.row == 0);
  CHECK(seen.column == 0);
  heatmap.step(Step::kZoomAll);
  CHECK(heatmap.viewpoint == view::Viewpoint{});
  const view::Node& node = heatmap.bare.node("scene/picture");
  CHECK(node.cursor_row == 0);
  CHECK(node.value == "0.25");
}

TEST_CASE("Escape puts no cursor into a heatmap or a table") {
  Heatmap heatmap;
  heatmap.step(Step::kEscape);
  CHECK(heatmap.cursor == view::CellAddress{});
  Table table;
  for (const Step step : {Step::kEscape, Step::kZoomIn}) table.step(step);
  CHECK_FALSE(table.cursor.exists());
}

TEST_CASE("a cell of a table is reached with the keyboard, typed into and left again") {
  Table table;
  table.bare.input.edits_text_itself = false;  // the page does, and sends what was typed
  table.step(Step::kRowEnd);
  CHECK(table.cursor == view::TableCell{0, 0});
  table.step(Step::kLast);
  CHECK(table.last.selected == view::TableCell{1, 2});
  table.bare.act({view::ActionKind::kActivate, "scene/table"});
  CHECK(table.bare.find("scene/table/edit"));
  table.bare.act({view::ActionKind::kSetValue, "scene/table/edit", "7.5"});
  CHECK(table.numbers.back() == 7.5);
  table.bare.act({view::ActionKind::kSetValue, "scene/table/edit", "seven"});
  CHECK(table.numbers.back() == 7.5);
  CHECK(table.bare.node("scene/table/edit/refused").is_invalid);
  table.bare.act(view::step_action("scene/table/edit", Step::kEscape));
  CHECK(table.bare.ui().focused_id() == "scene/table");
}

TEST_CASE("a pasted block is taken whole or not at all") {
  Table table;
  table.step(Step::kRight);
  table.step(Step::kRight);  // the middle of the first row
  table.paste("20\t30\n50\t60\n");
  CHECK(table.numbers == std::vector<double>{1, 20, 30, 4, 50, 60});
  for (const char* bad : {"7\t8\t9", "7\nx", "", "7\n8\n9"}) table.paste(bad);
  CHECK(table.numbers == std::vector<double>{1, 20, 30, 4, 50, 60});
  CHECK(table.bare.ui().refusal("scene/table/edit"));
  table.is_editable = false;
  table.paste("7");
  CHECK(table.numbers == std::vector<double>{1, 20, 30, 4, 50, 60});
}

TEST_CASE("of a table too broad for the column a part is shown, the one with the cursor") {
  Table table;
  table.columns = 60;
  table.numbers.assign(120, 1);
  table.bare.input.width = 400;
  table.bare.settle();
  REQUIRE(table.bare.find("scene/table/after"));
  CHECK(table.bare.node("scene/table/before").is_disabled);
  table.step(Step::kRight);
  table.step(Step::kRowEnd);
  CHECK(table.cursor.column == 59);
  CHECK(table.bare.node("scene/table/after").is_disabled);
}
