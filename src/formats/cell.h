// What stands in one cell of a table, or between the brackets of a print-out.
#pragma once

#include <string_view>

namespace formats {

struct Cell {
  enum class Kind {
    kNumber,        // 0.25, −1, 1e-3, nan, inf, 25% (= 0.25), 1.#INF
    kMissing,       // nothing, NA, #N/A, null, None, --, #DIV/0! …: there is no number
    kAlmostNumber,  // O.25, 1,000, 0,25 where commas are no decimal points: digits, but which number?
    kWord,
  };
  Kind kind = Kind::kWord;
  float value = 0;        // NaN of what is missing
  bool is_count = false;  // plain digits, as in 0, 1, 2, which may be names as well as numbers
  bool is_percent = false;
};

/// `decimal_mark` is '.' or ','.
Cell cell_of(std::string_view text, char decimal_mark = '.');

/// What the comma in a number can be: none in it; surely a decimal comma (0,25 or 0,250); that or one between thousands
/// (1,000). Numbers with several commas, or with a comma and a point, are kNone: they are read by no one rule.
enum class Comma { kNone, kDecimal, kEither };
Comma comma_in(std::string_view text);

}  // namespace formats
