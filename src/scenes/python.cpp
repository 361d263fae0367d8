#include "scenes/python.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace scenes {

std::string python_number(float value) {
  if (std::isnan(value)) return "float('nan')";
  if (std::isinf(value)) return value > 0 ? "float('inf')" : "float('-inf')";
  char buffer[32];
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
    if (std::strtof(buffer, nullptr) == value) break;
  }
  const std::string text = buffer;
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string python_list(std::span<const float> values) {
  std::string text;
  for (const float value : values) text += (text.empty() ? "[" : ", ") + python_number(value);
  return text + "]";
}

std::string python_string(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') quoted += '\\';
    char escape[8];
    if (code >= 0x20 && code != 0x7f)
      quoted += c;
    else {
      std::snprintf(escape, sizeof escape, "\\x%02x", code);
      quoted += escape;
    }
  }
  return quoted + "'";
}

std::string python_list(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& each : texts) text += (text.empty() ? "[" : ", ") + python_string(each);
  return texts.empty() ? "[]" : text + "]";
}

std::string python_comment(view::Language language, const view::Text& text,
                           std::initializer_list<std::string_view> values) {
  return "# " + view::filled(view::in_language(language, text), values) + "\n";
}

}  // namespace scenes
