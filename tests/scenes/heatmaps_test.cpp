#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/npy.h"
#include "headless.h"

namespace {

double number_of(const std::string& shown) { return std::stod(shown); }

/// Reads the cell under the cursor through the accessible node, as a screen reader would.
double cell_value(HeadlessLab& lab) { return number_of(lab.node("heatmaps/picture").value); }

}  // namespace

TEST_CASE("the first picture is the identity") {
  HeadlessLab lab("scene=heatmaps&panel=0&query=4&key=4");
  const view::Node& picture = lab.node("heatmaps/picture");
  CHECK(picture.rows == 10);
  CHECK(picture.columns == 10);
  for (const view::GridCell& cell : picture.cells) CHECK(cell.text == (cell.row == cell.column ? "1" : "0"));
  CHECK(picture.cells.size() == 100);
  CHECK(cell_value(lab) == 1);
}

TEST_CASE("the random softmax exercise has rows that sum to one, and the same seed gives the same picture") {
  HeadlessLab lab("scene=heatmaps&preset=softmax&seed=7"), again("scene=heatmaps&preset=softmax&seed=7"),
      other("scene=heatmaps&preset=softmax&seed=8");
  double sums[10] = {};
  for (const view::GridCell& cell : lab.node("heatmaps/picture").cells) sums[cell.row] += number_of(cell.text);
  for (double sum : sums) CHECK(sum == doctest::Approx(1).epsilon(1e-5));
  CHECK(lab.node("heatmaps/picture").cells == again.node("heatmaps/picture").cells);
  CHECK_FALSE(lab.node("heatmaps/picture").cells == other.node("heatmaps/picture").cells);
}

TEST_CASE("the book's multi-head weights are a third and a half in every head") {
  HeadlessLab lab("scene=heatmaps&preset=book-heads");
  const view::Node panels = lab.node("heatmaps/panel");
  REQUIRE(panels.options.size() == 10);
  for (int panel = 0; panel < 10; ++panel) {
    lab.activate("heatmaps/panel", std::to_string(panel));
    const int valid = panel < 5 ? 3 : 2;
    for (const view::GridCell& cell : lab.node("heatmaps/picture").cells)
      CHECK(number_of(cell.text) == doctest::Approx(cell.column < valid ? 1.0 / valid : 0.0));
  }
}

TEST_CASE("six heads stand in two rows of three") {
  HeadlessLab lab("scene=heatmaps&preset=heads");
  CHECK(lab.node("heatmaps/panel").options.size() == 6);
  const view::Rect picture = lab.node("heatmaps/picture").rect;
  CHECK(picture.width / picture.height == doctest::Approx(1.5).epsilon(0.1));
}

TEST_CASE("the cursor walks through the cells with the keyboard and stops at the edges") {
  HeadlessLab lab("scene=heatmaps");
  using view::Step;
  const auto step = [&](Step where) { lab.step("heatmaps/picture", where); };
  step(Step::kDown);  // puts the cursor down at the first cell
  CHECK(lab.node("heatmaps/picture").cursor_row == 0);
  step(Step::kDown);
  step(Step::kRight);
  CHECK(cell_value(lab) == 1);
  step(Step::kLeft);
  step(Step::kLeft);
  CHECK(lab.node("heatmaps/picture").cursor_column == 0);
  step(Step::kLast);
  step(Step::kRight);
  CHECK(lab.node("heatmaps/picture").cursor_row == 9);
  CHECK(lab.node("heatmaps/picture").cursor_column == 9);
}

TEST_CASE("a click reads out the cell that was clicked") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  const view::Rect rect = lab.node("heatmaps/picture").rect;
  lab.click(rect.x + rect.width * 0.35f, rect.y + rect.height * 0.35f);  // row 3, column 3
  CHECK(lab.node("heatmaps/picture").cursor_row == 3);
  CHECK(lab.node("heatmaps/picture").cursor_column == 3);
  CHECK(lab.node("heatmaps/says").name == "query 3 → key 3: 1. Entropy of this row: 0 nats, as if looking at 1 key.");
  CHECK(lab.fragment().find("query=3") != std::string::npos);
}

TEST_CASE("a file opens, its numbers are shown, and the picture before stays when the next one is bad") {
  HeadlessLab lab("scene=heatmaps");
  lab.app().open_file("multihead_attention.npy", file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy"));
  lab.settle();
  CHECK(lab.node("heatmaps/panel").options.size() == 6);
  CHECK(lab.node("heatmaps/says").name.find("multihead_attention.npy") != std::string::npos);
  lab.app().open_file("notes.txt", "this is no array");
  lab.settle();
  CHECK(lab.node("app/problem").name.find("notes.txt") != std::string::npos);
  CHECK(lab.node("heatmaps/panel").options.size() == 6);
  lab.activate("app/problem/close");
  CHECK_FALSE(lab.find("app/problem"));
}

TEST_CASE("numbers that are not finite are counted") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  std::string header = "\x93NUMPY";
  header += '\x01';
  header += '\0';
  std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
  while ((header.size() + 2 + dictionary.size() + 1) % 64) dictionary += ' ';
  dictionary += '\n';
  header += static_cast<char>(dictionary.size());
  header += '\0';
  const float values[] = {0.5f, NAN, INFINITY, 1};
  lab.app().open_file("odd.npy",
                      header + dictionary + std::string(reinterpret_cast<const char*>(values), sizeof values));
  lab.settle();
  CHECK(lab.node("heatmaps/says").name.find("2 of the numbers are not finite") != std::string::npos);
}

TEST_CASE("titles repeat on every row when there is one for each column") {
  HeadlessLab lab("scene=heatmaps&preset=book-heads");
  lab.set("heatmaps/titles", "a,b，c, d,e");
  const auto options = lab.node("heatmaps/panel").options;
  CHECK(options == std::vector<std::string>{"a", "b", "c", "d", "e", "a", "b", "c", "d", "e"});
}

TEST_CASE("blanks in a title can be told from none in the picture") {
  HeadlessLab lab("scene=heatmaps&preset=book-heads");
  lab.set("heatmaps/titles", "a  b,c");
  const std::string picture = lab.app().printed_figure();
  CHECK(picture.find("a␣␣b") != std::string::npos);
  CHECK(picture.find("a  b") == std::string::npos);
}

TEST_CASE("zooming keeps the cell under the pointer") {
  HeadlessLab lab("scene=heatmaps&preset=heads");
  const view::Rect rect = lab.node("heatmaps/picture").rect;
  const float x = rect.x + 40, y = rect.y + 40;
  lab.pointer(app::PointerPhase::kMove, x, y);
  lab.frame();
  lab.app().wheel(0, -240, true);
  lab.settle();
  CHECK(lab.fragment().find("zoom=") != std::string::npos);
  const std::string before = lab.fragment();
  for (int i = 0; i < 5; ++i) {
    lab.app().wheel(0, 2400, true);
    lab.settle();
  }
  CHECK(lab.fragment().find("zoom=") == std::string::npos);  // zoomed out again: nothing left of it
}

TEST_CASE("heads are averaged, maximised, subtracted and ordered as an independent computation says") {
  HeadlessLab lab("scene=heatmaps");
  const std::string bytes = file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy");
  lab.app().open_file("multihead_attention.npy", bytes);
  lab.settle();
  // (6, 12, 12) float32 after the header, read here on our own.
  const auto* numbers = reinterpret_cast<const float*>(bytes.data() + bytes.size() - 6 * 12 * 12 * sizeof(float));
  const auto given = [&](int head, int row, int column) {
    return static_cast<double>(numbers[(head * 12 + row) * 12 + column]);
  };
  const auto check_cells = [&](auto expected) {
    for (const view::GridCell& cell : lab.node("heatmaps/picture").cells)
      CHECK(number_of(cell.text) == doctest::Approx(expected(cell.row, cell.column)).epsilon(1e-5));
  };
  lab.activate("heatmaps/combine", "1");
  check_cells([&](int r, int c) {
    double sum = 0;
    for (int h = 0; h < 6; ++h) sum += given(h, r, c);
    return sum / 6;
  });
  lab.activate("heatmaps/combine", "2");
  check_cells([&](int r, int c) {
    double largest = 0;
    for (int h = 0; h < 6; ++h) largest = std::max(largest, given(h, r, c));
    return largest;
  });
  lab.activate("heatmaps/combine", "3");
  lab.set("heatmaps/minuend", "2");
  lab.set("heatmaps/subtrahend", "4");
  for (const view::GridCell& cell : lab.node("heatmaps/picture").cells) {
    std::string shown = cell.text;
    if (const auto minus = shown.find("−"); minus != std::string::npos) shown.replace(minus, 3, "-");
    if (shown.find("e−") == std::string::npos && shown.find("e-") == std::string::npos)
      CHECK(number_of(shown) ==
            doctest::Approx(given(2, cell.row, cell.column) - given(4, cell.row, cell.column)).epsilon(1e-4));
  }
  lab.activate("heatmaps/combine", "0");
  lab.activate("heatmaps/order", "1");
  std::vector<std::pair<double, int>> entropies;
  for (int h = 0; h < 6; ++h) {
    double sum = 0;
    for (int i = 0; i < 144; ++i) sum -= given(h, i / 12, i % 12) * std::log(given(h, i / 12, i % 12));
    entropies.push_back({sum / 12, h});
  }
  std::sort(entropies.begin(), entropies.end());
  const auto check_order = [&](const std::vector<std::pair<double, int>>& expected) {
    const auto titles = lab.node("heatmaps/panel").options;
    for (std::size_t i = 0; i < 6; ++i) CHECK(titles[i].starts_with("头 " + std::to_string(expected[i].second) + "："));
  };
  check_order(entropies);
  lab.activate("heatmaps/order", "3");
  std::vector<std::pair<double, int>> on_first_key;  // the head that looks there most comes first
  for (int h = 0; h < 6; ++h) {
    double sum = 0;
    for (int r = 0; r < 12; ++r) sum -= given(h, r, 0);
    on_first_key.push_back({sum, h});
  }
  std::sort(on_first_key.begin(), on_first_key.end());
  check_order(on_first_key);
}

TEST_CASE("a number that is missing in one head is missing in the mean and the maximum of all") {
  const float missing = std::numeric_limits<float>::quiet_NaN();
  // Missing in the last head, in the first, and in none.
  const core::Tensor heads{{2, 1, 3}, {0.25f, missing, 0.5f, missing, 0.75f, 0.25f}};
  for (const char* how : {"1", "2"}) {
    HeadlessLab lab("scene=heatmaps&lang=en");
    CHECK(lab.app().open_file("heads.npy", formats::write_npy(heads)));
    lab.settle();
    lab.activate("heatmaps/combine", how);
    const std::vector<float> shown = lab.app().take_away().matrices.at(0).tensor->data;
    REQUIRE(shown.size() == 3);
    CHECK(std::isnan(shown[0]));
    CHECK(std::isnan(shown[1]));
    CHECK(shown[2] == (std::string_view(how) == "1" ? 0.375f : 0.5f));
  }
}

TEST_CASE("typed tokens name both axes and colour the sentence; a wrong number of them gets a sentence") {
  HeadlessLab lab("scene=heatmaps&preset=softmax&lang=en");
  lab.activate("heatmaps/tokens");
  lab.set("heatmaps/keys", "我 想 读 一 本");
  CHECK(lab.node("heatmaps/keys").is_invalid);
  CHECK(lab.node("heatmaps/keys").help == "There are 5 tokens; 10 are needed.");
  lab.set("heatmaps/keys", "我 想 读 一 本 关于 注意力 的 书 。");
  CHECK_FALSE(lab.node("heatmaps/keys").is_invalid);
  CHECK(lab.node("heatmaps/picture").column_labels[6] == "注意力");
  CHECK(lab.node("heatmaps/sentence").name.starts_with("我 0."));
}
