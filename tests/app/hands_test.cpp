// What hands do: held keys, the wheel, numbers that are typed and blocks that are pasted, Back and Forward, links that
// were made while a file was shown.
#include <cmath>

#include "headless.h"
#include "view/text.h"

namespace {

constexpr const char* kKeys = "query_key_value/k";  // a table that can be edited

void step(HeadlessLab& lab, const std::string& id, view::Step step) { lab.app().act(view::step_action(id, step)); }

std::string cell(HeadlessLab& lab, const std::string& table, int row, int column) {
  for (const view::GridCell& each : lab.node(table).cells)
    if (each.row == row && each.column == column)
      return each.text.substr(0, each.text.find(" ("));  // without what it was before
  return "none";
}

/// Opens the field of the table's cell and types into it, as the page would on Enter.
void type(HeadlessLab& lab, const std::string& table, const std::string& text) {
  lab.activate(table);
  lab.set(table + "/edit", text);
}

app::Platform page() { return {.edits_text_itself = false}; }

}  // namespace

TEST_CASE("a key held down moves as far as it was held, though hardly a frame is drawn") {
  HeadlessLab lab("scene=query_key_value");
  const int rows = lab.node(kKeys).rows;
  REQUIRE(rows >= 4);
  for (int i = 0; i < 4; ++i) step(lab, kKeys, view::Step::kDown);  // the first one puts the cursor down
  lab.frame();
  CHECK(lab.node(kKeys).cursor_row == 3);
  for (int i = 0; i < 300; ++i) step(lab, kKeys, view::Step::kUp);  // more than would wait
  lab.frame();
  CHECK(lab.node(kKeys).cursor_row == 0);

  HeadlessLab picture("scene=heatmaps&panel=0");
  for (int i = 0; i < 5; ++i) step(picture, "heatmaps/picture", view::Step::kRight);
  step(picture, "heatmaps/picture", view::Step::kDown);
  picture.frame();
  CHECK(picture.node("heatmaps/picture").cursor_column == 5);
  picture.frame();
  CHECK(picture.node("heatmaps/picture").cursor_row == 1);
}

TEST_CASE("a slider, a choice and a point go as far as their keys were held, in one frame") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  lab.app().focus("heatmaps/seed", true);
  lab.frame();
  for (int i = 0; i < 7; ++i) lab.app().key(app::Key::kRight);
  lab.frame();
  CHECK(lab.node("heatmaps/seed").number == 8);
  lab.app().focus("heatmaps/map", true);
  lab.frame();
  for (int i = 0; i < 2; ++i) lab.app().key(app::Key::kRight);
  lab.frame();
  CHECK(lab.node("heatmaps/map").selected == 2);

  HeadlessLab plane("scene=query_key_value");
  const std::string before = plane.node("query_key_value/key/0").value;
  for (int i = 0; i < 5; ++i) step(plane, "query_key_value/key/0", view::Step::kRight);
  plane.frame();
  plane.settle();
  const double x0 = std::stod(before.substr(1)), x1 = std::stod(plane.node("query_key_value/key/0").value.substr(1));
  CHECK(x1 - x0 == doctest::Approx(0.5));
}

TEST_CASE("a button that is pressed five times before a frame is pressed five times") {
  HeadlessLab lab("scene=heatmaps");
  for (int i = 0; i < 5; ++i) lab.activate("heatmaps/map", std::to_string(1 + i % 2));
  for (int i = 0; i < 4; ++i) lab.app().act({view::ActionKind::kActivate, "app/undo", ""});
  lab.settle();
  CHECK(lab.app().fragment() == "scene=heatmaps&map=Blues");
}

TEST_CASE("the wheel is the page's over a heatmap that is whole, and at the ends of one that is zoomed") {
  HeadlessLab lab("scene=heatmaps&preset=heads");
  const view::Rect rect = lab.node("heatmaps/picture").rect;
  const float x = rect.x + 40, y = rect.y + 40;
  lab.click(x, y);
  CHECK_FALSE(lab.app().wants_wheel(x, y, 0, 100, false));
  CHECK_FALSE(lab.app().wants_wheel(x, y, 0, -100, false));
  CHECK(lab.app().wants_wheel(x, y, 0, -100, true));  // with Ctrl it zooms
  CHECK_FALSE(lab.find("heatmaps/picture/whole"));
  lab.app().wheel(0, -240, true);
  lab.settle();
  REQUIRE(lab.app().fragment().find("zoom=") != std::string::npos);
  CHECK(lab.app().wants_wheel(x, y, 0, 100, false));
  int turns = 0;
  for (; lab.app().wants_wheel(x, y, 0, 100, false) && turns < 100; ++turns) {
    lab.app().wheel(0, 100, false);
    lab.settle();
  }
  CHECK(turns > 0);
  CHECK(turns < 100);  // the lower end: the page again
  CHECK(lab.app().wants_wheel(x, y, 0, -100, false));
  CHECK_FALSE(lab.app().wants_wheel(rect.x - 200, y, 0, -100, false));
}

TEST_CASE("a zoomed heatmap has a button that shows the whole of it, by pointer and by key") {
  HeadlessLab lab("scene=heatmaps&preset=heads&zoom=2");
  const view::Node button = lab.node("heatmaps/picture/whole");
  CHECK(button.name == "看全图");
  lab.click(button.rect);
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=heads");  // and no cell was chosen below it
  CHECK_FALSE(lab.find("heatmaps/picture/whole"));
  lab.app().set_fragment("scene=heatmaps&preset=heads&zoom=2");
  lab.settle();
  lab.activate("heatmaps/picture/whole");
  CHECK(lab.app().fragment() == "scene=heatmaps&preset=heads");
}

TEST_CASE("a figure has no button in it") {
  HeadlessLab lab("scene=heatmaps&preset=heads&zoom=2", 1280, 800, {.has_printing = true});
  CHECK(lab.app().printed_figure().find("看全图") == std::string::npos);
}

TEST_CASE("fractions and full-width digits are numbers; two numbers are not one") {
  double value = 7;
  for (const auto& [text, number] : {std::pair{"1/3", 1.0 / 3},
                                     {"-1/4", -0.25},
                                     {"１２．５", 12.5},
                                     {"－３", -3.0},
                                     {"＋２", 2.0},
                                     {"１／４", 0.25},
                                     {"　5　", 5.0},
                                     {"1e-3", 1e-3}}) {
    CAPTURE(text);
    CHECK(view::parse_number(text, value));
    CHECK(value == number);
  }
  value = 7;
  for (const char* text :
       {"1 2", "NaN", "", " ", "中文", "1/0", "1/", "/2", "1/2/3", "--1", "+-1", "inf", "１ ２", "1,5", "0x10"}) {
    CAPTURE(text);
    CHECK_FALSE(view::parse_number(text, value));
  }
  CHECK(value == 7);
}

TEST_CASE("a cell keeps its number and says why, until a good one comes") {
  HeadlessLab lab("scene=query_key_value", 1280, 800, page());
  const std::string edit = std::string(kKeys) + "/edit", refused = edit + "/refused";
  step(lab, kKeys, view::Step::kDown);
  lab.settle();
  const std::string before = cell(lab, kKeys, 0, 0), state = lab.app().fragment();
  for (const char* text : {"1 2", "NaN", "", "中文", "1e30", "abc"}) {
    CAPTURE(text);
    type(lab, kKeys, text);
    CHECK(lab.node(edit).is_invalid);
    CHECK(lab.node(edit).help.find(text) != std::string::npos);
    CHECK(lab.node(refused).name == lab.node(edit).help);
    CHECK(cell(lab, kKeys, 0, 0) == before);
    lab.activate(edit);  // Enter does not close the field on it
    CHECK(lab.find(edit));
  }
  CHECK(lab.app().fragment() == state);
  CHECK(lab.node(refused).name.find("不是一个数") != std::string::npos);
  lab.set(edit, "1e30");
  CHECK(lab.node(refused).name.find("不在 −99") != std::string::npos);
  lab.set(edit, "1/4");
  CHECK_FALSE(lab.find(refused));
  CHECK_FALSE(lab.node(edit).is_invalid);
  CHECK(cell(lab, kKeys, 0, 0) == "0.25");
  lab.set(edit, "１．５");
  CHECK(cell(lab, kKeys, 0, 0) == "1.5");
  lab.activate(edit);
  CHECK_FALSE(lab.find(edit));
}

TEST_CASE("what was refused is given up with Esc, and stands at its cell when the field was left") {
  HeadlessLab lab("scene=query_key_value", 1280, 800, page());
  const std::string edit = std::string(kKeys) + "/edit", refused = edit + "/refused";
  type(lab, kKeys, "x");
  step(lab, edit, view::Step::kEscape);
  lab.settle();
  CHECK_FALSE(lab.find(edit));
  CHECK_FALSE(lab.find(refused));
  lab.activate(kKeys);
  lab.app().focus("app/help", true);  // the field is left; what was typed comes with that
  lab.set(edit, "y");
  CHECK(lab.find(refused));
  CHECK_FALSE(lab.find(edit));
  lab.click(2, 300);  // somewhere else
  CHECK_FALSE(lab.find(refused));
}

TEST_CASE("a slider's typed value is refused, not clamped, and taken when its field is left") {
  HeadlessLab lab("scene=heatmaps&preset=softmax", 1280, 800, page());
  const std::string field = "heatmaps/seed/value";
  lab.app().focus(field, false);
  lab.settle();
  for (const char* text : {"10000", "0", "2.5", "x"}) {
    CAPTURE(text);
    lab.set(field, text);
    CHECK(lab.node("heatmaps/seed").number == 1);
    CHECK(lab.node(field).is_invalid);
  }
  lab.set(field, "12");
  CHECK(lab.node("heatmaps/seed").number == 12);
  lab.app().focus("app/help", false);
  lab.set(field, "13");  // the field has just been left
  CHECK(lab.node("heatmaps/seed").number == 13);
  lab.set(field, "10000");
  CHECK(lab.node("heatmaps/seed").number == 13);
  CHECK(lab.find(field + "/refused"));
}

TEST_CASE("a refusal is announced") {
  HeadlessLab lab("scene=query_key_value", 1280, 800, page());
  lab.activate(kKeys);
  lab.app().act({view::ActionKind::kSetValue, std::string(kKeys) + "/edit", "x"});
  lab.frame();
  CHECK(lab.outbox().announcement.find("不是一个数") != std::string::npos);
}

TEST_CASE("a text that is too long is cut with a word") {
  HeadlessLab lab("scene=heatmaps", 1280, 800, page());
  lab.set("heatmaps/x", std::string(100, 'x'));
  CHECK(lab.node("heatmaps/x").value == std::string(60, 'x'));
  CHECK(lab.node("heatmaps/x/refused").name.find("60") != std::string::npos);
}

TEST_CASE("a block is pasted from the cursor's cell on, and is one step to be undone") {
  HeadlessLab lab("scene=query_key_value", 1280, 800, page());
  const std::string before[] = {cell(lab, kKeys, 0, 0), cell(lab, kKeys, 1, 0), cell(lab, kKeys, 1, 1)};
  step(lab, kKeys, view::Step::kDown);
  lab.settle();
  step(lab, kKeys, view::Step::kDown);
  lab.settle();
  REQUIRE(lab.node(kKeys).takes_blocks);
  lab.act(view::ActionKind::kPaste, kKeys, "0.25\t−1\r\n1/2\t２\r\n");
  CHECK(cell(lab, kKeys, 0, 0) == before[0]);
  CHECK(cell(lab, kKeys, 1, 0) == "0.25");
  CHECK(cell(lab, kKeys, 1, 1) == "−1");
  CHECK(cell(lab, kKeys, 2, 0) == "0.5");
  CHECK(cell(lab, kKeys, 2, 1) == "2");
  lab.activate("app/undo");
  CHECK(cell(lab, kKeys, 1, 0) == before[1]);
  CHECK(cell(lab, kKeys, 1, 1) == before[2]);
}

TEST_CASE("a block with commas, semicolons or blanks is a block, too") {
  for (const char* text : {"1,2\n3,4", "1;2\n3;4\n", "1 2\n3  4", "1，2\n3，4", "1\t2\n\n3\t4\n"}) {
    CAPTURE(text);
    HeadlessLab lab("scene=query_key_value", 1280, 800, page());
    lab.act(view::ActionKind::kPaste, kKeys, text);
    CHECK(lab.app().fragment().find("k=1,2,3,4") != std::string::npos);
  }
}

TEST_CASE("a block that is spoilt or does not fit changes nothing and says why") {
  HeadlessLab lab("scene=query_key_value", 1280, 800, page());
  const std::string state = lab.app().fragment(), refused = std::string(kKeys) + "/edit/refused";
  const auto why = [&](const char* table, const char* text) {
    lab.act(view::ActionKind::kPaste, table, text);
    CHECK(lab.app().fragment() == state);
    const view::Node* node = lab.find(std::string(table) + "/edit/refused");
    return node ? node->name : "";
  };
  CHECK(why(kKeys, "1\t2\n3\tx").find("第 2 行第 2 个：“x”不是一个数") != std::string::npos);
  CHECK(why(kKeys, "1\t2e9").find("不在") != std::string::npos);
  CHECK(why(kKeys, "1,2,3,4,5,6,7,8,9").find("放不下") != std::string::npos);
  CHECK(why(kKeys, "1\t\t2").find("放不下") != std::string::npos);
  CHECK(why("query_key_value/weights", "1").find("算出来") != std::string::npos);
  CHECK_FALSE(lab.node("query_key_value/weights").takes_blocks);
}

TEST_CASE("on the desktop, too, what is pasted goes where the keyboard is") {
  HeadlessLab lab("scene=query_key_value&lang=en", 1280, 800, page());
  const std::string state = lab.app().fragment();
  CHECK_FALSE(lab.app().paste("1 2\n3 4"));  // no table has the keyboard, and this scene opens no files
  lab.app().focus(kKeys, true);
  lab.settle();
  CHECK_FALSE(lab.app().paste(" \n"));
  CHECK(lab.app().fragment() == state);
  CHECK(lab.app().paste("0.25\t-1"));
  lab.settle();
  CHECK(cell(lab, kKeys, 0, 0) == "0.25");
  CHECK(cell(lab, kKeys, 0, 1) == "−1");

  HeadlessLab maps("scene=heatmaps&lang=en", 1280, 800, page());
  CHECK(maps.app().paste("7"));
  maps.settle();
  CHECK(maps.app().problem().find("\"7\" on the clipboard, which is no matrix") != std::string::npos);
  CHECK(maps.app().paste("0.25 0.75\n1 0"));
  maps.settle();
  CHECK(maps.app().problem().empty());
  CHECK(maps.app().take_away().matrices.front().tensor->data[1] == doctest::Approx(0.75));
}

TEST_CASE("a file opened from another scene can be undone") {
  HeadlessLab lab("scene=cues");
  CHECK_FALSE(lab.app().opens_files());
  lab.app().open_file("multihead_attention.npy", file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy"));
  lab.settle();
  CHECK(lab.app().opens_files());
  CHECK(lab.app().fragment() == "scene=heatmaps&file=multihead_attention.npy");
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps");
}

TEST_CASE("a link made while a file was shown says what is missing, and is followed once the file has come") {
  const std::string bytes = file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy");
  HeadlessLab lab("scene=heatmaps&file=multihead_attention.npy&map=magma&combine=mean");
  CHECK(lab.node("app/problem").name.find("“multihead_attention.npy”") != std::string::npos);
  CHECK(lab.app().fragment() ==
        "scene=heatmaps&file=multihead_attention.npy&map=magma&combine=mean");  // still the same promise
  lab.app().open_file("multihead_attention.npy", bytes);
  lab.settle();
  CHECK_FALSE(lab.find("app/problem"));
  CHECK(lab.app().fragment() == "scene=heatmaps&file=multihead_attention.npy&map=magma&combine=mean");
  CHECK(lab.node("heatmaps/picture").rows == 12);

  HeadlessLab other("scene=heatmaps&file=a%26b.npy");
  CHECK(other.node("app/problem").name.find("a&b.npy") != std::string::npos);
  other.activate("app/problem/close");
  CHECK(other.app().fragment() == "scene=heatmaps");
  HeadlessLab elsewhere("scene=cues&file=x.npy");
  CHECK_FALSE(elsewhere.find("app/problem"));
}

TEST_CASE("a link that is copied while a file is shown says that the file is not in it") {
  HeadlessLab lab("scene=heatmaps");
  lab.activate("app/take");
  lab.activate("app/take/link");
  CHECK(lab.node("app/take/done").name == "链接已复制。");
  lab.app().open_file("multihead_attention.npy", file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy"));
  lab.settle();
  CHECK(lab.node("app/take/link").help.find("multihead_attention.npy") != std::string::npos);
  lab.activate("app/take/link");
  CHECK(lab.node("app/take/done").name.find("“multihead_attention.npy”不在链接里") != std::string::npos);
}

TEST_CASE("Back brings everything back that no link says, and the language as it was") {
  HeadlessLab lab("scene=heatmaps");
  lab.app().open_file("multihead_attention.npy", file_bytes(LAB_TEST_DATA "/golden/multihead_attention.npy"));
  lab.settle();
  const std::string there = lab.app().fragment();
  lab.app().keep_state("first", "heatmaps");
  lab.activate("app/scenes", "0");
  lab.activate("app/language");
  const std::string elsewhere = lab.app().fragment();
  lab.app().set_fragment("scene=heatmaps&map=Blues");  // a link
  lab.settle();
  REQUIRE(lab.node("heatmaps/picture").rows != 12);
  CHECK(lab.app().fragment() == "scene=heatmaps&lang=en&map=Blues");
  lab.app().return_to("first", there);
  lab.settle();
  CHECK(lab.app().fragment() == there);
  CHECK(lab.node("heatmaps/picture").rows == 12);
  CHECK_FALSE(lab.find("app/problem"));
  // An address that names no scene was the one that was seen there.
  lab.app().return_to("first", "");
  lab.settle();
  CHECK(lab.node("heatmaps/picture").rows == 12);
  lab.app().return_to("of an earlier page", "");
  lab.settle();
  CHECK(lab.fragment().find("scene=cues") == 0);
  lab.app().return_to("never seen", elsewhere);  // after a reload: what the address says
  lab.settle();
  CHECK(lab.app().fragment() == elsewhere);
}

TEST_CASE("the printed picture is light and as wide as a sheet, whatever the screen shows") {
  HeadlessLab lab("scene=cues&theme=dark", 390, 844);
  const std::string state = lab.app().fragment(), svg = lab.app().printed_figure();
  CHECK(svg.find("<svg ") != std::string::npos);
  CHECK(svg.find("#e6e8ec") == std::string::npos);  // the dark theme's text
  CHECK(svg.find("#1f2328") != std::string::npos);
  const double width = std::stod(svg.substr(svg.find("width=\"") + 7));
  CHECK(width > 500);
  CHECK(width < 700);
  lab.settle();
  CHECK(lab.app().fragment() == state);
  CHECK(lab.node("app/name").rect.width < 390);
}

TEST_CASE("a salience that the red does not allow is refused, not pulled to the nearest one") {
  HeadlessLab lab("scene=cues", 1280, 800, page());
  for (const char* numbers : {"cues/numbers", "cues/show"})
    if (const view::Node* node = lab.find(numbers); node && node->can_expand && !node->is_expanded)
      lab.activate(numbers);
  const std::string keys = "cues/keys", refused = keys + "/edit/refused";
  REQUIRE(lab.find(keys));
  for (int i = 0; i < 3; ++i) step(lab, keys, view::Step::kDown);  // the coffee, which is red
  lab.settle();
  const std::string before = cell(lab, keys, 2, 0);
  type(lab, keys, "0.5");
  CHECK(cell(lab, keys, 2, 0) == before);
  CHECK(lab.node(refused).name.find("0.80") != std::string::npos);
  lab.set(keys + "/edit", "1.25");
  CHECK(cell(lab, keys, 2, 0) == "1.25");
  CHECK_FALSE(lab.find(refused));
}

TEST_CASE("a drag that is over before a frame ends where it was let go, and one that the page takes over nowhere") {
  HeadlessLab lab("scene=heatmaps&preset=softmax");
  const view::Rect rect = lab.node("heatmaps/seed").rect;
  const float y = rect.y + rect.height / 2;
  const auto at = [&](app::PointerPhase phase, float share, float below = 0) {
    lab.app().pointer({app::PointerKind::kMouse, phase, rect.x + rect.width * share, y + below});
  };
  using enum app::PointerPhase;
  at(kMove, 0.25f);
  at(kDown, 0.25f);
  at(kMove, 0.5f);
  at(kMove, 0.75f, 60);
  at(kUp, 0.75f, 60);
  lab.settle();
  CHECK(lab.node("heatmaps/seed").number == doctest::Approx(7500).epsilon(0.03));
  at(kMove, 0.5f);
  at(kDown, 0.5f);
  lab.frame();
  at(kCancel, 0.5f);
  lab.settle();
  CHECK(lab.node("heatmaps/seed").number == doctest::Approx(5000).epsilon(0.03));
}

TEST_CASE("a file opened in its own scene can be undone, too") {
  HeadlessLab lab("scene=heatmaps");
  lab.app().open_file("clipboard.txt", "0.5,0.25\n0.125,0.75\n");
  lab.settle();
  CHECK(lab.app().fragment() == "scene=heatmaps&file=clipboard.txt");
  lab.activate("app/undo");
  CHECK(lab.app().fragment() == "scene=heatmaps");
}
