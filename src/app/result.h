// The scene's numbers for whoever drives the lab from outside: the page around it, a test, a notebook.
#pragma once

#include <string>
#include <string_view>

#include "scenes/scene.h"

namespace app {

/// Of a larger matrix only name and shape are told; its numbers can be taken away as a file.
inline constexpr std::int64_t kMostNumbersTold = 1 << 18;

/// {"scene", "state", "says": the live sentences of the last frame, "matrices": [{"name", "shape", "data", "rowNames", "columnNames"}]}.
/// `data` is flat, last axis contiguous; a number that JSON does not know is the text "NaN", "Infinity" or "-Infinity".
/// `data` is null if there are more than kMostNumbersTold.
std::string result_json(const scenes::Scene& scene, std::string_view fragment, std::string_view says);

}  // namespace app
