#include "desktop_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "formats/problem.h"
#include "view/text.h"

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
    "  --screenshot OUT.png     draw one settled picture, write it and end; 1 if a file cannot be read\n"
    "  --list-scenes            the scenes' ids and names\n"
    "  --help                   this text\n"
    "  --                       what follows are files, even if they begin with a hyphen\n"
    "\n"
    "Keys: Tab and Shift+Tab walk the controls, arrows change them, F12 shows frame timings, Esc leaves a control.\n";

namespace {

constexpr double kLeastScale = 0.25, kMostScale = 4;
constexpr int kLeastSide = 100, kMostSide = 8192;  // CSS pixels, and device pixels at most

std::string quoted(std::string_view value) { return "\"" + formats::for_display(value, 60) + "\""; }

/// A whole number at the beginning of `text`, which goes on behind it. False if there is none.
bool adopt_number(std::string_view& text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_letter(std::string_view& text, char letter) {
  if (!text.starts_with(letter)) return false;
  text.remove_prefix(1);
  return true;
}

/// Reads WIDTHxHEIGHT or WIDTHxHEIGHT@SCALE. Returns what is wrong with it, or nothing.
std::string read_size(std::string_view text, DesktopOptions& options) {
  const std::string given = "--size " + quoted(text);
  double scale = 0;
  const bool has_sides =
      adopt_number(text, options.width) && take_letter(text, 'x') && adopt_number(text, options.height);
  const bool has_scale = has_sides && take_letter(text, '@');
  if (!has_sides || (has_scale ? !view::plain_number(text, scale) : !text.empty()))
    return given + " is not WIDTHxHEIGHT or WIDTHxHEIGHT@SCALE, for example 1280x800@2.";
  const auto is_side = [](int side) { return side >= kLeastSide && side <= kMostSide; };
  if (!is_side(options.width) || !is_side(options.height))
    return given + " is no window: its sides are " + std::to_string(kLeastSide) + " to " + std::to_string(kMostSide) +
           " CSS pixels long.";
  if (!has_scale) return "";
  if (!(scale >= kLeastScale && scale <= kMostScale))
    return given + " has a scale that is not between 0.25 and 4 device pixels per CSS pixel.";
  options.scale = static_cast<float>(scale);
  const long width = std::lround(options.width * scale), height = std::lround(options.height * scale);
  if (std::max(width, height) <= kMostSide) return "";
  return given + " means " + std::to_string(width) + " x " + std::to_string(height) + " device pixels; at most " +
         std::to_string(kMostSide) + " x " + std::to_string(kMostSide) + " are drawn. Choose a smaller size or scale.";
}

/// What is wrong with a value; nothing if it will do.
std::string problem_with_value(std::string_view name, std::string_view value, DesktopOptions& options) {
  const std::string given = std::string(name) + " " + quoted(value);
  // Who forgets the value has another option there; a file called so is ./--name.
  if (value.empty() || value.starts_with("--")) return std::string(name) + " needs a value; see --help.";
  if (name == "--size") return read_size(value, options);
  if (name == "--lang" && value != "zh" && value != "en" && value != "pseudo")
    return given + " is no language of the lab: zh or en.";
  if (name == "--theme" && value != "light" && value != "dark") return given + " is no theme: light or dark.";
  return "";
}

}  // namespace

DesktopOptions parse_options(int count, const char* const* arguments) {
  DesktopOptions options;
  bool has_options = true;  // until a "--"
  for (int i = 1; i < count && options.problem.empty(); ++i) {
    const std::string_view name = arguments[i];
    std::string size;
    if (!has_options || !name.starts_with('-') || name == "-")
      options.files.emplace_back(name);
    else if (name == "--")
      has_options = false;
    else if (name == "--help")
      options.shows_help = true;
    else if (name == "--list-scenes")
      options.lists_scenes = true;
    else if (std::string* value = name == "--scene"        ? &options.scene
                                  : name == "--state"      ? &options.state
                                  : name == "--lang"       ? &options.language
                                  : name == "--theme"      ? &options.theme
                                  : name == "--screenshot" ? &options.screenshot
                                  : name == "--size"       ? &size
                                                           : nullptr) {
      if (i + 1 < count) *value = arguments[++i];
      options.problem = problem_with_value(name, *value, options);
    } else {
      options.problem = "There is no option " + quoted(name) + "; see --help.";
    }
  }
  return options;
}

}  // namespace platform
