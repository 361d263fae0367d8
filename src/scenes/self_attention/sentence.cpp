// The sentence: its tokens on the colours of the weights that the chosen one gives, with arcs; the weights of all; and
// what comes out for each.
#include <algorithm>
#include <cmath>
#include <memory>

#include "index.h"
#include "scenes/self_attention/parts.h"
#include "view/name.h"
#include "view/token_row.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kTokens{"谁在问：选一个词元", "Who asks: choose a token"};
constexpr Text kTokensHelp{"颜色和弧线是它给每个词元的权重。",
                           "Colours and arcs are the weights that it gives each token."};
constexpr Text kWeights{"注意力权重", "Attention weights"};
constexpr Text kWeightsHelp{"一行一个问的词元，一列一个被问的。选一格，看它怎么来。",
                            "A row for each token that asks, a column for each that is asked. Choose a cell to see "
                            "where it comes from."};
constexpr Text kQueries{"查询", "Queries"}, kKeys{"键", "Keys"};
constexpr Text kOutputs{"输出", "Outputs"};
constexpr Text kOutputsHelp{"一行一个词元的输出，6 个数：按权重混合的值。",
                            "A row for each token: 6 numbers, the values mixed by its weights."};
constexpr Text kNumbers{"6 个数", "6 numbers"};
constexpr Text kMadeUp{
    "词向量是编出来的，不是学来的：6 个随机数由词元和种子决定，同一个词处处一样；另外两个数手工设定 "
    "(是不是标点、总是 1)，四个 0 留给位置。",
    "The embeddings are made up, not learnt: 6 random numbers follow from the token and the seed, the same wherever "
    "the "
    "word stands; 2 are set by hand (punctuation or not; always 1), and 4 zeros leave room for the position."};
constexpr Text kHandSet{"W＿q、W＿k、W＿v 也是手工设定的。", "W＿q, W＿k and W＿v are set by hand, too."};
constexpr Text kAsksWhat[kAskCount] = {{"谁和我一样", "who is like me"},
                                       {"谁在我前面", "who stands before me"},
                                       {"谁是标点", "who is punctuation"},
                                       {"一个随机的问题", "a random question"},
                                       {"你的问题", "your question"}};
constexpr Text kSays{"“{0}” (第 {1} 个) 问“{2}”：它最看重“{3}” (第 {4} 个)，权重 {5}。",
                     "\"{0}\" (token {1}) asks {2}: it attends most to \"{3}\" (token {4}), with weight {5}."};
constexpr Text kEven{"“{0}” (第 {1} 个) 问“{2}”：所有词元得分一样，权重平分，各 {3}。",
                     "\"{0}\" (token {1}) asks {2}: all tokens score alike and share the weight, {3} each."};
constexpr Text kNoPlaces{"没有位置编码，词元不知道谁在前面。",
                         "Without position encoding no token knows what stands before it."};
constexpr Text kSame{"打乱词序后，每个词元的输出跟着它走，和原来最多差 {0}：没有位置，句子只是一袋词。",
                     "With the words shuffled, every output moves along with its token and differs by at most {0}: "
                     "without positions a sentence is a bag of words."};
constexpr Text kDiffers{"打乱词序后，同一个词元的输出最多差 {0}：有了位置编码，词序就有了意义。",
                        "With the words shuffled, a token's output differs by up to {0}: with position encoding the "
                        "order means something."};

constexpr float kLeastHeat = 300, kTallest = 420;  // CSS pixels; the height is that of a heatmap with all around it

view::AxisNames names_of(const Attended& attended) {
  return std::make_shared<const std::vector<std::string>>(attended.names());
}

void draw_weights(view::Ui& ui, State& next, const Result& result) {
  const Attended& attended = attended_in(ui.input().language, result);
  const std::int64_t count = attended.count();
  view::HeatmapGrid grid;
  grid.panels = {{{attended.attention.weights.data.data(), count, count, count, attended.content}, {0, 1}}};
  grid.x_label = ui.tr(kKeys);
  grid.y_label = ui.tr(kQueries);
  grid.row_names = grid.column_names = names_of(attended);
  view::CellAddress cursor{0, attended.shown_at(next.token), attended.shown_at(next.key)};
  const view::CellAddress before = cursor;
  draw_heat(ui, {"weights", ui.tr(kWeights), ui.tr(kWeightsHelp)}, grid, next.weights_view, cursor);
  if (cursor == before || cursor.panel != 0) return;
  next.token = nth(attended.order, cursor.row);
  next.key = nth(attended.order, cursor.column);
  next.explained = kOfWeight;
}

void draw_outputs(view::Ui& ui, State& next, const Result& result) {
  const Attended& attended = attended_in(ui.input().language, result);
  const auto& output = attended.attention.output.data;
  float farthest = 0;
  for (const float number : output) farthest = std::max(farthest, std::abs(number));
  view::HeatmapGrid grid;
  grid.panels = {{{output.data(), attended.count(), kHead, kHead, attended.output_content},
                  view::symmetric_scale(-farthest, farthest)}};
  grid.x_label = ui.tr(kNumbers);
  grid.map = view::kDivergingMap;
  grid.row_names = names_of(attended);
  grid.column_names = std::make_shared<const std::vector<std::string>>(view::numbered("", kHead));
  view::CellAddress cursor{0, attended.shown_at(next.token), next.output};
  const view::CellAddress before = cursor;
  draw_heat(ui, {"outputs", ui.tr(kOutputs), ui.tr(kOutputsHelp)}, grid, next.outputs_view, cursor);
  if (cursor == before || cursor.panel != 0) return;
  next.token = nth(attended.order, cursor.row);
  next.output = cursor.column;
  next.explained = kOfOutput;
}

}  // namespace

void draw_heat(view::Ui& ui, const view::Label& label, const view::HeatmapGrid& grid, view::Viewpoint& viewpoint,
               view::CellAddress& cursor) {
  view::heading(ui, std::string(label.id) + "/title", label.name, 2);
  const float height = std::min(kTallest, ui.column_width() + view::kSpace6);
  const float below = view::kColorBarHeight + view::kSpace2;
  const view::Rect area{ui.column_x(), ui.column_y(), ui.column_width(), height - below};
  const view::HeatmapLayout layout = view::lay_out(ui, grid, area);
  view::heatmap_grid(ui, label, layout, grid, viewpoint, cursor);
  const view::Rect& panel = layout.panels.front();
  const float bottom = layout.whole.y + layout.whole.height;
  view::color_bar(ui, {panel.x, bottom + view::kSpace2, std::max(panel.width, 120.0f), view::kColorBarHeight}, grid.map,
                  grid.panels.front().scale, false);
  ui.place(bottom + below - area.y, view::kSpace3);
}

const Attended& attended_in(view::Language language, const Result& result) {
  return result.sentence.in(language == view::Language::kChinese);
}

void draw_tokens(view::Ui& ui, State& next, const Result& result) {
  const Attended& attended = attended_in(ui.input().language, result);
  const std::vector<std::string> names = attended.names();
  int shown = attended.shown_at(next.token);
  const auto row = attended.attention.weights.data.begin() + std::ptrdiff_t{shown} * attended.count();
  if (view::token_row(ui, {"token", ui.tr(kTokens), ui.tr(kTokensHelp)},
                      {names, {row, row + attended.count()}, 0, {0, 1}}, shown))
    next.token = nth(attended.order, shown);
}

Blocks sentence_blocks(view::Ui& ui, State& next, const Result& result) {
  return {kLeastHeat,
          2,
          {[&ui, &next, &result] { draw_weights(ui, next, result); },
           [&ui, &next, &result] { draw_outputs(ui, next, result); }}};
}

void draw_sentence_note(view::Ui& ui, State& next, const Result&) {
  std::string note = ui.tr(kMadeUp);
  if (next.input.sentence.asks < kRandomQuestion)
    note += (ui.input().language == view::Language::kChinese ? "" : " ") + ui.tr(kHandSet);
  view::paragraph(ui, "made-up", note, {.size = view::kCaption, .color = ui.theme().muted});
}

std::string sentence_says(const view::Ui& ui, const State& state, const Result& result) {
  const SentenceInput& input = state.input.sentence;
  const Attended& attended = attended_in(ui.input().language, result);
  const int shown = attended.shown_at(state.token);
  const auto row = attended.attention.weights.data.begin() + std::ptrdiff_t{shown} * attended.count();
  const auto most = std::max_element(row, row + attended.count());
  const float least = *std::min_element(row, row + attended.count());
  const std::string token = nth(attended.tokens, shown).text, place = std::to_string(shown + 1),
                    asks = ui.tr(nth(kAsksWhat, input.asks)), weight = view::number_text(*most, 2);
  constexpr float kRounding = 1e-6f;
  const bool is_even = attended.count() > 1 && *most - least < kRounding;
  const int seen = static_cast<int>(most - row);
  std::string says =
      is_even ? ui.tr(kEven, {token, place, asks, weight})
              : ui.tr(kSays, {token, place, asks, nth(attended.tokens, seen).text, std::to_string(seen + 1), weight});
  const auto add = [&](const std::string& sentence) {
    if (ui.input().language != view::Language::kChinese) says += " ";
    says += sentence;
  };
  if (is_even && input.asks == kTokenBefore && !input.has_positions) add(ui.tr(kNoPlaces));
  if (input.shuffle == 0) return says;
  constexpr double kSameWithin = 1e-6;
  add(ui.tr(attended.largest_difference <= kSameWithin ? kSame : kDiffers,
            {view::short_number_text(attended.largest_difference, 2)}));
  return says;
}

}  // namespace scenes::self_attention
