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
/// From 1900 to 2099, every day equally likely.
Date random_date(core::Random& random);
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
inline constexpr int kBegin = 0, kEnd = 1;

std::vector<int> source_of(const Date& date, int format);
/// 2 0 2 6 年 1 1 月 2 2 日 星期日, and kEnd.
std::vector<int> target_of(const Date& date);
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
