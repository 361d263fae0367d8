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

TEST_CASE("every scene's tab can be reached, however narrow the window is") {
  for (const float width : {1280.0f, 900.0f, 390.0f, 320.0f, 240.0f, 200.0f}) {
    CAPTURE(width);
    HeadlessLab lab("scene=cues&lang=en", width, 900);
    const std::size_t scenes = lab.app().scenes().size();
    for (std::size_t i = scenes; i-- > 0;) {
      const view::Node tabs = lab.node("app/scenes");
      REQUIRE(tabs.option_rects.size() == scenes);
      const view::Rect& tab = tabs.option_rects[i];
      CHECK(tab.x >= 0);
      CHECK(tab.x + tab.width <= width);
      lab.click(tab);
      CHECK(lab.node("app/scenes").selected == static_cast<int>(i));
      for (const view::Rect& other : tabs.option_rects)
        CHECK((&other == &tab || other.x >= tab.x + tab.width || tab.x >= other.x + other.width ||
               other.y >= tab.y + tab.height || tab.y >= other.y + other.height));
    }
    const float bottom = lab.node("app/scenes").rect.y + lab.node("app/scenes").rect.height;
    CHECK(lab.node("cues/title").rect.y >= bottom);
  }
}
