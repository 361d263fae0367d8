#include "view/formula.h"

#include "bare_ui.h"

using view::Formula;
using view::letters;

namespace {

/// softmax(Q Kᵀ / √d)
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
