#include "view/plot.h"

#include <cmath>

#include "bare_ui.h"
#include "view/labels.h"
#include "view/player.h"
#include "view/point.h"

namespace {

constexpr view::Rect kArea{0, 0, 400, 300};

/// The picture of one frame as SVG, in which every shape is an element.
std::string svg_of(BareUi& bare) {
  bare.ui().request_svg({.title = "plot", .description = ""});
  bare.frame();
  return bare.ui().take_svg();
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("steps are 1, 2 or 5 times a power of ten, and as many as there is room for") {
  CHECK(view::round_step(10, 10) == 1);
  CHECK(view::round_step(10, 9.9) == 2);
  CHECK(view::round_step(10, 4) == 5);
  CHECK(view::round_step(0.03, 10) == doctest::Approx(0.005));
  CHECK(view::round_step(7e6, 5) == 2e6);
  for (double extent = 1e-6; extent < 1e6; extent *= 1.7)
    for (const double most : {1.0, 3.0, 12.0}) {
      const double step = view::round_step(extent, most);
      CHECK(extent / step <= most * (1 + 1e-6));
      CHECK(extent / step > most / 2.6);
    }
}

TEST_CASE("a range ends at a round number that is not below the value") {
  CHECK(view::round_above(1) == 1);
  CHECK(view::round_above(1.01) == 1.5);
  CHECK(view::round_above(37) == 40);
  CHECK(view::round_above(9) == 10);
  CHECK(view::round_above(0.0007) == doctest::Approx(0.0008));
}

TEST_CASE("a place in the plane is a pair of numbers, and back") {
  BareUi bare([](view::Ui& ui) {
    const view::Plot plot(ui, kArea, {-2, 6}, {0, 3});
    CHECK(plot.x(-2) == 0);
    CHECK(plot.x(6) == 400);
    CHECK(plot.y(0) == 300);
    CHECK(plot.y(3) == 0);
    for (const double value : {-1.5, 0.0, 2.25}) {
      CHECK(plot.x_at(plot.x(value)) == doctest::Approx(value));
      CHECK(plot.y_at(plot.y(value)) == doctest::Approx(value));
    }
  });
}

TEST_CASE("on a logarithmic axis equal ratios are equally long, and its marks are 1, 2 and 5 times a power of ten") {
  const std::vector<double> xs{-1, 0, 0.05, 0.4, 2}, ys{1, 1, 1, 10, 100};
  int cursor = -1;
  BareUi bare([&](view::Ui& ui) {
    ui.begin_picture();
    view::Plot plot = view::Plot::within(ui, kArea, {.low = 0.05, .high = 2, .name = "t", .is_logarithmic = true},
                                         {.low = 1, .high = 100, .name = "loss", .is_logarithmic = true});
    CHECK(plot.x(0.1) - plot.x(0.05) == doctest::Approx(plot.x(2) - plot.x(1)).epsilon(1e-4));
    CHECK(plot.y(1) - plot.y(10) == doctest::Approx(plot.y(10) - plot.y(100)).epsilon(1e-4));
    CHECK(plot.x_at(plot.x(0.3)) == doctest::Approx(0.3));
    CHECK(plot.y_at(plot.y(42)) == doctest::Approx(42).epsilon(1e-4));
    plot.grid();
    plot.numbers();
    plot.curve({"f", view::rgb(0x123456), xs, ys});  // −1 and 0 have no place
    plot.dots({"", view::rgb(0x123456), xs, ys}, 3);
    plot.finish({"plot", "f"}, cursor);
    ui.end_picture(kArea);
  });
  bare.frame();
  const std::string svg = svg_of(bare);
  for (const char* mark : {">0.05<", ">0.1<", ">0.2<", ">0.5<", ">1<", ">2<", ">5<", ">10<", ">20<", ">50<", ">100<"})
    CHECK_MESSAGE(svg.find(mark) != std::string::npos, mark);
  CHECK(count(svg, "<polyline") == 1);
  CHECK(count(svg, "<circle") == 3);
  CHECK(svg.find("nan") == std::string::npos);
  const view::Rect rect = bare.node("plot").rect;
  bare.move_to(rect.x + rect.width * 0.6f, rect.y + rect.height / 2);  // 0.05 × 40^0.6 = 0.46
  bare.frame();
  CHECK(cursor == 3);
}

TEST_CASE("where little room is, a logarithmic axis has marks at powers of ten, or at some of them") {
  const auto marks_at = [](float width, double low, double high) {
    BareUi bare([&](view::Ui& ui) {
      ui.begin_picture();
      view::Plot plot(ui, {0, 0, width, 300}, {.low = low, .high = high, .is_logarithmic = true}, {0, 1});
      plot.grid(false);
      ui.end_picture(kArea);
    });
    bare.frame();
    return count(svg_of(bare), "<rect") - 2;  // the grid's lines, without its ground and its frame
  };
  const int bare_frame = marks_at(400, 0.9, 1.1) + 0;     // 1
  CHECK(marks_at(400, 0.1, 100) - bare_frame == 8 - 1);   // 0.2 0.5 1 2 5 10 20 50
  CHECK(marks_at(200, 0.1, 100) - bare_frame == 2 - 1);   // 1 10
  CHECK(marks_at(200, 1e-6, 1e6) - bare_frame == 5 - 1);  // 1e-4 1e-2 1 1e2 1e4
}

TEST_CASE("a curve is cut at the edges of the plane and has a gap where it has no value") {
  const std::vector<double> xs{0, 1, 2, 3, 4, 5, 6}, ys{0, 1, 5, 1, NAN, 1, 0};
  BareUi bare([&](view::Ui& ui) {
    ui.begin_picture();
    view::Plot plot(ui, kArea, {0, 6}, {0, 2});
    plot.curve({"f", view::rgb(0x123456), xs, ys});
    ui.end_picture(kArea);
  });
  bare.frame();
  const std::string svg = svg_of(bare);
  CHECK(count(svg, "<polyline") == 3);  // up to the edge, from the edge to the gap, after the gap
  // (1, 1) → (2, 5) leaves the plane at y = 2, which is x = 1.25.
  CHECK(svg.find(",0") != std::string::npos);
}

TEST_CASE("the numbers of an axis tell its lines apart, without powers of ten where there is room, and none overlap") {
  const auto drawn = [](double low, double high) {
    BareUi bare([&](view::Ui& ui) {
      ui.begin_picture();
      view::Plot plot = view::Plot::within(ui, kArea, {low, high}, {low, high});
      plot.grid();
      plot.numbers();
      ui.end_picture(kArea);
    });
    bare.frame();
    return svg_of(bare);
  };
  const std::string years = drawn(1988.8, 2006.2);
  for (const char* each : {">1990<", ">2000<"}) CHECK(count(years, each) == 2);
  for (const char* across : {">1992<", ">1994<"}) CHECK(count(years, across) == 1);
  for (const char* upwards : {">1995<", ">2005<"}) CHECK(count(years, upwards) == 1);
  CHECK(count(drawn(0, 1500), ">1000<") == 2);
  CHECK(count(drawn(0, 1500), "e+") == 0);
  const std::string long_ones = drawn(99999.0, 99999.2);  // every second one has room
  CHECK(count(long_ones, ">99999.04<") == 1);
  CHECK(count(long_ones, ">99999.02<") == 0);
  CHECK(count(long_ones, ">99999.15<") == 1);  // upwards each has
  CHECK(count(drawn(0, 2e6), ">1e+06<") == 2);
}

TEST_CASE("things stand under their bars instead of numbers, and no lines between them") {
  const std::vector<double> xs{0, 1}, ys{0.25, 0.75};
  BareUi bare([&](view::Ui& ui) {
    ui.begin_picture();
    view::Plot plot = view::Plot::within(ui, kArea, {-0.5, 1.5, "", {"cup", "book"}}, {0, 1});
    plot.grid();
    plot.numbers();
    plot.bars({"weights", ui.theme().will_blue, xs, ys}, 0.6);
    ui.end_picture(kArea);
  });
  bare.frame();
  const std::string svg = svg_of(bare);
  CHECK(svg.find(">cup<") != std::string::npos);
  CHECK(svg.find(">book<") != std::string::npos);
  CHECK(svg.find(">0.2<") != std::string::npos);  // of the other axis
  CHECK(svg.find(">−0.5<") == std::string::npos);
  CHECK(svg.find(">1.5<") == std::string::npos);
}

TEST_CASE("the values of a plot are read with the arrow keys and the pointer, and are a table for a screen reader") {
  const std::vector<double> xs{0, 1, 2, 3}, squares{0, 1, 4, 9}, halves{0, 0.5, 1, 1.5};
  int cursor = -1;
  BareUi bare([&](view::Ui& ui) {
    view::Plot plot = view::Plot::within(ui, kArea, {0, 3, "x"}, {0, 10, "y"});
    plot.grid();
    plot.numbers();
    plot.curve({"squares", view::rgb(0xff0000), xs, squares});
    plot.dots({"halves", view::rgb(0x0000ff), xs, halves}, 3);
    plot.finish({"plot", "Two functions"}, cursor);
  });
  CHECK(cursor == -1);
  const view::Node& node = bare.node("plot");
  CHECK(node.rows == 2);
  CHECK(node.columns == 4);
  CHECK(node.row_labels == std::vector<std::string>{"squares", "halves"});
  bare.act(view::step_action("plot", view::Step::kRight));
  bare.act(view::step_action("plot", view::Step::kRight));
  bare.act(view::step_action("plot", view::Step::kRight));
  CHECK(cursor == 2);
  CHECK(bare.node("plot").value == "2, squares 4, halves 1");
  bare.act(view::step_action("plot", view::Step::kRowEnd));
  CHECK(cursor == 3);
  bare.act(view::step_action("plot", view::Step::kEscape));
  CHECK(cursor == -1);
  const view::Rect rect = bare.node("plot").rect;
  bare.move_to(rect.x + rect.width * 0.36f, rect.y + rect.height / 2);
  bare.frame();
  CHECK(cursor == 1);
  CHECK(bare.ui().cut_texts().empty());
}

TEST_CASE("a point is dragged, stepped, kept inside the plane, and stays where it is if it is computed") {
  double x = 1, y = 1;
  bool is_movable = true;
  BareUi bare([&](view::Ui& ui) {
    view::Plot plot(ui, kArea, {-2, 2}, {-1.5, 1.5});
    view::movable_point(ui, plot, {.label = {"p", "P", "Drag it."}, .position = "(1, 1)", .is_movable = is_movable}, x,
                        y);
  });
  bare.act(view::step_action("p", view::Step::kLeft));
  bare.act(view::step_action("p", view::Step::kUp));
  CHECK(x == doctest::Approx(0.9));
  CHECK(y == doctest::Approx(1.1));
  view::Rect grip = bare.node("p").rect;
  bare.move_to(grip.x + grip.width / 2, grip.y + grip.height / 2);
  bare.press();
  bare.move_to(100, 150);
  CHECK(x == -1);
  CHECK(y == 0);
  bare.move_to(-300, 900);  // beyond the plane
  bare.release();
  CHECK(x == -2);
  CHECK(y == -1.5);
  is_movable = false;
  bare.act(view::step_action("p", view::Step::kRight));
  CHECK(x == -2);
}

TEST_CASE("a key moves a point along one axis and leaves the other as it is, in steps as small as the plane") {
  double x = 1.23456, y = 0.98765;
  view::MovablePoint point{.label = {"p", "P", ""}, .step = 0.1};
  BareUi bare([&](view::Ui& ui) {
    view::Plot plot(ui, kArea, {-2, 2}, {-1.5, 1.5});
    view::movable_point(ui, plot, point, x, y);
  });
  bare.act(view::step_action("p", view::Step::kRight));
  CHECK(x == 1.33);
  CHECK(y == 0.98765);
  x = 0.0002;
  point.step = 0.00001;
  point.step_up = 100;
  bare.act(view::step_action("p", view::Step::kRight));
  bare.act(view::step_action("p", view::Step::kUp));
  CHECK(x == 0.00021);
  CHECK(y == 100.99);
}

TEST_CASE("names stand beside their points, and none stands on another") {
  std::vector<bool> placed;
  BareUi bare([&](view::Ui& ui) {
    placed.clear();
    view::Labels labels(ui, kArea, 6);
    for (int i = 0; i < 12; ++i) labels.keep_clear(200, 150);
    for (int i = 0; i < 12; ++i) placed.push_back(labels.place(200, 150, "point", ui.theme().text));
  });
  CHECK(placed.front());
  CHECK_FALSE(placed.back());  // there is no room for twelve names at one place
}

TEST_CASE("a player plays to its end, is paused on a snapshot, steps and goes back") {
  view::Playback playback;
  BareUi bare([&](view::Ui& ui) { view::player(ui, {"run", "Training"}, playback, {.count = 11}); });
  CHECK_FALSE(bare.find("run/play"));  // motion is reduced
  bare.input.is_motion_reduced = false;
  bare.frame();
  bare.click(bare.node("run/play").rect);
  CHECK(playback.is_playing);
  view::advance(playback, 11, 4, 0.6);
  CHECK(playback.position == doctest::Approx(2.4));
  CHECK(playback.snapshot() == 2);
  bare.click(bare.node("run/play").rect);
  CHECK(playback == view::Playback{false, 2});
  bare.click(bare.node("run/step").rect);
  CHECK(playback.position == 3);
  bare.act({view::ActionKind::kSetValue, "run/position", "10"});
  CHECK(playback.position == 10);
  bare.click(bare.node("run/play").rect);  // from the end it starts again
  CHECK(playback == view::Playback{true, 0});
  view::advance(playback, 11, 4, 100);
  CHECK(playback == view::Playback{false, 10});
  bare.frame();
  bare.click(bare.node("run/start").rect);
  CHECK(playback == view::Playback{});
}

TEST_CASE("a legend has as many lines as its names need") {
  const std::vector<std::string> names{"newspaper", "paper", "coffee"};
  int wide = 0, narrow = 0, one = 0;
  BareUi bare([&](view::Ui& ui) {
    wide = view::Plot::legend_lines(ui, 600, 200, {0, 1}, names);
    narrow = view::Plot::legend_lines(ui, 80, 200, {0, 1}, names);
    one = view::Plot::legend_lines(ui, 80, 200, {0, 1}, {names.data(), 1});
  });
  bare.frame();
  CHECK(wide == 1);
  CHECK(narrow == 3);
  CHECK(one == 1);
}
