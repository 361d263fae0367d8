// The reader's file in the heatmaps: many arrays, layers and heads, queries and keys that the core attends to.
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "core/attention.h"
#include "core/random.h"
#include "formats/csv.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "headless.h"
#include "scenes/heatmaps/scene.h"

namespace {

using formats::NamedTensor;

core::Tensor random_tensor(int seed, const core::Shape& shape) {
  core::Random random(static_cast<std::uint64_t>(seed));
  return core::random_normal(random, shape, 0, 1);
}

core::Tensor random_weights(int seed, const core::Shape& shape) {
  return *core::masked_softmax(random_tensor(seed, shape));
}

NamedTensor named(std::string name, core::Tensor tensor) {
  return {.name = std::move(name), .tensor = std::move(tensor), .dtype = "float32"};
}

void open_npz(HeadlessLab& lab, const std::vector<NamedTensor>& tensors, const std::string& name = "model.npz") {
  std::vector<formats::NpzArray> arrays;
  for (const NamedTensor& each : tensors) arrays.push_back({each.name, &each.tensor});
  CHECK(lab.app().open_file(name, formats::write_npz(arrays)));
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
  for (const view::GridCell& cell : picture.cells)
    CHECK(static_cast<float>(number_of(cell.text)) ==
          doctest::Approx(expected[cell.row * columns + cell.column]).epsilon(1e-6));
}

std::size_t panels(HeadlessLab& lab) {
  return lab.find("heatmaps/panel") ? lab.node("heatmaps/panel").options.size() : 1;
}

/// softmax(scale · q kᵀ ÷ temperature) of one head in float64, keys masked from `length` on and, if causal, after the
/// query.
std::vector<double> reference_weights(const float* q, const float* k, int queries, int keys, int width, double scale,
                                      double temperature, bool is_causal, int length) {
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

/// Additive weights of so many queries and keys take dozens of frames. Under the sanitizers each piece of the work
/// takes ten times as long, and fewer pieces are as many frames.
#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t kLongLength = 900;
#else
constexpr std::int64_t kLongLength = 1500;
#endif
constexpr std::int64_t kLongHidden = 256;

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
      const auto expected =
          reference_weights(&q.data[static_cast<std::size_t>(head * 40)], &k.data[static_cast<std::size_t>(head * 56)],
                            5, 7, 8, scale, temperature, is_causal, length);
      for (std::size_t i = 0; i < 35; ++i)
        CHECK(taken.matrices[0].tensor->data[static_cast<std::size_t>(head) * 35 + i] ==
              doctest::Approx(expected[i]).epsilon(1e-5));
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
      for (std::size_t key = 0; key < 7; ++key)
        sum += weights[row * 7 + key] * static_cast<double>(v.data[key * 4 + column]);
      CHECK(output.matrices[0].tensor->data[row * 4 + column] == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("heads that share their keys, and one sample of a large batch, are attended too") {
  HeadlessLab lab("scene=heatmaps");
  const core::Tensor q = random_tensor(1, {20, 4, 3, 6}),
                     k = random_tensor(2, {20, 2, 5, 6});  // 80 panels: sample by sample
  open_npz(lab, {named("query", q), named("key", k)});
  CHECK(panels(lab) == 4);
  lab.set("heatmaps/layer", "17");
  CHECK(lab.node("heatmaps/layer").name ==
        "样本");  // the first of four axes of queries are samples, until the reader says otherwise
  for (std::size_t head = 0; head < 4; ++head) {
    const auto expected = reference_weights(&q.data[(17 * 4 + head) * 18], &k.data[(17 * 2 + head / 2) * 30], 3, 5, 6,
                                            1 / std::sqrt(6.0), 1, false, 5);
    const core::Tensor shown = *lab.app().take_away().matrices[0].tensor;
    for (std::size_t i = 0; i < 15; ++i) CHECK(shown.data[head * 15 + i] == doctest::Approx(expected[i]).epsilon(1e-5));
  }
}

TEST_CASE(
    "every scoring function that the file has everything for can be chosen, and gives the numbers of its formula") {
  constexpr std::size_t kQueries = 5, kKeys = 7, kWidth = 3, kHidden = 4;
  const core::Tensor q = random_tensor(1, {5, 3}), k = random_tensor(2, {7, 3}), w_q = random_tensor(3, {4, 3}),
                     w_k = random_tensor(4, {4, 3}), w_v = random_tensor(5, {1, 4}), m = random_tensor(6, {3, 3});
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_npz(lab, {named("q", q), named("k", k), named("attention.W_q.weight", w_q), named("attention.W_k.weight", w_k),
                 named("attention.w_v.weight", w_v), named("W_a", m)});
  const std::vector<std::string> scorings = lab.node("heatmaps/raw/scoring").options;
  CHECK(scorings == std::vector<std::string>{"Dot product", "Additive", "Bilinear", "Cosine", "Gaussian", "Boxcar",
                                             "Triangular", "Epanechnikov", "Constant (average)"});
  const auto at = [](const core::Tensor& tensor, std::size_t row, std::size_t column) {
    return static_cast<double>(tensor.data[row * static_cast<std::size_t>(tensor.shape[1]) + column]);
  };
  const auto dot = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < kWidth; ++c) sum += at(q, i, c) * at(k, j, c);
    return sum;
  };
  const auto length = [&](const core::Tensor& tensor, std::size_t row) {
    double sum = 0;
    for (std::size_t c = 0; c < kWidth; ++c) sum += at(tensor, row, c) * at(tensor, row, c);
    return std::sqrt(sum);
  };
  const double width = std::sqrt(3.0);  // of the kernels, to begin with
  const auto u = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t c = 0; c < kWidth; ++c) sum += std::pow((at(q, i, c) - at(k, j, c)) / width, 2);
    return std::sqrt(sum);
  };
  const auto additive = [&](std::size_t i, std::size_t j) {
    double score = 0;
    for (std::size_t h = 0; h < kHidden; ++h) {
      double sum = 0;
      for (std::size_t c = 0; c < kWidth; ++c) sum += at(w_q, h, c) * at(q, i, c) + at(w_k, h, c) * at(k, j, c);
      score += at(w_v, 0, h) * std::tanh(sum);
    }
    return score;
  };
  const auto bilinear = [&](std::size_t i, std::size_t j) {
    double score = 0;
    for (std::size_t a = 0; a < kWidth; ++a)
      for (std::size_t b = 0; b < kWidth; ++b) score += at(q, i, a) * at(m, a, b) * at(k, j, b);
    return score;
  };
  const std::vector<std::function<double(std::size_t, std::size_t)>> parts = {
      [&](auto i, auto j) { return std::exp(dot(i, j) / std::sqrt(3.0)); },
      [&](auto i, auto j) { return std::exp(additive(i, j)); },
      [&](auto i, auto j) { return std::exp(bilinear(i, j)); },
      [&](auto i, auto j) { return std::exp(dot(i, j) / length(q, i) / length(k, j)); },
      [&](auto i, auto j) { return std::exp(-u(i, j) * u(i, j) / 2); },
      [&](auto i, auto j) { return u(i, j) <= 1 ? 1.0 : 0.0; },
      [&](auto i, auto j) { return std::max(0.0, 1 - u(i, j)); },
      [&](auto i, auto j) { return std::max(0.0, 1 - u(i, j) * u(i, j)); },
      [&](auto, auto) { return 1.0; }};
  for (std::size_t scoring = 0; scoring < parts.size(); ++scoring) {
    lab.activate("heatmaps/raw/scoring", std::to_string(scoring));
    CAPTURE(scorings[scoring]);
    const core::Tensor shown = *lab.app().take_away().matrices[0].tensor;
    REQUIRE(shown.shape == core::Shape{5, 7});
    for (std::size_t i = 0; i < kQueries; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < kKeys; ++j) sum += parts[scoring](i, j);
      for (std::size_t j = 0; j < kKeys; ++j)
        CHECK(shown.data[i * kKeys + j] == doctest::Approx(sum > 0 ? parts[scoring](i, j) / sum : 0).epsilon(1e-5));
    }
    CHECK((lab.find("heatmaps/raw/temperature") != nullptr) == (scoring < 5));
    CHECK((lab.find("heatmaps/raw/kernel-width") != nullptr) == (scoring >= 4 && scoring < 8));
  }
  lab.activate("heatmaps/raw/scoring", "5");
  lab.set("heatmaps/raw/kernel-width", "0.1");
  CHECK(lab.node("heatmaps/says").name.find("5 queries reach no key") != std::string::npos);
}

TEST_CASE(
    "queries and keys of different widths are scored by the parameters in the file, as in the book's additive "
    "example") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {2, 1, 20}), k = core::make_tensor({2, 10, 2}, 1),
                     v = random_tensor(2, {2, 10, 4});
  open_npz(lab,
           {named("queries", q), named("keys", k), named("values", v), named("W_q.weight", random_tensor(3, {8, 20})),
            named("W_k.weight", random_tensor(4, {8, 2})), named("w_v.weight", random_tensor(5, {1, 8}))});
  CHECK(lab.node("heatmaps/raw/scoring").options == std::vector<std::string>{"Additive"});
  lab.set("heatmaps/raw/valid-length", "6");
  const core::Tensor shown =
      *lab.app().take_away().matrices[0].tensor;  // all keys are alike: each of the six valid ones has the same weight
  REQUIRE(shown.shape == core::Shape{2, 1, 10});
  for (std::size_t i = 0; i < 20; ++i) CHECK(shown.data[i] == doctest::Approx(i % 10 < 6 ? 1.0 / 6 : 0));
}

TEST_CASE(
    "every layer and head of queries and keys is in the overview, as its largest weights, and a click on it looks "
    "there") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {6, 2, 8, 100, 4}), k = random_tensor(2, {6, 2, 8, 90, 4});
  open_npz(lab, {named("q", q), named("k", k)});
  CHECK(panels(lab) == 8);
  CHECK(lab.node("heatmaps/overview").rows == 6);
  CHECK(lab.node("heatmaps/overview").columns == 8);
  const view::Rect overview = lab.node("heatmaps/overview").rect;
  lab.click(overview.x + overview.width * 4.5f / 8, overview.y + overview.height * 3.5f / 6);
  CHECK(lab.node("heatmaps/says").name.find("Head 4") != std::string::npos);
  CHECK(lab.node("heatmaps/layer").number == 3);
  const core::Tensor shown = *lab.app().take_away().matrices[0].tensor;
  const auto expected = reference_weights(&q.data[((3 * 2) * 8 + 4) * 400], &k.data[((3 * 2) * 8 + 4) * 360], 100, 90,
                                          4, 0.5, 1, false, 90);
  for (std::size_t i = 0; i < 9000; ++i)
    REQUIRE(shown.data[4 * 9000 + i] == doctest::Approx(expected[i]).epsilon(1e-5));

  // The thumbnails themselves, once computed and then kept while only the layer changes.
  scenes::heatmaps::Heatmaps::Input input;
  formats::TensorFile file;
  file.tensors = {named("q", q), named("k", k)};
  input.file = std::make_shared<const formats::TensorFile>(file);
  input.preset = scenes::heatmaps::Heatmaps::kFile;
  input.sample = 1;
  const auto computed = [](const scenes::heatmaps::Heatmaps::Input& wanted,
                           const scenes::heatmaps::Heatmaps::Result* last) {
    auto result = std::make_unique<scenes::heatmaps::Heatmaps::Result>();
    scenes::Steps steps = scenes::heatmaps::Heatmaps::compute(wanted, last, *result);
    double share = 0;
    while (steps.advance()) {
      CHECK(steps.share() >= share);
      CHECK(steps.share() <= 1);
      share = steps.share();
    }
    return result;
  };
  const auto first = computed(input, nullptr);
  REQUIRE(first->overview.size() == 48);
  REQUIRE(first->overview_queries == 64);
  REQUIRE(first->overview_keys == 64);
  for (const std::size_t i : {0u, 13u, 47u}) {
    const std::size_t matrix = (i / 8 * 2 + 1) * 8 + i % 8;
    const auto weights = reference_weights(&q.data[matrix * 400], &k.data[matrix * 360], 100, 90, 4, 0.5, 1, false, 90);
    for (std::size_t row = 0; row < 64; ++row)
      for (std::size_t column = 0; column < 64; ++column) {
        double largest = 0;
        for (std::size_t a = row * 100 / 64; a < (row + 1) * 100 / 64; ++a)
          for (std::size_t b = column * 90 / 64; b < (column + 1) * 90 / 64; ++b)
            largest = std::max(largest, weights[a * 90 + b]);
        REQUIRE(first->overview[i][row * 64 + column] == doctest::Approx(largest).epsilon(1e-5));
      }
  }
  input.layer = 5;
  input.raw.part = scenes::heatmaps::Heatmaps::kScores;
  const auto second = computed(input, first.get());
  CHECK(second->overview == first->overview);
  input.raw.is_causal = true;
  CHECK(computed(input, second.get())->overview != first->overview);
}

TEST_CASE(
    "a long computation leaves the picture as it was until it is done, can be given up, and gives the same numbers") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {kLongLength, 4}), k = random_tensor(2, {kLongLength, 4}),
                     w_q = random_tensor(3, {kLongHidden, 4}), w_k = random_tensor(4, {kLongHidden, 4}),
                     w_v = random_tensor(5, {1, kLongHidden});
  open_npz(lab, {named("q", q), named("k", k), named("W_q", w_q), named("W_k", w_k), named("w_v", w_v)});
  const auto weights = [&] {
    return &*lab.app().take_away().matrices[0].tensor;
  };  // where they lie: the scene keeps them alive
  const core::Tensor* before = weights();
  const std::string says = lab.node("heatmaps/says").name;
  scenes::Scene& scene = *lab.app().scenes()[2];
  REQUIRE(scene.id() == std::string("heatmaps"));
  CHECK(scene.progress() == 1);

  const auto act_once = [&](view::ActionKind kind, const char* id, const char* value) {
    lab.app().act({kind, id, value});
    lab.frame();
  };
  const auto start = [&] {
    act_once(view::ActionKind::kActivate, "heatmaps/raw/scoring", "1");
    lab.frame();
  };
  start();
  REQUIRE(scene.progress() < 1);
  CHECK(weights() == before);
  CHECK(lab.node("heatmaps/says").name == says);
  CHECK(lab.node("heatmaps/raw/scoring").selected == 0);  // what is shown is all of a piece
  lab.app().act(view::step_action("heatmaps/picture", view::Step::kDown));
  lab.frame();
  CHECK(lab.node("heatmaps/picture").cursor_row == 0);  // the picture before can still be read
  REQUIRE(scene.progress() < 1);
  act_once(view::ActionKind::kActivate, "heatmaps/raw/causal", "");  // something else instead
  lab.settle();
  CHECK(lab.node("heatmaps/raw/scoring").selected == 0);
  CHECK(lab.node("heatmaps/raw/causal").is_checked);

  start();
  CHECK_FALSE(lab.find("app/progress/cancel"));
  lab.frame(0.2);  // longer than work goes on without a card
  REQUIRE(scene.progress() < 1);
  CHECK(lab.node("app/progress/says").name == "Computing…");
  const double percent = 100 * scene.progress();  // the bar's are whole
  CHECK(std::abs(lab.node("app/progress/bar").number - percent) <= std::max(1.0, 0.2 * percent));
  lab.activate("app/progress/cancel");
  CHECK(lab.node("heatmaps/raw/causal").is_checked);
  lab.activate("app/undo");  // what was given up is no step: the one before it is undone
  CHECK_FALSE(lab.node("heatmaps/raw/causal").is_checked);
  lab.activate("app/redo");
  CHECK(lab.node("heatmaps/raw/causal").is_checked);
  CHECK(scene.progress() == 1);
  CHECK(lab.node("heatmaps/raw/scoring").selected == 0);

  start();
  act_once(view::ActionKind::kActivate, "heatmaps/map", "2");  // another way of looking, meanwhile
  REQUIRE(scene.progress() < 1);
  lab.settle();
  CHECK(lab.node("heatmaps/raw/scoring").selected == 1);
  CHECK(lab.node("heatmaps/map").selected == 2);
  core::AttentionOptions options;
  options.scoring = core::Scoring::kAdditive;
  options.parameters.query_weights = w_q;
  options.parameters.key_weights = w_k;
  options.parameters.score_vector = {{kLongHidden}, w_v.data};
  options.mask.is_causal = lab.node("heatmaps/raw/causal").is_checked;
  options.want.weights = true;
  const auto whole = core::attend(q, k, k, options);
  REQUIRE(whole);
  REQUIRE(weights()->shape == whole->weights.shape);
  double largest = 0;
  for (std::size_t i = 0; i < whole->weights.data.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(weights()->data[i]) - whole->weights.data[i]));
  CHECK(largest < 1e-6);
}

TEST_CASE("numbers are shown with the state they belong to, whenever they were computed") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor small = random_weights(1, {3, 6, 6});
  const std::vector<formats::NpzArray> first{{"weights", &small}};
  // Widths differ, so that only additive scoring is possible: that takes long from the beginning.
  const core::Tensor q = random_tensor(1, {kLongLength, 4}), k = random_tensor(2, {kLongLength, 5}),
                     w_q = random_tensor(3, {kLongHidden, 4}), w_k = random_tensor(4, {kLongHidden, 5}),
                     w_v = random_tensor(5, {1, kLongHidden});
  const std::vector<formats::NpzArray> second{{"q", &q}, {"k", &k}, {"W_q", &w_q}, {"W_k", &w_k}, {"w_v", &w_v}};
  CHECK(lab.app().open_file("first.npz", formats::write_npz(first)));
  lab.app().settle();  // computed, but never drawn: nobody saw it
  CHECK(lab.app().open_file("second.npz", formats::write_npz(second)));
  lab.frame();
  scenes::Scene& scene = *lab.app().scenes()[2];
  REQUIRE(scene.progress() < 1);
  CHECK(lab.node("heatmaps/says").name.find("first.npz") == 0);
  CHECK(panels(lab) == 3);
  scene.cancel();
  lab.settle();
  CHECK(scene.progress() == 1);
  CHECK(lab.node("heatmaps/says").name.find("first.npz") == 0);
  CHECK(lab.app().open_file("second.npz", formats::write_npz(second)));
  lab.frame();
  lab.app().act({view::ActionKind::kActivate, "app/undo", ""});
  lab.settle();
  CHECK(lab.node("heatmaps/says").name.find("first.npz") == 0);
}

TEST_CASE("the output is refused where it would be larger than any file, and the arrays are shown instead") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_npz(lab, {named("q", random_tensor(1, {200'000, 1})), named("k", random_tensor(2, {2, 1})),
                 named("v", random_tensor(3, {2, 2000}))});
  CHECK(lab.node("heatmaps/says").name.find("Computed by the attention core") != std::string::npos);
  lab.activate("heatmaps/raw/part", "2");
  CHECK(lab.node("heatmaps/says").name.find("There is not enough memory") != std::string::npos);
  lab.activate("heatmaps/arrays/list", "2");  // k: the list is whole
  CHECK(lab.node("heatmaps/says").name.find("2 positions × 1 dimension,") != std::string::npos);
}

TEST_CASE("queries and keys themselves are positions and dimensions, not queries and keys") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_npz(lab, {named("q", random_tensor(1, {5, 8})), named("k", random_tensor(2, {6, 8}))});
  CHECK(lab.node("heatmaps/arrays/list").options[1] == "q, 5 positions × 8 dimensions · float32");
  lab.activate("heatmaps/arrays/list", "1");
  CHECK(lab.node("heatmaps/says").name.find("5 positions × 8 dimensions") != std::string::npos);
  lab.step("heatmaps/picture", view::Step::kDown);
  CHECK(lab.node("heatmaps/says").name.find("position 0, dimension 0: ") == 0);
}

TEST_CASE("queries and keys that do not fit each other are shown as the arrays they are") {
  HeadlessLab lab("scene=heatmaps");
  open_npz(lab, {named("q", random_tensor(1, {5, 8})), named("k", random_tensor(2, {5, 6}))});
  CHECK_FALSE(lab.find("heatmaps/raw/scoring"));
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 2);
}

TEST_CASE("144 matrices named by layer and head open as a model: one layer's heads, and all of them as an overview") {
  HeadlessLab lab("scene=heatmaps&lang=en", 1280, 1000);
  std::vector<NamedTensor> tensors;
  for (int layer = 0; layer < 12; ++layer)
    for (int head = 0; head < 12; ++head)
      tensors.push_back(named("encoder.layer." + std::to_string(layer) + ".head." + std::to_string(head),
                              random_weights(layer * 12 + head + 1, {6, 6})));
  open_npz(lab, tensors);
  CHECK(panels(lab) == 12);
  CHECK(lab.node("heatmaps/overview").rows == 12);
  CHECK(lab.node("heatmaps/overview").columns == 12);
  lab.set("heatmaps/layer", "4");
  lab.activate("heatmaps/panel", "7");
  check_picture(lab, tensors[4 * 12 + 7].tensor.data.data(), 6);
  CHECK(lab.node("heatmaps/overview").cursor_row == 4);
  CHECK(lab.node("heatmaps/overview").cursor_column == 7);
  lab.step("heatmaps/overview", view::Step::kDown);  // layer 6, the same head
  check_picture(lab, tensors[5 * 12 + 7].tensor.data.data(), 6);
  const view::Rect overview = lab.node("heatmaps/overview").rect;
  lab.click(overview.x + overview.width * 2.5f / 12, overview.y + overview.height * 10.5f / 12);
  check_picture(lab, tensors[10 * 12 + 2].tensor.data.data(), 6);
  CHECK(lab.node("heatmaps/says").name.find("Head 2") != std::string::npos);
}

TEST_CASE("panels are named by their heads, and by their arrays only where each is one") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::vector<NamedTensor> layers, matrices;
  for (int i = 0; i < 9; ++i) {
    layers.push_back(named("attentions_" + std::to_string(i), random_weights(i + 1, {9, 4, 4})));
    matrices.push_back(named("arr_" + std::to_string(i), random_weights(i + 1, {4, 4})));
  }
  open_npz(lab, layers);
  CHECK(lab.node("heatmaps/panel").options[0] == "Head 0");
  open_npz(lab, matrices);
  CHECK(lab.node("heatmaps/panel").options[8] == "arr_8");
}

TEST_CASE("the list of arrays is searched by name, shape and type") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::vector<NamedTensor> tensors;
  for (int layer = 0; layer < 7; ++layer)
    tensors.push_back(named("decoder." + std::to_string(layer), random_weights(layer + 1, {2, 4, 4})));
  tensors.push_back(named("cross", random_weights(9, {3, 4, 9})));
  open_npz(lab, tensors);
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 9);  // all decoder layers together, and each array
  CHECK(panels(lab) == 14);
  lab.set("heatmaps/arrays/search", "Cro");
  CHECK(lab.node("heatmaps/arrays/list").options ==
        std::vector<std::string>{"cross, 3 heads × 4 queries × 9 keys · float32"});
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
  lab.set("heatmaps/layer", "2");
  lab.set("heatmaps/sample", "1");
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
  CHECK(lab.node("heatmaps/note/0").name.find("not shown: ") != std::string::npos);
}

TEST_CASE("the caption says what is shown, and the range of its colours") {
  HeadlessLab lab("scene=heatmaps");
  core::Tensor tensor = core::make_tensor({2, 3, 4}, 0.25f);
  tensor.data[5] = 0.75f;
  open_npz(lab, {named("weights", tensor)}, "mine.npz");
  CHECK(lab.app().take_away().caption_zh ==
        "mine.npz：2 幅，每幅 3 个查询 (行) × 4 个键 (列)。颜色 Reds，色标从 0.25 到 0.75。");
  lab.activate("heatmaps/scale", "2");
  CHECK(lab.app().take_away().caption_en ==
        "mine.npz: 2 panels of 3 queries (rows) × 4 keys (columns). Colour map Reds, scale from 0 to 1; the numbers "
        "range from 0.25 to 0.75.");
}

TEST_CASE("the pointer on a query's label shows the sentence as that query sees it") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.app().open_file(
      "tokens.json",
      R"({"weights": [[0.5, 0.25, 0.25], [0, 1, 0], [0.125, 0.125, 0.75]], "tokens": ["我", "读", "书"]})"));
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

  auto file = std::make_shared<formats::TensorFile>();
  file->file_name = "mine.npy";
  file->tensors.push_back(named("mine", random_weights(2, {6, 6})));
  const std::weak_ptr<formats::TensorFile> memory = file;
  lab.app().scenes()[2]->open(std::move(file));
  lab.settle();
  CHECK_FALSE(memory.expired());
  lab.app().forget_files();
  CHECK(memory.expired());  // at once: the next file needs the room
}

TEST_CASE("what a table's first row and column were taken for is said and can be changed with one click, and undone") {
  for (const char* language : {"en", "zh"}) {
    CAPTURE(language);
    HeadlessLab lab(std::string("scene=heatmaps&lang=") + language);
    CHECK(lab.app().open_file("table.csv", "0,1,2\n0.2,0.3,0.5\n0.1,0.1,0.8\n"));
    lab.settle();
    const bool is_english = std::string_view(language) == "en";
    CHECK(lab.node("heatmaps/note/0").name ==
          (is_english ? "First row read as names: 0, 1, 2." : "第一行读作名字：0, 1, 2。"));
    const auto shape = [&] { return lab.app().take_away().matrices.at(0).tensor->shape; };
    CHECK(shape() == core::Shape{2, 3});
    const view::Node row = lab.node("heatmaps/first-row");
    CHECK(row.name == (is_english ? "The first row is" : "第一行是"));
    CHECK(row.options.at(static_cast<std::size_t>(row.selected)) == (is_english ? "Names" : "名字"));
    lab.app().act({view::ActionKind::kActivate, "heatmaps/first-row", "1"});
    lab.frame();
    CHECK(lab.outbox().announcement == (is_english ? "The first row is: Numbers." : "第一行是：数。"));
    lab.settle();
    CHECK(shape() == core::Shape{3, 3});
    CHECK(lab.app().take_away().matrices.at(0).tensor->data[2] == 2);
    CHECK_FALSE(lab.find("heatmaps/note/0"));
    CHECK(lab.node("heatmaps/says").name.find("3") != std::string::npos);
    lab.activate("heatmaps/first-column", "0");
    CHECK(shape() == core::Shape{3, 2});
    CHECK(*lab.app().take_away().matrices.at(0).row_names == std::vector<std::string>{"0", "0.2", "0.1"});
    lab.activate("app/undo");
    CHECK(shape() == core::Shape{3, 3});
    lab.activate("app/undo");
    CHECK(shape() == core::Shape{2, 3});
    CHECK(*lab.app().take_away().matrices.at(0).column_names == std::vector<std::string>{"0", "1", "2"});
  }
}

TEST_CASE("names that are no numbers are said, and no switch is offered for them") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.app().open_file("table.csv", ",The,cat\nThe,0.25,0.75\ncat,0.5,0.5\n"));
  lab.settle();
  CHECK(lab.node("heatmaps/note/0").name == "First row read as names: The, cat.");
  CHECK(lab.node("heatmaps/note/1").name == "First column read as names: The, cat.");
  CHECK_FALSE(lab.find("heatmaps/first-row"));
  CHECK_FALSE(lab.find("heatmaps/first-column"));
}

TEST_CASE("going back and forth between the readings of a table keeps no more than four of them") {
  const auto file = std::make_shared<const formats::TensorFile>(
      formats::read_tensor_file("table.csv", std::string_view(",0,1\n0,0.2,0.8\n1,0.5,0.5\n")).file);
  scenes::heatmaps::TableReadings readings(file);
  for (const bool row : {false, true}) {
    for (const bool column : {false, true}) {
      REQUIRE(readings.can_read(row, column));
      CHECK(readings.read(row, column) == readings.read(row, column));
      CHECK(readings.read(row, column)->table->is_row == row);
      CHECK(readings.read(row, column)->table->is_column == column);
    }
  }
  CHECK(readings.read(true, true) == file);
}

TEST_CASE("of tens of thousands of names only those that are seen are laid out") {
  constexpr std::int64_t kKeys = 50'000;
  std::vector<std::string> keys;
  for (std::int64_t i = 0; i < kKeys; ++i) keys.push_back("word" + std::to_string(i));
  core::Tensor tensor = core::make_tensor({2, kKeys});
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<float>(i % 7) / 7;
  HeadlessLab lab("scene=heatmaps&lang=en");
  REQUIRE(
      lab.app().open_file("long.csv", formats::write_csv(tensor, std::vector<std::string>{"first", "second"}, keys)));
  lab.settle();
  constexpr int kMostVertices = 60'000;
  CHECK(ImGui::GetDrawData()->TotalVtxCount < kMostVertices);
  CHECK(lab.app().content_height() < 4'000);
  CHECK(lab.node("heatmaps/sentence").name.starts_with("word0 0; word1 "));
  CHECK(lab.node("heatmaps/sentence").name.find("word511 ") != std::string::npos);
  CHECK(lab.node("heatmaps/sentence").name.find("word512 ") == std::string::npos);
  CHECK(lab.node("heatmaps/sentence/title").name ==
        "The sentence as query first sees it: words 0 to 511 of 50000, around the cursor");
  CHECK(lab.node("heatmaps/picture").column_labels.size() == 16);
  lab.step("heatmaps/picture", view::Step::kDown);
  lab.step("heatmaps/picture", view::Step::kLast);
  CHECK(lab.node("heatmaps/picture").column_labels.back() == "word49999");
  CHECK(lab.node("heatmaps/sentence").name.find("word49999 ") != std::string::npos);
  CHECK(lab.node("heatmaps/sentence/title").name ==
        "The sentence as query second sees it: words 49488 to 49999 of 50000, around the cursor");
  // Nobody copies them, frame after frame.
  CHECK(&*lab.app().take_away().matrices.at(0).column_names == &*lab.app().take_away().matrices.at(0).column_names);
  CHECK(lab.app().take_away().matrices.at(0).column_names->size() == kKeys);
}

TEST_CASE("a hundred thousand small matrices are shown in part, and titles are made of that part only") {
  core::Tensor tensor = core::make_tensor({100'000, 2, 2}, 0.5f);
  HeadlessLab lab("scene=heatmaps&lang=en");
  REQUIRE(lab.app().open_file("many.npy", formats::write_npy(tensor)));
  lab.settle();
  CHECK(lab.node("heatmaps/panel").options.size() == 64);
  CHECK(lab.node("heatmaps/panel").options.back() == "Head 63");
  lab.set("heatmaps/first", "99936");
  CHECK(lab.node("heatmaps/panel").options.back() == "Head 99999");
  CHECK_FALSE(lab.find("heatmaps/overview"));
}
