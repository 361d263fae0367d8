// How many digits a line of a calculation needs so that what stands there is true: "0.1199 + 1 = 1.12" is, if the right
// side is the rounding of the left side as it is written. A line that no number of digits makes true says ≈.
#pragma once

#include <initializer_list>
#include <span>
#include <string>

namespace view {

/// How numbers are written: with so many significant digits, or so many after the point.
struct Digits {
  int count = 4;
  bool are_decimals = false;
};

std::string written(double value, Digits digits);
/// The number that stands there once it is written.
double as_written(double value, Digits digits);
/// Is `result`, written with these digits, the rounding of `value`? An exact 0 is the rounding of nothing but 0.
bool is_rounding_of(double result, double value, Digits digits);

/// How a line's left side is to be written, so that its right side is the rounding of it.
struct Line {
  Digits operands;
  bool is_true = true;  // false: ≈
  const char* equals() const { return is_true ? "=" : "≈"; }
};

inline constexpr int kMostDigits = 7;  // a float has no more

/// Is the result the rounding of what `evaluate` makes of the operands as they are written?
bool is_true_when_written(std::span<const double> operands, double (*evaluate)(std::span<const double>), double result,
                          Digits result_digits, Digits operand_digits);
/// The operands get the digits they are given at least, and more where the line needs them.
Line true_line(std::span<const double> operands, double (*evaluate)(std::span<const double>), double result,
               Digits result_digits, Digits least_operand_digits);
inline Line true_line(std::initializer_list<double> operands, double (*evaluate)(std::span<const double>),
                      double result, Digits digits = {}) {
  return true_line(std::span(operands.begin(), operands.size()), evaluate, result, digits, digits);
}

/// The first half of the numbers times the second half, one by one, added up.
double sum_of_products(std::span<const double> numbers);
double sum_of(std::span<const double> numbers);

}  // namespace view
