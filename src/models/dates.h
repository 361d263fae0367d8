// Dates as English writes them in three ways, and as Chinese does: what the translator learns from. Names are one token
// each, numbers go digit by digit.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/random.h"

namespace models {

/// A day of the Gregorian calendar.
struct Date {
  int year = 2000, month = 1, day = 1;
  bool operator==(const Date&) const = default;
};
inline constexpr int kFirstYear = 1900, kLastYear = 2099;
/// Of these years, every day equally likely.
Date random_date(core::Random& random);
/// Is there such a day? 29 February is one in leap years only.
bool is_day(const Date& date);
/// 0 = Sunday.
int weekday_of(const Date& date);

enum DateFormat {
  kNameFirst,  // Sunday , November 2 2 , 2 0 2 6
  kDayFirst,   // 2 2 November 2 0 2 6 ( Sunday )
  kWeekFirst,  // Sunday , 2 2 November 2 0 2 6
  kDateFormats
};

/// All tokens of a language; the index is the token. The target's first two are "begin" and "end".
std::span<const char* const> source_tokens();
std::span<const char* const> target_tokens();
/// Of the source: the signs between numbers and names, the first month and the first weekday.
inline constexpr int kComma = 10, kOpening = 11, kClosing = 12, kJanuary = 13, kSunday = 25;
inline constexpr int kBegin = 0, kEnd = 1;
/// Of the target: the first digit, 年, 月, 日 and the first weekday.
inline constexpr int kZeroThere = 2, kYearSign = 12, kMonthSign = 13, kDaySign = 14, kSundayThere = 15;

/// How long the longest target is, with kEnd.
inline constexpr int kLongestTarget = 13;

/// The weekday is the date's own, or another one (0 = Sunday).
std::vector<int> source_of(const Date& date, int format);
std::vector<int> source_of(const Date& date, int format, int weekday);
/// 2 0 2 6 年 1 1 月 2 2 日 星期日, and kEnd.
std::vector<int> target_of(const Date& date);
std::vector<int> target_of(const Date& date, int weekday);
/// The tokens with nothing between them, up to kEnd.
std::string target_text(std::span<const int> tokens);

/// Pairs of sentences, filled up to the longest.
struct DatePairs {
  int count = 0, source_length = 0, target_length = 0;
  std::vector<int> sources, targets;                // (count, source_length), (count, target_length)
  std::vector<int> source_lengths, target_lengths;  // of each, without what it was filled up with

  void add(const std::vector<int>& source, const std::vector<int>& target);
};
DatePairs random_pairs(core::Random& random, int count);

}  // namespace models
