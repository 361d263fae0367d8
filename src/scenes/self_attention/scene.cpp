// 自注意力和位置编码: a sentence asks itself; without positions it is a bag of words (book, section 10.6). What it is
// made of stands in parts.h.
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "index.h"
#include "scenes/parts/part_index.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "scenes/self_attention/parts.h"
#include "view/side_by_side.h"
#include "view/widgets.h"

namespace scenes {

namespace self_attention {

namespace {

using view::Text;

constexpr Text kHeading{"自注意力：句子问自己", "Self-attention: a sentence asks itself"};
constexpr Text kPartNames[kParts] = {{"一句话", "A sentence"}, {"位置编码", "Positions"}, {"三种层", "Three layers"}};

/// What draws a part.
struct PartView {
  Blocks (*blocks)(view::Ui&, State&, const Result&);
  void (*note)(view::Ui&, State&, const Result&);
  std::string (*says)(const view::Ui&, const State&, const Result&);
  void (*controls)(view::Ui&, State&, const Result&);
  void (*explain)(view::Ui&, State&, const Result&);
  void (*tables)(view::Ui&, State&, const Result&);
};
void nothing(view::Ui&, State&, const Result&) {}

constexpr PartView kViews[kParts] = {
    {sentence_blocks, draw_sentence_note, sentence_says, draw_sentence_controls, explain_sentence, draw_projections},
    {position_blocks, nothing, positions_say, draw_position_controls, explain_positions, nothing},
    {compare_blocks, draw_compare_note, compare_says, draw_compare_controls, explain_compare, nothing}};

void draw_index(view::Ui& ui, State& next) {
  if (!part_index(ui, next.input.part, kPartNames)) return;
  next.question = 0;
  next.prediction = {};
}

/// Of a part's blocks those above its sentence: beside one another the heatmaps or the layers. In one column the first,
/// but the sentence has its tokens there; the rest comes below the controls.
std::size_t blocks_ahead(const view::Ui& ui, int part, const Blocks& blocks) {
  constexpr std::size_t kHeatmaps = 2;
  if (ui.is_wide()) return part == kPositionsPart ? kHeatmaps : blocks.all.size();
  return part == kSentencePart ? 0 : 1;
}

void draw_picture(view::Ui& ui, State& next, const Result& result) {
  const Blocks blocks = nth(kViews, result.part).blocks(ui, next, result);
  const view::Rect top{ui.column_x(), ui.column_y(), ui.column_width(), 0};
  ui.begin_picture();
  if (result.part == kSentencePart) draw_tokens(ui, next, result);
  if (const std::size_t ahead = blocks_ahead(ui, result.part, blocks); ahead > 0)
    view::side_by_side(ui, blocks.least, blocks.most, std::span(blocks.all).first(ahead));
  ui.end_picture({top.x, top.y, top.width, ui.column_y() - top.y});
}

void draw_rest(view::Ui& ui, State& next, const Result& result) {
  const Blocks blocks = nth(kViews, result.part).blocks(ui, next, result);
  view::side_by_side(ui, blocks.least, blocks.most,
                     std::span(blocks.all).subspan(blocks_ahead(ui, result.part, blocks)));
  nth(kViews, result.part).note(ui, next, result);
}

bool are_finite(const core::Tensor& tensor) {
  return std::ranges::all_of(tensor.data, [](float number) { return std::isfinite(number); });
}

}  // namespace

struct SelfAttention {
  static constexpr const char* kId = "self_attention";
  static constexpr Text kTitle{"自注意力", "Self-attention"};
  using Input = self_attention::Input;
  using State = self_attention::State;
  using Result = self_attention::Result;

  static void visit_sentence(SentenceInput& sentence, FieldVisitor& visitor) {
    visitor.text("sentence", sentence.sentence, kLongestSentence);
    visitor.choice("split", sentence.split, kTokenSplitIds);
    visitor.choice("ask", sentence.asks, kAskIds);
    const std::pair<const char*, int> matrices[] = {{"wq", kQueryWeights}, {"wk", kKeyWeights}, {"wv", kValueWeights}};
    // Matrices are said where they are the reader's own; whoever gives some asks their own question.
    const Projections usual = projections_of(kSameToken, 1);
    Projections own = sentence.own[0].empty() ? usual : sentence.own;
    for (const auto& [name, which] : matrices)
      visitor.numbers(name, nth(own, which), -kFarthestWeight, kFarthestWeight, usual[0].size(), usual[0].size());
    if (own != usual) sentence.asks = kOwnQuestion;
    sentence.own = sentence.asks == kOwnQuestion ? std::move(own) : Projections();
    visitor.integer("seed", sentence.seed, 1, kMostSeed);
    visitor.integer("weights-seed", sentence.weights_seed, 1, kMostSeed);
    visitor.flag("positions", sentence.has_positions);
    visitor.integer("shuffle", sentence.shuffle, 0, kMostSeed);
  }

  static void fields(State& state, FieldVisitor& visitor) {
    visitor.choice("part", state.input.part, kPartIds);
    visit_sentence(state.input.sentence, visitor);
    visitor.integer("token", state.token, 0, kMostTokens - 1);
    visitor.integer("key", state.key, 0, kMostTokens - 1);
    visitor.integer("output", state.output, 0, kHead - 1);
    visitor.choice("explain", state.explained, kExplainedIds);
    PositionsInput& positions = state.input.positions;
    visitor.integer("place", positions.place, 0, kPlaces - 1);
    visitor.integer("shift", positions.shift, -kMostShift, kMostShift);
    visitor.integer("column", state.column, 0, kDimensions - 1);
    CompareInput& compare = state.input.compare;
    visitor.integer("n", compare.tokens, 2, kMostCompared);
    visitor.integer("d", compare.width, 1, kMostCompareWidth);
    visitor.integer("k", compare.kernel, 1, kMostKernel);
    compare.from = std::min(compare.from, compare.tokens);
    compare.to = std::min(compare.to, compare.tokens);
    visitor.integer("from", compare.from, 1, compare.tokens);
    visitor.integer("to", compare.to, 1, compare.tokens);
    visitor.choice("layer", state.layer, kLayerIds);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
    if (state.question > 0) state.input.part = kSentencePart;
  }

  static constexpr Panel kPanels[] = {{"title", {"标题和各部分", "the title and the parts"}},
                                      {"picture", {"这一部分的图", "the picture of the part"}},
                                      {"says", {"一句话", "what is seen, in a sentence"}},
                                      {"explanation", {"怎样算出来的", "how it is computed"}},
                                      {"card", {"问题", "a question"}},
                                      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {
      "part",       "token",    "weights",    "outputs",  "sentence",     "split",    "ask",       "positions",
      "shuffle",    "in-order", "token-text", "seed",     "weights-seed", "wq",       "wk",        "wv",
      "place",      "shift",    "encoding",   "products", "curves",       "distance", "bits",      "bit-columns",
      "rotations",  "n",        "d",          "k",        "from",         "to",       "attention", "convolution",
      "recurrence", "costs",    "layer",      "question"};
  static constexpr const char* kMainControls[] = {"part",      "token",   "weights",  "outputs", "sentence", "ask",
                                                  "positions", "shuffle", "in-order", "place",   "shift",    "encoding",
                                                  "products",  "n",       "d",        "k",       "from",     "to"};
  static std::string control_of(std::string_view field) {
    if (field == "key" || field == "explain") return "weights";
    if (field == "output") return "outputs";
    if (field == "column") return "encoding";
    return std::string(field);
  }
  static State without_pointing(State state) {
    const State initial;
    state.token = initial.token;
    state.key = initial.key;
    state.output = initial.output;
    state.explained = initial.explained;
    state.column = initial.column;
    state.layer = initial.layer;
    state.weights_view = state.outputs_view = state.encoding_view = state.products_view = {};
    state.cursors = {};
    state.bits_cursor = state.rotations_cursor = state.costs_cursor = {};
    state.prediction = {};
    return state;
  }
  static Result compute(const Input& input) {
    Result result{.part = input.part, .sentence = compute_sentence(input.sentence)};
    if (input.part == kPositionsPart) result.positions = compute_positions(input.positions);
    if (input.part == kComparePart) result.compare = compute_compare(input.compare);
    return result;
  }
  static bool is_sound(const Result& result) {
    return std::ranges::all_of(result.sentence.attended, [](const Attended& each) {
      return are_finite(each.attention.weights) && are_finite(each.attention.output);
    });
  }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return self_attention::take_away(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return self_attention::program(language, state, result);
  }
  static Next next(view::Language language, const State&, const Result&) {
    constexpr Text kWhy{
        "这里的问题是手工设定的。没有人设定的时候，梯度下降会找到什么样的注意力？",
        "Here the questions are set by hand. What attention does gradient descent find if nobody sets it?"};
    return {view::in_language(language, kWhy), "scene=training"};
  }

  static void draw(view::Ui& ui, State& next, const Result& result) {
    const PartView& part = nth(kViews, result.part);
    if (ui.shows_panel("title")) {
      view::heading(ui, "title", ui.tr(kHeading), 1);
      draw_index(ui, next);
    }
    if (ui.shows_panel("picture")) draw_picture(ui, next, result);
    if (ui.shows_panel("says")) {
      const std::string says = part.says(ui, next, result);
      view::narration(ui, "says", says, says);
    }
    if (ui.shows_panel("picture") && ui.is_wide()) draw_rest(ui, next, result);
    ui.to_side_column();
    if (ui.shows_panel("card") && result.part == kSentencePart) draw_questions(ui, next, result);
    if (ui.shows_panel("controls")) part.controls(ui, next, result);
    ui.to_main_column();
    if (ui.shows_panel("picture") && !ui.is_wide()) draw_rest(ui, next, result);
    if (ui.shows_panel("explanation")) part.explain(ui, next, result);
    if (ui.shows_panel("controls")) part.tables(ui, next, result);
  }
};

}  // namespace self_attention

std::unique_ptr<Scene> make_self_attention() { return std::make_unique<SceneOf<self_attention::SelfAttention>>(); }

}  // namespace scenes
