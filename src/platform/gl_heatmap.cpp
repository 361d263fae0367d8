#include "gl_heatmap.h"

#include <vector>

#include "gl_api.h"
#include "shaders/shaders.h"

namespace platform {

namespace {

constexpr int kNumbersUnit = 1, kColorMapUnit = 2;  // unit 0 is ImGui's
constexpr float kHatchPeriod = 6;                   // CSS pixels

/// 0 and the driver's words in `problem` if it does not compile.
unsigned compiled(unsigned kind, const char* prefix, const char* body, std::string& problem) {
  const unsigned shader = glCreateShader(kind);
  const char* parts[] = {prefix, body};
  glShaderSource(shader, 2, parts, nullptr);
  glCompileShader(shader);
  int is_compiled = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &is_compiled);
  if (is_compiled) return shader;
  char log[2048] = "";
  glGetShaderInfoLog(shader, sizeof log, nullptr, log);
  problem = log;
  glDeleteShader(shader);
  return 0;
}

void set_color(int uniform, view::Color color) {
  const ImVec4 parts = ImGui::ColorConvertU32ToFloat4(color);
  glUniform4f(uniform, parts.x, parts.y, parts.z, parts.w);
}

void set_nearest() {
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

}  // namespace

bool GlHeatmap::start(const char* glsl_prefix) {
  const unsigned vertex = compiled(GL_VERTEX_SHADER, glsl_prefix, shaders::kHeatmapVertex, problem_);
  const unsigned fragment = vertex ? compiled(GL_FRAGMENT_SHADER, glsl_prefix, shaders::kHeatmapFragment, problem_) : 0;
  if (!fragment) return false;
  program_ = glCreateProgram();
  glAttachShader(program_, vertex);
  glAttachShader(program_, fragment);
  // ImGui's vertex array is bound while we draw. Its backend leaves the places to the linker, which numbers them in
  // this order on every driver we met; adopt_attributes_of_current_program() makes sure of it.
  const bool is_linked = adopt_attributes_of_current_program();
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  return is_linked;
}

/// Links the program with the attribute places of ImGui's program, or with 0, 1, 2 before that exists.
bool GlHeatmap::adopt_attributes_of_current_program() {
  int current = 0;
  glGetIntegerv(GL_CURRENT_PROGRAM, &current);
  int place = 0;
  for (const char* name : {"Position", "UV", "Color"}) {
    const int found = current ? glGetAttribLocation(static_cast<unsigned>(current), name) : place;
    if (found >= 0) glBindAttribLocation(program_, static_cast<unsigned>(found), name);
    ++place;
  }
  glLinkProgram(program_);
  int is_linked = 0;
  glGetProgramiv(program_, GL_LINK_STATUS, &is_linked);
  if (!is_linked) {
    char log[2048] = "";
    glGetProgramInfoLog(program_, sizeof log, nullptr, log);
    problem_ = log;
    return false;
  }
  const auto uniform = [this](const char* name) { return glGetUniformLocation(program_, name); };
  uniforms_ = {uniform("ProjMtx"), uniform("numbers"),      uniform("color_map"),
               uniform("size"),    uniform("scale"),        uniform("is_maximum"),
               uniform("hatch"),   uniform("hatch_ground"), uniform("hatch_period")};
  return true;
}

void GlHeatmap::forget() {
  program_ = 0;
  textures_.clear();
  color_maps_ = {};
}

void GlHeatmap::stop() {
  for (auto& [content, texture] : textures_) glDeleteTextures(1, &texture.name);
  for (unsigned& name : color_maps_)
    if (name) glDeleteTextures(1, &name);
  if (program_) glDeleteProgram(program_);
  forget();
}

unsigned GlHeatmap::texture_of(const view::MatrixView& matrix) {
  Texture& texture = textures_[matrix.content];
  texture.was_used = true;
  if (texture.name) return texture.name;
  glGenTextures(1, &texture.name);
  glBindTexture(GL_TEXTURE_2D, texture.name);
  set_nearest();
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<int>(matrix.row_stride));
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, static_cast<int>(matrix.columns), static_cast<int>(matrix.rows), 0, GL_RED,
               GL_FLOAT, matrix.values);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  return texture.name;
}

unsigned GlHeatmap::color_map_texture(int map) {
  unsigned& name = color_maps_[static_cast<std::size_t>(map)];
  if (name) return name;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  set_nearest();
  const auto colors = view::color_map_stops(map);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<int>(colors.size()), 1, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               colors.data());
  return name;
}

void GlHeatmap::use(const view::HeatmapDrawing& drawing, const ImDrawData& draw_data) {
  glUseProgram(program_);
  glActiveTexture(GL_TEXTURE0 + kNumbersUnit);
  glBindTexture(GL_TEXTURE_2D, texture_of(drawing.matrix));
  glActiveTexture(GL_TEXTURE0 + kColorMapUnit);
  glBindTexture(GL_TEXTURE_2D, color_map_texture(drawing.map));
  glActiveTexture(GL_TEXTURE0);

  const float left = draw_data.DisplayPos.x, right = left + draw_data.DisplaySize.x;
  const float top = draw_data.DisplayPos.y, bottom = top + draw_data.DisplaySize.y;
  const float projection[4][4] = {{2 / (right - left), 0, 0, 0},
                                  {0, 2 / (top - bottom), 0, 0},
                                  {0, 0, -1, 0},
                                  {(right + left) / (left - right), (top + bottom) / (bottom - top), 0, 1}};
  glUniformMatrix4fv(uniforms_.projection, 1, GL_FALSE, &projection[0][0]);
  glUniform1i(uniforms_.numbers, kNumbersUnit);
  glUniform1i(uniforms_.color_map, kColorMapUnit);
  glUniform2i(uniforms_.size, static_cast<int>(drawing.matrix.columns), static_cast<int>(drawing.matrix.rows));
  glUniform2f(uniforms_.scale, drawing.scale.minimum, drawing.scale.maximum);
  glUniform1i(uniforms_.is_maximum, drawing.is_maximum);
  set_color(uniforms_.hatch, drawing.hatch);
  set_color(uniforms_.hatch_ground, drawing.hatch_ground);
  glUniform1f(uniforms_.hatch_period, kHatchPeriod * draw_data.FramebufferScale.x);
}

void GlHeatmap::end_frame() {
  for (auto it = textures_.begin(); it != textures_.end();) {
    if (it->second.was_used) {
      it->second.was_used = false;
      ++it;
    } else {
      glDeleteTextures(1, &it->second.name);
      it = textures_.erase(it);
    }
  }
}

}  // namespace platform
