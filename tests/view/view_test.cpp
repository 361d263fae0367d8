#include <doctest/doctest.h>

#include <cmath>

#include "view/color_map.h"
#include "view/heatmap.h"
#include "view/text.h"
#include "view/theme.h"
#include "view/widgets.h"

TEST_CASE("numbers are shown with a true minus and without a negative zero") {
  CHECK(view::number_text(-1.5, 2) == "−1.50");
  CHECK(view::number_text(-0.001, 2) == "0.00");
  CHECK(view::number_text(NAN, 2) == "NaN");
  CHECK(view::number_text(-INFINITY, 2) == "−∞");
  CHECK(view::short_number_text(0.05) == "0.05");
}

TEST_CASE("what was shown can be typed again") {
  double value = 0;
  CHECK(view::parse_number(" −1.5 ", value));
  CHECK(value == -1.5);
  CHECK(view::parse_number("+2e3", value));
  CHECK(value == 2000);
  CHECK_FALSE(view::parse_number("", value));
  CHECK_FALSE(view::parse_number("1,5", value));
  CHECK_FALSE(view::parse_number("inf", value));
  CHECK_FALSE(view::parse_number("0x10", value));
  CHECK(value == 2000);
}

TEST_CASE("patterns take their values in any order") {
  CHECK(view::filled("{1} of {0}", {"ten", "one"}) == "one of ten");
  CHECK(view::filled("{2}{", {"a"}) == "{2}{");
}

TEST_CASE("text reads on its ground with a contrast of at least 4.5, and shapes of at least 3") {
  for (const view::Theme* theme : {&view::light_theme(), &view::dark_theme()}) {
    CAPTURE(theme->is_dark);
    for (const view::Color ground : {theme->page, theme->surface, theme->raised}) {
      for (const view::Color text : {theme->text, theme->muted, theme->accent, theme->cue_red, theme->will_blue,
                                     theme->error, theme->good, theme->warning})
        CHECK(view::contrast(text, ground) >= 4.5f);
    }
    CHECK(view::contrast(theme->on_accent, theme->accent) >= 4.5f);
  }
}

TEST_CASE("every colour of every map carries legible text") {
  for (int map = 0; map < static_cast<int>(view::kColorMapCount); ++map)
    for (int i = 0; i <= 100; ++i) {
      const view::Color ground = view::color_at(map, static_cast<float>(i) / 100);
      CHECK(view::contrast(view::text_on(ground), ground) >= 4.5f);
    }
}

TEST_CASE("Reds begins and ends as in the book, and values beyond are clamped") {
  CHECK(view::color_at(0, 0) == view::rgb(0xfff5f0));
  CHECK(view::color_at(0, 1) == view::rgb(0x67000d));
  CHECK(view::color_at(0, 0.5f) == view::rgb(0xfb6a4a));
  CHECK(view::color_at(0, -3) == view::rgb(0xfff5f0));
  CHECK(view::color_at(0, NAN) == view::rgb(0xfff5f0));
}

TEST_CASE("differences are white exactly at 0, blue below and red above, and equally strong on both sides") {
  const view::ColorScale scale{-2, 2};
  CHECK(view::color_of(view::kDivergingMap, scale, 0) == view::rgb(0xffffff));
  CHECK(view::color_of(view::kDivergingMap, scale, -2) == view::rgb(0x053061));
  CHECK(view::color_of(view::kDivergingMap, scale, 2) == view::rgb(0x67001f));
  const auto red = [](view::Color color) { return color & 0xff; };
  const auto blue = [](view::Color color) { return color >> 16 & 0xff; };
  for (const float value : {0.1f, 0.7f, 1.6f}) {
    CHECK(red(view::color_of(view::kDivergingMap, scale, value)) >
          blue(view::color_of(view::kDivergingMap, scale, value)));
    CHECK(red(view::color_of(view::kDivergingMap, scale, -value)) <
          blue(view::color_of(view::kDivergingMap, scale, -value)));
  }
}

TEST_CASE("a colour scale's ends have the map's first and last colour") {
  CHECK(view::color_of(0, {2, 6}, 2) == view::color_at(0, 0));
  CHECK(view::color_of(0, {2, 6}, 6) == view::color_at(0, 1));
  CHECK(view::color_of(0, {2, 6}, 3) == view::color_at(0, 0.25f));
}

TEST_CASE("a cell's number reads on its heat colour, and what is no number gets the colours for that") {
  const view::HeatColor missing{1, 2};
  for (const double value : {0.0, 0.4, 1.0, 7.0}) {
    const view::HeatColor cell = view::heat_color(2, {0, 1}, value, missing);
    CHECK(cell.ground == view::color_of(2, {0, 1}, value));
    CHECK(view::contrast(cell.ink, cell.ground) >= 4.5f);
  }
  for (const double none : {double{NAN}, double{INFINITY}, -double{INFINITY}})
    CHECK(view::heat_color(2, {0, 1}, none, missing) == missing);
}

TEST_CASE("a symmetric scale reaches as far on both sides, so that 0 is white") {
  CHECK(view::symmetric_scale(-0.5f, 2) == view::ColorScale{-2, 2});
  CHECK(view::symmetric_scale(-3, -1) == view::ColorScale{-3, 3});
  CHECK(view::symmetric_scale(0, 0) == view::ColorScale{-1, 1});
  CHECK(view::color_of(view::kDivergingMap, view::symmetric_scale(-0.1f, 0.7f), 0) == view::rgb(0xffffff));
}

TEST_CASE("steps of a slider land on decimal numbers inside the range") {
  const view::NumberRange range{.minimum = 0, .maximum = 1, .step = 0.1, .decimals = 1};
  CHECK(view::snapped_to(range, 0.30000000000000004) == 0.3);
  CHECK(view::snapped_to(range, 7) == 1);
  CHECK(view::snapped_to(range, -7) == 0);
}

TEST_CASE("ticks keep their labels apart and stand at round numbers") {
  CHECK(view::tick_step(10, 500, 30) == 1);
  CHECK(view::tick_step(12, 120, 30) == 5);
  CHECK(view::tick_step(2048, 600, 40) == 200);
}

TEST_CASE("zooming keeps the point under the pointer, and never shows anything beyond the matrix") {
  view::Viewpoint viewpoint;
  view::zoom_at(viewpoint, 4, 0.25, 0.75, 1000, 1000);
  view::VisibleCells seen = view::visible_cells(viewpoint, 1000, 1000);
  CHECK(seen.column + 0.25 * seen.columns == doctest::Approx(250));
  CHECK(seen.row + 0.75 * seen.rows == doctest::Approx(750));
  view::zoom_at(viewpoint, 1e9, 0, 0, 1000, 1000);
  seen = view::visible_cells(viewpoint, 1000, 1000);
  CHECK(seen.columns == doctest::Approx(4));
  CHECK(seen.column >= 0);
  view::zoom_at(viewpoint, 1e-9, 0.5, 0.5, 1000, 1000);
  CHECK(view::visible_cells(viewpoint, 1000, 1000).columns == 1000);
}
