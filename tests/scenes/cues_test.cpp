#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>

#include "app/fragment.h"
#include "core/random.h"
#include "headless.h"
#include "output_of.h"
#include "scenes/cues/model.h"

namespace {

using Row = std::array<double, 5>;

/// The desk computed once more, in double precision and without the core.
Row weights_by_hand(const std::array<std::array<double, 5>, 5>& keys, const Row& query, double temperature) {
  Row scores{};
  double sum = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t f = 0; f < 5; ++f) scores[i] += query[f] * keys[i][f];
    sum += std::exp(scores[i] / temperature);
  }
  Row weights{};
  for (std::size_t i = 0; i < 5; ++i) weights[i] = std::exp(scores[i] / temperature) / sum;
  return weights;
}

/// The note's desk: all equally conspicuous but for the red cup.
std::array<std::array<double, 5>, 5> desk(double drinkable) {
  return {{{0.1, 0, 0.3, 1, 0},
           {0.1, 0, 0.5, 0.2, 0.1},
           {0.9, drinkable, 0, 0, 0},
           {0.1, 0, 0.2, 0, 1},
           {0.1, 0, 1, 0, 0}}};
}

const char* const kIds[] = {"newspaper", "paper", "coffee", "notebook", "book"};

/// The five numbers of a pooling's row as a screen reader hears them.
Row row_read(HeadlessLab& lab, int pooling) {
  Row row{};
  std::string words = lab.node("cues/row/" + std::to_string(pooling)).name;
  for (std::size_t open; (open = words.find(" (")) != std::string::npos;)
    words.erase(open, words.find(')', open) + 1 - open);  // what it was before
  std::size_t at = 0;
  for (double& weight : row) {
    at = words.find('.', at);  // "0.75": a digit, the point, two digits
    REQUIRE(at != std::string::npos);
    weight = std::stod(words.substr(at - 1, 4));
    ++at;
  }
  return row;
}

const scenes::Scene& cues_of(HeadlessLab& lab) {
  for (const auto& scene : lab.app().scenes())
    if (std::string(scene->id()) == "cues") return *scene;
  FAIL("there is no scene cues");
  return *lab.app().scenes().front();
}

std::vector<float> taken(HeadlessLab& lab, const std::string& name) {
  for (const scenes::TakenMatrix& matrix : cues_of(lab).take_away(view::Language::kEnglish).matrices)
    if (matrix.name == name) return matrix.tensor->data;
  FAIL("nothing called " << name << " can be taken away");
  return {};
}

}  // namespace

TEST_CASE("the four steps of the story have the weights that the model's formula gives") {
  const struct {
    const char* step;
    double drinkable, will;
    bool reads;
    std::size_t looks_at;
    const char* says;
  } walk[] = {{"1", 1, 0, false, 2, "the red coffee stands out"},
              {"2", 0, 0, false, 2, "the empty red cup still holds the gaze"},
              {"3", 0, 0.45, true, 4, "nearly even"},
              {"4", 0, 0.9, true, 4, "the will moves the gaze from the empty red cup to the book"}};
  HeadlessLab lab("scene=cues&lang=en");
  for (const auto& step : walk) {
    CAPTURE(step.step);
    lab.activate(std::string("cues/step/") + step.step);
    const Row expected =
        weights_by_hand(desk(step.drinkable), {1 - step.will, 0, step.reads ? step.will : 0, 0, 0}, 0.25);
    const std::vector<float> weights = taken(lab, "weights");
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK(weights[i] == doctest::Approx(expected[i]).epsilon(1e-5));
      CHECK(expected[i] <= expected[step.looks_at]);
      char shown[8];
      std::snprintf(shown, sizeof shown, "%.2f", expected[i]);
      CHECK(lab.node(std::string("cues/thing/") + kIds[i]).name.find(shown) != std::string::npos);
    }
    CAPTURE(lab.node("cues/says").name);
    CHECK(lab.node("cues/says").name.find(step.says) != std::string::npos);
    CHECK(lab.node(std::string("cues/step/") + step.step).is_checked);
    CHECK(lab.find("cues/card"));
  }
}

TEST_CASE("the story is told in Chinese in the book's terms") {
  HeadlessLab lab("scene=cues&lang=zh");
  CHECK(lab.node("cues/says").name.find("最显眼的是红色的咖啡") != std::string::npos);
  lab.activate("cues/step/4");
  CHECK(lab.node("cues/says").name.find("意志把目光从喝空了的红杯子移到书，权重 0.75") != std::string::npos);
  CHECK(lab.node("cues/row/4").name.find("注意力汇聚") != std::string::npos);
}

TEST_CASE("a link to a step opens it, and a link to a changed step opens the change") {
  for (const char* step : {"1", "2", "3", "4"}) {
    HeadlessLab by_link(std::string("scene=cues&step=") + step), by_button("scene=cues");
    by_button.activate(std::string("cues/step/") + step);
    CHECK(taken(by_link, "weights") == taken(by_button, "weights"));
    CHECK(by_link.app().fragment() == by_button.app().fragment());
  }
  HeadlessLab changed("scene=cues&step=4&temperature=1");
  CHECK(changed.app().fragment().find("step=0") != std::string::npos);
  HeadlessLab again(changed.app().fragment());
  CHECK(taken(again, "weights") == taken(changed, "weights"));
  for (int step = 1; step <= 4; ++step) CHECK_FALSE(again.node("cues/step/" + std::to_string(step)).is_checked);
}

TEST_CASE("of the five poolings only attention answers the wish") {
  HeadlessLab lab("scene=cues&lang=en");
  const Row average = row_read(lab, 0), maximum = row_read(lab, 1), fixed = row_read(lab, 2),
            convolution = row_read(lab, 3), attention = row_read(lab, 4);
  for (const char* wish : {"1", "2", "3", "4"}) {
    lab.activate("cues/wish", wish);
    CHECK(row_read(lab, 0) == average);
    CHECK(row_read(lab, 1) == maximum);
    CHECK(row_read(lab, 2) == fixed);
    CHECK(row_read(lab, 3) == convolution);
    CHECK(row_read(lab, 4) != attention);
    CHECK(lab.node("cues/says").name.find("moves only attention pooling, of all five") != std::string::npos);
  }
}

TEST_CASE("no random wish moves any other row by a single bit") {
  core::Random random(5);
  for (int i = 0; i < 500; ++i) {
    scenes::cues::Input input;
    for (double& salience : input.salience) salience = random.uniform(0, 1);
    for (double& content : input.contents) content = random.uniform(-2, 2);
    input.temperature = random.uniform(0.05, 2);
    const auto before = scenes::cues::compute(input).rows;
    for (double& wish : input.wish) wish = random.uniform(0, 1);
    input.will = random.uniform(0.1, 1);
    const auto after = scenes::cues::compute(input).rows;
    for (std::size_t row = 0; row < 4; ++row) CHECK(after[row] == before[row]);
    CHECK(after[4] != before[4]);
  }
}

TEST_CASE("moving the red moves max pooling as well, and the lab says so") {
  HeadlessLab lab("scene=cues&lang=en");
  CHECK(row_read(lab, 1) == Row{0, 0, 1, 0, 0});
  lab.activate("cues/red", "5");  // the book
  CHECK(row_read(lab, 1) == Row{0, 0, 0, 0, 1});
  CHECK(lab.node("cues/says").name.find("the red book stands out") != std::string::npos);
  CHECK(lab.node("cues/says").name.ends_with("Moving the red moves max pooling and attention pooling."));
  lab.set("cues/salience/newspaper", "1");
  CHECK(row_read(lab, 1) == Row{1, 0, 0, 0, 0});
  CHECK(lab.node("cues/says").name.ends_with("Changing the salience moves max pooling and attention pooling."));
}

TEST_CASE("high temperature comes near average pooling, low temperature near max pooling") {
  HeadlessLab lab("scene=cues");
  const float usual = taken(lab, "weights")[2];
  lab.set("cues/temperature", "2");
  CHECK(taken(lab, "weights")[2] < usual);
  CHECK(taken(lab, "weights")[2] < 0.3f);
  lab.set("cues/temperature", "0.05");
  CHECK(taken(lab, "weights")[2] > 0.9999f);
}

TEST_CASE("the curves over the temperature are the weights at every temperature, and pass through the present one") {
  scenes::cues::Input input = scenes::cues::input_of_step(3);
  input.temperature = 0.4;
  const scenes::cues::Result result = scenes::cues::compute(input);
  const double u = input.will;
  for (int point = 0; point < scenes::cues::kCurvePoints; ++point) {
    const double temperature = scenes::cues::curve_temperature(point);
    CAPTURE(temperature);
    const Row expected = weights_by_hand(desk(0), {1 - u, 0, u, 0, 0}, temperature);
    for (std::size_t i = 0; i < 5; ++i)
      CHECK(result.curves[i][static_cast<std::size_t>(point)] == doctest::Approx(expected[i]).epsilon(1e-5));
  }
  HeadlessLab lab("scene=cues&lang=en");
  lab.step("cues/curve/plot", view::Step::kFirst);
  CHECK(lab.node("cues/curve/plot").value.starts_with("0.05, "));  // read as temperatures, not as places on the axis
  lab.step("cues/curve/plot", view::Step::kRowEnd);
  CHECK(lab.node("cues/curve/plot").value.starts_with("2, "));
  CHECK(scenes::cues::curve_temperature(0) == doctest::Approx(scenes::cues::kColdest));
  CHECK(scenes::cues::curve_temperature(scenes::cues::kCurvePoints - 1) == doctest::Approx(scenes::cues::kHottest));
}

TEST_CASE("the convolution's question and the fully connected weights can be changed, and the link says so") {
  HeadlessLab lab("scene=cues&lang=en&numbers=1");
  const Row attention = row_read(lab, 4);
  const auto edit_first = [&](const std::string& table, const char* value) {
    lab.step(table, view::Step::kFirst);
    lab.app().act({view::ActionKind::kActivate, table, ""});
    lab.frame();
    lab.app().act({view::ActionKind::kSetValue, table + "/edit", value});
    lab.frame();
    lab.app().key(app::Key::kEscape);
    lab.settle();
  };
  edit_first("cues/fixed", "0.5");
  CHECK(lab.fragment().find("fixed=") != std::string::npos);
  CHECK(lab.node("cues/says").name.find("Changing the fully connected layer's weights moves only") !=
        std::string::npos);
  edit_first("cues/filter", "1");
  CHECK(lab.fragment().find("filter=") != std::string::npos);
  CHECK(row_read(lab, 4) == attention);
  CHECK(cues_of(lab).is_sound());
}

TEST_CASE("the will divides the query between the two cues") {
  HeadlessLab lab("scene=cues&read=1&will=0");
  const auto query = [&] { return taken(lab, "query"); };
  CHECK(query() == std::vector<float>{1, 0, 0, 0, 0});
  lab.set("cues/will", "1");
  CHECK(query() == std::vector<float>{0, 0, 1, 0, 0});
  lab.set("cues/will", "0.25");
  CHECK(query() == std::vector<float>{0.75f, 0, 0.25f, 0, 0});
}

TEST_CASE("wishes can be mixed") {
  HeadlessLab lab("scene=cues&lang=en&mix=1");
  lab.set("cues/mix/read", "0.5");
  lab.set("cues/mix/write", "1");
  CHECK(lab.node("cues/wish").selected == -1);
  CHECK(lab.node("cues/says").name.find("read a book and take notes") != std::string::npos);
  const Row expected = weights_by_hand(desk(1), {0.25, 0, 0.375, 0, 0.75}, 0.25);
  const std::vector<float> weights = taken(lab, "weights");
  for (std::size_t i = 0; i < 5; ++i) CHECK(weights[i] == doctest::Approx(expected[i]).epsilon(1e-5));
  lab.activate("cues/wish", "2");
  CHECK(lab.node("cues/mix/write").number == 0);
  CHECK(lab.node("cues/mix/read").number == 1);
}

TEST_CASE("wanting coffee when the cup is empty is answered by nothing on the desk") {
  HeadlessLab lab("scene=cues&lang=en&drink=1&will=1&drunk=1");
  CHECK(lab.node("cues/says").name.find("nothing on the desk answers") != std::string::npos);
  for (float weight : taken(lab, "weights")) CHECK(weight == doctest::Approx(0.2));
  lab.activate("cues/drunk");
  CHECK(taken(lab, "weights")[2] > 0.9f);
}

TEST_CASE("a thing explains its weight with the digits of the computation") {
  HeadlessLab lab("scene=cues&lang=en&step=4");
  CHECK_FALSE(lab.find("cues/derivation"));
  lab.activate("cues/thing/book");
  CHECK(lab.node("cues/derivation/title").name == "Book: where does the weight 0.747 come from?");
  CHECK(lab.node("cues/derivation/0").name ==
        "Score q dot k: Salience 0.10 times 0.10 plus Read 0.90 times 1.00 equals 0.910");
  CHECK(lab.node("cues/derivation/1").name == "divided by temperature: 0.910 divided by 0.250 equals 3.640");
  CHECK(lab.node("cues/derivation/2").name.starts_with("exp of the softmax: exp( 3.640 minus "));
  CHECK(lab.node("cues/derivation/3").name.ends_with(" equals 0.747"));
  CHECK(lab.node("cues/thing/book").is_expanded);
  lab.click(lab.node("cues/thing/coffee").rect);
  CHECK(lab.node("cues/derivation/title").name.starts_with("Empty cup"));
  lab.activate("cues/derivation/close");
  CHECK_FALSE(lab.find("cues/derivation"));
}

TEST_CASE("the keys can be edited, and an edited cup is full again") {
  HeadlessLab lab("scene=cues&lang=en&numbers=1&step=2");
  const auto edit = [&](const char* right, const char* down, const char* value) {
    lab.step("cues/keys", view::Step::kFirst);
    for (const char* c = right; *c; ++c) lab.step("cues/keys", view::Step::kRight);
    for (const char* c = down; *c; ++c) lab.step("cues/keys", view::Step::kDown);
    lab.app().act({view::ActionKind::kActivate, "cues/keys", ""});
    lab.frame();
    lab.app().act({view::ActionKind::kSetValue, "cues/keys/edit", value});
    lab.frame();
    lab.app().key(app::Key::kEscape);  // a field that is being edited would blink its caret
    lab.settle();
  };
  lab.step("cues/keys", view::Step::kFirst);
  edit(">", "vv", "0.5");  // coffee, drinkable
  CHECK_FALSE(lab.node("cues/drunk").is_checked);
  CHECK(taken(lab, "keys")[2 * 5 + 1] == 0.5f);
  edit("", "vv", "1");  // coffee, conspicuous: 0.8 of it is the red
  CHECK(lab.node("cues/salience/coffee").number == doctest::Approx(0.2));
  edit(">>", "vvvv", "-1");  // book, readable
  CHECK(taken(lab, "keys")[4 * 5 + 2] == -1.0f);
  CHECK(lab.fragment().find("contents=") != std::string::npos);
  HeadlessLab again(lab.app().fragment());
  CHECK(taken(again, "keys") == taken(lab, "keys"));
}

TEST_CASE("the card that says what to notice is dismissed, and comes with the next step") {
  HeadlessLab lab("scene=cues");
  lab.activate("cues/card/close");
  CHECK_FALSE(lab.find("cues/card"));
  CHECK(lab.fragment().find("card=0") != std::string::npos);
  lab.activate("cues/step/2");
  CHECK(lab.find("cues/card"));
}

TEST_CASE("the entropy is that of the weights shown") {
  HeadlessLab lab("scene=cues&lang=en&step=3");
  double entropy = 0;
  for (const float weight : taken(lab, "weights"))
    entropy -= static_cast<double>(weight) * std::log(static_cast<double>(weight));
  char shown[16];
  std::snprintf(shown, sizeof shown, "Entropy %.2f", entropy);
  CHECK(lab.node("cues/entropy").name.find(shown) == 0);
}

TEST_CASE("the desk is described for those who do not see it") {
  HeadlessLab lab("scene=cues&lang=en&step=4");
  CHECK(lab.node("cues/desk").role == view::Role::kImage);
  CHECK(lab.node("cues/desk").help == "Newspaper 0.06, Paper 0.12, Empty cup (red) 0.03, Notebook 0.04, Book 0.75");
}

TEST_CASE("PyTorch prints the scene's numbers when the program that is taken away runs") {
  const auto file = std::filesystem::temp_directory_path() / "attention_lab_cues_test.py";
  for (const char* state : {"step=1", "step=4", "step=3&temperature=0.7&red=book&paper=0.35&write=0.5",
                            "red=none&news=1&will=0.3&contents=0,-1,2,0,0,0.5,0.25,0.125,1,0,0,0,0,0.2,0,1,0,1,0,-2"}) {
    CAPTURE(state);
    HeadlessLab lab(std::string("scene=cues&") + state);
    const scenes::TakeAway all = cues_of(lab).take_away(view::Language::kEnglish);
    std::ofstream(file) << cues_of(lab).program(view::Language::kChinese);
    const std::string printed = output_of("/usr/bin/python3 " + file.string());

    std::map<std::string, std::vector<double>> numbers;
    std::istringstream lines(printed);
    std::string line, name;
    while (std::getline(lines, line)) {
      if (line.starts_with("# ")) name = line.substr(2);
      std::istringstream row(line.starts_with("# ") ? "" : line);
      for (double value = 0; row >> value;) numbers[name].push_back(value);
    }
    for (const scenes::TakenMatrix& matrix : all.matrices) {
      CAPTURE(matrix.name);
      const std::vector<double>& theirs = numbers[matrix.name];
      REQUIRE(theirs.size() == matrix.tensor->data.size());
      for (std::size_t i = 0; i < theirs.size(); ++i)
        CHECK(std::abs(theirs[i] - static_cast<double>(matrix.tensor->data[i])) < 0.51e-4 + 1e-6);
    }
  }
  std::filesystem::remove(file);
}

TEST_CASE("the question who answers the wish is judged by what is computed, not by what is usual") {
  HeadlessLab lab("scene=cues&lang=en&step=4&question=who-answers");
  CHECK(lab.node("cues/question/check").is_disabled);
  lab.activate("cues/question/prediction", "1");
  lab.activate("cues/question/check");
  CHECK(lab.node("cues/question/answer").name.starts_with("Not so. Computed is: Attention pooling."));
  lab.activate("cues/question/prediction", "4");
  lab.activate("cues/question/check");
  CHECK(lab.node("cues/question/answer").name.starts_with("Right: Attention pooling."));
  lab.set("cues/will", "0");  // now no row would move
  CHECK(lab.node("cues/question/answer").name.starts_with("Not so. Computed is: None of them."));
  lab.activate("cues/question/close");
  CHECK_FALSE(lab.find("cues/question"));
  CHECK(lab.fragment().find("question") == std::string::npos);
}
