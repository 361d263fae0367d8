// 训练出来的注意力: nobody draws the pattern, gradient descent finds it (book, sections 10.4 and 10.7; Olsson et al.
// 2022). What it is made of stands in parts.h.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/parts/part_index.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "scenes/training/parts.h"
#include "view/widgets.h"

namespace scenes {

namespace training {

namespace {

using view::Text;

constexpr Text kHeading{"训练出来的注意力：没有人画出它", "Trained attention: nobody draws it"};
constexpr Text kPartNames[kParts] = {{"归纳头", "Induction heads"}, {"对齐：日期", "Alignment: dates"}};

void draw_title(view::Ui& ui, State& next) {
  view::heading(ui, "title", ui.tr(kHeading), 1);
  if (!part_index(ui, next.input.part, kPartNames)) return;
  next.playback = {false, static_cast<double>(next.input.run().shown)};
  next.cursor = -1;
  next.viewpoint = {};
  next.cell = {};
}

void draw_picture(view::Ui& ui, State& next, const Result& result) {
  const view::Rect top{ui.column_x(), ui.column_y(), ui.column_width(), 0};
  ui.begin_picture();
  (result.part == kDatesPart ? draw_dates_curves : draw_induction_curves)(ui, next, result);
  ui.end_picture({top.x, top.y, top.width, ui.column_y() - top.y});
}

}  // namespace

struct Training {
  static constexpr const char* kId = "training";
  static constexpr Text kTitle{"训练", "Training"};
  using Input = training::Input;
  using State = training::State;
  using Result = training::Result;

  static void fields(State& state, FieldVisitor& visitor) {
    Input& input = state.input;
    visitor.choice("part", input.part, kPartIds);
    for (int part = 0; part < kParts; ++part) {
      RunInput& run = nth(input.runs, part);
      const std::string prefix = part == kInductionPart ? "" : std::string(nth(kPartIds, part)) + "-";
      visitor.integer(prefix + "seed", run.seed, 1, kMostSeed);
      visitor.number(prefix + "rate", run.rate, kLeastRate, kMostRate);
      visitor.integer(prefix + "steps", run.steps, 0, kMostSteps);
      visitor.integer(prefix + "shown", run.shown, 0, kMostSteps);
      run.steps = std::max(run.steps, run.shown);  // what is to be shown is trained
    }
    const RunInput& run = input.run();
    if (state.playback.snapshot() != run.shown) state.playback = {false, static_cast<double>(run.shown)};
    InductionInput& induction = input.induction;
    visitor.text("sequence", induction.sequence, kLongestSequence);
    visitor.flag("off-1", induction.off[0]);
    visitor.flag("off-2", induction.off[1]);
    const std::string typed = state.typed_date;
    visitor.text("date", state.typed_date, kLongestDate);
    if (state.typed_date != typed) adopt_typed_date(state);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
  }

  static constexpr Panel kPanels[] = {{"title", {"标题", "the title"}},
                                      {"picture", {"训练的曲线", "the curves of the training"}},
                                      {"player", {"播放", "the player"}},
                                      {"says", {"一句话", "what happens, in a sentence"}},
                                      {"attention", {"各层的注意力", "what the layers attend to"}},
                                      {"explanation", {"两个头怎样合作", "how the heads work together"}},
                                      {"card", {"问题", "a question"}},
                                      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {"part",   "playback",     "to-the-end", "shares",  "losses",    "seed",
                                              "rate",   "sequence",     "off-1",      "off-2",   "attention", "date",
                                              "format", "another-date", "alignment",  "question"};
  static constexpr const char* kMainControls[] = {"part",  "playback",  "shares", "losses", "off-1",
                                                  "off-2", "attention", "date",   "format", "alignment"};
  static std::string control_of(std::string_view field) {
    if (field.starts_with("dates-")) field.remove_prefix(6);
    return std::string(field == "steps" || field == "shown" ? "playback" : field);
  }
  static State without_pointing(State state) {
    state.cursor = -1;
    state.cell = {};
    state.viewpoint = {};
    state.prediction = {};
    return state;
  }
  static Steps compute(const Input& input, const Result* last, Result& result) {
    return training::compute(input, last, result);
  }
  static std::optional<Input> reached(const Input& input, const Result& partial) {
    return training::reached(input, partial);
  }
  static void advance(State& state, double seconds) { training::advance(state, seconds); }
  static bool is_sound(const Result& result) {
    const auto are_weights = [](const std::vector<float>& weights) {
      return std::ranges::all_of(weights, [](float weight) { return weight >= 0 && weight <= 1.0001f; });
    };
    const RunResult& run = result.run();
    if (run.is_over() && run.run->end() == models::RunEnd::kExploded) return true;  // which is said
    return std::ranges::all_of(result.induction.weights, are_weights) && are_weights(result.dates.weights);
  }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return training::take_away(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return training::program(language, state, result);
  }

  static void draw(view::Ui& ui, State& next, const Result& result) {
    if (!result.run().run) return;  // before anything has been computed
    const State before = next;
    if (ui.shows_panel("title")) draw_title(ui, next);
    if (next.input.part == result.part) {
      draw_part(ui, next, result);
      follow_player(next, before, result);
    } else {  // until that part has been computed, the one before is drawn as it was
      State old = before;
      draw_part(ui, old, result);
    }
  }

  static void draw_part(view::Ui& ui, State& next, const Result& result) {
    const bool is_dates = result.part == kDatesPart;
    if (ui.shows_panel("picture")) draw_picture(ui, next, result);
    if (ui.shows_panel("player")) draw_player(ui, next, result);
    if (ui.shows_panel("says")) {
      const std::string says = (is_dates ? dates_says : induction_says)(ui, next, result);
      view::narration(ui, "says", says, next.playback.is_playing ? "" : says);
    }
    if (ui.shows_panel("attention")) (is_dates ? draw_dates_attention : draw_induction_attention)(ui, next, result);
    if (ui.shows_panel("explanation")) (is_dates ? explain_dates : explain_induction)(ui);
    ui.to_side_column();
    if (ui.shows_panel("card") && !is_dates) draw_questions(ui, next, result);
    if (ui.shows_panel("controls")) {
      draw_run_controls(ui, next, result);
      (is_dates ? draw_dates_controls : draw_induction_controls)(ui, next, result);
    }
    ui.to_main_column();
  }
};

}  // namespace training

std::unique_ptr<Scene> make_training() { return std::make_unique<SceneOf<training::Training>>(); }

}  // namespace scenes
