#include "view/small_multiples.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bare_ui.h"

using view::Step;

namespace {

/// Five in rows of three: the last row has a hole.
struct Five {
  std::vector<float> numbers = std::vector<float>(5 * 4, 0.5f);
  int current = -1;
  view::SmallMultiples multiples{.count = 5,
                                 .columns = 3,
                                 .matrix =
                                     [this](int i) {
                                       return view::MatrixView{numbers.data() + 4 * i, 2, 2, 2, view::new_content()};
                                     },
                                 .name = [](int i) { return "head " + std::to_string(i); },
                                 .row_names = {"0", "1"}};
  BareUi bare{[this](view::Ui& ui) {
    if (const int chosen = view::small_multiples(ui, {"scene/all", "All", "Press one."}, multiples, current);
        chosen >= 0)
      current = chosen;
  }};

  void step(Step step) { bare.act(view::step_action("scene/all", step)); }
};

}  // namespace

TEST_CASE("the keyboard walks over small multiples, and never onto the holes of the last row") {
  Five five;
  five.step(Step::kLast);
  CHECK(five.current == 4);
  five.step(Step::kRight);
  CHECK(five.current == 4);
  five.step(Step::kRowStart);
  CHECK(five.current == 3);
  five.step(Step::kRowEnd);
  CHECK(five.current == 4);
  five.step(Step::kUp);
  CHECK(five.current == 1);
  five.step(Step::kRight);
  five.step(Step::kDown);
  CHECK(five.current == 2);  // below it is a hole
  five.step(Step::kFirst);
  CHECK(five.current == 0);
  five.step(Step::kZoomIn);
  CHECK(five.current == 0);
}

TEST_CASE("a press chooses the one under the pointer, and a screen reader hears its name") {
  Five five;
  const view::Node& grid = five.bare.node("scene/all");
  CHECK(grid.rows == 2);
  CHECK(grid.columns == 3);
  CHECK(grid.cursor_row == -1);
  const float cell = grid.rect.width / 3;
  five.bare.click(grid.rect.x + 1.4f * cell, grid.rect.y + 0.4f * cell);
  CHECK(five.current == 1);
  CHECK(five.bare.node("scene/all").value == "head 1");
  five.bare.click(grid.rect.x + 2.4f * cell, grid.rect.y + 1.4f * cell);  // the hole
  CHECK(five.current == 1);
}

TEST_CASE("small multiples that could not be told apart are not drawn") {
  Five five;
  five.multiples.columns = 200;
  five.bare.frame();
  CHECK_FALSE(view::has_room_for(five.bare.ui(), five.multiples));
  CHECK_FALSE(five.bare.find("scene/all"));
}
