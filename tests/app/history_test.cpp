#include <memory>

#include "app/fragment.h"
#include "app/history.h"
#include "formats/npy.h"
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
  lab.step("query_key_value/scores", view::Step::kRight);
  lab.step("query_key_value/q", view::Step::kDown);
  CHECK(lab.node("app/undo").is_disabled);
  lab.set("query_key_value/temperature", "2");
  lab.step("query_key_value/weights", view::Step::kRight);
  lab.activate("app/undo");
  CHECK(lab.node("query_key_value/temperature").number == doctest::Approx(1));
  CHECK(lab.node("app/undo").is_disabled);
  lab.step("query_key_value/weights", view::Step::kRight);
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

namespace {

/// A file of one matrix whose numbers take so many bytes.
std::shared_ptr<const formats::TensorFile> file_of(std::size_t bytes, const std::string& name) {
  const auto keys = static_cast<std::int64_t>(bytes / sizeof(float) / 16);
  formats::TensorFile file;
  file.file_name = name;
  file.tensors.push_back({.name = name, .tensor = core::make_tensor({16, keys}), .dtype = "float32"});
  file.summaries = {{formats::MatrixSummary{}}};
  return std::make_shared<const formats::TensorFile>(std::move(file));
}

int scene_that_opens_files(const std::vector<std::unique_ptr<scenes::Scene>>& scenes) {
  for (std::size_t i = 0; i < scenes.size(); ++i)
    if (scenes[i]->opens_files()) return static_cast<int>(i);
  FAIL("no scene opens files");
  return 0;
}

}  // namespace

TEST_CASE("the history keeps as many files as fit into its memory, and pretends to no more") {
  constexpr std::size_t kFile = 8 << 20;
  constexpr int kOpened = 100, kShown = 2;  // the file that is shown, and the one that it can be compared with
  const auto scenes = scenes::make_all();
  const int index = scene_that_opens_files(scenes);
  scenes::Scene& scene = *scenes[static_cast<std::size_t>(index)];
  app::History history;
  history.observe(scenes, index, 0);
  std::vector<std::weak_ptr<const formats::TensorFile>> files;
  std::size_t most_alive = 0;
  for (int i = 0; i < kOpened; ++i) {
    auto file = file_of(kFile, std::to_string(i));
    files.push_back(file);
    scene.open(std::move(file));
    history.observe(scenes, index, i);
    std::size_t alive = 0;
    for (const auto& opened : files) alive += opened.expired() ? 0 : 1;
    most_alive = std::max(most_alive, alive);
  }
  CHECK(most_alive <= app::History::kMostBytes / kFile + kShown);
  CHECK(most_alive >= 10);
  int undone = 0;
  while (history.can_undo()) {
    REQUIRE(history.undo(scenes) == index);
    ++undone;
    CHECK(scene.file_name() == std::to_string(kOpened - 1 - undone));
  }
  CHECK(undone >= 10);
  CHECK(undone < kOpened);
  CHECK(history.undo(scenes) == -1);
  while (history.can_redo()) history.redo(scenes);
  CHECK(scene.file_name() == std::to_string(kOpened - 1));
}

TEST_CASE("a file that many steps share is counted once") {
  const auto scenes = scenes::make_all();
  const int index = scene_that_opens_files(scenes);
  scenes::Scene& scene = *scenes[static_cast<std::size_t>(index)];
  app::History history;
  history.observe(scenes, index, 0);
  scene.open(file_of(app::History::kMostBytes / 2, "large"));
  history.observe(scenes, index, 1);
  for (int i = 2; i < 20; ++i) {
    app::read_fields(scene, {{"zoom", std::to_string(i)}});
    history.observe(scenes, index, i);
  }
  scene.open(file_of(1 << 20, "small"));
  history.observe(scenes, index, 30);
  int undone = 0;
  for (; history.can_undo(); ++undone) history.undo(scenes);
  CHECK(undone == 20);
}

TEST_CASE("a file too large for the history is shown, and the way back is at its end") {
  const auto scenes = scenes::make_all();
  const int index = scene_that_opens_files(scenes);
  scenes::Scene& scene = *scenes[static_cast<std::size_t>(index)];
  app::History history;
  history.observe(scenes, index, 0);
  scene.open(file_of(app::History::kMostBytes + (64 << 10), "first"));
  history.observe(scenes, index, 1);
  CHECK(history.can_undo());  // the file that is shown costs the history nothing
  for (const char* next : {"second", "third"}) {
    scene.open(file_of(1 << 20, next));
    history.observe(scenes, index, 2);
  }
  CHECK(history.can_undo());
  scene.open(file_of(1 << 20, "fourth"));
  history.observe(scenes, index, 3);
  int undone = 0;
  for (; history.can_undo(); ++undone) history.undo(scenes);
  CHECK(undone < 4);
  CHECK(scene.file_name() != "first");
}

TEST_CASE("the browser's entries do not keep every file that was ever shown") {
  HeadlessLab lab("scene=heatmaps");
  const std::string npy = formats::write_npy(core::make_tensor({1024, 1024}));
  constexpr int kEntries = 40;
  for (int i = 0; i < kEntries; ++i) {
    REQUIRE(lab.app().open_file("file" + std::to_string(i) + ".npy", npy));
    lab.settle();
    lab.app().keep_state("entry" + std::to_string(i), "heatmaps");
  }
  const auto shown_after = [&](int i) {
    const std::string name = "file" + std::to_string(i) + ".npy";
    lab.app().return_to("entry" + std::to_string(i), "scene=heatmaps&file=" + name);
    lab.settle();
    return lab.app().scenes()[static_cast<std::size_t>(scene_that_opens_files(lab.app().scenes()))]->file_name();
  };
  CHECK(shown_after(kEntries - 1) == "file39.npy");
  CHECK(shown_after(kEntries - 5) == "file35.npy");
  CHECK(shown_after(0).empty());  // gone; the link's sentence asks for the file
  CHECK(lab.app().fragment().find("file=file0.npy") != std::string::npos);
}
