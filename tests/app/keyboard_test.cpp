// What keys do to a control, and what is written for the page, without a frame around it.
#include "app/keyboard.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "app/mirror.h"

TEST_CASE("the arrow keys go round a list of options, both ways") {
  view::Node node{.id = "list", .role = view::Role::kList, .options = {"a", "b", "c"}, .selected = 0};
  const auto after = [&](app::Key key) { return app::action_for_key(node, key)->value; };
  CHECK(after(app::Key::kLeft) == "2");
  CHECK(after(app::Key::kUp) == "2");
  CHECK(after(app::Key::kRight) == "1");
  node.selected = 1;
  CHECK(after(app::Key::kLeft) == "0");
  CHECK(after(app::Key::kDown) == "2");
  CHECK(after(app::Key::kHome) == "0");
  node.selected = 2;
  CHECK(after(app::Key::kRight) == "0");
  CHECK(after(app::Key::kLeft) == "1");
}

TEST_CASE("names with quotes, backslashes and line ends reach the page as they are") {
  const std::vector<view::Node> nodes{{.id = "a", .role = view::Role::kText, .name = "C:\\new \"x\"\n"}};
  const std::string json = app::mirror_json(nodes, {"en", "light", "title"});
  CHECK(json.find(R"("name":"C:\\new \"x\"\u000a")") != std::string::npos);
}
