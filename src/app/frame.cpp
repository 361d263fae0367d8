// What happens in a frame, in its order.
#include <algorithm>
#include <utility>

#include "app/implementation.h"
#include "app/mirror.h"
#include "imgui_internal.h"
#include "view/card.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Text;

constexpr Text kNextLabel{"接着看：{0}", "Next: {0}"};
constexpr Text kNextHelp{"打开那一幕，带着这里的状态；可以撤销。",
                         "Opens that scene and takes along what is here; it can be undone."};
constexpr Text kNoFileDialog{"请把文件拖到窗口上，或在命令行中写出文件名。",
                             "Please drop the file on the window, or name it on the command line."};

}  // namespace

bool App::work_instead_of_frame(double seconds) {
  Implementation& lab = *implementation_;
  constexpr double kBetweenFrames = 0.1;  // seconds: often enough for a bar that grows
  if (!lab.is_working() || lab.has_reason_for_frame() || seconds - lab.last_seconds >= kBetweenFrames) return false;
  const double to_work = lab.take_time_to_work(seconds);
  lab.take_away.work_for(to_work);
  if (lab.scene().progress() < 1 && lab.scene().compute_if_changed(to_work)) {
    ++lab.computations;
    lab.want_frame();
  }
  return true;
}

void App::frame(double seconds) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  lab.is_frame_wanted = false;
  lab.take_turn();
  lab.adopt_fragment();
  lab.take_one_action_per_id();
  lab.play(seconds);
  const double before_compute = lab.debug_panel.now(), to_work = lab.take_time_to_work(seconds);
  // A picture that is taken in several frames is a picture of one result.
  if (!lab.is_picture_taken && lab.scene().compute_if_changed(to_work)) ++lab.computations;
  if (!lab.is_picture_taken) lab.take_away.work_for(to_work);
  lab.take_away.hand_over(lab.ui, lab.outbox);
  const double before_draw = lab.debug_panel.now();
  lab.begin_imgui_frame(seconds);
  lab.draw();
  ImGui::Render();
  if (const auto wish = lab.take_away.take_wish())
    lab.take_away.deliver(*wish, lab.draw_figure(*wish), lab.ui, lab.outbox);
  lab.debug_panel.add({before_draw - before_compute, lab.debug_panel.now() - before_draw});
  const bool could_undo = lab.history.can_undo(), could_redo = lab.history.can_redo();
  if (!lab.is_in_motion()) lab.history.observe(lab.scenes, lab.current, seconds, lab.turned_control());
  lab.is_frame_wanted |=
      lab.history.can_undo() != could_undo || lab.history.can_redo() != could_redo;  // their buttons are drawn already
  lab.write_outbox();
  ++lab.frames;
}

/// How long what takes many frames may go on now: a part of a frame; or more, if the machine has been at something else
/// since the last time, most likely at drawing. Without a graphics card it would get a tenth of the time otherwise.
double App::Implementation::take_time_to_work(double seconds) {
  const double elsewhere = seconds - last_work - time_to_work;
  last_work = seconds;
  time_to_work =
      ui.is_dragging() ? core::Steps::kPerFrame : std::clamp(elsewhere, core::Steps::kPerFrame, core::Steps::kAtOnce);
  return time_to_work;
}

/// Time passes for what plays, but not for a picture that is taken in several frames.
void App::Implementation::play(double seconds) {
  constexpr double kLongestStep = 0.1;  // seconds: after a pause of the page nothing jumps
  if (!scene().is_playing() || is_picture_taken) return;
  scene().advance(std::clamp(seconds - last_seconds, 0.0, kLongestStep));
  want_frame();
}

void App::Implementation::take_turn() {
  const std::optional<Turn> wished = std::exchange(turn, std::nullopt);
  if (!wished) return;
  const int steps = wished->history_steps;
  if (wished->toggles_presentation) {
    is_presented = !is_presented;
    fit_viewport();
    return;
  }
  if (!wished->link.empty()) {
    current = wished->scene;
    adopt_fields(scene(), parse_fragment(wished->link));
    outbox.scrolled_to = 0;  // another scene is shown from its top
    return;
  }
  const int restored = steps == 0 ? wished->scene : steps < 0 ? history.undo(scenes) : history.redo(scenes);
  if (restored >= 0) current = restored;
}

std::string_view App::Implementation::turned_control() const {
  for (const view::Action& action : input.actions)
    if (action.kind == view::ActionKind::kSetValue || action.kind == view::ActionKind::kStep) return action.id;
  return {};
}

/// The last action for a node that no frame has taken yet; null if there is none.
view::Action* App::Implementation::waiting_action(std::string_view id) {
  const auto found =
      std::find_if(actions.rbegin(), actions.rend(), [&](const view::Action& action) { return action.id == id; });
  return found == actions.rend() ? nullptr : &*found;
}

/// Of several actions for one node, those after the first wait for the next frame.
void App::Implementation::take_one_action_per_id() {
  input.actions.clear();
  std::deque<view::Action> waiting;
  for (view::Action& action : actions) {
    const bool is_taken = std::any_of(input.actions.begin(), input.actions.end(),
                                      [&](const view::Action& a) { return a.id == action.id; });
    if (is_taken)
      waiting.push_back(std::move(action));
    else
      input.actions.push_back(std::move(action));
  }
  actions = std::move(waiting);
}

void App::Implementation::begin_imgui_frame(double seconds) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {input.width, input.height};
  io.DisplayFramebufferScale = {input.pixel_ratio, input.pixel_ratio};
  // After a pause nothing should jump: time passes in small steps for ImGui, in seconds for ours.
  io.DeltaTime = static_cast<float>(std::clamp(seconds - last_seconds, 1e-4, 0.1));
  last_seconds = seconds;
  input.seconds = seconds;
  input.theme = system_theme ? &*system_theme : is_dark() ? &view::dark_theme() : &view::light_theme();
  input.language = language();
  input.shown_controls = shown_controls ? std::optional(controls_of(scene(), *shown_controls)) : std::nullopt;
  input.shown_panels = shown_panels ? std::optional(panels_of(scene(), *shown_panels)) : std::nullopt;
  if (is_picture_alone()) input.shown_panels = {{"picture"}};
  if (is_presented) show_what_is_presented();
  ui.glyphs().begin_frame();
  // Round things stay round however large they are on the screen.
  constexpr float kLargestError = 0.2f;  // device pixels
  ImGui::GetStyle().CircleTessellationMaxError = ImGui::GetStyle().CurveTessellationTol =
      kLargestError / input.pixel_ratio;
  ImGui::NewFrame();
  ui.begin_frame(input);
}

/// In a presentation, unless a link says otherwise: no cards, and of the controls those that matter most and the one
/// that was used last.
void App::Implementation::show_what_is_presented() {
  if (!input.shown_controls) {
    input.shown_controls = scene().main_controls();
    if (!last_turned.empty()) input.shown_controls->push_back(last_turned);
  }
  if (input.shown_panels) return;
  input.shown_panels.emplace();
  for (const scenes::Panel& panel : scene().panels())
    if (std::string_view(panel.id) != "card") input.shown_panels->push_back(panel.id);
}

void App::Implementation::draw() {
  ui.fill({0, input.scroll_y, input.width, input.height}, ui.theme().page);
  float top = shows_header() ? draw_header() : 0;
  draw_work();
  top = draw_problem(top);
  const float help_bottom = draw_help(top);
  ui.begin_page(top + (shows_header() ? view::kSpace4 : view::kSpace2));
  scenes::Scene& drawn = scene();
  follow_goal();
  draw_goal();
  ui.begin_group(drawn.id(), ui.tr(drawn.title()));
  ui.begin_scope(drawn.id());
  if (drawn.draw(ui)) {
    want_frame();  // the numbers of the new state are computed in the next frame
    const std::string scope = std::string(drawn.id()) + "/";
    if (ui.focused_id().starts_with(scope)) last_turned = ui.focused_id().substr(scope.size());
  }
  ui.end_scope();
  ui.to_main_column();
  draw_next();
  ui.end_group();
  ui.to_side_column();
  if (ui.shows_panel(kTakeAwayPanel.id)) take_away.draw(ui, drawn, fragment(), platform.has_printing, outbox);
  content_height = std::max(ui.end_page(), help_bottom) + view::kSpace4;
  ui.end_frame();
  debug_panel.draw(computations);
  is_frame_wanted |= turn.has_value();
  is_frame_wanted |= ui.wants_frame() || ui.glyphs().wants_frame();
  if (std::string text = ui.take_copy_request(); !text.empty()) outbox.clipboard = std::move(text);
  if (std::string said = ui.take_announcement(); !said.empty()) outbox.announcement = std::move(said);
  // A press and a release that have arrived together are handed out by ImGui in two frames.
  is_frame_wanted |= !ImGui::GetCurrentContext()->InputEventsQueue.empty();
  if (const auto y = ui.take_scroll_request()) outbox.scrolled_to = *y * magnification;
  if (auto answer = ui.take_answer()) outbox.question_answered = {drawn.id(), *std::move(answer)};
  if (ui.take_file_dialog_request()) {
    if (platform.has_file_dialog)
      outbox.wants_file_dialog = true;
    else
      problem = view::filled(kNoFileDialog);
  }
  if (std::exchange(is_touch_lifted, false)) {
    ImGui::GetIO().AddMousePosEvent(kFarAway, kFarAway);  // a finger that is gone hovers over nothing
    want_frame();
  }
}

/// Below the scene: one sentence and the way to the next one.
void App::Implementation::draw_next() {
  if (!shows_header() || !ui.shows_panel(kNextPanel.id)) return;
  const scenes::Next next = scene().next(language());
  if (next.sentence.empty()) return;
  // The link begins with its scene; more of it is read only when it is followed.
  const auto target = std::find_if(scenes.begin(), scenes.end(), [&](const auto& each) {
    return (next.link + "&").starts_with(std::string("scene=") + each->id() + "&");
  });
  if (target == scenes.end()) return;  // this lab is made of other scenes
  const std::string name = ui.tr(kNextLabel, {ui.tr((*target)->title())});
  view::GrowingCard card(ui, ui.theme().accent);
  view::paragraph(ui, "app/next/says", next.sentence);
  if (view::button(ui, {"app/next", name, ui.tr(kNextHelp)})) {
    turn = Turn{.scene = static_cast<int>(target - scenes.begin()), .link = next.link};
    ui.request_focus("app/scenes");
  }
  card.end();
}

void App::Implementation::write_outbox() {
  if (ui.glyphs().lacks_character() && !has_larger_font) outbox.wants_larger_font = has_larger_font = true;
  outbox.focus_id = ui.take_focus_request();
  outbox.cursor = ui.cursor();
  // While something is dragged or plays the address bar waits.
  if (!is_in_motion()) {
    std::string now = fragment();
    if (now != written_fragment) {
      outbox.fragment = written_fragment = std::move(now);
      outbox.has_fragment = true;
    }
  }
  std::string mirror = mirror_json(
      ui.nodes(), {language_name(), is_dark() ? "dark" : "light", ui.tr(scene().title()) + " · " + ui.tr(kLabName),
                   magnification, ui.can_pin_picture() ? ui.picture_area().height : 0});
  if (mirror != sent_mirror) outbox.mirror_json = sent_mirror = std::move(mirror);
}

}  // namespace app
