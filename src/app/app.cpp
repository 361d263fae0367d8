#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "app/fragment.h"
#include "app/implementation.h"
#include "app/mirror.h"
#include "formats/problem.h"
#include "formats/several_arrays.h"
#include "formats/summary.h"
#include "imgui_internal.h"
#include "index.h"
#include "view/blank_font.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kNoScene{"没有这个场景；显示 {0}", "there is no such scene; {0} is shown"};
constexpr Text kOpensNoFiles{"场景 {0} 不打开文件", "the scene {0} opens no files"};

constexpr Text kNoFileDialog{"请把文件拖到窗口上，或在命令行中写出文件名。",
                             "Please drop the file on the window, or name it on the command line."};

constexpr Text kOpened{"已打开“{0}”。", "“{0}” is open."};
constexpr Text kFileIsMissing{
    "这个链接里有文件“{0}”的看法，但没有文件本身。把它拖到这里，或在热力图里打开它，就会看到链接想给你看的。",
    "This link says how to look at the file \"{0}\", but does not hold the file. Drop it here, or open it in Heatmaps, "
    "to see what the link is about."};

constexpr Text kNotSaved{"“{0}”没有保存：{1}。请检查这个文件夹是否可写，磁盘是否还有空间。",
                         "“{0}” was not saved: {1}. Check that the folder may be written to and the disk has room."};
constexpr Text kNoPicture{"“{0}”没有存成：显卡放不下这么大的图。请选小一些的放大倍数再试。",
                          "\"{0}\" was not made: the graphics card has no room for a picture of this size. Choose a "
                          "smaller size and try again."};

// Noto Sans CJK's line is 1.448 em high, and ImGui measures a font by its line.
constexpr float kNotoLine = 1.448f;
constexpr float kFarAway = -1e6f;

}  // namespace

// ---- the frame -------------------------------------------------------------------------------------------------

bool App::work_instead_of_frame(double seconds) {
  Implementation& lab = *implementation_;
  constexpr double kBetweenFrames = 0.1;  // seconds: often enough for a bar that grows
  if (!lab.is_working() || lab.has_reason_for_frame() || seconds - lab.last_seconds >= kBetweenFrames) return false;
  lab.take_away.work_for(core::Steps::kPerFrame);
  if (lab.scene().progress() < 1 && lab.scene().compute_if_changed()) {
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
  const double before_compute = lab.debug_panel.now();
  // A picture that is taken in several frames is a picture of one result.
  if (!lab.is_picture_taken && lab.scene().compute_if_changed()) ++lab.computations;
  if (!lab.is_picture_taken) lab.take_away.work_for(core::Steps::kPerFrame);
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
  const int restored = steps == 0 ? wished->scene : steps < 0 ? history.undo(scenes) : history.redo(scenes);
  if (restored >= 0) current = restored;
}

void App::Implementation::adopt_fragment() {
  if (!arrived_fragment) return;
  remarks.clear();
  const FragmentValues values = parse_fragment(*std::exchange(arrived_fragment, std::nullopt), &remarks);
  const std::string entry = std::exchange(arrived_entry, {});
  if (!entry.empty()) {  // what a link leaves open stays as the reader has it; an entry of the history leaves nothing
                         // open
    chosen_language.reset();
    is_dark_chosen.reset();
    shown_controls.reset();
    shown_panels.reset();
    has_chrome.reset();
    adopt_goal("");
  }
  const auto value_of = [&](std::string_view key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  const std::string language = value_of("lang"), theme = value_of("theme"), scene_id = value_of("scene");
  const auto one_of = [&](std::string_view key, const std::string& value,
                          std::initializer_list<std::string_view> known) {
    const bool is_known = std::find(known.begin(), known.end(), value) != known.end();
    if (!is_known && !value.empty()) remark(&remarks, key, value, kNotOneOf, {listed(known)});
    return is_known;
  };
  if (one_of("lang", language, {"zh", "en"}))
    chosen_language = language == "zh" ? Language::kChinese : Language::kEnglish;
  if (one_of("theme", theme, {"light", "dark"})) is_dark_chosen = theme == "dark";
  if (const std::string chrome = value_of("chrome"); one_of("chrome", chrome, {"none", "full"}))
    has_chrome = chrome == "full";
  const auto named =
      std::find_if(scenes.begin(), scenes.end(), [&](const auto& each) { return scene_id == each->id(); });
  if (named != scenes.end())
    current = static_cast<int>(named - scenes.begin());
  else if (!scene_id.empty())
    remark(&remarks, "scene", scene_id, kNoScene, {scene().id()});
  adopt_what_is_shown(values);
  adopt_fields(scene(), values, &remarks);
  for (const KeptState& kept : kept_states)
    if (!entry.empty() && kept.entry == entry && kept.scene == current) scene().restore(*kept.state);
  if (std::exchange(awaited_file, std::nullopt)) problem.reset();
  const std::string file_name = value_of("file");
  if (!file_name.empty() && scene().opens_files() && scene().file_name() != file_name) await_file(file_name, values);
  if (!file_name.empty() && !scene().opens_files()) remark(&remarks, "file", file_name, kOpensNoFiles, {scene().id()});
  history.adopt(scene(), current);
  written_fragment = fragment();
  for (const formats::Problem& each : remarks) outbox.remarks.push_back(each.in(this->language()));
}

/// Which controls, panels and goal a link names; what it leaves open stays.
void App::Implementation::adopt_what_is_shown(const FragmentValues& values) {
  if (const auto found = values.find("controls"); found != values.end())
    shown_controls = shown_names("controls", found->second, &remarks);
  if (const auto found = values.find("panels"); found != values.end())
    shown_panels = shown_names("panels", found->second, &remarks);
  if (shown_controls) controls_of(scene(), *shown_controls, &remarks);
  if (shown_panels) panels_of(scene(), *shown_panels, &remarks);
  if (const auto found = values.find("goal"); found != values.end()) adopt_goal(found->second);
}

/// The link promises a file that it does not carry: says so, and keeps how it is to be looked at.
void App::Implementation::await_file(const std::string& name, const FragmentValues& values) {
  constexpr std::size_t kLongestName = 255;
  if (name.size() > kLongestName) return;
  awaited_file = AwaitedFile{name, values};
  const std::string shown = formats::for_display(name);
  problem = view::filled(kFileIsMissing, {shown});
  outbox.announcement = ui.tr(kFileIsMissing, {shown});
}

std::string App::Implementation::fragment() {
  std::string text = std::string("scene=") + scene().id();
  if (chosen_language) text += "&lang=" + language_name();
  if (is_dark_chosen) text += *is_dark_chosen ? "&theme=dark" : "&theme=light";
  const auto add_names = [&](const char* key, const std::optional<std::vector<std::string>>& names) {
    if (!names) return;
    text += key;
    for (const std::string& name : *names) text += (text.back() == '=' ? "" : ",") + name;
  };
  if (has_chrome) text += *has_chrome ? "&chrome=full" : "&chrome=none";
  add_names("&panels=", shown_panels);
  add_names("&controls=", shown_controls);
  if (!goal.text.empty()) text += "&goal=" + percent_encoded(goal.text);
  const std::string file = awaited_file && scene().file_name().empty() ? awaited_file->name : scene().file_name();
  if (!file.empty() && scene().opens_files()) text += "&file=" + percent_encoded(file);
  return text + changed_fields(scene());
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
  ui.glyphs().begin_frame();
  ImGui::NewFrame();
  ui.begin_frame(input);
}

void App::Implementation::draw() {
  ui.fill({0, input.scroll_y, input.width, input.height}, ui.theme().page);
  float top = shows_header() ? draw_header() : 0;
  draw_work();
  top = draw_help(draw_problem(top));
  ui.begin_page(top + (shows_header() ? view::kSpace4 : view::kSpace2));
  scenes::Scene& drawn = scene();
  follow_goal();
  draw_goal();
  ui.begin_group(drawn.id(), ui.tr(drawn.title()));
  ui.begin_scope(drawn.id());
  if (drawn.draw(ui)) want_frame();  // the numbers of the new state are computed in the next frame
  ui.end_scope();
  ui.end_group();
  ui.to_side_column();
  if (ui.shows_panel(kTakeAwayPanel.id)) take_away.draw(ui, drawn, fragment(), platform.has_printing, outbox);
  content_height = ui.end_page() + view::kSpace4;
  ui.end_frame();
  debug_panel.draw(computations);
  is_frame_wanted |= turn.has_value();
  is_frame_wanted |= ui.wants_frame() || ui.glyphs().wants_frame();
  if (std::string text = ui.take_copy_request(); !text.empty()) outbox.clipboard = std::move(text);
  if (std::string said = ui.take_announcement(); !said.empty()) outbox.announcement = std::move(said);
  // A press and a release that have arrived together are handed out by ImGui in two frames.
  is_frame_wanted |= !ImGui::GetCurrentContext()->InputEventsQueue.empty();
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
  std::string mirror = mirror_json(ui.nodes(), language_name(), is_dark() ? "dark" : "light",
                                   ui.tr(scene().title()) + " · " + ui.tr(kLabName));
  if (mirror != sent_mirror) outbox.mirror_json = sent_mirror = std::move(mirror);
}

// ---- input -----------------------------------------------------------------------------------------------------

App::App(const Platform& platform) : App(platform, scenes::make_all()) {}

App::App(const Platform& platform, std::vector<std::unique_ptr<scenes::Scene>> scenes)
    : implementation_(std::make_unique<Implementation>()) {
  Implementation& lab = *implementation_;
  lab.scenes = std::move(scenes);
  lab.platform = platform;
  lab.input.edits_text_itself = platform.edits_text_itself;
  lab.input.draw_heatmap = platform.draw_heatmap;
  lab.input.renderer = platform.renderer;
  lab.ui.glyphs().set_painter(platform.draw_glyph);
  lab.input.has_font = false;
  lab.imgui = ImGui::CreateContext();
  ImGui::SetCurrentContext(lab.imgui);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = io.LogFilename = nullptr;
  io.Fonts->Flags |= ImFontAtlasFlags_NoMouseCursors;
  view::add_blank_font(*io.Fonts);  // measured with until the real one arrives
}

App::~App() {
  ImGui::SetCurrentContext(implementation_->imgui);
  ImGui::DestroyContext(implementation_->imgui);
}

void App::resize(float width, float height, float pixel_ratio) {
  view::FrameInput& input = implementation_->input;
  input.width = std::clamp(width, 1.0f, 16384.0f);
  input.height = std::clamp(height, 1.0f, 16384.0f);
  input.pixel_ratio = std::clamp(pixel_ratio, 0.25f, 8.0f);
  implementation_->want_frame();
}

void App::set_scroll(float y) {
  const float wanted = std::max(0.0f, y);
  implementation_->is_frame_wanted |= wanted != implementation_->input.scroll_y;
  implementation_->input.scroll_y = wanted;
}

void App::pointer(const PointerEvent& event) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  ImGuiIO& io = ImGui::GetIO();
  const bool is_touch = event.kind == PointerKind::kTouch;
  lab.input.is_touch = is_touch;
  io.AddMouseSourceEvent(is_touch                          ? ImGuiMouseSource_TouchScreen
                         : event.kind == PointerKind::kPen ? ImGuiMouseSource_Pen
                                                           : ImGuiMouseSource_Mouse);
  lab.input.is_help_wanted =
      event.phase == PointerPhase::kHold || (lab.input.is_help_wanted && event.phase == PointerPhase::kMove);
  switch (event.phase) {
    case PointerPhase::kMove:
      io.AddMousePosEvent(event.x, event.y);
      break;
    case PointerPhase::kDown:
      io.AddMousePosEvent(event.x, event.y);
      io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
      break;
    case PointerPhase::kUp:
      io.AddMousePosEvent(event.x, event.y);
      io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
      lab.is_touch_lifted |= is_touch;
      break;
    case PointerPhase::kCancel:  // the page took the gesture over: nothing was pressed
      io.AddMousePosEvent(kFarAway, kFarAway);
      io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
      break;
    case PointerPhase::kHold:  // nothing was pressed, but what lies there is looked at
      io.AddMousePosEvent(kFarAway, kFarAway);
      io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
      io.AddMousePosEvent(event.x, event.y);
      break;
    case PointerPhase::kLeave:
      io.AddMousePosEvent(kFarAway, kFarAway);
      break;
  }
  lab.want_frame();
}

void App::wheel(float delta_x, float delta_y, bool zooms) {
  constexpr float kPinchGain =
      2.5f;  // browsers report a pinch by the factor e^(−delta/100); our zoom is e^(−0.004 delta)
  constexpr float kMostOfNotch = 120;  // a mouse's wheel with Ctrl reports far larger deltas than a pinch
  if (zooms)
    implementation_->ui.add_zoom(std::clamp(delta_y * kPinchGain, -kMostOfNotch, kMostOfNotch));
  else
    implementation_->ui.add_wheel({delta_x, delta_y});
  implementation_->want_frame();
}

void App::pan(float delta_x, float delta_y) {
  implementation_->ui.add_pan({delta_x, delta_y});
  implementation_->want_frame();
}

bool App::wants_wheel(float x, float y, float delta_x, float delta_y, bool zooms) const {
  return implementation_->ui.wants_wheel({x, y}, {delta_x, delta_y}, zooms);
}
bool App::wants_drag(float x, float y) const { return implementation_->ui.wants_drag(x, y); }

bool App::opens_files() const { return implementation_->scene().opens_files(); }

void App::act(view::Action action) {
  constexpr std::size_t kMostWaiting = 256;  // a page that floods us loses its oldest actions
  auto& actions = implementation_->actions;
  implementation_->want_frame();
  if (view::Action* last = implementation_->waiting_action(action.id); last && last->kind == action.kind) {
    // A key held down goes as far as it was held, however few the frames are: the last wish for a value holds, and
    // steps add up. Presses of a button stay as many as they are.
    const bool is_absolute = action.kind == view::ActionKind::kSetValue ||
                             (action.kind == view::ActionKind::kActivate && !action.value.empty());
    const bool is_same_step = action.kind == view::ActionKind::kStep && last->step == action.step;
    if (is_absolute) last->value = std::move(action.value);
    if (is_same_step) last->times += action.times;
    if (is_absolute || is_same_step) return;
  }
  if (actions.size() >= kMostWaiting) actions.pop_front();
  actions.push_back(std::move(action));
}

void App::focus(std::string_view node_id, bool is_visible) {
  implementation_->ui.set_focus(node_id, is_visible);
  implementation_->want_frame();
}

bool App::open_file(std::string name, std::string bytes) {
  formats::ReadResult read = formats::read_tensor_file(name, bytes);
  formats::summarise(read.file);
  return adopt_file(std::move(read));
}

bool App::adopt_file(formats::ReadResult read) {
  Implementation& lab = *implementation_;
  lab.want_frame();
  if (lab.begun_files) {
    lab.begun_files->push_back(std::move(read));
    return !lab.begun_files->back().problem;
  }
  if (read.problem) {
    lab.say_problem(*read.problem);
    return false;  // the picture before stays
  }
  lab.problem.reset();
  lab.outbox.announcement = view::filled(view::in_language(lab.language(), kOpened), {read.file.file_name});
  for (const formats::Problem& note : read.file.notes) lab.outbox.announcement += " " + note.in(lab.language());
  lab.show_scene_that_opens_files();
  lab.history.observe(lab.scenes, lab.current, lab.last_seconds);  // so that even the first file is a step to be undone
  const std::string name = read.file.file_name;
  lab.scene().open(std::make_shared<const formats::TensorFile>(std::move(read.file)));
  if (const auto awaited = std::exchange(lab.awaited_file, std::nullopt); awaited && awaited->name == name)
    read_fields(lab.scene(), awaited->values);
  return true;
}

void App::begin_files() { implementation_->begun_files.emplace(); }

void App::forget_begun_files() { implementation_->begun_files.reset(); }

bool App::end_files() {
  auto files = std::exchange(implementation_->begun_files, std::nullopt);
  return files && !files->empty() && adopt_file(formats::joined(std::move(*files)));
}

void App::show_reading(std::string file_name, double share) {
  Implementation& lab = *implementation_;
  const Implementation::Reading reading{std::move(file_name), std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0};
  lab.is_frame_wanted |= lab.reading != reading;
  lab.reading = reading;
}

void App::end_reading() {
  implementation_->is_frame_wanted |= implementation_->reading.has_value();
  implementation_->reading.reset();
}

void App::tell_saved(const std::string& place) {
  implementation_->take_away.tell_saved(implementation_->ui, place);
  implementation_->want_frame();
}

void App::tell_not_saved(const std::string& name, const std::string& reason) {
  Implementation& lab = *implementation_;
  const std::string shown = formats::for_display(name), why = formats::for_display(reason, 200);
  lab.take_away.tell_not_saved(lab.outbox);
  lab.say_problem(view::filled(kNotSaved, {shown, why}));
}

void App::forget_files() {
  implementation_->history = {};
  implementation_->kept_states.clear();
  if (implementation_->take_away.saving()) implementation_->take_away.give_up_saving(implementation_->outbox);
  for (const auto& scene : implementation_->scenes) scene->forget_file();
}

void App::Implementation::show_scene_that_opens_files() {
  for (int i = 0; i < count_of(scenes) && !scene().opens_files(); ++i)
    if (nth(scenes, i)->opens_files()) current = i;
}

void App::set_fragment(std::string_view fragment) {
  implementation_->arrived_fragment = fragment;
  implementation_->arrived_entry.clear();
  implementation_->want_frame();
}

void App::keep_state(std::string entry, std::string_view scene_id) {
  constexpr std::size_t kMostKept = 50;                      // entries
  constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // of files that no scene shows any more
  Implementation& lab = *implementation_;
  std::erase_if(lab.kept_states, [&](const Implementation::KeptState& kept) { return kept.entry == entry; });
  if (lab.kept_states.size() == kMostKept) lab.kept_states.pop_front();
  for (int i = 0; i < count_of(lab.scenes); ++i)
    if (const auto& scene = nth(lab.scenes, i); scene->id() == scene_id)
      lab.kept_states.push_back({entry, i, scene->save()});
  Kept kept;
  for (const auto& scene : lab.scenes) kept.add_for_nothing(*scene->save());
  for (int i = count_of(lab.kept_states); i-- > 0;) {
    kept.add(*nth(lab.kept_states, i).state);
    if (kept.bytes() <= kMostBytes) continue;
    lab.kept_states.erase(lab.kept_states.begin(), lab.kept_states.begin() + i + 1);
    return;
  }
}

void App::return_to(std::string entry, std::string_view fragment) {
  set_fragment(fragment);
  implementation_->arrived_entry = std::move(entry);
}

void App::settle() {
  Implementation& lab = *implementation_;
  lab.adopt_fragment();
  if (lab.scene().finish_computing()) ++lab.computations;
}

void App::set_language(std::string_view language) {
  if (language == "pseudo") implementation_->platform_language = Language::kPseudo;
  if (language == "zh") implementation_->platform_language = Language::kChinese;
  if (language == "en") implementation_->platform_language = Language::kEnglish;
  implementation_->want_frame();
}

void App::set_theme(std::string_view theme) {
  if (theme == "light" || theme == "dark") implementation_->is_platform_dark = theme == "dark";
  implementation_->want_frame();
}

void App::set_system_colors(std::string_view colors) {
  Implementation& lab = *implementation_;
  std::array<view::Color, 6> read{};
  std::size_t count = 0;
  while (count < read.size() && colors.size() >= 6) {
    std::uint32_t value = 0;
    if (std::from_chars(colors.data(), colors.data() + 6, value, 16).ptr != colors.data() + 6) break;
    read[count++] = view::rgb(value);
    colors.remove_prefix(std::min<std::size_t>(7, colors.size()));
  }
  if (count == read.size())
    lab.system_theme = view::system_theme({read[0], read[1], read[2], read[3], read[4], read[5]});
  else
    lab.system_theme.reset();
  lab.want_frame();
}

void App::set_reduced_motion(bool is_reduced) {
  implementation_->input.is_motion_reduced = is_reduced;
  implementation_->want_frame();
}

void App::set_font(std::string font_file) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  if (font_file.size() < 1024) return;  // no font is that small: a server's error page, perhaps
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 1;  // glyphs are made at device resolution; half the memory
  config.PixelSnapH = true;
  std::string kept = std::move(font_file);
  ImFont* font = atlas.AddFontFromMemoryTTF(kept.data(), static_cast<int>(kept.size()), 16, &config);
  if (!font) return;
  lab.ui.glyphs().stand_behind(*font, kNotoLine);
  ImGui::GetIO().FontDefault = font;
  while (atlas.Fonts.Size > 1) atlas.RemoveFont(atlas.Fonts[0] == font ? atlas.Fonts[1] : atlas.Fonts[0]);
  lab.font_file = std::move(kept);  // a std::string this long keeps its buffer when moved
  lab.input.has_font = true;
  lab.input.em_factor = kNotoLine;
  lab.want_frame();
}

void App::draw_enlarged(const PictureRequest& request, const std::function<void(float, float)>& render) {
  Implementation& lab = *implementation_;
  const float old_ratio = lab.input.pixel_ratio, old_scroll = lab.input.scroll_y;
  lab.input.pixel_ratio = std::clamp(request.scale, 1.0f, 4.0f);
  lab.is_picture_taken = lab.input.is_taken_away = true;
  const float bottom = request.area.y + request.area.height;
  for (float row = request.area.y; row < bottom; row += lab.input.height) {
    lab.input.scroll_y = row;
    frame(lab.last_seconds);  // no time passes: nothing moves
    render(row, std::min(lab.input.height, bottom - row));
  }
  lab.is_picture_taken = lab.input.is_taken_away = false;
  lab.input.pixel_ratio = old_ratio;
  lab.input.scroll_y = old_scroll;
  lab.want_frame();
}

void App::picture_was_not_made(const std::string& name) {
  Implementation& lab = *implementation_;
  lab.say_problem(view::filled(kNoPicture, {name}));
  lab.take_away.take_back_done();
}

void App::picture_is_smaller(float made, float wanted) {
  Implementation& lab = *implementation_;
  lab.take_away.tell_smaller(lab.ui, made, wanted, lab.outbox);
  lab.want_frame();
}

void App::Implementation::say_problem(text::Sentence what) {
  outbox.announcement = what.in(language());
  problem = std::move(what);
  want_frame();
}

// ---- output ----------------------------------------------------------------------------------------------------

void App::want_frame() { implementation_->want_frame(); }
bool App::wants_frame() const { return implementation_->has_reason_for_frame() || implementation_->is_working(); }
float App::content_height() const { return implementation_->content_height; }
Outbox App::take_outbox() { return std::exchange(implementation_->outbox, {}); }
std::string App::fragment() {
  implementation_->adopt_fragment();
  return implementation_->fragment();
}
std::string App::says() const {
  std::string says;
  for (const view::Node& node : nodes())
    if (node.role == view::Role::kStatus) says += (says.empty() ? "" : " ") + node.name;
  return says;
}
std::vector<std::string> App::remarks() {
  implementation_->adopt_fragment();
  std::vector<std::string> sentences;
  for (const formats::Problem& each : implementation_->remarks)
    sentences.push_back(each.in(implementation_->language()));
  return sentences;
}
std::string App::problem() const {
  const auto& problem = implementation_->problem;
  return problem ? problem->in(implementation_->language()) : "";
}
scenes::TakeAway App::take_away() const { return implementation_->scene().take_away(implementation_->language()); }
const std::vector<view::Node>& App::nodes() const { return implementation_->ui.nodes(); }
const std::vector<std::unique_ptr<scenes::Scene>>& App::scenes() const { return implementation_->scenes; }
const std::vector<std::string>& App::cut_texts() const { return implementation_->ui.cut_texts(); }
int App::frames() const { return implementation_->frames; }
int App::computations() const { return implementation_->computations; }
void App::toggle_debug_panel() {
  implementation_->debug_panel.toggle();
  implementation_->want_frame();
}

}  // namespace app
