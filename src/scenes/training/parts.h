// The state of the scene, and what draws it.
//
//   scene.cpp            the scene: fields, layout
//   run.cpp              what trains: the parts' runs go on piece by piece; the player over their snapshots
//   curves.cpp           what was measured over the steps
//   induction.cpp        two layers learn to continue what repeats itself: the reader's sequence, its heatmaps
//   induction_says.cpp   … what happens, in a sentence
//   induction_model.cpp  … and what it makes of the sequence
//   dates.cpp            a translator learns to write dates: the reader's date, and where it looks
//   dates_says.cpp       … what happens, in a sentence
//   dates_model.cpp      … and what it makes of the date
//   questions.cpp        what is asked
//   program.cpp          what is taken away
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/steps.h"
#include "models/run.h"
#include "scenes/parts/question.h"
#include "scenes/take_away.h"
#include "scenes/training/dates_model.h"
#include "scenes/training/induction_model.h"
#include "view/heatmap.h"
#include "view/player.h"
#include "view/plot.h"
#include "view/ui.h"

namespace scenes::training {

inline constexpr const char* kQuestionIds[] = {"none", "one-layer"};

enum Part { kInductionPart, kDatesPart, kParts };
inline constexpr const char* kPartIds[kParts] = {"induction", "dates"};

inline constexpr int kMostSeed = 99;
inline constexpr double kLeastRate = 1e-4, kMostRate = 1;
inline constexpr int kMostSteps = models::Aim().most_steps;
inline constexpr double kStepsPerSecond = 60;  // at most, so that a phone stays cool

/// What a run is begun with, how far it is to go, and what is looked at.
struct RunInput {
  int seed = 1;
  double rate = 0.003;
  int steps = 0;  // to be trained, or fewer if the run is over before
  int shown = 0;  // of those, the last one that is looked at; its snapshot is perhaps a little older
  bool operator==(const RunInput&) const = default;
};

struct Input {
  int part = kInductionPart;
  std::array<RunInput, kParts> runs{{{}, {.rate = 0.004}}};
  InductionInput induction;
  DatesInput dates;
  bool operator==(const Input&) const = default;

  RunInput& run() { return runs[static_cast<std::size_t>(part)]; }
  const RunInput& run() const { return runs[static_cast<std::size_t>(part)]; }
};

/// A part's run, as far as it is trained. The run itself is shared by all results of the same settings: what it does
/// depends on these alone, so going on with it is as good as beginning again.
struct RunResult {
  std::shared_ptr<models::Run> run;  // null: not begun
  RunInput begun_with;               // seed and rate
  int trained = 0;                   // whole steps
  int shown = 0;                     // the snapshot that is looked at

  bool is_over() const { return run && run->end() != models::RunEnd::kNotYet; }
  /// Of everything that has been measured, after 0 … trained steps; empty before anything has been.
  std::span<const double> measured(std::size_t which) const;
};

struct Result {
  int part = kInductionPart;
  std::array<RunResult, kParts> runs;
  InductionResult induction;
  DatesResult dates;

  const RunResult& run() const { return runs[static_cast<std::size_t>(part)]; }
};

struct State {
  Input input;
  view::Playback playback;  // over the steps of the part's run
  int cursor = -1;          // in the curves: the step that is read out
  view::Viewpoint viewpoint;
  view::CellAddress cell;                 // in the heatmaps
  std::string typed_date = kExampleDate;  // perhaps none that can be read
  int question = 0;
  QuestionState prediction;
  bool operator==(const State&) const = default;
};

// run.cpp
core::Steps compute(const Input& input, const Result* last, Result& result);
/// The input that a partial result is the whole result of; nothing if nothing can be shown yet.
std::optional<Input> reached(const Input& input, const Result& partial);
/// Time has passed.
void advance(State& state, double seconds);
/// The player, with a sentence that says which snapshot is shown and why the run is over.
void draw_player(view::Ui& ui, State& next, const Result& result);
/// After all has been drawn: what is wished follows the player. `before`: the state before this frame.
void follow_player(State& next, const State& before, const Result& result);
/// A share as it is said: "98.4%".
std::string percent(double share);
/// Seed and rate: another one of either begins another run.
void draw_run_controls(view::Ui& ui, State& next, const Result& result);

// curves.cpp
/// A curve: which number of those that are measured, and how it is drawn.
struct Curve {
  std::size_t measured;
  std::string name;
  view::Color color;
  bool is_dashed = false;
};
/// Shares (0 … 1) and losses over the steps, beside each other where there is room; a click moves the player there.
void draw_run_curves(view::Ui& ui, const std::string& share_title, std::span<const Curve> shares,
                     std::span<const Curve> losses, State& next, const RunResult& run);

// induction.cpp, induction_says.cpp
void draw_induction_curves(view::Ui& ui, State& next, const Result& result);
void draw_induction_attention(view::Ui& ui, State& next, const Result& result);
void draw_induction_controls(view::Ui& ui, State& next, const Result& result);
void explain_induction(view::Ui& ui);
std::string induction_says(const view::Ui& ui, const State& state, const Result& result);

/// A tick or a cross around this point: also told apart without colours.
void draw_mark(view::Ui& ui, float x, float y, bool is_right);

// dates.cpp, dates_says.cpp
void draw_dates_curves(view::Ui& ui, State& next, const Result& result);
void draw_dates_attention(view::Ui& ui, State& next, const Result& result);
void draw_dates_controls(view::Ui& ui, State& next, const Result& result);
/// The date that was typed is translated if it can be read; else the one before stays.
void adopt_typed_date(State& state);
/// Why the date that was typed cannot be read while `shown` is shown, and what is to be known of one that can; else
/// empty.
std::string date_problem(const view::Ui& ui, const std::string& typed, const DatesInput& shown);
std::string date_note(const view::Ui& ui, const std::string& typed);
void explain_dates(view::Ui& ui);
std::string dates_says(const view::Ui& ui, const State& state, const Result& result);

// questions.cpp
void draw_questions(view::Ui& ui, State& next, const Result& result);

// program.cpp
TakeAway take_away(view::Language language, const State& state, const Result& result);
std::string program(view::Language language, const State& state, const Result& result);

}  // namespace scenes::training
