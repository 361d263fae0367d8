// The state of the scene, and the parts that draw it.
//
//   scene.cpp     the scene: fields, layout, files
//   model.cpp     points, kernel, query → what the core says about them
//   plane.cpp     the plane of points, curve and query
//   heat.cpp      the heatmap beside it: every query's weights
//   learning.cpp  learning w: the loss with the ball on it, and the player
//   columns.cpp   two columns of a file as the points
//   controls.cpp  the side column, and the points one by one
//   explain.cpp   how a prediction, a weight and the loss's gradient come about
//   words.cpp     what is said, and what is asked
//   program.cpp   what is taken away
#pragma once

#include <string>
#include <vector>

#include "formats/tensor_file.h"
#include "scenes/kernel_regression/model.h"
#include "scenes/parts/question.h"
#include "scenes/take_away.h"
#include "view/heatmap.h"
#include "view/player.h"
#include "view/ui.h"

namespace scenes::kernel_regression {

inline constexpr const char* kQuestionIds[] = {"none", "bandwidth", "overshoot"};

/// What is explained.
enum Explained { kOfPrediction, kOfWeight, kOfGradient };
inline constexpr const char* kExplainedIds[] = {"prediction", "weight", "gradient"};

/// What was not taken as it came of the reader's own points.
struct Leftover {
  int not_finite = 0, too_far = 0, too_many = 0;  // rows
  int other_arrays = 0;                           // of the file, beside the one that was taken
  std::vector<formats::Problem> notes;            // of the file's reader
  bool has_no_pairs = false;                      // the file had no two columns: nothing was taken
  bool has_no_points = false;                     // … or none of their rows could be a point
  bool operator==(const Leftover&) const = default;
};

struct State {
  Input input;
  int point = 0;  // the one that is chosen, from 1; 0 = none
  int explained = kOfPrediction;
  bool is_card_hidden = false;
  Leftover leftover;
  int question = 0;
  QuestionState prediction;
  view::Playback playback;  // over the steps of learning
  view::Viewpoint viewpoint;
  bool operator==(const State&) const = default;
};

/// The place, among the points sorted by x, of the one that is chosen; −1 = none is.
int chosen_place(const State& state, const Result& result);
/// Moves the query, within what is drawn.
void ask_at(State& next, const Result& result, double x);
/// The points of the file's first table of two columns take the place of those there are. What of it is not taken is
/// told by the state's `leftover`; if nothing can be, the points stay.
void take_points(State& state, const formats::TensorFile& given);
/// x as it is said: as many decimals as tell two places in the picture apart.
std::string x_text(const Result& result, double x);
std::string y_text(const Result& result, double y);
/// What a drag is rounded to, so that links are short: a few hundredths of what is seen.
double x_at_grain(const Result& result, double x);
double y_at_grain(const Result& result, double y);

void draw_plane(view::Ui& ui, State& next, const Result& result, const view::Rect& area);
void draw_heat(view::Ui& ui, State& next, const Result& result, const view::Rect& area);
/// How high that becomes in a column so wide, with the heatmap itself at most `most` high.
float heat_height(const view::Ui& ui, const Result& result, float width, float most);
void draw_explanation(view::Ui& ui, State& next, const Result& result);
void draw_learning(view::Ui& ui, State& next, const Result& result);
void draw_data_controls(view::Ui& ui, State& next);
void draw_main_controls(view::Ui& ui, State& next, const Result& result);
void draw_point_controls(view::Ui& ui, State& next, const Result& result);

std::string sentence_of(const view::Ui& ui, const State& state, const Result& result);
/// Effective number of keys, error, and what was left out of the reader's points.
std::string numbers_say(const view::Ui& ui, const State& state, const Result& result);
void draw_cards(view::Ui& ui, State& next, const Result& result);

TakeAway take_away(view::Language language, const State& state, const Result& result);
std::string program(view::Language language, const State& state, const Result& result);

}  // namespace scenes::kernel_regression
