#include "models/dates.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "index.h"

namespace models {

namespace {

constexpr const char* kSource[] = {"0",         "1",        "2",        "3",        "4",      "5",      "6",
                                   "7",         "8",        "9",        ",",        "(",      ")",      "January",
                                   "February",  "March",    "April",    "May",      "June",   "July",   "August",
                                   "September", "October",  "November", "December", "Sunday", "Monday", "Tuesday",
                                   "Wednesday", "Thursday", "Friday",   "Saturday"};

constexpr const char* kTarget[] = {"",       "",       "0",      "1",      "2",      "3",     "4",  "5",
                                   "6",      "7",      "8",      "9",      "年",     "月",    "日", "星期日",
                                   "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"};

void add_digits(std::vector<int>& tokens, int number, int zero) {
  for (const char digit : std::to_string(number)) tokens.push_back(zero + digit - '0');
}

}  // namespace

Date random_date(core::Random& random) {
  using namespace std::chrono;
  const sys_days first = year{kFirstYear} / January / 1, end = year{kLastYear + 1} / January / 1;
  const auto days_between = static_cast<std::uint64_t>((end - first).count());
  const year_month_day day{first + days{static_cast<int>(random.below(days_between))}};
  return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day()))};
}

bool is_day(const Date& date) {
  using namespace std::chrono;
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return false;  // chrono keeps a byte of each
  return (year{date.year} / date.month / date.day).ok();
}

int weekday_of(const Date& date) {
  using namespace std::chrono;
  const sys_days day = year{date.year} / month{static_cast<unsigned>(date.month)} / static_cast<int>(date.day);
  return static_cast<int>(weekday{day}.c_encoding());
}

std::span<const char* const> source_tokens() { return kSource; }
std::span<const char* const> target_tokens() { return kTarget; }

std::vector<int> source_of(const Date& date, int format) { return source_of(date, format, weekday_of(date)); }
std::vector<int> target_of(const Date& date) { return target_of(date, weekday_of(date)); }

std::vector<int> source_of(const Date& date, int format, int weekday_number) {
  std::vector<int> tokens;
  const int weekday = kSunday + weekday_number, month = kJanuary + date.month - 1;
  if (format != kDayFirst) {
    tokens.push_back(weekday);
    tokens.push_back(kComma);
  }
  if (format == kNameFirst) tokens.push_back(month);
  add_digits(tokens, date.day, 0);
  tokens.push_back(format == kNameFirst ? kComma : month);
  add_digits(tokens, date.year, 0);
  if (format == kDayFirst) tokens.insert(tokens.end(), {kOpening, weekday, kClosing});
  return tokens;
}

std::vector<int> target_of(const Date& date, int weekday) {
  std::vector<int> tokens;
  for (const auto& [number, sign] :
       {std::pair{date.year, kYearSign}, std::pair{date.month, kMonthSign}, std::pair{date.day, kDaySign}}) {
    add_digits(tokens, number, kZeroThere);
    tokens.push_back(sign);
  }
  tokens.push_back(kSundayThere + weekday);
  tokens.push_back(kEnd);
  return tokens;
}

std::string target_text(std::span<const int> tokens) {
  std::string text;
  for (const int token : tokens) {
    if (token == kEnd) break;
    text += nth(kTarget, token);
  }
  return text;
}

void DatePairs::add(const std::vector<int>& source, const std::vector<int>& target) {
  const auto widened = [this](std::vector<int>& rows, int& length, const std::vector<int>& more) {
    const int wanted = std::max(length, count_of(more));
    std::vector<int> wider(to_size((count + 1) * wanted));
    for (int row = 0; row < count; ++row)
      std::copy_n(rows.begin() + row * length, length, wider.begin() + row * wanted);
    std::copy(more.begin(), more.end(), wider.begin() + count * wanted);
    rows = std::move(wider);
    length = wanted;
  };
  widened(sources, source_length, source);
  widened(targets, target_length, target);
  source_lengths.push_back(count_of(source));
  target_lengths.push_back(count_of(target));
  ++count;
}

DatePairs random_pairs(core::Random& random, int count) {
  DatePairs pairs;
  for (int i = 0; i < count; ++i) {
    const Date date = random_date(random);
    pairs.add(source_of(date, static_cast<int>(random.below(kDateFormats))), target_of(date));
  }
  return pairs;
}

}  // namespace models
