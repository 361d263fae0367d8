// Opens one file after the other as the desktop program does, in its reading thread, and draws, saves and walks what
// came of it, without a screen. For builds with sanitizers, and for measuring.
// usage: open_files FOLDER FILE...     saves into FOLDER; one line for every file:
//        "opened FILE: 1.2 ms a frame, 34 MB" or "refused FILE: a sentence", or "silent FILE", which is a failure
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "app/app.h"
#include "desktop_reader.h"
#include "desktop_saver.h"
#include "imgui.h"
#include "view/without_renderer.h"

namespace {

constexpr int kMostFrames = 400;

struct Desk {
  app::App app;
  platform::DesktopReader reader{[] {}};
  platform::FileSaver saver;
  double seconds = 0, drawing = 0;  // as the app is told, and really spent
  int frames = 0;

  explicit Desk(const std::string& folder) : saver(folder) {}

  bool frame() {
    const auto start = std::chrono::steady_clock::now();
    app.frame(seconds += 1.0 / 60);
    drawing += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++frames;
    view::answer_for_textures();
    for (const app::Download& download : app.take_outbox().downloads) {
      const auto saved = saver.take(download);
      if (saved && !saved->path.empty()) std::filesystem::remove(saved->path);
    }
    return app.wants_frame();
  }
  void settle() {
    for (int i = 0; i < kMostFrames && frame(); ++i) app.settle();
  }
  void act(view::Action action) {
    app.act(std::move(action));
    settle();
  }
};

long resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6)) / 1024;
  return 0;
}

/// What a curious reader does with a file.
void explore(Desk& desk) {
  using view::ActionKind;
  for (const char* id : {"app/take/csv", "app/take/npz", "app/take/svg"}) desk.act({ActionKind::kActivate, id});
  using view::Step;
  for (const Step step : {Step::kDown, Step::kRight, Step::kLast, Step::kPanelNext, Step::kZoomIn})
    desk.act(view::step_action("heatmaps/picture", step));
  for (const char* combination : {"1", "3", "0"}) desk.act({ActionKind::kActivate, "heatmaps/combine", combination});
  desk.act({ActionKind::kActivate, "heatmaps/order", "1"});
}

/// False if nothing is said about it.
bool open(Desk& desk, const char* path) {
  const std::size_t refused_before = desk.reader.refused().size();
  desk.reader.open({path});
  while (desk.reader.has_work()) {
    desk.reader.wait();
    desk.reader.serve(desk.app);
    desk.frame();
  }
  desk.settle();
  if (desk.reader.refused().size() > refused_before) {
    const formats::Problem& problem = desk.reader.refused().back();
    std::printf("%s %s: %s\n", problem.en.empty() || problem.zh.empty() ? "silent" : "refused", path,
                problem.en.c_str());
    return !problem.en.empty() && !problem.zh.empty();
  }
  desk.drawing = desk.frames = 0;
  for (int i = 0; i < 5; ++i) desk.frame();
  const double per_frame = desk.drawing / desk.frames;
  explore(desk);
  const bool is_described = !desk.app.says().empty();
  std::printf("%s %s: %.1f ms a frame, %ld MB\n", is_described ? "opened" : "silent", path, per_frame * 1000,
              resident_megabytes());
  return is_described;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: open_files FOLDER FILE...\n");
    return 2;
  }
  Desk desk(arguments[1]);
  ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  desk.app.resize(1280, 800, 1);
  desk.app.set_language("zh");
  desk.app.set_reduced_motion(true);
  std::ifstream font(LAB_TEST_FONT, std::ios::binary);
  desk.app.set_font({std::istreambuf_iterator<char>(font), {}});
  desk.app.set_fragment("scene=heatmaps");
  desk.settle();
  desk.act({view::ActionKind::kActivate, "app/take"});
  bool is_well = true;
  for (int i = 2; i < count; ++i) {
    is_well &= open(desk, arguments[i]);
    std::fflush(stdout);
  }
  return is_well ? 0 : 1;
}
