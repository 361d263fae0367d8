#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bare_ui.h"
#include "view/guide.h"
#include "view/widgets.h"

namespace {

const std::vector<std::string> kOptions{"one", "two", "three"};

}  // namespace

TEST_CASE("of a choice's options the pressed one is taken, and an action that names none changes nothing") {
  int selected = 0, changes = 0;
  BareUi bare([&](view::Ui& ui) { changes += view::choice(ui, {"scene/which", "Which"}, selected, kOptions); });
  bare.click(bare.node("scene/which").option_rects[2]);
  CHECK(selected == 2);
  CHECK(changes == 1);
  CHECK(bare.ui().focused_id() == "scene/which");  // the keyboard goes on from the whole, not from one option
  bare.click(bare.node("scene/which").option_rects[2]);
  CHECK(changes == 1);
  bare.act({view::ActionKind::kActivate, "scene/which", "1"});
  CHECK(selected == 1);
  CHECK(bare.node("scene/which").value == "two");
  for (const char* none : {"3", "-1", "", "two"}) bare.act({view::ActionKind::kActivate, "scene/which", none});
  CHECK(selected == 1);
  bare.act({view::ActionKind::kReset, "scene/which", "0"});
  CHECK(selected == 1);
  CHECK(changes == 2);
}

TEST_CASE("a tab is chosen by a press and by an action") {
  int selected = 0;
  BareUi bare([&](view::Ui& ui) { view::tabs(ui, {0, 0, 600, 40}, {"scene/tabs", "Tabs"}, selected, kOptions); });
  bare.click(bare.node("scene/tabs").option_rects[1]);
  CHECK(selected == 1);
  bare.act({view::ActionKind::kActivate, "scene/tabs", "2"});
  CHECK(selected == 2);
  CHECK(bare.node("scene/tabs").selected == 2);
}

TEST_CASE("each step of a path is a button of its own, and the current one can be pressed again") {
  int pressed = -1, current = 0;
  BareUi bare([&](view::Ui& ui) {
    if (const int step = view::path(ui, {"scene/path", "Path"}, current, kOptions); step >= 0) pressed = current = step;
  });
  bare.click(bare.node("scene/path/3").rect);
  CHECK(pressed == 2);
  CHECK(bare.node("scene/path/3").is_checked);
  pressed = -1;
  bare.act({view::ActionKind::kActivate, "scene/path/3", ""});
  CHECK(pressed == 2);
}
