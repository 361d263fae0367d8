// What the lab itself has to say: what was wrong with a file and the list of keys, between the header and the scene;
// and how far some longer work is, on a card over the page.
#include <algorithm>

#include "app/implementation.h"
#include "formats/problem.h"
#include "view/card.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kGoalSays{"目标：{0}", "Goal: {0}"};
constexpr Text kGoalReachedSays{"目标达到了：{0}", "Goal reached: {0}"};
constexpr Text kGoalIsWrong{"这个目标无法判断：{0}", "This goal cannot be judged: {0}"};
constexpr Text kGoalReached{"目标达到了。", "The goal is reached."};
constexpr Text kProblemClose{"知道了", "Dismiss"};
constexpr Text kHelpClose{"收起", "Close"};
constexpr Text kLicences{"许可", "Licences"};
constexpr Text kLicencesHelp{"列出实验室由哪些部分组成，以及它们的许可。",
                             "Lists what the lab is built of, and under which licences."};
constexpr Text kLicencesBeside{"实验室各组成部分的许可在程序旁边的 LICENSES.txt 里。",
                               "The licences of all that the lab is built of are in LICENSES.txt, beside the program."};
constexpr Text kReading{"正在读取“{0}”…", "Reading \"{0}\"…"};
constexpr Text kSaving{"正在写“{0}”…", "Writing \"{0}\"…"};
constexpr Text kComputing{"正在计算…", "Computing…"};
constexpr Text kProgress{"进度", "Progress"};
constexpr Text kCancel{"取消", "Cancel"};

constexpr const char* kCancelId = "app/progress/cancel";
constexpr double kPatience = 0.1;       // seconds of work that nobody notices
constexpr float kProgressWidest = 560;  // CSS pixels

struct HelpRow {
  Text keys, says;
};
constexpr HelpRow kHelpRows[] = {
    {{"Tab · Shift+Tab", "Tab · Shift+Tab"}, {"到下一个、上一个控件", "to the next or the previous control"}},
    {{"← → ↑ ↓", "← → ↑ ↓"},
     {"调节滑块，移动点，在表格和热力图里逐格走动",
      "turn a slider, move a point, walk the cells of a table or a heatmap"}},
    {{"Enter · Space", "Enter · Space"}, {"按下；在表格里修改一个数", "press; in a table, change a number"}},
    {{"Home · End", "Home · End"},
     {"到一行的两头；加 Ctrl 到第一个、最后一个格子", "to the ends of a row; with Ctrl to the first or the last cell"}},
    {{"+ · − · Page Up · Page Down", "+ · − · Page Up · Page Down"},
     {"热力图：放大、缩小、换一幅", "in a heatmap: zoom in, zoom out, another panel"}},
    {{"Delete", "Delete"}, {"还原滑块；热力图看全图", "puts a slider back; shows a heatmap whole"}},
    {{"Esc", "Esc"}, {"放弃修改；把滚轮还给页面", "gives up an edit; gives the wheel back to the page"}},
    {{"Ctrl+Z · Ctrl+Shift+Z", "Ctrl+Z · Ctrl+Shift+Z"}, {"撤销、重做", "undo, redo"}},
    {{"F", "F"}, {"演示：放大，只留要紧的控件", "presentation: larger, with only the controls that matter"}},
    {{"? · Esc", "? · Esc"}, {"打开、收起这张表", "opens and closes this list"}},
    {{"双击", "Double click"}, {"还原滑块", "puts a slider back"}},
    {{"Ctrl + 滚轮 · 双指", "Ctrl + wheel · two fingers"},
     {"先点一下实验室，就能缩放热力图；双指也能移动它",
      "zoom a heatmap, once the lab has been clicked; two fingers move it, too"}},
    {{"滚轮", "Wheel"},
     {"移动放大了的热力图；到头以后滚动页面", "moves a heatmap that is zoomed; at its ends, the page"}},
    {{"横着拖 · 先点再拖", "Drag sideways · tap, then drag"},
     {"用手指调节滑块；向任何方向移动一个点", "by touch: turns a slider; moves a point in any direction"}},
    {{"长按", "Touch and hold"}, {"控件的说明", "what a control does"}},
    {{"` · F12", "` · F12"}, {"计算和绘制用了多少时间", "how long computing and drawing take"}},
};
constexpr float kHelpWidest = 720;      // CSS pixels
constexpr float kHalo = view::kSpace1;  // of the page's own colour around what lies over it

view::Rect grown(const view::Rect& rect, float by) {
  return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

}  // namespace

void App::Implementation::adopt_goal(std::string_view text) {
  goal = parse_goal(text);
  goal_scene = current;
  goal_state = {};
  goal_computation = -1;
  if (!goal.problem.empty()) remarks.push_back({"“goal”：" + goal.problem.zh, "“goal”: " + goal.problem.en});
}

/// Looks at the numbers that are shown, once after they have changed, and tells when the goal is reached or lost.
void App::Implementation::follow_goal() {
  if (goal.text.empty() || goal_scene != current || goal_computation == computations || is_picture_taken) return;
  goal_computation = computations;
  const bool was_reached = goal_state.is_reached;
  goal_state = look_at(goal, scene().take_away(Language::kChinese), scene().take_away(Language::kEnglish));
  if (goal_state.is_reached == was_reached) return;
  outbox.goal = goal.text;
  outbox.is_goal_reached = goal_state.is_reached;
  if (goal_state.is_reached) outbox.announcement = ui.tr(kGoalReached);
}

/// What is to be reached, and a tick once it is. Its place stays the same, so that nothing below moves.
void App::Implementation::draw_goal() {
  if (goal.text.empty() || goal_scene != current) return;
  constexpr float kDisc = 10, kBesideDisc = 2 * kDisc + view::kSpace3;
  const view::Theme& theme = ui.theme();
  const bool is_wrong = !goal_state.problem.empty();
  const std::string& says = (is_wrong ? goal_state.problem : goal_state.says).in(language());
  const std::string sentence = ui.tr(is_wrong                ? kGoalIsWrong
                                     : goal_state.is_reached ? kGoalReachedSays
                                                             : kGoalSays,
                                     {says});
  const float width = ui.column_width() - kBesideDisc - 2 * view::kSpace3;
  const float line = std::max(2 * kDisc, ui.wrapped_text_height(width, sentence, view::kBody));
  const view::Rect card = ui.place(line + 2 * view::kSpace2, view::kSpace3);
  const view::Color color = is_wrong ? theme.error : goal_state.is_reached ? theme.good : theme.muted;
  view::draw_card(ui, card, {.frame = is_wrong || goal_state.is_reached ? color : 0});
  const float x = card.x + view::kSpace3 + kDisc, y = card.y + card.height / 2;
  if (goal_state.is_reached) {
    const ImVec2 tick[] = {{x - 5, y}, {x - 1, y + 4}, {x + 5, y - 4}};
    ui.circle(x, y, kDisc, color);
    ui.polyline(tick, theme.on_accent, 2);
  } else {
    ui.ring(x, y, kDisc, color, 2);
  }
  ui.wrapped_text(x + kDisc + view::kSpace3,
                  card.y + (card.height - ui.wrapped_text_height(width, sentence, view::kBody)) / 2, width, sentence);
  ui.record({.id = "app/goal",
             .role = view::Role::kText,
             .name = ui.settled("app/goal", sentence),
             .is_invalid = is_wrong,
             .rect = card});
}

/// What was wrong with the last file, until it is dismissed or another one opens.
float App::Implementation::draw_problem(float top) {
  if (!problem) return top;
  const view::Theme& theme = ui.theme();
  const std::string sentence = problem->in(language());
  const float margin = ui.page_left();
  const std::string close = ui.tr(kProblemClose);
  const float close_width = view::button_width(ui, close), width = input.width - 2 * margin;
  const float text_width = width - close_width - 3 * view::kSpace3;
  const float text_height = ui.wrapped_text_height(text_width, sentence, view::kBody);
  const view::Rect card{margin, top + view::kSpace3, width,
                        std::max(text_height, ui.target_height()) + 2 * view::kSpace2};
  view::draw_card(ui, card, {.edge = theme.error, .frame = theme.error});
  ui.wrapped_text(card.x + view::kSpace4, card.y + (card.height - text_height) / 2, text_width, sentence);
  ui.record({.id = "app/problem", .role = view::Role::kText, .name = sentence, .is_invalid = true, .rect = card});
  if (view::button_at(ui,
                      {card.x + width - close_width - view::kSpace2, card.y + (card.height - ui.target_height()) / 2,
                       close_width, ui.target_height()},
                      {"app/problem/close", close})) {
    problem.reset();
    awaited_file.reset();
    want_frame();
  }
  return card.y + card.height;
}

/// What the keyboard and the fingers can do, while it is asked for: over the page, which stays where it is. Returns its
/// bottom.
float App::Implementation::draw_help(float top) {
  if (!shows_help || input.is_taken_away) return top;
  const view::Theme& theme = ui.theme();
  const float margin = ui.page_left(), pad = view::kSpace4;
  const float width = std::min(kHelpWidest, input.width - 2 * margin), inside = width - 2 * pad;
  const bool is_broad = width >= kHelpWidest;  // keys beside what they do, else above it
  float keys_width = 0;
  for (const HelpRow& row : kHelpRows)
    keys_width = std::max(keys_width, ui.text_width(ui.tr(row.keys), view::kCaption) + view::kSpace5);
  const float says_width = is_broad ? inside - keys_width : inside;
  const auto keys_height = [&](const HelpRow& row) {
    return ui.wrapped_text_height(is_broad ? keys_width : inside, ui.tr(row.keys), view::kCaption);
  };
  const auto row_height = [&](const HelpRow& row) {
    const float says_height = ui.wrapped_text_height(says_width, ui.tr(row.says), view::kCaption);
    return view::kSpace2 + (is_broad ? std::max(keys_height(row), says_height) : keys_height(row) + says_height);
  };
  const std::string head = ui.tr(kHelpName), close = ui.tr(kHelpClose);
  const float close_width = view::button_width(ui, close),
              head_height =
                  std::max(ui.target_height(), ui.wrapped_text_height(inside - close_width, head, view::kBody));
  float height = 3 * view::kSpace3 + head_height + ui.target_height();
  for (const HelpRow& row : kHelpRows) height += row_height(row);

  const view::Rect card{margin, top + view::kSpace3, width, height};
  ui.begin_overlay("###help", grown(card, kHalo));
  ui.fill(grown(card, kHalo), theme.page, view::kRadius + kHalo);  // keeps the letters it covers from touching it
  view::draw_card(ui, card, {.ground = theme.raised});
  float y = card.y + view::kSpace3;
  const view::Rect head_rect{card.x + pad, y, inside - close_width, head_height};
  ui.begin_group("app/keys", head);
  ui.wrapped_text(head_rect.x, head_rect.y + 2, head_rect.width, head);
  ui.record({.id = "app/keys/head", .role = view::Role::kHeading, .name = head, .level = 2, .rect = head_rect});
  const bool is_closed =
      view::button_at(ui, {card.x + width - close_width - view::kSpace1, y, close_width, ui.target_height()},
                      {"app/keys/close", close}, view::ButtonKind::kBare);
  y += head_height;
  for (const HelpRow& row : kHelpRows) {
    const std::string keys = ui.tr(row.keys), says = ui.tr(row.says);
    const float x = card.x + pad, used = row_height(row);
    const float below = ui.wrapped_text(x, y + view::kSpace1, is_broad ? keys_width : inside, keys,
                                        {.size = view::kCaption, .color = theme.accent});
    ui.wrapped_text(is_broad ? x + keys_width : x, y + view::kSpace1 + (is_broad ? 0 : below), says_width, says,
                    {.size = view::kCaption});
    ui.record({.id = "app/keys/" + std::to_string(&row - kHelpRows),
               .role = view::Role::kText,
               .name = keys + ": " + says,
               .rect = {x, y, inside, used}});
    y += used;
  }
  const std::string licences = ui.tr(kLicences);
  const view::Rect below_rows{card.x + pad, y + view::kSpace3, view::button_width(ui, licences), ui.target_height()};
  if (view::button_at(ui, below_rows, {"app/keys/licences", licences, ui.tr(kLicencesHelp)})) {
    if (platform.shows_licences)
      outbox.wants_licences = true;
    else
      problem = view::filled(kLicencesBeside);
    want_frame();
  }
  ui.end_group();
  ui.end_overlay();
  if (is_closed) {
    shows_help = false;
    ui.request_focus("app/help");
    want_frame();
  }
  return card.y + card.height;
}

/// What somebody waits for. More than one thing at a time has one card all the same: here is the order.
std::optional<Work> App::Implementation::work_under_way() {
  if (reading)
    return Work{ui.tr(kReading, {formats::for_display(reading->file_name)}), reading->share, [this] {
                  reading.reset();
                  outbox.cancels_reading = true;
                }};
  if (const Saving* saving = take_away.saving())
    return Work{ui.tr(kSaving, {saving->part.name}), saving->steps->share(),
                [this] { take_away.give_up_saving(outbox); }};
  // (What plays has a player to stop it with.)
  if (scene().progress() < 1 && !scene().is_playing())
    return Work{ui.tr(kComputing), scene().progress(), [this] {
                  scene().cancel();
                  history.take_back(scene(), current);
                }};
  return std::nullopt;
}

/// Shows work on its card, but only once it has lasted a moment: a card that flashes up is worse than none.
void App::Implementation::draw_work() {
  const std::optional<Work> work = work_under_way();
  if (!work) {
    if (!announced_work.empty() && ui.focused_id() == kCancelId)
      ui.request_focus(focus_before_work.empty() ? "app/help" : focus_before_work);
    if (!announced_work.empty()) outbox.withdrawn = std::exchange(announced_work, {});
    working_since.reset();
    return;
  }
  if (!working_since) working_since = input.seconds;
  if (input.seconds - *working_since < kPatience) {
    is_frame_wanted |= reading.has_value();  // a scene that computes has frames anyway
  } else if (!is_picture_taken) {
    // Through the live region that is always there: one that appears together with its text is often not read.
    // What else is to be said goes first, and this with a later frame.
    if (outbox.announcement.empty() && std::exchange(announced_work, work->sentence) != work->sentence)
      outbox.announcement = work->sentence;
    if (ui.focused_id() != kCancelId) focus_before_work = ui.focused_id();
    draw_progress(*work);
  }
}

/// A card near the bottom of the viewport, wherever the page is scrolled to.
void App::Implementation::draw_progress(const Work& work) {
  const view::Theme& theme = ui.theme();
  const float pad = view::kSpace4, target = ui.target_height();
  const float width = std::min(kProgressWidest, input.width - 2 * ui.page_margin()), inside = width - 2 * pad;
  const std::string cancel = ui.tr(kCancel);
  const float cancel_width = view::button_width(ui, cancel),
              text_height = ui.wrapped_text_height(inside, work.sentence, view::kBody);
  const float height = 2 * view::kSpace3 + text_height + view::kSpace1 + target;
  const view::Rect card{ui.snapped((input.width - width) / 2),
                        ui.snapped(input.scroll_y + std::max(kHalo, input.height - ui.page_margin() - height)), width,
                        height};
  const view::Rect text_rect{card.x + pad, card.y + view::kSpace3, inside, text_height};
  const float x = text_rect.x, y = text_rect.y + text_height + view::kSpace1;  // of the bar and the button beside it

  ui.begin_overlay("###progress", grown(card, kHalo));
  ui.fill(grown(card, kHalo), theme.page, view::kRadius + kHalo);
  view::draw_card(ui, card, {.ground = theme.raised});
  ui.begin_group("app/progress", ui.tr(kProgress));
  ui.wrapped_text(text_rect.x, text_rect.y, inside, work.sentence);
  ui.record({.id = "app/progress/says", .role = view::Role::kText, .name = work.sentence, .rect = text_rect});
  view::progress_bar(ui, {x, y + (target - view::kTrack) / 2, inside - cancel_width - view::kSpace4, view::kTrack},
                     {"app/progress/bar", work.sentence}, work.share);
  if (view::button_at(ui, {x + inside - cancel_width, y, cancel_width, target}, {kCancelId, cancel})) {
    work.cancel();
    want_frame();
  }
  ui.end_group();
  ui.end_overlay();
}

}  // namespace app
