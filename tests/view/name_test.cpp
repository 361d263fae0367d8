// Names in little room.
#include "view/name.h"

#include "bare_ui.h"

TEST_CASE("a name is whole where it fits, and cut with a sign where it does not") {
  BareUi bare([](view::Ui& ui) {
    const std::string name = "a rather long name of a key";
    const float width = ui.text_width(name, view::kCaption);
    CHECK(ui.shortened(name, width, view::kCaption) == name);
    for (const float less : {width - 1, width / 2, 30.0f}) {
      const std::string cut = ui.shortened(name, less, view::kCaption);
      CAPTURE(cut);
      CHECK(cut.ends_with("…"));
      CHECK(name.starts_with(cut.substr(0, cut.size() - std::string("…").size())));
      CHECK(ui.text_width(cut, view::kCaption) <= less);
    }
    CHECK(ui.shortened("键名", 1).empty());  // not even the sign has room
    CHECK(ui.shortened("e\u0301e\u0301e\u0301", ui.text_width("e\u0301…")).ends_with("\u0301…"));
    view::name_at(ui, "n", {0, 0, 30, 20}, name, {.size = view::kCaption});
    CHECK(ui.cut_texts().empty());
  });
}
