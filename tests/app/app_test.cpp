#include "app/fragment.h"
#include "app/keyboard.h"
#include "headless.h"

TEST_CASE("the fragment names the scene and leaves defaults out") {
  HeadlessLab lab("scene=heatmaps");
  CHECK(lab.app().fragment() == "scene=heatmaps");
  lab.activate("heatmaps/map", "2");
  CHECK(lab.app().fragment() == "scene=heatmaps&map=viridis");
  CHECK(lab.fragment() == lab.app().fragment());
}

TEST_CASE("unknown keys are ignored, values clamped, and numbers that are not finite refused") {
  HeadlessLab lab("scene=heatmaps&preset=heads&seed=100000&zoom=nan&color=blue&panel=inf");
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=heads&seed=9999");
}

TEST_CASE("percent encoding survives any text") {
  const std::string text = "头 1 & 2 = 100 % #+";
  const auto values = app::parse_fragment("x=" + app::percent_encoded(text));
  CHECK(values.at("x") == text);
  CHECK(app::parse_fragment("a=%zz&b=%4").at("a") == "%zz");
}

TEST_CASE("a field that is no clean text is refused") {
  HeadlessLab lab("scene=heatmaps&x=%FF%FE&y=ok%0Abad");
  CHECK(lab.app().fragment() == "scene=heatmaps");
}

TEST_CASE("language and theme come from the platform until the reader chooses") {
  HeadlessLab lab("scene=heatmaps");
  CHECK(lab.node("app/name").name == "注意力实验室");
  lab.app().set_language("en");
  lab.settle();
  CHECK(lab.node("app/name").name == "Attention Lab");
  CHECK(lab.app().fragment() == "scene=heatmaps");
  lab.activate("app/language");
  CHECK(lab.node("app/name").name == "注意力实验室");
  CHECK(lab.app().fragment() == "scene=heatmaps&lang=zh");
  lab.activate("app/theme");
  CHECK(lab.app().fragment() == "scene=heatmaps&lang=zh&theme=dark");
}

TEST_CASE("nothing is drawn again while nothing happens") {
  HeadlessLab lab("scene=heatmaps");
  CHECK_FALSE(lab.app().wants_frame());
  lab.app().set_scroll(0);
  CHECK_FALSE(lab.app().wants_frame());
  lab.app().pointer({app::PointerKind::kMouse, app::PointerPhase::kMove, 5, 5});
  CHECK(lab.app().wants_frame());
}

TEST_CASE("Tab walks through every control and out again, both ways") {
  HeadlessLab lab("scene=heatmaps");
  std::string at;
  int stops = 0;
  for (at = app::next_focus(lab.app().nodes(), "", false); !at.empty() && stops < 200;
       at = app::next_focus(lab.app().nodes(), at, false))
    ++stops;
  CHECK(stops > 8);
  int back = 0;
  for (at = app::next_focus(lab.app().nodes(), "", true); !at.empty() && back < 200;
       at = app::next_focus(lab.app().nodes(), at, true))
    ++back;
  CHECK(back == stops);
}

TEST_CASE("keys do to a control what its element in a browser would") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  lab.app().focus("heatmaps/seed", true);
  lab.frame();
  CHECK(lab.app().key(app::Key::kRight));
  lab.settle();
  CHECK(lab.node("heatmaps/seed").number == 2);
  lab.app().key(app::Key::kEnd);
  lab.settle();
  CHECK(lab.node("heatmaps/seed").number == 9999);
  lab.app().key(app::Key::kDelete);
  lab.settle();
  CHECK(lab.node("heatmaps/seed").number == 1);
  lab.app().focus("heatmaps/scale", true);
  lab.frame();
  lab.app().key(app::Key::kRight);
  lab.settle();
  CHECK(lab.app().fragment().find("scale=unit") != std::string::npos);
}

TEST_CASE("two steps of a cursor within one frame are two steps") {
  HeadlessLab lab("scene=heatmaps&panel=0");
  lab.app().act(view::step_action("heatmaps/picture", view::Step::kRight));
  lab.app().act(view::step_action("heatmaps/picture", view::Step::kRight));
  lab.settle();
  CHECK(lab.node("heatmaps/picture").cursor_column == 2);
}

TEST_CASE("a slider follows the pointer, and the address waits until it is released") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  const view::Rect rect = lab.node("heatmaps/seed").rect;
  const float y = rect.y + rect.height / 2;
  lab.pointer(app::PointerPhase::kMove, rect.x + rect.width / 2, y);
  lab.pointer(app::PointerPhase::kDown, rect.x + rect.width / 2, y);
  lab.frame();
  CHECK(lab.node("heatmaps/seed").number == doctest::Approx(5000).epsilon(0.05));
  CHECK(lab.fragment().find("seed") == std::string::npos);
  lab.pointer(app::PointerPhase::kUp, rect.x + rect.width / 2, y);
  lab.settle();
  CHECK(lab.fragment().find("seed") != std::string::npos);
}

TEST_CASE("a finger that the page takes over presses nothing") {
  HeadlessLab lab("scene=heatmaps");
  const view::Rect rect = lab.node("heatmaps/scale").option_rects[2];
  const float x = rect.x + 5, y = rect.y + 5;
  lab.pointer(app::PointerPhase::kDown, x, y, app::PointerKind::kTouch);
  lab.pointer(app::PointerPhase::kCancel, x, y, app::PointerKind::kTouch);
  lab.settle();
  CHECK(lab.app().fragment() == "scene=heatmaps");
}

TEST_CASE("ten thousand random events leave no mark but their state") {
  HeadlessLab lab("scene=heatmaps");
  std::uint64_t seed = 42;
  const auto next = [&](std::uint64_t below) {
    return (seed = seed * 6364136223846793005ull + 1442695040888963407ull) >> 33 ? (seed >> 33) % below : 0;
  };
  for (int i = 0; i < 10000; ++i) {
    const auto x = static_cast<float>(next(1280)), y = static_cast<float>(next(800));
    switch (next(6)) {
      case 0:
        lab.app().pointer({app::PointerKind::kMouse, app::PointerPhase::kDown, x, y});
        break;
      case 1:
        lab.app().pointer({app::PointerKind::kMouse, app::PointerPhase::kUp, x, y});
        break;
      case 2:
        lab.app().wheel(0, static_cast<float>(next(200)) - 100, false);
        break;
      case 3:
        lab.app().key(static_cast<app::Key>(next(16)));
        break;
      default:
        lab.app().pointer({app::PointerKind::kTouch, app::PointerPhase::kMove, x, y});
    }
    if (i % 4 == 0) lab.frame();
  }
  lab.app().pointer({app::PointerKind::kMouse, app::PointerPhase::kUp, 0, 0});
  lab.app().key(app::Key::kEscape);           // a field that is being edited would blink its caret
  for (int i = 0; i < 200; ++i) lab.frame();  // what is shown for a moment has had it
  lab.settle();
  for (const auto& scene : lab.app().scenes())
    if (lab.app().fragment().find(scene->id()) != std::string::npos) CHECK(scene->is_sound());
}
