// The state of the scene, and what draws it.
//
//   scene.cpp             the scene: fields, layout
//   sentence.cpp          the sentence that asks itself: tokens, arcs, weights, outputs
//   sentence_controls.cpp … and what is turned in it
//   sentence_explain.cpp  … and how a weight or an output comes about
//   positions.cpp         position encoding: the matrix, its columns, rotations, dot products
//   compare.cpp           self-attention against convolution and recurrence
//   questions.cpp         what is asked
//   program.cpp           what is taken away
//   *_model.cpp           what each part computes
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "scenes/parts/question.h"
#include "scenes/self_attention/compare_model.h"
#include "scenes/self_attention/positions_model.h"
#include "scenes/self_attention/sentence_model.h"
#include "scenes/take_away.h"
#include "view/heatmap.h"
#include "view/number_table.h"
#include "view/ui.h"

namespace scenes::self_attention {

inline constexpr const char* kQuestionIds[] = {"none", "bag-of-words"};

enum Explained { kOfWeight, kOfOutput };
inline constexpr const char* kExplainedIds[] = {"weight", "output"};

enum Part { kSentencePart, kPositionsPart, kComparePart, kParts };
inline constexpr const char* kPartIds[kParts] = {"sentence", "positions", "compare"};

struct Input {
  int part = kSentencePart;
  SentenceInput sentence;
  PositionsInput positions;
  CompareInput compare;
  bool operator==(const Input&) const = default;
};
/// Of the part that is shown, and of the sentence always.
struct Result {
  int part = kSentencePart;
  SentenceResult sentence;
  PositionsResult positions;
  CompareResult compare;
};

struct State {
  Input input;
  int token = 1, key = 1;  // that asks, that is asked: places in the sentence as written
  int output = 0;          // which number of the output
  int explained = kOfWeight;
  int column = kFirstCurve;     // of P: of its pair the rotation is derived
  int layer = kAttentionLayer;  // whose cost is derived
  view::Viewpoint weights_view, outputs_view, encoding_view, products_view;
  std::array<view::TableCell, kProjections> cursors;
  view::TableCell bits_cursor, columns_cursor, rotations_cursor, costs_cursor;
  int question = 0;
  QuestionState prediction;
  bool operator==(const State&) const = default;
};

/// What a part's picture consists of: blocks at least so wide, and at most so many of them side by side. In one column
/// the first is the picture that stays in view, and the others come below its controls.
struct Blocks {
  float least = 0;
  int most = 1;
  std::vector<std::function<void()>> all;
};
inline constexpr int kReds = 0, kBlues = 1;  // colour maps
/// A heatmap with its name above and its colour bar below, at the top of the column.
void draw_heat(view::Ui& ui, const view::Label& label, const view::HeatmapGrid& grid, view::Viewpoint& viewpoint,
               view::CellAddress& cursor);

/// Of the reader's sentence, or of the example in the interface's language.
const Attended& attended_in(view::Language language, const Result& result);

void draw_tokens(view::Ui& ui, State& next, const Result& result);
Blocks sentence_blocks(view::Ui& ui, State& next, const Result& result);
void draw_sentence_note(view::Ui& ui, State& next, const Result& result);
std::string sentence_says(const view::Ui& ui, const State& state, const Result& result);
void draw_sentence_controls(view::Ui& ui, State& next, const Result& result);
void draw_projections(view::Ui& ui, State& next, const Result& result);
void explain_sentence(view::Ui& ui, State& next, const Result& result);

Blocks position_blocks(view::Ui& ui, State& next, const Result& result);
std::string positions_say(const view::Ui& ui, const State& state, const Result& result);
void draw_position_controls(view::Ui& ui, State& next, const Result& result);
void explain_positions(view::Ui& ui, State& next, const Result& result);

Blocks compare_blocks(view::Ui& ui, State& next, const Result& result);
void draw_compare_note(view::Ui& ui, State& next, const Result& result);
std::string compare_says(const view::Ui& ui, const State& state, const Result& result);
void draw_compare_controls(view::Ui& ui, State& next, const Result& result);
void explain_compare(view::Ui& ui, State& next, const Result& result);

void draw_questions(view::Ui& ui, State& next, const Result& result);

TakeAway take_away(view::Language language, const State& state, const Result& result);
std::string program(view::Language language, const State& state, const Result& result);

}  // namespace scenes::self_attention
