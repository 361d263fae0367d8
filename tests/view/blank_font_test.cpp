#include "view/blank_font.h"

#include <doctest/doctest.h>

#include "imgui.h"

TEST_CASE("before the font has arrived every character has its width and no picture") {
  ImGuiContext* const context = ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  io.DisplaySize = {100, 100};
  ImFont& font = view::add_blank_font(*io.Fonts);
  ImGui::NewFrame();
  CHECK(font.CalcTextSizeA(20, 1000, 0, "ab").x == 20);
  CHECK(font.CalcTextSizeA(20, 1000, 0, "查询").x == 40);
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  const int before = list.VtxBuffer.Size;
  list.AddText(&font, 20, {0, 0}, IM_COL32_WHITE, "ab查询");
  CHECK(list.VtxBuffer.Size == before);
  ImGui::EndFrame();
  ImGui::DestroyContext(context);
}
