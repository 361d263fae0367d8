// Where the panels of a heatmap go, and that nothing that is written there leaves its place or covers something else.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bare_ui.h"
#include "index.h"
#include "view/heatmap.h"

namespace {

bool is_inside(const view::Rect& inner, const view::Rect& outer) {
  constexpr float kRounding = 1;  // to device pixels
  return inner.x >= outer.x - kRounding && inner.y >= outer.y - kRounding &&
         inner.x + inner.width <= outer.x + outer.width + kRounding &&
         inner.y + inner.height <= outer.y + outer.height + kRounding;
}

bool do_overlap(const view::Rect& a, const view::Rect& b) {
  constexpr float kRounding = 0.6f;
  return a.x + kRounding < b.x + b.width && b.x + kRounding < a.x + a.width && a.y + kRounding < b.y + b.height &&
         b.y + kRounding < a.y + a.height;
}

/// The same numbers with every library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1p-53;
  }

 private:
  std::mt19937_64 engine_;
};

/// Some panels of random numbers, with or without titles and names.
struct Heatmap {
  Random& random;
  std::vector<float> numbers;
  view::HeatmapGrid grid;
  view::HeatmapLayout layout;
  view::Viewpoint viewpoint;
  view::CellAddress cursor;

  explicit Heatmap(Random& source) : random(source) {
    const auto below = [&](std::uint64_t count) { return static_cast<int>(random.below(count)); };
    const int panels = 1 + below(8), rows = 1 + below(24), columns = 1 + below(24);
    for (int i = 0; i < rows * columns; ++i) numbers.push_back(static_cast<float>(random.uniform(-2, 200)));
    for (int i = 0; i < panels; ++i)
      grid.panels.push_back({{numbers.data(), rows, columns, columns, view::new_content()}, {0, 1}});
    const bool has_titles = below(2) == 0;
    for (int i = 0; i < panels; ++i) grid.titles.push_back(has_titles ? "layer " + std::to_string(i) : "");
    grid.x_label = below(3) ? "Keys" : "";
    grid.y_label = below(3) ? "Queries" : "";
    const auto names = [&](int count) {
      auto all = std::make_shared<std::vector<std::string>>();
      for (int i = 0; i < count; ++i) all->push_back(std::string(to_size(1 + below(20)), static_cast<char>('a' + i)));
      return view::AxisNames(all);
    };
    if (below(2)) grid.row_names = names(rows);
    if (below(2)) grid.column_names = names(columns);
    viewpoint = {below(3) ? random.uniform(1, 6) : 1, random.uniform(0, 1), random.uniform(0, 1)};
  }
  void draw(view::Ui& ui, float height) {
    const view::Rect place = ui.place(height);
    const view::Rect area{place.x + 40, place.y + 40, place.width - 80, place.height};
    view::wrap_to_fill(ui, grid, area);
    layout = view::lay_out(ui, grid, area);
    view::heatmap_grid(ui, {"picture", "Picture"}, layout, grid, viewpoint, cursor);
  }
};

}  // namespace

TEST_CASE("whatever is zoomed into, texts stay in their places and cover no other text") {
  Random random(2026);
  int drawn = 0;
  for (int trial = 0; trial < 300; ++trial) {
    Heatmap heatmap(random);
    const float width = static_cast<float>(random.uniform(360, 1300)),
                height = static_cast<float>(random.uniform(220, 800));
    BareUi bare(
        [&](view::Ui& ui) {
          ui.keep_texts();
          heatmap.draw(ui, height);
        },
        width, 900);
    bare.frame();
    CAPTURE(trial);
    const view::HeatmapLayout& layout = heatmap.layout;
    // Half a letter more than the panels above and below, where names stand at the first and the last row.
    const view::Rect whole{layout.whole.x, layout.whole.y - 8, layout.whole.width + 16, layout.whole.height + 16};
    const auto& texts = bare.ui().drawn_texts();
    drawn += static_cast<int>(texts.size());
    // The button over the corner of what is zoomed has a ground of its own; there is room for it in all but the
    // tiniest.
    const view::Node* button = bare.find("picture/whole");
    const bool is_tiny = button && !is_inside(button->rect, layout.panels.front());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (button && texts[i].text == button->name) {
        for (std::size_t k = 0; k < texts.size() && !is_tiny; ++k)
          if (k != i) CHECK_MESSAGE(!do_overlap(button->rect, texts[k].rect), "under the button: ", texts[k].text);
        continue;
      }
      CHECK_MESSAGE(is_inside(texts[i].rect, whole), "outside: ", texts[i].text);
      for (const view::Rect& panel : layout.panels)  // what touches a panel is a number, and lies in it
        if (do_overlap(texts[i].rect, panel)) CHECK_MESSAGE(is_inside(texts[i].rect, panel), "cut: ", texts[i].text);
      for (std::size_t k = i + 1; k < texts.size(); ++k)
        if (!button || texts[k].text != button->name)
          CHECK_MESSAGE(!do_overlap(texts[i].rect, texts[k].rect), texts[i].text, " covers ", texts[k].text);
    }
  }
  CHECK(drawn > 5000);
}

TEST_CASE("a stretched panel is a square, whatever its shape") {
  BareUi bare([](view::Ui& ui) {
    const std::vector<float> numbers(600, 0.5f);
    for (const std::int64_t columns : {1, 12, 200}) {
      view::HeatmapGrid grid;
      grid.panels = {{{numbers.data(), 600 / columns > 50 ? 50 : 3, columns, columns, 1}, {}}};
      const view::Rect area{0, 0, 300, 400};
      const view::Rect usual = view::lay_out(ui, grid, area).panels.front();
      grid.is_stretched = true;
      const view::HeatmapLayout layout = view::lay_out(ui, grid, area);
      const view::Rect panel = layout.panels.front();
      CHECK(panel.width == doctest::Approx(panel.height).epsilon(0.02));
      CHECK(panel.width >= std::min(usual.width, usual.height) - 1);
      CHECK(is_inside(layout.whole, area));
    }
  });
  bare.frame();
}

TEST_CASE("panels are wrapped so that they become as large as the room allows") {
  Random random(7);
  BareUi bare([](view::Ui&) {});
  for (int trial = 0; trial < 200; ++trial) {
    Heatmap heatmap(random);
    const view::Rect area{0, 0, static_cast<float>(random.uniform(300, 2000)),
                          static_cast<float>(random.uniform(200, 1200))};
    view::wrap_to_fill(bare.ui(), heatmap.grid, area);
    const auto size = [&](const view::HeatmapGrid& grid) {
      const view::Rect panel = view::lay_out(bare.ui(), grid, area).panels.front();
      return panel.width * panel.height;
    };
    const int panels = static_cast<int>(heatmap.grid.panels.size());
    const float chosen = size(heatmap.grid);
    CHECK(heatmap.grid.grid_rows * heatmap.grid.grid_columns >= panels);
    CHECK(heatmap.grid.grid_rows * heatmap.grid.grid_columns < panels + heatmap.grid.grid_columns);
    for (int columns = 1; columns <= panels; ++columns) {
      view::HeatmapGrid other = heatmap.grid;
      other.grid_columns = columns;
      other.grid_rows = (panels + columns - 1) / columns;
      const int holes = other.grid_rows * columns - panels;
      CHECK(chosen >= size(other) * (0.74f - 0.25f * static_cast<float>(holes) / static_cast<float>(panels)));
    }
  }
}

TEST_CASE("of wraps that are about as good, the one with the fewest rows is taken") {
  std::vector<float> numbers(144, 0.25f);
  view::HeatmapGrid grid{.titles = std::vector<std::string>(6)};
  for (int i = 0; i < 6; ++i) grid.panels.push_back({{numbers.data(), 12, 12, 12, 1}, {}});
  BareUi bare([](view::Ui&) {});
  const auto columns = [&](float width, float height) {
    view::wrap_to_fill(bare.ui(), grid, {0, 0, width, height});
    return grid.grid_columns;
  };
  CHECK(columns(800, 400) == 3);  // five and a sixth below them would be as large
  CHECK(columns(800, 560) == 3);
  CHECK(columns(800, 760) == 3);
  CHECK(columns(800, 1400) == 2);
  CHECK(columns(1800, 300) == 6);
  CHECK(columns(200, 1400) == 1);
}

TEST_CASE("names that do not fit side by side are turned, and those that are left out have a short tick") {
  auto names = std::make_shared<std::vector<std::string>>();
  for (int i = 0; i < 12; ++i) names->push_back("token" + std::to_string(i));
  std::vector<float> numbers(144, 0.25f);
  view::HeatmapGrid grid{.panels = {{{numbers.data(), 12, 12, 12, 1}, {}}}, .column_names = view::AxisNames(names)};
  view::Viewpoint viewpoint;
  view::CellAddress cursor;
  view::HeatmapEvents events;
  float height = 500;
  BareUi bare(
      [&](view::Ui& ui) {
        ui.keep_texts();
        const view::HeatmapLayout layout = view::lay_out(ui, grid, ui.place(height));
        CHECK(layout.are_column_names_turned);
        events = view::heatmap_grid(ui, {"picture", "Picture"}, layout, grid, viewpoint, cursor);
      },
      700, 800);
  const auto count = [&] {
    int found = 0;
    for (const view::DrawnText& each : bare.ui().drawn_texts()) {
      if (!each.text.starts_with("token")) continue;
      ++found;
      CHECK(each.rect.height > each.rect.width);
    }
    return found;
  };
  CHECK(count() == 12);
  CHECK(events.column_name_step == 1);
  height = 220;  // about 10 pixels for each
  bare.settle();
  CHECK(events.column_name_step == 2);
  CHECK(count() == 6);
}
