#include "view/digits.h"

#include <doctest/doctest.h>

#include <cmath>

#include "view/text.h"

namespace {
double quotient(std::span<const double> pair) { return pair[0] / pair[1]; }
double difference(std::span<const double> pair) { return pair[0] - pair[1]; }
}  // namespace

TEST_CASE("a line gets as many digits as make it true") {
  CHECK(view::true_line({4.8, 2}, quotient, 2.4).operands.count == 4);
  // 4.937e−06 ÷ 1 = 4.935e−06 is not true; 4.937e−06 ÷ 1.0004 is.
  const view::Line line = view::true_line({4.937e-6, 1.0004052}, quotient, 4.935e-6);
  CHECK(line.is_true);
  CHECK(line.operands.count == 5);
  CHECK(view::written(1.0004052, line.operands) == "1.0004");
  const view::Line close = view::true_line({12.34123, 12.35357}, difference, -0.01234);
  CHECK(close.is_true);
  CHECK(close.operands.count == 7);
}

TEST_CASE("a line that no number of digits makes true is nearly so") {
  const view::Line line = view::true_line({0.3, 0.3}, difference, 1.49e-8);
  CHECK_FALSE(line.is_true);
  CHECK(std::string(line.equals()) == "≈");
  CHECK_FALSE(view::true_line(
                  {100, 0}, [](std::span<const double> all) { return std::exp(-all[0]); }, 0.0)
                  .is_true);
}

TEST_CASE("numbers of a calculation have no exponent where a person would write none, and no negative zero") {
  CHECK(view::written(12345.6, {4}) == "12346");
  CHECK(view::written(1234567, {4}) == "1234567");
  CHECK(view::written(0.00012345, {4}) == "0.0001234");
  CHECK(view::written(-0.0, {4}) == "0");
  CHECK(view::written(-0.0001, {2, true}) == "0.00");
  CHECK(view::short_number_text(-0.0) == "0");
  CHECK(view::written(-INFINITY, {4}) == "−∞");
}

TEST_CASE("a rounding is one at the digits that are shown") {
  CHECK(view::is_rounding_of(3.394, 3.39411, {4}));
  CHECK_FALSE(view::is_rounding_of(3.395, 3.39411, {4}));
  CHECK(view::is_rounding_of(0.75, 0.7549, {2, true}));  // 0.75
  CHECK_FALSE(view::is_rounding_of(0.75, 0.7551, {2, true}));
  CHECK_FALSE(view::is_rounding_of(0, 1e-9, {4}));
  CHECK(view::is_rounding_of(-INFINITY, -INFINITY, {4}));
  CHECK_FALSE(view::is_rounding_of(1, INFINITY, {4}));
}
