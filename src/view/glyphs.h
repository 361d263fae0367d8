// Whatever a reader types or a file holds is legible: characters that the interface's font lacks, signs for those that
// show nothing, and a box with the code point for what nothing on this machine can draw.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "imgui.h"

namespace view {

/// The code point at `at`, which moves on; what is no UTF-8 counts as one U+FFFD for each byte.
std::uint32_t next_code_point(const char*& at, const char* end);

/// The characters at `at`, at least one, that are drawn as one: a letter with its accents, an emoji of several, a flag,
/// a word whose letters join. `at` moves on.
std::string_view next_cluster(const char*& at, const char* end);

/// A blank of any width, or a character that shows nothing.
bool is_blank(std::uint32_t code);

/// May not stand at the beginning of a line: it changes the character before (accents, variation selectors).
bool is_joining(std::uint32_t code);

/// Han, kana, full-width punctuation: what is written without blanks.
bool is_ideographic(std::uint32_t code);

/// May a line end between these two, as Chinese and English break lines?
bool may_break_between(std::uint32_t previous, std::uint32_t next);

/// A name that a file holds or a reader typed, so that it can be told from every other: a blank at its ends or beside
/// another one becomes ␣, the end of a line ⏎, a tab ↹. Between words a blank stays what it is.
std::string legible_name(std::string_view name);

/// A few characters as pixels, drawn by whoever has fonts: on the page the browser, on the desktop the system's.
struct DrawnGlyph {
  int left = 0, top = 0;  // from the pen on the baseline to the picture's corner, pixels; y downwards
  int width = 0, height = 0;
  float advance = 0;                 // pixels
  bool is_colored = false;           // an emoji that has its own colours; otherwise white, to be tinted
  std::vector<std::uint8_t> pixels;  // RGBA, rows from the top, not multiplied by alpha
};

/// Draws characters that belong together at this em size in pixels. False if no font has them.
using GlyphPainter = std::function<bool(std::string_view characters, float em, DrawnGlyph& drawn)>;

/// U+XXXX in a box, as browsers show what they cannot draw; one box after the other for several.
DrawnGlyph box_of_code_points(std::string_view characters, float em);

/// The interface's font and what is missing in it, as one font of ImGui's. ImGui draws code point by code point and
/// knows nothing of characters that belong together (an accent over its letter, an emoji of several, a word whose
/// letters join): each such cluster gets a private code point of ours, under which ImGui keeps its picture.
class Glyphs {
 public:
  Glyphs() = default;
  Glyphs(const Glyphs&) = delete;  // ImGui's atlas refers to it

  void set_painter(GlyphPainter painter) { painter_ = std::move(painter); }
  /// Puts itself behind `font`, the one that was added last; its line is `line_per_em` em high.
  void stand_behind(ImFont& font, float line_per_em);

  /// The text as it is handed to ImGui: the same, or written into `buffer`.
  std::string_view drawable(std::string_view text, std::string& buffer);
  /// Back again, for paper: what shows nothing is written as [U+200B].
  std::string written(std::string_view drawable_text) const;

  /// Between ImGui's frames: when many clusters have been met, all are forgotten, and met again as needed.
  void begin_frame();
  /// There was no room left for some of this frame's clusters, and there will be in the next one.
  bool wants_frame() const { return has_overflown_ && !has_begun_empty_; }

  /// Has a character that the larger font has been met, and could nobody draw it?
  bool lacks_character() const { return lacks_character_; }
  static constexpr std::size_t kMost = 2048;  // clusters
  std::size_t count() const { return clusters_.size(); }

 private:
  static constexpr std::uint32_t kFirst = 0xe000;  // of the private use area

  GlyphPainter painter_;
  ImFont* font_ = nullptr;
  float line_per_em_ = 1;
  std::vector<std::uint8_t> known_;    // by code point: 0 not asked yet, 1 stands alone, 2 does not
  std::vector<std::string> clusters_;  // kFirst + i stands for clusters_[i]
  std::unordered_map<std::string, std::uint32_t> codes_;
  bool lacks_character_ = false, has_overflown_ = false, has_begun_empty_ = true;

  bool stands_alone(std::uint32_t code);  // has the font a picture for it that no neighbour changes?
  bool are_all_alone(std::string_view text);
  void append_cluster(std::string& drawn, std::string_view cluster);
  DrawnGlyph draw(std::uint32_t code, float em);
  static bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar code,
                   ImFontGlyph* glyph, float* advance);  // an ImFontLoader's
};

}  // namespace view
