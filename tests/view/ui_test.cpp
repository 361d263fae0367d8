// Ui's parts, each by itself.
#include "view/ui.h"

#include <doctest/doctest.h>

#include <string>

#include "bare_ui.h"
#include "view/widgets.h"

using view::Rect;
using view::Ui;

TEST_CASE("wide pages have two columns, and only one where nothing is put into the side") {
  float main_width = 0, side_x = 0;
  bool has_side = true;
  BareUi bare(
      [&](Ui& ui) {
        main_width = ui.place(10).width;
        ui.to_side_column();
        if (has_side) side_x = ui.place(10).x;
      },
      1400);
  const float narrow = main_width;
  CHECK(side_x > narrow);
  has_side = false;
  bare.settle();
  CHECK(main_width == narrow + view::kSideColumn + view::kSpace5);
}

TEST_CASE("a column of one's own ends where its last thing does, and the outer one goes on") {
  float bottom = 0, y = 0;
  BareUi bare([&](Ui& ui) {
    ui.push_column({100, 50, 200, 0});
    CHECK(ui.place(30, 5).width == 200);
    bottom = ui.pop_column();
    y = ui.column_y();
  });
  CHECK(bottom == 85);
  CHECK(y == 0);
}

TEST_CASE("a link that names controls leaves the others out, but not what a named one lies in or holds") {
  CHECK(view::lies_in("mix/book", "mix"));
  CHECK(view::lies_in("mix", "mix"));
  CHECK_FALSE(view::lies_in("mixed", "mix"));
  BareUi bare([](Ui&) {});
  bare.input.shown_controls = {{"mix/book", "wish"}};
  bare.frame();
  const Ui& ui = bare.ui();
  for (const char* shown : {"scene/mix", "scene/mix/book", "scene/wish/red", "scene/card/close", "app/undo"})
    CHECK_FALSE(ui.is_left_out(shown));
  for (const char* hidden : {"scene/mix/tea", "scene/wishes", "scene/other"}) CHECK(ui.is_left_out(hidden));
}

TEST_CASE("a run of steps on one control is one gesture, a press of the pointer another") {
  BareUi bare([](Ui& ui) { ui.interact("scene/thing", {0, 0, 50, 50}); });
  bare.act(view::step_action("scene/thing", view::Step::kUp));
  const std::uint64_t first = bare.ui().gesture();
  bare.act(view::step_action("scene/thing", view::Step::kUp));
  CHECK(bare.ui().gesture() == first);
  bare.act({view::ActionKind::kActivate, "scene/thing"});
  CHECK(bare.ui().gesture() != first);
  const std::uint64_t second = bare.ui().gesture();
  bare.click(25, 25);
  CHECK(bare.ui().gesture() != second);
}

TEST_CASE("what lies over the page has the pointer first") {
  bool is_below = true, is_above = false;
  BareUi bare([&](Ui& ui) {
    is_below = ui.is_pointer_in({0, 0, 100, 100});
    ui.begin_overlay("###test", {0, 0, 40, 40});
    is_above = ui.is_pointer_in({0, 0, 100, 100});
    ui.end_overlay();
    ui.claim_wheel({.rect = {0, 0, 100, 100}, .down = true});
  });
  bare.move_to(20, 20);
  bare.frame();
  CHECK_FALSE(is_below);
  CHECK(is_above);
  CHECK_FALSE(bare.ui().wants_wheel({20, 20}, {0, 1}, false));
  bare.move_to(60, 60);
  bare.frame();
  CHECK(is_below);
  CHECK(bare.ui().wants_wheel({60, 60}, {0, 1}, false));
  CHECK_FALSE(bare.ui().wants_wheel({60, 60}, {0, -1}, false));
  CHECK(bare.ui().wants_wheel({60, 60}, {0, -1}, true));
  CHECK_FALSE(bare.ui().wants_drag(60, 60));
}

TEST_CASE("the wheel is taken once, by what lies under the pointer, and forgotten after the frame") {
  ImVec2 first{0, 0}, second{0, 0};
  BareUi bare([&](Ui& ui) {
    first = ui.take_wheel({0, 0, 50, 50});
    second = ui.take_wheel({0, 0, 100, 100});
  });
  bare.move_to(20, 20);
  bare.ui().add_wheel({0, 7});
  bare.frame();
  CHECK(first.y == 7);
  CHECK(second.y == 0);
  bare.move_to(400, 400);
  bare.ui().add_wheel({0, 7});
  bare.frame();
  bare.move_to(20, 20);
  bare.frame();
  CHECK(first.y == 0);
}

TEST_CASE("a value glides to its target, and jumps where motion is reduced") {
  float target = 0, shown = 0;
  BareUi bare([&](Ui& ui) { shown = ui.animated("scene/x", target); });
  target = 10;
  bare.frame();
  CHECK(shown == 10);
  bare.input.is_motion_reduced = false;
  target = 0;
  bare.frame();
  bare.frame();
  CHECK(shown > 0);
  CHECK(shown < 10);
  CHECK(bare.ui().wants_frame());
  bare.settle();
  CHECK(shown == 0);
}

TEST_CASE("what is refused is said at the field until something else is pressed") {
  bool is_typed = true;
  BareUi bare([&](Ui& ui) {
    ui.interact("scene/field", {0, 0, 50, 20});
    if (std::exchange(is_typed, false)) ui.refuse({"scene/field", "x", "No number.", {0, 0, 50, 20}});
    ui.show_refusal("scene/field");
    ui.show_refusal("scene/field");  // by a table and by the field in it
  });
  CHECK(bare.ui().take_announcement() == "No number.");
  int found = 0;
  for (const view::Node& node : bare.ui().nodes()) found += node.id == "scene/field/refused";
  CHECK(found == 1);
  CHECK(bare.ui().refusal("scene/field")->typed == "x");
  CHECK_FALSE(bare.ui().refusal("scene/other"));
  bare.click(300, 300);
  CHECK_FALSE(bare.ui().refusal("scene/field"));
}

TEST_CASE("a tooltip waits a moment, and goes with the pointer") {
  BareUi bare([](Ui& ui) {
    const Rect rect{0, 0, 50, 20};
    ui.tooltip("scene/thing", ui.interact("scene/thing", rect), rect, "What it is for.");
  });
  const auto drawn = [&] { return ImGui::GetDrawData()->TotalVtxCount; };
  const int without = drawn();
  bare.move_to(20, 10);
  CHECK(drawn() == without);
  bare.settle();
  CHECK(drawn() > without);
  bare.move_to(300, 300);
  bare.settle();
  CHECK(drawn() == without);
}

TEST_CASE("only the picture is written down, and only in the frame after it was asked for") {
  BareUi bare([](Ui& ui) {
    ui.text({0, 0, 200, 20}, "outside");
    ui.begin_picture();
    ui.text({0, 30, 200, 20}, "inside");
    ui.end_picture({0, 30, 200, 20});
  });
  CHECK(bare.ui().take_svg().empty());
  bare.ui().request_svg({.title = "A picture"});
  bare.frame();
  const std::string svg = bare.ui().take_svg();
  CHECK(svg.find("inside") != std::string::npos);
  CHECK(svg.find("outside") == std::string::npos);
  CHECK(svg.find("A picture") != std::string::npos);
  bare.frame();
  CHECK(bare.ui().take_svg().empty());
}

TEST_CASE("a text that is too long is cut, and said to be") {
  BareUi bare([](Ui& ui) {
    CHECK(ui.text({0, 0, 40, 20}, "much too long for it"));
    CHECK_FALSE(ui.text({0, 0, 400, 20}, "short"));
  });
  CHECK(bare.ui().cut_texts() == std::vector<std::string>{"much too long for it"});
}
