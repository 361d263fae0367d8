// The blocks that turn how scores are made and what is masked.
#include <doctest/doctest.h>

#include <cmath>

#include "scenes/parts/masks.h"
#include "scenes/parts/scorings.h"
#include "view/bare_ui.h"

using namespace scenes;

namespace {

struct Scorings {
  ScoringOptions options;
  bool has_changed = false;
  std::vector<int> offered{kAllScorings, kAllScorings + kScoringCount};
  BareUi lab{[this](view::Ui& ui) {
    has_changed |= scoring_controls(ui, "test/", options, {.minimum = 0.1, .maximum = 10, .initial = 1}, offered);
    has_changed |= temperature_control(ui, "test/", options, 0.05, 5);
    has_changed |= softcap_control(ui, "test/", options, 20);
  }};
};

struct Masks {
  MaskOptions options{.valid_lengths = {3, 3}, .painted = {1, 1, 1, 1, 1, 1}};
  MaskHand hand;
  std::vector<std::string> queries{"q1", "q2"}, keys{"k1", "k2", "k3"};
  std::vector<double> scores = std::vector<double>(6, 0.0);
  BareUi lab{[this](view::Ui& ui) {
    mask_controls(ui, "test/", options, {.queries = queries, .keys = keys, .scores = scores, .query = 1}, hand);
  }};
};

}  // namespace

TEST_CASE("a scoring function brings the controls that it has, and no others") {
  Scorings test;
  const auto has = [&](const char* id) { return test.lab.find(id) != nullptr; };
  for (int scoring = 0; scoring < kScoringCount; ++scoring) {
    CAPTURE(scoring);
    test.lab.act({view::ActionKind::kActivate, "test/scoring", std::to_string(scoring)});
    CHECK(test.options.scoring == scoring);
    CHECK(has("test/scaled") == (scoring == kDotProduct));
    CHECK(has("test/kernel-width") == has_kernel_width(scoring));
    CHECK(has("test/temperature") == has_softmax(scoring));
    CHECK(has("test/softcap") == has_softmax(scoring));
  }
  CHECK(test.has_changed);
}

TEST_CASE("where only some scoring functions are offered, the chosen one is meant") {
  Scorings test;
  test.offered = {kDotProduct, kGaussian, kConstant};
  test.lab.settle();
  CHECK(test.lab.node("test/scoring").options.size() == 3);
  test.lab.act({view::ActionKind::kActivate, "test/scoring", "1"});
  CHECK(test.options.scoring == kGaussian);
  test.lab.act({view::ActionKind::kSetValue, "test/kernel-width", "2.5"});
  CHECK(test.options.kernel_width == 2.5);
}

TEST_CASE("the core is told what was chosen, and no soft cap without a softmax") {
  ScoringOptions options{.scoring = kGaussian, .kernel_width = 2, .temperature = 0.5, .softcap = 1e-60};
  core::AttentionOptions told = core_options(options);
  CHECK(told.scoring == core::Scoring::kGaussian);
  CHECK(told.parameters.width == 2);
  CHECK(told.temperature == 0.5f);
  CHECK(told.softcap > 0);  // less than a float can say, but not none
  options.scoring = kBoxcar;
  told = core_options(options);
  CHECK(told.temperature == 1);
  CHECK(told.softcap == core::AttentionOptions{}.softcap);
}

TEST_CASE("a drag over the mask's cells paints them all as the first") {
  Masks test;
  test.lab.act({view::ActionKind::kActivate, "test/mask", std::to_string(kPaintedMask)});
  const view::Rect table = test.lab.node("test/painted").rect;
  const float y = table.y + table.height - 10;  // in the last row
  test.lab.move_to(table.x + table.width - 5, y);
  test.lab.press();
  test.lab.move_to(table.x + table.width * 0.6f, y);
  test.lab.release();
  test.lab.settle();
  CHECK(test.options.painted[5] == 0);
  CHECK(test.options.painted[4] == 0);
  CHECK(test.options.painted[2] == 1);
  CHECK(test.hand.painting == 0);
}

TEST_CASE("of valid lengths a slider turns that of the current query, and the core gets them all") {
  Masks test;
  test.lab.act({view::ActionKind::kActivate, "test/mask", std::to_string(kValidLengthMask)});
  test.lab.act({view::ActionKind::kSetValue, "test/lengths", "1"});
  CHECK(test.options.valid_lengths == std::vector<double>{3, 1});
  CHECK(test.lab.node("test/lengths").name == "Valid length of query q2");
  const core::Mask mask = core_mask(test.options, 2, 3);
  REQUIRE(mask.valid_lengths);
  CHECK(mask.valid_lengths->data == std::vector<std::int32_t>{3, 1});
  test.lab.act({view::ActionKind::kActivate, "test/mask", std::to_string(kNoMask)});
  CHECK_FALSE(test.lab.find("test/painted"));
}
