// The side column: examples, scoring function, mask, sizes.
#include <algorithm>

#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

namespace {

using namespace scoring_words;
using view::Text;

constexpr Text kExamples{"例子", "Example"};
constexpr Text kExamplesHelp{"换一个例子；之前的改动可以撤销。",
                             "Takes another example; what was changed before can be undone."};
constexpr Text kRestore{"还原这个例子", "Restore this example"};
constexpr Text kNoticeHead{"看点", "What to notice"};
constexpr Text kNoticeClose{"知道了", "Got it"};
constexpr Text kSoftcap{"软上限 (0 = 无)", "Soft cap (0 = none)"};
constexpr Text kSoftcapHelp{"c · tanh(得分 ÷ c)：得分再高也不超过 c。", "c · tanh(score ÷ c): no score exceeds c."};
constexpr Text kMask{"掩蔽", "Mask"};
constexpr Text kMaskNames[kMaskCount] = {
    {"无", "None"}, {"因果", "Causal"}, {"有效长度", "Valid length"}, {"涂改", "Painted"}};
constexpr Text kMaskHelp{"被掩蔽的键权重恰好为 0。", "A masked key gets a weight of exactly 0."};
constexpr Text kLength{"查询 {0} 的有效长度", "Valid length of query {0}"};
constexpr Text kLengthHelp{"只看前面这么多个键；0 = 一个也看不见。",
                           "Only so many of the first keys are seen; 0 = none."};
constexpr Text kSelf{"自注意力：Q、K、V 由 X 得出", "Self-attention: Q, K, V from X"};
constexpr Text kSelfHelp{"Q = X W_Q, K = X W_K, V = X W_V：同一句话自问自答。",
                         "Q = X W_Q, K = X W_K, V = X W_V: one sentence asks itself."};
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
  start.edited_in = ui.gesture();  // nothing ripples from one example to the next
  return start;
}

void draw_notice(view::Ui& ui, const State& state, const Result& result, std::optional<State>& instead) {
  if (state.is_notice_hidden || !ui.shows_panel("card")) return;
  const view::Theme& theme = ui.theme();
  const std::string head = ui.tr(kNoticeHead), says = notice_says(ui, state, result), close = ui.tr(kNoticeClose);
  const float width = ui.column_width() - 2 * view::kSpace3;
  float text_height = ui.wrapped_text_height(width, says, view::kBody);
  for (const std::string& other :
       possible_notices(ui, state.input.now.preset))  // nothing below moves when it says something else
    text_height = std::max(text_height, ui.wrapped_text_height(width, other, view::kBody));
  const float close_width = view::button_width(ui, close), head_height = ui.target_height();
  const view::Rect card = ui.place(text_height + head_height + 2 * view::kSpace2 + view::kSpace1, view::kSpace4);
  ui.fill(card, theme.surface, view::kRadius);
  ui.outline(card, theme.line, view::kRadius);
  ui.fill({card.x, card.y, view::kSpace1, card.height}, theme.accent, view::kSpace1 / 2);
  const float x = card.x + view::kSpace3, y = card.y + view::kSpace2;
  ui.text({x, y, width - close_width, head_height}, head, {.size = view::kCaption, .color = theme.accent});
  ui.wrapped_text(x, y + head_height + view::kSpace1, width, says);
  ui.record({.id = "query_key_value/notice", .role = view::Role::kText, .name = head, .value = says, .rect = card});
  if (view::button_at(ui, {card.x + card.width - close_width - view::kSpace1, y, close_width, head_height},
                      {"query_key_value/notice/close", close}, view::ButtonKind::kBare)) {
    instead = state;
    instead->is_notice_hidden = true;
  }
}

bool whole_number(view::Ui& ui, const char* id, const Text& name, int& value, int minimum, int maximum) {
  double number = value;
  if (!view::slider(ui, {id, ui.tr(name), ui.tr(kSizeHelp)}, number,
                    {.minimum = static_cast<double>(minimum),
                     .maximum = static_cast<double>(maximum),
                     .step = 1,
                     .initial = static_cast<double>(value),
                     .decimals = 0}))
    return false;
  value = static_cast<int>(number);
  return true;
}

void draw_scoring(view::Ui& ui, State& next, const Result& result) {
  Problem& problem = next.input.now;
  std::vector<std::string> names;
  for (const Text& name : kScoringNames) names.push_back(ui.tr(name));
  view::choice(
      ui, {"query_key_value/scoring", ui.tr(kScoring), ui.tr(kScoringHelp[static_cast<std::size_t>(problem.scoring)])},
      problem.scoring, names);
  if (problem.scoring == kDotProduct)
    view::toggle(ui, {"query_key_value/scaled", ui.tr(kScaled), ui.tr(kScaledHelp)}, problem.is_scaled);
  if (has_kernel_width(problem.scoring))
    view::slider(ui, {"query_key_value/kernel-width", ui.tr(kKernelWidth), ui.tr(kKernelWidthHelp)},
                 problem.kernel_width,
                 {.minimum = kLeastKernelWidth,
                  .maximum = kMostKernelWidth,
                  .step = 0.1,
                  .initial = 1,
                  .decimals = 1,
                  .ticks = {1}});
  if (has_softmax(problem.scoring)) {
    view::slider(ui, {"query_key_value/temperature", ui.tr(kTemperature), ui.tr(kTemperatureHelp)}, problem.temperature,
                 {.minimum = kLeastTemperature, .maximum = kMostTemperature, .step = 0.05, .initial = 1, .ticks = {1}});
    view::slider(ui, {"query_key_value/softcap", ui.tr(kSoftcap), ui.tr(kSoftcapHelp)}, problem.softcap,
                 {.minimum = 0, .maximum = kMostSoftcap, .step = 0.5, .initial = 0, .decimals = 1});
  }
  if (problem.scoring == kAdditive) {
    for (const int table : {kTableAdditiveQ, kTableAdditiveK, kTableAdditiveV}) draw_table(ui, next, result, table);
  }
  if (problem.scoring == kBilinear) draw_table(ui, next, result, kTableBilinear);
  ui.gap(view::kSpace2);
}

void draw_mask_controls(view::Ui& ui, State& next, const Result& result) {
  Problem& problem = next.input.now;
  std::vector<std::string> names;
  for (const Text& name : kMaskNames) names.push_back(ui.tr(name));
  view::choice(ui, {"query_key_value/mask", ui.tr(kMask), ui.tr(kMaskHelp)}, problem.mask, names);
  if (problem.mask == kNoMask) return;
  if (problem.mask == kValidLengthMask) {
    const int query = fitted(next.input.selection, problem).query;
    view::slider(ui, {"query_key_value/lengths", ui.tr(kLength, {query_name(ui, problem, query)}), ui.tr(kLengthHelp)},
                 problem.valid_lengths[static_cast<std::size_t>(query)],
                 {.minimum = 0,
                  .maximum = static_cast<double>(problem.keys),
                  .step = 1,
                  .initial = static_cast<double>(problem.keys),
                  .decimals = 0});
  }
  draw_table(ui, next, result, kTableMask);
  ui.gap(view::kSpace2);
}

void draw_sizes(view::Ui& ui, const State& state, std::optional<State>& instead) {
  const Problem& problem = state.input.now;
  constexpr const char* kTurned[] = {"query_key_value/sizes", "query_key_value/queries",     "query_key_value/keys",
                                     "query_key_value/width", "query_key_value/value-width", "query_key_value/hidden"};
  if (std::all_of(std::begin(kTurned), std::end(kTurned), [&](const char* id) { return ui.is_left_out(id); })) return;
  view::heading(ui, "query_key_value/sizes", ui.tr(kSizes), 3);
  Sizes sizes = sizes_of(problem);
  bool has_changed = false;
  if (!problem.is_self_attention)
    has_changed |= whole_number(ui, "query_key_value/queries", kQueries, sizes.queries, 1, kMostRows);
  has_changed |=
      whole_number(ui, "query_key_value/keys", problem.is_self_attention ? kWords : kKeys, sizes.keys, 1, kMostRows);
  has_changed |= whole_number(ui, "query_key_value/width", kWidth, sizes.width, 1, kMostWidth);
  has_changed |= whole_number(ui, "query_key_value/value-width", kValueWidth, sizes.value_width, 1, kMostWidth);
  if (problem.scoring == kAdditive)
    has_changed |= whole_number(ui, "query_key_value/hidden", kHidden, sizes.hidden, 1, kMostWidth);
  if (!has_changed) return;
  instead = state;
  resize(instead->input.now, sizes);
}

}  // namespace

void draw_examples(view::Ui& ui, const State& state, const Result& result, std::optional<State>& instead) {
  std::vector<std::string> names;
  for (int i = 0; i < kPresetCount; ++i) names.push_back(ui.tr(preset_name(i)));
  int chosen = state.input.now.preset;
  if (!ui.shows_panel("controls")) {
    draw_notice(ui, state, result, instead);
    return;
  }
  if (view::choice(ui, {"query_key_value/preset", ui.tr(kExamples), ui.tr(kExamplesHelp)}, chosen, names))
    instead = started(ui, state, chosen);
  if (!(state.input.now == preset(state.input.now.preset)) &&
      view::button(ui, {"query_key_value/restore", ui.tr(kRestore)}))
    instead = started(ui, state, chosen);
  draw_notice(ui, state, result, instead);
}

void draw_controls(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead) {
  draw_scoring(ui, next, result);
  draw_mask_controls(ui, next, result);
  bool is_self_attention = next.input.now.is_self_attention;
  if (view::toggle(ui, {"query_key_value/self", ui.tr(kSelf), ui.tr(kSelfHelp)}, is_self_attention)) {
    instead = next;
    instead->input.now.is_self_attention = is_self_attention;
    resize(instead->input.now, sizes_of(next.input.now));
  }
  ui.gap(view::kSpace2);
  draw_sizes(ui, next, instead);
}

}  // namespace scenes::query_key_value
