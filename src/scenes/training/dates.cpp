// Dates: what was measured, what the translator writes and where it looks while it writes.
#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "index.h"
#include "models/dates_run.h"
#include "scenes/training/parts.h"
#include "view/side_by_side.h"
#include "view/token_row.h"
#include "view/widgets.h"

namespace scenes::training {

namespace {

using view::Text;

constexpr Text kSharePlot{"正确率", "Share that is right"};
constexpr Text kLoss{"损失", "loss"}, kExact{"整个日期", "whole dates"}, kTokens{"词元", "tokens"};
constexpr Text kAlignment{"写每个词元时看哪里", "Where it looks while it writes"};
constexpr Text kAlignmentHelp{
    "一行一个写出的词元，一列一个原文的词元。选一行，看它读了什么。学出来的，不是手工设定的。",
    "A row for each token that is written, a column for each of the source. Choose a row to "
    "see what it reads. Learnt, not set by hand."};
constexpr Text kWritten{"写出", "writes"}, kSource{"原文", "source"};
constexpr Text kBeginName{"开始", "begin"}, kEndName{"结束", "end"};
constexpr Text kReads{"写“{0}”的时候，它读到的是", "While it writes \"{0}\", it reads"};
constexpr Text kTranslation{"写出来的日期", "The date as it is written"};
constexpr Text kOwn{"写出", "written"}, kWanted{"应是", "right"};
constexpr Text kSpoken{"写出 {0}，应是 {1}：{2}", "written {0}, right would be {1}: {2}"};
constexpr Text kAllRight{"全对", "all right"}, kSomeWrong{"错 {0} 处", "{0} wrong"};
constexpr Text kDate{"你的日期", "Your date"},
    kDateHelp{"1900 到 2099 年的一天，三种写法都行。中文的星期照你写的。",
              "A day from 1900 to 2099, in any of the three formats. Its weekday is translated as you type it."};
constexpr Text kFormat{"写法", "Format"},
    kFormatHelp{"同一个日期，换一种写法：注意力跟着走。", "The same date in another format: attention follows."};
constexpr Text kFormats[models::kDateFormats] = {{"星期, 月 日, 年", "weekday, month day, year"},
                                                 {"日 月 年 (星期)", "day month year (weekday)"},
                                                 {"星期, 日 月 年", "weekday, day month year"}};
constexpr Text kAnother{"换一个日期", "Another date"},
    kAnotherHelp{"随机的一天，写法不变。", "A random day in the same format."};

constexpr float kLeastBlock = 300, kTallestHeat = 500;  // CSS pixels
constexpr float kLine = 24, kMarks = 14, kLineNames = 52, kLeastCell = 20;

std::string target_name(const view::Ui& ui, int token) {
  return token == models::kEnd     ? ui.tr(kEndName)
         : token == models::kBegin ? ui.tr(kBeginName)
                                   : nth(models::target_tokens(), token);
}

std::vector<std::string> written_names(const view::Ui& ui, const DatesResult& dates) {
  std::vector<std::string> names;
  for (const int token : dates.written) names.push_back(target_name(ui, token));
  return names;
}

std::vector<std::string> source_names(const DatesResult& dates) {
  std::vector<std::string> names;
  for (const int token : dates.source) names.emplace_back(nth(models::source_tokens(), token));
  return names;
}

void draw_heatmap(view::Ui& ui, State& next, const DatesResult& dates) {
  view::heading(ui, "alignment/title", ui.tr(kAlignment), 2);
  view::HeatmapGrid grid;
  const std::int64_t rows = dates.rows(), columns = dates.columns();
  grid.panels.push_back({{dates.weights.data(), rows, columns, columns, dates.content}, {0, 1}});
  grid.x_label = ui.tr(kSource);
  grid.y_label = ui.tr(kWritten);
  grid.row_names = std::make_shared<const std::vector<std::string>>(written_names(ui, dates));
  grid.column_names = std::make_shared<const std::vector<std::string>>(source_names(dates));
  const float width = ui.column_width();
  const view::Rect area{ui.column_x(), ui.column_y(), width, std::min(kTallestHeat, 1.5f * width)};
  const view::HeatmapLayout layout = view::lay_out(ui, grid, area);
  view::CellAddress cell = next.cell;
  cell.row = std::min(cell.row, dates.rows() - 1);
  cell.column = std::min(cell.column, dates.columns() - 1);
  const view::CellAddress before = cell;
  view::heatmap_grid(ui, {"alignment", ui.tr(kAlignment), ui.tr(kAlignmentHelp)}, layout, grid, next.viewpoint, cell);
  if (!(cell == before)) next.cell = cell;
  const float bottom = layout.whole.y + layout.whole.height;
  view::color_bar(ui,
                  {layout.panels.front().x, bottom + view::kSpace2, layout.panels.front().width, view::kColorBarHeight},
                  grid.map, grid.panels.front().scale, false);
  ui.place(bottom + view::kColorBarHeight + view::kSpace2 - area.y, view::kSpace3);
}

/// Below every token that was written the right one, with a mark between them: in lines where there are too many.
void draw_translation(view::Ui& ui, const DatesResult& dates) {
  view::heading(ui, "translation/title", ui.tr(kTranslation), 2);
  const int count = std::max(dates.rows(), count_of(dates.wanted));
  const view::TextStyle quiet{.size = view::kCaption, .color = ui.theme().muted}, middle{.align = view::Align::kCenter};
  constexpr float kHeight = 2 * kLine + kMarks + view::kSpace2;
  const float left = ui.column_x(), width = ui.column_width(), begin = left + kLineNames;
  float x = begin, y = ui.column_y();
  const auto begin_line = [&] {
    ui.text({left, y, kLineNames, kLine}, ui.tr(kOwn), quiet);
    ui.text({left, y + kLine + kMarks, kLineNames, kLine}, ui.tr(kWanted), quiet);
    x = begin;
  };
  begin_line();
  int wrong = 0;
  for (int place = 0; place < count; ++place) {
    const std::string own = place < dates.rows() ? target_name(ui, nth(dates.written, place)) : "",
                      wanted = place < count_of(dates.wanted) ? target_name(ui, nth(dates.wanted, place)) : "";
    const float cell = std::max({kLeastCell, ui.text_width(own, view::kBody) + view::kSpace1,
                                 ui.text_width(wanted, view::kBody) + view::kSpace1});
    if (x + cell > left + width && x > begin) {
      y += kHeight;
      begin_line();
    }
    const bool is_right = own == wanted;
    wrong += is_right ? 0 : 1;
    ui.text({x, y, cell, kLine}, own, middle);
    draw_mark(ui, x + cell / 2, y + kLine + kMarks / 2, is_right);
    ui.text({x, y + kLine + kMarks, cell, kLine}, wanted,
            {.color = is_right ? ui.theme().muted : ui.theme().text, .align = view::Align::kCenter});
    x += cell;
  }
  const view::Rect area = ui.place(y + kHeight - ui.column_y(), view::kSpace2);
  ui.record({.id = "translation",
             .role = view::Role::kText,
             .name = ui.tr(kSpoken, {models::target_text(dates.written), models::target_text(dates.wanted),
                                     wrong == 0 ? ui.tr(kAllRight) : ui.tr(kSomeWrong, {std::to_string(wrong)})}),
             .rect = area});
}

/// What the chosen row reads, the first one until another is chosen.
void draw_reading(view::Ui& ui, const State& state, const DatesResult& dates) {
  const int row = std::clamp(state.cell.row, 0, dates.rows() - 1);
  view::paragraph(ui, "reads/title", ui.tr(kReads, {target_name(ui, nth(dates.written, row))}),
                  {.size = view::kCaption, .color = ui.theme().muted});
  const std::vector<std::string> source = source_names(dates);
  const std::span<const float> weights(dates.weights);
  view::coloured_sentence(
      ui, "reads",
      {.tokens = source, .weights = weights.subspan(to_size(row * dates.columns()), to_size(dates.columns()))});
  ui.place(0, view::kSpace3);
}

}  // namespace

void draw_dates_curves(view::Ui& ui, State& next, const Result& result) {
  const view::Theme& theme = ui.theme();
  const RunResult& run = result.run();
  const Curve losses[] = {{models::kDatesLoss, ui.tr(kLoss), theme.text}},
              shares[] = {{models::kExactDates, ui.tr(kExact), theme.will_blue},
                          {models::kRightTokens, ui.tr(kTokens), theme.muted, true}};
  draw_run_curves(ui, ui.tr(kSharePlot), shares, losses, next, run);
}

void draw_dates_attention(view::Ui& ui, State& next, const Result& result) {
  const DatesResult& dates = result.dates;
  const std::array<std::function<void()>, 2> blocks = {[&] { draw_heatmap(ui, next, dates); },
                                                       [&] {
                                                         draw_translation(ui, dates);
                                                         draw_reading(ui, next, dates);
                                                       }};
  view::side_by_side(ui, kLeastBlock, 2, blocks);
}

void adopt_typed_date(State& state) {
  const auto read = models::read_date(state.typed_date);
  if (const auto* date = std::get_if<models::ReadDate>(&read))
    state.input.dates = {date->date, date->format, date->weekday};
}

void draw_dates_controls(view::Ui& ui, State& next, const Result&) {
  const auto type = [&](const models::Date& date, int format, int weekday) {
    next.typed_date = models::written_date(date, format, weekday);
    adopt_typed_date(next);
  };
  if (view::text_field(ui, {"date", ui.tr(kDate), ui.tr(kDateHelp)}, next.typed_date, kLongestDate,
                       date_problem(ui, next.typed_date, next.input.dates)))
    adopt_typed_date(next);
  if (const std::string note = date_note(ui, next.typed_date); !note.empty())
    view::paragraph(ui, "date/note", note, {.size = view::kCaption, .color = ui.theme().warning});
  const DatesInput shown = next.input.dates;
  std::vector<std::string> formats;
  for (const Text& format : kFormats) formats.push_back(ui.tr(format));
  int format = shown.format;
  if (view::choice(ui, {"format", ui.tr(kFormat), ui.tr(kFormatHelp)}, format, formats))
    type(shown.date, format, shown.weekday);
  if (!view::button(ui, {"another-date", ui.tr(kAnother), ui.tr(kAnotherHelp)})) return;
  // From one day always to the same other one: what is shown depends on nothing but the state.
  core::Random random(static_cast<std::uint64_t>((shown.date.year * 16 + shown.date.month) * 32 + shown.date.day));
  const models::Date other = models::random_date(random);
  type(other, shown.format, models::weekday_of(other));
}

}  // namespace scenes::training
