#include "view/card.h"

#include "bare_ui.h"

TEST_CASE("a note has room for all it may say, so that nothing below it moves") {
  std::string words = "short";
  const std::vector<view::NoteWords> may_say{{"Title", "short"}, {"Title", std::string(600, 'x')}};
  bool was_dismissed = false;
  BareUi lab(
      [&](view::Ui& ui) {
        was_dismissed |= view::note_card(ui, "test/note", {"Title", words}, "Got it", may_say, view::usual_note(ui));
      },
      400);
  const float height = lab.node("test/note").rect.height;
  words = may_say.back().words;
  lab.settle();
  CHECK(lab.node("test/note").rect.height == height);
  CHECK(lab.node("test/note").name.starts_with("Title x"));
  lab.act({view::ActionKind::kActivate, "test/note/close"});
  CHECK(was_dismissed);
}

TEST_CASE("a card that is closed hands the keyboard to what opened it") {
  BareUi lab([](view::Ui& ui) {
    const view::Rect card = ui.place(100);
    view::draw_card(ui, card);
    view::close_button(ui, card, {"test/close", "Close"}, "test/opener");
  });
  const view::Rect button = lab.node("test/close").rect;
  lab.click(button);
  CHECK(lab.ui().focused_id() == "test/opener");
}

TEST_CASE("a growing card is as high as what is drawn on it, and lies below it") {
  float after = 0;
  view::Rect card;
  BareUi lab([&](view::Ui& ui) {
    view::GrowingCard growing(ui);
    ui.place(123, 0);
    CHECK(ui.column_width() < 1280);
    card = growing.end();
    after = ui.column_y();
  });
  CHECK(card.height > 123);
  CHECK(after > card.y + card.height);
  const ImDrawList& drawn = *ImGui::GetDrawData()->CmdLists[0];
  CHECK(drawn.VtxBuffer.Size > 0);
}
