#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bare_ui.h"
#include "view/theme.h"
#include "view/widgets.h"

TEST_CASE("eight tabs are all seen and pressed on a phone, however many rows they need") {
  const std::vector<std::string> titles{"Cues",          "Queries · keys · values", "Heatmaps",
                                        "Regression",    "Scoring functions",       "Sequence to sequence",
                                        "Several heads", "Positional encoding"};
  constexpr float kRow = view::kTargetTouch;
  for (const float width : {320.0f, 390.0f, 768.0f, 1280.0f}) {
    CAPTURE(width);
    int selected = 0;
    float height = 0;
    BareUi bare(
        [&](view::Ui& ui) {
          height = kRow * static_cast<float>(view::tab_rows(ui, width, titles));
          view::tabs(ui, {0, 0, width, height}, {"app/scenes", "Scenes"}, selected, titles);
        },
        width);
    for (std::size_t i = titles.size(); i-- > 0;) {
      const view::Node tabs = bare.node("app/scenes");
      REQUIRE(tabs.option_rects.size() == titles.size());
      const view::Rect& tab = tabs.option_rects[i];
      CAPTURE(titles[i]);
      CHECK(tab.x >= 0);
      CHECK(tab.x + tab.width <= width);
      CHECK(tab.y + tab.height <= height);
      CHECK(tab.height >= kRow);
      for (const view::Rect& other : tabs.option_rects)
        CHECK((&other == &tab || other.x >= tab.x + tab.width || tab.x >= other.x + other.width ||
               other.y >= tab.y + tab.height || tab.y >= other.y + other.height));
      bare.click(tab);
      CHECK(selected == static_cast<int>(i));
    }
  }
}
