// What SceneOf makes of a struct that has nothing but what it must have, that plays, that learns.
#include "scenes/scene_of.h"

#include <chrono>
#include <thread>

#include "headless.h"
#include "view/player.h"

namespace {

template <class S>
std::vector<std::unique_ptr<scenes::Scene>> only() {
  std::vector<std::unique_ptr<scenes::Scene>> all;
  all.push_back(std::make_unique<scenes::SceneOf<S>>());
  return all;
}

/// A clock that runs when it is told to: five snapshots a second, of a hundred.
struct Clock {
  static constexpr const char* kId = "clock";
  static constexpr view::Text kTitle{"钟", "Clock"};
  struct State {
    view::Playback playback;
    int paused_at = 0;
    bool operator==(const State&) const = default;
  };
  struct Result {
    int shown = 0;
  };
  static void fields(State& state, scenes::FieldVisitor& visitor) {
    int at = state.playback.snapshot();
    visitor.integer("at", at, 0, 99);
    if (at != state.playback.snapshot()) state.playback.position = at;
  }
  static Result compute(const State& state) { return {state.playback.snapshot()}; }
  static void advance(State& state, double seconds) { view::advance(state.playback, 100, 5, seconds); }
  static void draw(view::Ui& ui, State& next, const Result& result) {
    ui.begin_picture();
    view::paragraph(ui, "clock/shown", std::to_string(result.shown));
    ui.end_picture({0, 0, 10, 10});
    view::player(ui, {"clock/at", "Time"}, next.playback, {.count = 100});
  }
};

/// Says that everything is done before it is.
struct Hasty {
  static constexpr const char* kId = "hasty";
  static constexpr view::Text kTitle{"急", "Hasty"};
  struct State {
    int wished = 0;
    bool operator==(const State&) const = default;
  };
  struct Result {
    int done = 0;
  };
  static void fields(State& state, scenes::FieldVisitor& visitor) { visitor.integer("wished", state.wished, 0, 9); }
  static core::Steps compute(const State& state, const Result*, Result& result) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(1.2 * core::Steps::kAtOnce);
    while (std::chrono::steady_clock::now() < end) {
    }
    co_yield 1;
    result.done = state.wished;
  }
  static void draw(view::Ui& ui, State&, const Result& result) {
    ui.begin_picture();
    view::paragraph(ui, "hasty/done", std::to_string(result.done));
    ui.end_picture({0, 0, 10, 10});
  }
};

/// Counts up to what is wished, in pieces, and shows how far it is.
struct Learner {
  static constexpr const char* kId = "learner";
  static constexpr view::Text kTitle{"学习", "Learner"};
  struct Input {
    int wished = 0;
    bool operator==(const Input&) const = default;
  };
  struct State {
    Input input;
    bool is_marked = false;
    bool operator==(const State&) const = default;
  };
  struct Result {
    int learnt = 0;
  };
  static void fields(State& state, scenes::FieldVisitor& visitor) {
    visitor.integer("wished", state.input.wished, 0, 1'000'000'000);
    visitor.flag("marked", state.is_marked);
  }
  static core::Steps compute(const Input& input, const Result*, Result& result) {
    for (result.learnt = 0; result.learnt < input.wished; ++result.learnt)
      co_yield static_cast<double>(result.learnt) / input.wished;
  }
  static std::optional<Input> reached(const Input&, const Result& partial) {
    if (partial.learnt == 0) return std::nullopt;
    return Input{partial.learnt};
  }
  static int drawn;
  static void draw(view::Ui& ui, State& next, const Result& result) {
    drawn = result.learnt;
    if (ui.shows_panel("controls")) view::toggle(ui, {"learner/marked", "Marked"}, next.is_marked);
  }
};
int Learner::drawn = -1;

/// The same with a player.
struct PlayingLearner : Learner {
  struct State : Learner::State {
    view::Playback playback;
    bool operator==(const State&) const = default;
  };
  static int times_advanced;
  static void advance(State&, double) { ++times_advanced; }
  static void draw(view::Ui& ui, State& next, const Result& result) {
    Learner::draw(ui, next, result);
    if (ui.shows_panel("controls")) view::player(ui, {"learner/at", "Step"}, next.playback, {.count = 100});
  }
};
int PlayingLearner::times_advanced = 0;

/// The same in pieces each of which takes longer than the part of a frame that there is for it.
struct SlowLearner : Learner {
  static core::Steps compute(const Input& input, const Result*, Result& result) {
    for (result.learnt = 0; result.learnt < input.wished; ++result.learnt) {
      std::this_thread::sleep_for(std::chrono::duration<double>(1.1 * core::Steps::kPerFrame));
      co_yield static_cast<double>(result.learnt) / input.wished;
    }
  }
};

}  // namespace

TEST_CASE("a scene that names neither panels nor controls has the usual ones, and one control for each field") {
  const auto scene = std::move(only<Learner>().front());
  CHECK(scene->controls() == std::vector<std::string>{"wished", "marked"});
  CHECK(std::string(scene->panels().front().id) == "picture");
  CHECK(scene->control_of("wished") == "wished");
  CHECK_FALSE(scene->has_program());
  CHECK(scene->is_sound());
  CHECK_FALSE(scene->opens_files());
}

TEST_CASE("what plays changes with time; the link and the steps to be undone wait until it pauses") {
  HeadlessLab lab(only<Clock>(), "scene=clock");
  app::App& app = lab.app();
  app.set_reduced_motion(false);
  lab.frame();
  app.act({view::ActionKind::kActivate, "clock/at/play", ""});
  for (int i = 0; i < 60; ++i) lab.frame();
  CHECK(app.wants_frame());
  CHECK(std::stoi(lab.node("clock/shown").name) >= 3);
  CHECK(lab.fragment().find("at=") == std::string::npos);
  CHECK(lab.node("app/undo").is_disabled);
  app.act({view::ActionKind::kActivate, "clock/at/play", ""});
  lab.settle();
  const std::string shown = lab.node("clock/shown").name;
  CHECK(lab.fragment().find("at=" + shown) != std::string::npos);
  CHECK_FALSE(app.wants_frame());
  lab.activate("app/undo");
  CHECK(lab.node("clock/shown").name == "0");
  CHECK(lab.node("app/undo").is_disabled);  // the whole way was one step
  lab.activate("app/redo");
  CHECK(lab.node("clock/shown").name == shown);
}

TEST_CASE("a state that is kept while it plays is kept at rest") {
  const auto scene = std::move(only<Clock>().front());
  HeadlessLab lab(only<Clock>(), "scene=clock");
  lab.app().set_reduced_motion(false);
  lab.frame();
  lab.app().act({view::ActionKind::kActivate, "clock/at/play", ""});
  for (int i = 0; i < 30; ++i) lab.frame();
  lab.app().keep_state("entry", "clock");
  lab.app().return_to("entry", "scene=clock");
  lab.settle();  // comes to rest only if nothing plays
  CHECK(std::stoi(lab.node("clock/shown").name) >= 1);
}

TEST_CASE("time that passed while nobody looked does not count") {
  HeadlessLab lab(only<Clock>(), "scene=clock");
  lab.app().set_reduced_motion(false);
  lab.app().frame(1);
  lab.app().act({view::ActionKind::kActivate, "clock/at/play", ""});
  lab.app().frame(1.01);
  lab.app().frame(1000);  // the page was hidden
  lab.app().frame(1000.01);
  CHECK(std::stoi(lab.node("clock/shown").name) <= 1);
}

TEST_CASE("what says too early that it is done is computed to its end all the same") {
  HeadlessLab lab(only<Hasty>(), "scene=hasty&lang=en");
  lab.app().set_fragment("scene=hasty&lang=en&wished=7");
  lab.frame();
  for (int i = 0; i < 10 && lab.app().wants_frame(); ++i) lab.frame();
  CHECK(lab.node("hasty/done").name == "7");
}

TEST_CASE("what learns while it plays rests while something is dragged along, and goes on while it is only held") {
  HeadlessLab lab(only<PlayingLearner>(), "scene=learner&lang=en");
  lab.app().set_reduced_motion(false);
  lab.app().set_fragment("scene=learner&lang=en&wished=1000000000");
  lab.frame();
  lab.app().act({view::ActionKind::kActivate, "learner/at/play", ""});
  lab.frame();
  const view::Rect held = lab.node("learner/marked").rect;
  const auto learnt_while_at = [&](std::initializer_list<float> places) {
    const int before = PlayingLearner::drawn;
    for (const float place : places) lab.pointer(app::PointerPhase::kMove, held.x + place, held.y + 5);
    return PlayingLearner::drawn - before;
  };
  CHECK(learnt_while_at({5, 6, 7}) > 0);  // nothing is held
  lab.pointer(app::PointerPhase::kDown, held.x + 7, held.y + 5);
  learnt_while_at({8});
  const int times_before = PlayingLearner::times_advanced;
  CHECK(learnt_while_at({9, 10, 11, 11, 12}) == 0);
  CHECK(PlayingLearner::times_advanced == times_before);
  for (int i = 0; i < 20; ++i) lab.frame();
  CHECK(learnt_while_at({12, 12}) > 0);  // a hand that rests
  CHECK(PlayingLearner::times_advanced > times_before);
}

TEST_CASE("where frames come seldom each of them computes longer") {
  HeadlessLab lab(only<SlowLearner>(), "scene=learner");
  lab.app().set_fragment("scene=learner&wished=1000000");
  lab.frame();
  const auto learnt_in_ten_frames = [&](double seconds_between) {
    lab.frame(seconds_between);
    const int before = SlowLearner::drawn;
    for (int i = 0; i < 10; ++i) lab.frame(seconds_between);
    return SlowLearner::drawn - before;
  };
  CHECK(learnt_in_ten_frames(1.0 / 60) == 10);
  CHECK(learnt_in_ten_frames(0.2) > 10);
}

TEST_CASE("what learns shows how far it is, and keeps it when it is given up") {
  HeadlessLab lab(only<Learner>(), "scene=learner");
  lab.app().set_fragment("scene=learner&wished=1000000000");
  for (int i = 0; i < 5; ++i) lab.frame();
  const int before = Learner::drawn;
  CHECK(before > 0);
  lab.frame();
  CHECK(Learner::drawn > before);
  scenes::Scene& learning = *lab.app().scenes().front();
  CHECK(learning.progress() < 1);
  lab.app().act({view::ActionKind::kActivate, "learner/marked", ""});  // looking differently interrupts nothing
  lab.frame();
  lab.frame();
  CHECK(learning.progress() < 1);
  CHECK(lab.node("learner/marked").is_checked);
  learning.cancel();
  lab.app().want_frame();
  lab.settle();
  CHECK(learning.progress() == 1);
  CHECK(Learner::drawn >= before);
  CHECK(lab.app().fragment().find("wished=" + std::to_string(Learner::drawn)) != std::string::npos);
}
