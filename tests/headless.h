// The lab without a window or a graphics card, driven as a person would drive it.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "app/app.h"
#include "imgui.h"
#include "scenes/scene_list.h"
#include "view/without_renderer.h"

inline std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class HeadlessLab {
 public:
  explicit HeadlessLab(const std::string& fragment = "", float width = 1280, float height = 800,
                       const app::Platform& platform = {})
      : HeadlessLab(scenes::make_all(), fragment, width, height, platform) {}
  /// With other scenes than those of the list.
  explicit HeadlessLab(std::vector<std::unique_ptr<scenes::Scene>> scenes, const std::string& fragment = "",
                       float width = 1280, float height = 800, const app::Platform& platform = {})
      : app_(platform, std::move(scenes)) {
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;  // frame() answers for them
    app_.resize(width, height, 1);
    app_.set_language("zh");
    app_.set_reduced_motion(true);
    static const std::string font = file_bytes(LAB_TEST_FONT);
    app_.set_font(font);
    app_.set_fragment(fragment);
    settle();
  }

  app::App& app() { return app_; }

  void frame(double seconds_later = 1.0 / 60) {
    app_.frame(seconds_ += seconds_later);
    outbox_ = app_.take_outbox();
    if (outbox_.has_fragment) fragment_ = outbox_.fragment;
    view::answer_for_textures();
  }
  /// Until nothing moves any more; a lab that never rests fails.
  void settle() {
    int frames = 0, all = 0;
    const auto is_busy = [&] {
      for (const auto& scene : app_.scenes())
        if (scene->progress() < 1 || scene->is_playing()) return true;
      return false;
    };
    do {
      frame();
      frames += is_busy() ? 0 : 1;
    } while (app_.wants_frame() && frames < 100 && ++all < 100'000);
    CHECK_MESSAGE((frames < 100 && all < 100'000), "the lab does not come to rest");
    std::set<std::string_view> ids;
    for (const view::Node& node : app_.nodes())
      CHECK_MESSAGE(ids.insert(node.id).second, "two nodes are called ", node.id);
  }

  const view::Node* find(const std::string& id) const {
    for (const view::Node& node : app_.nodes())
      if (node.id == id) return &node;
    return nullptr;
  }
  const view::Node& node(const std::string& id) const {
    const view::Node* found = find(id);
    REQUIRE_MESSAGE(found, "no node ", id);
    return *found;
  }

  void act(view::ActionKind kind, const std::string& id, const std::string& value = "") {
    app_.act({kind, id, value});
    settle();
  }
  void step(const std::string& id, view::Step step) {
    app_.act(view::step_action(id, step));
    settle();
  }
  void activate(const std::string& id, const std::string& value = "") { act(view::ActionKind::kActivate, id, value); }
  void set(const std::string& id, const std::string& value) { act(view::ActionKind::kSetValue, id, value); }

  void pointer(app::PointerPhase phase, float x, float y, app::PointerKind kind = app::PointerKind::kMouse) {
    app_.pointer({kind, phase, x, y});
    frame();
  }
  void click(float x, float y, app::PointerKind kind = app::PointerKind::kMouse) {
    pointer(app::PointerPhase::kMove, x, y, kind);
    pointer(app::PointerPhase::kDown, x, y, kind);
    pointer(app::PointerPhase::kUp, x, y, kind);
    settle();
  }
  /// `rect` is that of a node.
  void click(const view::Rect& rect) {
    const float by = app_.magnification();
    click((rect.x + rect.width / 2) * by, (rect.y + rect.height / 2) * by);
  }

  const std::string& fragment() const { return fragment_; }  // as last written into the address bar
  const app::Outbox& outbox() const { return outbox_; }      // of the last frame

 private:
  app::App app_;
  app::Outbox outbox_;
  std::string fragment_;
  double seconds_ = 0;
};
