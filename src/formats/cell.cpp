#include "formats/cell.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "formats/text.h"

namespace formats {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// In lower case, as spreadsheets, R, pandas, NumPy's masked arrays, databases and people write it.
constexpr std::array<std::string_view, 21> kMissing = {
    "",   "na",     "n/a",    "n.a.", "#n/a", "#na",     "<na>",  "null",    "none",   "nil",  "-",
    "--", "\u2014", "\u2013", "nan%", "nat",  "#div/0!", "#num!", "#value!", "#null!", "#ref!"};

// What C runtimes under Windows print.
std::optional<float> windows_number(std::string_view lower) {
  const bool is_negative = lower.starts_with('-');
  if (is_negative) lower.remove_prefix(1);
  if (!lower.starts_with("1.#")) return std::nullopt;
  lower.remove_prefix(3);
  while (lower.ends_with('0')) lower.remove_suffix(1);  // 1.#INF00
  if (lower == "ind" || lower == "qnan" || lower == "snan") return kNan;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (lower == "inf") return is_negative ? -kInfinity : kInfinity;
  return std::nullopt;
}

// Digits with nothing but what numbers are written with, or is mistaken for it (O and l of a scanned page).
bool is_almost_number(std::string_view text) {
  const bool has_digit = std::ranges::any_of(text, is_digit);
  const bool has_mark = text.find_first_of(".,%'") != std::string_view::npos;
  return has_digit && has_mark && text.find_first_not_of("0123456789.,%'+-eEOoIl $") == std::string_view::npos;
}

}  // namespace

Cell cell_of(std::string_view text, char decimal_mark) {
  using Kind = Cell::Kind;
  text = trimmed(text);
  if (const auto number = whole_number(text, decimal_mark)) {
    return {.kind = Kind::kNumber, .value = *number, .is_count = std::ranges::all_of(text, is_digit)};
  }
  if (text.size() > 40) return {};
  const std::string lower = in_lower_case(text);
  if (std::ranges::find(kMissing, lower) != kMissing.end()) return {.kind = Kind::kMissing, .value = kNan};
  if (lower == "true" || lower == "false") return {.kind = Kind::kNumber, .value = lower == "true" ? 1.0f : 0.0f};
  if (const auto number = windows_number(lower)) return {.kind = Kind::kNumber, .value = *number};
  for (const std::string_view sign : {"%", "\uFF05"}) {
    if (!text.ends_with(sign)) continue;
    const std::string_view digits = trimmed(text.substr(0, text.size() - sign.size()));
    const std::string hundredths = std::string(digits) + "e-2";
    if (const auto number = whole_number(hundredths, decimal_mark); number && whole_number(digits, decimal_mark)) {
      return {.kind = Kind::kNumber, .value = *number, .is_percent = true};
    }
  }
  return {.kind = is_almost_number(text) ? Kind::kAlmostNumber : Kind::kWord};
}

Comma comma_in(std::string_view text) {
  text = trimmed(text);
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || text.find('.') != std::string_view::npos) return Comma::kNone;
  if (cell_of(text, ',').kind != Cell::Kind::kNumber) return Comma::kNone;
  std::string_view before = text.substr(0, comma), after = text.substr(comma + 1);
  before.remove_prefix(std::min(before.find_first_of("0123456789"), before.size()));  // a sign
  const bool may_be_thousands = !before.empty() && before.size() <= 3 && !before.starts_with('0') &&
                                after.size() == 3 && std::ranges::all_of(before, is_digit) &&
                                std::ranges::all_of(after, is_digit);
  return may_be_thousands ? Comma::kEither : Comma::kDecimal;
}

}  // namespace formats
