// What every scene of the list owes: names, a picture, links, both languages, a program that prints its numbers.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "app/fragment.h"
#include "formats/npz.h"
#include "headless.h"
#include "output_of.h"

namespace {

std::string link_to(const std::string& id) { return "scene=" + id; }

/// Those of the list, and the one that is there to be copied.
std::vector<std::unique_ptr<scenes::Scene>> all_scenes() {
  std::vector<std::unique_ptr<scenes::Scene>> all = scenes::make_all();
  all.push_back(scenes::make_smallest());
  return all;
}

std::vector<std::string> ids() {
  std::vector<std::string> all;
  for (const auto& scene : all_scenes()) all.emplace_back(scene->id());
  return all;
}

bool has_han(const std::string& text) {
  // E4 … E9 begin the characters from U+4000 on, nearly all of which are Chinese.
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xe4 && byte <= 0xe9;
  });
}

/// Words that are the same in both languages: names of libraries and colour maps, formulas, code.
bool is_of_no_language(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == ' '; }) || text.find('=') != std::string::npos;
}

/// What is done to a control so that it says something else; nothing for what cannot be changed like that.
std::optional<view::Action> change_of(const view::Node& node) {
  switch (node.role) {
    case view::Role::kSlider: {
      const double other = node.number < node.maximum ? node.maximum : node.minimum;
      return view::Action{view::ActionKind::kSetValue, node.id, view::exact_number_text(other)};
    }
    case view::Role::kToggle:
      return view::Action{view::ActionKind::kActivate, node.id, ""};
    case view::Role::kChoice:
    case view::Role::kList:
      if (node.options.size() < 2) return std::nullopt;
      return view::Action{view::ActionKind::kActivate, node.id, node.selected == 0 ? "1" : "0"};
    default:
      return std::nullopt;
  }
}

}  // namespace

TEST_CASE("every id begins with that of the scene, or with that of the lab") {
  for (const std::string& id : ids()) {
    CAPTURE(id);
    HeadlessLab lab(all_scenes(), link_to(id));
    for (const view::Node& node : lab.app().nodes())
      CHECK_MESSAGE((node.id == id || node.id.starts_with(id + "/") || node.id.starts_with("app/")), node.id);
  }
}

TEST_CASE("every scene marks its picture") {
  for (const std::string& id : ids()) {
    CAPTURE(id);
    HeadlessLab lab(all_scenes(), link_to(id));
    const std::string svg = lab.app().printed_figure();
    CHECK(svg.starts_with("<svg"));
    CHECK(svg.size() > 1000);
  }
}

TEST_CASE("whatever control is changed, the link says so") {
  for (const std::string& id : ids()) {
    HeadlessLab start(all_scenes(), link_to(id));
    int tried = 0;
    for (const view::Node& node : start.app().nodes()) {
      if (!node.id.starts_with(id + "/") || node.is_disabled || !change_of(node)) continue;
      HeadlessLab lab(all_scenes(), link_to(id));
      const std::string before = lab.app().fragment();
      const view::Action change = *change_of(node);
      lab.act(change.kind, change.id, change.value);
      CAPTURE(node.id);
      CHECK(lab.app().fragment() != before);
      HeadlessLab again(all_scenes(), lab.app().fragment());
      const view::Node* shown = again.find(node.id);
      REQUIRE(shown);
      CHECK(shown->number == doctest::Approx(lab.node(node.id).number));
      CHECK(shown->selected == lab.node(node.id).selected);
      CHECK(shown->is_checked == lab.node(node.id).is_checked);
      ++tried;
    }
    CHECK_MESSAGE(tried > 0, id);
  }
}

TEST_CASE("in English nothing is Chinese, and in Chinese no sentence is English") {
  for (const std::string& id : ids()) {
    CAPTURE(id);
    HeadlessLab english(all_scenes(), link_to(id) + "&lang=en"), chinese(all_scenes(), link_to(id) + "&lang=zh");
    for (const view::Node& node : english.app().nodes()) {
      if (node.id == "app/language") continue;  // it is named in the other one
      for (const std::string& text : {node.name, node.value, node.help}) CHECK_MESSAGE(!has_han(text), node.id, text);
      for (const std::string& option : node.options) CHECK_MESSAGE(!has_han(option), node.id, option);
      const view::Node* same = chinese.find(node.id);
      if (!same) continue;
      for (const auto& [one, other] : {std::pair{node.name, same->name}, std::pair{node.help, same->help}})
        CHECK_MESSAGE((one != other || one.empty() || is_of_no_language(one)), node.id, ": ", one);
    }
  }
}

TEST_CASE("every scene's program prints the numbers that it shows") {
  char folder[] = "/tmp/attention-lab-contract-XXXXXX";  // a program may save its figure beside itself
  REQUIRE(mkdtemp(folder));
  const std::string file = std::string(folder) + "/program.py";
  for (const std::string& id : ids()) {
    CAPTURE(id);
    HeadlessLab lab(all_scenes(), link_to(id));
    const auto& all = lab.app().scenes();
    const auto& scene =
        **std::find_if(all.begin(), all.end(), [&](const auto& each) { return std::string(each->id()) == id; });
    REQUIRE(scene.has_program());
    std::ofstream(file) << scene.program(view::Language::kEnglish);
    for (const scenes::TakenArchive& archive : scene.take_away(view::Language::kEnglish).archives) {
      std::vector<formats::NpzArray> arrays;
      for (const scenes::TakenMatrix& each : archive.arrays) arrays.push_back({each.name, &*each.tensor});
      std::ofstream(std::string(folder) + "/" + archive.name, std::ios::binary) << formats::write_npz(arrays);
    }
    const std::string printed = output_of("cd " + std::string(folder) + " && /usr/bin/python3 " + file + " 2>&1");
    std::vector<double> numbers;
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream row(line.starts_with("# ") ? "" : line);
      for (double value = 0; row >> value;) numbers.push_back(value);
    }
    // In whichever order: each matrix stands there, row after row.
    int found = 0;
    for (const scenes::TakenMatrix& matrix : scene.take_away(view::Language::kEnglish).matrices) {
      const auto is_close = [](double theirs, float ours) {
        return std::abs(theirs - static_cast<double>(ours)) < 0.51e-4;
      };
      const auto& ours = matrix.tensor->data;
      const bool is_there =
          std::search(numbers.begin(), numbers.end(), ours.begin(), ours.end(), is_close) != numbers.end();
      found += is_there ? 1 : 0;
      CHECK_MESSAGE(is_there, matrix.name);
    }
    CHECK(found > 0);
  }
  std::filesystem::remove_all(folder);
}
