// The lab as a desktop program.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "app/fragment.h"
#include "desktop_options.h"
#include "desktop_signals.h"
#include "desktop_window.h"
#include "formats/problem.h"
#include "scenes/scene_list.h"

namespace {

constexpr int kFramesToSettle = 120;

void list_scenes() {
  for (const auto& scene : scenes::make_all())
    std::printf("%-20s %s · %s\n", scene->id(), scene->title().zh, scene->title().en);
}

bool has_scene(const std::string& id) {
  for (const auto& scene : scenes::make_all())
    if (id == scene->id()) return true;
  return false;
}

std::string start_fragment(const platform::DesktopOptions& options) {
  std::string fragment = options.state.substr(options.state.starts_with('#') ? 1 : 0);
  if (!options.scene.empty()) fragment += "&scene=" + options.scene;
  if (!options.language.empty()) fragment += "&lang=" + options.language;
  if (!options.theme.empty()) fragment += "&theme=" + options.theme;
  return fragment;
}

const char* language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value && *value)
      return std::string(value).starts_with("zh") ? "zh" : "en";
  return "zh";
}

}  // namespace

int main(int count, char** arguments) {
  const platform::DesktopOptions options = platform::parse_options(count, arguments);
  if (!options.problem.empty()) {
    std::fprintf(stderr, "attention-lab: %s\n", options.problem.c_str());
    return 2;
  }
  if (options.shows_help) {
    std::fputs(platform::kHelp, stdout);
    return 0;
  }
  if (options.lists_scenes) {
    list_scenes();
    return 0;
  }
  if (!options.scene.empty() && !has_scene(options.scene)) {
    const std::string shown = formats::for_display(options.scene);
    std::fprintf(stderr, "attention-lab: there is no scene \"%s\"; see --list-scenes.\n", shown.c_str());
    return 2;
  }
  std::error_code no_folder;
  const auto saver = std::make_shared<platform::FileSaver>(std::filesystem::current_path(no_folder));
  platform::end_cleanly_on_signals(saver);
  platform::DesktopWindow window(saver);
  const bool is_picture = !options.screenshot.empty();
  if (!window.open(options.width, options.height, is_picture && options.scale == 0 ? 1 : options.scale, !is_picture)) {
    std::fprintf(stderr, "attention-lab: %s\n", window.problem().c_str());
    return 1;
  }
  app::App& app = window.app();
  app.set_language(options.language == "pseudo" ? "pseudo" : language_of_environment());
  bool is_read = false;
  const std::filesystem::path program = std::filesystem::weakly_canonical(std::filesystem::absolute(arguments[0]));
  std::string font = platform::read_file((program.parent_path() / "lab-font.otf").string(), is_read);
  if (!is_read) std::fprintf(stderr, "attention-lab: lab-font.otf is not beside the program; no text can be shown.\n");
  app.set_font(std::move(font));
  app.set_fragment(start_fragment(options));
  window.settle(1);
  window.open_paths(options.files);

  if (!is_picture) {
    window.run();
    if (window.end_reading()) return 0;
    saver->forget();
    std::_Exit(0);  // in the middle of unpacking a large archive: the thread ends with the process
  }
  app.set_reduced_motion(true);
  window.settle(kFramesToSettle);
  if (!window.save_screenshot(options.screenshot)) {
    const char* const reason = std::strerror(errno);
    const std::string shown = formats::for_display(options.screenshot, 200);
    std::fprintf(stderr, "attention-lab: %s cannot be written: %s.\n", shown.c_str(), reason);
    return 1;
  }
  for (const formats::Problem& problem : window.refused())
    std::fprintf(stderr, "attention-lab: %s\n", problem.en.c_str());
  return window.refused().empty() ? 0 : 1;
}
