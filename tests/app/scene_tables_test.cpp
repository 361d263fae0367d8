// The README's table of what a link can say, made from the scenes. LAB_APPROVE=1 writes it there.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "app/fragment.h"
#include "headless.h"

namespace {

constexpr std::string_view kBegin = "<!-- what a link can say: made by tests/app/scene_tables_test.cpp -->\n",
                           kEnd = "<!-- end -->\n";

std::string joined(const std::string& list, const std::string& next) {
  return list + (list.empty() ? "" : ", ") + next;
}

/// "`will` 0 … 1, `red` none/newspaper/…" of a fresh state.
class Keys final : public scenes::FieldVisitor {
 public:
  std::string list;
  void number(std::string_view name, double&, double minimum, double maximum) override {
    add(name, range(minimum, maximum));
  }
  void integer(std::string_view name, int&, int minimum, int maximum) override { add(name, range(minimum, maximum)); }
  void flag(std::string_view name, bool&) override { add(name, "0/1"); }
  void choice(std::string_view name, int&, std::span<const char* const> ids) override {
    std::string all;
    for (const char* id : ids) all += (all.empty() ? "" : "/") + std::string(id);
    add(name, all);
  }
  void text(std::string_view name, std::string&, std::size_t longest) override {
    add(name, "text, " + std::to_string(longest) + " bytes");
  }
  void numbers(std::string_view name, std::vector<double>&, double minimum, double maximum, std::size_t,
               std::size_t) override {
    add(name, "numbers " + range(minimum, maximum));
  }

 private:
  static std::string range(double minimum, double maximum) {
    return view::exact_number_text(minimum) + " … " + view::exact_number_text(maximum);
  }
  void add(std::string_view name, const std::string& values) {
    list = joined(list, "`" + std::string(name) + "` " + values);
  }
};

/// Sets a field to another of its values; `step` says which field and which value.
class Steps final : public scenes::FieldVisitor {
 public:
  explicit Steps(int step) : step_(step) {}
  bool has_more() const { return step_ < 0; }
  void number(std::string_view, double&, double, double) override {}
  void integer(std::string_view, int& value, int minimum, int maximum) override {
    constexpr int kMost = 8;
    if (maximum - minimum <= kMost) one_of(value, maximum - minimum + 1, minimum);
  }
  void flag(std::string_view, bool& value) override {
    if (step_-- == 0) value = !value;
  }
  void choice(std::string_view, int& value, std::span<const char* const> ids) override {
    one_of(value, static_cast<int>(ids.size()), 0);
  }
  void text(std::string_view, std::string&, std::size_t) override {}
  void numbers(std::string_view, std::vector<double>&, double, double, std::size_t, std::size_t) override {}

 private:
  int step_;
  void one_of(int& value, int count, int first) {
    if (step_ >= 0 && step_ < count) value = first + step_;
    step_ -= count;
  }
};

bool is_control(view::Role role) {
  using view::Role;
  for (const Role each : {Role::kButton, Role::kToggle, Role::kSlider, Role::kNumber, Role::kTextField, Role::kChoice,
                          Role::kList, Role::kGrid})
    if (role == each) return true;
  return false;
}

/// The scene in many states: each small field at each of its values.
std::vector<std::string> links_of(scenes::Scene& scene) {
  std::vector<std::string> links;
  for (int step = 0;; ++step) {
    scene.reset();
    Steps steps(step);
    scene.visit(steps);
    links.push_back(std::string("scene=") + scene.id() + app::changed_fields(scene));
    if (!steps.has_more()) break;
  }
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  return links;
}

std::string table() {
  std::string text = "| scene | | names, and ranges in the starting state |\n|---|---|---|\n";
  for (const auto& scene : scenes::make_all()) {
    std::string panels, controls, matrices;
    for (const scenes::Panel& panel : scene->panels())
      panels = joined(panels, "`" + std::string(panel.id) + "` " + panel.what.en);
    for (const scenes::Panel& panel : app::kAppPanels)
      panels = joined(panels, "`" + std::string(panel.id) + "` " + panel.what.en);
    for (const std::string& control : scene->controls()) controls = joined(controls, "`" + control + "`");
    std::set<std::string> names;
    for (const std::string& link : links_of(*scene)) {
      app::adopt_fields(*scene, app::parse_fragment(link));
      scene->finish_computing();
      for (const scenes::TakenMatrix& matrix : scene->take_away(view::Language::kEnglish).matrices)
        if (names.insert(matrix.name).second) matrices = joined(matrices, "`" + matrix.name + "`");
    }
    scene->reset();
    Keys keys;
    scene->visit_initial(keys);
    const std::string id = "`" + std::string(scene->id()) + "`";
    text += "| " + id + " | panels | " + panels + " |\n| | controls | " + controls + " |\n| | keys | " + keys.list +
            " |\n| | matrices | " + matrices + " |\n";
  }
  return text;
}

std::string readme_path() { return std::string(LAB_TEST_DATA) + "/../README.md"; }

}  // namespace

TEST_CASE("every control of every scene can be named, and every name is a control's") {
  for (const auto& scene : scenes::make_all()) {
    const std::string id = scene->id();
    std::set<std::string> unseen;
    for (const std::string& control : scene->controls()) unseen.insert(control);
    std::vector<std::string> links = links_of(*scene);
    if (id == "heatmaps")
      for (const char* more : {"&combine=difference", "&panel=1"})
        links.push_back(std::string("scene=heatmaps&preset=heads") + more);
    for (const std::string& link : links) {
      HeadlessLab lab(link);
      const auto look = [&] {
        for (const view::Node& node : lab.app().nodes()) {
          if (!node.id.starts_with(id + "/")) continue;
          const std::string own = node.id.substr(id.size() + 1);
          const auto covers = [&](const std::string& control) {
            return own == control || own.starts_with(control + "/");
          };
          std::erase_if(unseen, covers);
          if (!is_control(node.role) || own.ends_with("/close")) continue;
          bool is_named = false;
          for (const std::string& control : scene->controls()) is_named |= covers(control);
          // What lies in the picture is the picture's.
          const bool is_picture = own == "picture" || own == "panel" || own == "query" || own.starts_with("desk") ||
                                  own.starts_with("thing/") || own.starts_with("flow") || own.starts_with("plane") ||
                                  own.starts_with("explanation/");  // … or the derivation's
          CHECK_MESSAGE((is_named || is_picture), node.id, " in ", link);
        }
      };
      look();
      for (const std::string disclosure : {"heatmaps/tokens", "heatmaps/export"})
        if (lab.find(disclosure)) lab.activate(disclosure);
      if (lab.find("query_key_value/q/add")) lab.activate("query_key_value/q/add");
      look();
    }
    if (id == "heatmaps") {  // what only a file brings, what only a large matrix has, and what only a chosen panel
      std::erase_if(unseen, [](const std::string& control) {
        for (const char* each : {"first-row", "first-column", "first-axis", "layer", "sample", "overview", "arrays",
                                 "raw", "reduction", "first", "minimap", "zoom"})
          if (control == each) return true;
        return false;
      });
    }
    for (const std::string& control : unseen) FAIL_CHECK(id, " has no control ", control);
  }
}

TEST_CASE("the README says what a link can say, as the scenes have it") {
  const std::string readme = file_bytes(readme_path());
  const std::size_t begin = readme.find(kBegin), end = readme.find(kEnd, begin);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::size_t from = begin + kBegin.size();
  const std::string wanted = table();
  if (const char* wish = std::getenv("LAB_APPROVE"); wish && *wish == '1') {
    std::ofstream(readme_path(), std::ios::binary) << readme.substr(0, from) + wanted + readme.substr(end);
    return;
  }
  CHECK_MESSAGE(readme.substr(from, end - from) == wanted, "run build/native/tests/test_app with LAB_APPROVE=1");
}
