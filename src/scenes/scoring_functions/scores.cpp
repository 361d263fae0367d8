// Additive and scaled dot product scoring of the same queries and keys, what both cost, and how long they take here.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/parts/score_steps.h"
#include "scenes/scoring_functions/parts.h"
#include "view/side_by_side.h"
#include "view/whole_slider.h"

namespace scenes::scoring_functions {

namespace {

using view::Text;

constexpr Text kScoringNames[] = {{"加性 w＿v · tanh(W＿q q + W＿k k)", "Additive, w＿v · tanh(W＿q q + W＿k k)"},
                                  {"缩放点积 q · k ÷ √d", "Scaled dot product, q · k ÷ √d"}};
constexpr Text kScores{"得分", "Scores"}, kWeights{"权重", "Weights"}, kOutput{"输出", "Output"};
constexpr Text kCellHelp{"选一格，看它的得分怎么来。", "Choose a cell to see where its score comes from."};
constexpr Text kQueryTable{"查询 q (每个样本一个)", "Queries q, one per sample"},
    kKeyTable{"键 k (两个样本共用)", "Keys k, of both samples"}, kLengths{"有效长度", "Valid lengths"};
constexpr Text kTableHelp{"方向键移动，回车修改。", "Arrow keys move, Enter edits."};
constexpr Text kEmpty{"样本 {0} 一个键也看不见：两种评分的权重都是 0。",
                      "Sample {0} sees no key: with either scoring its weights are 0."};
constexpr Text kEven{"样本 {0}：两种评分都平分给看得见的 {1} 个键，各 {2}。",
                     "Sample {0}: with either scoring its {1} visible {1|key has|keys have} {2} each."};
constexpr Text kDiffer{"样本 {0}：加性最看重 {1} ({2})，缩放点积最看重 {3} ({4})。",
                       "Sample {0}: additive scoring attends most to {1} ({2}), the scaled dot product to {3} ({4})."};
constexpr Text kBookNote{
    "✓ 书中的例子：键都是 1，不论参数，权重是 1/2 × 2 和 1/6 × 6，输出是 [2, 3, 4, 5] 和 [10, 11, 12, 13]。",
    "✓ The book's example: with keys of 1 the weights are 1/2 × 2 and 1/6 × 6 whatever the parameters, the outputs [2, "
    "3, "
    "4, 5] and [10, 11, 12, 13]."};

constexpr Text kKeysPresetName{"键", "Keys"},
    kKeysPresetHelp{"书中的键都是 1，所以怎么打分都一样。",
                    "The book's keys are all 1, so that no scoring tells them apart."};
constexpr Text kKeysPresetNames[kKeysPresets] = {{"书中：都是 1", "The book's: all 1"}, {"各不相同", "Different ones"}};
constexpr Text kWidth{"宽度 d", "Width d"}, kWidthHelp{"查询和键的宽度。", "Of queries and keys."};
constexpr Text kHidden{"隐藏单元 h", "Hidden units h"},
    kHiddenHelp{"W＿q、W＿k 有 h 行，w＿v 有 h 个数；书中是 8。",
                "W＿q and W＿k have h rows, w＿v h numbers; 8 in the book."};

constexpr Text kCost{"代价", "What they cost"};
constexpr Text kCostSizes[] = {
    {"查询 n", "Queries n"}, {"键 m", "Keys m"}, {"宽度 d", "Width d"}, {"隐藏单元 h", "Hidden units h"}};
constexpr Text kCostHelp{"只用来数运算和计时。", "For counting and timing only."};
constexpr Text kOperations{"运算次数", "Operations"};
constexpr Text kOperationNames[] = {{"乘", "×"}, {"加", "+"}, {"tanh", "tanh"}, {"除", "÷"}};
constexpr Text kCostRows[] = {{"加性", "additive"}, {"缩放点积", "scaled dot product"}};
constexpr Text kFormulas{
    "加性：(n + m)hd + nmh 次乘，(n + m)h(d − 1) + nm(2h − 1) 次加，nmh 次 tanh。缩放点积：nmd 次乘，nm(d − 1) "
    "次加，nm 次除。",
    "Additive: (n + m)hd + nmh products, (n + m)h(d − 1) + nm(2h − 1) sums, nmh tanh. Scaled dot product: nmd "
    "products, nm(d − 1) sums, nm divisions."};
constexpr Text kMeasure{"在这里测一测", "Measure here"},
    kMeasureHelp{"在你的浏览器里把两种注意力各算几遍，取中位数。",
                 "Computes both attentions several times in your browser and takes the medians."};
constexpr Text kNotMeasured{"还没有测。", "Not measured yet."};
constexpr Text kMeasured{
    "n = {0}, m = {1}, d = {2}, h = {3}：加性注意力用的时间是缩放点积的 {4} 倍 (在这里测了 {5} 遍的中位数)。",
    "n = {0}, m = {1}, d = {2}, h = {3}: additive attention took {4} times as long as scaled dot product (medians of "
    "{5} runs, measured here)."};

constexpr Text kTitle{"样本 {0} 对 {1} 的得分：{2}", "The score of {1} for sample {0}: {2}"};
constexpr Text kMaskStep{"掩蔽", "Mask"};
constexpr Text kMaskNote{"在有效长度之外：权重恰好是 0。", "Beyond the valid length: the weight is exactly 0."};

constexpr float kLeastBlock = 400, kLeastTable = 150;  // CSS pixels

std::vector<double> numbers_of(const core::Tensor& tensor) { return {tensor.data.begin(), tensor.data.end()}; }

void draw_edited(view::Ui& ui, const char* id, const std::string& name, std::vector<double>& values, int columns,
                 const char* row, const view::NumberRange& range, view::TableCell& cursor) {
  const int rows = count_of(values) / columns;
  const std::vector<std::string> names = numbered(row, rows);
  const view::NumberTable table{.rows = rows,
                                .columns = columns,
                                .values = values,
                                .row_names = names,
                                .range = range,
                                .name_color = *row == 'k' ? ui.theme().cue_red : ui.theme().will_blue,
                                .is_editable = true,
                                .shows_selection = false};
  for (const view::TableEdit& edit : view::number_table(ui, {id, name, ui.tr(kTableHelp)}, table, cursor).edits)
    values[view::cell_index(table, edit.cell)] = edit.value;
}

/// Scores, weights and output of one of the two.
void draw_scored(view::Ui& ui, State& next, const ScoresResult& result, int scoring) {
  const Scored& scored = scoring == kAdditiveScore ? result.additive : result.dot_product;
  const std::string start = scoring == kAdditiveScore ? "additive/" : "dot/";
  view::heading(ui, start + "title", ui.tr(nth(kScoringNames, scoring)), 2);
  const std::vector<std::string> rows = numbered("b", kBookSamples), keys = numbered("k", kBookKeys),
                                 columns = numbered("v", kValueWidth);
  const auto draw = [&](const char* id, const Text& name, const core::Tensor& tensor, bool is_weight) {
    const std::vector<double> values = numbers_of(tensor);
    const bool is_chosen = next.score.scoring == scoring;
    view::TableCell cursor = is_chosen ? view::TableCell{next.score.sample, next.score.key} : view::TableCell{};
    const view::TableEvents events = view::number_table(ui, {start + id, ui.tr(name), ui.tr(kCellHelp)},
                                                        {.rows = kBookSamples,
                                                         .columns = kBookKeys,
                                                         .values = values,
                                                         .row_names = rows,
                                                         .column_names = keys,
                                                         .range = {.minimum = -9, .maximum = 9},
                                                         .map = is_weight ? 0 : view::kPlainCells,
                                                         .scale = {0, 1},
                                                         .name_color = ui.theme().will_blue,
                                                         .shows_selection = is_chosen,
                                                         .is_in_picture = true},
                                                        cursor);
    if (events.selected.exists()) next.score = {scoring, events.selected.row, events.selected.column};
  };
  draw("scores", kScores, scored.scores, false);
  draw("weights", kWeights, scored.weights, true);
  const std::vector<double> output = numbers_of(scored.output);
  view::number_table(ui, {start + "output", ui.tr(kOutput)},
                     {.rows = kBookSamples,
                      .columns = kValueWidth,
                      .values = output,
                      .row_names = rows,
                      .column_names = columns,
                      .range = {.minimum = 0, .maximum = 39},
                      .name_color = ui.theme().will_blue,
                      .shows_selection = false,
                      .is_in_picture = true},
                     next.cursors[scoring == kAdditiveScore ? kAdditiveOutputTable : kDotOutputTable]);
}

void draw_costs(view::Ui& ui, State& next, const ScoresResult& result) {
  const CostSizes& sizes = next.input.scores.cost;
  view::heading(ui, "cost/title", ui.tr(kCost), 2);
  std::vector<double> values;
  for (const Operations& each : {additive_operations(sizes), dot_product_operations(sizes)})
    for (const std::int64_t count : {each.multiplications, each.additions, each.tanhs, each.divisions})
      values.push_back(static_cast<double>(count));
  std::vector<std::string> rows, columns;
  for (const Text& name : kCostRows) rows.push_back(ui.tr(name));
  for (const Text& name : kOperationNames) columns.push_back(ui.tr(name));
  view::number_table(ui, {"operations", ui.tr(kOperations)},
                     {.rows = 2,
                      .columns = count_of(columns),
                      .values = values,
                      .row_names = rows,
                      .column_names = columns,
                      .range = {.decimals = 0},
                      .typical = 12345678,
                      .shows_selection = false},
                     next.cursors[kOperationsTable]);
  view::paragraph(ui, "cost/formulas", ui.tr(kFormulas), {.size = view::kCaption, .color = ui.theme().muted});
  if (view::button(ui, {"measure", ui.tr(kMeasure), ui.tr(kMeasureHelp)})) ++next.input.scores.measurements;
  std::string measured = ui.tr(kNotMeasured);
  if (result.timing) {
    const Timing& timing = *result.timing;
    measured = ui.tr(kMeasured,
                     {std::to_string(timing.sizes.queries), std::to_string(timing.sizes.keys),
                      std::to_string(timing.sizes.width), std::to_string(timing.sizes.hidden),
                      view::short_number_text(timing.additive / timing.dot_product, 2), std::to_string(timing.runs)});
  }
  view::paragraph(ui, "measure/says", measured);
}

/// Are these the book's weights and outputs?
bool is_as_in_book(const ScoresResult& result) {
  constexpr float kClose = 1e-5f;
  for (const Scored* scored : {&result.additive, &result.dot_product})
    for (int sample = 0; sample < kBookSamples; ++sample) {
      const int length = sample == 0 ? 2 : 6, first = sample == 0 ? 2 : 10;
      for (int key = 0; key < kBookKeys; ++key)
        if (!(std::abs(nth(scored->weights.data, sample * kBookKeys + key) -
                       (key < length ? 1.0f / static_cast<float>(length) : 0)) < kClose))
          return false;
      for (int i = 0; i < kValueWidth; ++i)
        if (!(std::abs(nth(scored->output.data, sample * kValueWidth + i) - static_cast<float>(first + i)) <
              10 * kClose))
          return false;
    }
  return true;
}

int largest_key(const core::Tensor& weights, int sample) {
  const auto begin = weights.data.begin() + sample * kBookKeys;
  return static_cast<int>(std::max_element(begin, begin + kBookKeys) - begin);
}

}  // namespace

Blocks scores_blocks(view::Ui& ui, State& next, const Result& result) {
  const auto scored = [&](int scoring) {
    return [&ui, &next, &result, scoring] { draw_scored(ui, next, result.scores, scoring); };
  };
  return {kLeastBlock, 1, 2, {scored(kAdditiveScore), scored(kDotScore)}};
}

void draw_scores_note(view::Ui& ui, State&, const Result& result) {
  if (is_as_in_book(result.scores))
    view::paragraph(ui, "book", ui.tr(kBookNote), {.size = view::kCaption, .color = ui.theme().good});
}

void draw_scores_tables(view::Ui& ui, State& next, const Result& all) {
  ScoresInput& input = next.input.scores;
  const auto edited =
      [&](const char* id, Table which, const std::string& name, std::vector<double>& values, int columns,
          const char* row,
          const view::NumberRange& range = {.minimum = -kFarthestNumber, .maximum = kFarthestNumber, .step = 0.1}) {
        return [&, id, which, name, columns, row, range] {
          draw_edited(ui, id, name, values, columns, row, range, next.cursors[which]);
        };
      };
  const std::function<void()> tables[] = {
      edited("q", kQueriesTable, ui.tr(kQueryTable), input.queries, input.width, "b"),
      edited("valid-lens", kSampleLengthsTable, ui.tr(kLengths), input.lengths, 1, "b",
             {.minimum = 0, .maximum = kBookKeys, .step = 1, .decimals = 0}),
      edited("wq", kWqTable, "W_q", input.w_q, input.width, "h"),
      edited("wk", kWkTable, "W_k", input.w_k, input.width, "h"),
      edited("wv", kWvTable, "w_v", input.w_v, 1, "h"),
      edited("k", kKeysTable, ui.tr(kKeyTable), input.keys, input.width, "k")};
  view::side_by_side(ui, kLeastTable, count_of(tables), tables);
  draw_costs(ui, next, all.scores);
}

std::string scores_say(const view::Ui& ui, const Result& all) {
  const ScoresResult& result = all.scores;
  std::string says;
  const auto add = [&](const std::string& sentence) {
    if (!says.empty() && ui.input().language != view::Language::kChinese) says += " ";
    says += sentence;
  };
  for (int sample = 0; sample < kBookSamples; ++sample) {
    const std::string name = std::to_string(sample + 1);
    const auto weight = [&](const Scored& scored, int key) {
      return nth(scored.weights.data, sample * kBookKeys + key);
    };
    const int additive = largest_key(result.additive.weights, sample),
              dot = largest_key(result.dot_product.weights, sample);
    int seen = 0;
    bool is_even = true;
    for (int key = 0; key < kBookKeys; ++key) {
      if (key >= nth(result.lengths, sample)) continue;
      ++seen;
      constexpr float kRounding = 1e-6f;
      is_even &= std::abs(weight(result.additive, key) - weight(result.additive, 0)) < kRounding &&
                 std::abs(weight(result.dot_product, key) - weight(result.dot_product, 0)) < kRounding;
    }
    if (seen == 0)
      add(ui.tr(kEmpty, {name}));
    else if (is_even)
      add(ui.tr(kEven, {name, std::to_string(seen), view::number_text(weight(result.additive, 0), 3)}));
    else
      add(ui.tr(kDiffer, {name, key_name(additive), view::number_text(weight(result.additive, additive), 2),
                          key_name(dot), view::number_text(weight(result.dot_product, dot), 2)}));
  }
  return says;
}

void draw_scores_controls(view::Ui& ui, State& next) {
  ScoresInput& input = next.input.scores;
  std::vector<std::string> names;
  for (const Text& name : kKeysPresetNames) names.push_back(ui.tr(name));
  int preset = -1;
  for (int each = 0; each < kKeysPresets; ++each)
    if (input.keys == keys_preset(each, input.width)) preset = each;
  if (view::choice(ui, {"keys", ui.tr(kKeysPresetName), ui.tr(kKeysPresetHelp)}, preset, names))
    input.keys = keys_preset(preset, input.width);
  int width = input.width, hidden = input.hidden;
  bool is_resized = view::whole_slider(ui, {"width", ui.tr(kWidth), ui.tr(kWidthHelp)}, width, 1, kMostWidth, 2);
  is_resized |=
      view::whole_slider(ui, {"hidden", ui.tr(kHidden), ui.tr(kHiddenHelp)}, hidden, 1, kMostHidden, kMostHidden);
  if (is_resized) resize(input, width, hidden);
  view::heading(ui, "cost/sizes", ui.tr(kCost), 3);
  int* const sizes[] = {&input.cost.queries, &input.cost.keys, &input.cost.width, &input.cost.hidden};
  const int initial[] = {CostSizes().queries, CostSizes().keys, CostSizes().width, CostSizes().hidden};
  for (int i = 0; i < 4; ++i)
    view::whole_slider(ui, {nth(kCostFields, i), ui.tr(nth(kCostSizes, i)), ui.tr(kCostHelp)}, *nth(sizes, i), 1,
                       nth(kMostCost, i), nth(initial, i));
}

void explain_scores(view::Ui& ui, const State& state, const Result& all) {
  const ScoresResult& result = all.scores;
  const auto steps_at = [&](int scoring) {
    const Values q = row_of(result.queries, state.score.sample), k = row_of(result.keys, state.score.key);
    const int cell = state.score.sample * kBookKeys + state.score.key;
    std::vector<Step> steps;
    if (scoring == kAdditiveScore) {
      add_additive_score(steps, result.parameters, q, k, nth(result.additive.scores.data, cell));
    } else {
      const double before = nth(result.unscaled.data, cell);
      add_dot_product(steps, q, k, before);
      add_root_scale(steps, before, static_cast<int>(result.queries.shape[1]),
                     nth(result.dot_product.scores.data, cell));
    }
    if (state.score.key >= nth(result.lengths, state.score.sample)) {
      const double score = nth((scoring == kAdditiveScore ? result.additive : result.dot_product).scores.data, cell);
      steps.push_back({kMaskStep, Formula().number(score).say("→").number(-INFINITY, Tone::kResult).done(), kMaskNote});
    }
    return steps;
  };
  const Scored& scored = state.score.scoring == kAdditiveScore ? result.additive : result.dot_product;
  DerivationCard card{.id = "explanation"};
  card.title = ui.tr(kTitle, {std::to_string(state.score.sample + 1), key_name(state.score.key),
                              ui.tr(nth(kScoringNames, state.score.scoring))});
  card.value = view::short_number_text(nth(scored.scores.data, state.score.sample * kBookKeys + state.score.key), 4);
  for (const int scoring : {kAdditiveScore, kDotScore})
    card.least_height = std::max(card.least_height, derivation_height(ui, card, steps_at(scoring)));
  draw_derivation(ui, card, steps_at(state.score.scoring));
}

}  // namespace scenes::scoring_functions
