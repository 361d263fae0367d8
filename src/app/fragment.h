// State ↔ URL fragment, from the one description of a scene's fields: "scene=heatmaps&preset=heads&seed=3".
// Fields that the ones before them give already are left out; unknown keys are ignored; values are clamped, non-finite
// ones and text that is no UTF-8 refused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenes/scene.h"

namespace app {

using FragmentValues = std::map<std::string, std::string, std::less<>>;

/// Never fails: what cannot be read is left out. Only the pairs within the first kLongestFragment bytes are looked at.
FragmentValues parse_fragment(std::string_view fragment);
inline constexpr std::size_t kLongestFragment = 65536;

/// "wish,mix/book" → the controls that a link shows; nothing where "all" is among them. What cannot be a control's name is left out.
std::optional<std::vector<std::string>> shown_controls(std::string_view text);

/// "key=value&…" in the order given, percent-encoded.
std::string percent_encoded(std::string_view text);

/// What a link has to say of the scene's state, starting with '&' if there is anything.
std::string changed_fields(scenes::Scene& scene);

/// Sets the scene to its initial state and then to what `values` say.
void adopt_fields(scenes::Scene& scene, const FragmentValues& values);
/// Sets only what `values` say.
void read_fields(scenes::Scene& scene, const FragmentValues& values);

}  // namespace app
