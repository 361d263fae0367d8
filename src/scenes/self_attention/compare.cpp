// Self-attention, convolution and recurrence side by side: the way from one token to another, and what each costs.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/parts/derivation.h"
#include "scenes/self_attention/parts.h"
#include "view/whole_slider.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kNames[kLayers] = {{"自注意力", "Self-attention"}, {"卷积", "Convolution"}, {"循环", "Recurrence"}};
constexpr Text kWay{"从第 {0} 个词元到第 {1} 个：{2} 步", "From token {0} to token {1}: {2} {2|step|steps}"};
constexpr Text kNoWay{"从第 {0} 个词元到第 {1} 个：没有路", "From token {0} to token {1}: there is no way"};
constexpr Text kTokensBelow{"下面是词元，每往上一层是一步", "Tokens below; every layer up is a step"};
constexpr Text kStatesAbove{"下面是词元，上面是一个接一个的状态",
                            "Tokens below, above them the states, one after another"};
constexpr Text kCosts{"代价", "What they cost"};
constexpr Text kCostColumns[] = {{"乘法", "products"}, {"顺序步数", "steps"}, {"最长路径", "longest"}};
constexpr Text kFormulas{
    "和书中一样不算投影。自注意力 2n²d 次乘 (得分，混合值)：O(n²d)。卷积 knd² 次 (两端之外是 0)：O(knd²)。循环 2nd² 次 "
    "(词元和状态各乘一个矩阵)：O(nd²)。",
    "Without projections, as in the book. Self-attention: 2n²d products (scores, mixing values), O(n²d). Convolution: "
    "knd² (with zeros beyond the ends), O(knd²). Recurrence: 2nd² (token and state, each times a matrix), O(nd²). "
    "Steps are those in sequence, longest the longest path."};
constexpr Text kCount{"词元 n", "Tokens n"}, kWidthName{"宽度 d", "Width d"}, kKernel{"卷积核 k", "Kernel k"};
constexpr Text kFrom{"从哪个词元", "From token"}, kTo{"到哪个词元", "To token"};
constexpr Text kCountHelp{"句子的长度。", "The sentence's length."},
    kWidthHelp{"一个词元有多少个数。", "How many numbers a token has."},
    kKernelHelp{"一层卷积一次看几个词元。", "How many tokens a layer of convolution sees."},
    kWayHelp{"看信号怎么从一个走到另一个。", "See how a signal gets from one to the other."};
constexpr Text kSays{
    "n = {0}，d = {1}，k = {2}：自注意力最远也只走 1 步，卷积要 {3} 步，循环要 {4} 步；乘法是 {5}、{6}、{7} 次。",
    "n = {0}, d = {1}, k = {2}: self-attention takes 1 step at most, convolution {3}, recurrence {4}; products: {5}, "
    "{6} and {7}."};
constexpr Text kNever{"到不了", "never enough"};
constexpr Text kExplain{"推导", "Derive"}, kExplainHelp{"选一种层。", "Choose one of the layers."};
constexpr Text kTitle{"{0} 的乘法次数", "The products of {0}"};
constexpr Text kProducts{"乘法", "Products"};
constexpr Text kCostNotes[kLayers] = {
    {"n² 个得分各 d 次，n 个输出各 nd 次。", "d for each of n² scores, n d for each of n outputs."},
    {"n 个位置，各看 k 个词元，每个乘一个 d × d 的矩阵。",
     "n places see k tokens each, every one times a d × d matrix."},
    {"n 步，每步词元和状态各乘一个 d × d 的矩阵。", "n steps, at each the token and the state times a d × d matrix."}};

constexpr float kLeastBlock = 250, kHeight = 190, kDot = 5;  // CSS pixels

struct Frame {
  view::Rect area;
  int tokens = 0, layers = 1;
  float x(int token) const {
    const float step = area.width / static_cast<float>(tokens);
    return area.x + step * (static_cast<float>(token) + 0.5f);
  }
  float y(int layer) const {
    const float room = area.height - 2 * kDot - view::kSpace3;
    return area.y + area.height - kDot - room * static_cast<float>(layer) / static_cast<float>(layers);
  }
};

void draw_edge(view::Ui& ui, const Frame& frame, int from, int layer, int to, int next_layer, bool is_way) {
  ui.line(frame.x(from), frame.y(layer), frame.x(to), frame.y(next_layer),
          is_way ? ui.theme().cue_red : ui.theme().line, is_way ? 3.0f : 0);
}

/// Of a recurrent layer: from the token into the state above it, then along the states.
void draw_recurrent(view::Ui& ui, const Frame& frame, const Way& way) {
  for (const bool is_way : {false, true}) {
    for (int token = 0; token < frame.tokens; ++token) {
      const auto on_way = std::find(way.begin() + std::min<std::ptrdiff_t>(1, std::ssize(way)), way.end(), token);
      const bool is_entered = !way.empty() && token == way.front(),
                 goes_on = on_way != way.end() && on_way + 1 != way.end();
      if (!is_way || is_entered) draw_edge(ui, frame, token, 0, token, 1, is_way);
      if (token + 1 < frame.tokens && (!is_way || goes_on)) draw_edge(ui, frame, token, 1, token + 1, 1, is_way);
    }
  }
}

void draw_layers(view::Ui& ui, const Frame& frame, int layer, int kernel, const Way& way) {
  for (int level = 0; level < frame.layers; ++level)
    for (int to = 0; to < frame.tokens; ++to)
      for (int from = 0; from < frame.tokens; ++from)
        if (sees(layer, kernel, from, to)) draw_edge(ui, frame, from, level, to, level + 1, false);
  for (int level = 0; level + 1 < count_of(way); ++level)
    draw_edge(ui, frame, nth(way, level), level, nth(way, level + 1), level + 1, true);
}

void draw_way(view::Ui& ui, const CompareInput& input, const CompareResult& result, int layer) {
  const LayerCost& cost = nth(result, layer);
  const std::string from = std::to_string(input.from), to = std::to_string(input.to);
  const std::string id = nth(kLayerIds, layer);
  const std::string says =
      cost.way.empty() ? ui.tr(kNoWay, {from, to}) : ui.tr(kWay, {from, to, std::to_string(cost.length())});
  view::heading(ui, id + "/title", ui.tr(nth(kNames, layer)), 2);
  view::paragraph(ui, id + "/way", says, {.size = view::kCaption});
  const bool is_recurrent = layer == kRecurrentLayer;
  Frame frame{ui.place(kHeight, view::kSpace1), input.tokens, 1};
  if (!is_recurrent) frame.layers = std::max(1, cost.length());
  if (is_recurrent)
    draw_recurrent(ui, frame, cost.way);
  else
    draw_layers(ui, frame, layer, input.kernel, cost.way);
  for (int level = 0; level <= frame.layers; ++level)
    for (int token = 0; token < input.tokens; ++token) {
      const bool is_end = (level == 0 && token + 1 == input.from) || (level == frame.layers && token + 1 == input.to);
      ui.circle(frame.x(token), frame.y(level), is_end ? kDot : kDot - 2,
                is_end ? ui.theme().cue_red : ui.theme().muted);
    }
  ui.record({.id = id,
             .role = view::Role::kImage,
             .name = ui.tr(nth(kNames, layer)),
             .help = ui.tr(is_recurrent ? kStatesAbove : kTokensBelow),
             .rect = frame.area});
  view::paragraph(ui, id + "/note", ui.tr(is_recurrent ? kStatesAbove : kTokensBelow),
                  {.size = view::kCaption, .color = ui.theme().muted});
}

std::string longest_text(const view::Ui& ui, const LayerCost& cost) {
  return cost.longest_path ? std::to_string(*cost.longest_path) : ui.tr(kNever);
}

}  // namespace

Blocks compare_blocks(view::Ui& ui, State& next, const Result& all) {
  Blocks blocks{kLeastBlock, kLayers, {}};
  for (int layer = 0; layer < kLayers; ++layer)
    blocks.all.emplace_back([&ui, &next, &all, layer] { draw_way(ui, next.input.compare, all.compare, layer); });
  return blocks;
}

void draw_compare_note(view::Ui& ui, State& next, const Result& all) {
  std::vector<double> values;
  std::vector<std::string> rows, columns;
  for (int layer = 0; layer < kLayers; ++layer) {
    const LayerCost& cost = nth(all.compare, layer);
    values.insert(values.end(), {static_cast<double>(cost.multiplications), static_cast<double>(cost.sequential_steps),
                                 cost.longest()});
    rows.push_back(ui.tr(nth(kNames, layer)));
  }
  for (const Text& name : kCostColumns) columns.push_back(ui.tr(name));
  view::NumberTable table{.rows = kLayers, .columns = count_of(columns), .values = values, .row_names = rows};
  table.column_names = columns;
  table.range = {.decimals = 0};
  table.typical = 12345678;
  table.shows_selection = false;
  view::number_table(ui, {"costs", ui.tr(kCosts)}, table, next.costs_cursor);
  view::paragraph(ui, "costs/formulas", ui.tr(kFormulas), {.size = view::kCaption, .color = ui.theme().muted});
}

std::string compare_says(const view::Ui& ui, const State& state, const Result& all) {
  const CompareInput& input = state.input.compare;
  const auto products = [&](int layer) { return std::to_string(nth(all.compare, layer).multiplications); };
  return ui.tr(kSays, {std::to_string(input.tokens), std::to_string(input.width), std::to_string(input.kernel),
                       longest_text(ui, all.compare[kConvolutionLayer]), longest_text(ui, all.compare[kRecurrentLayer]),
                       products(kAttentionLayer), products(kConvolutionLayer), products(kRecurrentLayer)});
}

void draw_compare_controls(view::Ui& ui, State& next, const Result&) {
  CompareInput& input = next.input.compare;
  const CompareInput initial;
  view::whole_slider(ui, {"n", ui.tr(kCount), ui.tr(kCountHelp)}, input.tokens, 2, kMostCompared, initial.tokens);
  view::whole_slider(ui, {"d", ui.tr(kWidthName), ui.tr(kWidthHelp)}, input.width, 1, kMostCompareWidth, initial.width);
  view::whole_slider(ui, {"k", ui.tr(kKernel), ui.tr(kKernelHelp)}, input.kernel, 1, kMostKernel, initial.kernel);
  input.from = std::min(input.from, input.tokens);
  input.to = std::min(input.to, input.tokens);
  view::whole_slider(ui, {"from", ui.tr(kFrom), ui.tr(kWayHelp)}, input.from, 1, input.tokens, initial.from);
  view::whole_slider(ui, {"to", ui.tr(kTo), ui.tr(kWayHelp)}, input.to, 1, input.tokens, input.tokens);
}

void explain_compare(view::Ui& ui, State& next, const Result& all) {
  const CompareInput& input = next.input.compare;
  std::vector<std::string> names;
  for (const Text& name : kNames) names.push_back(ui.tr(name));
  view::choice(ui, {"layer", ui.tr(kExplain), ui.tr(kExplainHelp)}, next.layer, names);
  const auto n = static_cast<double>(input.tokens), d = static_cast<double>(input.width),
             k = static_cast<double>(input.kernel);
  const auto whole = [](double number) { return view::number_text(number, 0); };
  Formula formula;
  if (next.layer == kAttentionLayer)
    formula.say("2 × " + whole(n) + "² × " + whole(d));
  else if (next.layer == kConvolutionLayer)
    formula.say(whole(k) + " × " + whole(n) + " × " + whole(d) + "²");
  else
    formula.say("2 × " + whole(n) + " × " + whole(d) + "²");
  formula.say("=").say(std::to_string(nth(all.compare, next.layer).multiplications));
  DerivationCard card{.id = "explanation"};
  card.title = ui.tr(kTitle, {nth(names, next.layer)});
  card.value = std::to_string(nth(all.compare, next.layer).multiplications);
  const std::vector<Step> steps{{kProducts, formula.done(), nth(kCostNotes, next.layer)}};
  draw_derivation(ui, card, steps);
}

}  // namespace scenes::self_attention
