// What leads a reader through the heatmaps: the card, the questions, the shape and the book's call, the two measures,
// and weights that another scene brings along.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "formats/npy.h"
#include "headless.h"
#include "index.h"
#include "output_of.h"

namespace {

/// The numbers that can be taken away, (panels, queries, keys), whatever axes stand before the last two.
struct Panels {
  std::vector<float> numbers;
  int count = 0, queries = 0, keys = 0;
  explicit Panels(HeadlessLab& lab) {
    const scenes::TakeAway taken = lab.app().take_away();
    const core::Tensor& tensor = *taken.matrices.at(0).tensor;
    numbers = tensor.data;
    keys = static_cast<int>(tensor.shape.back());
    queries = static_cast<int>(tensor.shape[tensor.shape.size() - 2]);
    count = static_cast<int>(numbers.size()) / (queries * keys);
  }
  double at(int panel, int query, int key) const {
    return static_cast<double>(numbers[to_size((panel * queries + query) * keys + key)]);
  }
  double entropy(int panel, int query) const {
    double sum = 0;
    for (int key = 0; key < keys; ++key)
      if (const double weight = at(panel, query, key); weight > 0) sum -= weight * std::log(weight);
    return sum;
  }
  double mean_entropy(int panel) const {
    double sum = 0;
    for (int query = 0; query < queries; ++query) sum += entropy(panel, query);
    return sum / queries;
  }
  double mean_distance(int panel) const {
    double sum = 0;
    for (int query = 0; query < queries; ++query)
      for (int key = 0; key < keys; ++key) sum += at(panel, query, key) * std::abs(query - key);
    return sum / queries;
  }
  int smallest(double (Panels::*measure)(int) const) const {
    int best = 0;
    for (int panel = 1; panel < count; ++panel)
      if ((this->*measure)(panel) < (this->*measure)(best)) best = panel;
    return best;
  }
};

std::string with_decimals(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", number);
  return text;
}

constexpr char kCarried[] =
    "scene=heatmaps&lang=zh&preset=own&rows=2&columns=5&numbers=0.5,0.25,0.125,0.0625,0.0625,0,0,0,0,1"
    "&queries=%E6%83%B3%E8%AF%BB%E4%B9%A6%20%E6%83%B3%E5%96%9D%E5%92%96%E5%95%A1"
    "&keys=%E6%8A%A5%E7%BA%B8%20%E8%AE%BA%E6%96%87%20%E5%92%96%E5%95%A1%20%E7%AC%94%E8%AE%B0%20%E4%B9%A6";

}  // namespace

TEST_CASE("the heatmaps have a title, and a card that says what to notice in what is shown, until it is closed") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.node("heatmaps/title").role == view::Role::kHeading);
  CHECK(contains(lab.node("heatmaps/card").name, "diagonal"));
  const view::Rect card = lab.node("heatmaps/card").rect;
  lab.activate("heatmaps/preset", "3");
  CHECK(contains(lab.node("heatmaps/card").name, "five heads, all alike"));
  CHECK(lab.node("heatmaps/card").rect.height == card.height);
  lab.activate("heatmaps/combine", "1");  // one panel now
  CHECK_FALSE(contains(lab.node("heatmaps/card").name, "five heads"));
  lab.activate("heatmaps/combine", "3");
  CHECK(contains(lab.node("heatmaps/card").name, "where they differ"));
  CHECK(lab.node("heatmaps/card").rect.height == card.height);
  lab.activate("heatmaps/card/close");
  CHECK_FALSE(lab.find("heatmaps/card"));
  CHECK(contains(lab.app().fragment(), "&card=0"));
  CHECK_FALSE(HeadlessLab("scene=heatmaps&card=0").find("heatmaps/card"));
}

TEST_CASE("which head is the most diagonal, which one the sharpest: the answer is that of the weights shown") {
  for (const char* seed : {"1", "2", "7", "42"}) {
    HeadlessLab lab(std::string("scene=heatmaps&lang=en&preset=heads&question=most-diagonal&seed=") + seed);
    CAPTURE(seed);
    const Panels panels(lab);
    const int nearest = panels.smallest(&Panels::mean_distance), sharpest = panels.smallest(&Panels::mean_entropy);
    const auto& options = lab.node("heatmaps/question/prediction").options;
    REQUIRE(options.size() == 7);
    CHECK(options[2] == "Head 2");
    lab.activate("heatmaps/question/prediction", std::to_string(nearest));
    lab.activate("heatmaps/question/check");
    CHECK(lab.node("heatmaps/question/answer").name.starts_with("Right: Head " + std::to_string(nearest) + "."));
    // The head is the same one, wherever it stands.
    lab.activate("heatmaps/order", "1");
    CHECK(lab.node("heatmaps/question/answer").name.starts_with("Right: Head " + std::to_string(nearest) + "."));
    lab.app().set_fragment(std::string("scene=heatmaps&lang=en&preset=heads&question=sharpest&seed=") + seed);
    lab.settle();
    CHECK_FALSE(lab.find("heatmaps/question/answer"));
    lab.activate("heatmaps/question/prediction", std::to_string((sharpest + 1) % 6));
    lab.activate("heatmaps/question/check");
    CHECK(contains(lab.node("heatmaps/question/answer").name, "Computed is: Head " + std::to_string(sharpest) + "."));
  }
}

TEST_CASE("a checked question goes on being right when the seed is another one") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=heads&question=most-diagonal");
  lab.activate("heatmaps/question/prediction", "0");
  lab.activate("heatmaps/question/check");
  std::set<std::string> said;
  for (int seed = 1; seed <= 8; ++seed) {
    lab.set("heatmaps/seed", std::to_string(seed));
    const std::string answer = lab.node("heatmaps/question/answer").name;
    CHECK(contains(answer, "Head " + std::to_string(Panels(lab).smallest(&Panels::mean_distance)) + "."));
    said.insert(answer);
  }
  CHECK(said.size() > 1);
}

TEST_CASE("heads that are all alike share the answer, and one panel alone is no question") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=book-heads&question=most-diagonal");
  const auto& options = lab.node("heatmaps/question/prediction").options;
  REQUIRE(options.size() == 11);
  lab.activate("heatmaps/question/prediction", "10");
  lab.activate("heatmaps/question/check");
  CHECK(lab.node("heatmaps/question/answer").name.starts_with("Right: Several share it."));
  HeadlessLab one("scene=heatmaps&lang=en");
  CHECK_FALSE(one.find("heatmaps/question/ask"));
  HeadlessLab linked("scene=heatmaps&lang=en&question=sharpest");
  CHECK_FALSE(linked.find("heatmaps/question/check"));
  CHECK(contains(linked.node("heatmaps/question/needs").name, "choose “Six heads”"));
  linked.activate("heatmaps/preset", "2");
  CHECK(linked.find("heatmaps/question/check"));
}

TEST_CASE("the shape stands beside the figure, axis by axis, as the book counts it") {
  HeadlessLab lab("scene=heatmaps&lang=zh");
  CHECK(lab.node("heatmaps/call/shape").name == "形状：(1, 1, 10, 10) = (行, 列, 查询, 键)");
  CHECK(contains(lab.node("heatmaps/call/code").name, "attention_weights = torch.eye(10).reshape((1, 1, 10, 10))"));
  CHECK(contains(lab.node("heatmaps/call/code").name,
                 "d2l.show_heatmaps(attention_weights, xlabel='键', ylabel='查询')"));
  HeadlessLab heads("scene=heatmaps&lang=en&preset=heads&map=viridis");
  CHECK(heads.node("heatmaps/call/shape").name == "Shape: (1, 6, 12, 12) = (rows, columns, queries, keys)");
  const std::string code = heads.node("heatmaps/call/code").name;
  CHECK(contains(code, "titles=['Head 0', 'Head 1', 'Head 2', 'Head 3', 'Head 4', 'Head 5']"));
  CHECK(contains(code, "figsize=(15, 2.5), cmap='viridis'"));
  CHECK(contains(heads.node("heatmaps/call/notes").name, "puts these 6 panels into one row"));
  heads.app().act({view::ActionKind::kActivate, "heatmaps/call/copy", ""});
  heads.frame();
  CHECK(heads.outbox().clipboard == code);
  HeadlessLab book("scene=heatmaps&lang=en&preset=book-heads");
  CHECK(book.node("heatmaps/call/shape").name == "Shape: (2, 5, 4, 6) = (rows, columns, queries, keys)");
  CHECK_FALSE(contains(book.node("heatmaps/call/code").name, "titles="));
  CHECK(contains(book.node("heatmaps/call/notes").name, "one per column"));
  book.set("heatmaps/titles", "a,b,c,d,e");
  CHECK(contains(book.node("heatmaps/call/code").name, "titles=['a', 'b', 'c', 'd', 'e']"));
}

TEST_CASE("why the book's bar is that of the last panel is said where it is, and where the colours differ, that") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=heads&scale=book");
  CHECK(contains(lab.node("heatmaps/call/notes").name, "pcm is the last panel"));
  lab.activate("heatmaps/scale", "1");
  CHECK_FALSE(contains(lab.node("heatmaps/call/notes").name, "pcm"));
  CHECK(contains(lab.node("heatmaps/call/notes").name, "choose the colour scale \"Book\""));
  CHECK_FALSE(HeadlessLab("scene=heatmaps&lang=en").find("heatmaps/call/notes"));  // the book's own picture
}

TEST_CASE("the book's call draws what is shown: Python makes the same panels of the same numbers") {
  const struct {
    const char *given, *shape, *shown;  // the link to all numbers, their four axes, and what is made of them
  } cases[] = {{"preset=heads", "(1, 6, 12, 12)", ""},
               {"preset=heads", "(1, 6, 12, 12)", "&order=entropy"},
               {"preset=heads", "(1, 6, 12, 12)", "&order=diagonal&alone=2"},
               {"preset=heads", "(1, 6, 12, 12)", "&combine=mean"},
               {"preset=heads", "(1, 6, 12, 12)", "&combine=max"},
               {"preset=heads", "(1, 6, 12, 12)", "&combine=difference&minuend=4&subtrahend=1"},
               {"preset=book-heads", "(2, 5, 4, 6)", "&order=entropy"},
               {"preset=book-heads", "(2, 5, 4, 6)", "&alone=7"}};
  char folder[] = "/tmp/heatmaps-call-XXXXXX";
  REQUIRE(mkdtemp(folder));
  std::ofstream driver(std::string(folder) + "/all.py");
  driver
      << "import numpy as np, torch\nclass d2l:\n    @staticmethod\n    def show_heatmaps(matrices, xlabel, ylabel, "
         "titles=None, figsize=(2.5, 2.5), cmap='Reds'):\n        print('##', *matrices.shape)\n        for number in "
         "matrices.flatten().tolist(): print(number)\n";
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    HeadlessLab given(std::string("scene=heatmaps&") + cases[i].given);
    HeadlessLab shown(std::string("scene=heatmaps&lang=en&") + cases[i].given + cases[i].shown);
    const std::string file = std::to_string(i) + ".npy";
    std::ofstream(std::string(folder) + "/" + file, std::ios::binary)
        << formats::write_npy(*given.app().take_away().matrices.at(0).tensor);
    driver << "attention_weights = torch.from_numpy(np.load('" << file << "')).reshape(" << cases[i].shape << ")\n"
           << shown.node("heatmaps/call/code").name;
  }
  driver.close();
  const std::string printed = output_of(std::string("cd ") + folder + " && /usr/bin/python3 all.py 2>&1");
  std::vector<std::string> shapes;
  std::vector<std::vector<double>> numbers;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) {
      shapes.push_back(line.substr(3));
      numbers.emplace_back();
    } else {
      numbers.back().push_back(std::stod(line));
    }
  }
  REQUIRE(numbers.size() == std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CAPTURE(cases[i].shown);
    HeadlessLab lab(std::string("scene=heatmaps&lang=en&") + cases[i].given + cases[i].shown);
    std::string shape = lab.node("heatmaps/call/shape").name;  // "Shape: (1, 6, 12, 12) = …"
    shape = shape.substr(8, shape.find(')') - 8);
    std::erase(shape, ',');
    CHECK(shapes[i] == shape);
    const bool has_list = lab.find("heatmaps/panel");
    const std::size_t panels = has_list ? lab.node("heatmaps/panel").options.size() : 1;
    std::size_t at = 0;
    for (std::size_t panel = 0; panel < panels; ++panel) {
      if (has_list) lab.activate("heatmaps/panel", std::to_string(panel));
      for (const view::GridCell& cell : lab.node("heatmaps/picture").cells) {
        std::string text = cell.text;
        for (std::size_t minus; (minus = text.find("−")) != std::string::npos;)
          text.replace(minus, std::string("−").size(), "-");
        REQUIRE(at < numbers[i].size());
        CHECK(numbers[i][at++] == doctest::Approx(std::stod(text)).epsilon(1e-5));
      }
    }
    CHECK(at == numbers[i].size());
  }
  CHECK(std::system((std::string("rm -r ") + folder).c_str()) == 0);
}

TEST_CASE("every panel's entropy and distance are those of its weights") {
  for (const char* order : {"given", "diagonal"}) {
    HeadlessLab lab(std::string("scene=heatmaps&lang=en&preset=heads&measures=1&order=") + order);
    const Panels panels(lab);
    const auto titles = lab.node("heatmaps/panel").options;
    double before = 0;
    for (int place = 0; place < 6; ++place) {
      const int head = titles[to_size(place)][5] - '0';
      const std::string says = lab.node("heatmaps/measures/" + std::to_string(place)).name;
      CAPTURE(says);
      CHECK(says.starts_with("Head " + std::to_string(head) + ": mean entropy " +
                             with_decimals(panels.mean_entropy(head)) + " nats, as if looking at "));
      CHECK(contains(says, "; " + with_decimals(panels.mean_distance(head)) + " positions from the diagonal"));
      if (std::string_view(order) == "diagonal") {
        CHECK(panels.mean_distance(head) >= before);  // near to far, as the control says
        before = panels.mean_distance(head);
        CHECK(contains(titles[to_size(place)], " positions"));
      }
    }
  }
  HeadlessLab one("scene=heatmaps&lang=en&measures=1");
  CHECK(
      contains(one.node("heatmaps/measures/0").name, "mean entropy 0.00 nats, as if looking at 1 key; 0.00 positions"));
  CHECK(contains(one.node("heatmaps/measures/says").name, "ln 10 = 2.30 nats"));
  // A difference is no weights.
  CHECK_FALSE(HeadlessLab("scene=heatmaps&preset=heads&combine=difference&measures=1").find("heatmaps/measures"));
}

TEST_CASE("the row of the cursor says how spread it is, and a label says its whole name") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=softmax&panel=0&query=3&key=4");
  const Panels panels(lab);
  const double entropy = panels.entropy(0, 3);
  CHECK(contains(lab.node("heatmaps/says").name, "Entropy of this row: " + view::short_number_text(entropy) +
                                                     " nats, as if looking at " +
                                                     view::short_number_text(std::exp(entropy)) + " keys."));
  HeadlessLab named("scene=heatmaps&lang=en&keys=a b c d e f g h i averyveryverylongword", 1280, 800);
  const view::Rect picture = named.node("heatmaps/picture").rect;
  named.pointer(app::PointerPhase::kMove, picture.x + picture.width * 0.95f, picture.y + picture.height + 12);
  named.frame();
  CHECK(contains(named.node("heatmaps/picture").column_labels[9], "averyveryverylongword"));
}

TEST_CASE("weights that another scene brings along are an example like the others") {
  HeadlessLab lab(kCarried);
  const view::Node& picture = lab.node("heatmaps/picture");
  CHECK(picture.rows == 2);
  CHECK(picture.columns == 5);
  CHECK(picture.row_labels == std::vector<std::string>{"想读书", "想喝咖啡"});
  CHECK(picture.column_labels.back() == "书");
  CHECK(picture.cells[1].text == "0.25");
  CHECK(lab.node("heatmaps/preset").options.size() == 5);
  CHECK(lab.node("heatmaps/preset").options[4] == "上一幕的权重");
  CHECK(contains(lab.node("heatmaps/says").name, "从上一幕带来的权重：2 个查询 × 5 个键。"));
  CHECK(contains(lab.node("heatmaps/says").name, "每一行之和都是 1"));
  CHECK(contains(lab.app().take_away().caption_zh, "上一幕的权重"));
  CHECK(lab.app().take_away().matrices.at(0).row_names->front() == "想读书");
  CHECK(lab.app().fragment().starts_with("scene=heatmaps&lang=zh&preset=own&rows=2&columns=5&numbers=0.5,0.25"));
  for (const view::Node& node : lab.app().nodes()) CHECK_FALSE(contains(node.name, "文件里"));
  // They stay in the list once they have been there, and undo brings them back.
  lab.activate("heatmaps/preset", "0");
  CHECK(lab.node("heatmaps/picture").rows == 10);
  CHECK(lab.node("heatmaps/preset").options.size() == 5);
  lab.activate("app/undo");
  CHECK(lab.node("heatmaps/picture").rows == 2);
  CHECK(HeadlessLab("scene=heatmaps").node("heatmaps/preset").options.size() == 4);
}

TEST_CASE("what a link brings along is bounded, and numbers that are no weights are not called so") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=own&rows=99&columns=2");
  CHECK(lab.node("heatmaps/picture").rows == 8);
  CHECK(lab.node("heatmaps/picture").cells[3].text == "0.5");  // no numbers: as average pooling has them
  HeadlessLab scores("scene=heatmaps&lang=en&preset=own&rows=1&columns=2&numbers=3,5");
  CHECK(scores.node("heatmaps/picture").name == "Attention scores");
  CHECK_FALSE(scores.find("heatmaps/card"));
}
