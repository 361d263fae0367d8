#include "view/blank_font.h"

#include "imgui_internal.h"

namespace view {

namespace {

constexpr ImWchar kFirstWide = 0x2e80;  // radicals, then the ideographs

bool has_every_character(ImFontAtlas*, ImFontConfig*, ImWchar) { return true; }

bool set_height(ImFontAtlas*, ImFontConfig*, ImFontBaked* baked, void*) {
  baked->Ascent = baked->Size * 0.8f;
  baked->Descent = baked->Ascent - baked->Size;
  return true;
}

bool load_blank(ImFontAtlas*, ImFontConfig*, ImFontBaked* baked, void*, ImWchar code, ImFontGlyph* glyph,
                float* advance) {
  const float width = code < kFirstWide ? baked->Size / 2 : baked->Size;
  if (advance) {  // only measured, for now
    *advance = width;
    return true;
  }
  glyph->Codepoint = code;
  glyph->AdvanceX = width;
  return true;
}

}  // namespace

ImFont& add_blank_font(ImFontAtlas& atlas) {
  static ImFontLoader loader;  // always the same
  loader.Name = "blank";
  loader.FontSrcContainsGlyph = has_every_character;
  loader.FontBakedInit = set_height;
  loader.FontBakedLoadGlyph = load_blank;
  ImFontConfig config;
  config.SizePixels = 16;
  config.FontLoader = &loader;
  return *atlas.AddFont(&config);
}

}  // namespace view
