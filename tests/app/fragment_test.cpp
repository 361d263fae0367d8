// Links with numbers that no control could have given.
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "app/fragment.h"
#include "headless.h"
#include "index.h"
#include "view/text.h"

namespace {

/// Calls `each` for every number of a scene, with its range.
class Numbers final : public scenes::FieldVisitor {
 public:
  struct Field {
    std::string name;
    double value, minimum, maximum;
    bool is_list;
  };
  std::vector<Field> all;

  void number(std::string_view name, double& value, double minimum, double maximum) override {
    all.push_back({std::string(name), value, minimum, maximum, false});
  }
  void integer(std::string_view name, int& value, int minimum, int maximum) override {
    all.push_back({std::string(name), static_cast<double>(value), static_cast<double>(minimum),
                   static_cast<double>(maximum), false});
  }
  void flag(std::string_view, bool&) override {}
  void choice(std::string_view, int&, std::span<const char* const>) override {}
  void text(std::string_view, std::string&, std::size_t) override {}
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t,
               std::size_t) override {
    for (const double value : values) all.push_back({std::string(name), value, minimum, maximum, true});
  }
};

std::vector<Numbers::Field> numbers_of(scenes::Scene& scene) {
  Numbers numbers;
  scene.visit(numbers);
  return numbers.all;
}

}  // namespace

TEST_CASE("a number of a link that is out of range is brought into it, in every field of every scene") {
  int tried = 0;
  for (const auto& scene : scenes::make_all()) {
    for (const Numbers::Field& field : numbers_of(*scene)) {
      if (field.is_list) continue;
      CAPTURE(scene->id());
      CAPTURE(field.name);
      const auto after = [&](const std::string& text) {
        app::adopt_fields(*scene, {{field.name, text}});
        for (const Numbers::Field& adopted : numbers_of(*scene))
          if (adopted.name == field.name) return adopted.value;
        return std::nan("");
      };
      const double most = after(view::exact_number_text(field.maximum)),
                   least = after(view::exact_number_text(field.minimum));
      CHECK(after("1e12") == most);  // as the nearest number that is allowed
      CHECK(after("-1e12") == least);
      CHECK(most == field.maximum);
      CHECK(least >= field.minimum);
      ++tried;
      for (const char* none : {"nan", "inf", "", "1,5", "0x10"}) {  // no numbers at all: as if they were not there
        app::adopt_fields(*scene, {{field.name, none}});
        for (const Numbers::Field& adopted : numbers_of(*scene))
          if (adopted.name == field.name) CHECK(adopted.value == field.value);
      }
    }
  }
  CHECK(tried > 20);
}

TEST_CASE("a table of a link is brought into its range number by number, and one that is no number spoils it") {
  int tried = 0;
  for (const auto& scene : scenes::make_all()) {
    std::vector<std::string> lists;
    for (const Numbers::Field& field : numbers_of(*scene))
      if (field.is_list && (lists.empty() || lists.back() != field.name)) lists.push_back(field.name);
    for (const std::string& list : lists) {
      CAPTURE(scene->id());
      CAPTURE(list);
      std::vector<Numbers::Field> initial;
      for (const Numbers::Field& field : numbers_of(*scene))
        if (field.name == list) initial.push_back(field);
      const auto written = [&](const std::string& first) {
        std::string text = first;
        for (std::size_t i = 1; i < initial.size(); ++i) text += "," + std::to_string(initial[i].value);
        return text;
      };
      const auto first_after = [&](const std::string& first) {
        app::adopt_fields(*scene, {{list, written(first)}});
        for (const Numbers::Field& field : numbers_of(*scene))
          if (field.name == list) return field.value;
        return std::nan("");
      };
      CHECK(first_after("1e40") == initial[0].maximum);
      CHECK(first_after("-1e40") == initial[0].minimum);
      CHECK(first_after("nan") == initial[0].value);
      CHECK(first_after("x") == initial[0].value);
      ++tried;
    }
  }
  CHECK(tried > 0);
}

TEST_CASE(
    "a link that an earlier version wrote with another spelling opens the same, and is written as it is spelt now") {
  HeadlessLab lab("scene=query_key_value&lang=en&scoring=epanechikov");
  CHECK(lab.app().remarks().empty());
  CHECK(nth(lab.node("query_key_value/scoring").options, lab.node("query_key_value/scoring").selected) ==
        "Epanechnikov");
  CHECK(lab.app().fragment().find("scoring=epanechnikov") != std::string::npos);
}
