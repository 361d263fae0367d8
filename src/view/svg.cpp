#include "view/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "index.h"
#include "view/base64.h"
#include "view/png.h"
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
  return " fill=\"none\" stroke=\"" + hex(color) + "\"" + opacity(color, "stroke-opacity") + " stroke-width=\"" +
         n(thickness) + "\"";
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
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

/// So many pixels for each of `count` cells that they are two for every CSS pixel of `length`, and not too many in all.
int enlargement(int count, float length) {
  constexpr int kMostPixels = 2048;
  return std::clamp(static_cast<int>(std::ceil(2 * length / static_cast<float>(count))), 1,
                    std::max(1, kMostPixels / count));
}

}  // namespace

void SvgRecorder::begin(const Rect& area, Color background) {
  area_ = area;
  body_.clear();
  definitions_.clear();
  gradients_ = 0;
  has_hatch_ = false;
  rect(area, background, 0);
}

std::string SvgRecorder::finish(std::string_view title, std::string_view description, double points) const {
  const auto length = [&](float pixels) { return points > 0 ? n(pixels * points) + "pt" : n(pixels); };
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + length(area_.width) + "\" height=\"" +
         length(area_.height) + "\" viewBox=\"" + n(area_.x) + " " + n(area_.y) + " " + n(area_.width) + " " +
         n(area_.height) +
         "\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" font-family=\"'Noto Sans SC','Noto Sans CJK SC','Source Han "
         "Sans SC','PingFang SC','Hiragino Sans GB','Microsoft YaHei','WenQuanYi Zen Hei',Arial,'Liberation "
         "Sans',sans-serif\">\n<title>" +
         escaped(title) + "</title>\n" + (description.empty() ? "" : "<desc>" + escaped(description) + "</desc>\n") +
         (definitions_.empty() ? "" : "<defs>" + definitions_ + "</defs>\n") + body_ + "</svg>\n";
}

void SvgRecorder::rect(const Rect& rect, Color color, float radius) {
  if (rect.width <= 0 || rect.height <= 0 || color >> 24 == 0) return;
  body_ += "<rect x=\"" + n(rect.x) + "\" y=\"" + n(rect.y) + "\" width=\"" + n(rect.width) + "\" height=\"" +
           n(rect.height) + "\"" + (radius > 0 ? " rx=\"" + n(radius) + "\"" : "") + fill(color) + "/>\n";
}

void SvgRecorder::outline(const Rect& rect, Color color, float radius, float thickness) {
  body_ += "<rect x=\"" + n(rect.x + thickness / 2) + "\" y=\"" + n(rect.y + thickness / 2) + "\" width=\"" +
           n(rect.width - thickness) + "\" height=\"" + n(rect.height - thickness) + "\"" +
           (radius > 0 ? " rx=\"" + n(radius) + "\"" : "") + stroke(color, thickness) + "/>\n";
}

void SvgRecorder::circle(float x, float y, float radius, Color color, float stroke_thickness) {
  body_ += "<circle cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + "\"" +
           (stroke_thickness > 0 ? stroke(color, stroke_thickness) : fill(color)) + "/>\n";
}

void SvgRecorder::polygon(std::span<const ImVec2> list, Color color) {
  body_ += "<polygon points=\"" + points(list) + "\"" + fill(color) + "/>\n";
}

void SvgRecorder::polyline(std::span<const ImVec2> list, Color color, float thickness, bool is_closed) {
  body_ += std::string(is_closed ? "<polygon" : "<polyline") + " points=\"" + points(list) + "\"" +
           stroke(color, thickness) + " stroke-linejoin=\"round\"/>\n";
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
    definitions_ +=
        "<stop offset=\"" + n(r) + "\" stop-color=\"" + hex(color) + "\" stop-opacity=\"" + n(falling) + "\"/>";
  }
  definitions_ += "</radialGradient>";
  body_ += "<ellipse cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" rx=\"" + n(radius_x) + "\" ry=\"" + n(radius_y) +
           "\" fill=\"url(#" + id + ")\"/>\n";
}

void SvgRecorder::text(float x, float y, std::string_view text, float size, Color color, std::string_view anchor,
                       float degrees) {
  body_ += "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" font-size=\"" + n(size) + "\"" + fill(color) +
           (anchor == "start" ? "" : " text-anchor=\"" + std::string(anchor) + "\"") +
           (degrees != 0 ? " transform=\"rotate(" + n(degrees) + " " + n(x) + " " + n(y) + ")\"" : "") + ">" +
           escaped(text) + "</text>\n";
}

void SvgRecorder::cells(std::span<const float> x_edges, std::span<const float> y_edges, std::span<const Color> colors,
                        Color hatch, Color hatch_ground) {
  const std::size_t columns = x_edges.size() - 1, rows = y_edges.size() - 1;
  const bool is_hatched = std::find(colors.begin(), colors.end(), kHatched) != colors.end();
  if (is_hatched && !std::exchange(has_hatch_, true))
    definitions_ +=
        "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\"" +
        fill(hatch_ground) + "/><rect width=\"2.4\" height=\"6\"" + fill(hatch) + "/></pattern>";
  body_ += "<g shape-rendering=\"crispEdges\">\n";  // no seams between cells
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string y = "\" y=\"" + n(y_edges[row]) + "\" height=\"" +
                          n(static_cast<double>(y_edges[row + 1]) - static_cast<double>(y_edges[row])) + "\"";
    for (std::size_t column = 0; column < columns; ++column) {
      const Color color = colors[row * columns + column];
      body_ += "<rect x=\"" + n(x_edges[column]) + "\" width=\"" +
               n(static_cast<double>(x_edges[column + 1]) - static_cast<double>(x_edges[column])) + y +
               (color == kHatched ? " fill=\"url(#hatch)\"" : fill(color)) + "/>\n";
    }
  }
  body_ += "</g>\n";
}

void SvgRecorder::image(const Rect& rect, int columns, int rows, std::span<const Color> colors) {
  const int wide = enlargement(columns, rect.width), high = enlargement(rows, rect.height);
  std::vector<unsigned char> pixels;
  pixels.reserve(to_size(columns * wide * rows * high * 3));
  for (int y = 0; y < rows * high; ++y) {
    for (int x = 0; x < columns * wide; ++x) {
      const Color color = nth(colors, y / high * columns + x / wide);
      for (const int shift : {0, 8, 16}) pixels.push_back(static_cast<unsigned char>(color >> shift));
    }
  }
  body_ += "<image x=\"" + n(rect.x) + "\" y=\"" + n(rect.y) + "\" width=\"" + n(rect.width) + "\" height=\"" +
           n(rect.height) +
           "\" preserveAspectRatio=\"none\" style=\"image-rendering:optimizeSpeed;image-rendering:pixelated\" "
           "xlink:href=\"data:image/png;base64," +
           base64(png_bytes(pixels, columns * wide, rows * high)) + "\"/>\n";
}

void SvgRecorder::ramp(const Rect& rect, std::span<const Color> colors, bool is_vertical) {
  const std::string id = "ramp" + std::to_string(++gradients_);
  definitions_ += "<linearGradient id=\"" + id + "\" " +
                  (is_vertical ? "x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">" : "x1=\"0\" y1=\"0\" x2=\"1\" y2=\"0\">");
  for (std::size_t i = 0; i < colors.size(); ++i) {
    char offset[16];
    std::snprintf(offset, sizeof offset, "%.5g", static_cast<double>(i) / static_cast<double>(colors.size() - 1));
    definitions_ += std::string("<stop offset=\"") + offset + "\" stop-color=\"" + hex(colors[i]) + "\"/>";
  }
  definitions_ += "</linearGradient>";
  body_ += "<rect x=\"" + n(rect.x) + "\" y=\"" + n(rect.y) + "\" width=\"" + n(rect.width) + "\" height=\"" +
           n(rect.height) + "\" fill=\"url(#" + id + ")\"/>\n";
}

}  // namespace view
