// 注意力汇聚: Nadaraya–Watson regression as attention (book, section 10.2). What it is made of stands in parts.h.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/kernel_regression/parts.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "view/widgets.h"

namespace scenes {

namespace kernel_regression {

namespace {

using view::Text;

constexpr Text kHeading{"注意力汇聚：权重从距离来", "Attention pooling: weights come from distance"};
constexpr float kBesideFrom = 760, kHeatShare = 0.36f;  // the heatmap beside the plane
constexpr float kLeastPlane = 300, kMostPlane = 520, kBelowPlane = 200, kNarrowPlane = 300,
                kMostHeat = 440;  // CSS pixels

void draw_picture(view::Ui& ui, State& next, const Result& result) {
  const float width = ui.column_width();
  const bool is_beside = width >= kBesideFrom;
  const float height =
      ui.has_two_columns() ? std::min(kMostPlane, ui.height_left(kBelowPlane, kLeastPlane)) : kNarrowPlane;
  const view::Rect area = ui.place(height, view::kSpace3);
  ui.begin_picture();
  const float heat = is_beside ? std::round(width * kHeatShare) : 0;
  draw_plane(ui, next, result, {area.x, area.y, is_beside ? width - heat - view::kSpace4 : width, height});
  if (is_beside) draw_heat(ui, next, result, {area.x + width - heat, area.y, heat, height});
  ui.end_picture(area);
}

/// Whatever has become of the points, the query is where it is seen, and the width one that the slider has.
void keep_in_range(Input& input) {
  if (input.is_point_held) return;  // the room is about to change
  const Widths widths = widths_for(input.points);
  input.width = std::clamp(input.width, widths.narrowest, widths.widest);
  const Room room = room_of(input);
  input.query = std::clamp(input.query, room.low, room.high);
}

}  // namespace

struct KernelRegression {
  static constexpr const char* kId = "kernel_regression";
  static constexpr Text kTitle{"注意力汇聚", "Kernel regression"};
  using Input = kernel_regression::Input;
  using State = kernel_regression::State;
  using Result = kernel_regression::Result;

  static void fields(State& state, FieldVisitor& visitor) {
    Input& input = state.input;
    const Input before = input;
    visitor.choice("data", input.data, kDataIds);
    visitor.integer("seed", input.seed, 1, 999);
    visitor.integer("count", input.count, 1, kMostGenerated);
    visitor.number("noise", input.noise, 0, 2);
    const bool is_other = input.data != before.data || input.seed != before.seed || input.count != before.count ||
                          input.noise != before.noise;
    if (is_other && input.data != kOwn) input.points = points_of(input.data, input.seed, input.count, input.noise);
    // More points than a link can hold are not said, as if they were those that every link starts from.
    Points said = std::ssize(input.points.x) <= kMostInLink ? input.points : Input().points;
    const Points unvisited = said;
    visitor.numbers("x", said.x, -kFarthest, kFarthest, 1, kMostInLink);
    visitor.numbers("y", said.y, -kFarthest, kFarthest, 1, kMostInLink);
    said.y.resize(said.x.size(), 0);
    if (!(said == unvisited)) input.points = std::move(said);
    keep_in_range(input);
    visitor.choice("kernel", input.kernel, kKernelIds);
    const Widths widths = widths_for(input.points);
    visitor.number("width", input.width, widths.narrowest, widths.widest);
    const Room room = room_of(input);
    visitor.number("query", input.query, room.low, room.high);
    visitor.flag("learn", input.is_learning);
    if (input.is_learning) input.kernel = kGaussianKernel;
    visitor.number("start", input.start, kLeastW, 10);
    visitor.number("rate", input.rate, 0.001, 2);
    visitor.integer("steps", input.steps, 1, kMostSteps);
    int step = state.playback.snapshot();
    visitor.integer("step", step, 0, kMostSteps);
    if (step != state.playback.snapshot()) state.playback = {false, static_cast<double>(step)};
    input.shown_step = state.playback.snapshot();
    state.point = std::min(state.point, count_of(input.points.x));
    bool is_card_shown = !state.is_card_hidden;
    visitor.flag("card", is_card_shown);
    state.is_card_hidden = !is_card_shown;
    visitor.choice("explain", state.explained, kExplainedIds);
    const int asked = state.question;
    visitor.choice("question", state.question, kQuestionIds);
    if (state.question != asked) state.prediction = {};
  }

  static constexpr Panel kPanels[] = {{"title", {"标题", "the title"}},
                                      {"picture", {"平面和热力图", "the plane and the heatmap"}},
                                      {"says", {"预测是什么，一句话", "what is predicted, in a sentence"}},
                                      {"explanation", {"怎样算出来的", "how it is computed"}},
                                      {"learning", {"学习 w", "the learning of w"}},
                                      {"card", {"看点和问题", "what to notice, and a question"}},
                                      {"controls", {"控件", "the controls"}}};
  static constexpr const char* kControls[] = {
      "data",  "seed",  "count",     "noise",       "open",       "kernel",  "width",   "learn",  "start",
      "rate",  "steps", "overshoot", "small-steps", "book-steps", "point",   "add",     "delete", "playback",
      "query", "heat",  "loss",      "losses",      "ws",         "explain", "question"};
  static constexpr const char* kMainControls[] = {"kernel", "width", "learn", "playback", "query", "heat"};
  static std::string control_of(std::string_view field) {
    if (field == "x" || field == "y") return "point";
    return std::string(field == "step" ? "playback" : field);
  }

  static State without_pointing(State state) {
    state.point = 0;
    state.explained = kOfPrediction;
    state.prediction = {};
    state.viewpoint = {};
    return state;
  }
  static Steps compute(const Input& input, const Result* last, Result& result) {
    return kernel_regression::compute(input, last, result);
  }
  static void advance(State& state, double seconds) {
    constexpr double kPerSecond = 2;
    view::advance(state.playback, state.input.steps + 1, kPerSecond, seconds);
    state.input.shown_step = state.playback.snapshot();
  }
  static bool is_sound(const Result& result) { return kernel_regression::is_sound(result); }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return kernel_regression::take_away(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return kernel_regression::program(language, state, result);
  }
  static Next next(view::Language language, const State&, const Result&) {
    constexpr Text kWhy{
        "高斯核的权重就是 softmax，得分是 −(x − x＿i)² ÷ 2σ²。得分还可以怎样定，掩码又做了什么？",
        "The Gaussian kernel's weights are a softmax of the scores −(x − x＿i)² ÷ 2σ². What other scores "
        "are there, and what does a mask do?"};
    return {view::in_language(language, kWhy), "scene=scoring_functions"};
  }
  static void open(State& state, std::shared_ptr<const formats::TensorFile> file) { take_points(state, *file); }

  static void draw(view::Ui& ui, State& next, const Result& result) {
    const int point_before = next.point;
    if (ui.shows_panel("title")) view::heading(ui, "title", ui.tr(kHeading), 1);
    if (ui.shows_panel("picture")) draw_picture(ui, next, result);
    if (ui.shows_panel("says")) {
      const std::string says = sentence_of(ui, next, result);
      view::narration(ui, "says", says, says);
      view::paragraph(ui, "numbers", numbers_say(ui, next, result),
                      {.size = view::kCaption, .color = ui.theme().muted});
    }
    ui.to_side_column();
    const bool has_controls = ui.shows_panel("controls");
    if (ui.shows_panel("card") && ui.has_two_columns()) draw_cards(ui, next, result);
    if (has_controls && ui.has_two_columns()) draw_data_controls(ui, next);
    if (has_controls) draw_main_controls(ui, next, result);
    ui.to_main_column();
    if (ui.shows_panel("picture") && ui.column_width() < kBesideFrom) {
      draw_heat(ui, next, result, ui.place(heat_height(ui, result, ui.column_width(), kMostHeat), view::kSpace3));
    }
    if (ui.shows_panel("explanation")) draw_explanation(ui, next, result);
    if (ui.shows_panel("learning")) draw_learning(ui, next, result);
    if (ui.shows_panel("card") && !ui.has_two_columns()) draw_cards(ui, next, result);
    ui.to_side_column();
    if (has_controls && !ui.has_two_columns()) draw_data_controls(ui, next);
    if (has_controls) draw_point_controls(ui, next, result);
    ui.to_main_column();
    next.input.shown_step = next.playback.snapshot();
    keep_in_range(next.input);
    if (next.point > 0 && next.point != point_before && next.explained == kOfPrediction) next.explained = kOfWeight;
  }
};

}  // namespace kernel_regression

std::unique_ptr<Scene> make_kernel_regression() {
  return std::make_unique<SceneOf<kernel_regression::KernelRegression>>();
}

}  // namespace scenes
