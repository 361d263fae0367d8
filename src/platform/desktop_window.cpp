#include "desktop_window.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>

#include "gl_api.h"
#include "imgui_impl_glfw.h"
#include "picture.h"
#include "view/png.h"

namespace platform {

namespace {

constexpr float kWheelStep = 60;  // CSS pixels per notch

/// Keys that ImGui's text editing needs while a field is edited, and that our widgets must not take.
bool is_editing() { return ImGui::GetCurrentContext() && ImGui::GetIO().WantTextInput; }

std::optional<app::Key> lab_key(int key, int modifiers) {
  switch (key) {
    case GLFW_KEY_TAB:
      return modifiers & GLFW_MOD_SHIFT ? app::Key::kBackTab : app::Key::kTab;
    case GLFW_KEY_ENTER:
    case GLFW_KEY_KP_ENTER:
      return app::Key::kEnter;
    case GLFW_KEY_SPACE:
      return app::Key::kSpace;
    case GLFW_KEY_ESCAPE:
      return app::Key::kEscape;
    case GLFW_KEY_UP:
      return app::Key::kUp;
    case GLFW_KEY_DOWN:
      return app::Key::kDown;
    case GLFW_KEY_LEFT:
      return app::Key::kLeft;
    case GLFW_KEY_RIGHT:
      return app::Key::kRight;
    case GLFW_KEY_HOME:
      return app::Key::kHome;
    case GLFW_KEY_END:
      return app::Key::kEnd;
    case GLFW_KEY_PAGE_UP:
      return app::Key::kPageUp;
    case GLFW_KEY_PAGE_DOWN:
      return app::Key::kPageDown;
    case GLFW_KEY_EQUAL:
    case GLFW_KEY_KP_ADD:
      return app::Key::kPlus;
    case GLFW_KEY_MINUS:
    case GLFW_KEY_KP_SUBTRACT:
      return app::Key::kMinus;
    case GLFW_KEY_DELETE:
      return app::Key::kDelete;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string read_file(const std::string& path, bool& is_read) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  is_read = static_cast<bool>(file);
  if (is_read) bytes << file.rdbuf();
  return std::move(bytes).str();
}

/// GLFW's callbacks, which reach the window through its user pointer.
struct DesktopEvents {
  static DesktopWindow& of(GLFWwindow* window) {
    return *static_cast<DesktopWindow*>(glfwGetWindowUserPointer(window));
  }

  static void moved(GLFWwindow* window, double x, double y) { send(window, app::PointerPhase::kMove, x, y); }
  static void pressed(GLFWwindow* window, int button, int action, int) {
    if (button != GLFW_MOUSE_BUTTON_LEFT) return;
    double x = 0, y = 0;
    glfwGetCursorPos(window, &x, &y);
    send(window, action == GLFW_PRESS ? app::PointerPhase::kDown : app::PointerPhase::kUp, x, y);
  }
  static void entered(GLFWwindow* window, int is_inside) {
    if (!is_inside) send(window, app::PointerPhase::kLeave, 0, 0);
  }
  static void send(GLFWwindow* window, app::PointerPhase phase, double x, double y) {
    DesktopWindow& self = of(window);
    self.app().pointer({app::PointerKind::kMouse, phase, static_cast<float>(x) * self.window_to_css_,
                        static_cast<float>(y) * self.window_to_css_});
  }
  static void scrolled(GLFWwindow* window, double dx, double dy) {
    DesktopWindow& self = of(window);
    double x = 0, y = 0;
    glfwGetCursorPos(window, &x, &y);
    const auto is_down = [&](int key) { return glfwGetKey(window, key) == GLFW_PRESS; };
    const bool zooms = is_down(GLFW_KEY_LEFT_CONTROL) || is_down(GLFW_KEY_RIGHT_CONTROL) ||
                       is_down(GLFW_KEY_LEFT_SUPER) || is_down(GLFW_KEY_RIGHT_SUPER);
    const float across = static_cast<float>(-dx) * kWheelStep, along = static_cast<float>(-dy) * kWheelStep;
    if (self.app().wants_wheel(static_cast<float>(x) * self.window_to_css_, static_cast<float>(y) * self.window_to_css_,
                               across, along, zooms))
      self.app().wheel(across, along, zooms);
    else
      self.scroll_by(along);
  }
  static void key(GLFWwindow* window, int key, int scancode, int action, int modifiers) {
    DesktopWindow& self = of(window);
    if (action != GLFW_RELEASE && key == GLFW_KEY_Z && (modifiers & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) &&
        !is_editing())
      self.app().act({view::ActionKind::kActivate, modifiers & GLFW_MOD_SHIFT ? "app/redo" : "app/undo", ""});
    if (action == GLFW_PRESS && key == GLFW_KEY_V && (modifiers & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) &&
        !is_editing()) {
      const char* text = glfwGetClipboardString(window);  // null: nothing that is text
      if (text && self.app().paste(text)) return;
    }
    if (action == GLFW_PRESS && key == GLFW_KEY_F && modifiers == 0 && !is_editing())
      self.app().act({view::ActionKind::kActivate, "app/presentation"});
    if (action != GLFW_RELEASE && (key == GLFW_KEY_F12)) self.app().toggle_debug_panel();
    const std::optional<app::Key> known = action == GLFW_RELEASE ? std::nullopt : lab_key(key, modifiers);
    const bool leaves_field = known == app::Key::kTab || known == app::Key::kBackTab || known == app::Key::kEscape;
    if (known && (!is_editing() || leaves_field) && self.app().key(*known) && !is_editing()) return;
    ImGui_ImplGlfw_KeyCallback(window, key, scancode, action, modifiers);
    self.app_->want_frame();
  }
  static void typed(GLFWwindow* window, unsigned code_point) {
    if (code_point == '`' && !is_editing()) of(window).app().toggle_debug_panel();  // as in the page
    if (code_point == '?' && !is_editing()) of(window).app().act({view::ActionKind::kActivate, "app/help", ""});
    ImGui_ImplGlfw_CharCallback(window, code_point);
    of(window).app_->want_frame();
  }
  static void dropped(GLFWwindow* window, int count, const char** paths) {
    of(window).open_paths({paths, paths + count});
  }
  static void resized(GLFWwindow* window, int, int) { of(window).resized(); }
  static void exposed(GLFWwindow* window) { of(window).app_->want_frame(); }
};

DesktopWindow::~DesktopWindow() {
  saver_->forget();
  reader_.reset();  // its thread wakes GLFW
  renderer_.stop();
  if (app_) ImGui_ImplGlfw_Shutdown();
  app_.reset();
  if (window_) glfwDestroyWindow(window_);
  glfwTerminate();
}

bool DesktopWindow::open(int width, int height, float scale, bool is_visible) {
  glfwSetErrorCallback([](int, const char*) {});
  if (!glfwInit()) {
    problem_ = "No window can be opened here: is there a display (DISPLAY or WAYLAND_DISPLAY)?";
    return false;
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, is_visible);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, scale == 0);
  const float wanted = scale > 0 ? scale : 1;
  const int pixel_width = static_cast<int>(std::lround(static_cast<float>(width) * wanted));
  const int pixel_height = static_cast<int>(std::lround(static_cast<float>(height) * wanted));
  window_ = glfwCreateWindow(pixel_width, pixel_height, "Attention Lab · 注意力实验室", nullptr, nullptr);
  if (!window_) {
    problem_ = "No OpenGL 3.3 window can be opened here. Without a graphics card, Mesa's software OpenGL will do.";
    return false;
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  scale_ = scale;
  app_ = std::make_unique<app::App>(renderer_.describe(
      {.edits_text_itself = true,
       .has_file_dialog = false,
       .draw_glyph = [this](auto characters, float em, auto& drawn) { return fonts_.draw(characters, em, drawn); }}));
  ImGui_ImplGlfw_InitForOpenGL(window_, false);
  if (!renderer_.start()) {
    problem_ = "The graphics driver refuses our shaders: " + renderer_.problem();
    return false;
  }
  reader_ = std::make_unique<DesktopReader>([] { glfwPostEmptyEvent(); });
  connect_events();
  resized();
  return true;
}

void DesktopWindow::connect_events() {
  glfwSetWindowUserPointer(window_, this);
  glfwSetCursorPosCallback(window_, DesktopEvents::moved);
  glfwSetMouseButtonCallback(window_, DesktopEvents::pressed);
  glfwSetCursorEnterCallback(window_, DesktopEvents::entered);
  glfwSetScrollCallback(window_, DesktopEvents::scrolled);
  glfwSetKeyCallback(window_, DesktopEvents::key);
  glfwSetCharCallback(window_, DesktopEvents::typed);
  glfwSetDropCallback(window_, DesktopEvents::dropped);
  glfwSetFramebufferSizeCallback(window_, DesktopEvents::resized);
  glfwSetWindowRefreshCallback(window_, DesktopEvents::exposed);
}

void DesktopWindow::resized() {
  int width = 0, height = 0, window_width = 0, window_height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glfwGetWindowSize(window_, &window_width, &window_height);
  float screen_scale = 1;
  glfwGetWindowContentScale(window_, &screen_scale, nullptr);
  const float ratio = scale_ > 0 ? scale_ : std::max(1.0f, screen_scale);
  app_->resize(static_cast<float>(width) / ratio, static_cast<float>(height) / ratio, ratio);
  window_to_css_ = window_width > 0 ? static_cast<float>(width) / ratio / static_cast<float>(window_width) : 1;
}

void DesktopWindow::scroll_by(float delta) {
  int width = 0, height = 0;
  glfwGetWindowSize(window_, &width, &height);
  const float furthest = std::max(0.0f, app_->content_height() - static_cast<float>(height) * window_to_css_);
  scroll_y_ = std::clamp(scroll_y_ + delta, 0.0f, furthest);
  app_->set_scroll(scroll_y_);
}

void DesktopWindow::draw_frame() {
  app_->frame(glfwGetTime());
  renderer_.render(*app_);
  take_outbox();
}

void DesktopWindow::take_outbox() {
  app::Outbox outbox = app_->take_outbox();
  if (outbox.picture) {
    const float width = ImGui::GetIO().DisplaySize.x, height = ImGui::GetIO().DisplaySize.y;
    if (auto picture = render_picture(*app_, renderer_, *outbox.picture, width, height))
      outbox.downloads.push_back(std::move(*picture));
    else
      app_->picture_was_not_made(outbox.picture->name);
  }
  for (const std::string& remark : outbox.remarks) std::fprintf(stderr, "attention-lab: %s\n", remark.c_str());
  if (outbox.scrolled_to) scroll_by(*outbox.scrolled_to - scroll_y_);
  if (outbox.cancels_reading) reader_->cancel();
  if (!outbox.link.empty()) outbox.clipboard = "#" + outbox.link;
  if (!outbox.clipboard.empty()) glfwSetClipboardString(window_, outbox.clipboard.c_str());
  for (const app::Download& download : outbox.downloads) {
    const std::optional<SavedFile> saved = saver_->save_part(download);
    if (saved && saved->path.empty())
      app_->tell_not_saved(saved->name, saved->problem);
    else if (saved)
      app_->tell_saved(saved->path.string());
  }
}

void DesktopWindow::settle(int most) {
  while (reader_->has_work()) {
    reader_->wait();
    reader_->serve(*app_);
  }
  for (int i = 0; i < most && app_->wants_frame(); ++i) {
    draw_frame();
    app_->settle();  // nobody watches how far it is
  }
}

bool DesktopWindow::save_screenshot(const std::string& path) {
  draw_frame();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  return saver_->replace(path, view::png_bytes(read_pixels(width, height), width, height));
}

void DesktopWindow::run() {
  while (!glfwWindowShouldClose(window_)) {
    reader_->serve(*app_);
    if (app_->work_instead_of_frame(glfwGetTime())) {
      glfwPollEvents();
    } else if (app_->wants_frame()) {
      draw_frame();
      glfwSwapBuffers(window_);
      glfwPollEvents();
    } else {
      glfwWaitEvents();
    }
  }
}

bool DesktopWindow::end_reading() {
  constexpr std::chrono::milliseconds kPatience{300};
  glfwHideWindow(window_);
  reader_->cancel();
  return reader_->wait(kPatience);
}

}  // namespace platform
