#include "text/text.h"

namespace text {

std::string in_language(Language language, const Text& text) {
  if (language == Language::kChinese) return text.zh;
  if (language == Language::kEnglish) return text.en;
  return std::string(text.en) + " " + text.en;
}

std::string filled(std::string_view pattern, std::span<const std::string_view> values) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t end = pattern[i] == '{' && i + 2 < pattern.size() ? pattern.find('}', i) : std::string_view::npos;
    const std::size_t index =
        end != std::string_view::npos ? static_cast<std::size_t>(pattern[i + 1] - '0') : values.size();
    const std::size_t bar = end != std::string_view::npos && pattern[i + 2] == '|'
                                ? pattern.substr(0, end).find('|', i + 3)
                                : std::string_view::npos;
    if (index >= values.size() || (end != i + 2 && bar == std::string_view::npos)) {
      result += pattern[i];
      continue;
    }
    const std::string_view value = values[index];
    result += end == i + 2   ? value
              : value == "1" ? pattern.substr(i + 3, bar - i - 3)
                             : pattern.substr(bar + 1, end - bar - 1);
    i = end;
  }
  return result;
}

std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values) {
  return filled(pattern, std::span(values.begin(), values.size()));
}

Sentence filled(const Text& pattern, std::initializer_list<std::string_view> values) {
  return {filled(pattern.zh, values), filled(pattern.en, values)};
}

}  // namespace text
