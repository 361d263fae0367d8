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
      const float height = lab.app().content_height();
      lab.activate("app/help");
      CHECK(lab.find("app/keys") != nullptr);
      CHECK(lab.app().content_height() > height);
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
