// Pixels as a PNG file.
#pragma once

#include <span>
#include <string>

namespace view {

/// `pixels` are red, green and blue in turn, row by row from the top. Empty if memory is short.
std::string png_bytes(std::span<const unsigned char> pixels, int width, int height);

}  // namespace view
