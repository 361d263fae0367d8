// The lab as a desktop program.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/fragment.h"
#include "desktop_options.h"
#include "desktop_window.h"
#include "scenes/scene_list.h"

namespace {

constexpr int kFramesToSettle = 120;

void list_scenes() {
  for (const auto& scene : scenes::make_all()) std::printf("%-20s %s · %s\n", scene->id(), scene->title().zh, scene->title().en);
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
    if (const char* value = std::getenv(name); value && *value) return std::string(value).starts_with("zh") ? "zh" : "en";
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
    std::fprintf(stderr, "attention-lab: there is no scene \"%s\"; see --list-scenes.\n", options.scene.c_str());
    return 2;
  }
  platform::DesktopWindow window;
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
    if (!window.end_reading()) std::_Exit(0);  // in the middle of unpacking a large archive: the thread ends with the process
    return 0;
  }
  app.set_reduced_motion(true);
  window.settle(kFramesToSettle);
  if (window.save_screenshot(options.screenshot)) return 0;
  std::fprintf(stderr, "attention-lab: %s cannot be written.\n", options.screenshot.c_str());
  return 1;
}
