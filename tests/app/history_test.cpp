#include "headless.h"

TEST_CASE("undo and redo walk through changes of different controls") {
  HeadlessLab lab("scene=heatmaps");
  CHECK(lab.node("app/undo").is_disabled);
  lab.activate("heatmaps/map", "2");
  lab.activate("heatmaps/preset", "2");
  const std::string end = lab.app().fragment();
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps&map=viridis");
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps");
  CHECK(lab.node("app/undo").is_disabled);
  lab.activate("app/redo");
  lab.activate("app/redo");
  CHECK(lab.app().fragment() == end);
  CHECK(lab.node("app/redo").is_disabled);
}

TEST_CASE("a change after undo drops what was undone") {
  HeadlessLab lab("scene=heatmaps");
  lab.activate("heatmaps/map", "2");
  lab.activate("app/undo");
  lab.activate("heatmaps/map", "1");
  CHECK(lab.node("app/redo").is_disabled);
  CHECK(lab.app().fragment() == "scene=heatmaps&map=Blues");
}

TEST_CASE("a drag is one step, and opening a link is none") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  const view::Rect rect = lab.node("heatmaps/seed").rect;
  const float y = rect.y + rect.height / 2;
  lab.pointer(app::PointerPhase::kMove, rect.x + 20, y);
  lab.pointer(app::PointerPhase::kDown, rect.x + 20, y);
  for (float x = 20; x < 200; x += 10) lab.pointer(app::PointerPhase::kMove, rect.x + x, y);
  lab.pointer(app::PointerPhase::kUp, rect.x + 200, y);
  lab.settle();
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=softmax");
  CHECK(lab.node("app/undo").is_disabled);
}

TEST_CASE("at most two hundred steps are kept") {
  HeadlessLab lab("scene=heatmaps");
  for (int i = 0; i < 250; ++i) {
    lab.activate("heatmaps/map", std::to_string(1 + i % 2));
  }
  int steps = 0;
  while (!lab.node("app/undo").is_disabled && steps < 1000) {
    lab.activate("app/undo");
    ++steps;
  }
  CHECK(steps == 200);
}

TEST_CASE("a key held down on a slider is one step, two choices of the same control are two") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  for (int seed = 2; seed < 9; ++seed) lab.set("heatmaps/seed", std::to_string(seed));
  lab.activate("heatmaps/map", "1");
  lab.activate("heatmaps/map", "2");
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=softmax&seed=8&map=Blues");
  lab.activate("app/undo");
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=softmax");
  CHECK(lab.node("app/undo").is_disabled);
}

TEST_CASE("choosing the number that is explained is no step") {
  HeadlessLab lab("scene=query_key_value");
  lab.act(view::ActionKind::kStep, "query_key_value/scores", "right");
  lab.act(view::ActionKind::kStep, "query_key_value/q", "down");
  CHECK(lab.node("app/undo").is_disabled);
  lab.set("query_key_value/temperature", "2");
  lab.act(view::ActionKind::kStep, "query_key_value/weights", "right");
  lab.activate("app/undo");
  CHECK(lab.node("query_key_value/temperature").number == doctest::Approx(1));
  CHECK(lab.node("app/undo").is_disabled);
  lab.act(view::ActionKind::kStep, "query_key_value/weights", "right");
  lab.activate("app/redo");  // pointing elsewhere drops nothing
  CHECK(lab.node("query_key_value/temperature").number == doctest::Approx(2));
}

TEST_CASE("rows are added and removed under the tables, and come back with undo") {
  HeadlessLab lab("scene=query_key_value");
  const int keys = lab.node("query_key_value/k").rows;
  lab.activate("query_key_value/k/add");
  CHECK(lab.node("query_key_value/k").rows == keys + 1);
  CHECK(lab.node("query_key_value/v").rows == keys + 1);
  CHECK(lab.node("query_key_value/weights").columns == keys + 1);
  lab.activate("query_key_value/q/drop");
  CHECK(lab.node("query_key_value/q").rows == 1);
  CHECK(lab.node("query_key_value/q/drop").is_disabled);
  lab.activate("app/undo");
  lab.activate("app/undo");
  CHECK(lab.node("query_key_value/k").rows == keys);
  CHECK(lab.node("query_key_value/q").rows == 2);
}
