#include "models/read_date.h"

namespace {

using Kind = models::DateProblem::Kind;
using models::DatePiece;

models::ReadDate read(std::string_view text) {
  CAPTURE(text);
  const auto result = models::read_date(text);
  REQUIRE(std::holds_alternative<models::ReadDate>(result));
  return std::get<models::ReadDate>(result);
}

models::DateProblem problem_of(std::string_view text) {
  CAPTURE(text);
  const auto result = models::read_date(text);
  REQUIRE(std::holds_alternative<models::DateProblem>(result));
  return std::get<models::DateProblem>(result);
}

const models::Date kDay{2026, 11, 22};

}  // namespace

TEST_CASE("a date is written as English does, in three ways") {
  CHECK(models::written_date(kDay, models::kNameFirst) == "Sunday, November 22, 2026");
  CHECK(models::written_date(kDay, models::kDayFirst) == "22 November 2026 (Sunday)");
  CHECK(models::written_date(kDay, models::kWeekFirst, 1) == "Monday, 22 November 2026");
}

TEST_CASE("what is written is read back, as the tokens that the translator learns from") {
  core::Random random(11);
  for (int i = 0; i < 300; ++i) {
    const models::Date date = models::random_date(random);
    for (int format = 0; format < models::kDateFormats; ++format) {
      const models::ReadDate back = read(models::written_date(date, format));
      CHECK(back.date == date);
      CHECK(back.format == format);
      CHECK(back.has_weekday_of_date());
      CHECK_FALSE(back.had_zero);
      CHECK(back.source == models::source_of(date, format));
      std::string apart;  // as the axes of the heatmap show it
      for (const int token : back.source)
        apart += std::string(models::source_tokens()[static_cast<std::size_t>(token)]) + "  ";
      CHECK(read(apart).source == back.source);
    }
  }
}

TEST_CASE("blanks, capitals and full-width signs of a typed date do not matter, a zero before the day is told") {
  for (const char* text : {"sunday,november 22,2026", "  SUNDAY ,  NovEmber  22 , 2026\t", "Sunday，November 22，2026",
                           "Ｓunday， November ２２，\u3000２０２６"})
    CHECK(read(text).source == models::source_of(kDay, models::kNameFirst));
  CHECK(read("22november2026（sunday）").source == models::source_of(kDay, models::kDayFirst));
  const models::ReadDate zero = read("Sunday, 05 April 2026");
  CHECK(zero.had_zero);
  CHECK(zero.source == models::source_of({2026, 4, 5}, models::kWeekFirst));
}

TEST_CASE("a weekday that is not the date's is read as it was typed, and told") {
  const models::ReadDate wrong = read("Monday, November 22, 2026");
  CHECK(wrong.weekday == 1);
  CHECK_FALSE(wrong.has_weekday_of_date());
  CHECK(wrong.source == models::source_of(kDay, models::kNameFirst, 1));
  CHECK(models::target_text(models::target_of(wrong.date, wrong.weekday)) == "2026年11月22日星期一");
}

TEST_CASE("what is no date says what is wrong, and where") {
  CHECK(problem_of("").kind == Kind::kEmpty);
  CHECK(problem_of(" \t").kind == Kind::kEmpty);
  CHECK(problem_of("Sunday, Nov 22, 2026") == models::DateProblem{Kind::kUnknownWord, 8, "Nov"});
  CHECK(problem_of("星期日, November 22, 2026") == models::DateProblem{Kind::kUnknownWord, 0, "星期日"});
  CHECK(problem_of("Sunday, November 22nd, 2026") == models::DateProblem{Kind::kUnknownWord, 19, "nd"});
  CHECK(problem_of("2026-11-22") == models::DateProblem{Kind::kUnknownCharacter, 4, "-"});
  CHECK(problem_of("Sunday\n").kind == Kind::kUnknownCharacter);
  CHECK(problem_of("日 \xff").kind == Kind::kUnknownWord);
  using Problem = models::DateProblem;
  CHECK(problem_of("November 22, 2026") == Problem{Kind::kOtherPiece, 0, "November", DatePiece::kWeekdayName});
  CHECK(problem_of("Sunday November 22, 2026") == Problem{Kind::kOtherPiece, 7, "November", DatePiece::kCommaSign});
  CHECK(problem_of("Sunday, November 22 2026") == Problem{Kind::kOtherPiece, 20, "2026", DatePiece::kCommaSign});
  CHECK(problem_of("Sunday, November 22,") == Problem{Kind::kOtherPiece, 20, "", DatePiece::kYearNumber});
  CHECK(problem_of("22 November 2026 Sunday") == Problem{Kind::kOtherPiece, 17, "Sunday", DatePiece::kOpeningBracket});
  CHECK(problem_of("Sunday, 22 November 2026 )") == Problem{Kind::kOtherPiece, 25, ")", DatePiece::kNothingMore});
  CHECK(problem_of("Sunday, 22 November 20261") == Problem{Kind::kYearOutside, 20, "20261"});
  CHECK(problem_of("22 22 November 2026").expected == DatePiece::kMonthName);
}

TEST_CASE("a day that the month does not have is refused, and a year that the translator has not met") {
  const models::DateProblem none = problem_of("Tuesday, February 31, 2026");
  CHECK(none.kind == Kind::kNoSuchDay);
  CHECK(none.place == 18);
  CHECK(none.text == "31");
  CHECK(none.month == 2);
  CHECK(none.year == 2026);
  CHECK(problem_of("29 February 1900 (Thursday)").kind == Kind::kNoSuchDay);  // no leap year
  CHECK(read("Tuesday, February 29, 2000").has_weekday_of_date());
  for (const char* day : {"0", "00", "32", "007", "99999999999999999999"})
    CHECK(problem_of("Sunday, November " + std::string(day) + ", 2026").kind == Kind::kNoSuchDay);
  for (const char* year : {"1899", "2100", "26", "0000", "99999999999999999999"})
    CHECK(problem_of("Sunday, November 22, " + std::string(year)).kind == Kind::kYearOutside);
  CHECK_FALSE(models::is_day({2026, 257, 1}));
  CHECK_FALSE(models::is_day({2026, 1, 257}));
  CHECK(read("Thursday, December 31, 2099").date.year == 2099);
  CHECK(read("Monday, January 1, 1900").has_weekday_of_date());
}
