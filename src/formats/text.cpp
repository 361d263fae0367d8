#include "formats/text.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace formats {

namespace {

/// What a character of a number looks like in ASCII; 0 bytes if it is none of them.
struct PlainCharacter {
  char character = 0;
  std::size_t size = 0;
};

bool starts_here(std::string_view text, std::size_t offset, std::string_view wanted) {
  return text.substr(offset, wanted.size()) == wanted;
}

PlainCharacter plain_character(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0u;
  };
  if (byte(0) < 0x80) return {text[offset], 1};
  if (starts_here(text, offset, "\u2212") || starts_here(text, offset, "\uFE63")) return {'-', 3};  // minus signs
  if (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0x90 && byte(2) <= 0x93)
    return {'-', 3};  // hyphens, the en dash
  if (byte(0) == 0xEF && byte(1) == 0xBC && byte(2) >= 0x81) return {static_cast<char>(byte(2) - 0x60), 3};  // U+FF01 …
  if (byte(0) == 0xEF && byte(1) == 0xBD && byte(2) <= 0x9E) return {static_cast<char>(byte(2) - 0x20), 3};  // … U+FF5E
  return {};
}

// Not inlined: the parser is large, and is called from two places.
[[gnu::noinline]] std::optional<ParsedNumber> plain_number_at_start(std::string_view text, char decimal_point) {
  if (text.starts_with("True")) return ParsedNumber{1, 4};
  if (text.starts_with("False")) return ParsedNumber{0, 5};
  const std::size_t sign = text.starts_with('+') ? 1 : 0;
  float value = 0;
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_point);
  const auto [end, error] =
      fast_float::from_chars_advanced(text.data() + sign, text.data() + text.size(), value, options);
  if (error == std::errc::invalid_argument) return std::nullopt;  // out of range: 0 or infinity, as rounding gives
  return ParsedNumber{value, static_cast<std::size_t>(end - text.data())};
}

// The same with foreign characters. No number has more characters than fit here; digits beyond decide nothing.
std::optional<ParsedNumber> foreign_number_at_start(std::string_view text, char decimal_point) {
  char plain[64];
  std::size_t ends[64];
  std::size_t count = 0, offset = 0;
  while (count < sizeof plain && offset < text.size()) {
    const PlainCharacter next = plain_character(text, offset);
    if (next.size == 0) break;
    offset += next.size;
    plain[count] = next.character;
    ends[count++] = offset;
  }
  auto number = plain_number_at_start({plain, count}, decimal_point);
  if (number && number->size > 0) number->size = ends[number->size - 1];
  return number;
}

}  // namespace

std::optional<ParsedNumber> number_at_start(std::string_view text, char decimal_point) {
  const auto plain = plain_number_at_start(text, decimal_point);
  const std::string_view rest = text.substr(plain ? plain->size : 0, 5);
  // "1e−3" begins with the plain number 1.
  const bool may_be_foreign =
      !rest.empty() && (static_cast<unsigned char>(rest[0]) >= 0x80 || (plain && (rest[0] == 'e' || rest[0] == 'E')));
  return may_be_foreign ? foreign_number_at_start(text, decimal_point) : plain;
}

std::optional<float> whole_number(std::string_view text, char decimal_point) {
  text = trimmed(text);
  const auto number = number_at_start(text, decimal_point);
  if (!number || number->size != text.size()) return std::nullopt;
  return number->value;
}

std::string shortest_text(float number) {
  if (std::isnan(number)) return "nan";
  // "%g" drops the zeros that six digits may leave. Not std::to_chars: its tables alone weigh a tenth of what the page
  // may.
  char text[32];
  for (int digits = 6; digits <= 9; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(number));
    if (std::strtof(text, nullptr) == number) break;
  }
  return text;
}

Factor factor_of(float value) {
  for (int tens = -38; tens <= 38; ++tens) {
    if (whole_number("1e" + std::to_string(tens)) == value) return {value, tens};
  }
  return {value, std::nullopt};
}

float scaled(std::string_view digits, float value, const Factor& factor) {
  if (factor.value == 1) return value;
  const std::string_view mantissa = digits.substr(0, digits.find_first_of("eE"));
  const std::string_view exponent = digits.substr(std::min(mantissa.size() + 1, digits.size()));
  const std::optional<float> tens = exponent.empty() ? 0 : whole_number(exponent);
  if (!factor.tens || !tens || std::abs(*tens) > 999) return value * factor.value;
  const int power = static_cast<int>(*tens) + *factor.tens;
  return whole_number(std::string(mantissa).append("e").append(std::to_string(power))).value_or(value * factor.value);
}

std::size_t blank_size(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return 0;
  const char first = text[offset];
  if (first == ' ' || first == '\t') return 1;
  if (static_cast<unsigned char>(first) < 0x80) return 0;
  if (starts_here(text, offset, "\u00A0")) return 2;
  if (first == '\xE2' && starts_here(text, offset, "\xE2\x80") && offset + 2 < text.size()) {
    const auto last = static_cast<unsigned char>(text[offset + 2]);
    return (last >= 0x80 && last <= 0x8B) || last == 0xAF ? 3 : 0;  // U+2000 … U+200B, U+202F
  }
  return starts_here(text, offset, "\u3000") || starts_here(text, offset, "\uFEFF") ? 3 : 0;
}

std::size_t line_end_size(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return 0;
  if (text[offset] == '\n') return 1;
  if (text[offset] == '\r') return starts_here(text, offset, "\r\n") ? 2 : 1;
  if (text[offset] == '\xC2') return starts_here(text, offset, "\u0085") ? 2 : 0;
  return text[offset] == '\xE2' && (starts_here(text, offset, "\u2028") || starts_here(text, offset, "\u2029")) ? 3 : 0;
}

std::size_t line_end(std::string_view text, std::size_t offset) {
  while (true) {
    offset = std::min(text.find_first_of("\n\r\xC2\xE2", offset), text.size());
    if (offset == text.size() || line_end_size(text, offset) > 0) return offset;
    ++offset;
  }
}

std::string_view trimmed(std::string_view text) {
  const auto size_at = [&](std::size_t offset) {
    return std::max(blank_size(text, offset), line_end_size(text, offset));
  };
  std::size_t begin = 0;
  while (const std::size_t size = size_at(begin)) begin += size;
  text.remove_prefix(begin);
  while (!text.empty()) {  // of 1 to 3 bytes
    std::size_t size = 1;
    while (size <= 3 && size <= text.size() && size_at(text.size() - size) != size) ++size;
    if (size > 3 || size > text.size()) break;
    text.remove_suffix(size);
  }
  return text;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  const std::string_view before = text.substr(0, offset);
  for (std::size_t end = line_end(before, 0); end < before.size();
       end = line_end(before, end + line_end_size(before, end)))
    ++line;
  return line;
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
    problem = problem_with(
        file_name, "{file} 不是 UTF-8 编码的文本（第 {0} 行起，可能是 GBK）。请另存为 UTF-8（Excel：“CSV UTF-8”）。",
        "{file} is not text in UTF-8 (from line {0} on; perhaps it is GBK). Save it as UTF-8 (Excel: "
        "“CSV UTF-8”).",
        {std::to_string(line_of(text, broken))});
  }
  return std::nullopt;
}

}  // namespace formats
