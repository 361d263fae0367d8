// The fonts that are installed on this machine, for the characters that the interface's own font lacks.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "view/glyphs.h"

namespace platform {

/// Where systems keep their fonts; folders that are not there do no harm.
std::vector<std::string> system_font_folders();

/// Opened when they are first needed, plain sans-serif ones first. Letters are set side by side as they are: what an
/// Arabic or Indic font does with its letters needs a shaping library, and pictures of emoji are not read.
class SystemFonts {
 public:
  explicit SystemFonts(std::vector<std::string> folders);
  ~SystemFonts();
  /// A view::GlyphPainter.
  bool draw(std::string_view characters, float em, view::DrawnGlyph& drawn);

 private:
  struct File;
  struct Face;
  std::vector<std::string> folders_;
  bool is_searched_ = false;
  std::vector<std::unique_ptr<File>> files_;
  std::vector<Face> faces_;

  void search();
  const Face* face_with(const std::vector<std::uint32_t>& codes) const;
};

}  // namespace platform
