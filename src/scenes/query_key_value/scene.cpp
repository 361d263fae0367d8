// 查询、键和值: the scene itself. What it is made of stands at the top of the header.
#include "scenes/query_key_value/scene.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/scene_list.h"
#include "view/widgets.h"

namespace scenes {

namespace query_key_value {

namespace {

using view::Text;

constexpr Text kHeading{"注意力，一个数一个数地算", "Attention, number by number"};
constexpr Text kQueriesTaken{"查询", "Queries"}, kKeysTaken{"键", "Keys"}, kValuesTaken{"值", "Values"},
    kScoresTaken{"得分", "Scores"}, kWeightsTaken{"权重", "Weights"}, kOutputTaken{"输出", "Output"};

constexpr float kAcrossFrom = 860;   // the column's width from which the plane stands beside the flow
constexpr float kPlanePart = 0.32f;  // of the column's width
constexpr float kBesideFrom = 760, kDerivationPart = 0.45f;  // of the column's width: derivation beside the matrices
constexpr float kPlaneWhenNarrow = 320, kPlaneCaption = 44, kFlowAlone = 330;

/// The plane and the flow, side by side or the flow alone.
void draw_picture(view::Ui& ui, State& next, const Result& result, bool is_plane_beside) {
  const float width = ui.column_width(), plane = std::round(width * kPlanePart);
  const float height = is_plane_beside       ? plane + kPlaneCaption
                       : flows_across(width) ? kFlowAlone
                                             : flow_height_downwards(ui);
  const view::Rect area = ui.place(height, view::kSpace3);
  ui.begin_picture();
  if (is_plane_beside) {
    draw_plane(ui, next, result, {area.x, area.y, plane, height});
    draw_flow(ui, next, result, {area.x + plane + view::kSpace5, area.y, width - plane - view::kSpace5, height});
  } else {
    draw_flow(ui, next, result, area);
  }
  ui.end_picture(area);
}

/// The matrices, and beside them how the selected number comes about: however much that is, they stay where they are.
void draw_side_by_side(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead) {
  const float width = ui.column_width(), left = ui.column_x(), top = ui.column_y();
  const float derivation = std::round(width * kDerivationPart), tables = width - derivation - view::kSpace4;
  ui.push_column({left + tables + view::kSpace4, top, derivation, 0});
  draw_explanation(ui, next, result, std::nullopt);
  const float bottom = ui.pop_column();
  ui.push_column({left, top, tables, 0});
  draw_tables(ui, next, result, instead);
  ui.gap(std::max(bottom, ui.pop_column()) - top);
}

void visit_tables(Problem& problem, FieldVisitor& visitor) {
  const auto table = [&](const char* name, std::vector<double>& numbers) {
    visitor.numbers(name, numbers, -kLargestNumber, kLargestNumber, numbers.size(), numbers.size());
  };
  table("q", problem.q);
  table("k", problem.k);
  table("v", problem.v);
  table("x", problem.x);
  table("wq", problem.w_q);
  table("wk", problem.w_k);
  table("wv", problem.w_v);
  table("additive-q", problem.additive_q);
  table("additive-k", problem.additive_k);
  table("additive-v", problem.additive_v);
  table("bilinear", problem.bilinear);
  visitor.whole_numbers("lengths", problem.valid_lengths, 0, problem.keys, problem.valid_lengths.size(),
                        problem.valid_lengths.size());
  visitor.whole_numbers("painted", problem.painted, 0, 1, problem.painted.size(), problem.painted.size());
}

}  // namespace

State::State() {
  input.now = preset(kReading);
  input.selection = preset_selection(kReading);
}

State preset_state(int which) {
  State state;
  state.input.now = preset(which);
  state.input.selection = preset_selection(which);
  return state;
}

void visit(State& state, FieldVisitor& visitor) {
  const Problem unvisited = state.input.now;
  int which = state.input.now.preset;
  visitor.choice("preset", which, kPresetIds);
  if (which != state.input.now.preset) state = preset_state(which);
  Problem& problem = state.input.now;
  visitor.flag("self", problem.is_self_attention);
  Sizes sizes = sizes_of(problem);
  visitor.integer("queries", sizes.queries, 1, kMostRows);
  visitor.integer("keys", sizes.keys, 1, kMostRows);
  visitor.integer("width", sizes.width, 1, kMostWidth);
  visitor.integer("value-width", sizes.value_width, 1, kMostWidth);
  visitor.integer("hidden", sizes.hidden, 1, kMostWidth);
  resize(problem, sizes);
  visit_tables(problem, visitor);
  visitor.choice("scoring", problem.scoring, kScoringIds);
  visitor.flag("scaled", problem.is_scaled);
  visitor.number("temperature", problem.temperature, kLeastTemperature, kMostTemperature);
  visitor.number("softcap", problem.softcap, 0, kMostSoftcap);
  visitor.number("kernel-width", problem.kernel_width, kLeastKernelWidth, kMostKernelWidth);
  visitor.choice("mask", problem.mask, kMaskIds);
  visitor.choice("explain", state.input.selection.kind, kNumberKindIds);
  visitor.integer("query", state.input.selection.query, 0, kMostRows - 1);
  visitor.integer("column", state.input.selection.column, 0, kMostRows - 1);
  bool is_notice_shown = !state.is_notice_hidden;
  visitor.flag("notice", is_notice_shown);
  state.is_notice_hidden = !is_notice_shown;
  const int asked = state.question;
  visitor.choice("question", state.question, kQuestionIds);
  if (state.question != asked) state.prediction = {};
  // A link is a beginning: nothing has changed before it.
  if (!(problem == unvisited)) state.input.before.begin_anew();
}

Result compute(const Input& input) {
  Result result;
  result.now = solve(input.now);
  result.before = input.before ? solve(*input.before) : result.now;
  const Numbers unscaled = solve_unscaled(input.now);
  result.explanation = explain(input.now, result.now, unscaled, input.selection);
  return result;
}

bool is_sound(const Result& result) {
  const Numbers& numbers = result.now;
  if (!numbers.problem.empty()) return false;
  for (int query = 0; query < count_of(numbers.largest_key); ++query) {
    double sum = 0;
    for (int key = 0; key < numbers.keys(); ++key) {
      const double score = numbers.score(query, key), weight = numbers.weight(query, key);
      if (std::isnan(score) || score == INFINITY || !(weight >= 0 && weight <= 1))
        return false;  // −∞ is a masked score
      sum += weight;
    }
    constexpr double kRounding = 1e-4;
    if (std::abs(sum - (numbers.is_row_masked(query) ? 0 : 1)) > kRounding) return false;
  }
  return std::all_of(numbers.output.begin(), numbers.output.end(), [](double number) { return std::isfinite(number); });
}

void draw(view::Ui& ui, State& next, const Result& result) {
  const Problem at_start = next.input.now;
  std::optional<State> instead;
  ui.to_main_column();
  if (ui.shows_panel("title")) view::heading(ui, "title", ui.tr(kHeading), 1);
  const float top = ui.column_y();
  const bool has_plane = ui.shows_panel("plane"), has_picture = ui.shows_panel("picture");
  const bool is_plane_beside = has_plane && has_picture && ui.column_width() >= kAcrossFrom;
  if (has_picture) draw_picture(ui, next, result, is_plane_beside);
  if (ui.shows_panel("says")) {
    const std::string says = narrated(ui, next, result);
    view::narration(ui, "says", says, says);
  }
  if (!ui.is_wide()) draw_examples(ui, next, result, instead);
  if (has_plane && !is_plane_beside)
    draw_plane(ui, next, result,
               ui.place(std::min(kPlaneWhenNarrow, ui.column_width()) + kPlaneCaption, view::kSpace4));
  const bool has_derivation = ui.shows_panel("derivation"), has_tables = ui.shows_panel("numbers");
  const bool is_beside = has_derivation && has_tables && ui.is_wide() && ui.column_width() >= kBesideFrom;
  ui.to_side_column();
  if (ui.is_wide()) draw_examples(ui, next, result, instead);
  if (ui.shows_panel("controls")) draw_controls(ui, next, result, instead);
  ui.to_main_column();
  // Where it cannot stand beside the matrices, the derivation ends the scene: it may be as high as it is, and nothing
  // moves under the finger that chooses another number.
  if (is_beside) {
    draw_side_by_side(ui, next, result, instead);
  } else {
    if (has_tables) draw_tables(ui, next, result, instead);
    if (has_derivation)
      draw_explanation(ui, next, result, has_picture || has_tables ? std::optional(top) : std::nullopt);
  }
  if (instead) next = *std::move(instead);
  if (!(next.input.now == at_start)) next.input.before.note(ui.gesture(), at_start);
}

TakeAway take_away(view::Language language, const State& state, const Result& result) {
  TakeAway taken;
  const Problem& problem = state.input.now;
  const auto names = [&](int count, std::string (*name)(view::Language, const Problem&, int)) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(name(language, problem, i));
    return all;
  };
  const std::vector<std::string> queries = names(problem.queries, query_name), keys = names(problem.keys, key_name);
  const std::vector<std::string> dimensions = names(problem.width, dimension_name),
                                 value_columns = names(problem.value_width, value_column_name);
  const auto add = [&](const char* name, const Text& label, const core::Tensor& tensor,
                       const std::vector<std::string>& rows, const std::vector<std::string>& columns) {
    taken.matrices.push_back({name, tensor, rows, columns, view::in_language(language, label)});
  };
  add("queries", kQueriesTaken, result.now.q, queries, dimensions);
  add("keys", kKeysTaken, result.now.k, keys, dimensions);
  add("values", kValuesTaken, result.now.v, keys, value_columns);
  add("scores", kScoresTaken, result.now.attention.masked, queries, keys);
  add("weights", kWeightsTaken, result.now.attention.weights, queries, keys);
  add("output", kOutputTaken, result.now.attention.output, queries, value_columns);
  return taken;
}

struct QueryKeyValue {
  static constexpr const char* kId = "query_key_value";
  static constexpr Text kTitle{"查询·键·值", "Queries · keys · values"};
  using Input = query_key_value::Input;
  using State = query_key_value::State;
  using Result = query_key_value::Result;

  static void fields(State& state, FieldVisitor& visitor) { visit(state, visitor); }
  static constexpr Panel kPanels[] = {{"title", {"标题", "the title"}},
                                      {"picture", {"流程图", "the flow from queries to output"}},
                                      {"plane", {"查询和键的平面", "the plane of queries and keys"}},
                                      {"says", {"发生了什么，一句话", "what happens, in a sentence"}},
                                      {"derivation", {"选中的数怎样来", "where the selected number comes from"}},
                                      {"card", {"看点", "what to notice"}},
                                      {"controls", {"控件", "the controls"}},
                                      {"numbers", {"矩阵", "the matrices"}}};
  static constexpr const char* kControls[] = {
      "preset",  "restore",    "scoring",    "scaled",     "kernel-width", "temperature", "softcap", "mask",
      "lengths", "painted",    "self",       "sizes",      "queries",      "keys",        "width",   "value-width",
      "hidden",  "additive-q", "additive-k", "additive-v", "bilinear",     "x",           "wq",      "wk",
      "wv",      "q",          "k",          "v",          "scores",       "weights",     "output",  "question"};
  static constexpr const char* kMainControls[] = {"preset", "scaled", "temperature", "mask",    "q",
                                                  "k",      "v",      "scores",      "weights", "output"};
  static State without_pointing(State state) {
    state.input.selection = {};
    state.input.before = {};  // what the ripple is measured from
    state.cursors = {};
    state.mask_hand = {};
    return state;
  }
  static Result compute(const Input& input) { return query_key_value::compute(input); }
  static void draw(view::Ui& ui, State& next, const Result& result) { query_key_value::draw(ui, next, result); }
  static bool is_sound(const Result& result) { return query_key_value::is_sound(result); }
  static TakeAway take_away(view::Language language, const State& state, const Result& result) {
    return query_key_value::take_away(language, state, result);
  }
  static Next next(view::Language language, const State& state, const Result& result) {
    return next_of(language, state, result);
  }
  static std::string program(view::Language language, const State& state, const Result&) {
    return as_pytorch(language, state.input.now);
  }
};

}  // namespace query_key_value

std::unique_ptr<Scene> make_query_key_value() { return std::make_unique<SceneOf<query_key_value::QueryKeyValue>>(); }

}  // namespace scenes
