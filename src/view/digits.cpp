#include "view/digits.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "view/text.h"

namespace view {

std::string written(double value, Digits digits) {
  if (digits.are_decimals) return number_text(value, digits.count);
  // No exponent where a person would write none.
  const double size = std::abs(value);
  const int before_point = size >= 1 && size < 1e7 ? static_cast<int>(std::log10(size)) + 1 : 0;
  return short_number_text(value, std::max(digits.count, before_point));
}

double as_written(double value, Digits digits) {
  double shown = value;  // what is not finite is written by its name
  parse_number(written(value, digits), shown);
  return shown;
}

bool is_rounding_of(double result, double value, Digits digits) {
  const double shown = as_written(result, digits);
  if (!std::isfinite(shown) || !std::isfinite(value)) return shown == value;
  constexpr double kNothing = 1e-12;  // what computing with binary fractions leaves of 0
  constexpr double kTiny = 1e-25;     // smaller than any such remainder
  const double size = std::abs(shown);
  if (size == 0 && value != 0 && std::abs(value) < kTiny) return false;
  double last_place = std::pow(10, -digits.count);
  if (!digits.are_decimals) last_place = size > 0 ? std::pow(10, std::floor(std::log10(size)) + 1 - digits.count) : 0;
  if (!digits.are_decimals) last_place = std::min(last_place, size < 1e7 ? 1.0 : last_place);  // see written()
  return std::abs(value - shown) <= last_place / 2 + kNothing * std::max(1.0, size);
}

bool is_true_when_written(std::span<const double> operands, double (*evaluate)(std::span<const double>), double result,
                          Digits result_digits, Digits operand_digits) {
  std::vector<double> shown;
  for (const double operand : operands) shown.push_back(as_written(operand, operand_digits));
  return is_rounding_of(result, evaluate(shown), result_digits);
}

Line true_line(std::span<const double> operands, double (*evaluate)(std::span<const double>), double result,
               Digits result_digits, Digits least_operand_digits) {
  Line line{least_operand_digits};
  for (;; ++line.operands.count) {
    line.is_true = is_true_when_written(operands, evaluate, result, result_digits, line.operands);
    if (line.is_true || line.operands.count >= kMostDigits) return line;
  }
}

double sum_of_products(std::span<const double> numbers) {
  double sum = 0;
  const std::size_t half = numbers.size() / 2;
  for (std::size_t i = 0; i < half; ++i) sum += numbers[i] * numbers[half + i];
  return sum;
}

double sum_of(std::span<const double> numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  return sum;
}

}  // namespace view
