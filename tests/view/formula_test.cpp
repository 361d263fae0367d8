#include "view/formula.h"

#include "bare_ui.h"
#include "view/widgets.h"

using view::Formula;
using view::letters;

namespace {

/// softmax(Q K^T / √d)
Formula scaled() {
  return view::row(
      {letters("softmax("),
       view::fraction(view::row({letters("Q"), view::raised(letters("K"), "T")}), view::root(letters("d"))),
       letters(")")});
}

}  // namespace

TEST_CASE("a formula says itself in words") {
  CHECK(scaled().spoken(view::Language::kEnglish) == "softmax( Q K transposed divided by the square root of d )");
  CHECK(view::row({view::lowered("W", "q"), letters("="), letters("2")}).spoken(view::Language::kEnglish) ==
        "W sub q equals 2");
  CHECK(view::fraction(letters("4.8"), view::root(letters("2"))).spoken(view::Language::kChinese) ==
        "4.8 除以 2 的平方根");
}

TEST_CASE("a fraction is as wide as its wider part, a radical has room for its bar, letters keep the baseline") {
  BareUi bare([](view::Ui& ui) {
    const Formula::Size one = letters("1").measured(ui), wide = letters("1000").measured(ui);
    const Formula::Size both = view::fraction(letters("1"), letters("1000")).measured(ui);
    CHECK(both.width > wide.width);
    CHECK(both.width < wide.width + view::kBody);
    CHECK(both.height() > one.height() + wide.height());
    CHECK(view::root(letters("1")).measured(ui).above > one.above);
    CHECK(view::root(letters("1")).measured(ui).below == one.below);
    CHECK(view::lowered("W", "q").measured(ui).above == letters("W").measured(ui).above);
    CHECK(letters("").measured(ui).width == 0);
    // A thin space to both sides of an operator, and none beside anything else.
    CHECK(letters("=").measured(ui).width > ui.text_width("=") + 4);
    CHECK(letters("d").measured(ui).width == ui.text_width("d"));
  });
}

TEST_CASE("what is drawn of a formula lies inside its measure") {
  Formula::Size size;
  BareUi bare([&](view::Ui& ui) {
    const Formula whole =
        view::row({scaled(), letters("="), view::matrix(2, {letters("1"), letters("20"), letters("3"), letters("4")}),
                   view::colored(view::raised(letters("x"), "2"), ui.theme().cue_red)});
    size = whole.measured(ui);
    ui.begin_picture();
    whole.draw(ui, 20, 100);
    ui.end_picture({20, 100 - size.above, size.width, size.height()});
    CHECK(ui.cut_texts().empty());
  });
  bare.ui().request_svg({.title = "formula", .description = ""});
  bare.frame();
  const std::string svg = bare.ui().take_svg();
  const auto numbers_after = [&](const std::string& key) {
    std::vector<double> numbers;
    for (std::size_t at = svg.find(key); at != std::string::npos; at = svg.find(key, at + 1))
      numbers.push_back(std::stod(svg.substr(at + key.size())));
    return numbers;
  };
  const std::vector<double> xs = numbers_after("<text x=\"");
  CHECK(xs.size() >= 11);
  double last = -1;
  for (const double x : xs) {
    CHECK(x >= 0);
    CHECK(x <= static_cast<double>(size.width) + 2 * view::Ui::kPictureMargin);
    last = std::max(last, x);
  }
  CHECK(last > static_cast<double>(size.width) / 2);
  CHECK(svg.find("<polyline") != std::string::npos);  // radical and brackets
}

TEST_CASE("a formula of the column is read in words") {
  BareUi bare([](view::Ui& ui) { view::formula(ui, "f", scaled()); });
  CHECK(bare.node("f").name == scaled().spoken(view::Language::kEnglish));
  CHECK(bare.node("f").rect.height > view::kBody * 2);
}

TEST_CASE("what is typed is set: radicals, scripts, operators with thin spaces") {
  const auto spoken = [](const char* typed) { return view::typeset(typed).spoken(view::Language::kEnglish); };
  CHECK(spoken("4.8 ÷ √2 = 3.39") == "4.8 divided by the square root of 2 equals 3.39");
  CHECK(view::typeset("4.8 ÷ √2 = 3.39").spoken(view::Language::kChinese) == "4.8 除以 2 的平方根 等于 3.39");
  CHECK(spoken("W_q q") == "W sub q q");
  CHECK(spoken("tanh(W_q q + W_k k)") == "tanh( W sub q q plus W sub k k)");
  CHECK(spoken("Q K^T") == "Q K transposed");
  CHECK(spoken("max(0, 1 − 0.5²)") == "max(0, 1 minus 0.5 to the power of 2 )");
  CHECK(spoken("相加") == "相加");
  BareUi bare([](view::Ui& ui) {
    CHECK(view::typeset("W_q").measured(ui).width < ui.text_width("W_q"));
    CHECK(view::typeset("√2").measured(ui).above > letters("2").measured(ui).above);
    CHECK(view::typeset("1 + 2").measured(ui).width < ui.text_width("1 + 2"));
    CHECK(view::typeset("( 1 )").measured(ui).width < view::typeset("1 1 1").measured(ui).width);
  });
}

TEST_CASE("a long formula wraps before its operators, stays in its room and loses nothing") {
  const std::vector<view::FormulaWord> words = view::typeset_words("2 × 0.5 + (−1) × 3 + 4 × 1.25 = 3 ÷ √100");
  BareUi bare([&](view::Ui& ui) {
    for (const float width : {1000.0f, 120.0f, 60.0f, 5.0f}) {
      std::vector<std::string> first_of_line;
      float last_y = -1;
      std::size_t visited = 0;
      const auto visit = [&](const view::FormulaWord& word, const view::Rect& at, float baseline) {
        if (at.y != last_y) first_of_line.push_back(word.typed);
        last_y = at.y;
        ++visited;
        CHECK(at.x >= 10);
        CHECK(baseline > at.y);
        CHECK(baseline < at.y + at.height);
        if (width > 50) CHECK(at.x + at.width <= 10 + width + 0.01f);
      };
      const float height = view::wrapped_formula(ui, {10, 20, width, 24}, words, {}, true, visit);
      CHECK(visited == words.size());
      CHECK(height >= 24 * static_cast<float>(first_of_line.size()));
      if (width == 120)
        for (std::size_t i = 1; i < first_of_line.size(); ++i)
          CHECK((first_of_line[i] == "+" || first_of_line[i] == "=" || first_of_line[i] == "÷"));
      if (width == 1000) CHECK(first_of_line.size() == 1);
    }
    CHECK(ui.cut_texts().empty());
  });
}

TEST_CASE("in prose, too, letters are lowered and a radical has its bar, and neither line nor ear is given the sign") {
  const std::string words = "W＿Q ÷ √d";
  BareUi bare([&](view::Ui& ui) {
    CHECK(ui.text_width("W＿Q") < ui.text_width("WQ"));
    CHECK(ui.text_width("x＾0.8") < ui.text_width("x0.8"));
    CHECK(ui.text_width("√d") > ui.text_width("d"));
    CHECK(ui.text_width("_x") == doctest::Approx(ui.text_width("_") + ui.text_width("x")));  // a name stays as it is
    ui.keep_texts();
    ui.begin_picture();
    view::paragraph(ui, "p", words);
    view::paragraph(ui, "q", "make W＿Q long");
    view::paragraph(ui, "r", "2 sin x + x＾0.8.");
    ui.record({.id = "g", .role = view::Role::kGrid, .name = "g", .row_labels = {"x＾2"}, .column_labels = {"W＿q"}});
    ui.end_picture({0, 0, 400, 100});
  });
  CHECK(bare.node("p").name == "W sub Q ÷ √d");
  CHECK(bare.node("g").row_labels.front() == "x to the power of 2");
  CHECK(bare.node("g").column_labels.front() == "W sub q");
  CHECK(bare.node("r").name == "2 sin x + x to the power of 0.8.");
  bare.ui().request_svg({.title = "prose", .description = ""});
  bare.frame();
  const std::string svg = bare.ui().take_svg();
  CHECK(svg.find(">Q<") != std::string::npos);
  CHECK(svg.find(">d<") != std::string::npos);
  CHECK(svg.find("<polyline") != std::string::npos);
  CHECK(svg.find(">0.8<") != std::string::npos);
  CHECK(svg.find("＿") == std::string::npos);
  CHECK(svg.find("＾") == std::string::npos);
  CHECK(svg.find("√") == std::string::npos);
}
