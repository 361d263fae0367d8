// The reader's own points, and points, queries and steps that lie where nobody expects them.
#include <algorithm>
#include <cmath>

#include "headless.h"
#include "scenes/kernel_regression/parts.h"

using namespace scenes::kernel_regression;

namespace {

Result computed(const Input& input) {
  Result result;
  core::Steps steps = compute(input, nullptr, result);
  while (steps.advance()) {
  }
  return result;
}

constexpr const char* kScene = "scene=kernel_regression&lang=en";

bool says(HeadlessLab& lab, const std::string& id, const std::string& part) {
  return lab.node("kernel_regression/" + id).name.find(part) != std::string::npos;
}

std::string own(const std::string& x, const std::string& y) {
  return std::string(kScene) + "&data=own&x=" + x + "&y=" + y;
}

HeadlessLab& opened(HeadlessLab& lab, const std::string& text) {
  lab.app().open_file("points.csv", text);
  lab.settle();
  return lab;
}

}  // namespace

TEST_CASE("every point lies in the picture, however strong its noise") {
  const Input noisy{.data = kGenerated, .points = points_of(kGenerated, 3, 200, 2)};
  const Room room = computed(noisy).room;
  const auto [least, most] = std::minmax_element(noisy.points.y.begin(), noisy.points.y.end());
  REQUIRE(*least < -1);
  REQUIRE(*most > 5);
  CHECK(room.bottom < *least);
  CHECK(room.top > *most);
  CHECK(room.low == 0);
  CHECK(room.high == 5);
  CHECK(computed({}).room == Room());  // the book's own
}

TEST_CASE("the query stays in the picture, whatever becomes of the points") {
  HeadlessLab far(std::string(kScene) + "&query=9");
  CHECK(far.app().fragment().find("query=5") != std::string::npos);
  HeadlessLab lab(kScene);
  opened(lab, "100,1\n200,2\n260,3\n");
  CHECK(lab.fragment().find("query=180") != std::string::npos);
  lab.activate("kernel_regression/data", "0");
  CHECK(lab.fragment().find("query=5") != std::string::npos);
  HeadlessLab less(own("0,1,50", "0,1,2") + "&query=50");
  for (int i = 0; i < 3; ++i) less.activate("kernel_regression/point/next");
  less.activate("kernel_regression/delete");
  CHECK(says(less, "says", "Query x = 1.06"));  // with its room: 1, and 6 hundredths of what the points span
}

TEST_CASE("a first column of whole numbers is x and no names, and names above are names") {
  for (const char* text : {"0,1\n1,3\n2,5\n3,2\n", "x,y\n0,1\n1,3\n2,5\n3,2\n", "1990,1\n1995,3\n2000,5\n2005,2\n",
                           "year;price\n1990;1\n1995;3\n2000;5\n2005;2\n", "1 1\n2 3\n3 5\n4 2\n"}) {
    HeadlessLab lab(kScene);
    CAPTURE(text);
    CHECK(says(opened(lab, text), "numbers", "of 4."));
    CHECK(lab.fragment().find("y=1%2C3%2C5%2C2") + lab.fragment().find("y=1,3,5,2") != 2 * std::string::npos);
  }
  HeadlessLab pandas(kScene);
  CHECK(says(opened(pandas, ",x,y\n0,0.5,1\n1,1.5,3\n2,2.5,5\n"), "numbers", "of 3."));
  CHECK(says(pandas, "numbers", "First row read as names: x, y."));
}

TEST_CASE("why a row is no point is said, and rows of which none is one leave the points as they are") {
  HeadlessLab lab(kScene);
  opened(lab, "1,2\n2,3\n3e7,4\n4,inf\n5,6\n");
  CHECK(says(lab, "numbers", "of 3."));
  CHECK(says(lab, "numbers", "1 row has a number beyond ±1,000,000 and was left out"));
  CHECK(says(lab, "numbers", "1 row is not finite"));
  opened(lab, "1.7e9,2\n1.8e9,3\n");
  CHECK(says(lab, "numbers", "None of the rows"));
  CHECK_FALSE(says(lab, "numbers", "no two columns"));
  CHECK(says(lab, "numbers", "of 3."));
}

TEST_CASE("points that lie far apart or close together get widths, steps and numbers to match") {
  HeadlessLab wide(kScene);
  opened(wide, "0,1\n200,2\n400,1\n500,3\n");
  CHECK(wide.fragment().find("width=100") != std::string::npos);
  wide.step("kernel_regression/query", view::Step::kRight);
  CHECK(wide.fragment().find("query=270") != std::string::npos);
  wide.activate("kernel_regression/learn");
  CHECK(says(wide, "learning/scale", "divide x by 100"));
  HeadlessLab narrow(kScene);
  opened(narrow, "0.0001,-0.3\n0.0002,0.2\n0.0003,-0.1\n0.0005,0.4\n");
  CHECK(narrow.fragment().find("width=0.0001") != std::string::npos);
  CHECK(says(narrow, "says", "Query x = 0.000300: prediction 0.019"));
  narrow.step("kernel_regression/query", view::Step::kRight);
  CHECK(says(narrow, "says", "Query x = 0.000310"));
  narrow.activate("kernel_regression/data", "0");
  CHECK(narrow.fragment().find("width=") == std::string::npos);  // the usual one again
}

TEST_CASE("of more than two hundred points each can be chosen, moved by keys and deleted") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::to_string(i % 97) + ".5," + std::to_string(i % 31) + "\n";
  HeadlessLab lab(kScene);
  opened(lab, text);
  CHECK(says(lab, "point/says", "More than 200 points"));
  CHECK_FALSE(lab.find("kernel_regression/point/0"));
  for (int i = 0; i < 2; ++i) lab.activate("kernel_regression/point/next");
  const std::string before = lab.node("kernel_regression/point/1").value;
  lab.step("kernel_regression/point/1", view::Step::kUp);
  CHECK(lab.node("kernel_regression/point/1").value != before);
  lab.activate("kernel_regression/delete");
  CHECK(says(lab, "numbers", "of 299."));
}

TEST_CASE("a double click on the plane adds a point there, a single one asks there") {
  HeadlessLab lab(kScene);
  const view::Rect plane = lab.node("kernel_regression/plane").rect;
  const float x = plane.x + plane.width * 0.3f, y = plane.y + plane.height / 12;
  lab.click(x, y);
  CHECK(says(lab, "numbers", "of 50."));
  CHECK(says(lab, "says", "Query x = 1.50"));
  for (int i = 0; i < 40; ++i) lab.frame();  // long enough to be another click
  for (int i = 0; i < 2; ++i) {
    lab.pointer(app::PointerPhase::kDown, x, y);
    lab.pointer(app::PointerPhase::kUp, x, y);
  }
  lab.settle();
  CHECK(says(lab, "numbers", "of 51."));
  CHECK(lab.node("kernel_regression/point/50").value.starts_with("(1.50, 4.5"));
}

TEST_CASE("one point cannot be predicted by others, and nothing is asked where no width makes a difference") {
  HeadlessLab one(own("2", "3") + "&learn=1&question=overshoot");
  CHECK(says(one, "learning/says", "it takes 2 to 200 points, and there is 1"));
  CHECK(says(one, "question/needs", "2 to 200 points of different x"));
  CHECK_FALSE(one.find("kernel_regression/question/check"));
  HeadlessLab equal(own("2,2,2", "1,2,3") + "&question=bandwidth");
  CHECK(says(equal, "question/needs", "All points have the same x"));
  HeadlessLab learnt(own("2,2,2", "1,2,3") + "&learn=1&step=3");  // every w is as good as any other
  CHECK(says(learnt, "says", "After 3 steps: w = 0.25"));
}

TEST_CASE("a width that was learnt to be endless is average pooling, also of points that lie a million apart") {
  Input input{.data = kOwn, .points = {{-1e6, 0, 1e6}, {1, 2, 6}}, .query = 1e6, .is_learning = true};
  // A w of 0, which no start can have, but a step can lead to: here from a w that only a program can give.
  input.start = 0;
  input.steps = input.shown_step = 0;
  const Result result = computed(input);
  CHECK(result.prediction == doctest::Approx(3));
  CHECK(result.effective_keys == doctest::Approx(3));
  CHECK(is_sound(result));
}

TEST_CASE("a w below zero is shown as it is, and it is said where the ball lies") {
  // Neighbours are opposite: the loss grows with w, and a large step goes below 0.
  HeadlessLab lab(own("0,1,2,3", "0,10,0,10") + "&learn=1&rate=0.5&start=1&steps=1&step=1");
  CHECK(says(lab, "says", "w = −"));
  CHECK(says(lab, "learning/below-zero", "at |w|"));
  HeadlessLab book(std::string(kScene) + "&learn=1");
  CHECK_FALSE(book.find("kernel_regression/learning/below-zero"));
}

TEST_CASE("the book's five steps are one press away, whatever was tried before") {
  HeadlessLab lab(std::string(kScene) + "&learn=1&rate=0.01&start=2");
  lab.activate("kernel_regression/small-steps");
  CHECK_FALSE(lab.find("kernel_regression/learning/book"));
  lab.activate("kernel_regression/book-steps");
  CHECK(says(lab, "learning/book", "five losses and five w's"));
  CHECK(says(lab, "says", "After 5 steps: w = 5.38"));
}

TEST_CASE("the sum of weight times value ends at the prediction, or it is said why it is not drawn") {
  for (const char* y : {"3,-1,2", "-3,1,-2", "0,2,3"}) {
    HeadlessLab lab(own("0,1,2", y) + "&query=1");
    CAPTURE(y);
    CHECK_FALSE(says(lab, "numbers", "is not drawn"));
    // The arrow has the colour of the prediction's dot, and its tip is as high.
    const std::string svg = lab.app().printed_figure();
    const auto after = [&](std::size_t from, const std::string& part) { return svg.find(part, from) + part.size(); };
    const std::size_t dot = svg.rfind("<circle", svg.find(" r=\"6\" fill=\""));
    const double height = std::stod(svg.substr(after(dot, "cy=\"")));
    const std::size_t color = after(dot, "fill=\"");
    const std::string fill = svg.substr(color, svg.find('"', color) - color);
    int tips = 0;
    for (std::size_t at = svg.find("<polygon"); at != std::string::npos; at = svg.find("<polygon", at + 1)) {
      if (svg.substr(at, svg.find('>', at) - at).find(fill) == std::string::npos) continue;
      ++tips;
      CHECK(std::stod(svg.substr(after(after(at, "points=\""), ","))) == doctest::Approx(height).epsilon(1e-3));
    }
    CHECK(tips == 1);
  }
  HeadlessLab high(own("0,1,2", "100,101,102") + "&query=1");
  CHECK(says(high, "numbers", "y = 0 lies outside of the picture"));
}

TEST_CASE("few keys and many fill the heatmap, and nothing that is written there is cut") {
  for (const char* points : {"&data=own&x=1,2,3&y=1,2,3", "&data=generated&count=200", ""})
    for (const float width : {360.0f, 820.0f, 1280.0f}) {
      HeadlessLab lab(std::string(kScene) + points, width, 900);
      CAPTURE(points);
      CAPTURE(width);
      const view::Rect heat = lab.node("kernel_regression/heat").rect;
      CHECK(heat.width > 150);
      CHECK(heat.height > 150);
      for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
    }
}
