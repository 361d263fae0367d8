#include "app/fragment.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "view/text.h"

namespace app {

namespace {

bool number_from_link(std::string_view text, double& value) {
  double parsed = 0;
  if (!view::plain_number(text, parsed) || !std::isfinite(parsed)) return false;
  value = parsed;
  return true;
}

/// Is this a whole, valid UTF-8 text without control characters?
bool is_clean_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    if (length == 0 || byte < 0x20 || byte == 0x7f || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    i += length;
  }
  return true;
}

class FieldWriter final : public scenes::FieldVisitor {
 public:
  std::vector<std::pair<std::string, std::string>> fields;

  void number(std::string_view name, double& value, double, double) override { add(name, view::exact_number_text(value)); }
  void integer(std::string_view name, int& value, int, int) override { add(name, std::to_string(value)); }
  void flag(std::string_view name, bool& value) override { add(name, value ? "1" : "0"); }
  void choice(std::string_view name, int& value, std::span<const char* const> ids) override {
    // A choice beyond the ids (the reader's own file) cannot be in a link; the first one stands for it.
    const bool is_known = value >= 0 && static_cast<std::size_t>(value) < ids.size();
    add(name, ids[is_known ? static_cast<std::size_t>(value) : 0]);
  }
  void text(std::string_view name, std::string& value, std::size_t) override { add(name, value); }
  void numbers(std::string_view name, std::vector<double>& values, double, double, std::size_t, std::size_t) override {
    std::string list;
    for (double value : values) list += (list.empty() ? "" : ",") + view::exact_number_text(value);
    add(name, list);
  }

 private:
  void add(std::string_view name, std::string value) { fields.emplace_back(name, std::move(value)); }
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
    if (const std::string* text = find(name); text && text->size() <= longest && is_clean_text(*text)) value = *text;
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
  fragment = fragment.substr(0, kLongestFragment);
  FragmentValues values;
  while (!fragment.empty()) {
    const std::size_t end = std::min(fragment.find('&'), fragment.size());
    const std::string_view pair = fragment.substr(0, end);
    fragment.remove_prefix(std::min(end + 1, fragment.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) values[percent_decoded(pair.substr(0, equals))] = percent_decoded(pair.substr(equals + 1));
  }
  return values;
}

std::optional<std::vector<std::string>> shown_controls(std::string_view text) {
  constexpr std::size_t kMostControls = 64, kLongestName = 64;
  if (text == "all") return std::nullopt;
  std::vector<std::string> shown;
  for (std::size_t start = 0; start < text.size() && shown.size() < kMostControls;) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string_view name = text.substr(start, end - start);
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
  FieldWriter current, initial;
  scene.visit(current);
  scene.visit_initial(initial);
  std::string text;
  for (std::size_t i = 0; i < current.fields.size(); ++i)
    if (current.fields[i] != initial.fields[i]) text += "&" + current.fields[i].first + "=" + percent_encoded(current.fields[i].second);
  return text;
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
