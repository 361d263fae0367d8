#include "headless.h"

TEST_CASE("the list of keys opens and closes by its button, and its words are cut nowhere") {
  for (const std::string language : {"zh", "en", "pseudo"}) {
    for (const float width : {1280.0f, 820.0f, 390.0f}) {
      CAPTURE(language);
      CAPTURE(width);
      HeadlessLab lab("scene=cues", width, 844);
      lab.app().set_language(language);
      lab.settle();
      CHECK(lab.find("app/keys") == nullptr);
      const float y = lab.node("cues/title").rect.y;
      lab.activate("app/help");
      CHECK(lab.find("app/keys") != nullptr);
      CHECK(lab.node("cues/title").rect.y == y);  // it lies over the page
      const view::Rect& last = lab.node("app/keys/licences").rect;
      CHECK(lab.app().content_height() >= last.y + last.height);
      for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
      lab.activate("app/keys/close");
      CHECK(lab.find("app/keys") == nullptr);
    }
  }
}

TEST_CASE("the list of keys leads to the licences: the page shows them, on the desktop they lie beside the program") {
  app::Platform page;
  page.shows_licences = true;
  for (const bool is_page : {true, false}) {
    CAPTURE(is_page);
    HeadlessLab lab("scene=cues&lang=en", 1280, 800, is_page ? page : app::Platform{});
    lab.activate("app/help");
    lab.app().act({view::ActionKind::kActivate, "app/keys/licences", ""});
    lab.frame();
    CHECK(lab.outbox().wants_licences == is_page);
    lab.settle();
    CHECK((lab.find("app/problem") != nullptr) == !is_page);
    if (!is_page) CHECK(lab.node("app/problem").name.find("LICENSES.txt") != std::string::npos);
  }
}

namespace {

bool is_apart(const view::Rect& a, const view::Rect& b) {
  return a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
}

/// Is the scenes' list there in place of their tabs?
bool has_menu(HeadlessLab& lab) { return lab.node("app/scenes").role == view::Role::kButton; }

std::string line_id(std::size_t scene) { return "app/scenes/" + std::to_string(scene); }

/// Where each scene is chosen; opens the list of them if that is what there is.
std::vector<view::Rect> places_of_scenes(HeadlessLab& lab) {
  if (!has_menu(lab)) return lab.node("app/scenes").option_rects;
  if (!lab.node("app/scenes").is_expanded) lab.click(lab.node("app/scenes").rect);
  std::vector<view::Rect> places;
  for (std::size_t i = 0; i < lab.app().scenes().size(); ++i) places.push_back(lab.node(line_id(i)).rect);
  return places;
}

std::string shown_scene(const HeadlessLab& lab) { return lab.fragment().substr(0, lab.fragment().find('&')); }

}  // namespace

TEST_CASE("every scene can be reached by a finger, however narrow the window is") {
  for (const std::string language : {"en", "zh"}) {
    for (const float width : {1280.0f, 900.0f, 820.0f, 600.0f, 390.0f, 360.0f, 320.0f, 240.0f, 200.0f}) {
      CAPTURE(language);
      CAPTURE(width);
      HeadlessLab lab("scene=cues&lang=" + language, width, 900);
      const auto& scenes = lab.app().scenes();
      for (std::size_t i = scenes.size(); i-- > 0;) {
        const std::vector<view::Rect> places = places_of_scenes(lab);
        REQUIRE(places.size() == scenes.size());
        const view::Rect& place = places[i];
        CHECK(place.x >= 0);
        CHECK(place.x + place.width <= width);
        if (width < view::kWideFrom) CHECK(place.height >= view::kTargetTouch);
        if (has_menu(lab)) CHECK(is_apart(lab.node("app/scenes").rect, lab.node("app/help").rect));
        for (const view::Rect& other : places) CHECK((&other == &place || is_apart(other, place)));
        if (width >= 320)  // narrower, the lab's own name has no room
          for (const std::string& cut : lab.app().cut_texts()) FAIL_CHECK("cut: " << cut);
        lab.click(place);
        CHECK(shown_scene(lab) == std::string("scene=") + scenes[i]->id());
        CHECK_FALSE(lab.node("app/scenes").is_expanded);
      }
      const view::Rect header = lab.node("app/scenes").rect;
      CHECK(lab.node("cues/title").rect.y >= header.y + header.height);
    }
  }
}

TEST_CASE("a phone's tabs take one row, or are a button with the scene's name") {
  for (const float width : {600.0f, 390.0f, 320.0f}) {
    CAPTURE(width);
    HeadlessLab lab("scene=heatmaps&lang=en", width, 900);
    CHECK(lab.node("app/scenes").rect.height <= 60);
    REQUIRE(has_menu(lab));
    CHECK(lab.node("app/scenes").name.find(lab.app().scenes()[2]->title().en) != std::string::npos);
  }
  HeadlessLab wide("scene=heatmaps&lang=en", 1280, 900);
  CHECK(wide.node("app/scenes").role == view::Role::kTabs);
}

TEST_CASE("the list of scenes is opened, walked through and closed by the keyboard") {
  HeadlessLab lab("scene=cues&lang=en", 360, 800);
  lab.app().focus("app/scenes", true);
  lab.settle();
  const float y = lab.node("cues/title").rect.y;
  CHECK(lab.app().key(app::Key::kEnter));
  lab.settle();
  REQUIRE(lab.node("app/scenes").is_expanded);
  CHECK(lab.node(line_id(0)).is_checked);
  CHECK(lab.node("cues/title").rect.y > y);  // the page makes room: nothing is covered
  CHECK(lab.app().key(app::Key::kEscape));
  lab.frame();
  CHECK(lab.outbox().focus_id == "app/scenes");
  lab.settle();
  CHECK_FALSE(lab.node("app/scenes").is_expanded);
  CHECK(lab.find(line_id(0)) == nullptr);
  lab.activate("app/scenes");
  lab.app().focus("app/scenes", true);
  lab.settle();
  for (int i = 0; i < 2; ++i) {
    lab.app().key(app::Key::kTab);
    lab.settle();
  }
  CHECK(lab.app().key(app::Key::kEnter));
  lab.settle();
  CHECK(shown_scene(lab) == std::string("scene=") + lab.app().scenes()[1]->id());
  CHECK_FALSE(lab.node("app/scenes").is_expanded);
}
