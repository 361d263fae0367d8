// The card that says how far some longer work is: when it comes, where it lies, what it covers, how it goes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "app/keyboard.h"
#include "headless.h"

namespace {

constexpr int kFramesOfPatience = 8;  // at 60 a second, a little more than a tenth of one

/// A lab in which the card for a file stands.
struct ReadingLab : HeadlessLab {
  explicit ReadingLab(const std::string& fragment, float width = 1280, float height = 800)
      : HeadlessLab(fragment, width, height) {
    app().show_reading("large.npy", 0.25);
    settle();
  }
  view::Rect button() const { return node("app/progress/cancel").rect; }
};

view::Rect card_of(const HeadlessLab& lab) {  // what the card's parts take up together
  view::Rect all = lab.node("app/progress/says").rect;
  for (const char* id : {"app/progress/bar", "app/progress/cancel"}) {
    const view::Rect& rect = lab.node(id).rect;
    const float right = std::max(all.x + all.width, rect.x + rect.width),
                bottom = std::max(all.y + all.height, rect.y + rect.height);
    all.x = std::min(all.x, rect.x);
    all.y = std::min(all.y, rect.y);
    all.width = right - all.x;
    all.height = bottom - all.y;
  }
  return all;
}

}  // namespace

TEST_CASE("work that is done in a moment shows no card") {
  HeadlessLab lab("scene=heatmaps");
  for (int i = 0; i < 4; ++i) {
    lab.app().show_reading("small.npy", 0.25 * i);
    lab.frame();
    CHECK_FALSE(lab.find("app/progress"));
  }
  lab.app().end_reading();
  lab.settle();
  CHECK_FALSE(lab.find("app/progress"));
  CHECK(lab.outbox().announcement.empty());
}

TEST_CASE("work that takes longer has a card with a sentence, a bar and a button, said once") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  lab.app().show_reading("large.npy", 0);
  int announced = 0;
  for (int i = 0; i < kFramesOfPatience; ++i) {
    lab.frame();
    announced += lab.outbox().announcement == "Reading \"large.npy\"…";
  }
  CHECK(lab.node("app/progress").role == view::Role::kGroup);
  CHECK(lab.node("app/progress/says").name == "Reading \"large.npy\"…");
  for (const double share : {0.124, 0.5, 1.0}) {
    lab.app().show_reading("large.npy", share);
    CHECK(lab.app().wants_frame());
    lab.settle();
    announced += !lab.outbox().announcement.empty();
    const view::Node bar = lab.node("app/progress/bar");
    CHECK(bar.role == view::Role::kProgress);
    CHECK(bar.number == std::floor(100 * share));
    CHECK(bar.maximum == 100);
    CHECK(bar.value == std::to_string(static_cast<int>(100 * share)) + " %");
    CHECK(lab.node("app/progress/says").name == "Reading \"large.npy\"…");
  }
  CHECK(announced == 1);
  CHECK(lab.outbox().withdrawn.empty());
  CHECK(lab.app().says().find("large.npy") == std::string::npos);  // what the lab says is about its numbers
  lab.app().set_language("zh");
  lab.app().set_fragment("scene=heatmaps&lang=zh");
  lab.settle();
  CHECK(lab.node("app/progress/says").name == "正在读取“large.npy”…");
  CHECK(lab.node("app/progress/cancel").name == "取消");
  lab.app().end_reading();
  lab.frame();
  CHECK(lab.outbox().withdrawn == "正在读取“large.npy”…");
  lab.settle();
  CHECK(lab.outbox().withdrawn.empty());
  CHECK_FALSE(lab.find("app/progress"));
}

TEST_CASE("a share that is none is a bar within its bounds") {
  ReadingLab lab("scene=heatmaps");
  for (const auto& [share, percent] :
       {std::pair{-1.0, 0.0}, {7.0, 100.0}, {std::nan(""), 0.0}, {std::numeric_limits<double>::infinity(), 0.0}}) {
    lab.app().show_reading("large.npy", share);
    lab.settle();
    CHECK(lab.node("app/progress/bar").number == percent);
  }
}

TEST_CASE("the card's button gives the file up and the card goes at once, by pointer and by keyboard") {
  for (const bool is_keyboard : {false, true}) {
    CAPTURE(is_keyboard);
    ReadingLab lab("scene=heatmaps");
    bool is_cancelled = false;
    if (is_keyboard) {
      lab.app().focus("app/progress/cancel", true);
      lab.app().key(app::Key::kEnter);
    } else {
      const view::Rect rect = lab.button();
      for (const auto phase : {app::PointerPhase::kMove, app::PointerPhase::kDown, app::PointerPhase::kUp})
        lab.app().pointer({app::PointerKind::kMouse, phase, rect.x + 5, rect.y + 5});
    }
    for (int i = 0; i < 4; ++i) {
      lab.frame();
      is_cancelled |= lab.outbox().cancels_reading;
    }
    CHECK(is_cancelled);
    CHECK_FALSE(lab.find("app/progress"));
    CHECK_FALSE(lab.outbox().cancels_reading);  // said once
  }
}

TEST_CASE("the keyboard goes back to where it was before the card took it") {
  HeadlessLab lab("scene=heatmaps");
  lab.app().focus("heatmaps/seed", true);
  lab.app().show_reading("large.npy", 0);
  lab.settle();
  lab.app().focus("app/progress/cancel", true);
  lab.frame();
  lab.app().end_reading();
  lab.frame();
  CHECK(lab.outbox().focus_id == "heatmaps/seed");
  lab.app().show_reading("large.npy", 0);
  lab.settle();
  lab.app().end_reading();  // the button had not the keyboard: nobody moves it
  lab.frame();
  CHECK(lab.outbox().focus_id.empty());
}

TEST_CASE("the card pushes nothing about, and stays where it is when the page scrolls") {
  HeadlessLab lab("scene=heatmaps&preset=heads", 390, 600);
  const view::Rect picture = lab.node("heatmaps/picture").rect;
  const float height = lab.app().content_height();
  REQUIRE(height > 900);
  lab.app().show_reading("large.npy", 0.5);
  lab.settle();
  CHECK(lab.node("heatmaps/picture").rect == picture);
  CHECK(lab.app().content_height() == height);
  const view::Rect before = card_of(lab);
  CHECK(before.y + before.height < 600);
  CHECK(before.y > 400);
  lab.app().set_scroll(250);
  lab.settle();
  const view::Rect after = card_of(lab);
  CHECK(after.y - 250 == before.y);  // content coordinates: the same place in the viewport
}

TEST_CASE("what lies under the card is neither pressed, nor hovered, nor zoomed") {
  ReadingLab lab("scene=heatmaps&preset=eye", 1280, 280);
  const view::Rect card = card_of(lab), picture = lab.node("heatmaps/picture").rect;
  const float x = card.x + 2, y = card.y + 2;  // on the card, off its button
  REQUIRE((x > picture.x && x < picture.x + picture.width && y > picture.y && y < picture.y + picture.height));
  CHECK_FALSE(lab.app().wants_wheel(x, y, 0, -300, true));
  CHECK(lab.app().wants_wheel(x, picture.y + 50, 0, -300, true));
  lab.click(x, y);
  CHECK(lab.node("heatmaps/picture").cursor_row == -1);
  lab.app().wheel(0, -300, true);
  lab.settle();
  CHECK(lab.app().fragment().find("zoom") == std::string::npos);
  CHECK(lab.find("app/progress"));  // … and the page does not come in front of the card when it is clicked
  lab.click(picture.x + picture.width / 2, picture.y + 20);
  lab.click(lab.button());
  CHECK_FALSE(lab.find("app/progress"));
  // Without the card, the same place takes all of it.
  lab.app().pointer({app::PointerKind::kMouse, app::PointerPhase::kMove, x, y});
  lab.settle();
  CHECK(lab.app().wants_wheel(x, y, 0, -300, true));
  lab.app().wheel(0, -300, true);
  lab.settle();
  CHECK(lab.app().fragment().find("zoom") != std::string::npos);
}

TEST_CASE("the card lies on top of everything that is drawn") {
  ReadingLab lab("scene=cues");
  const ImDrawData& drawn = *ImGui::GetDrawData();
  const ImDrawList& last = *drawn.CmdLists[drawn.CmdListsCount - 1];
  const view::Rect card = card_of(lab);
  REQUIRE(drawn.CmdListsCount >= 2);
  for (const ImDrawVert& vertex : last.VtxBuffer) CHECK(vertex.pos.y > card.y - 32);
}

TEST_CASE("long names wrap or are shortened, and nothing is cut on a narrow page") {
  const std::string name = std::string(120, 'w') + "一个很长的文件名一个很长的文件名一个很长的文件名.safetensors";
  for (const float width : {320.0f, 360.0f, 900.0f, 2400.0f}) {
    for (const char* language : {"zh", "en", "pseudo"}) {
      CAPTURE(width);
      CAPTURE(language);
      HeadlessLab lab("scene=cues", width, 640);
      lab.app().set_language(language);
      lab.app().show_reading(name, 0.5);
      lab.settle();
      const view::Rect card = card_of(lab);
      CHECK(card.x >= 16);
      CHECK(card.x + card.width <= width - 16);
      CHECK(card.width <= 560);
      CHECK(card.y + card.height < 640);
      for (const std::string& cut : lab.app().cut_texts()) CHECK_MESSAGE(cut.find("wwww") == std::string::npos, cut);
      const view::Rect button = lab.node("app/progress/cancel").rect, says = lab.node("app/progress/says").rect;
      CHECK(says.y + says.height <= button.y);
    }
  }
}

TEST_CASE("the card's button is reached with Tab after the header, the bar is not a stop") {
  ReadingLab lab("scene=heatmaps");
  CHECK(app::next_focus(lab.app().nodes(), "app/help", false) == "app/progress/cancel");
  CHECK(app::next_focus(lab.app().nodes(), "app/progress/cancel", false).starts_with("heatmaps/"));
}

TEST_CASE("a picture that is taken away is without the card") {
  ReadingLab lab("scene=cues");
  const int windows_with_card = ImGui::GetDrawData()->CmdListsCount;
  int windows = 0;
  lab.app().draw_enlarged({"cues.png", {0, 0, 800, 600}, 2},
                          [&](float, float) { windows = ImGui::GetDrawData()->CmdListsCount; });
  CHECK(windows == windows_with_card - 1);
  lab.settle();
  CHECK(lab.find("app/progress"));
}
