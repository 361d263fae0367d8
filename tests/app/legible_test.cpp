// Names from files as they are drawn, written and read aloud; and the desktop's fonts.
#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "desktop_fonts.h"
#include "headless.h"
#include "view/glyphs.h"

namespace {

constexpr char kTokens[] =
    R"({"tokens":["Ġcat"," cat","\n","a\u200bb"],"titles":["\ttab"],"weights":[[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]})";

view::GlyphPainter painting(std::vector<std::string>& painted) {
  return [&painted](std::string_view characters, float em, view::DrawnGlyph& drawn) {
    painted.emplace_back(characters);
    drawn = {.top = -4, .width = 4, .height = 4, .advance = em, .pixels = std::vector<std::uint8_t>(64, 255)};
    return true;
  };
}

std::string svg_of(HeadlessLab& lab) {
  lab.activate("app/take");
  lab.app().act({view::ActionKind::kActivate, "app/take/svg", ""});
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    lab.frame();
    for (const app::Download& part : lab.outbox().downloads) bytes += part.bytes;
    if (bytes.ends_with("</svg>\n")) break;
  }
  return bytes;
}

}  // namespace

TEST_CASE("tokens of a file are told apart on the screen, in the picture that is taken away and by ear") {
  std::vector<std::string> painted;
  HeadlessLab lab("scene=heatmaps&lang=en", 1280, 800, {.draw_glyph = painting(painted)});
  CHECK(painted.empty());  // the interface's own words need nobody else's fonts
  CHECK(lab.app().open_file("tokens.json", kTokens));
  lab.settle();
  CHECK(std::find(painted.begin(), painted.end(), "Ġ") != painted.end());
  CHECK(lab.node("heatmaps/picture").row_labels == std::vector<std::string>{"Ġcat", "␣cat", "⏎",
                                                                            "a\u200b"
                                                                            "b"});
  const std::string svg = svg_of(lab);
  for (const char* written : {">Ġcat<", ">␣cat<", ">⏎<", ">a[U+200B]b<", ">↹tab<"}) {
    CAPTURE(written);
    CHECK(svg.find(written) != std::string::npos);
  }
}

TEST_CASE("the larger font is asked for once, and only if nobody draws a character that it has") {
  const auto wishes = [](const app::Platform& platform, const std::string& token) {
    HeadlessLab lab("scene=heatmaps", 1280, 800, platform);
    CHECK_FALSE(lab.outbox().wants_larger_font);
    lab.app().open_file("tokens.json", "{\"tokens\":[\"" + token + "\",\"b\"],\"weights\":[[1,0],[0,1]]}");
    int count = 0;
    for (int i = 0; i < 5; ++i) {
      lab.frame();
      count += lab.outbox().wants_larger_font;
    }
    return count;
  };
  std::vector<std::string> painted;
  CHECK(wishes({.draw_glyph = painting(painted)}, "龘") == 0);
  CHECK(wishes({}, "嚼") == 1);
  CHECK(wishes({}, "Ж") == 0);  // it has no Cyrillic either
}

TEST_CASE("the fonts in a folder draw what they have, side by side, and say what they have not") {
  platform::SystemFonts fonts({std::filesystem::path(LAB_TEST_FONT).parent_path().string(), "/no/such/folder"});
  const auto drawn = [&](const std::string& characters) {
    view::DrawnGlyph glyph;
    return fonts.draw(characters, 40, glyph) ? glyph : view::DrawnGlyph{};
  };
  const view::DrawnGlyph han = drawn("意"), other = drawn("思"), letter = drawn("é"), two = drawn("意思");
  CHECK(han.width > 20);
  CHECK(han.height > 20);
  CHECK(han.top < 0);
  CHECK(han.advance == doctest::Approx(40).epsilon(0.01));
  CHECK(han.pixels.size() == static_cast<std::size_t>(han.width * han.height * 4));
  CHECK(std::any_of(han.pixels.begin(), han.pixels.end(), [](std::uint8_t value) { return value == 0; }));
  CHECK(han.pixels != other.pixels);
  CHECK(letter.width > 5);
  CHECK(two.advance == doctest::Approx(80).epsilon(0.01));
  CHECK(drawn("意\ufe0f").pixels == han.pixels);  // a variation selector chooses among shapes; here is one
  CHECK(drawn("אב").pixels.empty());              // neither font has Hebrew
  CHECK(drawn("意א").pixels.empty());             // … nor half of a cluster
  CHECK(drawn("\ufe0f").pixels.empty());
}

TEST_CASE("what runs from right to left is set from right to left, and points stay with their letters") {
  platform::SystemFonts fonts(platform::system_font_folders());
  const auto drawn = [&](const std::string& characters) {
    view::DrawnGlyph glyph;
    return fonts.draw(characters, 40, glyph) ? glyph : view::DrawnGlyph{};
  };
  const view::DrawnGlyph word = drawn("אבג"), backwards = drawn("גבא");
  if (word.pixels.empty()) {
    MESSAGE("no font of this machine has Hebrew letters");
    return;
  }
  CHECK(word.pixels != backwards.pixels);
  const view::DrawnGlyph last = drawn("ג");
  // The last letter stands at the left: the picture begins with it.
  bool begins_with_last = true;
  for (int y = 0; y < last.height; ++y)
    for (int x = 0; x < last.width; ++x) {
      const int row = y + last.top - word.top, column = x + last.left - word.left;
      if (row < 0 || row >= word.height || column < 0 || column >= word.width) continue;
      begins_with_last &= word.pixels[static_cast<std::size_t>((row * word.width + column) * 4 + 3)] >=
                          last.pixels[static_cast<std::size_t>((y * last.width + x) * 4 + 3)];
    }
  CHECK(begins_with_last);
}

TEST_CASE("folders without fonts are no trouble") {
  platform::SystemFonts fonts({});
  view::DrawnGlyph glyph;
  CHECK_FALSE(fonts.draw("a", 20, glyph));
}
