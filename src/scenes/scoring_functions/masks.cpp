// Three meanings of a mask: what d2l, nn.MultiheadAttention and F.scaled_dot_product_attention make of the same valid
// length, what comes of mixing them up, and two meanings of "causal".
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/scoring_functions/parts.h"
#include "view/code.h"
#include "view/whole_slider.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kNames[kMaskPanels] = {
    {"d2l：有效长度 = 看前几个键", "d2l: the valid length = how many keys are seen"},
    {"nn.MultiheadAttention：True = 忽略", "nn.MultiheadAttention: True = ignore"},
    {"F 的缩放点积注意力：True = 保留", "Scaled dot product attention in F: True = keep"},
    {"弄反了：“保留”的掩码当成“忽略”的", "Mixed up: what to keep as what to ignore"},
    {"F 的因果掩码：对齐左上角", "Causal mask in F: aligned at the upper left"},
    {"我们的因果掩码：对齐右下角", "Our causal mask: aligned at the lower right"}};
constexpr Text kHelp{"一行一个查询，一列一个键。选一格，看它的权重怎么来。",
                     "A row is a query, a column a key. Choose a cell to see where its weight comes from."};
constexpr Text kCopy{"复制这一行代码", "Copy this line of code"};
constexpr Text kCopyHelp{"它的值就是上面的权重。", "Its value is the weights above."};
constexpr Text kQueryCount{"查询个数 n", "Queries n"}, kQueriesHelp{"键总是 8 个。", "There are always 8 keys."};
constexpr Text kLength{"有效长度", "Valid length"},
    kLengthHelp{"前面这么多个键是真的，其余是填充。", "So many of the first keys are real, the rest is padding."};
constexpr Text kSays{
    "同一个有效长度 {0}：True 在两个函数里意思相反，弄反了，第一个查询看见的键有 {1} 个而不是 {2} 个。{3} 个查询、8 "
    "个键：is_causal=True 时最后一个查询只看 {4} 个键，对齐右下角则看 {5} 个。",
    "The same valid length {0}: True means opposite things to the two functions; mixed up, the first query sees {1} "
    "keys instead of {2}. With {3} {3|query|queries} and 8 keys the last query sees {4} with is_causal=True, and {5} "
    "when aligned at the lower right."};
constexpr Text kNothingSeen{"0 (NaN)", "0 (NaN)"};
constexpr Text kSafe{
    "一个键也看不见的行是 NaN；PyTorch 2.5 起，scaled_dot_product_attention 改给 0。",
    "A row that sees no key is NaN; from PyTorch 2.5 on, scaled_dot_product_attention gives zeros instead."};

constexpr Text kTitle{"查询 {0} 给键 {1} 的权重", "The weight that query {0} gives key {1}"};
constexpr Text kRule{"看得见吗", "Is it seen?"};
constexpr Text kSeenNotes[] = {{"看得见。", "It is seen."}, {"看不见：权重为 0。", "It is not: its weight is 0."}};
constexpr Text kSentinelNote{"整行都是 −1e6，得分全都一样：平分。",
                             "All of the row is −1e6, all scores are alike: the weight is shared equally."};
constexpr Text kShare{"1 ÷ 看得见的键数", "1 ÷ keys that are seen"};
constexpr Text kNoShare{"一个也看不见", "None is seen"};

constexpr float kLeastBlock = 340;  // CSS pixels

void draw_panel(view::Ui& ui, State& next, const MasksResult& result, int panel) {
  const core::Tensor& weights = nth(result.weights, panel);
  const int queries = static_cast<int>(weights.shape[0]);
  const std::vector<double> values(weights.data.begin(), weights.data.end());
  const std::vector<std::string> rows = numbered("q", queries), keys = numbered("k", kMaskKeys);
  const std::string id = nth(kMaskPanelIds, panel), code = mask_code(panel, next.input.masks);
  const bool is_chosen = next.mask.panel == panel;
  view::TableCell cursor = is_chosen ? view::TableCell{next.mask.query, next.mask.key} : view::TableCell{};
  const view::TableEvents events = view::number_table(ui, {"mask/" + id, ui.tr(nth(kNames, panel)), ui.tr(kHelp)},
                                                      {.rows = queries,
                                                       .columns = kMaskKeys,
                                                       .values = values,
                                                       .row_names = rows,
                                                       .column_names = keys,
                                                       .range = {.minimum = 0, .maximum = 1},
                                                       .map = 0,
                                                       .scale = {0, 1},
                                                       .name_color = ui.theme().will_blue,
                                                       .is_in_picture = true},
                                                      cursor);
  if (events.selected.exists()) next.mask = {panel, events.selected.row, events.selected.column};
  view::code_block(ui, "code/" + id, code);
  if (view::button(ui, {"copy/" + id, ui.tr(kCopy), ui.tr(kCopyHelp)})) ui.request_copy(code);
  ui.gap(view::kSpace3);
}

bool has_empty_row(const MasksResult& result) { return result.seen(kKeepMask, 0) < 0 || result.seen(kMixedUp, 0) < 0; }

std::string seen_text(const view::Ui& ui, int seen) { return seen < 0 ? ui.tr(kNothingSeen) : std::to_string(seen); }

}  // namespace

Blocks mask_blocks(view::Ui& ui, State& next, const Result& all) {
  Blocks blocks{kLeastBlock, 1, 3, {}};
  for (int panel = 0; panel < kMaskPanels; ++panel)
    blocks.all.push_back([&ui, &next, &all, panel] { draw_panel(ui, next, all.masks, panel); });
  return blocks;
}

void draw_mask_note(view::Ui& ui, State&, const Result& all) {
  if (has_empty_row(all.masks))
    view::paragraph(ui, "empty", ui.tr(kSafe), {.size = view::kCaption, .color = ui.theme().warning});
}

std::string masks_say(const view::Ui& ui, const State& state, const Result& all) {
  const MasksInput& input = state.input.masks;
  const int last = input.queries - 1;
  const auto seen = [&](int panel, int query) { return seen_text(ui, all.masks.seen(panel, query)); };
  return ui.tr(kSays, {std::to_string(input.length), seen(kMixedUp, 0), seen(kKeepMask, 0),
                       std::to_string(input.queries), seen(kUpperLeft, last), seen(kLowerRight, last)});
}

void draw_masks_controls(view::Ui& ui, State& next) {
  MasksInput& input = next.input.masks;
  view::whole_slider(ui, {"mask-queries", ui.tr(kQueryCount), ui.tr(kQueriesHelp)}, input.queries, 1, kMostMaskQueries,
                     MasksInput().queries);
  view::whole_slider(ui, {"mask-length", ui.tr(kLength), ui.tr(kLengthHelp)}, input.length, 0, kMaskKeys,
                     MasksInput().length);
}

void explain_mask(view::Ui& ui, const State& state, const Result& all) {
  const MasksInput& input = state.input.masks;
  const int panel = state.mask.panel, query = std::min(state.mask.query, input.queries - 1), key = state.mask.key;
  const float weight = nth(nth(all.masks.weights, panel).data, query * kMaskKeys + key);
  const int seen = all.masks.seen(panel, query);
  const bool is_causal = panel == kUpperLeft || panel == kLowerRight;
  const int past = panel == kLowerRight ? kMaskKeys - input.queries : 0,
            limit = is_causal ? query + 1 + past : input.length;
  Formula rule;
  rule.number(key + 1, Tone::kKey).say(key < limit ? "≤" : ">");
  if (panel == kLowerRight)
    rule.number(query + 1, Tone::kQuery).say("+").number(past);
  else
    rule.number(limit, is_causal ? Tone::kQuery : Tone::kPlain);
  std::vector<Step> steps{{kRule, rule.done(), nth(kSeenNotes, weight > 0 ? 0 : 1)}};
  if (seen < 0)
    steps.push_back({kNoShare, Formula().number(-INFINITY).say("−").number(-INFINITY).result(NAN).done()});
  else if (weight > 0)
    steps.push_back({kShare, Formula().quotient(1, seen, weight).done()});
  if (panel == kValidLens && input.length == 0) steps.front().note = kSentinelNote;
  if (seen < 0) steps.front().note = std::nullopt;
  DerivationCard card{.id = "explanation"};
  card.title = ui.tr(nth(kNames, panel)) + " · " + ui.tr(kTitle, {std::to_string(query + 1), std::to_string(key + 1)});
  card.value = view::short_number_text(weight, 4);
  draw_derivation(ui, card, steps);
}

}  // namespace scenes::scoring_functions
