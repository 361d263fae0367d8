#include "models/read_date.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <utility>

#include "index.h"

namespace models {

namespace {

constexpr DatePiece kNameFirstPieces[] = {DatePiece::kWeekdayName, DatePiece::kCommaSign, DatePiece::kMonthName,
                                          DatePiece::kDayNumber,   DatePiece::kCommaSign, DatePiece::kYearNumber,
                                          DatePiece::kNothingMore};
constexpr DatePiece kDayFirstPieces[] = {
    DatePiece::kDayNumber,   DatePiece::kMonthName,      DatePiece::kYearNumber, DatePiece::kOpeningBracket,
    DatePiece::kWeekdayName, DatePiece::kClosingBracket, DatePiece::kNothingMore};
constexpr DatePiece kWeekFirstPieces[] = {DatePiece::kWeekdayName, DatePiece::kCommaSign,  DatePiece::kDayNumber,
                                          DatePiece::kMonthName,   DatePiece::kYearNumber, DatePiece::kNothingMore};

std::span<const DatePiece> pieces_of(int format) {
  if (format == kNameFirst) return kNameFirstPieces;
  if (format == kDayFirst) return kDayFirstPieces;
  return kWeekFirstPieces;
}

/// A word, a number or a sign of the typed text.
struct Found {
  enum class Kind { kWord, kNumber, kSign, kEnd } kind = Kind::kEnd;
  std::string text;
  int place = 0;   // characters before it
  int token = -1;  // of a word or a sign
};

bool is_letter(char32_t code) { return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') || code >= 0x80; }
bool is_digit(char32_t code) { return code >= '0' && code <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The next character: its code, with a full-width sign as the narrow one, and its bytes. What is no UTF-8 is taken
/// byte by byte.
std::pair<char32_t, std::string_view> next_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0xc0 ? 1 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
  char32_t code = length == 1 ? byte(0) : byte(0) & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (byte(i) & 0xc0) != 0x80) return {0xfffd, text.substr(0, 1)};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t kFirstWide = 0xff01, kLastWide = 0xff5e, kWideBlank = 0x3000, kHardBlank = 0xa0;
  if (code >= kFirstWide && code <= kLastWide) code = code - kFirstWide + '!';
  if (code == kWideBlank || code == kHardBlank) code = ' ';
  return {code, text.substr(0, length)};
}

/// The token of a month or a weekday; −1 if it is none.
int name_token(std::string_view word) {
  const auto tokens = source_tokens();
  for (int token = kJanuary; token < count_of(tokens); ++token)
    if (std::ranges::equal(word, std::string_view(nth(tokens, token)),
                           [](char a, char b) { return lower(a) == lower(b); }))
      return token;
  return -1;
}

/// Takes the text apart; the last piece is its end. With the problem of what is in no date.
std::variant<std::vector<Found>, DateProblem> pieces_in(std::string_view text) {
  std::vector<Found> all;
  bool is_joined = false;  // to the character before
  int place = 0;
  for (; !text.empty(); ++place) {
    const auto [code, bytes] = next_character(text);
    text.remove_prefix(bytes.size());
    const auto kind = is_digit(code) ? Found::Kind::kNumber : is_letter(code) ? Found::Kind::kWord : Found::Kind::kSign;
    if (code == ' ' || code == '\t') {
      is_joined = false;
      continue;
    }
    if (!is_joined || kind == Found::Kind::kSign || all.back().kind != kind) all.push_back({kind, "", place});
    is_joined = true;
    all.back().text += code < 0x80 ? std::string(1, static_cast<char>(code)) : std::string(bytes);
    if (kind != Found::Kind::kSign) continue;
    all.back().token = code == ',' ? kComma : code == '(' ? kOpening : code == ')' ? kClosing : -1;
    if (all.back().token < 0) return DateProblem{DateProblem::Kind::kUnknownCharacter, place, all.back().text};
  }
  for (Found& found : all) {
    if (found.kind != Found::Kind::kWord) continue;
    found.token = name_token(found.text);
    if (found.token < 0) return DateProblem{DateProblem::Kind::kUnknownWord, found.place, found.text};
  }
  all.push_back({Found::Kind::kEnd, "", place});
  return all;
}

/// Whether what was found can be that piece.
bool is_piece(const Found& found, DatePiece piece) {
  switch (piece) {
    case DatePiece::kWeekdayName:
      return found.token >= kSunday;
    case DatePiece::kMonthName:
      return found.token >= kJanuary && found.token < kSunday;
    case DatePiece::kDayNumber:
    case DatePiece::kYearNumber:
      return found.kind == Found::Kind::kNumber;
    case DatePiece::kCommaSign:
      return found.token == kComma;
    case DatePiece::kOpeningBracket:
      return found.token == kOpening;
    case DatePiece::kClosingBracket:
      return found.token == kClosing;
    case DatePiece::kNothingMore:
      return found.kind == Found::Kind::kEnd;
  }
  return false;
}

/// Of digits alone; −1 if they are more than any date has.
int number_of(const std::string& digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() ? number : -1;
}

/// The digits of a number, also where blanks are between them: as many as it may have.
std::string digits_from(const std::vector<Found>& all, int& at, DatePiece piece) {
  const std::size_t most = piece == DatePiece::kDayNumber ? 2 : 4;
  std::string digits = nth(all, at++).text;
  while (nth(all, at).kind == Found::Kind::kNumber && digits.size() + nth(all, at).text.size() <= most)
    digits += nth(all, at++).text;
  return digits;
}

/// Which of the formats begins like this.
int format_of(const std::vector<Found>& all) {
  if (all.front().kind == Found::Kind::kNumber) return kDayFirst;
  return all.size() > 2 && all[1].token == kComma && all[2].kind == Found::Kind::kNumber ? kWeekFirst : kNameFirst;
}

}  // namespace

std::string written_date(const Date& date, int format) { return written_date(date, format, weekday_of(date)); }

std::string written_date(const Date& date, int format, int weekday) {
  const std::vector<int> tokens = source_of(date, format, weekday);
  std::string text;
  for (int i = 0; i < count_of(tokens); ++i) {
    const int token = nth(tokens, i), before = i > 0 ? nth(tokens, i - 1) : kOpening;
    const bool goes_on =
        (token < kComma && before < kComma) || token == kComma || token == kClosing || before == kOpening;
    if (!goes_on) text += ' ';
    text += nth(source_tokens(), token);
  }
  return text;
}

std::variant<ReadDate, DateProblem> read_date(std::string_view text) {
  using Kind = DateProblem::Kind;
  auto taken_apart = pieces_in(text);
  if (const DateProblem* problem = std::get_if<DateProblem>(&taken_apart)) return *problem;
  const auto& all = std::get<std::vector<Found>>(taken_apart);
  if (all.size() == 1) return DateProblem{Kind::kEmpty};
  ReadDate read{.format = format_of(all)};
  std::string day, year;
  int at = 0, day_place = 0, year_place = 0;
  for (const DatePiece piece : pieces_of(read.format)) {
    const Found& found = nth(all, at);
    if (!is_piece(found, piece)) return DateProblem{Kind::kOtherPiece, found.place, found.text, piece};
    if (piece == DatePiece::kDayNumber || piece == DatePiece::kYearNumber) {
      (piece == DatePiece::kDayNumber ? day_place : year_place) = found.place;
      (piece == DatePiece::kDayNumber ? day : year) = digits_from(all, at, piece);
      continue;
    }
    if (piece == DatePiece::kMonthName) read.date.month = found.token - kJanuary + 1;
    if (piece == DatePiece::kWeekdayName) read.weekday = found.token - kSunday;
    ++at;
  }
  read.date.year = number_of(year);
  read.date.day = number_of(day);
  if (year.size() != 4 || read.date.year < kFirstYear || read.date.year > kLastYear)
    return DateProblem{Kind::kYearOutside, year_place, year};
  if (day.size() > 2 || !is_day(read.date))
    return DateProblem{
        .kind = Kind::kNoSuchDay, .place = day_place, .text = day, .month = read.date.month, .year = read.date.year};
  read.had_zero = day.size() == 2 && day.front() == '0';
  read.source = source_of(read.date, read.format, read.weekday);
  return read;
}

}  // namespace models
