// What the lab makes of the room it has: from a phone, where the picture stays in view, to a teacher's projector.
#include <algorithm>

#include "app/fragment.h"
#include "headless.h"

namespace {

/// Of all that is drawn, how far it reaches to the right; pixels of the lab.
float right_of(HeadlessLab& lab) {
  float right = 0;
  for (const view::Node& node : lab.app().nodes()) right = std::max(right, node.rect.x + node.rect.width);
  return right;
}

}  // namespace

TEST_CASE("from 1600 pixels on everything grows with the page, up to one and a half times") {
  const std::pair<float, float> expected[] = {{1280, 1}, {1600, 1}, {1920, 1.2f}, {2560, 1.5f}, {3840, 1.5f}};
  for (const auto& [width, magnification] : expected) {
    CAPTURE(width);
    HeadlessLab lab("scene=cues&lang=en", width, width * 0.5625f);
    CHECK(lab.app().magnification() == doctest::Approx(magnification));
    CHECK(right_of(lab) <= width / magnification);
    // Its places are the pointer's: what is pressed is what lies there.
    lab.click(lab.node("cues/drunk").rect);
    CHECK(lab.node("cues/drunk").is_checked);
  }
}

TEST_CASE("the page around is told lengths in its own pixels, whatever the lab's are") {
  HeadlessLab lab("scene=cues&lang=en", 2560, 1440);
  CHECK(lab.app().content_height() >= 1440 * 0.9f);
  lab.app().set_scroll(300);
  lab.settle();
  const view::Rect eye = lab.node("cues/thing/book").rect;
  const float y = (eye.y + eye.height / 2) * 1.5f - 300;
  lab.click((eye.x + eye.width / 2) * 1.5f, y);
  CHECK(lab.node("cues/thing/book").is_expanded);
}

TEST_CASE("a presentation is larger, shows the controls that matter and the one that was used last, and has a link") {
  HeadlessLab lab("scene=cues&lang=en", 1920, 1080);
  const float before = lab.app().magnification();
  REQUIRE(lab.find("cues/salience/book"));
  lab.activate("app/presentation");
  CHECK(lab.app().magnification() > before * 1.3f);
  CHECK(lab.fragment().find("presentation=on") != std::string::npos);
  CHECK(lab.find("cues/wish"));
  CHECK(lab.find("cues/will"));
  CHECK_FALSE(lab.find("cues/salience/book"));
  CHECK_FALSE(lab.find("cues/card"));
  CHECK(lab.app().cut_texts().empty());
  lab.activate("app/presentation");
  CHECK(lab.app().magnification() == before);
  lab.click(lab.node("cues/drunk").rect);
  lab.activate("app/presentation");
  CHECK(lab.find("cues/drunk"));  // used last
  HeadlessLab linked("scene=cues&presentation=on&controls=red", 1920, 1080);
  CHECK(linked.find("cues/red"));  // a link's word counts more
  CHECK_FALSE(linked.find("cues/wish"));
}

TEST_CASE("on a phone the picture stays in view while its controls are moved, and no longer") {
  for (const std::string scene : {"cues", "query_key_value", "heatmaps"}) {
    CAPTURE(scene);
    HeadlessLab lab("scene=" + scene + "&lang=en", 390, 844);
    const std::string picture = scene == "cues"       ? "cues/desk"
                                : scene == "heatmaps" ? "heatmaps/picture"
                                                      : "query_key_value/flow";
    const float natural = lab.node(picture).rect.y;
    lab.app().set_scroll(natural + 200);
    lab.settle();
    CHECK(lab.node(picture).rect.y >= natural + 200);
    CHECK(lab.node(picture).rect.y <= natural + 200 + 60);  // at the viewport's top
    if (scene != "cues") continue;                          // elsewhere the controls reach down to the page's end
    lab.app().set_scroll(lab.app().content_height() - 844);
    lab.settle();
    const view::Rect& last = lab.node(picture).rect;
    CHECK(last.y + last.height <= lab.app().content_height() - 844 + 1);  // it has gone with its controls
  }
  HeadlessLab wide("scene=cues&lang=en", 1280, 500);
  const float natural = wide.node("cues/desk").rect.y;
  wide.app().set_scroll(natural + 200);
  wide.settle();
  CHECK(wide.node("cues/desk").rect.y == natural);  // its controls stand beside it
}

TEST_CASE("what is pressed on the pinned picture is the picture, not what lies below it") {
  HeadlessLab lab("scene=cues&lang=en", 390, 844);
  const float natural = lab.node("cues/desk").rect.y;
  lab.app().set_scroll(natural + 150);
  lab.settle();
  const view::Rect book = lab.node("cues/thing/book").rect;
  lab.click(book.x + book.width / 2, book.y + book.height / 2 - natural - 150);
  CHECK(lab.node("cues/thing/book").is_expanded);
}

TEST_CASE("on a phone the number that is selected is worked out at the bottom until its derivation is reached") {
  constexpr const char* kStrip = "query_key_value/explanation/strip";
  HeadlessLab lab("scene=query_key_value&lang=en", 390, 844);
  CHECK(lab.find(kStrip));  // of what is selected in the flow
  lab.activate("app/help");
  CHECK_FALSE(lab.find(kStrip));  // it does not cover what was opened
  lab.activate("app/help");
  const float weights = lab.node("query_key_value/weights").rect.y,
              derivation = lab.node("query_key_value/explanation").rect.y;
  lab.app().set_scroll(weights - 500);
  lab.settle();
  const std::string book = lab.node(kStrip).name;
  CHECK(book.find("key \"book\" = 0.7253") != std::string::npos);
  const view::Rect cells = lab.node("query_key_value/weights").rect;
  lab.click(cells.x + cells.width * 0.5f, cells.y + cells.height * 0.25f - (weights - 500));
  CHECK(lab.node("query_key_value/weights").rect.y == weights);  // nothing moves under the finger
  CHECK(lab.node(kStrip).name != book);
  const view::Rect strip = lab.node(kStrip).rect;
  CHECK(strip.y + strip.height - (weights - 500) == doctest::Approx(844));
  lab.activate(kStrip);
  REQUIRE(lab.outbox().scrolled_to);
  lab.app().set_scroll(*lab.outbox().scrolled_to);
  lab.settle();
  CHECK(*lab.outbox().scrolled_to <= derivation);
  CHECK_FALSE(lab.find(kStrip));
  HeadlessLab wide("scene=query_key_value&lang=en", 1280, 500);
  wide.app().set_scroll(300);
  wide.settle();
  CHECK_FALSE(wide.find(kStrip));  // it stands beside the matrices
}

TEST_CASE("a scene leads on to the next one with what is there, and that can be undone") {
  HeadlessLab lab("scene=cues&lang=en&step=4", 1280, 800);
  lab.set("cues/temperature", "0.5");
  lab.activate("app/next");
  CHECK(lab.fragment().find("scene=query_key_value") != std::string::npos);
  const scenes::TakeAway there = lab.app().take_away();
  HeadlessLab desk("scene=cues&lang=en&step=4&temperature=0.5");
  const scenes::TakeAway here = desk.app().take_away();
  const auto weights = [](const scenes::TakeAway& taken) {
    for (const scenes::TakenMatrix& matrix : taken.matrices)
      if (matrix.name == "weights") return matrix.tensor->data;
    return std::vector<float>{};
  };
  REQUIRE(weights(there).size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(weights(there)[i] == doctest::Approx(weights(here)[i]));
  lab.activate("app/undo");
  CHECK(lab.fragment().find("preset=desk") == std::string::npos);
}

TEST_CASE("every way on leads to a state that is understood as a whole") {
  HeadlessLab all;
  for (const auto& scene : all.app().scenes()) {
    for (const view::Language language : {view::Language::kChinese, view::Language::kEnglish}) {
      const scenes::Next next = scene->next(language);
      if (next.sentence.empty()) continue;
      CAPTURE(scene->id());
      CAPTURE(next.link);
      HeadlessLab lab(next.link);
      for (const std::string& remark : lab.app().remarks()) FAIL_CHECK(remark);
    }
  }
}

TEST_CASE("the page around hears that a question was answered") {
  HeadlessLab lab("scene=cues&lang=en&question=who-answers");
  lab.activate("cues/question/prediction", "0");
  lab.app().act({view::ActionKind::kActivate, "cues/question/check", ""});
  lab.frame();
  REQUIRE(lab.outbox().question_answered);
  CHECK(lab.outbox().question_answered->scene == "cues");
  CHECK(lab.outbox().question_answered->answer.question == "who-answers");
  CHECK_FALSE(lab.outbox().question_answered->answer.is_right);
}
