// What is turned: the sentence and its tokens, what the matrices ask, positions, the order; and the matrices
// themselves.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/self_attention/parts.h"
#include "view/name.h"
#include "view/side_by_side.h"
#include "view/whole_slider.h"

namespace scenes::self_attention {

namespace {

using view::Text;

constexpr Text kSentence{"句子", "Sentence"};
constexpr Text kSentenceHelp{"写你自己的，最多 32 个词元；空着就是例句。",
                             "Write your own, up to 32 tokens; left empty, it is the example."};
constexpr Text kTooMany{"这里有 {0} 个词元，只取前 {1} 个。",
                        "There are {0} tokens here; only the first {1} are taken."};
constexpr Text kNoTokens{"这里没有词元：看到的是例句。", "There is no token here: what is shown is the example."};
constexpr Text kSplit{"怎样切分", "Split"},
    kSplitHelp{"标点和 emoji 总是单独一个词元；列表用竖线隔开。",
               "Punctuation and emoji are always tokens of their own; a list has bars between them."};
constexpr Text kSplitNames[kTokenSplits] = {{"汉字逐个", "Words"}, {"空格和标点", "Blanks"}, {"列表 a|b", "List a|b"}};
constexpr Text kToken{"选中的词元", "The chosen token"},
    kTokenHelp{"改它，句子就成了列表；留空则删去。", "Changed, it makes the sentence a list; emptied, it is gone."};
constexpr Text kAsks{"问什么", "What is asked"},
    kAsksHelp{"每个问题是一组 W＿q、W＿k、W＿v；前三个是手工设定的。",
              "Each question is a set of W＿q, W＿k and W＿v; the first three are set by hand."};
constexpr Text kAskNames[kAskCount] = {{"同一个字", "Same word"},
                                       {"前一个", "The one before"},
                                       {"标点", "Punctuation"},
                                       {"随机", "Random"},
                                       {"自己的", "Own"}};
constexpr Text kPositions{"位置编码", "Position encoding"},
    kPositionsHelp{"给每个词元加上它的位置。", "Adds its position to every token."};
constexpr Text kShuffle{"打乱词序", "Shuffle the words"},
    kShuffleHelp{"看输出是不是只跟着词元换位。", "See whether the outputs merely move along."};
constexpr Text kInOrder{"回到原序", "In order again"};
constexpr Text kSeed{"词向量的种子", "Seed of the embeddings"},
    kSeedHelp{"换一套词向量；同一个种子总给同样的数。", "Other embeddings; a seed always gives the same."};
constexpr Text kWeightsSeed{"随机问题的种子", "Seed of the question"},
    kWeightsSeedHelp{"换一个随机的问题。", "Another random question."};
constexpr Text kMatrices{"问题就是这三个矩阵", "The question is these three matrices"};
constexpr Text kMatrixHelp{"方向键移动，回车修改：改了就是你自己的问题。",
                           "Arrow keys move, Enter edits: then the question is your own."};
constexpr const char* kMatrixNames[kProjections] = {"W_q", "W_k", "W_v"};
constexpr const char* kMatrixIds[kProjections] = {"wq", "wk", "wv"};
constexpr float kLeastTable = 420;  // CSS pixels
constexpr std::size_t kLongestTyped = 512;

std::vector<std::string> texts_of(std::span<const Token> tokens) {
  std::vector<std::string> texts;
  for (const Token& token : tokens) texts.push_back(token.text);
  return texts;
}

/// At most as many as are shown.
std::vector<std::string> written_tokens(const view::Ui& ui, const SentenceInput& input) {
  const bool is_chinese = ui.input().language == view::Language::kChinese;
  std::vector<Token> tokens = split_tokens(input.sentence, input.split);
  if (tokens.empty()) tokens = split_tokens(example_sentence(is_chinese), kByCharacter);
  return texts_of(std::span(tokens).first(std::min(tokens.size(), to_size(kMostTokens))));
}

void draw_sentence_field(view::Ui& ui, SentenceInput& input, const SentenceResult& result) {
  const bool is_chinese = ui.input().language == view::Language::kChinese;
  const int written = result.in(is_chinese).written;
  std::string problem;
  if (written > kMostTokens)
    problem = ui.tr(kTooMany, {std::to_string(written), std::to_string(kMostTokens)});
  else if (result.is_example && !input.sentence.empty())
    problem = ui.tr(kNoTokens);
  std::string sentence = input.sentence.empty() ? example_sentence(is_chinese) : input.sentence;
  if (view::text_field(ui, {"sentence", ui.tr(kSentence), ui.tr(kSentenceHelp)}, sentence, kLongestTyped, problem))
    input.sentence = std::move(sentence);
}

void draw_split(view::Ui& ui, SentenceInput& input) {
  std::vector<std::string> names;
  for (const Text& name : kSplitNames) names.push_back(ui.tr(name));
  const std::vector<std::string> tokens = written_tokens(ui, input);
  const int before = input.split;
  if (!view::choice(ui, {"split", ui.tr(kSplit), ui.tr(kSplitHelp)}, input.split, names)) return;
  if (input.split == kListed)
    input.sentence = listed_tokens(tokens);
  else if (before == kListed && !input.sentence.empty())
    input.sentence = joined_tokens(tokens);
}

void draw_token_field(view::Ui& ui, State& next, const Result& result) {
  SentenceInput& input = next.input.sentence;
  std::vector<std::string> tokens = written_tokens(ui, input);
  const int place = std::min(next.token, attended_in(ui.input().language, result).count() - 1);
  if (place >= count_of(tokens)) return;  // the sentence was changed in this very frame
  std::string token = nth(tokens, place);
  const std::size_t others = listed_tokens(tokens).size() - token.size();
  const std::size_t longest = std::max<std::size_t>(1, kLongestTyped - std::min(kLongestTyped, others));
  if (!view::text_field(ui, {"token-text", ui.tr(kToken), ui.tr(kTokenHelp)}, token, longest)) return;
  nth(tokens, place) = token;
  if (split_tokens(token, kListed).empty()) tokens.erase(tokens.begin() + place);
  input.split = kListed;
  input.sentence = listed_tokens(tokens);
}

void draw_asks(view::Ui& ui, SentenceInput& input) {
  std::vector<std::string> names;
  for (int asks = 0; asks < kAskCount; ++asks)
    if (asks != kOwnQuestion || input.asks == kOwnQuestion) names.push_back(ui.tr(nth(kAskNames, asks)));
  if (!view::choice(ui, {"ask", ui.tr(kAsks), ui.tr(kAsksHelp)}, input.asks, names)) return;
  if (input.asks != kOwnQuestion) input.own = {};
  if (input.asks == kTokenBefore) input.has_positions = true;  // it asks for nothing else
}

void draw_projection(view::Ui& ui, State& next, const Result& result, int which) {
  SentenceInput& input = next.input.sentence;
  const std::vector<double>& values = nth(result.sentence.projections, which);
  float farthest = 0;
  for (const double value : values) farthest = std::max(farthest, std::abs(static_cast<float>(value)));
  const std::vector<std::string> rows = view::numbered({&"qkv"[which], 1}, kHead),
                                 columns = view::numbered("x", kWidth);
  const view::Color colors[kProjections] = {ui.theme().will_blue, ui.theme().cue_red, ui.theme().text};
  view::NumberTable table{.rows = kHead, .columns = kWidth, .values = values, .row_names = rows};
  table.column_names = columns;
  table.range.minimum = -kFarthestWeight;
  table.range.maximum = kFarthestWeight;
  table.typical = -9.9;
  table.map = view::kDivergingMap;
  table.scale = view::symmetric_scale(-farthest, farthest);
  table.name_color = nth(colors, which);
  table.is_editable = true;
  table.shows_selection = false;
  const view::TableEvents events = view::number_table(
      ui, {nth(kMatrixIds, which), nth(kMatrixNames, which), ui.tr(kMatrixHelp)}, table, nth(next.cursors, which));
  for (const view::TableEdit& edit : events.edits) {
    if (input.asks != kOwnQuestion) input.own = result.sentence.projections;
    input.asks = kOwnQuestion;
    nth(nth(input.own, which), view::cell_index(table, edit.cell)) = edit.value;
  }
}

}  // namespace

void draw_sentence_controls(view::Ui& ui, State& next, const Result& result) {
  SentenceInput& input = next.input.sentence;
  draw_sentence_field(ui, input, result.sentence);
  draw_split(ui, input);
  draw_asks(ui, input);
  view::toggle(ui, {"positions", ui.tr(kPositions), ui.tr(kPositionsHelp)}, input.has_positions);
  if (view::button(ui, {"shuffle", ui.tr(kShuffle), ui.tr(kShuffleHelp)}, view::ButtonKind::kPrimary))
    input.shuffle = input.shuffle % kMostSeed + 1;
  if (view::button(ui, {"in-order", ui.tr(kInOrder)}, view::ButtonKind::kQuiet, input.shuffle != 0)) input.shuffle = 0;
  draw_token_field(ui, next, result);
  view::whole_slider(ui, {"seed", ui.tr(kSeed), ui.tr(kSeedHelp)}, input.seed, 1, kMostSeed, SentenceInput().seed);
  if (input.asks == kRandomQuestion)
    view::whole_slider(ui, {"weights-seed", ui.tr(kWeightsSeed), ui.tr(kWeightsSeedHelp)}, input.weights_seed, 1,
                       kMostSeed, SentenceInput().weights_seed);
}

void draw_projections(view::Ui& ui, State& next, const Result& result) {
  view::heading(ui, "matrices/title", ui.tr(kMatrices), 2);
  std::vector<std::function<void()>> tables;
  for (int which = 0; which < kProjections; ++which)
    tables.emplace_back([&ui, &next, &result, which] { draw_projection(ui, next, result, which); });
  view::side_by_side(ui, kLeastTable, 2, tables);
}

}  // namespace scenes::self_attention
