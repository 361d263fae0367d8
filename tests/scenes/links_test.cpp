// Links are true: what a scene gives as its link opens the state that it was made of, in every scene of the list.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "headless.h"
#include "links.h"
#include "view/accessible.h"

namespace {

/// Per scene; tests/adversary/run.sh opens more of them.
int link_count() {
  const char* wanted = std::getenv("LAB_LINKS");
  return wanted ? std::atoi(wanted) : 1000;
}

/// Gives some of the fields random values, as if the reader had moved these controls.
class SomeFields final : public scenes::FieldVisitor {
 public:
  explicit SomeFields(core::Random& random) : random_(random) {}
  void number(std::string_view, double& value, double minimum, double maximum) override {
    if (is_moved()) value = random_.below(4) ? random_.uniform(minimum, maximum) : random_.below(2) ? minimum : maximum;
  }
  void integer(std::string_view, int& value, int minimum, int maximum) override {
    const auto span = static_cast<std::uint64_t>(maximum - minimum) + 1;
    if (is_moved()) value = minimum + static_cast<int>(random_.below(std::min<std::uint64_t>(span, 12)));
  }
  void flag(std::string_view, bool& value) override {
    if (is_moved()) value = !value;
  }
  void choice(std::string_view, int& value, std::span<const char* const> ids) override {
    if (is_moved()) value = static_cast<int>(random_.below(ids.size()));
  }
  void text(std::string_view, std::string& value, std::size_t) override {
    if (is_moved()) value = random_.below(2) ? "头 1, &=#%+" : "";
  }
  void numbers(std::string_view, std::vector<double>& values, double minimum, double maximum, std::size_t,
               std::size_t) override {
    if (is_moved() && !values.empty()) values[random_.below(values.size())] = random_.uniform(minimum, maximum);
  }

 private:
  core::Random& random_;
  bool is_moved() { return random_.below(8) == 0; }
};

}  // namespace

TEST_CASE("a link opens exactly the state that it was made of, whichever controls were moved") {
  for (const auto& scene : scenes::make_all()) {
    core::Random random(16);
    int wrong = 0;
    for (int i = 0; i < link_count() && wrong < 5; ++i) {
      if (i % 8 == 0) app::adopt_fields(*scene, app::parse_fragment(links::random_link(*scene, random)));
      SomeFields some(random);
      scene->visit(some);
      const std::string violation = links::violation_of_state(*scene);
      CAPTURE(scene->id());
      CHECK_MESSAGE(violation.empty(), violation);
      wrong += violation.empty() ? 0 : 1;
    }
  }
}

TEST_CASE("whatever a link says, the link that is made of what it opened opens the same") {
  for (const auto& scene : scenes::make_all()) {
    core::Random random(17);
    int wrong = 0;
    for (int i = 0; i < link_count() && wrong < 5; ++i) {
      const std::string link = links::random_link(*scene, random), damaged = links::mutated(link, random);
      for (const std::string& opened : {link, damaged}) {
        const std::string violation = links::violation_of_link(*scene, opened);
        CAPTURE(scene->id());
        CAPTURE(opened);
        CHECK_MESSAGE(violation.empty(), violation);
        wrong += violation.empty() ? 0 : 1;
      }
    }
  }
}

TEST_CASE("the links that the fuzzer begins with, and those that once broke something, are true") {
  int tried = 0;
  for (const char* folder : {"/fuzz/corpus/links", "/fuzz/crashes/links"}) {
    for (const auto& entry : std::filesystem::directory_iterator(LAB_TEST_DATA + std::string(folder))) {
      for (const auto& scene : scenes::make_all()) {
        CAPTURE(scene->id());
        CAPTURE(entry.path().filename().string());
        CHECK(links::violation_of_link(*scene, file_bytes(entry.path())) == "");
        scene->finish_computing();
        CHECK(scene->is_sound());
        ++tried;
      }
    }
  }
  CHECK(tried > 0);
}

TEST_CASE("the lab's own keys of a link come back the same, and so does what a frame makes of it") {
  HeadlessLab lab;
  core::Random random(18);
  const std::string keys[] = {
      "lang=en",      "lang=zh",        "lang=fr",        "theme=dark",       "theme=light",
      "controls=all", "controls=",      "controls=,all",  "controls=all,all", "controls=wish,,mix/book,UP",
      "controls=,",   "file=a%20b.npy", "file=%ED%A0%80", "file=%FF",         "file=%00",
      "file=",        "scene=nothing",  "x=%ED%A0%80"};
  int wrong = 0;
  for (int i = 0; i < link_count() * 3 / 10 && wrong < 5; ++i) {
    const auto& scene = lab.app().scenes()[random.below(lab.app().scenes().size())];
    std::string link = std::string("scene=") + scene->id() + "&controls=all";
    for (std::uint64_t more = random.below(4); more > 0; --more) link += "&" + keys[random.below(std::size(keys))];
    link += links::random_link(*scene, random);
    if (random.below(2)) link = links::mutated(link, random);
    const auto opened = [&](const std::string& fragment) {
      lab.app().set_fragment(fragment);
      lab.settle();
      return lab.app().fragment();
    };
    const std::string first = opened(link), again = opened(first);
    CAPTURE(link);
    CHECK(again == first);
    wrong += again == first ? 0 : 1;
  }
}

TEST_CASE("text in a link that is no UTF-8 is refused") {
  HeadlessLab lab("scene=heatmaps");
  for (const char* broken : {"%ED%A0%80", "%ED%BF%BF", "a%ED%A0%80b", "%FF", "%C0%AF", "%E0%80%80", "%F4%90%80%80",
                             "%F0%80%80%80", "%E4%B9", "%80", "%00", "%0A", "%7F"}) {
    CAPTURE(broken);
    lab.app().set_fragment(std::string("scene=heatmaps&x=") + broken);
    CHECK(lab.app().fragment() == "scene=heatmaps");
  }
  for (const char* no_name : {"%ED%A0%80", "%FF", "a%ED%A0%80b.npy", "%E4%B9"}) {
    CAPTURE(no_name);
    lab.app().set_fragment(std::string("scene=heatmaps&file=") + no_name);
    lab.settle();
    CHECK(lab.app().problem().empty());
  }
  for (const char* sound : {"%E4%B9%A6", "%F0%9F%98%80", "%EF%BF%BD", "%ED%9F%BF", "%EE%80%80"}) {
    CAPTURE(sound);
    lab.app().set_fragment(std::string("scene=heatmaps&x=") + sound);
    CHECK(lab.app().fragment() == std::string("scene=heatmaps&x=") + sound);
  }
}

TEST_CASE("a link that is too long does not end in half a value") {
  HeadlessLab lab;
  std::string link = "scene=heatmaps&";
  link += std::string(app::kLongestFragment - link.size() - 6, 'u') + "&seed=123";
  lab.app().set_fragment(link);
  CHECK(lab.app().fragment() == "scene=heatmaps");
}

TEST_CASE("every number of a link that a slider shows has the slider's range") {
  int compared = 0;
  for (const auto& scene : scenes::make_all()) {
    struct Ends final : scenes::FieldVisitor {
      std::map<std::string, std::pair<double, double>> all;
      void number(std::string_view name, double&, double minimum, double maximum) override {
        all[std::string(name)] = {minimum, maximum};
      }
      void integer(std::string_view name, int&, int minimum, int maximum) override {
        all[std::string(name)] = {minimum, maximum};
      }
      void flag(std::string_view, bool&) override {}
      void choice(std::string_view, int&, std::span<const char* const>) override {}
      void text(std::string_view, std::string&, std::size_t) override {}
      void numbers(std::string_view, std::vector<double>&, double, double, std::size_t, std::size_t) override {}
    } ends;
    scene->visit(ends);
    for (const char* also : {"", "&preset=softmax&numbers=1"}) {
      CAPTURE(scene->id());
      HeadlessLab lab(std::string("scene=") + scene->id() + also);
      for (const view::Node& node : lab.app().nodes()) {
        const auto found = ends.all.find(node.id.substr(node.id.rfind('/') + 1));
        if (node.role != view::Role::kSlider || found == ends.all.end()) continue;
        CAPTURE(node.id);
        CHECK(node.minimum == doctest::Approx(found->second.first));
        CHECK(node.maximum == doctest::Approx(found->second.second));
        ++compared;
      }
    }
  }
  CHECK(compared > 3);
}
