// The state of the scene, and what draws it.
//
//   scene.cpp            the scene: fields, the index of its parts, layout
//   softmax.cpp          masked softmax: scores, valid lengths, and what four programs make of them
//   softmax_explain.cpp  … how one of the weights comes about
//   scores.cpp           additive and scaled dot product scoring, and what they cost
//   scale.cpp            why ÷ √d
//   masks.cpp            what a mask means to three libraries
//   questions.cpp        what is asked
//   program.cpp          what is taken away
//   *_model.cpp          what each part computes
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "scenes/parts/derivation.h"
#include "scenes/parts/question.h"
#include "scenes/scoring_functions/model.h"
#include "scenes/take_away.h"
#include "view/name.h"
#include "view/number_table.h"
#include "view/ui.h"

namespace scenes::scoring_functions {

inline constexpr const char* kQuestionIds[] = {"none",       "zero-after-softmax", "minus-a-million", "padded-queries",
                                               "why-root-d", "true-means",         "causal-unequal"};
/// The part that a question, counted from 1, is about.
int part_of_question(int question);

/// The weight of masked softmax that is explained, …
struct ChosenWeight {
  int version = kOurs, row = 0, key = 0;
  bool operator==(const ChosenWeight&) const = default;
};
/// … the score, …
struct ChosenScore {
  int scoring = kAdditiveScore, sample = 0, key = 0;
  bool operator==(const ChosenScore&) const = default;
};
/// … and the cell of a mask.
struct ChosenMask {
  int panel = kValidLens, query = 0, key = 0;
  bool operator==(const ChosenMask&) const = default;
};

/// Tables that are edited or only read, each with a cursor.
enum Table {
  kScoresTable,
  kLengthsTable,
  kQueriesTable,
  kSampleLengthsTable,
  kWqTable,
  kWkTable,
  kWvTable,
  kKeysTable,
  kAdditiveOutputTable,
  kDotOutputTable,
  kOperationsTable,
  kMeasuredTable,
  kTables
};

struct State {
  Input input;
  ChosenWeight weight;
  ChosenScore score;
  ChosenMask mask;
  bool is_scaled_explained = true;
  std::array<view::TableCell, kTables> cursors;
  int question = 0;
  QuestionState prediction;
  bool operator==(const State&) const = default;
};

/// What a part's picture consists of: blocks one after another, as many side by side as have `least` pixels each, and
/// no more than `most`. In one column the first `ahead` are the picture, which stays in view while its controls are
/// moved; the rest comes below.
struct Blocks {
  float least = 0;
  int ahead = 1;
  int most = 1;
  std::vector<std::function<void()>> all;
};
using view::numbered;
/// "b1 q2": the second query of the first sample.
std::string row_name(int row);
std::vector<std::string> row_names();
std::string key_name(int key);
view::Text version_name(int version);

Blocks softmax_blocks(view::Ui& ui, State& next, const Result& result);
void draw_softmax_note(view::Ui& ui, State& next, const Result& result);
std::string softmax_says(const view::Ui& ui, const Result& result);
void draw_softmax_controls(view::Ui& ui, State& next);
void explain_softmax(view::Ui& ui, const State& state, const Result& result);

Blocks scores_blocks(view::Ui& ui, State& next, const Result& result);
void draw_scores_note(view::Ui& ui, State& next, const Result& result);
void draw_scores_tables(view::Ui& ui, State& next, const Result& result);
std::string scores_say(const view::Ui& ui, const Result& result);
void draw_scores_controls(view::Ui& ui, State& next);
void explain_scores(view::Ui& ui, const State& state, const Result& result);

Blocks scale_blocks(view::Ui& ui, State& next, const Result& result);
void draw_scale_note(view::Ui& ui, State& next, const Result& result);
std::string scale_says(const view::Ui& ui, const Result& result);
void draw_scale_controls(view::Ui& ui, State& next);
void explain_scale(view::Ui& ui, State& next, const Result& result);

Blocks mask_blocks(view::Ui& ui, State& next, const Result& result);
void draw_mask_note(view::Ui& ui, State& next, const Result& result);
std::string masks_say(const view::Ui& ui, const State& state, const Result& result);
void draw_masks_controls(view::Ui& ui, State& next);
void explain_mask(view::Ui& ui, const State& state, const Result& result);

void draw_questions(view::Ui& ui, State& next, const Result& result);

TakeAway take_away(view::Language language, const State& state, const Result& result);
std::string program(view::Language language, const State& state, const Result& result);

}  // namespace scenes::scoring_functions
