#include "view/svg.h"

#include <cmath>
#include <cstdio>

#include "view/text.h"

namespace view {

namespace {

/// Hundredths of a CSS pixel, no trailing zeros.
std::string n(double value) { return exact_number_text(std::round(value * 100) / 100); }

std::string hex(Color color) {
  char buffer[8];
  std::snprintf(buffer, sizeof buffer, "#%02x%02x%02x", color & 0xff, color >> 8 & 0xff, color >> 16 & 0xff);
  return buffer;
}

std::string opacity(Color color, const char* attribute) {
  const unsigned alpha = color >> 24;
  return alpha == 255 ? "" : std::string(" ") + attribute + "=\"" + n(alpha / 255.0) + "\"";
}

std::string fill(Color color) { return " fill=\"" + hex(color) + "\"" + opacity(color, "fill-opacity"); }

std::string stroke(Color color, float thickness) {
  return " fill=\"none\" stroke=\"" + hex(color) + "\"" + opacity(color, "stroke-opacity") + " stroke-width=\"" + n(thickness) + "\"";
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) safe += c;  // control characters are not allowed in XML
    }
  }
  return safe;
}

std::string points(std::span<const ImVec2> list) {
  std::string text;
  for (const ImVec2& point : list) text += (text.empty() ? "" : " ") + n(point.x) + "," + n(point.y);
  return text;
}

std::string base64(std::string_view bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? kAlphabet[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

/// Uncompressed 24-bit BMP: the one image format that needs no compressor, and every SVG viewer reads.
std::string bitmap(int columns, int rows, std::span<const Color> colors) {
  const int row_bytes = (columns * 3 + 3) / 4 * 4;
  constexpr int kHeader = 54;
  std::string bytes(static_cast<std::size_t>(kHeader), '\0');
  const auto put = [&](int at, unsigned value, int count) {
    for (int i = 0; i < count; ++i) bytes[static_cast<std::size_t>(at + i)] = static_cast<char>(value >> (8 * i));
  };
  bytes[0] = 'B';
  bytes[1] = 'M';
  put(2, static_cast<unsigned>(kHeader + row_bytes * rows), 4);
  put(10, kHeader, 4);
  put(14, 40, 4);
  put(18, static_cast<unsigned>(columns), 4);
  put(22, static_cast<unsigned>(-rows), 4);  // negative: the first row is the top one
  put(26, 1, 2);
  put(28, 24, 2);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const Color color = colors[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)];
      for (const int shift : {16, 8, 0}) bytes += static_cast<char>(color >> shift);
    }
    bytes.append(static_cast<std::size_t>(row_bytes - columns * 3), '\0');
  }
  return bytes;
}

}  // namespace

void SvgRecorder::begin(const Rect& area, Color background) {
  area_ = area;
  body_.clear();
  definitions_.clear();
  gradients_ = 0;
  rect(area, background, 0);
}

std::string SvgRecorder::finish(std::string_view title, std::string_view description, double points) const {
  const auto length = [&](float pixels) { return points > 0 ? n(pixels * points) + "pt" : n(pixels); };
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + length(area_.width) + "\" height=\"" + length(area_.height) + "\" viewBox=\"" +
         n(area_.x) + " " + n(area_.y) + " " + n(area_.width) + " " + n(area_.height) +
         "\" font-family=\"'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif\">\n<title>" +
         escaped(title) + "</title>\n" + (description.empty() ? "" : "<desc>" + escaped(description) + "</desc>\n") + (definitions_.empty() ? "" : "<defs>" + definitions_ + "</defs>\n") + body_ + "</svg>\n";
}

void SvgRecorder::rect(const Rect& rect, Color color, float radius) {
  if (rect.width <= 0 || rect.height <= 0 || color >> 24 == 0) return;
  body_ += "<rect x=\"" + n(rect.x) + "\" y=\"" + n(rect.y) + "\" width=\"" + n(rect.width) + "\" height=\"" + n(rect.height) + "\"" +
           (radius > 0 ? " rx=\"" + n(radius) + "\"" : "") + fill(color) + "/>\n";
}

void SvgRecorder::outline(const Rect& rect, Color color, float radius, float thickness) {
  body_ += "<rect x=\"" + n(rect.x + thickness / 2) + "\" y=\"" + n(rect.y + thickness / 2) + "\" width=\"" + n(rect.width - thickness) +
           "\" height=\"" + n(rect.height - thickness) + "\"" + (radius > 0 ? " rx=\"" + n(radius) + "\"" : "") + stroke(color, thickness) + "/>\n";
}

void SvgRecorder::circle(float x, float y, float radius, Color color, float stroke_thickness) {
  body_ += "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + "\"" + (stroke_thickness > 0 ? stroke(color, stroke_thickness) : fill(color)) + "/>\n";
}

void SvgRecorder::polygon(std::span<const ImVec2> list, Color color) { body_ += "<polygon points=\"" + points(list) + "\"" + fill(color) + "/>\n"; }

void SvgRecorder::polyline(std::span<const ImVec2> list, Color color, float thickness, bool is_closed) {
  body_ += std::string(is_closed ? "<polygon" : "<polyline") + " points=\"" + points(list) + "\"" + stroke(color, thickness) + " stroke-linejoin=\"round\"/>\n";
}

void SvgRecorder::curve(ImVec2 a, ImVec2 b, ImVec2 c, ImVec2 d, Color color, float thickness) {
  const auto at = [](ImVec2 point) { return n(point.x) + " " + n(point.y); };
  body_ += "<path d=\"M" + at(a) + " C" + at(b) + " " + at(c) + " " + at(d) + "\"" + stroke(color, thickness) + "/>\n";
}

void SvgRecorder::glow(float x, float y, float radius_x, float radius_y, Color color) {
  const std::string id = "glow" + std::to_string(++gradients_);
  definitions_ += "<radialGradient id=\"" + id + "\">";
  for (const double r : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const double falling = (1 - r * r) * (1 - r * r) * (color >> 24) / 255.0;
    definitions_ += "<stop offset=\"" + n(r) + "\" stop-color=\"" + hex(color) + "\" stop-opacity=\"" + n(falling) + "\"/>";
  }
  definitions_ += "</radialGradient>";
  body_ += "<ellipse cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" rx=\"" + n(radius_x) + "\" ry=\"" + n(radius_y) + "\" fill=\"url(#" + id + ")\"/>\n";
}

void SvgRecorder::text(float x, float y, std::string_view text, float size, Color color, std::string_view anchor, float degrees) {
  body_ += "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" font-size=\"" + n(size) + "\"" + fill(color) +
           (anchor == "start" ? "" : " text-anchor=\"" + std::string(anchor) + "\"") +
           (degrees != 0 ? " transform=\"rotate(" + n(degrees) + " " + n(x) + " " + n(y) + ")\"" : "") + ">" + escaped(text) + "</text>\n";
}

void SvgRecorder::image(const Rect& rect, int columns, int rows, std::span<const Color> colors) {
  body_ += "<image x=\"" + n(rect.x) + "\" y=\"" + n(rect.y) + "\" width=\"" + n(rect.width) + "\" height=\"" + n(rect.height) +
           "\" preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"data:image/bmp;base64," + base64(bitmap(columns, rows, colors)) + "\"/>\n";
}

}  // namespace view
