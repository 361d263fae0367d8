// The state of the scene, and what draws it.
//
//   scene.cpp      the scene: fields, layout, controls
//   flow.cpp       from X to the output: every stage with its shape
//   strip.cpp      one stage: the matrices of all heads side by side
//   path.cpp       where the number that is followed comes from, where it goes, and its index at each stage
//   explain.cpp    how that number is computed
//   questions.cpp  what is asked
//   program.cpp    what is taken away
//   trace.cpp      what depends on what
//   model.cpp      what is computed
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "scenes/multi_head/model.h"
#include "scenes/parts/question.h"
#include "scenes/take_away.h"
#include "view/number_table.h"
#include "view/ui.h"

namespace scenes::multi_head {

inline constexpr const char* kQuestionIds[] = {"none", "slices", "averaged-heads", "batch-first"};

struct State {
  Input input;
  int sample = 0, head = 0;  // which are shown
  view::TableCell mean_cursor, cost_cursor;
  int question = 0;
  QuestionState prediction;
  bool operator==(const State&) const = default;
};
/// Inside what there is.
int shown_sample(const State& state, const Result& result);
int shown_head(const State& state, const Result& result);
void follow(State& state, const Cell& cell, const Result& result);

/// "Q_h": how a stage is called, in formulas and in the path.
const char* stage_name(int stage);
/// "[0, 1, 5]", "[0, 2, 1, 0]": sample, perhaps head, row, column; as PyTorch's tensor has it.
std::string index_text(const Layout& layout, int sample, const Cell& cell);

/// One stage, or what has its shape.
struct Strip {
  std::string id;
  std::string name, caption;  // above it; the caption says shape and scale
  int stage = kX;
  const core::Tensor* tensor = nullptr;
  std::uint64_t content = 0;
  bool are_weights = false;  // 0 … 1; otherwise signed
  float least_caption = 0;   // height: strips side by side begin at one height
  bool can_follow = true;
};
float caption_height(view::Ui& ui, const Strip& strip, float width);
void draw_strip(view::Ui& ui, State& next, const Result& result, const Strip& strip);
view::ColorScale scale_of(const Strip& strip);
view::Color head_color(int head, int heads);

// The flow from X to the output, in three pieces.
void draw_inputs(view::Ui& ui, State& next, const Result& result);
void draw_attention(view::Ui& ui, State& next, const Result& result);
void draw_output(view::Ui& ui, State& next, const Result& result);
void draw_path(view::Ui& ui, State& next, const Result& result);
void explain(view::Ui& ui, const State& state, const Result& result);
void draw_questions(view::Ui& ui, State& next, const Result& result);
std::string sentence(const view::Ui& ui, const State& state, const Result& result);

TakeAway take_away(view::Language language, const State& state, const Result& result);
std::string program(view::Language language, const State& state, const Result& result);

}  // namespace scenes::multi_head
