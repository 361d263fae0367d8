#include "formats/text.h"

#include <fast_float/fast_float.h>

#include <algorithm>

namespace formats {

std::optional<ParsedNumber> number_at_start(std::string_view text, char decimal_point) {
  if (text.starts_with("True")) return ParsedNumber{1, 4};
  if (text.starts_with("False")) return ParsedNumber{0, 5};
  const std::size_t sign = text.starts_with('+') ? 1 : 0;
  float value = 0;
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_point);
  const auto [end, error] = fast_float::from_chars_advanced(text.data() + sign, text.data() + text.size(), value, options);
  if (error == std::errc::invalid_argument) return std::nullopt;  // out of range: 0 or infinity, as rounding gives
  return ParsedNumber{value, static_cast<std::size_t>(end - text.data())};
}

std::optional<float> whole_number(std::string_view text, char decimal_point) {
  text = trimmed(text);
  const auto number = number_at_start(text, decimal_point);
  if (!number || number->size != text.size()) return std::nullopt;
  return number->value;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

std::string_view word_at(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(std::min(offset, text.size()), 200);
  return rest.substr(0, std::max<std::size_t>(1, std::min(rest.find_first_of(" \t\r\n,;[](){}"), rest.size())));
}

std::optional<std::string_view> as_text(std::string_view file_name, std::span<const std::byte> bytes,
                                        std::optional<Problem>& problem) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    problem = problem_with(file_name, "{file} 是 UTF-16 编码的文本。请另存为 UTF-8（Excel：“CSV UTF-8”）。",
                           "{file} is text in UTF-16. Save it as UTF-8 (Excel: “CSV UTF-8”).");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::size_t broken = first_broken_character(text);
  if (broken == text.size()) return text;
  // Text with some bytes of another encoding, or no text at all? The beginning tells: text has no control characters.
  const std::string_view start = text.substr(0, 4096);
  const bool is_text = std::ranges::none_of(start, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
  if (is_text) {
    problem = problem_with(file_name, "{file} 不是 UTF-8 编码的文本（第 {0} 行起，可能是 GBK）。请另存为 UTF-8（Excel：“CSV UTF-8”）。",
                           "{file} is not text in UTF-8 (from line {0} on; perhaps it is GBK). Save it as UTF-8 (Excel: "
                           "“CSV UTF-8”).",
                           {std::to_string(line_of(text, broken))});
  }
  return std::nullopt;
}

}  // namespace formats
