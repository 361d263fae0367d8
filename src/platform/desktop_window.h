// A desktop window that shows the lab: GLFW's events in, frames out.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/app.h"
#include "desktop_fonts.h"
#include "desktop_reader.h"
#include "desktop_saver.h"
#include "gl_renderer.h"

struct GLFWwindow;

namespace platform {

class DesktopWindow {
 public:
  explicit DesktopWindow(std::shared_ptr<FileSaver> saver) : saver_(std::move(saver)) {}
  ~DesktopWindow();
  DesktopWindow(const DesktopWindow&) = delete;

  /// Size in CSS pixels; scale 0 = the screen's. False, with a sentence in problem(), if there is no such window.
  bool open(int width, int height, float scale, bool is_visible);
  const std::string& problem() const { return problem_; }
  app::App& app() { return *app_; }

  /// Waits for files that are being read, draws frames until nothing moves any more (at most `most`), then returns.
  void settle(int most);
  /// Reads the files one after the other, beside the frames; what cannot be read is answered with a sentence.
  void open_paths(std::vector<std::string> paths) { reader_->open(std::move(paths)); }
  /// Why files could not be read, of all that were opened.
  const std::vector<formats::Problem>& refused() const { return reader_->refused(); }
  /// False, with errno, if it cannot be written.
  bool save_screenshot(const std::string& path);
  /// Until the window is closed. Sleeps while nothing happens.
  void run();
  /// Gives up what is being read. False if that takes longer than somebody waits who has closed the window.
  bool end_reading();

 private:
  GLFWwindow* window_ = nullptr;
  GlRenderer renderer_;
  SystemFonts fonts_{system_font_folders()};
  std::unique_ptr<app::App> app_;
  std::unique_ptr<DesktopReader> reader_;
  float scale_ = 1;          // device pixels per CSS pixel
  float window_to_css_ = 1;  // GLFW's window units → CSS pixels
  float scroll_y_ = 0;
  std::string problem_;
  std::shared_ptr<FileSaver> saver_;

  void connect_events();
  void resized();
  void scroll_by(float delta);  // CSS pixels
  void draw_frame();
  void take_outbox();
  friend struct DesktopEvents;
};

/// The whole file; `is_read` says whether it could be read.
std::string read_file(const std::string& path, bool& is_read);

}  // namespace platform
