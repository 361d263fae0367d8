#include "desktop_options.h"

#include <cstdio>
#include <string_view>

namespace platform {

const char kHelp[] =
    "attention-lab [OPTIONS] [FILE.npy ...]\n"
    "\n"
    "Opens the lab, and in it the files named. More files can be dropped on the window.\n"
    "\n"
    "  --scene ID               start with this scene (see --list-scenes)\n"
    "  --state 'FRAGMENT'       start in this state: what stands after # in a link to the lab\n"
    "  --lang zh|en|pseudo      language of the interface (default: from LANG; pseudo: English twice as long)\n"
    "  --theme light|dark       default: light\n"
    "  --size WIDTHxHEIGHT[@SCALE]  window size in CSS pixels, and device pixels per CSS pixel (default 1280x800)\n"
    "  --screenshot OUT.png     draw one settled picture, write it and end\n"
    "  --list-scenes            the scenes' ids and names\n"
    "  --help                   this text\n"
    "\n"
    "Keys: Tab and Shift+Tab walk the controls, arrows change them, F12 shows frame timings, Esc leaves a control.\n";

DesktopOptions parse_options(int count, const char* const* arguments) {
  DesktopOptions options;
  for (int i = 1; i < count && options.problem.empty(); ++i) {
    const std::string_view name = arguments[i];
    if (name.substr(0, 2) != "--") {
      options.files.emplace_back(name);
      continue;
    }
    if (name == "--help") options.shows_help = true;
    else if (name == "--list-scenes") options.lists_scenes = true;
    else if (std::string* value = name == "--scene"        ? &options.scene
                                  : name == "--state"      ? &options.state
                                  : name == "--lang"       ? &options.language
                                  : name == "--theme"      ? &options.theme
                                  : name == "--screenshot" ? &options.screenshot
                                                           : nullptr) {
      if (i + 1 < count) *value = arguments[++i];
      else options.problem = std::string(name) + " needs a value; see --help.";
    } else if (name == "--size") {
      const int read = i + 1 < count ? std::sscanf(arguments[++i], "%dx%d@%f", &options.width, &options.height, &options.scale) : 0;
      if (read < 2 || options.width < 100 || options.height < 100 || options.width > 8192 || options.height > 8192 || options.scale < 0 || options.scale > 4)
        options.problem = "--size needs WIDTHxHEIGHT or WIDTHxHEIGHT@SCALE, for example 1280x800@2.";
    } else {
      options.problem = "There is no option " + std::string(name) + "; see --help.";
    }
  }
  if (!options.language.empty() && options.language != "zh" && options.language != "en" && options.language != "pseudo") options.problem = "--lang is zh or en.";
  if (!options.theme.empty() && options.theme != "light" && options.theme != "dark") options.problem = "--theme is light or dark.";
  return options;
}

}  // namespace platform
