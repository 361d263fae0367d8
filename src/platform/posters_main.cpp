// Writes every scene's picture as the page is first opened, for readers who cannot see it live: on paper, before it has
// loaded, without WebGL. Runs under Node while the page is built.
// usage: node lab_posters.js FONT FOLDER     writes <scene>-<zh|en>-<light|dark>.svg and scenes.json, the titles
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "app/app.h"
#include "imgui.h"
#include "scenes/scene_list.h"
#include "view/without_renderer.h"

namespace {

constexpr float kWidth = 1100, kHeight = 640;  // CSS pixels
constexpr int kMostFrames = 200;

/// Draws until nothing moves. Returns the first file that the lab wanted to save meanwhile.
std::string settle(app::App& lab) {
  std::string saved;
  for (int frame = 0; frame < kMostFrames; ++frame) {
    lab.frame(frame / 60.0);
    view::answer_for_textures();
    app::Outbox outbox = lab.take_outbox();
    if (!outbox.downloads.empty()) saved = std::move(outbox.downloads.front().bytes);
    if (!lab.wants_frame()) break;
  }
  return saved;
}

std::string poster(const std::string& font, const std::string& scene, const char* language, const char* theme) {
  app::App lab;
  ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  lab.resize(kWidth, kHeight, 1);
  lab.set_reduced_motion(true);
  lab.set_font(font);
  lab.set_language(language);
  lab.set_theme(theme);
  lab.set_fragment("scene=" + scene);
  settle(lab);
  lab.act({view::ActionKind::kActivate, "app/take", ""});
  settle(lab);
  lab.act({view::ActionKind::kActivate, "app/take/ground", "2"});  // in the theme's own colours
  settle(lab);
  lab.act({view::ActionKind::kActivate, "app/take/svg", ""});
  return settle(lab);
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.good();
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return std::fprintf(stderr, "usage: lab_posters FONT FOLDER\n"), 2;
  std::ifstream file(words[1], std::ios::binary);
  const std::string font{std::istreambuf_iterator<char>(file), {}}, folder = words[2];
  std::string titles;
  for (const auto& scene : scenes::make_all()) {
    const std::string id = scene->id();
    const view::Text title = scene->title();
    titles += (titles.empty() ? "{" : ", ") + ("\"" + id) + "\": {\"zh\": \"" + title.zh + "\", \"en\": \"" + title.en +
              "\"}";
    for (const char* language : {"zh", "en"})
      for (const char* theme : {"light", "dark"}) {
        const std::string svg = poster(font, id, language, theme),
                          path = folder + "/" + id + "-" + language + "-" + theme + ".svg";
        if (!svg.starts_with("<svg") || !write(path, svg))
          return std::fprintf(stderr, "%s could not be made\n", path.c_str()), 1;
      }
  }
  return write(folder + "/scenes.json", titles + "}\n") ? 0 : 1;
}
