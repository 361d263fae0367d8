#include "formats/problem.h"

#include <algorithm>
#include <vector>

namespace formats {
namespace {

// The bytes of the UTF-8 character at `i`, or 0 if what stands there is not one (RFC 3629: no overlong forms,
// no surrogates, nothing above U+10FFFF).
std::size_t character_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u; };
  const auto continues = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF && continues(1)) return 2;
  if (first >= 0xE0 && first <= 0xEF && continues(1) && continues(2)) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4 && continues(1) && continues(2) && continues(3)) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

// The same, but 0 for control characters too.
std::size_t printable_length(std::string_view text, std::size_t i) {
  const std::size_t length = character_length(text, i);
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
  if (length == 1 && (byte(0) < 0x20 || byte(0) == 0x7F)) return 0;
  if (length == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return 0;
  return length;
}

/// What is shown in the place of a byte that begins no printable character: ⏎ for the end of a line, ↹ for a tab, for
/// other control characters their Unicode pictures (U+2400 …), for what is no UTF-8 the replacement character U+FFFD.
std::string sign_for(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  if (letter == '\n') return "⏎";
  if (letter == '\t') return "↹";
  if (byte < 0x20) return {'\xE2', '\x90', static_cast<char>(0x80 + byte)};
  if (byte == 0x7F) return {'\xE2', '\x90', '\xA1'};
  return {'\xEF', '\xBF', '\xBD'};
}

/// The pattern with `file` at every "{file}", and the parts between.
std::string fill(std::string_view pattern, std::string_view file, const std::vector<std::string_view>& parts) {
  constexpr std::string_view kFile = "{file}";
  const std::size_t at = pattern.find(kFile);
  if (at == std::string_view::npos) return text::filled(pattern, parts);
  return text::filled(pattern.substr(0, at), parts).append(file) + fill(pattern.substr(at + kFile.size()), file, parts);
}

}  // namespace

std::size_t first_broken_character(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = character_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return text.size();
}

std::string for_display(std::string_view text, std::size_t max_characters) {
  // Only the two ends can be shown, so only they are looked at: a "name" may be a megabyte of somebody's header.
  const std::size_t window = 4 * max_characters + 4;
  const bool is_huge = text.size() > 2 * window;
  std::vector<std::string> characters;
  characters.reserve(std::min(text.size(), 2 * window));
  const auto add = [&](std::string_view part) {
    for (std::size_t i = 0; i < part.size();) {
      const std::size_t length = printable_length(part, i);
      characters.push_back(length == 0 ? sign_for(part[i]) : std::string(part.substr(i, length)));
      i += std::max<std::size_t>(1, character_length(part, i));
    }
  };
  add(is_huge ? text.substr(0, window) : text);
  if (is_huge) add(text.substr(text.size() - window));
  std::string shown;
  const std::size_t head = max_characters / 2;
  const std::size_t tail = max_characters - head - 1;
  const bool is_shortened = is_huge || characters.size() > max_characters;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (!is_shortened || i < head || i + tail >= characters.size()) shown += characters[i];
    if (is_shortened && i == head) shown += "…";
  }
  return shown;
}

Problem problem_with(std::string_view file_name, std::string_view zh, std::string_view en,
                     std::initializer_list<std::string> parts) {
  std::vector<std::string> printable;
  for (const std::string& part : parts) printable.push_back(for_display(part, 120));
  const std::string file = std::string("“").append(for_display(file_name)).append("”");
  const std::vector<std::string_view> values(printable.begin(), printable.end());
  return {fill(zh, file, values), fill(en, file, values)};
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int continuation = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  text += static_cast<char>(kLead[continuation] | code >> (6 * continuation));
  for (int shift = 6 * (continuation - 1); shift >= 0; shift -= 6)
    text += static_cast<char>(0x80 | (code >> shift & 0x3F));
}

std::string with_thousands(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, 1, ',');
  return text;
}

}  // namespace formats
