// The frame's accessible nodes as JSON for the page that mirrors them into DOM elements.
#pragma once

#include <string>
#include <vector>

#include "view/accessible.h"

namespace app {

/// {"language": "zh", "theme": "light", "title": …, "nodes": [{"id", "role", "name", …}]}. Fields at their default are
/// left out.
std::string mirror_json(const std::vector<view::Node>& nodes, const std::string& language, const std::string& theme,
                        const std::string& title);

}  // namespace app
