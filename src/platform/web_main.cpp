// The lab in a browser: a WebGL 2 window from GLFW, and the functions that the page's JavaScript calls
// (web/bridge.mjs).
//
// There is no main loop. The page asks for a frame when something has happened, and for another one when the last
// said so; otherwise nothing runs. Input does not come from GLFW either: the page's own listeners touch only what the
// lab uses, so that the host page keeps its keys, its Tab order and its wheel.
#ifdef __EMSCRIPTEN__
#include <GLFW/glfw3.h>
#include <emscripten/emscripten.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/app.h"
#include "gl_renderer.h"
#include "picture.h"
#include "web_bridge.h"
#include "web_reader.h"

namespace {

struct WebLab {
  platform::GlRenderer renderer;  // outlives the app, which refers to it
  app::App app{renderer.describe({.edits_text_itself = false,
                                  .has_printing = true,
                                  .has_file_dialog = true,
                                  .shows_licences = true,
                                  .draw_glyph = platform::draw_glyph_on_page})};
  std::optional<app::PictureRequest> unmade_picture;  // the context was lost meanwhile: it waits for the next one
  std::string answer;                                 // what lab_fragment or lab_says returned last
};

std::unique_ptr<WebLab> lab;  // on the heap, for the lifetime of the page; the page has one

bool open_window() {
  platform::refuse_listeners(true);
  bool is_open = glfwInit() == GLFW_TRUE;
  if (is_open) {
    glfwWindowHint(GLFW_CLIENT_API, GLFW_OPENGL_ES_API);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_ALPHA_BITS, 0);  // opaque: the page never shows through
    // The page sets the canvas' real size afterwards.
    if (GLFWwindow* window = glfwCreateWindow(1, 1, "Attention Lab", nullptr, nullptr))
      glfwMakeContextCurrent(window);
    else
      is_open = false;
  }
  platform::refuse_listeners(false);
  return is_open;
}

/// Makes a picture that was asked for in this frame, or in one in which the context was lost meanwhile.
void make_picture(app::Outbox& outbox) {
  const auto wanted = outbox.picture ? outbox.picture : std::exchange(lab->unmade_picture, std::nullopt);
  if (!wanted) return;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  auto picture = platform::render_picture(lab->app, lab->renderer, *wanted, size.x, size.y);
  if (platform::is_context_lost())
    lab->unmade_picture = wanted;
  else if (picture)
    outbox.downloads.push_back(std::move(*picture));
  else
    lab->app.picture_was_not_made(wanted->name);
}

}  // namespace

void platform::make_room() { lab->app.forget_files(); }

// Lengths and positions are CSS pixels. Strings are UTF-8, ended by a zero byte, and stay the caller's.
extern "C" {

/// Opens the window on the page's canvas. 0 if there is no WebGL 2. Everything else is called only after a 1.
EMSCRIPTEN_KEEPALIVE int lab_start() {
  if (!open_window()) return 0;
  lab = std::make_unique<WebLab>();
  return lab->renderer.start();
}

/// Draws one frame and tells the page what came of it. 1 if another frame is wanted without further input; 2 if so and
/// nothing was drawn, because the time went into something that takes long.
EMSCRIPTEN_KEEPALIVE int lab_frame(double seconds) {
  if (lab->app.work_instead_of_frame(seconds)) return 2;
  lab->app.frame(seconds);
  lab->renderer.render(lab->app);
  app::Outbox outbox = lab->app.take_outbox();
  make_picture(outbox);
  platform::send_to_page(outbox);
  return lab->app.wants_frame();
}

EMSCRIPTEN_KEEPALIVE float lab_content_height() { return lab->app.content_height(); }

EMSCRIPTEN_KEEPALIVE void lab_resize(float width, float height, float ratio) { lab->app.resize(width, height, ratio); }
EMSCRIPTEN_KEEPALIVE void lab_set_scroll(float y) { lab->app.set_scroll(y); }
EMSCRIPTEN_KEEPALIVE void lab_pointer(int kind, int phase, float x, float y) {
  lab->app.pointer({static_cast<app::PointerKind>(kind), static_cast<app::PointerPhase>(phase), x, y});
}
EMSCRIPTEN_KEEPALIVE void lab_wheel(float delta_x, float delta_y, int zooms) {
  lab->app.wheel(delta_x, delta_y, zooms);
}
EMSCRIPTEN_KEEPALIVE void lab_pan(float delta_x, float delta_y) { lab->app.pan(delta_x, delta_y); }
EMSCRIPTEN_KEEPALIVE int lab_wants_wheel(float x, float y, float delta_x, float delta_y, int zooms) {
  return lab->app.wants_wheel(x, y, delta_x, delta_y, zooms);
}
EMSCRIPTEN_KEEPALIVE int lab_wants_drag(float x, float y) { return lab->app.wants_drag(x, y); }

EMSCRIPTEN_KEEPALIVE void lab_act(int kind, const char* id, const char* value) {
  if (auto action = view::received_action(kind, id, value)) lab->app.act(*std::move(action));
}
EMSCRIPTEN_KEEPALIVE int lab_opens_files() { return lab->app.opens_files(); }
EMSCRIPTEN_KEEPALIVE void lab_focus(const char* id, int is_visible) { lab->app.focus(id, is_visible); }

/// Opens what the reading program has found (web_reader.cpp). 0 if it could not be read.
EMSCRIPTEN_KEEPALIVE int lab_adopt() { return lab->app.adopt_file(platform::take_arrived()); }
/// What is opened or adopted from now on waits for lab_end_files(), which opens all of it side by side; 0 if nothing
/// could be read.
EMSCRIPTEN_KEEPALIVE void lab_begin_files() { lab->app.begin_files(); }
EMSCRIPTEN_KEEPALIVE int lab_end_files() { return lab->app.end_files(); }
EMSCRIPTEN_KEEPALIVE void lab_forget_begun_files() { lab->app.forget_begun_files(); }
EMSCRIPTEN_KEEPALIVE void lab_show_reading(const char* name, double share) { lab->app.show_reading(name, share); }
EMSCRIPTEN_KEEPALIVE void lab_end_reading() { lab->app.end_reading(); }
/// Takes over `bytes`, which the page allocated with malloc.
EMSCRIPTEN_KEEPALIVE void lab_set_font(char* bytes, int size) {
  std::string font(bytes, static_cast<std::size_t>(size));
  std::free(bytes);
  lab->app.set_font(std::move(font));
}

/// The whole state; valid until the next call of this or the next one.
EMSCRIPTEN_KEEPALIVE const char* lab_fragment() {
  lab->answer = lab->app.fragment();
  return lab->answer.c_str();
}
/// What the lab says about its numbers; valid until the next call of this or the one above.
EMSCRIPTEN_KEEPALIVE const char* lab_says() {
  lab->answer = lab->app.says();
  return lab->answer.c_str();
}
/// What the lab says was wrong with the last file, "" if nothing; valid until the next call of this or the ones above.
EMSCRIPTEN_KEEPALIVE const char* lab_problem() {
  lab->answer = lab->app.problem();
  return lab->answer.c_str();
}
/// What of the last fragment was not understood, a sentence a line; valid until the next call of this or the ones
/// above.
EMSCRIPTEN_KEEPALIVE const char* lab_remarks() {
  lab->answer.clear();
  for (const std::string& remark : lab->app.remarks()) lab->answer += (lab->answer.empty() ? "" : "\n") + remark;
  return lab->answer.c_str();
}
/// The picture for a printed page; valid until the next call of this or the ones above.
EMSCRIPTEN_KEEPALIVE const char* lab_printed_figure() {
  lab->answer = lab->app.printed_figure();
  return lab->answer.c_str();
}
/// Sends the scene's matrices to the page, one "matrix" after the other, before it returns.
EMSCRIPTEN_KEEPALIVE void lab_send_matrices() {
  lab->app.settle();
  platform::send_matrices(lab->app.take_away().matrices);
}
EMSCRIPTEN_KEEPALIVE void lab_set_fragment(const char* fragment) { lab->app.set_fragment(fragment); }
EMSCRIPTEN_KEEPALIVE void lab_keep_state(const char* entry, const char* scene_id) {
  lab->app.keep_state(entry, scene_id);
}
EMSCRIPTEN_KEEPALIVE void lab_return_to(const char* entry, const char* fragment) {
  lab->app.return_to(entry, fragment);
}
EMSCRIPTEN_KEEPALIVE void lab_set_language(const char* language) { lab->app.set_language(language); }
EMSCRIPTEN_KEEPALIVE void lab_set_theme(const char* theme) { lab->app.set_theme(theme); }
EMSCRIPTEN_KEEPALIVE void lab_set_system_colors(const char* colors) { lab->app.set_system_colors(colors); }
EMSCRIPTEN_KEEPALIVE void lab_toggle_debug_panel() { lab->app.toggle_debug_panel(); }
EMSCRIPTEN_KEEPALIVE void lab_set_reduced_motion(int is_reduced) { lab->app.set_reduced_motion(is_reduced); }

/// The WebGL context is gone, and with it every texture, buffer and program.
EMSCRIPTEN_KEEPALIVE void lab_context_lost() { lab->renderer.lose(); }
EMSCRIPTEN_KEEPALIVE void lab_context_restored() { lab->renderer.restore(); }

}  // extern "C"
#endif
