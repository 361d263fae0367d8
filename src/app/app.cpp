// The lab without a window: what a platform tells it and asks it, but for files and links.
#include "app/app.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "app/implementation.h"
#include "index.h"
#include "view/blank_font.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kNoPicture{"“{0}”没有存成：显卡放不下这么大的图。请选小一些的放大倍数再试。",
                          "\"{0}\" was not made: the graphics card has no room for a picture of this size. Choose a "
                          "smaller size and try again."};
// Noto Sans CJK's line is 1.448 em high, and ImGui measures a font by its line.
constexpr float kNotoLine = 1.448f;

}  // namespace

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
  Implementation::Viewport& viewport = implementation_->viewport;
  viewport.width = std::clamp(width, 1.0f, 16384.0f);
  viewport.height = std::clamp(height, 1.0f, 16384.0f);
  viewport.pixel_ratio = std::clamp(pixel_ratio, 0.25f, 8.0f);
  implementation_->fit_viewport();
  implementation_->want_frame();
}

void App::Implementation::fit_viewport() {
  constexpr float kRoomyFrom = 1600, kMost = 1.5f;                              // of a page
  constexpr float kPresented = 1100, kPresentedHigh = 560, kMostPresented = 2;  // of a presentation: pixels of the lab
  magnification = is_presented ? std::clamp(std::min(viewport.width / kPresented, viewport.height / kPresentedHigh),
                                            1.0f, kMostPresented)
                               : std::clamp(viewport.width / kRoomyFrom, 1.0f, kMost);
  input.width = viewport.width / magnification;
  input.height = viewport.height / magnification;
  input.pixel_ratio = viewport.pixel_ratio * magnification;
  input.scroll_y = viewport.scroll_y / magnification;
}

float App::magnification() const { return implementation_->magnification; }

void App::set_scroll(float y) {
  const float wanted = std::max(0.0f, y);
  implementation_->is_frame_wanted |= wanted != implementation_->viewport.scroll_y;
  implementation_->viewport.scroll_y = wanted;
  implementation_->fit_viewport();
}

void App::pointer(const PointerEvent& event) {
  Implementation& lab = *implementation_;
  ImGui::SetCurrentContext(lab.imgui);
  ImGuiIO& io = ImGui::GetIO();
  const bool is_touch = event.kind == PointerKind::kTouch;
  const auto [x, y] = lab.in_lab(event.x, event.y);
  lab.input.is_touch = is_touch;
  io.AddMouseSourceEvent(is_touch                          ? ImGuiMouseSource_TouchScreen
                         : event.kind == PointerKind::kPen ? ImGuiMouseSource_Pen
                                                           : ImGuiMouseSource_Mouse);
  lab.input.is_help_wanted =
      event.phase == PointerPhase::kHold || (lab.input.is_help_wanted && event.phase == PointerPhase::kMove);
  switch (event.phase) {
    case PointerPhase::kMove:
      io.AddMousePosEvent(x, y);
      break;
    case PointerPhase::kDown:
      io.AddMousePosEvent(x, y);
      io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
      break;
    case PointerPhase::kUp:
      io.AddMousePosEvent(x, y);
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
      io.AddMousePosEvent(x, y);
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
    implementation_->ui.add_wheel(implementation_->in_lab(delta_x, delta_y));
  implementation_->want_frame();
}

void App::pan(float delta_x, float delta_y) {
  implementation_->ui.add_pan(implementation_->in_lab(delta_x, delta_y));
  implementation_->want_frame();
}

bool App::wants_wheel(float x, float y, float delta_x, float delta_y, bool zooms) const {
  return implementation_->ui.wants_wheel(implementation_->in_lab(x, y), {delta_x, delta_y}, zooms);
}

bool App::wants_drag(float x, float y) const {
  const ImVec2 at = implementation_->in_lab(x, y);
  return implementation_->ui.wants_drag(at.x, at.y);
}

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

void App::want_frame() { implementation_->want_frame(); }
bool App::wants_frame() const { return implementation_->has_reason_for_frame() || implementation_->is_working(); }
float App::content_height() const { return implementation_->content_height * implementation_->magnification; }
Outbox App::take_outbox() { return std::exchange(implementation_->outbox, {}); }

std::string App::says() const {
  std::string says;
  for (const view::Node& node : nodes())
    if (node.role == view::Role::kStatus) says += (says.empty() ? "" : " ") + node.name;
  return says;
}

std::string App::problem() const {
  const auto& problem = implementation_->problem;
  return problem ? problem->in(implementation_->language()) : "";
}

scenes::TakeAway App::take_away() const { return implementation_->scene().take_away(implementation_->language()); }
const std::vector<view::Node>& App::nodes() const { return implementation_->ui.nodes(); }
const std::vector<std::unique_ptr<scenes::Scene>>& App::scenes() const { return implementation_->scenes; }
void App::keep_texts() { implementation_->ui.keep_texts(); }
const std::vector<view::DrawnCard>& App::drawn_cards() const { return implementation_->ui.drawn_cards(); }
const std::vector<view::DrawnText>& App::drawn_texts() const { return implementation_->ui.drawn_texts(); }
const std::vector<std::string>& App::cut_texts() const { return implementation_->ui.cut_texts(); }
int App::frames() const { return implementation_->frames; }
int App::computations() const { return implementation_->computations; }

void App::toggle_debug_panel() {
  implementation_->debug_panel.toggle();
  implementation_->want_frame();
}

}  // namespace app
