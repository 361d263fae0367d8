#include "gl_renderer.h"

#include "gl_api.h"
#include "imgui_impl_opengl3.h"

namespace platform {

namespace {

#ifdef __EMSCRIPTEN__
constexpr char kGlslVersion[] = "#version 300 es";
constexpr char kGlslPrefix[] =
    "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n";
#else
constexpr char kGlslVersion[] = "#version 330 core";
constexpr char kGlslPrefix[] = "#version 330 core\n";
#endif

}  // namespace

app::Platform GlRenderer::describe(app::Platform platform) {
  platform.draw_heatmap = draw_heatmap;
  platform.renderer = this;
  return platform;
}

void GlRenderer::draw_heatmap(const ImDrawList*, const ImDrawCmd* command) {
  const auto& drawing = *static_cast<const view::HeatmapDrawing*>(command->UserCallbackData);
  auto& renderer = *static_cast<GlRenderer*>(drawing.renderer);
  renderer.heatmap_.use(drawing, *renderer.draw_data_);
}

bool GlRenderer::start() {
  is_started_ =
      ImGui_ImplOpenGL3_Init(kGlslVersion) && ImGui_ImplOpenGL3_CreateDeviceObjects() && heatmap_.start(kGlslPrefix);
  return is_started_;
}

void GlRenderer::stop() {
  if (!is_started_) return;
  heatmap_.stop();
  ImGui_ImplOpenGL3_Shutdown();
  is_started_ = false;
}

void GlRenderer::render(const app::App&) {
  ImDrawData* draw_data = ImGui::GetDrawData();
  if (!is_started_ || !draw_data) return;
  glViewport(0, 0, static_cast<int>(draw_data->DisplaySize.x * draw_data->FramebufferScale.x + 0.5f),
             static_cast<int>(draw_data->DisplaySize.y * draw_data->FramebufferScale.y + 0.5f));
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  draw_data_ = draw_data;
  ImGui_ImplOpenGL3_RenderDrawData(draw_data);
  draw_data_ = nullptr;
  heatmap_.end_frame();
}

void GlRenderer::lose() {
  heatmap_.forget();
  ImGui_ImplOpenGL3_DestroyDeviceObjects();  // on a lost context these are no-ops that clear the backend's names
  is_started_ = false;
}

bool GlRenderer::restore() {
  is_started_ = ImGui_ImplOpenGL3_CreateDeviceObjects() && heatmap_.start(kGlslPrefix);
  return is_started_;
}

}  // namespace platform
