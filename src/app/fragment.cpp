#include "app/fragment.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "formats/problem.h"
#include "view/text.h"

namespace app {

namespace {

bool number_from_link(std::string_view text, double& value) {
  double parsed = 0;
  if (!view::plain_number(text, parsed) || !std::isfinite(parsed)) return false;
  value = parsed;
  return true;
}

bool is_utf8(std::string_view text) { return formats::first_broken_character(text) == text.size(); }

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
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
  const bool is_known = value >= 0 && static_cast<std::size_t>(value) < ids.size();
  return ids[is_known ? static_cast<std::size_t>(value) : 0];
}

/// Writes every field down.
class FieldWriter final : public scenes::FieldVisitor {
 public:
  FragmentValues values;

  void number(std::string_view name, double& value, double, double) override { add(name, in_link(value)); }
  void integer(std::string_view name, int& value, int, int) override { add(name, in_link(value)); }
  void flag(std::string_view name, bool& value) override { add(name, in_link(value)); }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override { add(name, in_link(value, ids)); }
  void text(std::string_view name, std::string& value, std::size_t) override { add(name, value); }
  void numbers(std::string_view name, std::vector<double>& list, double, double, std::size_t, std::size_t) override { add(name, in_link(list)); }

 private:
  void add(std::string_view name, std::string value) { values.emplace(name, std::move(value)); }
};

class FieldReader final : public scenes::FieldVisitor {
 public:
  explicit FieldReader(const FragmentValues& values) : values_(values) {}

  void number(std::string_view name, double& value, double minimum, double maximum) override {
    double parsed = 0;
    if (const std::string* text = find(name); text && number_from_link(*text, parsed)) value = std::clamp(parsed, minimum, maximum);
  }
  void integer(std::string_view name, int& value, int minimum, int maximum) override {
    double parsed = 0;
    if (const std::string* text = find(name); text && number_from_link(*text, parsed))
      value = static_cast<int>(std::clamp(std::round(parsed), static_cast<double>(minimum), static_cast<double>(maximum)));
  }
  void flag(std::string_view name, bool& value) override {
    if (const std::string* text = find(name); text && (*text == "0" || *text == "1")) value = *text == "1";
  }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override {
    if (const std::string* text = find(name))
      for (std::size_t i = 0; i < ids.size(); ++i)
        if (*text == ids[i]) value = static_cast<int>(i);
  }
  void text(std::string_view name, std::string& value, std::size_t longest) override {
    if (const std::string* text = find(name); text && text->size() <= longest && is_utf8(*text) && !has_control_characters(*text)) value = *text;
  }
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t shortest, std::size_t longest) override {
    const std::string* text = find(name);
    if (!text) return;
    std::vector<double> parsed;
    for (std::size_t start = 0; start <= text->size() && parsed.size() <= longest;) {
      const std::size_t end = std::min(text->find(',', start), text->size());
      double value = 0;
      if (!number_from_link(std::string_view(*text).substr(start, end - start), value)) return;  // one bad number spoils the table
      parsed.push_back(std::clamp(value, minimum, maximum));
      start = end + 1;
    }
    if (parsed.size() >= shortest && parsed.size() <= longest) values = std::move(parsed);
  }

 private:
  const FragmentValues& values_;

  const std::string* find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
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
  void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum, std::size_t shortest, std::size_t longest) override {
    if (is_new(name, in_link(values))) reader_.numbers(name, values, minimum, maximum, shortest, longest);
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

FragmentValues parse_fragment(std::string_view fragment) {
  if (fragment.size() > kLongestFragment) fragment = fragment.substr(0, std::min(fragment.rfind('&', kLongestFragment), kLongestFragment));
  FragmentValues values;
  while (!fragment.empty()) {
    const std::size_t end = std::min(fragment.find('&'), fragment.size());
    const std::string_view pair = fragment.substr(0, end);
    fragment.remove_prefix(std::min(end + 1, fragment.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    std::string name = percent_decoded(pair.substr(0, equals)), value = percent_decoded(pair.substr(equals + 1));
    if (is_utf8(name) && is_utf8(value)) values[std::move(name)] = std::move(value);
  }
  return values;
}

std::optional<std::vector<std::string>> shown_controls(std::string_view text) {
  constexpr std::size_t kMostControls = 64, kLongestName = 64;
  std::vector<std::string> shown;
  for (std::size_t start = 0; start < text.size() && shown.size() < kMostControls;) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string_view name = text.substr(start, end - start);
    if (name == "all") return std::nullopt;
    const bool is_name = !name.empty() && name.size() <= kLongestName &&
                         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_/") == std::string_view::npos;
    if (is_name) shown.emplace_back(name);
    start = end + 1;
  }
  return shown;
}

std::string percent_encoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~,:!*()'@/";  // legible in a fragment
  std::string encoded;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_alphanumeric || kPlain.find(c) != std::string_view::npos) encoded += c;
    else encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return encoded;
}

std::string changed_fields(scenes::Scene& scene) {
  FieldWriter current;
  scene.visit(current);
  FieldChanger changer(current.values);
  scene.visit_initial(changer);
  return changer.changed;
}

void adopt_fields(scenes::Scene& scene, const FragmentValues& values) {
  scene.reset();
  read_fields(scene, values);
}

void read_fields(scenes::Scene& scene, const FragmentValues& values) {
  FieldReader reader(values);
  scene.visit(reader);
}

}  // namespace app
