#include "formats/file_name.h"

#include <algorithm>
#include <array>
#include <set>

#include "formats/problem.h"
#include "formats/text.h"

namespace formats {
namespace {

constexpr std::string_view kInstead = "_", kNameless = "attention";

/// Characters that turn the direction of writing: with them "xcod.exe" is shown as "xexe.doc".
bool turns_direction(std::string_view character) {
  constexpr std::array<std::string_view, 12> kTurning = {"\u061C", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C",
                                                         "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"};
  return std::ranges::find(kTurning, character) != kTurning.end();
}

bool is_inside_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// At most so many bytes from the beginning, whole characters.
std::string_view first_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && is_inside_character(text[most])) --most;
  return text.substr(0, most);
}

/// Where the ending begins, ".csv": a dot, a letter and at most eleven letters or digits, behind something. The text's
/// end if there is none.
std::size_t ending_at(std::string_view name) {
  constexpr std::size_t kLongestEnding = 13;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size() || name.size() - dot > kLongestEnding)
    return name.size();
  const std::string ending = in_lower_case(name.substr(dot + 1));
  const auto is_letter = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  const auto is_plain = [&](char letter) { return is_letter(letter) || (letter >= '0' && letter <= '9'); };
  return is_letter(ending[0]) && std::ranges::all_of(ending, is_plain) ? dot : name.size();
}

std::string_view without_blank_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(". ") + 1);  // npos + 1 = 0
}

/// "con", "COM1.tar.csv", "nul .x": Windows opens a device, whatever follows the first dot.
bool is_device(std::string_view name) {
  constexpr std::array<std::string_view, 6> kDevices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
  const std::string first = in_lower_case(without_blank_end(name.substr(0, name.find('.'))));
  if (std::ranges::find(kDevices, first) != kDevices.end()) return true;
  if (!first.starts_with("com") && !first.starts_with("lpt")) return false;
  const std::string_view number = std::string_view(first).substr(3);
  const bool is_digit = number.size() == 1 && number[0] >= '0' && number[0] <= '9';
  return is_digit || number == "¹" || number == "²" || number == "³";
}

/// `stem` cut so that it still fits in front of `end`.
std::string joined_name(std::string_view stem, std::string_view end) {
  const std::string_view kept = first_bytes(stem, kLongestFileName - std::min(kLongestFileName, end.size()));
  return std::string(kept).append(end);
}

/// The name cut to its longest, with its ending.
std::string shortened(std::string_view name) {
  const std::size_t ending = ending_at(name);
  return std::string(without_blank_end(joined_name(name.substr(0, ending), name.substr(ending))));
}

}  // namespace

std::string safe_file_name(std::string_view name) {
  const std::string line = for_display(name, 4 * kLongestFileName);  // valid UTF-8 without control characters
  std::string clean;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && is_inside_character(line[end])) ++end;
    const std::string_view character = std::string_view(line).substr(i, end - i);
    const bool is_kept =
        std::string_view("/\\:*?\"<>|").find(character) == std::string_view::npos && !turns_direction(character);
    clean += is_kept ? character : kInstead;
    i = end;
  }
  clean.erase(0, clean.find_first_not_of(". -"));  // npos: all of it
  clean = shortened(without_blank_end(clean));
  if (is_device(clean)) clean = shortened(std::string(kInstead) + clean);
  return clean.empty() ? std::string(kNameless) : clean;
}

std::vector<std::string> safe_file_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::set<std::string> taken;
  for (const std::string& name : names) {
    const std::string wanted = safe_file_name(name);
    std::string found = wanted;
    for (int number = 2; !taken.insert(in_lower_case(found)).second; ++number)
      found = numbered_file_name(wanted, number);
    safe.push_back(std::move(found));
  }
  return safe;
}

std::string numbered_file_name(std::string_view name, int number) {
  const std::size_t ending = ending_at(name);
  return joined_name(name.substr(0, ending), " (" + std::to_string(number) + ")" + std::string(name.substr(ending)));
}

}  // namespace formats
