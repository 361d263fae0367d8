// Nothing but a Ui, for tests of blocks: no scene, no app, no graphics card. ImGui's own font stands in for the lab's,
// in English.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "imgui.h"
#include "imgui_internal.h"
#include "view/ui.h"

class BareUi {
 public:
  /// `draw` is called in every frame, inside a page that fills the width.
  explicit BareUi(std::function<void(view::Ui&)> draw, float width = 1280, float height = 800)
      : draw_(std::move(draw)), imgui_(ImGui::CreateContext()) {
    ImGui::SetCurrentContext(imgui_);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = io.LogFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.Fonts->AddFontDefault();
    input.language = view::Language::kEnglish;
    input.is_motion_reduced = true;
    input.width = width;
    input.height = height;
    settle();
  }
  BareUi(const BareUi&) = delete;
  BareUi& operator=(const BareUi&) = delete;
  ~BareUi() {
    ImGui::SetCurrentContext(imgui_);
    ImGui::DestroyContext(imgui_);
  }

  view::FrameInput input;  // of the next frame

  view::Ui& ui() { return ui_; }

  void frame() {
    ImGui::SetCurrentContext(imgui_);
    ImGui::GetIO().DisplaySize = {input.width, input.height};
    ImGui::GetIO().DeltaTime = static_cast<float>(kFrame);
    input.seconds += kFrame;
    ui_.glyphs().begin_frame();
    ImGui::NewFrame();
    ui_.begin_frame(input);
    ui_.begin_page(0);
    draw_(ui_);
    ui_.end_page();
    ui_.end_frame();
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
    input.actions.clear();
  }
  /// Until nothing moves any more.
  void settle() {
    constexpr int kMostFrames = 100;
    int frames = 0;
    do frame();
    while ((ui_.wants_frame() || !imgui_->InputEventsQueue.empty()) && ++frames < kMostFrames);
    CHECK_MESSAGE(frames < kMostFrames, "the block does not come to rest");
  }

  void act(view::Action action) {
    input.actions.push_back(std::move(action));
    settle();
  }
  void move_to(float x, float y) {
    ImGui::SetCurrentContext(imgui_);
    ImGui::GetIO().AddMousePosEvent(x, y);
    frame();
  }
  void press(bool is_down = true) {
    ImGui::SetCurrentContext(imgui_);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, is_down);
    frame();
  }
  void release() { press(false); }
  void click(float x, float y) {
    move_to(x, y);
    press();
    release();
    settle();
  }
  void click(const view::Rect& rect) { click(rect.x + rect.width / 2, rect.y + rect.height / 2); }

  const view::Node* find(std::string_view id) const {
    for (const view::Node& node : ui_.nodes())
      if (node.id == id) return &node;
    return nullptr;
  }
  const view::Node& node(std::string_view id) const {
    const view::Node* found = find(id);
    REQUIRE_MESSAGE(found, "no node ", std::string(id));
    return *found;
  }

 private:
  static constexpr double kFrame = 1.0 / 60;  // seconds

  std::function<void(view::Ui&)> draw_;
  ImGuiContext* imgui_;
  view::Ui ui_;
};
