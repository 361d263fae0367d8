// Programs in the page.
#include "view/code.h"

#include "bare_ui.h"

namespace {

const std::string kCode = "short()\n" + std::string(40, 'a') + std::string(40, 'b') + std::string(40, 'c') + "\n";

/// The long line as it is seen.
std::string seen(BareUi& bare) {
  std::string line;
  for (const view::DrawnText& each : bare.ui().drawn_texts())
    if (each.text == "a" || each.text == "b" || each.text == "c") line += each.text;
  return line;
}

}  // namespace

TEST_CASE(
    "code that is wider than its column scrolls by itself, by keys, wheel and drag, and nothing of it sticks out") {
  BareUi bare(
      [](view::Ui& ui) {
        ui.keep_texts();
        view::code_block(ui, "c", kCode);
      },
      400, 800);
  const view::Rect block = bare.node("c").rect;
  CHECK(bare.node("c").name == kCode);  // all of it is read
  const auto is_inside = [&] {
    for (const view::DrawnText& each : bare.ui().drawn_texts()) {
      CHECK(each.rect.x >= block.x);
      CHECK(each.rect.x + each.rect.width <= block.x + block.width);
    }
  };
  is_inside();
  CHECK(seen(bare).starts_with("aaaa"));
  const double end = bare.node("c/scroll").maximum;
  CHECK(end == 120 - static_cast<int>(seen(bare).size()));
  bare.act(view::step_action("c/scroll", view::Step::kUp));
  CHECK(bare.node("c/scroll").number == 4);
  bare.act({view::ActionKind::kSetValue, "c/scroll", "1000"});  // refused
  CHECK(bare.node("c/scroll").number == 4);
  // Sideways the wheel is the code's, up and down the page's.
  CHECK(bare.ui().wants_wheel({100, block.y + 20}, {10, 0}, false));
  CHECK_FALSE(bare.ui().wants_wheel({100, block.y + 20}, {0, 10}, false));
  bare.move_to(block.x + 200, block.y + 20);
  bare.ui().add_wheel({1e5f, 0});
  bare.frame();
  CHECK(bare.node("c/scroll").number == end);
  CHECK(seen(bare).ends_with("cccc"));
  is_inside();
  CHECK_FALSE(bare.ui().wants_wheel({100, block.y + 20}, {10, 0}, false));
  bare.press();
  bare.move_to(block.x + 280, block.y + 20);
  CHECK(bare.node("c/scroll").number == doctest::Approx(end - 10));  // cells of 8 pixels
  bare.release();
  CHECK_FALSE(bare.ui().wants_wheel({100, block.y + 20}, {0, -10}, false));
}

TEST_CASE("code that fits does not scroll") {
  BareUi bare([](view::Ui& ui) { view::code_block(ui, "c", "short()\n"); }, 400, 800);
  CHECK_FALSE(bare.find("c/scroll"));
}
