// Characters that the interface's font lacks, and those that show nothing.
#include "view/glyphs.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "imgui_internal.h"

namespace {

/// ImGui with its own small font, which has printable ASCII alone, and ours behind it.
struct Fixture {
  ImGuiContext* context = ImGui::CreateContext();
  view::Glyphs glyphs;
  std::vector<std::string> painted;
  bool can_paint = true;

  Fixture() {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {100, 100};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    glyphs.set_painter([this](std::string_view characters, float em, view::DrawnGlyph& drawn) {
      if (!can_paint) return false;
      painted.emplace_back(characters);
      drawn = {
          .left = 1, .top = -4, .width = 3, .height = 4, .advance = em, .pixels = std::vector<std::uint8_t>(48, 255)};
      return true;
    });
    glyphs.stand_behind(*io.Fonts->AddFontDefault(), 1);
    next_frame();
  }
  ~Fixture() { ImGui::DestroyContext(context); }

  void next_frame() {
    if (context->WithinFrameScope) ImGui::EndFrame();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      const bool is_old = texture->Status == ImTextureStatus_WantDestroy;
      if (!is_old) texture->SetTexID(1);
      texture->SetStatus(is_old ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
      if (is_old) texture->SetTexID(ImTextureID_Invalid);
    }
    glyphs.begin_frame();
    ImGui::NewFrame();
  }
  std::string drawable(const std::string& text) {
    std::string buffer;
    return std::string(glyphs.drawable(text, buffer));
  }
  float width(const std::string& text) {
    const std::string drawn = drawable(text);
    return ImGui::GetFont()->CalcTextSizeA(20, 1e6f, 0, drawn.data(), drawn.data() + drawn.size()).x;
  }
  int code_points(const std::string& text) {
    const std::string drawn = drawable(text);
    int count = 0;
    for (const char* at = drawn.data(); at < drawn.data() + drawn.size(); ++count)
      view::next_code_point(at, drawn.data() + drawn.size());
    return count;
  }
};

}  // namespace

TEST_CASE("names are written so that none looks like another") {
  CHECK(view::legible_name(" cat") == "␣cat");
  CHECK(view::legible_name("cat ") == "cat␣");
  CHECK(view::legible_name("the cat") == "the cat");
  CHECK(view::legible_name("the  cat") == "the␣␣cat");
  CHECK(view::legible_name(" ") == "␣");
  CHECK(view::legible_name("") == "");
  CHECK(view::legible_name("\n") == "⏎");
  CHECK(view::legible_name("a\tb") == "a↹b");
  CHECK(view::legible_name("是 的") == "是 的");
  const std::set<std::string> all{view::legible_name("cat"), view::legible_name(" cat"), view::legible_name("Ġcat"),
                                  view::legible_name("▁cat")};
  CHECK(all.size() == 4);
}

TEST_CASE("UTF-8 is decoded, and every byte that is none is one replacement character") {
  const auto decoded = [](const std::string& text) {
    std::vector<std::uint32_t> codes;
    for (const char *at = text.data(), *const end = at + text.size(); at < end;)
      codes.push_back(view::next_code_point(at, end));
    return codes;
  };
  using Codes = std::vector<std::uint32_t>;
  CHECK(decoded("aé汉😀") == Codes{'a', 0xe9, 0x6c49, 0x1f600});
  CHECK(decoded("\xff\xc0\x80") == Codes{0xfffd, 0xfffd, 0xfffd});
  CHECK(decoded("\xed\xa0\x80") == Codes{0xfffd, 0xfffd, 0xfffd});              // a surrogate
  CHECK(decoded("\xf0\x80\x80\x80") == Codes{0xfffd, 0xfffd, 0xfffd, 0xfffd});  // overlong
  CHECK(decoded("\xf4\x90\x80\x80") == Codes{0xfffd, 0xfffd, 0xfffd, 0xfffd});  // beyond Unicode
  CHECK(decoded("a\xe6\xb1") == Codes{'a', 0xfffd, 0xfffd});                    // cut off
}

TEST_CASE("what the font has stays, what it lacks is painted, and characters that belong together are one") {
  Fixture fixture;
  CHECK(fixture.drawable("plain") == "plain");
  CHECK(fixture.glyphs.count() == 0);
  CHECK(fixture.code_points("Ж") == 1);
  CHECK(fixture.drawable("Ж") != fixture.drawable("Я"));
  CHECK(fixture.drawable("Ж") == fixture.drawable("Ж"));
  CHECK(fixture.code_points("кот") == 3);
  CHECK(fixture.code_points("e\u0301") == 1);      // an accent of its own
  CHECK(fixture.code_points("👩‍🔬") == 1);  // woman, joiner, microscope
  CHECK(fixture.code_points("👍🏽") == 1);     // with a skin colour
  CHECK(fixture.code_points("🇨🇳🇫🇷") == 2);         // two flags
  CHECK(fixture.code_points("❤️") == 1);       // with a variation selector
  CHECK(fixture.code_points("سلام") == 1);         // letters that join
  CHECK(fixture.code_points("שלום עולם") == 1);    // words from right to left
  CHECK(fixture.code_points("नमस्ते") == 1);
  CHECK(fixture.width("Ж") == 20);
  CHECK(fixture.painted.back() == "Ж");
  CHECK(fixture.width("👩‍🔬") == 20);
  CHECK(fixture.painted.back() == "👩‍🔬");
}

TEST_CASE("what shows nothing gets a sign of its own") {
  Fixture fixture;
  std::set<std::string> signs;
  // No-break, zero-width and ideographic blank, joiner, byte order mark, soft hyphen, direction mark, escape.
  const std::vector<std::string> invisible{
      "\u00a0", "\u200b", "\u3000", "\u200d", "\ufeff", "\u00ad", "\u202e", "\x1b", std::string(1, '\0'), "\r"};
  for (const std::string& each : invisible) {
    CAPTURE(each);
    signs.insert(fixture.drawable(each));
    CHECK(fixture.width(each) > 10);
  }
  CHECK(signs.size() == invisible.size());
  CHECK(fixture.painted.empty());  // no font draws them: boxes with their numbers
  CHECK(fixture.drawable("a\nb\tc") == "a⏎b↹c");
  CHECK(fixture.glyphs.written(fixture.drawable("a\u200b b")) == "a[U+200B] b");
  CHECK(fixture.glyphs.written(fixture.drawable("Ж👩‍🔬 e\u0301")) == "Ж👩‍🔬 e\u0301");
}

TEST_CASE("what nobody can draw is a box with its number, never another character") {
  Fixture fixture;
  fixture.can_paint = false;
  const view::DrawnGlyph one = view::box_of_code_points("Ж", 20), other = view::box_of_code_points("Я", 20),
                         emoji = view::box_of_code_points("😀", 20);
  CHECK(one.pixels != other.pixels);
  CHECK(one.width == other.width);
  CHECK(emoji.width > one.width);  // six digits
  CHECK(view::box_of_code_points("ЖЯ", 20).width == 2 * one.width);
  CHECK(view::box_of_code_points("Ж", 40).height == 3 * one.height);
  CHECK(fixture.width("Ж") == one.width);
  CHECK_FALSE(fixture.glyphs.lacks_character());  // the larger font would not have it either
  fixture.width("漢");
  CHECK(fixture.glyphs.lacks_character());
}

TEST_CASE("thousands of different characters are shown, frame after frame, without end and without growing") {
  Fixture fixture;
  std::uint32_t code = 0x4e00;
  const auto utf8 = [](std::uint32_t c) {
    return std::string{static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
                       static_cast<char>(0x80 | (c & 63))};
  };
  for (int frame = 0; frame < 40; ++frame) {
    fixture.next_frame();
    for (int i = 0; i < 500; ++i) {
      const std::string character = utf8(code++);
      CHECK(fixture.width(character) == 20);
      CHECK(fixture.painted.back() == character);
    }
    CHECK(fixture.glyphs.count() <= view::Glyphs::kMost);
    CHECK_FALSE(fixture.glyphs.wants_frame());
  }
  int glyphs = 0;
  auto& pool = ImGui::GetIO().Fonts->Builder->BakedPool;
  for (int i = 0; i < pool.Size; ++i) glyphs += pool[i].Glyphs.Size;
  CHECK(glyphs < 3000);
  CHECK(ImGui::GetIO().Fonts->TexData->Width * ImGui::GetIO().Fonts->TexData->Height <= 1024 * 1024);
}

TEST_CASE("more characters than there is room for in one frame wait for the next") {
  Fixture fixture;
  for (std::uint32_t code = 0x4e00; code < 0x4e00 + 1000; ++code)
    fixture.drawable(std::string{static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
                                 static_cast<char>(0x80 | (code & 63))});
  fixture.next_frame();
  for (std::uint32_t code = 0x6000; code < 0x6000 + 1500; ++code)
    fixture.drawable(std::string{static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
                                 static_cast<char>(0x80 | (code & 63))});
  CHECK(fixture.glyphs.count() == view::Glyphs::kMost);
  CHECK(fixture.glyphs.wants_frame());
  fixture.next_frame();
  CHECK(fixture.glyphs.count() == 0);
  CHECK_FALSE(fixture.glyphs.wants_frame());
}

TEST_CASE("lines end where Chinese and English let them") {
  CHECK(view::may_break_between(U'意', U'力'));
  CHECK(view::may_break_between(U'。', U'请'));
  CHECK(view::may_break_between(U'在', U'P'));
  CHECK(view::may_break_between(' ', 'w'));
  CHECK_FALSE(view::may_break_between('e', 'd'));
  CHECK_FALSE(view::may_break_between(U'力', U'，'));
  CHECK_FALSE(view::may_break_between(U'力', '.'));
  CHECK_FALSE(view::may_break_between(U'（', U'注'));
  CHECK_FALSE(view::may_break_between('v', U'、'));
  CHECK(view::may_break_between(U'、', '.'));  // .npy、.npz
  CHECK(view::may_break_between(' ', '.'));
}
