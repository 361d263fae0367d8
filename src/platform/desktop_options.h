// The desktop program's command line.
#pragma once

#include <string>
#include <vector>

namespace platform {

struct DesktopOptions {
  std::string scene, state, language, theme;  // empty = not given
  int width = 1280, height = 800;             // CSS pixels
  float scale = 0;                            // device pixels per CSS pixel; 0 = the screen's
  std::string screenshot;                     // write a PNG and end
  std::vector<std::string> files;
  bool lists_scenes = false, shows_help = false;
  std::string problem;  // a sentence if the line could not be understood
};

DesktopOptions parse_options(int count, const char* const* arguments);

extern const char kHelp[];

}  // namespace platform
