#include "view/png.h"

#include <cstdlib>
#include <memory>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include "index.h"
#include "stb_image_write.h"

namespace view {

std::string png_bytes(std::span<const unsigned char> pixels, int width, int height) {
  constexpr int kChannels = 3;
  int size = 0;
  const std::unique_ptr<unsigned char, decltype(&std::free)> bytes(
      stbi_write_png_to_mem(pixels.data(), width * kChannels, width, height, kChannels, &size), &std::free);
  return bytes ? std::string(reinterpret_cast<const char*>(bytes.get()), to_size(size)) : std::string();
}

}  // namespace view
