#include "view/painter.h"

#include <algorithm>
#include <cctype>
#include <cfloat>
#include <cmath>

#include "imgui_internal.h"
#include "view/formula_signs.h"

namespace view {

namespace {

constexpr float kUprightStep = 1.15f;  // from one upright character to the next one below, in ems
constexpr float kBaseline = 0.801f;    // of Noto Sans CJK, below the top of its line, in line heights

/// How many characters stand upright in a column; 0 = the text is not Chinese throughout.
int count_upright(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  int count = 0;
  for (; at < end; ++count)
    if (!is_ideographic(next_code_point(at, end))) return 0;
  return count;
}

/// A piece of a text: as it stands, lowered, raised, or under a radical.
struct Piece {
  std::string_view text;
  std::string_view sign;  // that it follows, and which is not drawn
  float size = 1;         // of the text's
};

/// Takes the next piece off a text: "W＿Q ÷ √d" is W, a lowered Q, the signs in between and a d under a radical.
Piece next_piece(std::string_view& text) {
  std::size_t next = std::string_view::npos;
  for (const std::string_view sign : {kLowers, kRaises, kRootSign}) {
    next = std::min(next, text.find(sign, 1));
    const std::size_t length = text.starts_with(sign) ? count_signed(text.substr(sign.size())) : 0;
    if (length == 0) continue;
    const Piece piece{text.substr(sign.size(), length), sign, sign == kRootSign ? 1 : kScriptSize};
    text.remove_prefix(sign.size() + length);
    return piece;
  }
  const Piece piece{text.substr(0, next)};
  text.remove_prefix(piece.text.size());
  return piece;
}

}  // namespace

// ---- frame -----------------------------------------------------------------------------------------------------

void Painter::begin() {
  cut_texts_.clear();
  drawn_texts_.clear();
  drawn_cards_.clear();
}

void Painter::end() { pyramids_.end_frame(); }

void Painter::begin_window(const char* name, const Rect& place, ImGuiWindowFlags flags) {
  ImGui::SetNextWindowPos({place.x, place.y});
  ImGui::SetNextWindowSize({place.width, place.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::Begin(name, nullptr,
               flags | ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  to_current_window();
  draw_list_->_FringeScale = pixel();  // edges one device pixel soft, at every ratio
}

void Painter::to_current_window() { draw_list_ = ImGui::GetWindowDrawList(); }

// ---- shapes ----------------------------------------------------------------------------------------------------

float Painter::snapped(float v) const {
  return std::round(v * frame_.input().pixel_ratio) / frame_.input().pixel_ratio;
}

void Painter::fill(const Rect& rect, Color color, float radius) {
  if (SvgRecorder* svg = picture_.svg()) svg->rect(rect, color, radius);
  const float left = snapped(rect.x), top = snapped(rect.y - frame_.input().scroll_y);
  const float right = snapped(rect.x + rect.width), bottom = snapped(rect.y + rect.height - frame_.input().scroll_y);
  draw_list_->AddRectFilled({left, top}, {right, bottom}, color,
                            std::min(radius, std::min(right - left, bottom - top) / 2));
}

void Painter::outline(const Rect& rect, Color color, float radius, float thickness) {
  const float width = thickness > 0 ? thickness : pixel();
  if (SvgRecorder* svg = picture_.svg()) svg->outline(rect, color, radius, width);
  // Inside the rectangle, so that a neighbour one gap away stays one gap away.
  const float left = snapped(rect.x) + width / 2, top = snapped(rect.y - frame_.input().scroll_y) + width / 2;
  const float right = snapped(rect.x + rect.width) - width / 2;
  const float bottom = snapped(rect.y + rect.height - frame_.input().scroll_y) - width / 2;
  // AddRect moves its corners by half a CSS pixel; a path does not.
  draw_list_->PathRect({left, top}, {right, bottom}, std::min(radius, std::min(right - left, bottom - top) / 2));
  draw_list_->PathStroke(color, ImDrawFlags_Closed, width);
}

void Painter::line(float x1, float y1, float x2, float y2, Color color, float thickness) {
  const float width = thickness > 0 ? thickness : pixel();
  if (x1 == x2 || y1 == y2) {  // axis-parallel lines are rectangles: never blurred
    const bool is_vertical = x1 == x2;
    const float length = is_vertical ? y2 - y1 : x2 - x1;
    fill({is_vertical ? x1 - width / 2 : x1, is_vertical ? y1 : y1 - width / 2, is_vertical ? width : length,
          is_vertical ? length : width},
         color);
    return;
  }
  const ImVec2 ends[] = {{x1, y1}, {x2, y2}};
  polyline(ends, color, width);
}

void Painter::circle(float x, float y, float radius, Color color) {
  if (SvgRecorder* svg = picture_.svg()) svg->circle(x, y, radius, color, 0);
  draw_list_->AddCircleFilled(screen(x, y), radius, color);
}

void Painter::ring(float x, float y, float radius, Color color, float thickness) {
  if (SvgRecorder* svg = picture_.svg()) svg->circle(x, y, radius, color, thickness > 0 ? thickness : pixel());
  draw_list_->AddCircle(screen(x, y), radius, color, 0, thickness > 0 ? thickness : pixel());
}

void Painter::polygon(std::span<const ImVec2> corners, Color color) {
  if (SvgRecorder* svg = picture_.svg()) svg->polygon(corners, color);
  for (const ImVec2& corner : corners) draw_list_->PathLineTo(screen(corner.x, corner.y));
  draw_list_->PathFillConcave(color);
}

void Painter::polyline(std::span<const ImVec2> points, Color color, float thickness, bool is_closed) {
  if (SvgRecorder* svg = picture_.svg()) svg->polyline(points, color, thickness > 0 ? thickness : pixel(), is_closed);
  for (const ImVec2& point : points) draw_list_->PathLineTo(screen(point.x, point.y));
  draw_list_->PathStroke(color, is_closed ? ImDrawFlags_Closed : 0, thickness > 0 ? thickness : pixel());
}

void Painter::curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float thickness) {
  if (SvgRecorder* svg = picture_.svg()) svg->curve(a, b, c, d, color, thickness > 0 ? thickness : pixel());
  draw_list_->AddBezierCubic(screen(a.x, a.y), screen(b.x, b.y), screen(c.x, c.y), screen(d.x, d.y), color,
                             thickness > 0 ? thickness : pixel());
}

void Painter::glow(float x, float y, float radius_x, float radius_y, Color color) {
  if (SvgRecorder* svg = picture_.svg()) svg->glow(x, y, radius_x, radius_y, color);
  // Rings of triangles; opacity falls as (1 − r²)², which has no visible edge.
  constexpr int kSegments = 48, kRings = 6;
  const float opacity = static_cast<float>(color >> 24) / 255.0f;
  const ImVec2 uv = draw_list_->_Data->TexUvWhitePixel;
  const auto falling = [&](float r) { return with_opacity(color, opacity * (1 - r * r) * (1 - r * r)); };
  draw_list_->PrimReserve(kSegments * kRings * 6, kSegments * kRings * 4);
  for (int ring = 0; ring < kRings; ++ring) {
    const float inner = static_cast<float>(ring) / kRings, outer = static_cast<float>(ring + 1) / kRings;
    for (int i = 0; i < kSegments; ++i) {
      const auto at = [&](float r, int k) {
        const float angle = 2 * IM_PI * static_cast<float>(k) / kSegments;
        return screen(x + r * radius_x * std::cos(angle), y + r * radius_y * std::sin(angle));
      };
      const auto first = static_cast<ImDrawIdx>(draw_list_->_VtxCurrentIdx);
      draw_list_->PrimWriteVtx(at(inner, i), uv, falling(inner));
      draw_list_->PrimWriteVtx(at(outer, i), uv, falling(outer));
      draw_list_->PrimWriteVtx(at(outer, i + 1), uv, falling(outer));
      draw_list_->PrimWriteVtx(at(inner, i + 1), uv, falling(inner));
      for (const int corner : {0, 1, 2, 0, 2, 3}) draw_list_->PrimWriteIdx(static_cast<ImDrawIdx>(first + corner));
    }
  }
}

float Painter::text_width(std::string_view text, float size) const {
  std::string buffer;
  return drawn_width(glyphs_.drawable(text, buffer), size);
}

/// The width of a text that ImGui can draw as it is.
float Painter::drawn_width(std::string_view text, float size) const {
  float width = 0;
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    width += font()
                 ->CalcTextSizeA(size * piece.size * frame_.input().em_factor, FLT_MAX, 0, piece.text.data(),
                                 piece.text.data() + piece.text.size())
                 .x;
    if (piece.sign == kRootSign) width += kRadicalWidth * size;
  }
  return width;
}

bool Painter::text(const Rect& rect, std::string_view text, TextStyle style) {
  return draw_text(rect, text, style, picture_.svg());
}

std::string Painter::shortened(std::string_view text, float width, float size) const {
  constexpr std::string_view kCut = "…";
  if (text_width(text, size) <= width) return std::string(text);
  const float room = width - text_width(kCut, size);
  if (room < 0) return {};
  std::size_t kept = 0;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* next = at;
    const bool is_joining_next = is_joining(next_code_point(next, end));
    const auto before = static_cast<std::size_t>(at - text.data());
    if (text_width(text.substr(0, before), size) > room) break;
    if (!is_joining_next) kept = before;
    at = next;
  }
  while (kept > 0 && text[kept - 1] == ' ') --kept;
  return std::string(text.substr(0, kept)).append(kCut);
}

bool Painter::draw_text(const Rect& rect, std::string_view text, TextStyle style, SvgRecorder* svg) {
  if (text.empty()) return false;
  const float size = style.size * frame_.input().em_factor;
  const Color color = style.color ? style.color : frame_.theme().text;
  std::string buffer, cut;
  const std::string_view whole = text;
  text = glyphs_.drawable(whole, buffer);
  float width = drawn_width(text, style.size);
  const bool is_cut = width > rect.width + 0.5f;
  if (is_cut) {
    cut_texts_.emplace_back(whole);
    cut = shortened(whole, rect.width, style.size);
    if (cut.empty()) return true;
    text = glyphs_.drawable(cut, buffer);
    width = drawn_width(text, style.size);
  }
  const std::string_view drawn = text;
  float x = rect.x;
  if (style.align == Align::kCenter) x += (rect.width - width) / 2;
  if (style.align == Align::kRight) x += rect.width - width;
  const float y = rect.y + (rect.height - size) / 2;
  if (keeps_texts_) drawn_texts_.push_back({{x, y, width, size}, std::string(text), draw_list_});
  const float baseline = y + size * kBaseline;
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    const bool is_whole = piece.sign.empty() && text.empty() && piece.text.size() == drawn.size();
    const float line = size * piece.size, low = (piece.sign == kLowers   ? kLowered
                                                 : piece.sign == kRaises ? -kRaised
                                                                         : 0) *
                                                style.size;
    if (piece.sign == kRootSign) {
      const float top = baseline - (kAscent + kBarGap) * style.size;
      x += kRadicalWidth * style.size;
      polyline(radical(x - kRadicalWidth * style.size, baseline, top, baseline + kDescent * style.size,
                       x + drawn_width(piece.text, style.size), style.size),
               color, kFormulaLine);
    }
    if (svg) {  // anchored as it is aligned, if it is one piece: another font may be narrower or wider
      const Align align = is_whole ? style.align : Align::kLeft;
      const float anchor = align == Align::kCenter ? x + width / 2 : align == Align::kRight ? x + width : x;
      svg->text(anchor, baseline + low, glyphs_.written(piece.text), style.size * piece.size, color,
                align == Align::kCenter  ? "middle"
                : align == Align::kRight ? "end"
                                         : "start");
    }
    if (frame_.input().has_font)
      draw_list_->AddText(font(), line,
                          {snapped(x), snapped(baseline + low - line * kBaseline - frame_.input().scroll_y)}, color,
                          piece.text.data(), piece.text.data() + piece.text.size());
    x += drawn_width(piece.text, style.size * piece.size);
  }
  return is_cut;
}

void Painter::text_on_baseline(float x, float baseline, std::string_view text, TextStyle style) {
  const float line = style.size * frame_.input().em_factor;
  this->text({x, baseline - line * kBaseline, text_width(text, style.size) + 1, line}, text, style);
}

float Painter::wrapped_text(float x, float y, float width, std::string_view text, TextStyle style, bool is_drawn) {
  const float line_height = std::round(style.size * kLineHeight);
  const char* const end = text.data() + text.size();
  const char* line_start = text.data();
  float height = 0;
  while (line_start < end) {
    const char* at = line_start;
    const char* break_at = nullptr;  // the last place where this line may end
    unsigned previous = 0;
    while (at < end && *at != '\n') {
      const char* next = at;
      const unsigned code = next_code_point(next, end);
      if (at > line_start && may_break_between(previous, code)) break_at = at;
      if (code != ' ' && at > line_start && text_width({line_start, next}, style.size) > width) break;
      previous = code;
      at = next;
    }
    const bool is_last = at >= end || *at == '\n';
    const char* line_end = is_last ? at : break_at ? break_at : at;
    const Rect rect{x, y + height, width + 1, line_height};
    std::string_view shown{line_start, line_end};
    while (!shown.empty() && shown.back() == ' ') shown.remove_suffix(1);
    if (is_drawn) this->text(rect, shown, style);
    height += line_height;
    line_start = line_end;
    if (line_start < end && *line_start == '\n') ++line_start;
    while (line_start < end && *line_start == ' ') ++line_start;
  }
  return height;
}

float Painter::vertical_length(std::string_view text, float size) const {
  const int upright = count_upright(text);
  return upright > 0 ? static_cast<float>(upright) * size * kUprightStep : text_width(text, size);
}

void Painter::vertical_text(const Rect& rect, std::string_view text, TextStyle style) {
  const float step = style.size * kUprightStep;
  const int count = count_upright(text);
  if (count > 0 && step * static_cast<float>(count) <= rect.height + 0.5f) {
    const char* at = text.data();
    const char* const end = at + text.size();
    float y = rect.y + (rect.height - step * static_cast<float>(count)) / 2;
    for (; at < end; y += step) {
      const char* next = at;
      next_code_point(next, end);
      this->text({rect.x, y, rect.width, step}, {at, next},
                 {.size = style.size, .color = style.color, .align = Align::kCenter});
      at = next;
    }
    return;
  }
  // Drawn lying, then turned a quarter to the left around the rectangle's middle.
  const ImVec2 middle = screen(rect.x + rect.width / 2, rect.y + rect.height / 2);
  const int first = draw_list_->VtxBuffer.Size;
  const std::size_t texts = drawn_texts_.size();
  draw_text({rect.x + (rect.width - rect.height) / 2, rect.y + (rect.height - rect.width) / 2, rect.height, rect.width},
            text, {.size = style.size, .color = style.color, .align = Align::kCenter},
            nullptr);  // recorded below, turned
  ImGui::ShadeVertsTransformPos(draw_list_, first, draw_list_->VtxBuffer.Size, middle, 0, -1, middle);
  if (drawn_texts_.size() > texts) {
    const Rect lying = drawn_texts_.back().rect;
    drawn_texts_.back().rect = {rect.x + (rect.width - lying.height) / 2, rect.y + (rect.height - lying.width) / 2,
                                lying.height, lying.width};
  }
  SvgRecorder* svg = picture_.svg();
  if (!svg) return;
  std::string buffer, cut;
  if (text_width(text, style.size) > rect.height + 0.5f) text = cut = shortened(text, rect.height, style.size);
  svg->text(rect.x + rect.width / 2 + style.size * (kBaseline - 0.5f), rect.y + rect.height / 2,
            glyphs_.written(glyphs_.drawable(text, buffer)), style.size,
            style.color ? style.color : frame_.theme().text, "middle", -90);
}

void Painter::custom_drawing(const Rect& rect, ImVec2 uv_min, ImVec2 uv_max, ImDrawCallback callback, const void* data,
                             std::size_t size) {
  if (!callback) return;
  const float left = snapped(rect.x), top = snapped(rect.y - frame_.input().scroll_y);
  const float right = snapped(rect.x + rect.width), bottom = snapped(rect.y + rect.height - frame_.input().scroll_y);
  // ImGui keeps the quad, its clipping and its place in the order; only the program and its textures are the
  // renderer's.
  draw_list_->AddCallback(callback, const_cast<void*>(data), size);
  draw_list_->AddImage(ImGui::GetIO().Fonts->TexRef, {left, top}, {right, bottom}, uv_min, uv_max);
  draw_list_->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

}  // namespace view
