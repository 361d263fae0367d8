// A date that a reader has typed becomes what the translator reads, or a reason why it does not.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/dates.h"

namespace models {

/// The date as English writes it: "Sunday, November 22, 2026", "22 November 2026 (Sunday)", "Sunday, 22 November 2026".
/// Its weekday is the calendar's, or the one that is given (0 = Sunday).
std::string written_date(const Date& date, int format);
std::string written_date(const Date& date, int format, int weekday);

/// What a date is made of, in the order in which the formats ask for it.
enum class DatePiece {
  kWeekdayName,
  kMonthName,
  kDayNumber,
  kYearNumber,
  kCommaSign,
  kOpeningBracket,
  kClosingBracket,
  kNothingMore
};

/// A typed date that is in one of the formats.
struct ReadDate {
  Date date;
  int format = kNameFirst;
  int weekday = 0;          // as it was typed, 0 = Sunday; weekday_of(date) says which it is
  std::vector<int> source;  // its tokens, as those the translator learns from
  bool had_zero = false;    // the day was typed with a zero before it, which those never have and this has not
  bool has_weekday_of_date() const { return weekday == weekday_of(date); }
};

/// Why a typed date cannot be read, and where.
struct DateProblem {
  enum class Kind {
    kEmpty,             // there is nothing
    kUnknownCharacter,  // `text` is in no date
    kUnknownWord,       // `text` is no weekday and no month in full
    kOtherPiece,        // `text` stands where `expected` belongs; it is empty at the end
    kNoSuchDay,         // the month, `month`, has no day `text`
    kYearOutside,       // the year `text` is not from 1900 to 2099: the translator has met no other
  };
  Kind kind = Kind::kEmpty;
  int place = 0;  // characters before it
  std::string text = {};
  DatePiece expected = DatePiece::kNothingMore;
  int month = 0;  // 1 … 12
  int year = 0;   // it has 28 or 29 days
  bool operator==(const DateProblem&) const = default;
};

/// Reads a date in any of the formats; blanks, capitals, full-width signs and digits apart from one another do not
/// matter.
std::variant<ReadDate, DateProblem> read_date(std::string_view text);

}  // namespace models
