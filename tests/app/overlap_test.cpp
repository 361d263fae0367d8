// Words keep clear of one another, stay inside their cards and on the page: in every scene, whatever its state, from a
// small phone to a projector, in both languages.
#include <algorithm>
#include <string>

#include "core/random.h"
#include "headless.h"
#include "links.h"
#include "view/painter.h"

namespace {

constexpr float kWidths[] = {320, 360, 390, 700, 820, 1100, 1280, 1920, 2560};
constexpr int kStates = 60;  // per scene

/// What the letters of a line really cover of it: little above the capitals and below the baseline. One alone ("·", or
/// what is as narrow as its cell in a program) has its ink in the middle of its advance.
view::Rect inked(const view::DrawnText& text) {
  constexpr float kAir = 0.16f, kOneLetter = 0.25f;
  view::Rect rect = text.rect;
  const char* end = text.text.data();
  view::next_code_point(end, text.text.data() + text.text.size());
  if (const float narrow = kOneLetter * rect.height;
      end == text.text.data() + text.text.size() && rect.width > narrow) {
    rect.x += (rect.width - narrow) / 2;
    rect.width = narrow;
  }
  const bool is_turned = rect.height > rect.width && text.text.size() > 3;
  if (is_turned) return {rect.x + rect.width * kAir, rect.y, rect.width * (1 - 2 * kAir), rect.height};
  return {rect.x, rect.y + rect.height * kAir, rect.width, rect.height * (1 - 2 * kAir)};
}

bool lies_in(const view::Rect& inner, const view::Rect& outer) {
  return inner.x >= outer.x - 1 && inner.x + inner.width <= outer.x + outer.width + 1 && inner.y >= outer.y - 1 &&
         inner.y + inner.height <= outer.y + outer.height + 1;
}

/// By more than a device pixel.
bool do_overlap(const view::Rect& a, const view::Rect& b) {
  return std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x) > 1 &&
         std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y) > 1;
}

/// Draws the state and says which words are in the way of others, cross an edge or leave the page; how many words there
/// were.
int check_words(HeadlessLab& lab, float width) {
  const auto& texts = lab.app().drawn_texts();
  const float right = width / lab.app().magnification(),
              bottom = lab.app().content_height() / lab.app().magnification();
  std::vector<view::Rect> places;
  for (const view::DrawnText& text : texts) places.push_back(inked(text));
  int wrong = 0;
  for (std::size_t i = 0; i < texts.size() && wrong < 3; ++i) {
    const view::Rect& place = places[i];
    const bool is_on_page = lies_in(place, {0, 0, right, bottom});
    CHECK_MESSAGE(is_on_page, "leaves the page: ", texts[i].text, " at ", place.x, ", ", place.y);
    wrong += is_on_page ? 0 : 1;
    for (const view::DrawnCard& card : lab.app().drawn_cards()) {
      if (card.layer != texts[i].layer) continue;
      const bool is_clear = !do_overlap(place, card.rect) || lies_in(place, card.rect);
      CHECK_MESSAGE(is_clear, texts[i].text, " crosses a card's edge at ", place.x, ", ", place.y);
      wrong += is_clear ? 0 : 1;
    }
    for (std::size_t k = i + 1; k < texts.size() && wrong < 3; ++k) {
      const bool is_clear = texts[i].layer != texts[k].layer || !do_overlap(place, places[k]);
      CHECK_MESSAGE(is_clear, texts[i].text, " covers ", texts[k].text, " at ", place.x, ", ", place.y);
      wrong += is_clear ? 0 : 1;
    }
  }
  return static_cast<int>(texts.size());
}

}  // namespace

TEST_CASE("in no state of any scene does a word cover another one, cross a card's edge or leave the page") {
  HeadlessLab lab;
  lab.app().keep_texts();
  int words = 0, cards = 0;
  for (const auto& scene : scenes::make_all()) {
    core::Random random(31);
    for (int i = 0; i < kStates; ++i) {
      const float width = kWidths[random.below(std::size(kWidths))];
      const std::string link = std::string("scene=") + scene->id() + "&lang=" + (random.below(2) ? "zh" : "en") +
                               (random.below(6) ? "" : "&presentation=on") +
                               (i == 0 ? "" : links::random_link(*scene, random));
      CAPTURE(width);
      CAPTURE(link);
      lab.app().resize(width, 900, 1);
      lab.app().set_fragment(link);
      lab.settle();
      words += check_words(lab, width);
      cards += static_cast<int>(lab.app().drawn_cards().size());
    }
  }
  CHECK(words > 10'000);
  CHECK(cards > 200);
}
