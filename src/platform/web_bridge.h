// What the C++ side tells the page: one message kind per field of the outbox.
#pragma once

#include "app/app.h"

namespace platform {

/// Hands everything in the outbox to the page's JavaScript (web/bridge.mjs, `receive`).
void send_to_page(const app::Outbox& outbox);

/// Hands the matrices to the page, each as a message "matrix"; without numbers if it has more than kMostNumbersTold.
void send_matrices(const std::vector<scenes::TakenMatrix>& matrices);
inline constexpr std::size_t kMostNumbersTold = 1 << 22;

/// A view::GlyphPainter: draws with the browser's fonts (web/glyphs.mjs).
bool draw_glyph_on_page(std::string_view characters, float em, view::DrawnGlyph& drawn);

/// The WebGL context is gone: nothing that has been drawn since can be trusted. The page may not have been told yet.
bool is_context_lost();

/// GLFW's built-in port listens on window and canvas in the capture phase and swallows the host page's Tab,
/// Backspace and wheel. While `is_refusing`, no new listener is added to anything.
void refuse_listeners(bool is_refusing);

}  // namespace platform
