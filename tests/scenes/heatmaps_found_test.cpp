// Queries, keys, values and masks as people's files really hold them, and several files at once.
#include <cmath>
#include <functional>

#include "core/attention.h"
#include "core/random.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "headless.h"
#include "scenes/heatmaps/scene.h"

namespace {

std::string found(const std::string& name) { return file_bytes(LAB_TEST_DATA "/golden/found_files/" + name); }

void open(HeadlessLab& lab, const std::string& name, const std::string& bytes) {
  REQUIRE(lab.app().open_file(name, bytes));
  lab.settle();
}

struct Named {
  std::string name;
  core::Tensor tensor;
};

void open_npz(HeadlessLab& lab, const std::vector<Named>& tensors) {
  std::vector<formats::NpzArray> arrays;
  for (const Named& each : tensors) arrays.push_back({each.name, &each.tensor});
  open(lab, "qkv.npz", formats::write_npz(arrays));
}

core::Tensor random_tensor(int seed, const core::Shape& shape) {
  core::Random random(static_cast<std::uint64_t>(seed));
  return core::random_normal(random, shape, 0, 1);
}

std::vector<core::Tensor> arrays_of(const std::string& name) {
  std::vector<core::Tensor> tensors;
  for (auto& array : formats::read_tensor_file(name, found(name)).file.tensors) tensors.push_back(array.tensor);
  return tensors;
}

/// One head's softmax(q kᵀ ÷ √d + mask) in float64; q(i, c) and k(j, c) say where the numbers are, mask(i, j) what is
/// added.
using At = std::function<double(std::int64_t, std::int64_t)>;
std::vector<double> weights_of(
    std::int64_t queries, std::int64_t keys, std::int64_t width, const At& q, const At& k,
    const At& mask = [](auto, auto) { return 0.0; }) {
  std::vector<double> weights;
  for (std::int64_t i = 0; i < queries; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < keys; ++j) {
      double score = 0;
      for (std::int64_t c = 0; c < width; ++c) score += q(i, c) * k(j, c);
      weights.push_back(std::exp(score / std::sqrt(static_cast<double>(width)) + mask(i, j)));
      sum += weights.back();
    }
    for (std::int64_t j = 0; j < keys; ++j) weights[static_cast<std::size_t>(i * keys + j)] /= sum > 0 ? sum : 1;
  }
  return weights;
}

const core::Tensor& shown(HeadlessLab& lab) {
  static core::Tensor kept;
  kept = *lab.app().take_away().matrices.at(0).tensor;
  return kept;
}

void check_shown(HeadlessLab& lab, std::size_t matrix, const std::vector<double>& expected) {
  const core::Tensor tensor = shown(lab);
  REQUIRE(tensor.data.size() >= (matrix + 1) * expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(tensor.data[matrix * expected.size() + i] == doctest::Approx(expected[i]).epsilon(1e-5));
}

double at(const core::Tensor& tensor, std::int64_t index) { return tensor.data[static_cast<std::size_t>(index)]; }
constexpr double kMasked = -1e300;

std::size_t panels(HeadlessLab& lab) {
  return lab.find("heatmaps/panel") ? lab.node("heatmaps/panel").options.size() : 1;
}

}  // namespace

TEST_CASE("queries and keys with the length before the heads are attended so after a switch") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open(lab, "q3_bshd.npz", found("q3_bshd.npz"));
  const auto arrays = arrays_of("q3_bshd.npz");  // (1, 7, 4, 8), and two key heads: (1, 7, 2, 8)
  const core::Tensor &q = arrays[0], &k = arrays[1];
  CHECK(panels(lab) == 7);  // as seven heads of four queries and two keys, until the reader says otherwise
  check_shown(lab, 6,
              weights_of(
                  4, 2, 8, [&](auto i, auto c) { return at(q, (6 * 4 + i) * 8 + c); },
                  [&](auto j, auto c) { return at(k, (6 * 2 + j) * 8 + c); }));
  CHECK(lab.node("heatmaps/raw/layout").options ==
        std::vector<std::string>{"(…, heads, length, d)", "(…, length, heads, d)"});
  lab.activate("heatmaps/raw/layout", "1");
  CHECK(panels(lab) == 4);
  REQUIRE(shown(lab).shape == core::Shape{1, 4, 7, 7});
  for (std::int64_t head = 0; head < 4; ++head) {
    check_shown(lab, static_cast<std::size_t>(head),
                weights_of(
                    7, 7, 8, [&](auto i, auto c) { return at(q, (i * 4 + head) * 8 + c); },
                    [&](auto j, auto c) { return at(k, (j * 2 + head / 2) * 8 + c); }));
  }
  lab.activate("heatmaps/raw/part", "2");  // the output uses the values in the same layout
  CHECK(shown(lab).shape == core::Shape{1, 4, 7, 8});
  lab.activate("heatmaps/raw/layout", "0");
  CHECK(shown(lab).shape == core::Shape{1, 7, 4, 8});
}

TEST_CASE("where only the length before the heads fits, it is read so, and a hint says it") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {2, 10, 4, 8}), k = random_tensor(2, {2, 7, 4, 8});
  open_npz(lab, {{"q", q}, {"k", k}});
  CHECK(lab.node("heatmaps/raw/layout").name.find("can only be (…, length, heads, d)") != std::string::npos);
  REQUIRE(shown(lab).shape == core::Shape{2, 4, 10, 7});
  check_shown(lab, 5,
              weights_of(
                  10, 7, 8, [&](auto i, auto c) { return at(q, ((10 + i) * 4 + 1) * 8 + c); },
                  [&](auto j, auto c) { return at(k, ((7 + j) * 4 + 1) * 8 + c); }));
  open_npz(lab, {{"q", random_tensor(1, {2, 4, 10, 8})}, {"k", random_tensor(2, {2, 4, 7, 8})}});
  CHECK_FALSE(lab.find("heatmaps/raw/layout"));
}

TEST_CASE("queries and keys that cannot be attended are listed with the reason") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open(lab, "q4_widths.npz", found("q4_widths.npz"));
  CHECK(lab.node("heatmaps/unused/0")
            .name.find("the queries “q” are 8 wide and the keys “k” 6, and a dot product needs equal widths") !=
        std::string::npos);
  CHECK_FALSE(lab.find("heatmaps/raw"));
  open_npz(lab, {{"q", random_tensor(1, {3, 5, 8})}, {"k", random_tensor(2, {2, 4, 8})}});
  CHECK(lab.node("heatmaps/unused/0").name.find("the shapes of “q” (3, 5, 8) and “k” (2, 4, 8) do not fit") !=
        std::string::npos);
  open_npz(lab, {{"q", random_tensor(1, {5, 8})}, {"k", random_tensor(2, {5, 8})}, {"v", random_tensor(2, {4, 8})}});
  CHECK(lab.node("heatmaps/unused/0").name.find("The values “v” are not used: their shape (4, 8) does not fit") !=
        std::string::npos);
}

TEST_CASE("a mask beside queries and keys is used, and what 1 means can be switched") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open(lab, "q5_mask.npz", found("q5_mask.npz"));
  const auto arrays = arrays_of("q5_mask.npz");
  const core::Tensor &q = arrays[0], &k = arrays[1], &mask = arrays[3];
  const At queries = [&](auto i, auto c) { return at(q, i * 8 + c); },
           keys = [&](auto j, auto c) { return at(k, j * 8 + c); };
  const auto masked_where = [&](double value) {
    return weights_of(5, 5, 8, queries, keys,
                      [&](auto i, auto j) { return at(mask, i * 5 + j) == value ? kMasked : 0; });
  };
  CHECK(lab.node("heatmaps/raw/mask").name == "Mask in the file: “mask”");
  CHECK(lab.node("heatmaps/raw/mask").selected == 0);
  check_shown(lab, 0, masked_where(0));  // 1 = seen
  lab.activate("heatmaps/raw/mask", "1");
  check_shown(lab, 0, masked_where(1));
  CHECK(lab.node("heatmaps/says").name.find("1 query sees no key, as all are masked; all its weights are 0.") !=
        std::string::npos);
  lab.activate("heatmaps/raw/mask", "2");
  check_shown(lab, 0, weights_of(5, 5, 8, queries, keys, [&](auto i, auto j) { return at(mask, i * 5 + j); }));
  lab.activate("heatmaps/raw/mask", "3");
  check_shown(lab, 0, weights_of(5, 5, 8, queries, keys));
}

TEST_CASE("masks of every usual shape and meaning are used as they are usually meant") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {2, 3, 4, 6}), k = random_tensor(2, {2, 3, 5, 6});
  const auto expected = [&](std::int64_t sample, std::int64_t head, const At& mask) {
    const std::int64_t matrix = sample * 3 + head;
    return weights_of(
        4, 5, 6, [&, matrix](auto i, auto c) { return at(q, (matrix * 4 + i) * 6 + c); },
        [&, matrix](auto j, auto c) { return at(k, (matrix * 5 + j) * 6 + c); }, mask);
  };
  // (batch, keys), 1 = padding, as key_padding_mask of nn.MultiheadAttention.
  open_npz(lab, {{"q", q}, {"k", k}, {"key_padding_mask", {{2, 5}, {0, 0, 0, 0, 1, 0, 0, 1, 1, 1}}}});
  check_shown(lab, 0, expected(0, 0, [](auto, auto j) { return j >= 4 ? kMasked : 0; }));
  check_shown(lab, 5, expected(1, 2, [](auto, auto j) { return j >= 2 ? kMasked : 0; }));
  // (batch, 1, 1, keys), 1 = seen, as attention_mask of Hugging Face.
  open_npz(lab, {{"q", q}, {"k", k}, {"attention_mask", {{2, 1, 1, 5}, {1, 1, 1, 1, 0, 1, 1, 0, 0, 0}}}});
  check_shown(lab, 5, expected(1, 2, [](auto, auto j) { return j >= 2 ? kMasked : 0; }));
  // 1 above the diagonal: were it seen, the last query would see nothing.
  core::Tensor above{{4, 5}, {}};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 5; ++j) above.data.push_back(j > i && j < 4 ? 1.0f : 0.0f);
  open_npz(lab, {{"q", q}, {"k", k}, {"mask", above}});
  CHECK(lab.node("heatmaps/raw/mask").options.front() == "1 = hidden");
  check_shown(lab, 1, expected(0, 1, [](auto i, auto j) { return j > i && j < 4 ? kMasked : 0; }));
  // Other numbers are added, per head: a bias of the distance.
  core::Tensor bias{{3, 4, 5}, {}};
  for (int head = 0; head < 3; ++head)
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 5; ++j) bias.data.push_back(-0.5f * static_cast<float>((head + 1) * std::abs(i - j)));
  open_npz(lab, {{"q", q}, {"k", k}, {"attn_bias", bias}});
  CHECK(lab.node("heatmaps/raw/mask").options.front() == "Added to scores");
  check_shown(lab, 5, expected(1, 2, [](auto i, auto j) { return -1.5 * static_cast<double>(std::abs(i - j)); }));
  lab.activate("heatmaps/raw/scoring", "6");  // constant: no scores that it could be added to
  CHECK(lab.node("heatmaps/raw/mask").options == std::vector<std::string>{"Not used"});
  // A shape that fits nothing.
  open_npz(lab, {{"q", q}, {"k", k}, {"mask", random_tensor(1, {4, 4})}});
  CHECK_FALSE(lab.find("heatmaps/raw/mask"));
  CHECK(lab.node("heatmaps/unused/0")
            .name.find("The mask “mask” is not used: its shape (4, 4) does not broadcast to the scores’ (3 heads, 4 "
                       "queries, 5 keys).") != std::string::npos);
}

TEST_CASE("the overview of masked layers is of the masked weights") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const core::Tensor q = random_tensor(1, {20, 4, 3, 6}), k = random_tensor(2, {20, 4, 3, 6});
  core::Tensor mask{{20, 1, 3, 3}, {}};
  for (int i = 0; i < 20 * 9; ++i)
    mask.data.push_back(i % 9 % 3 == 0 ? 1.0f : 0.0f);  // every query sees the first key only
  open_npz(lab, {{"q", q}, {"k", k}, {"mask", mask}});
  CHECK(lab.find("heatmaps/overview"));
  CHECK(shown(lab).data.at(0) == 1);
  CHECK(shown(lab).data.at(1) == 0);
}

TEST_CASE("a file of nothing but NaN has no range of numbers") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open(lab, "r4_allnan.npy", found("r4_allnan.npy"));
  const std::string says = lab.node("heatmaps/says").name;
  CHECK(says ==
        "r4_allnan.npy: 3 queries × 3 keys without a single finite number. 9 of the numbers are not finite and are "
        "hatched.");
}

TEST_CASE("one of a thing is said in the singular") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open(lab, "one.csv", "0.25,0.75\n");
  CHECK(lab.node("heatmaps/says").name.find("one.csv: 1 query × 2 keys, numbers from") == 0);
  open(lab, "nan.json", "[[0.25, NaN], [1, 0]]");
  CHECK(lab.node("heatmaps/says").name.find("1 of the numbers is not finite and is hatched.") != std::string::npos);
  CHECK(view::filled("{0} {0|query|queries}, {1} {1|key|keys}, {2|x|y} {0|", {"1", "2"}) ==
        "1 query, 2 keys, {2|x|y} {0|");
}

TEST_CASE("files that are opened together are sources beside one another, and what cannot be read is named") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  lab.app().begin_files();
  for (int layer = 0; layer < 3; ++layer)
    CHECK(lab.app().open_file("layer" + std::to_string(layer) + ".csv",
                              "0.25,0.75\n0.5," + std::to_string(layer) + "\n"));
  CHECK_FALSE(lab.app().open_file("photo.png", "\x89PNG...."));
  CHECK(lab.app().end_files());
  lab.frame();
  CHECK(lab.outbox().announcement ==
        "“layer0.csv, layer1.csv, layer2.csv” is open. “photo.png” is a PNG image, not attention weights. Export the "
        "weights in Python with numpy.save(\"weights.npy\", weights).");
  lab.settle();
  CHECK(lab.node("heatmaps/note/0").name.find("“photo.png” is a PNG image") == 0);
  CHECK(lab.node("heatmaps/arrays/list").options.size() == 4);  // the three as one stack, and each
  CHECK(panels(lab) == 3);

  // Queries, keys and values in files of their own belong together.
  lab.app().begin_files();
  for (const char* name : {"q", "k", "v"})
    CHECK(lab.app().open_file(std::string(name) + ".npy", formats::write_npy(random_tensor(name[0], {4, 8}))));
  CHECK(lab.app().end_files());
  lab.settle();
  CHECK(lab.node("heatmaps/says").name.find("Computed by the attention core") != std::string::npos);

  // Nothing that could be read: the picture before stays, and every file is named.
  lab.app().begin_files();
  CHECK_FALSE(lab.app().open_file("a.png", "\x89PNG...."));
  CHECK_FALSE(lab.app().open_file("b.npy", "none"));
  CHECK_FALSE(lab.app().end_files());
  lab.settle();
  CHECK(lab.node("app/problem").name.find("“a.png” is a PNG image") != std::string::npos);
  CHECK(lab.node("app/problem").name.find("“b.npy”") != std::string::npos);
  CHECK(lab.node("heatmaps/says").name.find("Computed by the attention core") != std::string::npos);
}

TEST_CASE("what is announced last is what happened last") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK_FALSE(lab.app().open_file("bad.npy", "none"));
  lab.frame();
  CHECK(lab.outbox().announcement.find("“bad.npy”") != std::string::npos);
  CHECK(lab.app().open_file("good.csv", "0.5,0.5\n"));
  lab.frame();
  CHECK(lab.outbox().announcement == "“good.csv” is open.");
}
