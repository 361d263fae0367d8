// 注意力提示: the note's desk (section 10.1). What catches the eye and what one wants decide together where the gaze
// goes.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "scenes/cues/desk.h"
#include "scenes/cues/panels.h"
#include "scenes/cues/take_away.h"
#include "scenes/cues/words.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "view/guide.h"
#include "view/widgets.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kHeading{"注意力提示", "Attention cues"};
constexpr Text kPathLabel{"故事的四步", "The story in four steps"};
constexpr Text kPathHelp{"一步一步走，之后随意尝试。", "Walk through the steps, then try anything."};
constexpr Text kStepNames[cues::kSteps] = {
    {"红杯子", "Red cup"}, {"喝完咖啡", "Coffee drunk"}, {"想读书", "Want to read"}, {"书", "Book"}};

constexpr float kShortestDesk = 270, kTallestDesk = 460;  // CSS pixels
constexpr float kAirAboveDesk = 60;
constexpr float kBelowDesk = 420;  // what should stay in view below it

struct Cues {
  static constexpr const char* kId = "cues";
  static constexpr Text kTitle{"注意力提示", "Cues"};
  using Input = cues::Input;
  using State = cues::State;
  using Result = cues::Result;

  static void fields(State& state, FieldVisitor& visitor) {
    Input& input = state.input;
    // The step is what the input looks like; a link that names one starts from it, and its other fields go on from
    // there.
    const int shown_step = cues::step_of(input);
    int step = shown_step;
    visitor.integer("step", step, 0, cues::kSteps);
    if (step != shown_step && step > 0) {
      input = cues::input_of_step(step);
      state.card = step;
    }
    for (std::size_t i = 0; i < cues::kThings; ++i) visitor.number(cues::kThingIds[i], input.salience[i], 0, 1);
    visitor.choice("red", input.red, cues::kRedIds);
    visitor.flag("drunk", input.is_coffee_drunk);
    for (std::size_t i = 0; i < cues::kWishes; ++i) visitor.number(cues::kWishIds[i], input.wish[i], 0, 1);
    visitor.number("will", input.will, 0, 1);
    visitor.number("temperature", input.temperature, cues::kColdest, cues::kHottest);
    visitor.numbers("contents", input.contents, -cues::kLargestContent, cues::kLargestContent,
                    cues::kThings * cues::kWishes, cues::kThings * cues::kWishes);
    visitor.numbers("filter", input.filter, -cues::kLargestContent, cues::kLargestContent, cues::kFeatures,
                    cues::kFeatures);
    visitor.numbers("fixed", input.fixed_weights, 0, 1, cues::kThings, cues::kThings);
    visitor.integer("card", state.card, 0, cues::kSteps);
    visitor.integer("thing", state.thing, 0, cues::kThings);
    const int asked = state.question;
    visitor.choice("question", state.question, cues::kQuestionIds);
    if (state.question != asked) state.prediction = {};
    visitor.flag("mix", state.shows_mix);
    visitor.flag("numbers", state.shows_numbers);
  }

  static constexpr Panel kPanels[] = {
      {"path", {"标题和故事的四步", "the title and the story's four steps"}},
      {"picture", {"桌子", "the desk"}},
      {"says", {"目光在哪里，一句话", "where the gaze is, in a sentence"}},
      {"derivation", {"点中的那样东西的权重怎样来", "how the weight of the thing that was pressed comes about"}},
      {"card", {"看点", "what to notice"}},
      {"controls", {"控件", "the controls"}},
      {"poolings", {"五种汇聚", "the five poolings"}},
      {"curve", {"权重随温度的曲线", "the weights over the temperature"}},
      {"map", {"三样东西的三个名字", "three things and their three names"}},
      {"numbers", {"数字表", "the tables of numbers"}}};
  static constexpr const char* kControls[] = {"step",     "wish",     "mix",     "will",  "temperature", "red",
                                              "drunk",    "salience", "numbers", "query", "keys",        "weights",
                                              "poolings", "filter",   "fixed",   "curve", "question"};
  static constexpr const char* kMainControls[] = {"step", "wish", "will", "temperature"};
  /// What turns a field where it is not called as the field is.
  static std::string control_of(std::string_view field) {
    for (const char* thing : cues::kThingIds)
      if (field == thing) return std::string("salience/") + thing;
    for (const char* wish : cues::kWishIds)
      if (field == wish) return std::string("mix/") + wish;
    return std::string(field == "contents" ? "keys" : field);
  }

  static State without_pointing(State state) {
    state.thing = 0;
    state.before = {};
    state.last_change = cues::Change::kNone;
    state.prediction = {};
    state.query_cursor = state.keys_cursor = state.weights_cursor = state.poolings_cursor = {};
    state.filter_cursor = state.fixed_cursor = {};
    state.curve_cursor = -1;
    return state;
  }
  static Result compute(const Input& input) { return cues::compute(input); }
  static bool is_sound(const Result& result) { return cues::is_sound(result); }
  static TakeAway take_away(view::Language language, const State&, const Result& result) {
    return cues::take_away(language, result);
  }
  static std::string program(view::Language language, const State& state, const Result& result) {
    return cues::program(language, state.input, result);
  }
  static Next next(view::Language language, const State& state, const Result&) {
    return cues::next(language, state.input);
  }
  static void draw(view::Ui& ui, State& next, const Result& result);
};

/// The title, and beside it or below it the story's steps.
void draw_path(view::Ui& ui, Cues::State& next, const Cues::Result& result) {
  std::vector<std::string> steps;
  for (const Text& name : kStepNames) steps.push_back(ui.tr(name));
  const std::string title = ui.tr(kHeading);
  const float top = ui.column_y(), title_width = std::ceil(ui.text_width(title, view::kTitle)) + view::kSpace5;
  const bool is_beside = ui.is_wide() && view::path_width(ui, steps) <= ui.column_width() - title_width;
  ui.push_column({ui.column_x(), top, is_beside ? title_width : ui.column_width(), 0});
  view::heading(ui, "title", title, 1);
  const float below = ui.pop_column();
  ui.push_column({ui.column_x() + (is_beside ? title_width : 0), is_beside ? top : below,
                  ui.column_width() - (is_beside ? title_width : 0), 0});
  const int pressed =
      view::path(ui, {"step", ui.tr(kPathLabel), ui.tr(kPathHelp)}, cues::step_of(next.input) - 1, steps);
  const float bottom = ui.pop_column();
  ui.gap(bottom - top);
  if (pressed < 0) return;
  cues::note_change(ui, next, result, cues::Change::kStep);
  next.input = cues::input_of_step(pressed + 1);
  next.card = pressed + 1;
}

void draw_narration(view::Ui& ui, const Cues::State& state, const Cues::Result& result) {
  std::string sentence = cues::sentence_of_gaze(ui, state.input, result);
  const std::string change = cues::sentence_of_change(ui, state, result);
  if (!change.empty()) sentence += (ui.input().language == view::Language::kChinese ? "" : " ") + change;
  view::narration(ui, "says", sentence, sentence);
}

void draw_cards(view::Ui& ui, Cues::State& next, const Cues::Result& result) {
  cues::draw_question(ui, next, result);
  cues::draw_card(ui, next, result);
}

void Cues::draw(view::Ui& ui, State& next, const Result& result) {
  if (ui.shows_panel("path")) draw_path(ui, next, result);
  // As high as the things can be in this width, and no higher than the page has room for.
  const float least = cues::least_desk_height(ui.column_width());
  const float height =
      ui.is_wide() ? std::min({kTallestDesk, least + kAirAboveDesk, ui.height_left(kBelowDesk, kShortestDesk)}) : least;
  if (ui.shows_panel("picture")) cues::draw_desk(ui, next, result, height);
  if (ui.shows_panel("says")) draw_narration(ui, next, result);
  if (ui.shows_panel("derivation")) cues::draw_derivation(ui, next, result);
  // In one column what matters comes first: the controls of the two cues, then what they move.
  const bool has_controls = ui.shows_panel("controls");
  ui.to_side_column();
  if (!ui.has_two_columns() && has_controls) cues::draw_main_controls(ui, next, result);
  if (ui.has_two_columns() && ui.shows_panel("card")) draw_cards(ui, next, result);
  if (ui.has_two_columns() && has_controls) {
    cues::draw_main_controls(ui, next, result);
    cues::draw_other_controls(ui, next, result);
  }
  ui.to_main_column();
  if (ui.shows_panel("poolings")) cues::draw_comparison(ui, next, result);
  if (!ui.has_two_columns()) {
    if (ui.shows_panel("card")) draw_cards(ui, next, result);
    if (has_controls) cues::draw_other_controls(ui, next, result);
  }
  if (ui.shows_panel("curve")) cues::draw_curve(ui, next, result);
  if (ui.shows_panel("numbers")) cues::draw_numbers(ui, next, result);
  if (ui.shows_panel("map")) cues::draw_map(ui);
}

}  // namespace

std::unique_ptr<Scene> make_cues() { return std::make_unique<SceneOf<Cues>>(); }

}  // namespace scenes
