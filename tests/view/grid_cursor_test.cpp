#include "view/grid_cursor.h"

#include <doctest/doctest.h>

#include <string>

using view::Step;
using view::TableCell;

TEST_CASE("the first key puts the cursor down, and so many presses go so far, but never out of the grid") {
  CHECK(view::stepped({}, Step::kDown, 1, 4, 3) == TableCell{0, 0});
  CHECK(view::stepped({}, Step::kDown, 3, 4, 3) == TableCell{2, 0});
  CHECK(view::stepped({1, 1}, Step::kUp, 1, 4, 3) == TableCell{0, 1});
  CHECK(view::stepped({1, 1}, Step::kUp, 2'000'000'000, 4, 3) == TableCell{0, 1});
  CHECK(view::stepped({1, 1}, Step::kLeft, 5, 4, 3) == TableCell{1, 0});
  CHECK(view::stepped({1, 1}, Step::kRight, 5, 4, 3) == TableCell{1, 2});
  CHECK(view::stepped({1, 1}, Step::kDown, 5, 4, 3) == TableCell{3, 1});
}

TEST_CASE("home and end lead to the ends of a row, with Ctrl to those of the grid") {
  CHECK(view::stepped({2, 1}, Step::kRowStart, 1, 4, 3) == TableCell{2, 0});
  CHECK(view::stepped({2, 1}, Step::kRowEnd, 1, 4, 3) == TableCell{2, 2});
  CHECK(view::stepped({2, 1}, Step::kFirst, 1, 4, 3) == TableCell{0, 0});
  CHECK(view::stepped({2, 1}, Step::kLast, 1, 4, 3) == TableCell{3, 2});
}

TEST_CASE("what zooms, changes panels or gives up moves no cursor, and an empty grid has none") {
  for (const Step step :
       {Step::kPanelNext, Step::kPanelPrevious, Step::kZoomIn, Step::kZoomOut, Step::kZoomAll, Step::kEscape}) {
    CHECK_FALSE(view::moves_cursor(step));
    CHECK(view::stepped({2, 1}, step, 1, 4, 3) == TableCell{2, 1});
    CHECK(view::stepped({}, step, 1, 4, 3) == TableCell{});
  }
  CHECK(view::stepped({}, Step::kDown, 1, 0, 3) == TableCell{});
}

TEST_CASE("a screen reader gets sixteen rows and columns around the cursor, with their names") {
  view::Node node{.id = "grid", .rows = 40, .columns = 3, .cursor_row = 20, .cursor_column = 1};
  view::mirror_cells(
      node, [](int row) { return "r" + std::to_string(row); }, [](int column) { return "c" + std::to_string(column); },
      [](int row, int column) { return std::to_string(row * 3 + column); });
  CHECK(node.row_labels.size() == 16);
  CHECK(node.row_labels.front() == "r12");
  CHECK(node.column_labels == std::vector<std::string>{"c0", "c1", "c2"});
  CHECK(node.cells.size() == 16 * 3);
  CHECK(node.cells.back() == view::GridCell{27, 2, "83"});
  CHECK(view::mirrored_range(39, 40).end == 40);
  CHECK(view::mirrored_range(-1, 40).first == 0);
}

TEST_CASE("an action from the page is taken by its number, and one that there is not is left alone") {
  const auto step = view::received_action(static_cast<int>(view::ActionKind::kStep), "grid", "3");
  REQUIRE(step);
  CHECK(step->step == Step::kRight);
  CHECK(step->id == "grid");
  const auto set = view::received_action(static_cast<int>(view::ActionKind::kSetValue), "slider", "0.5");
  REQUIRE(set);
  CHECK(set->value == "0.5");
  for (const char* none : {"14", "-1", "", "right", "3x"})
    CHECK_FALSE(view::received_action(static_cast<int>(view::ActionKind::kStep), "grid", none));
  CHECK_FALSE(view::received_action(5, "grid", ""));
  CHECK_FALSE(view::received_action(-1, "grid", ""));
}
