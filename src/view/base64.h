// Bytes as text, for what is written into an SVG or a program.
#pragma once

#include <string>
#include <string_view>

namespace view {

std::string base64(std::string_view bytes);

}  // namespace view
