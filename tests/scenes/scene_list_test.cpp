// What holds for every scene in the list.
#include <set>

#include "app/fragment.h"
#include "core/random.h"
#include "headless.h"

namespace {

/// Fills every field with a random value of its range.
class RandomFields final : public scenes::FieldVisitor {
 public:
  explicit RandomFields(std::uint64_t seed) : random_(seed) {}

  void number(std::string_view, double& value, double minimum, double maximum) override {
    // Ends and middles alike; the ends are where things break.
    const auto kind = random_.below(4);
    value = kind == 0 ? minimum : kind == 1 ? maximum : random_.uniform(minimum, maximum);
  }
  void integer(std::string_view, int& value, int minimum, int maximum) override {
    const auto span = static_cast<std::uint64_t>(maximum - minimum) + 1;
    value = minimum + static_cast<int>(random_.below(random_.below(2) ? std::min<std::uint64_t>(span, 12) : span));
  }
  void flag(std::string_view, bool& value) override { value = random_.below(2) == 1; }
  void choice(std::string_view, int& value, std::span<const char* const> ids) override {
    value = static_cast<int>(random_.below(ids.size()));
  }
  void text(std::string_view, std::string& value, std::size_t longest) override {
    static const std::string kSamples[] = {"", "a", "头 1, 头 2，头 3", "&=#%+ ", "“引号”", "<b>"};
    value = kSamples[random_.below(std::size(kSamples))];
    if (value.size() > longest) value.clear();
  }
  void numbers(std::string_view, std::vector<double>& values, double minimum, double maximum, std::size_t shortest,
               std::size_t longest) override {
    values.resize(shortest + random_.below(longest - shortest + 1));
    for (double& value : values) number("", value, minimum, maximum);
  }

 private:
  core::Random random_;
};

std::string link_to(const scenes::Scene& scene) { return std::string("scene=") + scene.id(); }

}  // namespace

TEST_CASE("every scene draws three frames in every language and theme, and comes to rest") {
  for (const auto& scene : scenes::make_all()) {
    for (const char* language : {"zh", "en"}) {
      for (const char* theme : {"light", "dark"}) {
        for (const auto& [width, height] :
             {std::pair{1280.0f, 800.0f}, {390.0f, 844.0f}, {360.0f, 480.0f}, {2560.0f, 1440.0f}}) {
          CAPTURE(scene->id());
          CAPTURE(language);
          CAPTURE(width);
          HeadlessLab lab(link_to(*scene) + "&lang=" + language + "&theme=" + theme, width, height);
          for (int i = 0; i < 3; ++i) lab.frame();
          CHECK(lab.app().nodes().size() > 5);
          CHECK_FALSE(lab.app().wants_frame());
          CHECK(lab.app().computations() >= 1);
        }
      }
    }
  }
}

TEST_CASE("no scene recomputes while its input stays the same") {
  for (const auto& scene : scenes::make_all()) {
    CAPTURE(scene->id());
    HeadlessLab lab(link_to(*scene));
    const int before = lab.app().computations();
    for (int i = 0; i < 5; ++i) lab.pointer(app::PointerPhase::kMove, 300.0f + 20 * static_cast<float>(i), 300);
    CHECK(lab.app().computations() == before);
  }
}

TEST_CASE("nodes have unique ids, names and places on the page") {
  for (const auto& scene : scenes::make_all()) {
    for (const float width : {1280.0f, 390.0f}) {
      HeadlessLab lab(link_to(*scene), width, 844);
      std::set<std::string> ids;
      for (const view::Node& node : lab.app().nodes()) {
        CAPTURE(scene->id());
        CAPTURE(node.id);
        CHECK(ids.insert(node.id).second);
        CHECK_FALSE(node.name.empty());
        CHECK(node.rect.x >= -1);
        CHECK(node.rect.x + node.rect.width <= width + 1);
        if (!node.options.empty()) CHECK(node.selected < static_cast<int>(node.options.size()));
      }
    }
  }
}

TEST_CASE("no words are cut in either language nor at twice their length, wide or narrow") {
  for (const auto& scene : scenes::make_all()) {
    for (const std::string language : {"zh", "en", "pseudo"}) {
      for (const float width : {1280.0f, 820.0f, 390.0f}) {
        HeadlessLab lab(link_to(*scene), width, 844);
        lab.app().set_language(language);
        lab.settle();
        CAPTURE(language);
        for (const std::string& cut : lab.app().cut_texts()) {
          CAPTURE(scene->id());
          CAPTURE(width);
          FAIL_CHECK("cut: " << cut);
        }
      }
    }
  }
}

TEST_CASE("a state goes into a link and comes back the same") {
  HeadlessLab lab;
  for (const auto& scene : lab.app().scenes()) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      RandomFields random(seed);
      scene->reset();
      scene->visit(random);
      const std::string link = app::changed_fields(*scene);
      scene->reset();
      CHECK(app::changed_fields(*scene).empty());
      app::adopt_fields(*scene, app::parse_fragment(link));
      CAPTURE(scene->id());
      CHECK(app::changed_fields(*scene) == link);
    }
    scene->reset();
  }
}

TEST_CASE("hundreds of random states neither crash nor give a number that is not finite") {
  constexpr std::uint64_t kStates = 150;  // of each scene
  HeadlessLab lab;
  for (const auto& scene : lab.app().scenes()) {
    lab.app().set_fragment(link_to(*scene));
    lab.settle();
    for (std::uint64_t seed = 1; seed <= kStates; ++seed) {
      RandomFields random(seed * 7919);
      scene->visit(random);
      lab.app().resize(seed % 2 ? 1280.0f : 390.0f, 800, 1);
      lab.frame();
      lab.frame();
      CAPTURE(scene->id());
      CAPTURE(lab.app().fragment());
      REQUIRE(scene->is_sound());
    }
    scene->reset();
  }
}

TEST_CASE("links that were tampered with are harmless") {
  core::Random random(11);
  HeadlessLab lab;
  const std::string alphabet = "abcdefghijklmnopqrstuvwxyz0123456789=&%-.,;#eNaInf\xff\x80\n";
  for (int i = 0; i < 1000; ++i) {
    const auto& all = lab.app().scenes();
    std::string fragment =
        link_to(*all[random.below(all.size())]) + "&preset=heads&zoom=nan&seed=1e999&panel=-5&query=99999999999";
    const std::uint64_t changes = 1 + random.below(12);
    for (std::uint64_t k = 0; k < changes; ++k)
      fragment[random.below(fragment.size())] = alphabet[random.below(alphabet.size())];
    lab.app().set_fragment(fragment);
    lab.frame();
    lab.frame();
    CAPTURE(fragment);
    for (const auto& scene : all)
      if (lab.fragment().find(scene->id()) != std::string::npos) REQUIRE(scene->is_sound());
  }
}
