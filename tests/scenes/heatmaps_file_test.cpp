// The reader's file in the heatmaps: many arrays, layers and heads, queries and keys that the core attends to.
#include <algorithm>
#include <cmath>

#include "core/attention.h"
#include "core/random.h"
#include "formats/npz.h"
#include "headless.h"

namespace {

using formats::NamedTensor;

core::Tensor random_tensor(int seed, const core::Shape& shape) {
  core::Random random(static_cast<std::uint64_t>(seed));
  return core::random_normal(random, shape, 0, 1);
}

core::Tensor random_weights(int seed, const core::Shape& shape) { return *core::masked_softmax(random_tensor(seed, shape)); }

NamedTensor named(std::string name, core::Tensor tensor) { return {.name = std::move(name), .tensor = std::move(tensor), .dtype = "float32"}; }

void open_npz(HeadlessLab& lab, const std::vector<NamedTensor>& tensors, const std::string& name = "model.npz") {
  std::vector<formats::NpzArray> arrays;
  for (const NamedTensor& each : tensors) arrays.push_back({each.name, &each.tensor});
  CHECK(lab.app().open_file(name, formats::write_npz(arrays, false)));
  lab.settle();
}

double number_of(std::string shown) {
  if (const auto minus = shown.find("−"); minus != std::string::npos) shown.replace(minus, 3, "-");
  if (const auto minus = shown.find("e−"); minus != std::string::npos) shown.replace(minus, 4, "e-");
  return std::stod(shown);
}

/// Every mirrored cell of the current panel is the like number of `expected` (rows × columns, row by row).
void check_picture(HeadlessLab& lab, const float* expected, int columns) {
  const view::Node picture = lab.node("heatmaps/picture");
  CHECK_FALSE(picture.cells.empty());
  for (const view::GridCell& cell : picture.cells) CHECK(static_cast<float>(number_of(cell.text)) == doctest::Approx(expected[cell.row * columns + cell.column]).epsilon(1e-6));
}

std::size_t panels(HeadlessLab& lab) { return lab.find("heatmaps/panel") ? lab.node("heatmaps/panel").options.size() : 1; }

/// softmax(scale · q kᵀ ÷ temperature) of one head in float64, keys masked from `length` on and, if causal, after the query.
std::vector<double> reference_weights(const float* q, const float* k, int queries, int keys, int width, double scale, double temperature, bool is_causal, int length) {
  std::vector<double> weights(static_cast<std::size_t>(queries * keys));
  for (int i = 0; i < queries; ++i) {
    double sum = 0;
    for (int j = 0; j < keys; ++j) {
      double score = 0;
      for (int c = 0; c < width; ++c) score += static_cast<double>(q[i * width + c]) * k[j * width + c];
      const bool is_seen = j < length && (!is_causal || j <= i);
      sum += weights[static_cast<std::size_t>(i * keys + j)] = is_seen ? std::exp(score * scale / temperature) : 0;
    }
    for (int j = 0; j < keys; ++j) weights[static_cast<std::size_t>(i * keys + j)] /= sum;
  }
  return weights;
}

}  // namespace

TEST_CASE("a file of queries, keys and values is attended by the core, with the chosen scale, mask and temperature") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {3, 5, 8}), k = random_tensor(2, {3, 7, 8}), v = random_tensor(3, {3, 7, 4});
  open_npz(lab, {named("layer.0.q", q), named("layer.0.k", k), named("layer.0.v", v)}, "qkv.npz");
  CHECK(panels(lab) == 3);
  CHECK(lab.node("heatmaps/says").name.find("Computed by the attention core") != std::string::npos);
  const auto check_weights = [&](double scale, double temperature, bool is_causal, int length) {
    const auto taken = lab.app().take_away();
    REQUIRE(taken.matrices.size() == 1);
    REQUIRE(taken.matrices[0].tensor->shape == core::Shape{3, 5, 7});
    for (int head = 0; head < 3; ++head) {
      const auto expected = reference_weights(&q.data[static_cast<std::size_t>(head * 40)], &k.data[static_cast<std::size_t>(head * 56)], 5, 7, 8, scale, temperature, is_causal, length);
      for (std::size_t i = 0; i < 35; ++i) CHECK(taken.matrices[0].tensor->data[static_cast<std::size_t>(head) * 35 + i] == doctest::Approx(expected[i]).epsilon(1e-5));
    }
  };
  check_weights(1 / std::sqrt(8.0), 1, false, 7);
  check_picture(lab, lab.app().take_away().matrices[0].tensor->data.data(), 7);
  lab.activate("heatmaps/raw/scaled");
  check_weights(1, 1, false, 7);
  lab.activate("heatmaps/raw/causal");
  lab.set("heatmaps/raw/temperature", "2.5");
  lab.set("heatmaps/raw/valid-length", "4");
  check_weights(1, 2.5, true, 4);
  lab.activate("heatmaps/raw/part", "2");  // the output: weights · values
  const auto output = lab.app().take_away();
  REQUIRE(output.matrices[0].tensor->shape == core::Shape{3, 5, 4});
  const auto weights = reference_weights(q.data.data(), k.data.data(), 5, 7, 8, 1, 2.5, true, 4);
  for (std::size_t row = 0; row < 5; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      double sum = 0;
      for (std::size_t key = 0; key < 7; ++key) sum += weights[row * 7 + key] * static_cast<double>(v.data[key * 4 + column]);
      CHECK(output.matrices[0].tensor->data[row * 4 + column] == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("heads that share their keys, and one sample of a large batch, are attended too") {
  HeadlessLab lab("scene=heatmaps");
  const core::Tensor q = random_tensor(1, {20, 4, 3, 6}), k = random_tensor(2, {20, 2, 5, 6});  // 80 panels: sample by sample
  open_npz(lab, {named("query", q), named("key", k)});
  CHECK(panels(lab) == 4);
  lab.set("heatmaps/sample", "18");
  for (std::size_t head = 0; head < 4; ++head) {
    const auto expected = reference_weights(&q.data[(17 * 4 + head) * 18], &k.data[(17 * 2 + head / 2) * 30], 3, 5, 6, 1 / std::sqrt(6.0), 1, false, 5);
    const core::Tensor shown = *lab.app().take_away().matrices[0].tensor;
    for (std::size_t i = 0; i < 15; ++i) CHECK(shown.data[head * 15 + i] == doctest::Approx(expected[i]).epsilon(1e-5));
  }
}

TEST_CASE("queries and keys that do not fit each other are shown as the arrays they are") {
  HeadlessLab lab("scene=heatmaps");
  open_npz(lab, {named("q", random_tensor(1, {5, 8})), named("k", random_tensor(2, {5, 6}))});
  CHECK_FALSE(lab.find("heatmaps/raw/scoring"));
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 2);
}

TEST_CASE("144 matrices named by layer and head open as a model: one layer's heads, and all of them as an overview") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::vector<NamedTensor> tensors;
  for (int layer = 0; layer < 12; ++layer)
    for (int head = 0; head < 12; ++head) tensors.push_back(named("encoder.layer." + std::to_string(layer) + ".head." + std::to_string(head), random_weights(layer * 12 + head + 1, {6, 6})));
  open_npz(lab, tensors);
  CHECK(panels(lab) == 12);
  CHECK(lab.node("heatmaps/overview").rows == 12);
  CHECK(lab.node("heatmaps/overview").columns == 12);
  lab.set("heatmaps/layer", "5");
  lab.activate("heatmaps/panel", "7");
  check_picture(lab, tensors[4 * 12 + 7].tensor.data.data(), 6);
  CHECK(lab.node("heatmaps/overview").cursor_row == 4);
  CHECK(lab.node("heatmaps/overview").cursor_column == 7);
  lab.act(view::ActionKind::kStep, "heatmaps/overview", "down");  // layer 6, the same head
  check_picture(lab, tensors[5 * 12 + 7].tensor.data.data(), 6);
  const view::Rect overview = lab.node("heatmaps/overview").rect;
  lab.click(overview.x + overview.width * 2.5f / 12, overview.y + overview.height * 10.5f / 12);
  check_picture(lab, tensors[10 * 12 + 2].tensor.data.data(), 6);
  CHECK(lab.node("heatmaps/says").name.find("Head 3") != std::string::npos);
}

TEST_CASE("panels are named by their heads, and by their arrays only where each is one") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::vector<NamedTensor> layers, matrices;
  for (int i = 0; i < 9; ++i) {
    layers.push_back(named("attentions_" + std::to_string(i), random_weights(i + 1, {9, 4, 4})));
    matrices.push_back(named("arr_" + std::to_string(i), random_weights(i + 1, {4, 4})));
  }
  open_npz(lab, layers);
  CHECK(lab.node("heatmaps/panel").options[0] == "Head 1");
  open_npz(lab, matrices);
  CHECK(lab.node("heatmaps/panel").options[8] == "arr_8");
}

TEST_CASE("the list of arrays is searched by name, shape and type") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::vector<NamedTensor> tensors;
  for (int layer = 0; layer < 7; ++layer) tensors.push_back(named("decoder." + std::to_string(layer), random_weights(layer + 1, {2, 4, 4})));
  tensors.push_back(named("cross", random_weights(9, {3, 4, 9})));
  open_npz(lab, tensors);
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 9);  // all decoder layers together, and each array
  CHECK(panels(lab) == 14);
  lab.set("heatmaps/arrays/search", "Cro");
  CHECK(lab.node("heatmaps/arrays/list").options == std::vector<std::string>{"cross, 3 heads × 4 queries × 9 keys · float32"});
  lab.set("heatmaps/arrays/search", "(3, 4, 9) float32");
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 1);
  lab.activate("heatmaps/arrays/list", "0");
  CHECK(panels(lab) == 3);
  check_picture(lab, tensors[7].tensor.data.data(), 9);
  lab.set("heatmaps/arrays/search", "encoder.9");
  CHECK(lab.find("heatmaps/arrays/none"));
  CHECK(panels(lab) == 3);  // a search does not change what is shown
}

TEST_CASE("an array of five axes is looked at by layer and sample") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor tensor = random_weights(3, {4, 2, 3, 5, 5});
  open_npz(lab, {named("weights", tensor)});
  CHECK(panels(lab) == 3);
  lab.set("heatmaps/layer", "3");
  lab.set("heatmaps/sample", "2");
  lab.activate("heatmaps/panel", "1");
  check_picture(lab, &tensor.data[static_cast<std::size_t>(((2 * 2 + 1) * 3 + 1) * 25)], 5);
  CHECK(lab.app().take_away().matrices[0].tensor->data == tensor.data);  // taken away as it was read
}

TEST_CASE("the difference of two files is their numbers' difference, panel by panel") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor before = random_weights(1, {2, 4, 4}), after = random_weights(2, {2, 4, 4});
  open_npz(lab, {named("weights", before)}, "before.npz");
  CHECK(lab.node("heatmaps/combine").options.size() == 4);
  open_npz(lab, {named("weights", after)}, "after.npz");
  REQUIRE(lab.node("heatmaps/combine").options.size() == 5);
  lab.activate("heatmaps/combine", "4");
  CHECK(panels(lab) == 2);
  std::vector<float> difference;
  for (std::size_t i = 0; i < after.data.size(); ++i) difference.push_back(after.data[i] - before.data[i]);
  CHECK(lab.app().take_away().matrices[0].tensor->data == difference);
  CHECK(lab.node("heatmaps/compared").name.find("after.npz") != std::string::npos);
  open_npz(lab, {named("weights", random_weights(1, {2, 4, 5}))}, "other.npz");
  CHECK(lab.node("heatmaps/combine").options.size() == 4);  // nothing of that shape to compare with
}

TEST_CASE("what was left out of a file is said") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.app().open_file("formats_stored.npz", file_bytes(LAB_TEST_DATA "/golden/formats_stored.npz")));
  lab.settle();
  CHECK(lab.node("heatmaps/note/0").name.find("not listed") != std::string::npos);
}

TEST_CASE("the caption says what is shown, and the range of its colours") {
  HeadlessLab lab("scene=heatmaps");
  core::Tensor tensor = core::make_tensor({2, 3, 4}, 0.25f);
  tensor.data[5] = 0.75f;
  open_npz(lab, {named("weights", tensor)}, "mine.npz");
  CHECK(lab.app().take_away().caption_zh == "mine.npz：2 幅，每幅 3 个查询 (行) × 4 个键 (列)。 颜色 Reds，色标从 0.25 到 0.75。");
  lab.activate("heatmaps/scale", "2");
  CHECK(lab.app().take_away().caption_en == "mine.npz: 2 panels of 3 queries (rows) × 4 keys (columns). Colour map Reds, scale from 0 to 1; the numbers range from 0.25 to 0.75.");
}

TEST_CASE("the pointer on a query's label shows the sentence as that query sees it") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.app().open_file("tokens.json", R"({"weights": [[0.5, 0.25, 0.25], [0, 1, 0], [0.125, 0.125, 0.75]], "tokens": ["我", "读", "书"]})"));
  lab.settle();
  CHECK(lab.node("heatmaps/sentence").name == "我 0.5; 读 0.25; 书 0.25; ");
  const view::Rect picture = lab.node("heatmaps/picture").rect;
  lab.pointer(app::PointerPhase::kMove, picture.x - 12, picture.y + picture.height * 5 / 6);
  lab.settle();
  CHECK(lab.node("heatmaps/sentence").name == "我 0.125; 读 0.125; 书 0.75; ");
  lab.pointer(app::PointerPhase::kMove, picture.x + picture.width / 2, picture.y + picture.height / 2);
  lab.settle();
  CHECK(lab.node("heatmaps/sentence").name == "我 0; 读 1; 书 0; ");
}

TEST_CASE("a zoomed picture has a map of the whole whose frame can be dragged") {
  HeadlessLab lab("scene=heatmaps&lang=en", 1280, 1400);
  open_npz(lab, {named("weights", random_weights(1, {40, 40}))});
  CHECK_FALSE(lab.find("heatmaps/minimap"));
  lab.set("heatmaps/zoom", "5");
  const view::Rect map = lab.node("heatmaps/minimap").rect;
  lab.pointer(app::PointerPhase::kMove, map.x + map.width * 0.2f, map.y + map.height * 0.8f);
  lab.pointer(app::PointerPhase::kDown, map.x + map.width * 0.2f, map.y + map.height * 0.8f);
  lab.pointer(app::PointerPhase::kUp, map.x + map.width * 0.2f, map.y + map.height * 0.8f);
  lab.settle();
  const auto value = [&](const std::string& key) {
    const auto at = lab.fragment().find(key + "=");
    REQUIRE(at != std::string::npos);
    return std::stod(lab.fragment().substr(at + key.size() + 1));
  };
  CHECK(value("at-x") == doctest::Approx(0.2).epsilon(0.02));
  CHECK(value("at-y") == doctest::Approx(0.8).epsilon(0.02));
}

TEST_CASE("files that are forgotten leave no trace in the picture or in undo") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_npz(lab, {named("weights", random_weights(1, {6, 6}))});
  CHECK(lab.node("heatmaps/picture").rows == 6);
  lab.app().forget_files();
  lab.settle();
  CHECK(lab.node("heatmaps/picture").rows == 10);
  CHECK(lab.node("app/undo").is_disabled);
}
