// The framebuffer as a PNG file.
#pragma once

#include <string>

namespace platform {

/// Reads the current framebuffer, width × height device pixels. False if the file cannot be written.
bool write_screenshot(const std::string& path, int width, int height);

}  // namespace platform
