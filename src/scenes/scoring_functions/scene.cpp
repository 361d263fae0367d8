// 评分函数: what a score is, why it is scaled, and what a mask really does (book, section 10.3). What it is made of
// stands in parts.h.
#include <utility>

#include "index.h"
#include "scenes/parts/part_index.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "scenes/scoring_functions/parts.h"
#include "view/side_by_side.h"
#include "view/widgets.h"

namespace scenes {

namespace scoring_functions {

namespace {

using view::Text;

constexpr Text kHeading{"评分函数：得分、缩放和掩码", "Scoring functions: scores, scaling, masks"};
constexpr Text kPartNames[kParts] = {{"掩蔽 softmax", "Masked softmax"},
                                     {"两种评分", "Two scorings"},
                                     {"为什么 ÷ √d", "Why ÷ √d"},
                                     {"三种掩码", "Three masks"}};

void draw_index(view::Ui& ui, State& next) {
  if (!part_index(ui, next.input.part, kPartNames)) return;
  next.question = 0;
  next.prediction = {};
}

Blocks blocks_of(view::Ui& ui, State& next, const Result& result) {
  constexpr Blocks (*kBlocks[kParts])(view::Ui&, State&, const Result&) = {softmax_blocks, scores_blocks, scale_blocks,
                                                                           mask_blocks};
  return nth(kBlocks, result.part)(ui, next, result);
}

void draw_note(view::Ui& ui, State& next, const Result& result) {
  constexpr void (*kNotes[kParts])(view::Ui&, State&, const Result&) = {draw_softmax_note, draw_scores_note,
                                                                        draw_scale_note, draw_mask_note};
  nth(kNotes, result.part)(ui, next, result);
}

void draw_picture(view::Ui& ui, State& next, const Result& result) {
  const Blocks blocks = blocks_of(ui, next, result);
  const std::span all(blocks.all);
  const view::Rect top{ui.column_x(), ui.column_y(), ui.column_width(), 0};
  ui.begin_picture();
  view::side_by_side(ui, blocks.least, blocks.most, ui.is_wide() ? all : all.first(to_size(blocks.ahead)));
  ui.end_picture({top.x, top.y, top.width, ui.column_y() - top.y});
}

/// In one column: what comes below the controls.
void draw_rest(view::Ui& ui, State& next, const Result& result) {
  const Blocks blocks = blocks_of(ui, next, result);
  view::side_by_side(ui, blocks.least, blocks.most, std::span(blocks.all).subspan(to_size(blocks.ahead)));
  draw_note(ui, next, result);
}

std::string sentence_of(const view::Ui& ui, const State& state, const Result& result) {
  switch (result.part) {
    case kSoftmaxPart:
      return softmax_says(ui, result);
    case kScoresPart:
      return scores_say(ui, result);
    case kScalePart:
      return scale_says(ui, result);
    default:
      return masks_say(ui, state, result);
  }
}

void draw_controls(view::Ui& ui, State& next, int part) {
  constexpr void (*kDraw[kParts])(view::Ui&, State&) = {draw_softmax_controls, draw_scores_controls,
                                                        draw_scale_controls, draw_masks_controls};
  nth(kDraw, part)(ui, next);
}

void explain(view::Ui& ui, State& next, const Result& result) {
  switch (result.part) {
    case kSoftmaxPart:
      return explain_softmax(ui, next, result);
    case kScoresPart:
      return explain_scores(ui, next, result);
    case kScalePart:
      return explain_scale(ui, next, result);
    default:
      explain_mask(ui, next, result);
  }
}

}  // namespace

std::string key_name(int key) { return "k" + std::to_string(key + 1); }

struct ScoringFunctions {
  static constexpr const char* kId = "scoring_functions";
  static constexpr Text kTitle{"评分函数", "Scoring functions"};
  using Input = scoring_functions::Input;
  using State = scoring_functions::State;
  using Result = scoring_functions::Result;

  static void visit_scores(State& state, FieldVisitor& visitor) {
    ScoresInput& scores = state.input.scores;
    int width = scores.width, hidden = scores.hidden;
    visitor.integer("width", width, 1, kMostWidth);
    visitor.integer("hidden", hidden, 1, kMostHidden);
    if (width != scores.width || hidden != scores.hidden) resize(scores, width, hidden);
    const std::pair<const char*, std::vector<double>*> tables[] = {
        {"q", &scores.queries}, {"k", &scores.keys}, {"wq", &scores.w_q}, {"wk", &scores.w_k}, {"wv", &scores.w_v}};
    for (const auto& [name, numbers] : tables)
      visitor.numbers(name, *numbers, -kFarthestNumber, kFarthestNumber, numbers->size(), numbers->size());
    visitor.whole_numbers("valid-lens", scores.lengths, 0, kBookKeys, kBookSamples, kBookSamples);
    int* const sizes[] = {&scores.cost.queries, &scores.cost.keys, &scores.cost.width, &scores.cost.hidden};
    for (int i = 0; i < count_of(sizes); ++i)
      visitor.integer(nth(kCostFields, i), *nth(sizes, i), 1, nth(kMostCost, i));
    visitor.choice("scoring", state.score.scoring, kScoringShownIds);
    visitor.integer("sample", state.score.sample, 0, kBookSamples - 1);
    visitor.integer("score-key", state.score.key, 0, kBookKeys - 1);
  }

  static void fields(State& state, FieldVisitor& visitor) {
    Input& input = state.input;
    visitor.choice("part", input.part, kPartIds);
    SoftmaxInput& softmax = input.softmax;
    visitor.numbers("scores", softmax.scores, -kFarthestScore, kFarthestScore, kScores, kScores);
    visitor.flag("per-query", softmax.is_per_query);
    visitor.whole_numbers("sample-lengths", softmax.sample_lengths, 0, kKeys, kSamples, kSamples);
    visitor.whole_numbers("query-lengths", softmax.query_lengths, 0, kKeys, kRows, kRows);
    visitor.choice("version", state.weight.version, kVersionIds);
    visitor.integer("row", state.weight.row, 0, kRows - 1);
    visitor.integer("key", state.weight.key, 0, kKeys - 1);
    visit_scores(state, visitor);
    visitor.integer("d", input.scale.dimensions, 1, kMostDimensions);
    visitor.integer("seed", input.scale.seed, 1, kMostSeed);
    visitor.flag("explain", state.is_scaled_explained);
    visitor.integer("mask-queries", input.masks.queries, 1, kMostMaskQueries);
    visitor.integer("mask-length", input.masks.length, 0, kMaskKeys);
    visitor.choice("mask", state.mask.panel, kMaskPanelIds);
    visitor.integer("mask-query", state.mask.query, 0, kMostMaskQueries - 1);
    visitor.integer("mask-key", state.mask.key, 0, kMaskKeys - 1);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
    if (state.question > 0) input.part = part_of_question(state.question);
  }

  static constexpr Panel kPanels[] = {{"title", {"标题和各部分", "the title and the parts"}},
                                      {"picture", {"这一部分的图", "the picture of the part"}},
                                      {"says", {"一句话", "what is seen, in a sentence"}},
                                      {"explanation", {"怎样算出来的", "how it is computed"}},
                                      {"card", {"问题", "a question"}},
                                      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {
      "part",        "preset",  "scores",     "lengths",   "per-query", "weights",    "keys",     "width",
      "hidden",      "n",       "m",          "cost-d",    "cost-h",    "q",          "k",        "wq",
      "wk",          "wv",      "valid-lens", "additive",  "dot",       "operations", "measure",  "d",
      "seed",        "explain", "measured",   "histogram", "row",       "entropy",    "jacobian", "mask-queries",
      "mask-length", "mask",    "code",       "copy",      "question"};
  static constexpr const char* kMainControls[] = {"part",    "preset",       "scores",      "lengths",
                                                  "weights", "keys",         "additive",    "dot",
                                                  "d",       "mask-queries", "mask-length", "mask"};
  static std::string control_of(std::string_view field) {
    if (field == "sample-lengths" || field == "query-lengths") return "lengths";
    if (field == "version" || field == "row" || field == "key") return "weights";
    if (field == "scoring" || field == "sample" || field == "score-key") return "additive";
    if (field == "mask-query" || field == "mask-key") return "mask";
    return std::string(field);
  }
  static State without_pointing(State state) {
    state.weight = {};
    state.score = {};
    state.mask = {};
    state.cursors = {};
    state.prediction = {};
    state.input.scores.measurements = 0;
    return state;
  }
  static Steps compute(const Input& input, const Result* last, Result& result) {
    return scoring_functions::compute(input, last, result);
  }
  static bool is_sound(const Result& result) { return scoring_functions::is_sound(result); }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return scoring_functions::take_away(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return scoring_functions::program(language, state, result);
  }
  static Next next(view::Language language, const State&, const Result&) {
    constexpr Text kWhy{"一个得分函数只问一个问题。几个这样的注意力并排，各用各的投影，会怎样？",
                        "One scoring function asks one question. What if several such attentions stand side by side, "
                        "each with projections of its own?"};
    return {view::in_language(language, kWhy), "scene=multi_head"};
  }

  static void draw(view::Ui& ui, State& next, const Result& result) {
    if (ui.shows_panel("title")) {
      view::heading(ui, "title", ui.tr(kHeading), 1);
      draw_index(ui, next);
    }
    if (ui.shows_panel("picture")) draw_picture(ui, next, result);
    if (ui.shows_panel("says")) {
      const std::string says = sentence_of(ui, next, result);
      view::narration(ui, "says", says, says);
    }
    if (ui.shows_panel("picture") && ui.is_wide()) draw_note(ui, next, result);
    ui.to_side_column();
    if (ui.shows_panel("card")) draw_questions(ui, next, result);
    if (ui.shows_panel("controls")) draw_controls(ui, next, result.part);
    ui.to_main_column();
    if (ui.shows_panel("picture") && !ui.is_wide()) draw_rest(ui, next, result);
    if (ui.shows_panel("explanation")) explain(ui, next, result);
    if (ui.shows_panel("controls") && result.part == kScoresPart) draw_scores_tables(ui, next, result);
  }
};

}  // namespace scoring_functions

std::unique_ptr<Scene> make_scoring_functions() {
  return std::make_unique<SceneOf<scoring_functions::ScoringFunctions>>();
}

}  // namespace scenes
