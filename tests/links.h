// What must hold of every link, whatever it says. Shared by the tests over the list of scenes and by the fuzzer.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/fragment.h"
#include "core/random.h"
#include "scenes/scene.h"

namespace links {

/// What a scene gives as the link to its present state must open exactly that state and give itself again; "" if it
/// does.
inline std::string violation_of_state(scenes::Scene& scene) {
  const std::string link = app::changed_fields(scene);
  const std::shared_ptr<const scenes::SavedState> saved = scene.save();
  app::adopt_fields(scene, app::parse_fragment(link));
  const std::string again = app::changed_fields(scene);
  if (again != link) return "the link \"" + link + "\" gives \"" + again + "\"";
  if (!scene.only_points_elsewhere(*saved)) return "the link \"" + link + "\" opens another state than it was made of";
  return {};
}

/// The same after this link has been opened.
inline std::string violation_of_link(scenes::Scene& scene, std::string_view link) {
  app::adopt_fields(scene, app::parse_fragment(link));
  return violation_of_state(scene);
}

/// Every field of a scene with values that a link may give it: good ones, ends of ranges, and such that are refused.
class FieldValues final : public scenes::FieldVisitor {
 public:
  explicit FieldValues(core::Random& random) : random_(random) {}
  std::vector<std::pair<std::string, std::string>> all;  // name, one random value

  void number(std::string_view name, double&, double minimum, double maximum) override {
    add(name, number_of(minimum, maximum));
  }
  void integer(std::string_view name, int&, int minimum, int maximum) override {
    const auto span = static_cast<std::uint64_t>(maximum - minimum) + 1;
    const int near = minimum + static_cast<int>(random_.below(std::min<std::uint64_t>(span, 12)));
    add(name, random_.below(4) ? std::to_string(near) : number_of(minimum, maximum));
  }
  void flag(std::string_view name, bool&) override { add(name, one_of({"0", "1", "1", "true", ""})); }
  void choice(std::string_view name, int&, std::span<const char* const> ids) override {
    add(name, random_.below(8) ? ids[random_.below(ids.size())] : "none of them");
  }
  void text(std::string_view name, std::string&, std::size_t longest) override {
    add(name, random_.below(12)
                  ? one_of({"", "a", "头 1, 头 2，头 3", "&=#%+ ", "“引号”", "<b>", "\xed\xa0\x80", "a\nb", "\xff"})
                  : std::string(longest + random_.below(2), 'x'));
  }
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t,
               std::size_t) override {
    const std::size_t count = values.size() + random_.below(8) / 7;
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i ? "," : "") + number_of(minimum, maximum);
    add(name, list);
  }

 private:
  core::Random& random_;

  void add(std::string_view name, std::string value) { all.emplace_back(name, std::move(value)); }
  std::string one_of(std::initializer_list<const char*> values) { return values.begin()[random_.below(values.size())]; }
  std::string number_of(double minimum, double maximum) {
    switch (random_.below(16)) {
      case 0:
        return std::to_string(minimum);
      case 1:
        return std::to_string(maximum);
      case 2:
        return one_of({"nan", "inf", "-1e999", "1e999", "", "-0", "0x10", "1e-320"});
      case 3:
        return std::to_string(minimum - 1);
      case 4:
        return std::to_string(maximum + 1);
      default:
        return std::to_string(random_.uniform(minimum, maximum));
    }
  }
};

/// A link with some of the scene's own fields, in any order, with any value.
inline std::string random_link(scenes::Scene& scene, core::Random& random) {
  std::string link;
  for (std::uint64_t more = random.below(8); more > 0; --more) {
    FieldValues values(random);
    scene.visit(values);
    const auto& [name, value] = values.all[random.below(values.all.size())];
    link += "&" + name + "=" + app::percent_encoded(value);
  }
  return link;
}

/// The same with characters and pairs changed, doubled, swapped or left out.
inline std::string mutated(std::string link, core::Random& random) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789=&%-.,;#eNaI\xff\x80\xed\xa0\n";
  for (std::uint64_t changes = 1 + random.below(6); changes > 0 && !link.empty(); --changes) {
    const std::size_t at = random.below(link.size());
    const std::size_t length = std::min<std::size_t>(link.size() - at, 1 + random.below(12));
    switch (random.below(4)) {
      case 0:
        link[at] = kAlphabet[random.below(kAlphabet.size())];
        break;
      case 1:
        link.erase(at, length);
        break;
      case 2:
        link.insert(random.below(link.size()), link.substr(at, length));
        break;
      default:
        link.insert(at, 1, kAlphabet[random.below(kAlphabet.size())]);
        break;
    }
  }
  return link;
}

}  // namespace links
