// 多头注意力: h small attentions side by side over different projections, not h slices of the input (book,
// section 10.5). What it is made of stands in parts.h.
#include <algorithm>
#include <utility>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "view/name.h"
#include "view/whole_slider.h"

namespace scenes {

namespace multi_head {

namespace {

using view::Text;

constexpr Text kHeading{"多头注意力：几个小注意力并排", "Multi-head attention: small attentions side by side"};
constexpr Text kExample{"例子", "Example"},
    kExampleHelp{"回到这个例子自己的大小。", "Goes back to the example's own sizes."};
constexpr Text kExampleNames[kExamples] = {{"随机", "Random"},
                                           {"书中", "The book's"},
                                           {"两个相反的头", "Two opposite heads"},
                                           {"手工设的头", "Hand-set heads"}};
constexpr Text kExampleNotes[kExamples] = {
    {"X 和各个 W 都由种子生成。", "X and all W are made from the seed."},
    {"书中 10.5 节：100 个隐藏单元、5 个头，X、Y 全是 1，有效长度 3 和 2。W 随便是什么，权重都是 1/3 和 1/2。",
     "Section 10.5 of the book: 100 hidden units, 5 heads, X and Y all ones, valid lengths 3 and 2. Whatever the W "
     "are, "
     "the weights are 1/3 and 1/2."},
    {"W＿q 和 W＿k 是手工设的：偶数头看和自己同奇偶的词，奇数头看其余的。",
     "W＿q and W＿k are set by hand: even heads look at words of their own parity, odd heads at the others."},
    {"W＿q 和 W＿k 是手工设的：3 个头时，头 0 看前一个词，头 1 看自己，头 2 看第一个词。训练出来的头很少这么干净。",
     "W＿q and W＿k are set by hand: of 3 heads, head 0 looks at the word before, head 1 at the same word, head 2 at "
     "the first one. Trained heads are rarely that tidy."}};
constexpr Text kHeads{"头数 h", "Heads h"}, kHeadsHelp{"宽度 d 的约数。", "A divisor of the width d."};
constexpr Text kWidth{"宽度 d", "Width d"}, kWidthHelp{"X 的列数，也是 Q、K、V 的。", "Columns of X, and of Q, K, V."};
constexpr Text kLength{"长度 n", "Length n"}, kLengthHelp{"查询的个数。", "How many queries there are."};
constexpr Text kSeed{"种子", "Seed"}, kSeedHelp{"同一个种子，同样的数。", "The same seed makes the same numbers."};
constexpr Text kSample{"看哪个样本", "Sample shown"},
    kSampleHelp{"批量里有几个样本。", "There are several in the batch."};
constexpr Text kHead{"放大的头", "Enlarged head"}, kHeadHelp{"它的权重写成数。", "Its weights are written as numbers."};
constexpr Text kValid{"样本 {0} 的有效长度", "Valid length of sample {0}"},
    kValidHelp{"前面这么多个键看得见。", "So many of the first keys are seen."};
constexpr Text kViewAlone{"错的：只用 view 分头", "Wrong: split by view alone"},
    kViewHelp{"不换轴，只改形状：看数跑到了哪个头里。",
              "Changes the shape without moving axes: see which head gets what."};
constexpr Text kMixing{"错的：批量和长度弄反", "Wrong: batch and length mixed up"},
    kMixingHelp{"把 (批量, 长度, 宽度) 当成 (长度, 批量, 宽度)。",
                "Reads (batch, length, width) as (length, batch, width)."};
constexpr Text kHeadOn{"头 {0}", "Head {0}"},
    kHeadOnHelp{"关掉它，看输出变多少。", "Switch it off and see the output change."};
constexpr Text kHeadsOn{"开着的头", "Heads that are on"};
constexpr Text kCosts{"代价 (全部样本)", "Costs (all samples)"};
constexpr Text kCostNames[] = {{"参数", "parameters"}, {"乘法", "products"}, {"exp", "exp"}};
constexpr Text kCostNote{
    "参数 4d²；乘法不随 h 变，多的只是 exp：每个头都有自己的 softmax。",
    "4d² parameters; products do not change with h, only exp does: every head has a softmax of its "
    "own."};

void draw_example(view::Ui& ui, State& next) {
  Input& input = next.input;
  std::vector<std::string> names;
  for (const Text& name : kExampleNames) names.push_back(ui.tr(name));
  int example = input.example;
  if (view::choice(ui, {"example", ui.tr(kExample), ui.tr(kExampleHelp)}, example, names)) {
    Input fresh;
    fresh.example = example;
    fresh.seed = input.seed;
    input = std::move(fresh);
  }
  if (!ui.is_left_out("example"))
    view::paragraph(ui, "example/note", ui.tr(nth(kExampleNotes, input.example)),
                    {.size = view::kCaption, .color = ui.theme().muted});
}

/// What was as long as there were keys goes on being so.
void fit_lengths(Input& input, int most_before) {
  const int most = most_valid(input);
  for (double& length : input.lengths)
    if (length > most || static_cast<int>(length) == most_before) length = most;
}

void draw_sizes(view::Ui& ui, State& next, const Result& result) {
  Input& input = next.input;
  const std::vector<int> divisors = divisors_of(result.sizes.width);
  std::vector<std::string> names;
  for (const int heads : divisors) names.push_back(std::to_string(heads));
  const int shown = indivisible_heads(input).value_or(result.sizes.heads);
  const auto at = std::find(divisors.begin(), divisors.end(), shown);
  int chosen = at == divisors.end() ? -1 : static_cast<int>(at - divisors.begin());
  if (view::choice(ui, {"heads", ui.tr(kHeads), ui.tr(kHeadsHelp)}, chosen, names)) input.heads = nth(divisors, chosen);
  int width = result.sizes.width, length = input.length > 0 ? input.length : own_length(input.example);
  if (input.example != kHandSetExample && view::whole_slider(ui, {"width", ui.tr(kWidth), ui.tr(kWidthHelp)}, width, 1,
                                                             kMostWidth, own_width(input.example)))
    input.width = width;
  if (view::whole_slider(ui, {"length", ui.tr(kLength), ui.tr(kLengthHelp)}, length, 1, kMostLength,
                         own_length(input.example))) {
    const int before = most_valid(input);
    input.length = length;
    fit_lengths(input, before);
  }
  view::whole_slider(ui, {"seed", ui.tr(kSeed), ui.tr(kSeedHelp)}, input.seed, 1, kMostSeed, 1);
}

void draw_samples(view::Ui& ui, State& next, const Result& result) {
  int sample = shown_sample(next, result);
  if (result.sizes.batch > 1 &&
      view::whole_slider(ui, {"sample", ui.tr(kSample), ui.tr(kSampleHelp)}, sample, 0, result.sizes.batch - 1, 0))
    next.sample = sample;
  int head = shown_head(next, result);
  if (result.sizes.heads > 1 &&
      view::choice(ui, {"head", ui.tr(kHead), ui.tr(kHeadHelp)}, head, view::numbered("", result.sizes.heads, 0)))
    next.head = head;
  Input& input = next.input;
  if (input.is_batch_mixed && !is_mixing_refused(input)) return;
  for (int each = 0; each < kSamples; ++each) {
    int valid = valid_length(input, each);
    const std::string id = "lengths/" + std::to_string(each);
    if (!view::whole_slider(ui, {id, ui.tr(kValid, {std::to_string(each)}), ui.tr(kValidHelp)}, valid, 0,
                            most_valid(input), most_valid(input)))
      continue;
    std::vector<double> lengths;
    for (int i = 0; i < kSamples; ++i) lengths.push_back(i == each ? valid : valid_length(input, i));
    input.lengths = std::move(lengths);
  }
}

void draw_switches(view::Ui& ui, State& next, const Result& result) {
  view::toggle(ui, {"view-alone", ui.tr(kViewAlone), ui.tr(kViewHelp)}, next.input.is_view_alone);
  view::toggle(ui, {"mixed", ui.tr(kMixing), ui.tr(kMixingHelp)}, next.input.is_batch_mixed);
  if (!ui.is_left_out("on")) view::heading(ui, "on/title", ui.tr(kHeadsOn), 3);
  for (int head = 0; head < result.sizes.heads; ++head) {
    bool is_on = !is_off(next.input, head);
    const std::string id = "on/" + std::to_string(head);
    if (view::toggle(ui, {id, ui.tr(kHeadOn, {std::to_string(head)}), ui.tr(kHeadOnHelp)}, is_on))
      switch_head(next.input, head, is_on);
  }
}

void draw_costs(view::Ui& ui, State& next, const Result& result) {
  if (ui.is_left_out("costs")) return;
  std::vector<double> values;
  std::vector<std::string> rows, columns;
  std::vector<std::uint8_t> now;
  for (const int heads : divisors_of(result.sizes.width)) {
    const Cost cost = cost_of(result.sizes, heads);
    for (const std::int64_t count : {cost.parameters, cost.multiplications, cost.exponentials}) {
      values.push_back(static_cast<double>(count));
      now.push_back(heads == result.sizes.heads);
    }
    rows.push_back("h = " + std::to_string(heads));
  }
  for (const Text& name : kCostNames) columns.push_back(ui.tr(name));
  view::number_table(ui, {"costs", ui.tr(kCosts)},
                     {.rows = count_of(rows),
                      .columns = count_of(columns),
                      .values = values,
                      .row_names = rows,
                      .column_names = columns,
                      .range = {.decimals = 0},
                      .typical = 12345678,
                      .emphasised = now,
                      .shows_selection = false},
                     next.cost_cursor);
  view::paragraph(ui, "costs/note", ui.tr(kCostNote), {.size = view::kCaption, .color = ui.theme().muted});
}

void draw_controls(view::Ui& ui, State& next, const Result& result) {
  draw_example(ui, next);
  draw_sizes(ui, next, result);
  draw_samples(ui, next, result);
  draw_switches(ui, next, result);
  draw_costs(ui, next, result);
}

void draw_picture(view::Ui& ui, State& next, const Result& result) {
  const view::Rect top{ui.column_x(), ui.column_y(), ui.column_width(), 0};
  ui.begin_picture();
  if (ui.is_wide()) draw_inputs(ui, next, result);
  draw_attention(ui, next, result);
  if (ui.is_wide()) draw_output(ui, next, result);
  ui.end_picture({top.x, top.y, top.width, ui.column_y() - top.y});
}

}  // namespace

int shown_sample(const State& state, const Result& result) { return std::min(state.sample, result.sizes.batch - 1); }
int shown_head(const State& state, const Result& result) { return std::min(state.head, result.sizes.heads - 1); }

void follow(State& state, const Cell& cell, const Result& result) {
  state.input.followed = cell;
  const Layout layout = layout_of(result.input, 0);
  if (layout.blocks(cell.stage) > 1) state.head = cell.column / (layout.columns(cell.stage) / layout.heads);
}

struct MultiHead {
  static constexpr const char* kId = "multi_head";
  static constexpr Text kTitle{"多头注意力", "Multi-head attention"};
  using Input = multi_head::Input;
  using State = multi_head::State;
  using Result = multi_head::Result;

  static void fields(State& state, FieldVisitor& visitor) {
    Input& input = state.input;
    visitor.choice("example", input.example, kExampleIds);
    visitor.integer("seed", input.seed, 1, kMostSeed);
    visitor.integer("n", input.length, 0, kMostLength);
    visitor.integer("d", input.width, 0, kMostWidth);
    visitor.integer("h", input.heads, 0, kMostHeads);
    fit_lengths(input, kNoLength);
    visitor.whole_numbers("lengths", input.lengths, 0, most_valid(input), kSamples, kSamples);
    visitor.whole_numbers("off", input.off, 0, kMostHeads - 1, 0, kMostHeads);
    visitor.flag("view-alone", input.is_view_alone);
    visitor.flag("mixed", input.is_batch_mixed);
    int stage = input.followed.stage + 1;
    visitor.choice("follow", stage, kStageIds);
    input.followed.stage = stage - 1;
    visitor.integer("row", input.followed.row, 0, kMostLength - 1);
    visitor.integer("column", input.followed.column, 0, kMostLength * kMostHeads - 1);
    visitor.integer("b", state.sample, 0, kMostLength - 1);
    visitor.integer("head", state.head, 0, kMostHeads - 1);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
  }

  static constexpr Panel kPanels[] = {{"title", {"标题", "the title"}},
                                      {"picture", {"从 X 到输出", "the way from X to the output"}},
                                      {"says", {"一句话", "what is seen, in a sentence"}},
                                      {"path", {"跟着一个数走", "the number that is followed"}},
                                      {"explanation", {"怎样算出来的", "how it is computed"}},
                                      {"card", {"问题", "a question"}},
                                      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {"example", "heads", "width",   "length",     "seed",
                                              "sample",  "head",  "lengths", "view-alone", "mixed",
                                              "on",      "costs", "flow",    "question"};
  static constexpr const char* kMainControls[] = {"example", "heads", "head", "view-alone", "on", "flow"};
  static std::string control_of(std::string_view field) {
    if (field == "n") return "length";
    if (field == "d") return "width";
    if (field == "h") return "heads";
    if (field == "b") return "sample";
    if (field == "off") return "on";
    if (field == "follow" || field == "row" || field == "column") return "flow";
    return std::string(field);
  }
  static State without_pointing(State state) {
    state.input.followed = {};
    state.head = 0;
    state.mean_cursor = state.cost_cursor = {};
    state.prediction = {};
    return state;
  }
  static Result compute(const Input& input) { return multi_head::compute(input); }
  static bool is_sound(const Result& result) { return multi_head::is_sound(result); }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return multi_head::take_away(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return multi_head::program(language, state, result);
  }

  static Next next(view::Language language, const State&, const Result&) {
    constexpr Text kWhy{"这里 X 只是一些数。让你自己的句子问自己：词序重要吗？",
                        "Here X is just numbers. Let a sentence of your own ask itself: does the order of its words "
                        "matter?"};
    return {view::in_language(language, kWhy), "scene=self_attention"};
  }

  static void draw(view::Ui& ui, State& next, const Result& result) {
    if (ui.shows_panel("title")) view::heading(ui, "title", ui.tr(kHeading), 1);
    if (ui.shows_panel("picture")) draw_picture(ui, next, result);
    if (ui.shows_panel("says")) {
      const std::string says = sentence(ui, next, result);
      view::narration(ui, "says", says, says);
    }
    if (ui.shows_panel("path")) draw_path(ui, next, result);
    ui.to_side_column();
    if (ui.shows_panel("card")) draw_questions(ui, next, result);
    if (ui.shows_panel("controls")) draw_controls(ui, next, result);
    ui.to_main_column();
    if (ui.shows_panel("picture") && !ui.is_wide()) {
      draw_inputs(ui, next, result);
      draw_output(ui, next, result);
    }
    if (ui.shows_panel("explanation")) explain(ui, next, result);
  }

 private:
  static constexpr int kNoLength = -1;
};

}  // namespace multi_head

std::unique_ptr<Scene> make_multi_head() { return std::make_unique<SceneOf<multi_head::MultiHead>>(); }

}  // namespace scenes
