#include "view/glyphs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

#include "imgui_internal.h"
#include "index.h"

namespace view {

namespace {

constexpr std::uint32_t kReplacement = 0xfffd, kZeroWidthJoiner = 0x200d;
constexpr int kLongestCluster = 32;  // code points; more of them go on in the next one
constexpr const char* kBlankSign = "␣";
constexpr const char* kLineEnd = "⏎";
constexpr const char* kTab = "↹";

struct Range {
  std::uint32_t first, last;
};

// Unicode 16: characters that show nothing, among them blanks of every width but the usual one.
constexpr Range kInvisible[] = {
    {0x0, 0x1f},      {0x7f, 0xa0},       {0xad, 0xad},      {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x1680, 0x1680}, {0x17b4, 0x17b5},   {0x180b, 0x180f},  {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
    {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},  {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

// Characters that are drawn with the one before: combining marks of scripts whose letters stand alone, an emoji's
// modifiers.
constexpr Range kJoining[] = {{0x300, 0x36f},    {0x483, 0x489},   {0x1ab0, 0x1aff},   {0x1dc0, 0x1dff},
                              {0x200d, 0x200d},  {0x20d0, 0x20ff}, {0x302a, 0x302f},   {0x3099, 0x309a},
                              {0xfe00, 0xfe0f},  {0xfe20, 0xfe2f}, {0x1f3fb, 0x1f3ff}, {0xe0020, 0xe007f},
                              {0xe0100, 0xe01ef}};

// Scripts whose letters join, reorder or stack, or that run from right to left: whole words go to the painter.
constexpr Range kConnected[] = {{0x590, 0x109f},  {0x1100, 0x11ff}, {0x1700, 0x18af},   {0x1900, 0x1aaf},
                                {0x1b00, 0x1c4f}, {0xa800, 0xa8ff}, {0xa930, 0xabff},   {0xd7b0, 0xd7ff},
                                {0xfb1d, 0xfdff}, {0xfe70, 0xfefe}, {0x10800, 0x11fff}, {0x1e800, 0x1efff}};

bool is_in(std::span<const Range> ranges, std::uint32_t code) {
  const auto has = [code](const Range& range) { return code >= range.first && code <= range.last; };
  return std::any_of(ranges.begin(), ranges.end(), has);
}

bool is_invisible(std::uint32_t code) { return is_in(kInvisible, code); }
bool is_connected(std::uint32_t code) { return is_in(kConnected, code); }
bool is_right_to_left(std::uint32_t code) {
  return (code >= 0x590 && code <= 0x8ff) || (code >= 0xfb1d && code <= 0xfefe) ||
         (code >= 0x10800 && code <= 0x10fff) || (code >= 0x1e800 && code <= 0x1efff);
}
bool is_regional(std::uint32_t code) { return code >= 0x1f1e6 && code <= 0x1f1ff; }  // two of them are a flag

std::string utf8(std::uint32_t code) {
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

/// Does `code` belong to the cluster that began with `first` and now ends with `last`? `next` follows it (0: nothing).
bool goes_on(std::uint32_t first, std::uint32_t last, std::uint32_t code, std::uint32_t next, int count) {
  if (is_connected(first)) {
    if (is_connected(code)) return true;
    if (code == ' ') return is_right_to_left(last) && is_right_to_left(next);  // words, too, follow from the right
    if (code == 0x200c || code == kZeroWidthJoiner) return is_connected(next);
  }
  if (last == kZeroWidthJoiner) return !is_invisible(code);
  // Between the parts of an emoji.
  if (code == kZeroWidthJoiner) return first >= 0x203c && next >= 0x203c && !is_invisible(next);
  if (is_regional(first)) return count == 1 && is_regional(code);
  return is_joining(code) && !is_invisible(first) && first != ' ';
}

// Hexadecimal digits, 3 × 5 dots, the first row in the highest bits.
constexpr std::uint16_t kDigits[] = {0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7292,
                                     0x7bef, 0x7bcf, 0x2bed, 0x6bae, 0x7927, 0x6b6e, 0x79a7, 0x79a4};

/// Characters that may not begin a line (closing punctuation).
bool is_closing(std::uint32_t code) {
  switch (code) {
    case 0x3001:
    case 0x3002:
    case 0xff0c:
    case 0xff1a:
    case 0xff1b:
    case 0xff01:
    case 0xff1f:
    case 0xff09:
    case 0x300d:
    case 0x300f:
    case 0x300b:
    case 0x3011:
    case 0x201d:
    case 0x2019:
    case 0x2026:
    case ')':
    case ',':
    case '.':
    case ':':
    case ';':
    case '!':
    case '?':
    case '%':
      return true;
    default:
      return false;
  }
}

/// Characters that may not end a line (opening punctuation).
bool is_opening(std::uint32_t code) {
  return code == '(' || code == 0xff08 || code == 0x300c || code == 0x300e || code == 0x300a || code == 0x3010 ||
         code == 0x201c || code == 0x2018;
}

}  // namespace

std::uint32_t next_code_point(const char*& at, const char* end) {
  const auto byte = [](const char* p) { return static_cast<std::uint32_t>(static_cast<unsigned char>(*p)); };
  const std::uint32_t head = byte(at++);
  if (head < 0x80) return head;
  const int tails = head >= 0xf0 ? 3 : head >= 0xe0 ? 2 : 1;
  if (head < 0xc2 || head > 0xf4 || end - at < tails) return kReplacement;
  std::uint32_t code = head & (0x3fu >> tails);
  for (int i = 0; i < tails; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return kReplacement;
    code = code << 6 | (byte(at + i) & 0x3f);
  }
  const bool is_overlong = (tails == 2 && code < 0x800) || (tails == 3 && code < 0x10000);
  if (is_overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return kReplacement;
  at += tails;
  return code;
}

std::string_view next_cluster(const char*& at, const char* end) {
  const char* const start = at;
  const std::uint32_t first = next_code_point(at, end);
  std::uint32_t last = first;
  for (int count = 1; at < end && count < kLongestCluster; ++count) {
    const char* after = at;
    const std::uint32_t code = next_code_point(after, end);
    const char* beyond = after;
    if (!goes_on(first, last, code, after < end ? next_code_point(beyond, end) : 0, count)) break;
    at = after;
    last = code;
  }
  return {start, at};
}

bool is_joining(std::uint32_t code) { return is_in(kJoining, code); }

bool is_blank(std::uint32_t code) { return code == ' ' || is_invisible(code); }

bool is_ideographic(std::uint32_t code) { return code >= 0x2e80 && code < 0xfffd; }

bool may_break_between(std::uint32_t previous, std::uint32_t next) {
  constexpr std::uint32_t kEnumerationComma = 0x3001, kLowers = 0xff3f, kRaises = 0xff3e;  // "W＿Q", "x＾2"
  for (const std::uint32_t sign : {kLowers, kRaises})
    if (previous == sign || next == sign) return false;
  const bool begins_name = next == '.' && (previous == ' ' || previous == kEnumerationComma);  // ".npy, .npz"
  if ((is_closing(next) && !begins_name) || is_joining(next) || is_opening(previous)) return false;
  return is_ideographic(next) || is_ideographic(previous) || previous == ' ';
}

std::string legible_name(std::string_view name) {
  const auto is_seen = [&](std::size_t i) { return i < name.size() && static_cast<unsigned char>(name[i]) > ' '; };
  std::string shown;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == ' ' && !(is_seen(i - 1) && is_seen(i + 1)))
      shown += kBlankSign;
    else if (name[i] == '\n')
      shown += kLineEnd;
    else if (name[i] == '\t')
      shown += kTab;
    else
      shown += name[i];
  }
  return shown;
}

DrawnGlyph box_of_code_points(std::string_view characters, float em) {
  const int dot = std::max(1, static_cast<int>(em / 12));
  DrawnGlyph box;
  std::vector<std::uint32_t> codes;
  const char* const all_read = characters.data() + characters.size();
  for (const char* at = characters.data(); at < all_read;) codes.push_back(next_code_point(at, all_read));
  const auto columns_of = [](std::uint32_t code) { return code > 0xffff ? 3 : 2; };
  constexpr int kTop = -12, kRows = 15;  // dots: two rows of digits between lines
  for (const std::uint32_t code : codes) box.width += (4 * columns_of(code) + 3 + 2) * dot;
  box.height = kRows * dot;
  box.top = kTop * dot;
  box.advance = static_cast<float>(box.width);
  box.pixels.assign(to_size(box.width * box.height * 4), 0);
  const auto fill = [&](int x, int y, int width, int height) {
    for (int row = y * dot; row < (y + height) * dot; ++row)
      std::fill_n(box.pixels.begin() + (row * box.width + x * dot) * 4, width * dot * 4, std::uint8_t{255});
  };
  int x = 1;
  for (const std::uint32_t code : codes) {
    const int columns = columns_of(code), width = 4 * columns + 3;
    fill(x, 0, width, 1);
    fill(x, kRows - 1, width, 1);
    fill(x, 0, 1, kRows);
    fill(x + width - 1, 0, 1, kRows);
    for (int digit = 0; digit < 2 * columns; ++digit) {
      const std::uint16_t dots = kDigits[code >> 4 * (2 * columns - 1 - digit) & 15];
      for (int i = 0; i < 15; ++i)
        if (dots >> (14 - i) & 1) fill(x + 2 + digit % columns * 4 + i % 3, 2 + digit / columns * 6 + i / 3, 1, 1);
    }
    x += width + 2;
  }
  return box;
}

// ---- clusters --------------------------------------------------------------------------------------------------

bool Glyphs::stands_alone(std::uint32_t code) {
  if (code >= known_.size()) return false;
  std::uint8_t& known = known_[code];
  // We, as one of the font's sources, claim to have nothing.
  const auto is_in_font = [&] { return font_->IsGlyphInFont(static_cast<ImWchar>(code)); };
  if (known == 0) known = !is_invisible(code) && !is_joining(code) && !is_connected(code) && is_in_font() ? 1 : 2;
  return known == 1;
}

bool Glyphs::are_all_alone(std::string_view text) {
  for (const char *at = text.data(), *const end = at + text.size(); at < end;)
    if (!stands_alone(next_code_point(at, end))) return false;
  return true;
}

void Glyphs::append_cluster(std::string& drawn, std::string_view cluster) {
  const std::uint32_t next = kFirst + static_cast<std::uint32_t>(clusters_.size());
  const auto [entry, is_new] = codes_.try_emplace(std::string(cluster), next);
  if (is_new && clusters_.size() >= kMost) {
    codes_.erase(entry);
    has_overflown_ = true;
    drawn += "□";
    return;
  }
  if (is_new) clusters_.emplace_back(cluster);
  drawn += utf8(entry->second);
}

std::string_view Glyphs::drawable(std::string_view text, std::string& buffer) {
  if (!font_ || are_all_alone(text)) return text;
  buffer.clear();
  const std::string replacement = utf8(kReplacement);
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* peek = at;
    const std::uint32_t first = next_code_point(peek, end);
    if (first == '\n' || first == '\t') {
      buffer += first == '\n' ? kLineEnd : kTab;
      at = peek;
      continue;
    }
    std::string_view cluster = next_cluster(at, end);
    const bool is_single = at == peek;
    if (first == kReplacement) cluster = replacement;
    if (is_single && stands_alone(first))
      buffer += cluster;
    else
      append_cluster(buffer, cluster);
  }
  return buffer;
}

std::string Glyphs::written(std::string_view drawable_text) const {
  std::string text;
  for (const char *at = drawable_text.data(), *const end = at + drawable_text.size(); at < end;) {
    const std::uint32_t code = next_code_point(at, end);
    const bool is_cluster = code >= kFirst && code < kFirst + clusters_.size();
    const std::string characters = is_cluster ? clusters_[code - kFirst] : utf8(code);
    const char* inner = characters.data();
    const std::uint32_t first = next_code_point(inner, characters.data() + characters.size());
    if (is_invisible(first)) {
      char sign[16];
      std::snprintf(sign, sizeof sign, "[U+%04X]", static_cast<unsigned>(first));
      text += sign;
    } else {
      text += characters;
    }
  }
  return text;
}

void Glyphs::begin_frame() {
  if (clusters_.size() >= kMost * 3 / 4) {
    clusters_.clear();
    codes_.clear();
    ImFontAtlasFontDiscardBakes(font_->ContainerAtlas, font_, 0);  // their pictures are filed under the old codes
  }
  has_begun_empty_ = clusters_.empty();
  has_overflown_ = false;
}

// ---- ImGui's side ----------------------------------------------------------------------------------------------

void Glyphs::stand_behind(ImFont& font, float line_per_em) {
  static ImFontLoader loader;  // always the same
  loader.Name = "missing glyphs";
  loader.FontBakedLoadGlyph = Glyphs::load;
  font_ = &font;
  line_per_em_ = line_per_em;
  known_.assign(0x10000, 0);
  clusters_.clear();
  codes_.clear();
  lacks_character_ = false;
  font.ContainerAtlas->UserData = this;
  ImFontConfig config;
  config.MergeMode = true;
  config.PixelSnapH = true;
  config.FontLoader = &loader;
  font.ContainerAtlas->AddFont(&config);
}

DrawnGlyph Glyphs::draw(std::uint32_t code, float em) {
  const bool is_cluster = code >= kFirst && code < kFirst + clusters_.size();
  const std::string characters = is_cluster ? clusters_[code - kFirst] : utf8(code);
  const char* at = characters.data();
  const std::uint32_t first = next_code_point(at, characters.data() + characters.size());
  DrawnGlyph drawn;
  if (!is_invisible(first) && painter_ && painter_(characters, em, drawn)) return drawn;
  lacks_character_ |= (first >= 0xa1 && first <= 0xff) || (first >= 0x4e00 && first <= 0x9fff);
  return box_of_code_points(characters, em);
}

bool Glyphs::load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar code, ImFontGlyph* glyph,
                  float* advance) {
  auto& self = *static_cast<Glyphs*>(atlas->UserData);
  const float density = source->RasterizerDensity * baked->RasterizerDensity;
  const DrawnGlyph drawn = self.draw(code, baked->Size * density / self.line_per_em_);
  if (advance) {  // only measured, for now
    *advance = drawn.advance / density;
    return true;
  }
  glyph->Codepoint = code;
  glyph->AdvanceX = drawn.advance / density;
  if (drawn.width <= 0 || drawn.height <= 0) return true;
  const ImFontAtlasRectId place = ImFontAtlasPackAddRect(atlas, drawn.width, drawn.height);
  if (place == ImFontAtlasRectId_Invalid) return true;  // larger than any texture may be
  glyph->X0 = static_cast<float>(drawn.left) / density;
  glyph->Y0 = std::round(baked->Ascent) + static_cast<float>(drawn.top) / density;
  glyph->X1 = glyph->X0 + static_cast<float>(drawn.width) / density;
  glyph->Y1 = glyph->Y0 + static_cast<float>(drawn.height) / density;
  glyph->Visible = true;
  glyph->Colored = drawn.is_colored;
  glyph->PackId = place;
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, ImFontAtlasPackGetRect(atlas, place),
                                     drawn.pixels.data(), ImTextureFormat_RGBA32, drawn.width * 4);
  return true;
}

}  // namespace view
