// The side column: examples, scoring function, mask, sizes.
#include <algorithm>

#include "scenes/query_key_value/scene.h"
#include "view/card.h"
#include "view/whole_slider.h"

namespace scenes::query_key_value {

namespace {

using view::Text;

constexpr Text kExamples{"例子", "Example"};
constexpr Text kExamplesHelp{"换一个例子；之前的改动可以撤销。",
                             "Takes another example; what was changed before can be undone."};
constexpr Text kRestore{"还原这个例子", "Restore this example"};
constexpr Text kRestoreHelp{"例子改动以后，从这里回到开头。", "Once the example was changed, this is the way back."};
constexpr Text kNoticeHead{"看点", "What to notice"};
constexpr Text kNoticeClose{"知道了", "Got it"};
constexpr Text kSelf{"自注意力：Q、K、V 由 X 得出", "Self-attention: Q, K, V from X"};
constexpr Text kSelfHelp{"Q = X W＿Q, K = X W＿K, V = X W＿V：同一句话自问自答。",
                         "Q = X W＿Q, K = X W＿K, V = X W＿V: one sentence asks itself."};
constexpr Text kSizes{"大小", "Sizes"};
constexpr Text kQueries{"查询个数", "Queries"};
constexpr Text kKeys{"键值对个数", "Key–value pairs"};
constexpr Text kWords{"词数", "Words"};
constexpr Text kWidth{"查询和键的宽度 d", "Width d of queries and keys"};
constexpr Text kValueWidth{"值的宽度", "Width of values"};
constexpr Text kHidden{"隐藏单元 h", "Hidden units h"};
constexpr Text kSizeHelp{"增减行或列；留下的数不变。",
                         "Adds or removes rows or columns; the others keep their numbers."};

State started(const view::Ui& ui, const State& state, int which) {
  State start = preset_state(which);
  start.is_notice_hidden = state.is_notice_hidden && which == state.input.now.preset;
  start.question = state.question;
  start.prediction = state.prediction;
  start.input.before.begin_anew(ui.gesture());  // nothing ripples from one example to the next
  return start;
}

void draw_notice(view::Ui& ui, const State& state, const Result& result, std::optional<State>& instead) {
  if (state.is_notice_hidden || !ui.shows_panel("card")) return;
  const std::string head = ui.tr(kNoticeHead);
  std::vector<view::NoteWords> may_say;
  for (const std::string& words : possible_notices(ui, state.input.now.preset)) may_say.push_back({head, words});
  const view::NoteLook look{
      .title = {.size = view::kCaption, .color = ui.theme().accent}, .words = {}, .left = view::kSpace3};
  if (!view::note_card(ui, "notice", {head, notice_says(ui, state, result)}, ui.tr(kNoticeClose), may_say, look))
    return;
  instead = state;
  instead->is_notice_hidden = true;
}

void draw_scoring(view::Ui& ui, State& next, const Result& result) {
  Problem& problem = next.input.now;
  scoring_controls(ui, "", problem,
                   {.minimum = kLeastKernelWidth,
                    .maximum = kMostKernelWidth,
                    .step = 0.1,
                    .initial = 1,
                    .decimals = 1,
                    .ticks = {1}});
  temperature_control(ui, "", problem, kLeastTemperature, kMostTemperature);
  softcap_control(ui, "", problem, kMostSoftcap);
  if (problem.scoring == kAdditive)
    for (const int table : {kTableAdditiveQ, kTableAdditiveK, kTableAdditiveV}) draw_table(ui, next, result, table);
  if (problem.scoring == kBilinear) draw_table(ui, next, result, kTableBilinear);
  ui.gap(view::kSpace2);
}

void draw_mask(view::Ui& ui, State& next, const Result& result) {
  Problem& problem = next.input.now;
  std::vector<std::string> queries, keys;
  for (int i = 0; i < problem.queries; ++i) queries.push_back(query_name(ui, problem, i));
  for (int j = 0; j < problem.keys; ++j) keys.push_back(key_name(ui, problem, j));
  mask_controls(ui, "", problem, {queries, keys, result.now.scores, fitted(next.input.selection, problem).query},
                next.mask_hand);
}

void draw_sizes(view::Ui& ui, const State& state, std::optional<State>& instead) {
  const Problem& problem = state.input.now;
  constexpr const char* kTurned[] = {"sizes", "queries", "keys", "width", "value-width", "hidden"};
  if (std::all_of(std::begin(kTurned), std::end(kTurned), [&](const char* id) { return ui.is_left_out(id); })) return;
  view::heading(ui, "sizes", ui.tr(kSizes), 3);
  Sizes sizes = sizes_of(problem);
  bool has_changed = false;
  const auto turn = [&](const char* id, const Text& name, int& size, int most) {
    has_changed |= view::whole_slider(ui, {id, ui.tr(name), ui.tr(kSizeHelp)}, size, 1, most, size);
  };
  if (!problem.is_self_attention) turn("queries", kQueries, sizes.queries, kMostRows);
  turn("keys", problem.is_self_attention ? kWords : kKeys, sizes.keys, kMostRows);
  turn("width", kWidth, sizes.width, kMostWidth);
  turn("value-width", kValueWidth, sizes.value_width, kMostWidth);
  if (problem.scoring == kAdditive) turn("hidden", kHidden, sizes.hidden, kMostWidth);
  if (!has_changed) return;
  instead = state;
  resize(instead->input.now, sizes);
}

}  // namespace

void draw_examples(view::Ui& ui, State& state, const Result& result, std::optional<State>& instead) {
  std::vector<std::string> names;
  for (int i = 0; i < kPresetCount; ++i) names.push_back(ui.tr(preset_name(i)));
  int chosen = state.input.now.preset;
  const bool has_controls = ui.shows_panel("controls");
  if (has_controls && view::choice(ui, {"preset", ui.tr(kExamples), ui.tr(kExamplesHelp)}, chosen, names))
    instead = started(ui, state, chosen);
  // Always there, so that nothing moves when there is something to restore.
  const bool is_changed = !(state.input.now == preset(state.input.now.preset));
  if (has_controls &&
      view::button(ui, {"restore", ui.tr(kRestore), ui.tr(kRestoreHelp)}, view::ButtonKind::kQuiet, is_changed))
    instead = started(ui, state, chosen);
  draw_notice(ui, state, result, instead);
  if (ui.shows_panel("card")) draw_questions(ui, state, result);
}

void draw_controls(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead) {
  draw_scoring(ui, next, result);
  draw_mask(ui, next, result);
  bool is_self_attention = next.input.now.is_self_attention;
  if (view::toggle(ui, {"self", ui.tr(kSelf), ui.tr(kSelfHelp)}, is_self_attention)) {
    instead = next;
    instead->input.now.is_self_attention = is_self_attention;
    resize(instead->input.now, sizes_of(next.input.now));
  }
  ui.gap(view::kSpace2);
  draw_sizes(ui, next, instead);
}

}  // namespace scenes::query_key_value
