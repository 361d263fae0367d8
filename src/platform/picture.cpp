#include "picture.h"

#include <algorithm>
#include <cmath>

#include "gl_api.h"
#include "view/png.h"

namespace platform {

namespace {

constexpr int kChannels = 3;

/// A framebuffer beside the screen, bound while it lives.
class OffscreenBuffer {
 public:
  OffscreenBuffer(int width, int height) {
    glGetIntegerv(GL_FRAMEBUFFER_BINDING, &screen_);
    glGenFramebuffers(1, &framebuffer_);
    glGenRenderbuffers(1, &color_);
    glBindRenderbuffer(GL_RENDERBUFFER, color_);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color_);
  }
  ~OffscreenBuffer() {
    glBindFramebuffer(GL_FRAMEBUFFER, static_cast<unsigned>(screen_));
    glDeleteRenderbuffers(1, &color_);
    glDeleteFramebuffers(1, &framebuffer_);
  }
  OffscreenBuffer(const OffscreenBuffer&) = delete;
  bool is_complete() const { return glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE; }

 private:
  int screen_ = 0;
  unsigned framebuffer_ = 0, color_ = 0;
};

/// Fits GL_MAX_RENDERBUFFER_SIZE by asking for less than was wished for.
float possible_scale(float wanted, float width, float height) {
  int largest = 0;
  glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &largest);
  return std::min(wanted, std::floor(static_cast<float>(largest) / std::max(width, height)));
}

}  // namespace

std::vector<unsigned char> read_pixels(int width, int height) {
  // WebGL reads RGBA only.
  std::vector<unsigned char> rgba(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4), rgb;
  rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * kChannels);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  for (int row = height - 1; row >= 0; --row) {  // GL's rows begin at the bottom
    const unsigned char* pixel = rgba.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(width) * 4;
    for (int x = 0; x < width; ++x, pixel += 4) rgb.insert(rgb.end(), pixel, pixel + kChannels);
  }
  return rgb;
}

std::optional<app::Download> render_picture(app::App& app, GlRenderer& renderer, const app::PictureRequest& request,
                                            float viewport_width, float viewport_height) {
  app::PictureRequest possible = request;
  possible.scale = std::max(1.0f, possible_scale(request.scale, viewport_width, viewport_height));
  const auto device = [&](float css) { return static_cast<int>(std::lround(css * possible.scale)); };
  const int buffer_width = device(viewport_width), buffer_height = device(viewport_height);
  const int left = std::max(0, device(request.area.x)),
            width = std::min(device(request.area.width), buffer_width - left);
  const OffscreenBuffer buffer(buffer_width, buffer_height);
  if (!buffer.is_complete() || width <= 0) return std::nullopt;
  std::vector<unsigned char> pixels;
  app.draw_enlarged(possible, [&](float, float rows) {
    renderer.render(app);
    const std::vector<unsigned char> seen = read_pixels(buffer_width, buffer_height);
    for (int row = 0; row < std::min(device(rows), buffer_height); ++row) {
      const auto start = seen.begin() + (static_cast<std::ptrdiff_t>(row) * buffer_width + left) * kChannels;
      pixels.insert(pixels.end(), start, start + static_cast<std::ptrdiff_t>(width) * kChannels);
    }
  });
  const int height = static_cast<int>(pixels.size() / (static_cast<std::size_t>(width) * kChannels));
  if (possible.scale < request.scale) app.picture_is_smaller(possible.scale, request.scale);
  return app::Download{request.name, "image/png", view::png_bytes(pixels, width, height)};
}

}  // namespace platform
