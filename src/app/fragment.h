// State ↔ URL fragment, from the one description of a scene's fields: "scene=heatmaps&preset=heads&seed=3".
// Fields that the ones before them give already are left out. What is not understood is left as it was, what lies out
// of range is brought into it, and both are said.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/problem.h"
#include "scenes/scene.h"
#include "text/percent.h"

namespace app {

using FragmentValues = std::map<std::string, std::string, std::less<>>;

/// What of a link was not understood, or not taken as it was: a sentence each, at most kMostRemarks of them. A null
/// pointer to them: nobody wants to know.
using Remarks = std::vector<formats::Problem>;
inline constexpr std::size_t kMostRemarks = 24;
/// "key=value" and what is wrong with it, {0} … in both patterns being `parts`.
void remark(Remarks* remarks, std::string_view key, std::string_view value, const view::Text& why,
            std::initializer_list<std::string_view> parts = {});

/// "must be one of …", the list being {0}.
inline constexpr view::Text kNotOneOf{"应是其中之一：{0}；没有改动", "must be one of {0}; nothing was changed"};
/// "a, b, c"
template <class Names>
std::string listed(const Names& names) {
  std::string list;
  for (const auto& name : names) (list += list.empty() ? "" : ", ") += name;
  return list;
}

/// Never fails: what cannot be read is left out. Only the pairs within the first kLongestFragment bytes are looked at.
FragmentValues parse_fragment(std::string_view fragment, Remarks* remarks = nullptr);
inline constexpr std::size_t kLongestFragment = 65536;

/// "wish,mix/book" → the names; nothing where "all" is among them. What cannot be a name is left out. `key` is whose
/// value this is, for the remarks.
std::optional<std::vector<std::string>> shown_names(std::string_view key, std::string_view text,
                                                    Remarks* remarks = nullptr);
/// The names as the scene calls its controls, which a field's name stands for, too; what it does not have is remarked.
std::vector<std::string> controls_of(const scenes::Scene& scene, const std::vector<std::string>& names,
                                     Remarks* remarks = nullptr);
/// Those of the names that are panels of the scene; the picture if there is none.
std::vector<std::string> panels_of(const scenes::Scene& scene, const std::vector<std::string>& names,
                                   Remarks* remarks = nullptr);
/// The parts of every scene that the app itself draws.
inline constexpr scenes::Panel kNextPanel{"next", {"接着看", "what comes next"}},
    kTakeAwayPanel{"take-away", {"带走", "Take it away"}};
inline constexpr scenes::Panel kAppPanels[] = {kNextPanel, kTakeAwayPanel};

using text::percent_encoded;

/// What a link has to say of the scene's state, starting with '&' if there is anything.
std::string changed_fields(scenes::Scene& scene);

/// Sets the scene to its initial state and then to what `values` say. Keys of the app itself are none of the scene's.
void adopt_fields(scenes::Scene& scene, const FragmentValues& values, Remarks* remarks = nullptr);
/// Sets only what `values` say. A field may also be called as the control that turns it.
void read_fields(scenes::Scene& scene, FragmentValues values, Remarks* remarks = nullptr);

/// Every key that no scene knows: "scene", "lang" …
bool is_key_of_app(std::string_view key);

}  // namespace app
