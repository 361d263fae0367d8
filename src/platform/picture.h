// Pictures as PNG: of the framebuffer, and of a part of the lab at another resolution.
#pragma once

#include <vector>

#include "app/app.h"
#include "gl_renderer.h"

namespace platform {

/// The lower left part of the current framebuffer: RGB, three bytes a device pixel, rows from the top.
std::vector<unsigned char> read_pixels(int width, int height);

/// Renders the request outside the screen. Nothing if the graphics card has no room for it; if it has room for a
/// smaller picture only, that one, and the lab is told.
std::optional<app::Download> render_picture(app::App& app, GlRenderer& renderer, const app::PictureRequest& request,
                                            float viewport_width, float viewport_height);

}  // namespace platform
