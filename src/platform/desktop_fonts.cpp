#include "desktop_fonts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <utility>

#ifdef _WIN32
#include "desktop_window.h"
#else
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#define STBTT_STATIC
#define STB_TRUETYPE_IMPLEMENTATION
#include "imstb_truetype.h"

namespace platform {

namespace {

constexpr std::size_t kMostFiles = 4000;
constexpr std::size_t kSmallestFile = 1024;

/// A font that looks like the interface's own comes before one that does not.
int strangeness(std::string name) {
  for (char& letter : name) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  int found = 0;
  for (const char* word :
       {"bold", "italic", "oblique", "light", "thin", "black", "condensed", "mono", "serif", "emoji", "math"})
    found += name.find(word) != std::string::npos;
  return found - (name.find("sans") != std::string::npos);
}

bool shows_by_itself(std::uint32_t code) {  // joiners and variation selectors only choose among shapes
  return code != 0x200c && code != 0x200d && !(code >= 0xfe00 && code <= 0xfe0f) && code < 0xe0000;
}

bool is_right_to_left(std::uint32_t code) {
  return (code >= 0x590 && code <= 0x8ff) || (code >= 0xfb1d && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfefc);
}

void reverse_words(std::vector<std::uint32_t>& codes) {
  std::reverse(codes.begin(), codes.end());
  const auto is_mark = [](std::uint32_t code) {  // a vowel point stands behind its letter
    return (code >= 0x591 && code <= 0x5c7 && code != 0x5be) || (code >= 0x610 && code <= 0x61a) ||
           (code >= 0x64b && code <= 0x65f) || code == 0x670;
  };
  for (auto at = codes.begin(); at != codes.end();) {
    const auto letter = std::find_if_not(at, codes.end(), is_mark);
    if (letter == codes.end()) break;
    std::rotate(at, letter, letter + 1);
    at = letter + 1;
  }
}

}  // namespace

/// A file's bytes; read by the system as they are looked at, for there may be hundreds of megabytes of fonts.
struct SystemFonts::File {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;

#ifdef _WIN32
  std::string content;
  explicit File(const std::string& path) {
    bool is_read = false;
    content = read_file(path, is_read);
    if (is_read) bytes = reinterpret_cast<const unsigned char*>(content.data()), size = content.size();
  }
#else
  explicit File(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    if (file >= 0 && fstat(file, &info) == 0 && info.st_size >= static_cast<off_t>(kSmallestFile)) {
      void* const mapped = mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, file, 0);
      if (mapped != MAP_FAILED) {
        bytes = static_cast<const unsigned char*>(mapped);
        size = static_cast<std::size_t>(info.st_size);
      }
    }
    if (file >= 0) close(file);
  }
  ~File() {
    if (bytes) munmap(const_cast<unsigned char*>(bytes), size);
  }
#endif
  File(const File&) = delete;
};

struct SystemFonts::Face {
  stbtt_fontinfo info;
  int glyph(std::uint32_t code) const { return stbtt_FindGlyphIndex(&info, static_cast<int>(code)); }
};

std::vector<std::string> system_font_folders() {
  std::vector<std::string> folders{"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts",
                                   "/Library/Fonts"};
  const auto add = [&](const char* variable, const char* folder) {
    if (const char* value = std::getenv(variable); value && *value) folders.push_back(std::string(value) + folder);
  };
  add("XDG_DATA_HOME", "/fonts");
  add("HOME", "/.local/share/fonts");
  add("HOME", "/.fonts");
  add("HOME", "/Library/Fonts");
  add("WINDIR", "\\Fonts");
  add("LOCALAPPDATA", "\\Microsoft\\Windows\\Fonts");
  return folders;
}

SystemFonts::SystemFonts(std::vector<std::string> folders) : folders_(std::move(folders)) {}
SystemFonts::~SystemFonts() = default;

void SystemFonts::search() {
  namespace fs = std::filesystem;
  std::vector<std::pair<int, std::string>> paths;
  for (const std::string& folder : folders_) {
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      const std::string ending = entry->path().extension().string();
      const bool is_font =
          ending == ".ttf" || ending == ".otf" || ending == ".ttc" || ending == ".otc" || ending == ".TTF";
      if (!is_font || paths.size() >= kMostFiles) continue;
      paths.emplace_back(strangeness(entry->path().filename().string()), entry->path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& [strange, path] : paths) {
    auto file = std::make_unique<File>(path);
    if (file->size < kSmallestFile) continue;
    const int offset = stbtt_GetFontOffsetForIndex(file->bytes, 0);
    Face face{};
    if (offset < 0 || !stbtt_InitFont(&face.info, file->bytes, offset)) continue;
    faces_.push_back(face);
    files_.push_back(std::move(file));
  }
  is_searched_ = true;
}

const SystemFonts::Face* SystemFonts::face_with(const std::vector<std::uint32_t>& codes) const {
  for (const Face& face : faces_)
    if (std::ranges::all_of(codes, [&](std::uint32_t code) { return face.glyph(code) != 0; })) return &face;
  return nullptr;
}

bool SystemFonts::draw(std::string_view characters, float em, view::DrawnGlyph& drawn) {
  if (!is_searched_) search();
  std::vector<std::uint32_t> codes;
  for (const char *at = characters.data(), *const end = at + characters.size(); at < end;) {
    const std::uint32_t code = view::next_code_point(at, end);
    if (shows_by_itself(code)) codes.push_back(code);
  }
  if (codes.empty()) return false;
  if (is_right_to_left(codes.front())) reverse_words(codes);
  const Face* const common = face_with(codes);

  struct Placed {
    const Face* face;
    int glyph, left, top, width, height;
    float scale;
  };
  std::vector<Placed> all;
  float pen = 0;
  int left = 0, right = 0, top = 0, bottom = 0;
  for (const std::uint32_t code : codes) {
    const Face* const face = common ? common : face_with({code});
    if (!face) return false;
    const float scale = stbtt_ScaleForMappingEmToPixels(&face->info, em);
    const int glyph = face->glyph(code);
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0, advance = 0, bearing = 0;
    stbtt_GetGlyphBitmapBox(&face->info, glyph, scale, scale, &x0, &y0, &x1, &y1);
    stbtt_GetGlyphHMetrics(&face->info, glyph, &advance, &bearing);
    const int x = static_cast<int>(std::round(pen)) + x0;
    if (x1 > x0 && y1 > y0) {
      all.push_back({face, glyph, x, y0, x1 - x0, y1 - y0, scale});
      left = std::min(left, x), right = std::max(right, x + x1 - x0);
      top = std::min(top, y0), bottom = std::max(bottom, y1);
    }
    pen += static_cast<float>(advance) * scale;
  }
  if (all.empty()) return false;
  drawn.left = left, drawn.top = top, drawn.width = right - left, drawn.height = bottom - top;
  drawn.advance = pen;
  drawn.is_colored = false;
  drawn.pixels.assign(static_cast<std::size_t>(drawn.width * drawn.height * 4), 255);
  for (std::size_t i = 3; i < drawn.pixels.size(); i += 4) drawn.pixels[i] = 0;
  std::vector<unsigned char> shades;
  for (const Placed& placed : all) {
    shades.assign(static_cast<std::size_t>(placed.width * placed.height), 0);
    stbtt_MakeGlyphBitmap(&placed.face->info, shades.data(), placed.width, placed.height, placed.width, placed.scale,
                          placed.scale, placed.glyph);
    for (int y = 0; y < placed.height; ++y)
      for (int x = 0; x < placed.width; ++x) {
        const int at = (y + placed.top - top) * drawn.width + x + placed.left - left;
        std::uint8_t& opacity = drawn.pixels[static_cast<std::size_t>(at * 4 + 3)];
        opacity = std::max(opacity, shades[static_cast<std::size_t>(y * placed.width + x)]);
      }
  }
  return true;
}

}  // namespace platform
