#include "app/fragment.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "formats/problem.h"
#include "index.h"
#include "view/text.h"

namespace app {

namespace {

using view::Text;

constexpr Text kNoPair{"里没有“=”，略去", "has no “=” and is left out"};
constexpr Text kNoUtf8{"不是 UTF-8 文字，略去", "is not UTF-8 and is left out"};
constexpr Text kTooLong{"链接长于 {0} 字节：后面的都略去", "the link is longer than {0} bytes: the rest is left out"};
constexpr Text kNoKey{"场景 {0} 没有这个键；有 {1}", "the scene {0} has no such key; it has {1}"};
constexpr Text kNoNumber{"应是 {0} 到 {1} 的数；没有改动", "must be a number from {0} to {1}; nothing was changed"};
constexpr Text kClamped{"应在 {0} 到 {1} 之间；取 {2}", "must lie between {0} and {1}; {2} is used"};
constexpr Text kRounded{"应是整数；取 {0}", "must be a whole number; {0} is used"};
constexpr Text kNoFlag{"应是 0 或 1；没有改动", "must be 0 or 1; nothing was changed"};
constexpr Text kNoText{"应是至多 {0} 字节、不含控制字符的文字；没有改动",
                       "must be text of at most {0} bytes without control characters; nothing was changed"};
constexpr Text kNoNumbers{"应是 {0} 个以逗号隔开的数；没有改动",
                          "must be {0} numbers separated by commas; nothing was changed"};
constexpr Text kNoName{"“{0}”不会是名字，略去", "“{0}” cannot be a name and is left out"};
constexpr Text kManyNames{"多于 {0} 个名字：后面的都略去", "more than {0} names: the rest is left out"};
constexpr Text kNoControl{"场景 {0} 没有控件“{1}”；有 {2}", "the scene {0} has no control “{1}”; it has {2}"};
constexpr Text kNoPanel{"场景 {0} 没有部分“{1}”；有 {2}", "the scene {0} has no panel “{1}”; it has {2}"};
constexpr Text kNoPanelLeft{"没有一个可以显示：显示图", "none of these can be shown: the picture is"};

bool number_from_link(std::string_view text, double& value) {
  double parsed = 0;
  if (!view::plain_number(text, parsed) || !std::isfinite(parsed)) return false;
  value = parsed;
  return true;
}

bool is_utf8(std::string_view text) { return formats::first_broken_character(text) == text.size(); }

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// How a link says a value.
std::string in_link(double value) { return view::exact_number_text(value); }
std::string in_link(int value) { return std::to_string(value); }
std::string in_link(bool value) { return value ? "1" : "0"; }
std::string in_link(const std::vector<double>& values) {
  std::string list;
  for (double value : values) list += (list.empty() ? "" : ",") + view::exact_number_text(value);
  return list;
}
/// A choice beyond the ids (the reader's own file) cannot be in a link; the first one stands for it.
std::string in_link(int value, std::span<const char* const> ids) {
  const bool is_known = value >= 0 && value < count_of(ids);
  return nth(ids, is_known ? value : 0);
}

/// Writes every field down.
class FieldWriter final : public scenes::FieldVisitor {
 public:
  FragmentValues values;

  void number(std::string_view name, double& value, double, double) override { add(name, in_link(value)); }
  void integer(std::string_view name, int& value, int, int) override { add(name, in_link(value)); }
  void flag(std::string_view name, bool& value) override { add(name, in_link(value)); }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override {
    add(name, in_link(value, ids));
  }
  void text(std::string_view name, std::string& value, std::size_t) override { add(name, value); }
  void numbers(std::string_view name, std::vector<double>& list, double, double, std::size_t, std::size_t) override {
    add(name, in_link(list));
  }

 private:
  void add(std::string_view name, std::string value) { values.emplace(name, std::move(value)); }
};

/// What an earlier version spelt in another way, and the id as it is now.
constexpr std::pair<std::string_view, std::string_view> kRespelt[] = {{"epanechikov", "epanechnikov"}};

/// Sets the fields that are named, and keeps book of what was asked for.
class FieldReader final : public scenes::FieldVisitor {
 public:
  explicit FieldReader(const FragmentValues& values, Remarks* remarks = nullptr) : values_(values), remarks_(remarks) {}
  std::vector<std::string> names;  // of the fields it has met

  void number(std::string_view name, double& value, double minimum, double maximum) override {
    if (const std::string* text = find(name)) read_number(name, *text, value, minimum, maximum, false);
  }
  void integer(std::string_view name, int& value, int minimum, int maximum) override {
    double whole = value;
    if (const std::string* text = find(name); text && read_number(name, *text, whole, minimum, maximum, true))
      value = static_cast<int>(whole);
  }
  void flag(std::string_view name, bool& value) override {
    const std::string* text = find(name);
    if (!text) return;
    if (*text == "0" || *text == "1")
      value = *text == "1";
    else
      remark(remarks_, name, *text, kNoFlag);
  }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override {
    const std::string* text = find(name);
    if (!text) return;
    auto found = std::find(ids.begin(), ids.end(), std::string_view(*text));
    for (const auto& [old, now] : kRespelt)
      if (found == ids.end() && *text == old) found = std::find(ids.begin(), ids.end(), now);
    if (found != ids.end())
      value = static_cast<int>(found - ids.begin());
    else if (remarks_)
      remark(remarks_, name, *text, kNotOneOf, {listed(ids)});
  }
  void text(std::string_view name, std::string& value, std::size_t longest) override {
    const std::string* text = find(name);
    if (!text) return;
    if (text->size() <= longest && is_utf8(*text) && !has_control_characters(*text))
      value = *text;
    else
      remark(remarks_, name, *text, kNoText, {std::to_string(longest)});
  }
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t shortest,
               std::size_t longest) override {
    read_numbers(name, values, minimum, maximum, shortest, longest, false);
  }
  void whole_numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum,
                     std::size_t shortest, std::size_t longest) override {
    read_numbers(name, values, minimum, maximum, shortest, longest, true);
  }

 private:
  const FragmentValues& values_;
  Remarks* remarks_;

  const std::string* find(std::string_view name) {
    if (remarks_) names.emplace_back(name);
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }

  /// False if the text is no number, and then `value` is as it was.
  bool read_number(std::string_view name, std::string_view text, double& value, double minimum, double maximum,
                   bool is_whole) {
    double wanted = 0;
    if (!number_from_link(text, wanted)) {
      remark(remarks_, name, text, kNoNumber, {in_link(minimum), in_link(maximum)});
      return false;
    }
    value = std::clamp(is_whole ? std::round(wanted) : wanted, minimum, maximum);
    if (wanted < minimum || wanted > maximum)
      remark(remarks_, name, text, kClamped, {in_link(minimum), in_link(maximum), in_link(value)});
    else if (value != wanted)
      remark(remarks_, name, text, kRounded, {in_link(value)});
    return true;
  }

  /// One bad number spoils the table.
  void read_numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum,
                    std::size_t shortest, std::size_t longest, bool is_whole) {
    const std::string* text = find(name);
    if (!text) return;
    std::vector<double> taken;
    Remarks remarks;  // for naught, if the whole table is none
    FieldReader reader(values_, remarks_ ? &remarks : nullptr);
    bool are_numbers = true;
    for (std::size_t start = 0; are_numbers && start <= text->size() && taken.size() <= longest;) {
      const std::size_t end = std::min(text->find(',', start), text->size());
      taken.push_back(0);
      are_numbers = reader.read_number(name, std::string_view(*text).substr(start, end - start), taken.back(), minimum,
                                       maximum, is_whole);
      start = end + 1;
    }
    if (are_numbers && taken.size() >= shortest && taken.size() <= longest) {
      values = std::move(taken);
      for (formats::Problem& each : remarks)
        if (remarks_->size() < kMostRemarks) remarks_->push_back(std::move(each));
      return;
    }
    const std::string least = std::to_string(shortest), most = std::to_string(longest);
    remark(remarks_, name, *text, kNoNumbers, {least == most ? least : least + " … " + most});
  }
};

/// Brings a fresh state to the one that `wanted` was written of, field by field as a link does, and gathers the fields
/// that had to be changed. What an earlier one brings with it (an example, its sizes) needs no saying again.
class FieldChanger final : public scenes::FieldVisitor {
 public:
  explicit FieldChanger(const FragmentValues& wanted) : wanted_(wanted), reader_(wanted) {}
  std::string changed;  // "&name=value…"

  void number(std::string_view name, double& value, double minimum, double maximum) override {
    if (is_new(name, in_link(value))) reader_.number(name, value, minimum, maximum);
  }
  void integer(std::string_view name, int& value, int minimum, int maximum) override {
    if (is_new(name, in_link(value))) reader_.integer(name, value, minimum, maximum);
  }
  void flag(std::string_view name, bool& value) override {
    if (is_new(name, in_link(value))) reader_.flag(name, value);
  }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override {
    if (is_new(name, in_link(value, ids))) reader_.choice(name, value, ids);
  }
  void text(std::string_view name, std::string& value, std::size_t longest) override {
    if (is_new(name, value)) reader_.text(name, value, longest);
  }
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t shortest,
               std::size_t longest) override {
    if (is_new(name, in_link(values))) reader_.numbers(name, values, minimum, maximum, shortest, longest);
  }
  void whole_numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum,
                     std::size_t shortest, std::size_t longest) override {
    if (is_new(name, in_link(values))) reader_.whole_numbers(name, values, minimum, maximum, shortest, longest);
  }

 private:
  const FragmentValues& wanted_;
  FieldReader reader_;

  bool is_new(std::string_view name, const std::string& value) {
    const std::string& wanted = wanted_.find(name)->second;
    if (value == wanted) return false;
    changed += "&" + std::string(name) + "=" + percent_encoded(wanted);
    return true;
  }
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

void remark(Remarks* remarks, std::string_view key, std::string_view value, const Text& why,
            std::initializer_list<std::string_view> parts) {
  if (!remarks || remarks->size() >= kMostRemarks) return;
  const std::string what = formats::for_display(std::string(key) + (value.empty() ? "" : "=" + std::string(value)));
  remarks->push_back(
      {"“" + what + "”：" + view::filled(why.zh, parts), "“" + what + "”: " + view::filled(why.en, parts)});
}

FragmentValues parse_fragment(std::string_view fragment, Remarks* remarks) {
  if (fragment.size() > kLongestFragment) {
    fragment = fragment.substr(0, std::min(fragment.rfind('&', kLongestFragment), kLongestFragment));
    remark(remarks, "#", "", kTooLong, {std::to_string(kLongestFragment)});
  }
  FragmentValues values;
  while (!fragment.empty()) {
    const std::size_t end = std::min(fragment.find('&'), fragment.size());
    const std::string_view pair = fragment.substr(0, end);
    fragment.remove_prefix(std::min(end + 1, fragment.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      if (!pair.empty()) remark(remarks, percent_decoded(pair), "", kNoPair);
      continue;
    }
    std::string name = percent_decoded(pair.substr(0, equals)), value = percent_decoded(pair.substr(equals + 1));
    if (is_utf8(name) && is_utf8(value))
      values[std::move(name)] = std::move(value);
    else
      remark(remarks, name, value, kNoUtf8);
  }
  return values;
}

std::optional<std::vector<std::string>> shown_names(std::string_view key, std::string_view text, Remarks* remarks) {
  constexpr std::size_t kMostNames = 64, kLongestName = 64;
  std::vector<std::string> shown;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string_view name = text.substr(start, end - start);
    start = end + 1;
    if (name == "all") return std::nullopt;
    if (name.empty()) continue;
    const bool is_name = name.size() <= kLongestName &&
                         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_/") == std::string_view::npos;
    if (!is_name) {
      remark(remarks, key, text, kNoName, {formats::for_display(name)});
      continue;
    }
    if (shown.size() == kMostNames) {
      remark(remarks, key, text, kManyNames, {std::to_string(kMostNames)});
      break;
    }
    shown.emplace_back(name);
  }
  return shown;
}

std::vector<std::string> controls_of(const scenes::Scene& scene, const std::vector<std::string>& names,
                                     Remarks* remarks) {
  const std::vector<std::string> known = scene.controls();
  std::vector<std::string> controls;
  for (const std::string& name : names) {
    std::string control = scene.control_of(name);
    if (std::none_of(known.begin(), known.end(), [&](const std::string& each) {
          return view::lies_in(control, each) || view::lies_in(each, control);
        }))
      remark(remarks, "controls", listed(names), kNoControl, {scene.id(), name, listed(known)});
    controls.push_back(std::move(control));
  }
  return controls;
}

std::vector<std::string> panels_of(const scenes::Scene& scene, const std::vector<std::string>& names,
                                   Remarks* remarks) {
  std::vector<std::string> known, panels;
  for (const scenes::Panel& panel : scene.panels()) known.emplace_back(panel.id);
  for (const scenes::Panel& panel : kAppPanels) known.emplace_back(panel.id);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end())
      panels.push_back(name);
    else
      remark(remarks, "panels", listed(names), kNoPanel, {scene.id(), name, listed(known)});
  }
  if (!panels.empty()) return panels;
  remark(remarks, "panels", listed(names), kNoPanelLeft);
  return {"picture"};
}

bool is_key_of_app(std::string_view key) {
  constexpr std::string_view kKeys[] = {"scene",  "lang",         "theme", "controls", "panels",
                                        "chrome", "presentation", "goal",  "file"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

std::string changed_fields(scenes::Scene& scene) {
  FieldWriter current;
  scene.visit(current);
  FieldChanger changer(current.values);
  scene.visit_initial(changer);
  return changer.changed;
}

void adopt_fields(scenes::Scene& scene, const FragmentValues& values, Remarks* remarks) {
  scene.reset();
  read_fields(scene, values, remarks);
}

void read_fields(scenes::Scene& scene, FragmentValues values, Remarks* remarks) {
  FieldWriter fields;  // only for their names
  scene.visit_initial(fields);
  std::map<std::string, int> fields_of;
  for (const auto& [name, value] : fields.values) ++fields_of[scene.control_of(name)];
  for (const auto& [name, value] : fields.values) {  // what turns one field alone may be called by its own name
    const std::string control = scene.control_of(name);
    if (const auto called = values.find(control);
        called != values.end() && !fields.values.contains(control) && fields_of[control] == 1) {
      values.try_emplace(name, called->second);
      values.erase(called);
    }
  }
  FieldReader reader(values, remarks);
  scene.visit(reader);
  if (!remarks) return;
  for (const auto& [name, value] : values)
    if (!is_key_of_app(name) && std::find(reader.names.begin(), reader.names.end(), name) == reader.names.end())
      remark(remarks, name, value, kNoKey, {scene.id(), listed(reader.names)});
}

}  // namespace app
