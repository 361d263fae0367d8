// What happens in the run of the translator, told from its numbers; and what is said to a date that was typed.
#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <variant>

#include "index.h"
#include "models/dates_run.h"
#include "scenes/training/parts.h"
#include "view/card.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kUntrained{
    "还没有训练：写出来的“{0}”由随机的参数决定，注意力分得很散 (最大的权重 {1})。开始训练，看它自己学。",
    "Nothing has been trained: random parameters have written \"{0}\", and attention is spread (the largest weight is "
    "{1}). Start the training and watch it learn."};
constexpr Text kWrong{"第 {0} 步：这个日期错 {1} 处；这一步的 {3} 个日期里 {2} 个从头到尾都对。",
                      "Step {0}: {1} {1|token|tokens} of this date {1|is|are} wrong; of the step's {3} dates, {2} "
                      "{2|is|are} right from end to end."};
constexpr Text kRight{"第 {0} 步：这个日期全对；这一步的 {3} 个日期里 {2} 个从头到尾都对。",
                      "Step {0}: this date is right; of the step's {3} dates, {2} {2|is|are} right from end to end."};
constexpr Text kLooks{"写{0}时最看{1} ({2})", "writing {0}, it looks most at {1} ({2})"};
constexpr Text kFull{"{0}{1}。", "{0} For this one, {1}."};
constexpr Text kComma{"，", "; "};
constexpr Text kNoDate{"{0}它写的还不像一个日期。", "{0} What it writes is no date yet."};
constexpr Text kWrites[kRoles] = {
    {"年份", "the year"}, {"月份", "the month"}, {"日子", "the day"}, {"星期", "the weekday"}, {"别的", "the rest"}};
constexpr Text kAtTokens{"“{0}”", "\"{0}\""}, kAtSigns{"标点", "the punctuation"};

constexpr Text kPieces[] = {{"星期", "a weekday"},
                            {"月份", "a month"},
                            {"日子", "a day"},
                            {"年份", "a year"},
                            {"逗号", "a comma"},
                            {"左括号", "an opening bracket"},
                            {"右括号", "a closing bracket"},
                            {"结尾", "the end"}};
constexpr Text kEmpty{"这里是空的：请写一个日期。", "Nothing is written here: type a date."};
constexpr Text kUnknownCharacter{"第 {0} 个字符“{1}”不会出现在日期里。", "Character {0}, \"{1}\", is in no date."};
constexpr Text kUnknownWord{"第 {0} 个字符起的“{1}”不是英文星期或月份的全名。",
                            "\"{1}\", from character {0} on, is no weekday and no month in full."};
constexpr Text kOtherPiece{"第 {0} 个字符起是“{1}”，可这里应该是{2}。",
                           "From character {0} on there is \"{1}\", where {2} belongs."};
constexpr Text kMissing{"后面还缺{0}。", "After that {0} is missing."};
constexpr Text kTooMuch{"第 {0} 个字符起的“{1}”多余了：日期到那里就完了。",
                        "\"{1}\", from character {0} on, is too much: the date ends before it."};
constexpr Text kNoSuchDay{"{0} 年 {1} 月没有 {2} 日。", "{3} {0} has no day {2}."};
constexpr Text kYearOutside{"第 {0} 个字符起的年份“{1}”，模型没有学过：它只学过 {2} 到 {3} 年。",
                            "The translator has not met the year \"{1}\", from character {0} on: it learns those from "
                            "{2} to {3}."};
constexpr Text kStillShown{"{0} 看到的仍是 {1}。", "{0} What is shown is still {1}."};
constexpr Text kOtherWeekday{"{0} 其实是 {1}；照你写的 {2} 读。", "{0} is a {1}; it is read as typed, with {2}."};
constexpr Text kHadZero{"它学的日子前面没有 0：读作 {0}。",
                        "The days that it learns have no zero before them: this is read as {0}."};

constexpr Text kExplains{"注意力在这里做什么", "What attention does here"};
constexpr Text kTask{
    "任务：把英文日期 (三种写法) 写成中文。月份和星期是一个词元，数字一位一位；写出的每个词元都靠对原文的一次查询。",
    "The task: to write English dates, in three formats, in Chinese. Names of months and weekdays are one token, "
    "numbers "
    "go digit by digit; for each token that is written, the source is queried once."};
constexpr Text kModel{
    "编码器是双向的 GRU，每个词元留下一个键 (也是值)；解码器的状态是查询，用加性注意力打分 (10.4 节)。",
    "The encoder, a GRU in both directions, leaves a key for every token, which is the value, too; the decoder's state "
    "is the query, scored additively (section 10.4)."};
constexpr Text kReorders{
    "中文先写年，英文把年放在后面，所以学成之后热力图的亮格不在对角线上：注意力换了次序。月份的两位数字，原文里只有一个"
    "名字可读。",
    "Chinese begins with the year, English has it later: once this is learnt, the bright cells do not lie on the "
    "diagonal, as attention reorders. For a month's two digits the source has but one name to be read."};
constexpr Text kLearnt{
    "对齐没有人教：损失只看写出的词元 (Adam，每批 64 个新日期，梯度最长为 1)。",
    "Nobody teaches the alignment: the loss looks at the written tokens only (Adam, 64 new dates in each batch, "
    "gradients no longer than 1)."};

/// The tokens of a role in the source, as they stand there.
std::string source_text(const view::Ui& ui, const DatesResult& dates, Role role) {
  if (role == kOtherRole) return ui.tr(kAtSigns);
  const std::vector<Role> roles = source_roles(dates.source);
  std::string text;
  for (int place = 0; place < dates.columns(); ++place)
    if (nth(roles, place) == role) text += nth(models::source_tokens(), nth(dates.source, place));
  return ui.tr(kAtTokens, {text});
}

std::string looks_say(const view::Ui& ui, const DatesResult& dates) {
  std::string all;
  for (const Role role : {kYearRole, kMonthRole, kWeekdayRole}) {
    const std::optional<Look> look = looks_at(dates, role);
    if (!look) continue;
    if (!all.empty()) all += ui.tr(kComma);
    all += ui.tr(kLooks, {ui.tr(kWrites[role]), source_text(ui, dates, look->at), percent(look->share)});
  }
  return all;
}

std::string problem_says(const view::Ui& ui, const models::DateProblem& problem) {
  using Kind = models::DateProblem::Kind;
  const std::string place = std::to_string(problem.place + 1);
  const auto piece = [&] { return ui.tr(nth(kPieces, static_cast<int>(problem.expected))); };
  switch (problem.kind) {
    case Kind::kEmpty:
      break;
    case Kind::kUnknownCharacter:
      return ui.tr(kUnknownCharacter, {place, problem.text});
    case Kind::kUnknownWord:
      return ui.tr(kUnknownWord, {place, problem.text});
    case Kind::kOtherPiece:
      if (problem.text.empty()) return ui.tr(kMissing, {piece()});
      if (problem.expected == models::DatePiece::kNothingMore) return ui.tr(kTooMuch, {place, problem.text});
      return ui.tr(kOtherPiece, {place, problem.text, piece()});
    case Kind::kNoSuchDay:
      return ui.tr(kNoSuchDay, {std::to_string(problem.year), std::to_string(problem.month), problem.text,
                                nth(models::source_tokens(), models::kJanuary + problem.month - 1)});
    case Kind::kYearOutside:
      return ui.tr(kYearOutside,
                   {place, problem.text, std::to_string(models::kFirstYear), std::to_string(models::kLastYear)});
  }
  return ui.tr(kEmpty);
}

const char* weekday_name(int weekday) { return nth(models::source_tokens(), models::kSunday + weekday); }

}  // namespace

std::string date_problem(const view::Ui& ui, const std::string& typed, const DatesInput& shown) {
  const auto read = models::read_date(typed);
  const auto* problem = std::get_if<models::DateProblem>(&read);
  if (!problem) return {};
  return ui.tr(kStillShown,
               {problem_says(ui, *problem), models::written_date(shown.date, shown.format, shown.weekday)});
}

std::string date_note(const view::Ui& ui, const std::string& typed) {
  const auto read = models::read_date(typed);
  const auto* date = std::get_if<models::ReadDate>(&read);
  if (!date) return {};
  std::string note;
  if (!date->has_weekday_of_date()) {
    std::string day = models::written_date(date->date, models::kDayFirst);
    day.resize(day.find(" ("));
    note = ui.tr(kOtherWeekday, {day, weekday_name(models::weekday_of(date->date)), weekday_name(date->weekday)});
  }
  if (date->had_zero) note += (note.empty() ? "" : " ") + ui.tr(kHadZero, {std::to_string(date->date.day)});
  return note;
}

std::string dates_says(const view::Ui& ui, const State&, const Result& result) {
  const RunResult& run = result.run();
  const DatesResult& dates = result.dates;
  if (run.shown == 0) {
    const float most = *std::ranges::max_element(dates.weights);
    return ui.tr(kUntrained, {models::target_text(dates.written), view::number_text(static_cast<double>(most), 2)});
  }
  int wrong = std::max(0, count_of(dates.wanted) - dates.rows());
  for (int place = 0; place < dates.rows(); ++place) wrong += dates.is_right(place) ? 0 : 1;
  const std::span<const double> exact = run.measured(models::kExactDates);
  constexpr int kBatch = models::DatesLearner::kBatch;
  const long right = std::lround(kBatch * nth(exact, run.shown));
  const std::string begins =
      ui.tr(dates.is_right() ? kRight : kWrong,
            {std::to_string(run.shown), std::to_string(wrong), std::to_string(right), std::to_string(kBatch)});
  const std::string looks = looks_say(ui, dates);
  return looks.empty() ? ui.tr(kNoDate, {begins}) : ui.tr(kFull, {begins, looks});
}

void explain_dates(view::Ui& ui) {
  view::GrowingCard card(ui);
  view::heading(ui, "explains/title", ui.tr(kExplains), 2);
  view::paragraph(ui, "explains/task", ui.tr(kTask));
  view::paragraph(ui, "explains/model", ui.tr(kModel));
  view::paragraph(ui, "explains/reorders", ui.tr(kReorders));
  view::paragraph(ui, "explains/learnt", ui.tr(kLearnt), {.size = view::kCaption, .color = ui.theme().muted});
  card.end();
}

}  // namespace scenes::training
