#include "screenshot.h"

#include <vector>

#include "gl_api.h"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include "stb/stb_image_write.h"

namespace platform {

bool write_screenshot(const std::string& path, int width, int height) {
  constexpr int kChannels = 3;
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * kChannels);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  stbi_flip_vertically_on_write(1);  // GL's rows begin at the bottom
  return stbi_write_png(path.c_str(), width, height, kChannels, pixels.data(), width * kChannels) != 0;
}

}  // namespace platform
