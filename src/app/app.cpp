#include "app/app.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <utility>

#include "app/debug_panel.h"
#include "app/fragment.h"
#include "app/history.h"
#include "app/mirror.h"
#include "app/take_away.h"
#include "imgui.h"
#include "imgui_internal.h"
#include "scenes/scene_list.h"
#include "view/icons.h"
#include "view/ui.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kLabName{"注意力实验室", "Attention Lab"};
constexpr Text kScenesLabel{"场景", "Scenes"};
constexpr Text kOtherLanguage{"EN", "中文"};
constexpr Text kOtherLanguageHelp{"Switch to English", "切换到中文"};
constexpr Text kToDark{"深色", "Dark"};
constexpr Text kToLight{"浅色", "Light"};
constexpr Text kThemeHelp{"切换浅色与深色外观。", "Switches between the light and the dark look."};
constexpr Text kUndo{"撤销", "Undo"};
constexpr Text kUndoHelp{"撤销上一步 (Ctrl+Z)。", "Takes the last step back (Ctrl+Z)."};
constexpr Text kRedo{"重做", "Redo"};
constexpr Text kRedoHelp{"重做被撤销的一步 (Ctrl+Shift+Z)。", "Does it again (Ctrl+Shift+Z)."};
constexpr Text kProblemClose{"知道了", "Dismiss"};
constexpr Text kNoFileDialog{"请把文件拖到窗口上，或在命令行中写出文件名。", "Please drop the file on the window, or name it on the command line."};

constexpr float kHeaderRow = 48;    // CSS pixels
constexpr float kIconButton = 36;   // … and its sign
constexpr float kIcon = 16;
// Noto Sans CJK's line is 1.448 em high, and ImGui measures a font by its line.
constexpr float kNotoLine = 1.448f;
constexpr float kFarAway = -1e6f;

struct Message {
  std::string zh, en;
};

}  // namespace

struct App::Implementation {
  Platform platform;
  ImGuiContext* imgui = nullptr;
  view::Ui ui;
  std::vector<std::unique_ptr<scenes::Scene>> scenes = scenes::make_all();
  int current = 0;

  // What the platform said, and what the fragment or the reader said instead.
  Language platform_language = Language::kChinese;
  bool is_platform_dark = false;
  std::optional<Language> chosen_language;
  std::optional<bool> is_dark_chosen;

  view::FrameInput input;
  std::optional<std::string> arrived_fragment;
  std::deque<view::Action> actions;
  std::optional<Message> problem;
  bool is_touch_lifted = false;  // the finger is gone: nothing is hovered after the next frame
  bool has_arrived = true;
  bool wants_another = false;
  double last_seconds = 0;
  float content_height = 0;
  int frames = 0, computations = 0;
  std::string font_file;
  bool has_larger_font = false;  // or has asked for it
  DebugPanel debug_panel;
  History history;
  TakeAwayPanel take_away;

  std::string written_fragment, sent_mirror;
  Outbox outbox;

  scenes::Scene& scene() { return *scenes[static_cast<std::size_t>(current)]; }
  Language language() const { return chosen_language.value_or(platform_language); }
  bool is_dark() const { return is_dark_chosen.value_or(is_platform_dark); }
  std::string language_name() const { return language() == Language::kChinese ? "zh" : "en"; }

  void adopt_fragment();
  std::string fragment();
  void take_one_action_per_id();
  std::string_view turned_control() const;
  void begin_imgui_frame(double seconds);
  float draw_header();
  float draw_history_buttons(float right, float y, float size);
  float draw_problem(float top);
  void draw();
  void write_outbox();
  void show_scene_that_opens_files();
};

// ---- the frame -------------------------------------------------------------------------------------------------

bool App::frame(double seconds) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  lab.has_arrived = lab.wants_another = false;
  lab.adopt_fragment();
  lab.take_one_action_per_id();
  const double before_compute = lab.debug_panel.now();
  if (lab.scene().compute_if_changed()) ++lab.computations;
  const double before_draw = lab.debug_panel.now();
  lab.begin_imgui_frame(seconds);
  lab.draw();
  ImGui::Render();
  lab.debug_panel.add({before_draw - before_compute, lab.debug_panel.now() - before_draw});
  if (!lab.ui.is_dragging()) lab.history.observe(lab.scenes, lab.current, seconds, lab.turned_control());
  lab.write_outbox();
  ++lab.frames;
  return lab.wants_another || needs_frame();
}

void App::Implementation::adopt_fragment() {
  if (!arrived_fragment) return;
  const FragmentValues values = parse_fragment(*std::exchange(arrived_fragment, std::nullopt));
  const auto value_of = [&](std::string_view key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  const std::string language = value_of("lang"), theme = value_of("theme"), scene_id = value_of("scene");
  if (language == "zh" || language == "en") chosen_language = language == "zh" ? Language::kChinese : Language::kEnglish;
  if (theme == "light" || theme == "dark") is_dark_chosen = theme == "dark";
  for (std::size_t i = 0; i < scenes.size(); ++i)
    if (scene_id == scenes[i]->id()) current = static_cast<int>(i);
  if (const auto found = values.find("controls"); found != values.end()) input.shown_controls = shown_controls(found->second);
  adopt_fields(scene(), values);
  history.adopt(scene(), current);
  written_fragment = fragment();
}

std::string App::Implementation::fragment() {
  std::string text = std::string("scene=") + scene().id();
  if (chosen_language) text += "&lang=" + language_name();
  if (is_dark_chosen) text += *is_dark_chosen ? "&theme=dark" : "&theme=light";
  if (input.shown_controls) {
    text += "&controls=";
    for (const std::string& control : *input.shown_controls) text += (text.back() == '=' ? "" : ",") + control;
  }
  return text + changed_fields(scene());
}

std::string_view App::Implementation::turned_control() const {
  for (const view::Action& action : input.actions)
    if (action.kind == view::ActionKind::kSetValue || action.kind == view::ActionKind::kStep) return action.id;
  return {};
}

/// A key that repeats within a frame moves a cursor twice: the second action waits for the next frame.
void App::Implementation::take_one_action_per_id() {
  input.actions.clear();
  std::deque<view::Action> waiting;
  for (view::Action& action : actions) {
    const bool is_taken = std::any_of(input.actions.begin(), input.actions.end(), [&](const view::Action& a) { return a.id == action.id; });
    if (is_taken) waiting.push_back(std::move(action));
    else input.actions.push_back(std::move(action));
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
  input.theme = is_dark() ? &view::dark_theme() : &view::light_theme();
  input.language = language();
  ImGui::NewFrame();
  ui.begin_frame(input);
}

void App::Implementation::draw() {
  ui.fill({0, input.scroll_y, input.width, input.height}, ui.theme().page);
  float top = draw_header();
  top = draw_problem(top);
  ui.begin_page(top + view::kSpace4);
  scenes::Scene& drawn = scene();
  if (drawn.compute_if_changed()) ++computations;  // a tab has only now brought it to the front
  ui.begin_group(drawn.id(), ui.tr(drawn.title()));
  if (drawn.draw(ui)) wants_another = true;  // the numbers of the new state are computed in the next frame
  ui.end_group();
  ui.to_side_column();
  take_away.draw(ui, drawn, fragment(), outbox);
  content_height = ui.end_page() + view::kSpace4;
  ui.end_frame();
  debug_panel.draw(computations);
  wants_another |= ui.wants_frame();
  if (std::string text = ui.take_copy_request(); !text.empty()) outbox.clipboard = std::move(text);
  // A press and a release that have arrived together are handed out by ImGui in two frames.
  wants_another |= !ImGui::GetCurrentContext()->InputEventsQueue.empty();
  if (ui.take_file_dialog_request()) {
    if (platform.has_file_dialog) outbox.wants_file_dialog = true;
    else problem = Message{kNoFileDialog.zh, kNoFileDialog.en};
  }
  if (std::exchange(is_touch_lifted, false)) {
    ImGui::GetIO().AddMousePosEvent(kFarAway, kFarAway);  // a finger that is gone hovers over nothing
    wants_another = true;
  }
}

/// The name, the scenes' tabs, language and theme. Returns its bottom.
float App::Implementation::draw_header() {
  const view::Theme& theme = ui.theme();
  const bool is_wide = ui.is_wide();
  const float margin = is_wide ? view::kSpace5 : view::kSpace4;
  const float height = is_wide ? kHeaderRow : 2 * kHeaderRow - view::kSpace3;
  ui.fill({0, 0, input.width, height}, theme.surface);
  ui.line(0, height, input.width, height, theme.line);
  const std::string name = ui.tr(kLabName);
  const float signs_width = 3 * std::max(ui.target_height(), kIconButton) + view::button_width(ui, ui.tr(kOtherLanguage));
  const float name_width = std::min(std::ceil(ui.text_width(name, view::kTitle)) + 1, input.width - 2 * margin - signs_width);
  if (ui.text_width(name, view::kTitle) <= name_width) ui.text({margin, 0, name_width, kHeaderRow}, name, {.size = view::kTitle});
  else ui.wrapped_text(margin, (kHeaderRow - ui.wrapped_text_height(name_width, name, view::kCaption)) / 2, name_width, name, {.size = view::kCaption});
  ui.record({.id = "app/name", .role = view::Role::kHeading, .name = name, .level = 1, .rect = {margin, 0, name_width, kHeaderRow}});

  const float tabs_x = is_wide ? margin + name_width + view::kSpace5 : margin - view::kSpace3;
  const float tabs_y = is_wide ? 0 : kHeaderRow - view::kSpace3;
  std::vector<std::string> titles;
  for (const auto& each : scenes) titles.push_back(ui.tr(each->title()));
  if (view::tabs(ui, {tabs_x, tabs_y, input.width - tabs_x, kHeaderRow}, {"app/scenes", ui.tr(kScenesLabel)}, current, titles)) wants_another = true;

  const float size = std::max(ui.target_height(), kIconButton), y = (kHeaderRow - size) / 2;
  const std::string language_label = ui.tr(kOtherLanguage);
  const float language_width = view::button_width(ui, language_label);
  float right = input.width - margin + (size - kIcon) / 2;  // the last sign, not its button, ends at the margin
  right = draw_history_buttons(right - size - language_width, y, size);
  if (view::button_at(ui, {right + 2 * size, y, language_width, size}, {"app/language", language_label, ui.tr(kOtherLanguageHelp)}, view::ButtonKind::kBare)) {
    chosen_language = language() == Language::kChinese ? Language::kEnglish : Language::kChinese;
    wants_another = true;
  }
  const std::string theme_name = ui.tr(is_dark() ? kToLight : kToDark);
  if (view::icon_button_at(ui, {right + 2 * size + language_width, y, size, size}, {"app/theme", theme_name, ui.tr(kThemeHelp)}, view::Icon::kTheme)) {
    is_dark_chosen = !is_dark();
    wants_another = true;
  }
  return height;
}

/// Undo and redo, squares of `size` to the left of `right`. Returns their left edge.
float App::Implementation::draw_history_buttons(float right, float y, float size) {
  int restored = -1;
  if (view::icon_button_at(ui, {right - 2 * size, y, size, size}, {"app/undo", ui.tr(kUndo), ui.tr(kUndoHelp)}, view::Icon::kUndo, history.can_undo()))
    restored = history.undo(scenes);
  if (view::icon_button_at(ui, {right - size, y, size, size}, {"app/redo", ui.tr(kRedo), ui.tr(kRedoHelp)}, view::Icon::kRedo, history.can_redo()))
    restored = history.redo(scenes);
  if (restored >= 0) {
    current = restored;
    wants_another = true;
  }
  return right - 2 * size;
}

/// What was wrong with the last file, until it is dismissed or another one opens.
float App::Implementation::draw_problem(float top) {
  if (!problem) return top;
  const view::Theme& theme = ui.theme();
  const std::string sentence = language() == Language::kChinese ? problem->zh : problem->en;
  const float margin = ui.is_wide() ? view::kSpace5 : view::kSpace4;
  const std::string close = ui.tr(kProblemClose);
  const float close_width = view::button_width(ui, close), width = input.width - 2 * margin;
  const float text_width = width - close_width - 3 * view::kSpace3;
  const float text_height = ui.wrapped_text_height(text_width, sentence, view::kBody);
  const view::Rect card{margin, top + view::kSpace3, width, std::max(text_height, ui.target_height()) + 2 * view::kSpace2};
  ui.fill(card, theme.surface, view::kRadius);
  ui.outline(card, theme.error, view::kRadius);
  ui.fill({card.x, card.y, view::kSpace1, card.height}, theme.error, view::kRadius);
  ui.wrapped_text(card.x + view::kSpace4, card.y + (card.height - text_height) / 2, text_width, sentence);
  ui.record({.id = "app/problem", .role = view::Role::kText, .name = sentence, .is_invalid = true, .rect = card});
  if (view::button_at(ui, {card.x + width - close_width - view::kSpace2, card.y + (card.height - ui.target_height()) / 2, close_width, ui.target_height()},
                      {"app/problem/close", close})) {
    problem.reset();
    wants_another = true;
  }
  return card.y + card.height;
}

void App::Implementation::write_outbox() {
  if (ui.lacks_character() && !has_larger_font) outbox.wants_larger_font = has_larger_font = true;
  outbox.focus_id = ui.take_focus_request();
  outbox.cursor = ui.cursor();
  // While something is dragged the address bar waits.
  if (!ui.is_dragging()) {
    std::string now = fragment();
    if (now != written_fragment) {
      outbox.fragment = written_fragment = std::move(now);
      outbox.has_fragment = true;
    }
  }
  std::string mirror = mirror_json(ui.nodes(), language_name(), is_dark() ? "dark" : "light", ui.tr(scene().title()) + " · " + ui.tr(kLabName));
  if (mirror != sent_mirror) outbox.mirror_json = sent_mirror = std::move(mirror);
}

// ---- input -----------------------------------------------------------------------------------------------------

App::App(const Platform& platform) : implementation_(std::make_unique<Implementation>()) {
  Implementation& lab = *implementation_;
  lab.platform = platform;
  lab.input.edits_text_itself = platform.edits_text_itself;
  lab.input.draw_heatmap = platform.draw_heatmap;
  lab.input.renderer = platform.renderer;
  lab.input.has_font = false;
  lab.imgui = ImGui::CreateContext();
  ImGui::SetCurrentContext(lab.imgui);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = io.LogFilename = nullptr;
  io.Fonts->Flags |= ImFontAtlasFlags_NoMouseCursors;
  io.Fonts->AddFontDefault();  // measured with until the real one arrives
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
  implementation_->has_arrived = true;
}

void App::set_scroll(float y) {
  const float wanted = std::max(0.0f, y);
  implementation_->has_arrived |= wanted != implementation_->input.scroll_y;
  implementation_->input.scroll_y = wanted;
}

void App::pointer(const PointerEvent& event) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  ImGuiIO& io = ImGui::GetIO();
  const bool is_touch = event.kind == PointerKind::kTouch;
  lab.input.is_touch = is_touch;
  io.AddMouseSourceEvent(is_touch ? ImGuiMouseSource_TouchScreen : event.kind == PointerKind::kPen ? ImGuiMouseSource_Pen : ImGuiMouseSource_Mouse);
  switch (event.phase) {
    case PointerPhase::kMove: io.AddMousePosEvent(event.x, event.y); break;
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
    case PointerPhase::kLeave: io.AddMousePosEvent(kFarAway, kFarAway); break;
  }
  lab.has_arrived = true;
}

void App::wheel(float delta_x, float delta_y, bool is_pinch) {
  constexpr float kPinchGain = 2.5f;  // browsers report a pinch by the factor e^(−delta/100); our zoom is e^(−0.004 delta)
  implementation_->ui.add_wheel({delta_x, is_pinch ? delta_y * kPinchGain : delta_y});
  implementation_->has_arrived = true;
}

bool App::wants_wheel(float x, float y) const { return implementation_->ui.wants_wheel(x, y); }
bool App::wants_drag(float x, float y) const { return implementation_->ui.wants_drag(x, y); }

void App::act(view::Action action) {
  constexpr std::size_t kMostWaiting = 256;  // a page that floods us loses its oldest actions
  auto& actions = implementation_->actions;
  if (actions.size() >= kMostWaiting) actions.pop_front();
  actions.push_back(std::move(action));
  implementation_->has_arrived = true;
}

void App::focus(std::string_view node_id, bool is_visible) {
  implementation_->ui.set_focus(node_id, is_visible);
  implementation_->has_arrived = true;
}

bool App::key(Key key) {
  Implementation& lab = *implementation_;
  const std::string focused = lab.ui.focused_id();
  if (key == Key::kTab || key == Key::kBackTab) {
    focus(next_focus(lab.ui.nodes(), focused, key == Key::kBackTab), true);
    return true;
  }
  if (key == Key::kEscape) {
    focus("", false);
    return true;
  }
  const auto& nodes = lab.ui.nodes();
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const view::Node& node) { return node.id == focused; });
  if (found == nodes.end()) return false;
  std::optional<view::Action> action = action_for_key(*found, key);
  if (!action) return false;
  lab.ui.set_focus(focused, true);
  act(std::move(*action));
  return true;
}

bool App::open_file(std::string name, std::string bytes) {
  Implementation& lab = *implementation_;
  formats::ReadResult read = formats::read_tensor_file(name, bytes);
  lab.has_arrived = true;
  if (read.problem) {
    lab.problem = Message{read.problem->zh, read.problem->en};
    lab.outbox.announcement = lab.language() == Language::kChinese ? read.problem->zh : read.problem->en;
    return false;  // the picture before stays
  }
  lab.problem.reset();
  lab.show_scene_that_opens_files();
  lab.scene().open(std::make_shared<const formats::TensorFile>(std::move(read.file)));
  return true;
}

void App::Implementation::show_scene_that_opens_files() {
  for (std::size_t i = 0; i < scenes.size() && !scene().opens_files(); ++i)
    if (scenes[i]->opens_files()) current = static_cast<int>(i);
}

void App::set_fragment(std::string_view fragment) {
  implementation_->arrived_fragment = fragment;
  implementation_->has_arrived = true;
}

void App::settle() {
  Implementation& lab = *implementation_;
  lab.adopt_fragment();
  if (lab.scene().compute_if_changed()) ++lab.computations;
}

void App::set_language(std::string_view language) {
  if (language == "pseudo") implementation_->platform_language = Language::kPseudo;
  if (language == "zh") implementation_->platform_language = Language::kChinese;
  if (language == "en") implementation_->platform_language = Language::kEnglish;
  implementation_->has_arrived = true;
}

void App::set_theme(std::string_view theme) {
  if (theme == "light" || theme == "dark") implementation_->is_platform_dark = theme == "dark";
  implementation_->has_arrived = true;
}

void App::set_reduced_motion(bool is_reduced) {
  implementation_->input.is_motion_reduced = is_reduced;
  implementation_->has_arrived = true;
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
  ImGui::GetIO().FontDefault = font;
  while (atlas.Fonts.Size > 1) atlas.RemoveFont(atlas.Fonts[0] == font ? atlas.Fonts[1] : atlas.Fonts[0]);
  lab.font_file = std::move(kept);  // a std::string this long keeps its buffer when moved
  lab.input.has_font = true;
  lab.ui.font_was_set();
  lab.input.em_factor = kNotoLine;
  lab.has_arrived = true;
}

void App::draw_enlarged(const PictureRequest& request, const std::function<void(float, float)>& render) {
  Implementation& lab = *implementation_;
  const float old_ratio = lab.input.pixel_ratio, old_scroll = lab.input.scroll_y;
  lab.input.pixel_ratio = std::clamp(request.scale, 1.0f, 4.0f);
  const float bottom = request.area.y + request.area.height;
  for (float row = request.area.y; row < bottom; row += lab.input.height) {
    lab.input.scroll_y = row;
    frame(lab.last_seconds);  // no time passes: nothing moves
    render(row, std::min(lab.input.height, bottom - row));
  }
  lab.input.pixel_ratio = old_ratio;
  lab.input.scroll_y = old_scroll;
  lab.has_arrived = true;
}

// ---- output ----------------------------------------------------------------------------------------------------

bool App::needs_frame() const { return implementation_->has_arrived || !implementation_->actions.empty(); }
float App::content_height() const { return implementation_->content_height; }
Outbox App::take_outbox() { return std::exchange(implementation_->outbox, {}); }
std::string App::fragment() const { return implementation_->fragment(); }
std::string App::says() const {
  std::string says;
  for (const view::Node& node : nodes())
    if (node.role == view::Role::kStatus) says += (says.empty() ? "" : " ") + node.name;
  return says;
}
scenes::TakeAway App::take_away() const { return implementation_->scene().take_away(); }
const std::vector<view::Node>& App::nodes() const { return implementation_->ui.nodes(); }
const std::vector<std::unique_ptr<scenes::Scene>>& App::scenes() const { return implementation_->scenes; }
const std::vector<std::string>& App::cut_texts() const { return implementation_->ui.cut_texts(); }
int App::frames() const { return implementation_->frames; }
int App::computations() const { return implementation_->computations; }
void App::toggle_debug_panel() {
  implementation_->debug_panel.toggle();
  implementation_->has_arrived = true;
}

}  // namespace app
