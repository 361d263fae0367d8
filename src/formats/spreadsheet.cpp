#include "formats/spreadsheet.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "formats/text.h"

namespace formats {
namespace {

/// Bytes of what a spreadsheet may part a cell at.
std::size_t separator_size(std::string_view text, std::size_t at) {
  return text[at] == ',' || text[at] == ';' || text[at] == '\t' ? 1 : line_end_size(text, at);
}

/// Would a spreadsheet run a cell that begins as `text` does?
bool is_formula(std::string_view text) {
  constexpr std::array<std::string_view, 9> kSigns = {"=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"};
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t size = text[start] == '\'' ? 1 : text[start] == '\t' ? 0 : blank_size(text, start);
    if (size == 0) break;
    start += size;
  }
  const std::string_view rest = text.substr(start);
  const auto is_here = [&](std::string_view sign) { return rest.starts_with(sign); };
  if (line_end_size(rest, 0) == 0 && std::ranges::none_of(kSigns, is_here)) return false;
  std::size_t end = 0;
  while (end < text.size() && separator_size(text, end) == 0) ++end;
  const std::string_view piece = text.substr(0, end);
  const bool is_number = piece.find_first_not_of("0123456789.eE+-") == std::string_view::npos && whole_number(piece);
  return !is_number;
}

/// The text with or without an apostrophe at each place where a formula begins.
std::string changed(std::string_view text, bool is_protected) {
  std::string result;
  bool is_start = true;
  for (std::size_t i = 0; i < text.size();) {
    if (is_start && is_formula(text.substr(i))) {
      if (!is_protected)
        result += '\'';
      else if (text[i] == '\'' && ++i == text.size())
        break;
    }
    const std::size_t size = separator_size(text, i);
    is_start = size > 0;
    result += text.substr(i, std::max<std::size_t>(1, size));
    i += std::max<std::size_t>(1, size);
  }
  return result;
}

}  // namespace

std::string protected_name(std::string_view name) { return changed(name, false); }

std::string unprotected_name(std::string_view written) { return changed(written, true); }

}  // namespace formats
