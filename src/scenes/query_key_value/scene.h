// 查询、键和值: the note's figure, alive. Queries meet keys, the scores become weights, the weights mix the values.
// Every number can be changed, and every number explains itself.
//
//   scene.cpp      the scene: fields, layout
//   presets.cpp    the examples and the names in them
//   compute.cpp    a problem → what the core says about it
//   explain.cpp    one number → the steps that lead to it, with the actual digits
//   flow.cpp       the picture: query → scores → weights → output, in two directions; its marks are in flow_marks.cpp
//   plane.cpp      keys and queries as points that can be moved
//   tables.cpp     the matrices, and the card that explains a number
//   operators.cpp  what stands between the matrices
//   controls.cpp   the side column
//   words.cpp      what is said: the narration, and what to notice in an example
//   question.cpp   what a reader is asked, and the answers by trying
//   next.cpp       the weights as a heatmap: the way on
//   program.cpp    the same computation as a PyTorch program
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/attention.h"
#include "index.h"
#include "scenes/parts/before_change.h"
#include "scenes/parts/derivation.h"
#include "scenes/parts/masks.h"
#include "scenes/parts/question.h"
#include "scenes/parts/scorings.h"
#include "scenes/scene_of.h"
#include "view/formula.h"
#include "view/number_table.h"

namespace scenes::query_key_value {

inline constexpr int kMostRows = 8, kMostWidth = 8;
inline constexpr double kLargestNumber = 99;
inline constexpr double kLeastTemperature = 0.05, kMostTemperature = 5;
inline constexpr double kMostSoftcap = 20;
inline constexpr double kLeastKernelWidth = 0.1, kMostKernelWidth = 10;

enum Preset { kReading, kTakesAll, kAverage, kMaximum, kBookAdditive, kSelfAttention, kDesk, kPresetCount };
inline constexpr std::array<const char*, kPresetCount> kPresetIds = {
    "reading", "takes-all", "average", "maximum", "book-additive", "self-attention", "desk"};

/// Tables are row-major. All of them always have the size that the extents say, used or not.
struct Problem : ScoringOptions, MaskOptions {
  int preset = kReading;
  int queries = 1, keys = 1, width = 1, value_width = 1, hidden = 4;  // hidden: units of additive scoring
  bool is_self_attention = false;              // Q, K, V are X W_Q, X W_K, X W_V; then queries = keys
  std::vector<double> q, k, v;                 // (queries, width), (keys, width), (keys, value width)
  std::vector<double> x, w_q, w_k, w_v;        // (keys, width), (width, width) twice, (width, value width)
  std::vector<double> additive_q, additive_k;  // (hidden, width)
  std::vector<double> additive_v;              // (hidden)
  std::vector<double> bilinear;                // (width, width)
  bool operator==(const Problem&) const = default;
};

struct Sizes {
  int queries = 1, keys = 1, width = 1, value_width = 1, hidden = 1;
};

/// The number that is being explained; its row is the query that the picture is about.
enum NumberKind { kNothing, kScore, kWeight, kOutput, kNumberKindCount };
inline constexpr std::array<const char*, kNumberKindCount> kNumberKindIds = {"none", "score", "weight", "output"};
struct Selection {
  int kind = kWeight;
  int query = 0, column = 0;  // column: the key, or of an output the value's column
  bool operator==(const Selection&) const = default;
};

struct Input {
  Problem now;
  BeforeChange<Problem> before;  // what differs from it is shown
  Selection selection;
  bool operator==(const Input&) const = default;
};

/// What the core says about one problem.
struct Numbers {
  core::Tensor q, k, v;       // as they went into the core
  core::Attention attention;  // with every intermediate
  core::AttentionOptions options;
  std::string problem;  // why the core refused; empty = it did not
  // For tables, which show double precision: (queries, keys) twice and (queries, value width).
  std::vector<double> q_table, k_table, v_table, scores, weights, output;
  std::vector<int> largest_key;                // per query; −1 for a row of zeros
  std::vector<std::vector<int>> largest_keys;  // per query: all keys that share the largest weight
  std::vector<std::uint8_t> is_even;           // per query: do all keys that count have the same weight?

  double score(int query, int key) const { return nth(scores, query * keys() + key); }
  double weight(int query, int key) const { return nth(weights, query * keys() + key); }
  int keys() const { return static_cast<int>(k.shape[0]); }
  bool is_row_masked(int query) const;
};

struct Derivation {
  std::vector<Step> steps;
  double value = 0;  // the number derived, from the core
};

struct Result {
  Numbers now, before;
  Derivation explanation;
};

/// A valid selection for this problem.
Selection fitted(const Selection& selection, const Problem& problem);

// ---- presets ---------------------------------------------------------------------------------------------------
Problem preset(int which);
Selection preset_selection(int which);
view::Text preset_name(int which);
/// "书", or "k5" where the example gives no name.
std::string query_name(view::Language language, const Problem& problem, int query);
std::string key_name(view::Language language, const Problem& problem, int key);
std::string dimension_name(view::Language language, const Problem& problem, int dimension);
std::string value_column_name(view::Language language, const Problem& problem, int column);
inline std::string query_name(const view::Ui& ui, const Problem& problem, int query) {
  return query_name(ui.input().language, problem, query);
}
inline std::string key_name(const view::Ui& ui, const Problem& problem, int key) {
  return key_name(ui.input().language, problem, key);
}
inline std::string dimension_name(const view::Ui& ui, const Problem& problem, int dimension) {
  return dimension_name(ui.input().language, problem, dimension);
}
inline std::string value_column_name(const view::Ui& ui, const Problem& problem, int column) {
  return value_column_name(ui.input().language, problem, column);
}

// ---- computing -------------------------------------------------------------------------------------------------
Sizes sizes_of(const Problem& problem);
/// Gives every table its size; what was there stays, new cells get small numbers that are always the same.
void resize(Problem& problem, const Sizes& wanted);
Numbers solve(const Problem& problem);
/// The same without ÷ √d; nothing if that makes no difference.
Numbers solve_unscaled(const Problem& problem);
Derivation explain(const Problem& problem, const Numbers& numbers, const Numbers& unscaled, const Selection& selection);
/// Where a number of a derivation leads to, as one whole number (see DerivationCard).
int place_of(int kind, int column);
Selection selection_of(int place, int query);
std::string as_pytorch(view::Language language, const Problem& problem);

// ---- the state and its drawing
// ---------------------------------------------------------------------------------------------------
enum Table {
  kTableX,
  kTableWq,
  kTableWk,
  kTableWv,
  kTableQ,
  kTableK,
  kTableV,
  kTableScores,
  kTableWeights,
  kTableOutput,
  kTableAdditiveQ,
  kTableAdditiveK,
  kTableAdditiveV,
  kTableBilinear,
  kTableCount
};

inline constexpr const char* kQuestionIds[] = {"none", "average-is-attention", "change-v-only"};

struct State {
  Input input;
  bool is_notice_hidden = false;
  int question = 0;                                  // that is asked, in kQuestionIds
  QuestionState prediction;                          // … and how far the reader is with it
  std::array<view::TableCell, kTableCount> cursors;  // of the tables
  MaskHand mask_hand;
  State();
  bool operator==(const State&) const = default;
};
State preset_state(int which);

/// What to notice and to try; once that is done, what to try next. What it says holds for the problem as it is.
std::string notice_says(const view::Ui& ui, const State& state, const Result& result);
/// All that the notice of this example may say, but for a number.
std::vector<std::string> possible_notices(const view::Ui& ui, int which);
/// One sentence about the current query: what it attends to, and what the last change did to that.
std::string narrated(const view::Ui& ui, const State& state, const Result& result);
void draw_flow(view::Ui& ui, State& next, const Result& result, const view::Rect& area);
/// Does the flow run from left to right in this width? Otherwise from top to bottom, and this is its height.
bool flows_across(float width);
float flow_height_downwards(const view::Ui& ui);
void draw_plane(view::Ui& ui, State& next, const Result& result, const view::Rect& area);
/// `explains_from`: where the picture and the matrices above it begin, if they are there.
void draw_explanation(view::Ui& ui, State& next, const Result& result, std::optional<float> explains_from);
void draw_tables(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead);
/// "softmax(S) =" before A; nothing before what is given.
std::optional<view::Formula> operator_before(const view::Ui& ui, const Problem& problem, int which);
/// One of the matrices at the top of the column; edits go into `next`.
void draw_table(view::Ui& ui, State& next, const Result& result, int which);
/// What changes sizes goes into `instead`, to be adopted after the frame: what is drawn must fit the result.
void draw_examples(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead);
void draw_controls(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead);

/// The right option of question 1, 2, …: tried, not known.
int answer_to(int question, const Problem& problem, const Numbers& numbers, const Selection& selection);
void draw_questions(view::Ui& ui, State& next, const Result& result);

// ---- the scene -------------------------------------------------------------------------------------------------
void visit(State& state, FieldVisitor& visitor);
Result compute(const Input& input);
bool is_sound(const Result& result);
TakeAway take_away(view::Language language, const State& state, const Result& result);
Next next_of(view::Language language, const State& state, const Result& result);

}  // namespace scenes::query_key_value
