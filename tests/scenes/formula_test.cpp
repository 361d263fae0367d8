// Formulas with true digits, and the card that shows them.
#include <doctest/doctest.h>

#include <cmath>

#include "scenes/parts/derivation.h"
#include "view/bare_ui.h"

using namespace scenes;

namespace {

std::vector<Step> some_steps() {
  return {{{"相乘", "Multiply"},
           Formula()
               .products(std::vector<double>{2, -1}, Tone::kQuery, std::vector<double>{0.5, 3}, Tone::kKey)
               .result(-2)
               .done()},
          {{"相除", "Divide"}, Formula().quotient(1, 3, 1.0 / 3).done()}};
}

}  // namespace

TEST_CASE("a formula reads as it is written, negative factors in parentheses") {
  CHECK(formula_text(some_steps()[0].formula) == "2 × 0.5 + (−1) × 3 = −2");
  CHECK(formula_text(some_steps()[1].formula) == "1 ÷ 3 = 0.3333");
  CHECK(formula_text(Formula().vector(std::vector<double>{1, -2}).done()) == "(1, −2)");
  const std::vector<std::string> names{"Read"};
  CHECK(formula_text(Formula()
                         .products(std::vector<double>{1}, Tone::kPlain, std::vector<double>{2}, Tone::kPlain, names)
                         .done()) == "Read 1 × 2");
}

TEST_CASE("operands get as many digits as make the line true, and a line that cannot be says so") {
  const double a = 1.00049, b = 2.00049;
  const auto sum = [](std::span<const double> pair) { return pair[0] + pair[1]; };
  const std::string line =
      formula_text(Formula(view::Digits{4}).with({a, b}, sum, a + b).number(a).say("+").number(b).result(a + b).done());
  CHECK(line == "1.0005 + 2.0005 = 3.001");
  const auto same = [](std::span<const double> one) { return one[0]; };
  CHECK(formula_text(Formula(view::Digits{4}).with({a}, same, 7).number(a).result(7).done()).find("≈") !=
        std::string::npos);
}

TEST_CASE("two lists get the digits with which every pair is true") {
  const std::vector<double> a{1.00049, 2}, b{2.00049, 3}, sums{3.00098, 5};
  const auto sum = [](std::span<const double> pair) { return pair[0] + pair[1]; };
  CHECK(true_pairs(a, b, sum, sums, {4}).is_true);
  CHECK_FALSE(true_pairs(a, b, sum, std::vector<double>{4, 5}, {4}).is_true);
}

TEST_CASE("the card of a derivation is one group: what it is about, its steps, and a button where it can be closed") {
  bool was_closed = false, can_close = false;
  BareUi lab([&](view::Ui& ui) {
    was_closed |= draw_derivation(ui, {.id = "test/number", .title = "A number", .value = "−2", .can_close = can_close},
                                  some_steps())
                      .is_closed;
  });
  CHECK(lab.node("test/number").role == view::Role::kGroup);
  CHECK(lab.node("test/number/title").name == "A number = −2");
  CHECK(lab.node("test/number/0").name == "Multiply: 2 times 0.5 plus (−1) times 3 equals −2");
  CHECK(lab.node("test/number/1").rect.y >= lab.node("test/number/0").rect.y + lab.node("test/number/0").rect.height);
  CHECK_FALSE(lab.find("test/number/close"));
  can_close = true;
  lab.settle();
  lab.act({view::ActionKind::kActivate, "test/number/close"});
  CHECK(was_closed);
}

TEST_CASE("on a narrow screen a step's name stands above its formula") {
  const auto draw = [](view::Ui& ui) { draw_derivation(ui, {.id = "test/number", .title = "A number"}, some_steps()); };
  BareUi wide(draw), narrow(draw, 320);
  CHECK(narrow.node("test/number/0").rect.height > wide.node("test/number/0").rect.height);
  CHECK(narrow.ui().cut_texts().empty());
}

TEST_CASE("a quotient is one fraction, written with ÷ and said in words") {
  const std::vector<Piece> formula = Formula().over(4.8, "√2").result(4.8 / std::sqrt(2.0)).done();
  CHECK(formula.size() == 3);
  CHECK(formula_text(formula) == "4.8 ÷ √2 = 3.394");
  CHECK(formula_spoken(view::Language::kEnglish, formula) == "4.8 divided by the square root of 2 equals 3.394");
  CHECK(formula_spoken(view::Language::kChinese, formula) == "4.8 除以 2 的平方根 等于 3.394");
}

TEST_CASE("a number that is also found elsewhere leads there, by pointer and by keyboard; others cannot be pressed") {
  DerivationEvents last;
  const std::vector<Step> steps{
      {{"相减", "Subtract"}, Formula().number(3).leading_to(7).say("−").number(1).result(2).done()}};
  BareUi lab([&](view::Ui& ui) {
    const DerivationEvents events = draw_derivation(
        ui,
        {.id = "n", .title = "A number", .name_of_place = [](int place) { return "Place " + std::to_string(place); }},
        steps);
    if (events.followed != kNowhere) last = events;
  });
  CHECK(lab.node("n/0/0").role == view::Role::kButton);
  CHECK(lab.node("n/0/0").name == "Place 7");
  CHECK_FALSE(lab.find("n/0/1"));
  lab.click(lab.node("n/0/0").rect);
  CHECK(last.followed == 7);
  CHECK_FALSE(last.is_by_key);
  last = {};
  lab.act({view::ActionKind::kActivate, "n/0/0"});
  CHECK(last.followed == 7);
  CHECK(last.is_by_key);
}

TEST_CASE("a step says what it is for, and a card keeps the room that it is given") {
  std::vector<Step> steps = some_steps();
  float least = 0, height = 0;
  BareUi lab([&](view::Ui& ui) {
    const DerivationCard card{.id = "n", .title = "A number", .least_height = least};
    height = derivation_height(ui, card, steps);
    draw_derivation(ui, card, steps);
  });
  const float plain = height;
  steps[1].note = view::Text{"为了什么", "What it is for."};
  lab.settle();
  CHECK(lab.node("n/1").name.ends_with("; What it is for."));
  least = plain + 100;
  lab.settle();
  CHECK(height == least);
}
