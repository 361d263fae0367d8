// The frame's accessible nodes as JSON for the page that mirrors them into DOM elements.
#pragma once

#include <string>
#include <vector>

#include "view/accessible.h"

namespace app {

/// What holds for all of them.
struct MirroredPage {
  std::string language, theme, title;
  float magnification = 1;  // CSS pixels, in which the page gets them, per pixel of the lab
  float pinned_height = 0;  // pixels of the lab that the pinned picture takes from the viewport's top, or will
};

/// {"language": "zh", "theme": "light", "title": …, "nodes": [{"id", "role", "name", …}]}. Fields at their default are
/// left out.
std::string mirror_json(const std::vector<view::Node>& nodes, const MirroredPage& page);

}  // namespace app
