// How numbers and words are written in the programs that scenes give away.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "view/text.h"

namespace scenes {

/// As few digits as read back as the same float; always with a point, so that it is one.
std::string python_number(float value);
/// [0.1, 0.2]
std::string python_list(std::span<const float> values);
/// 'it\'s'
std::string python_string(std::string_view text);
/// ['a', 'b']
std::string python_list(const std::vector<std::string>& texts);
/// "# as in d2l\n" in that language.
std::string python_comment(view::Language language, const view::Text& text,
                           std::initializer_list<std::string_view> values = {});

}  // namespace scenes
