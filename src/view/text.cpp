#include "view/text.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace view {

namespace {

constexpr std::string_view kMinus = "−";

std::string with_true_minus(std::string_view plain) {
  std::string shown;
  for (char c : plain) {
    if (c == '-')
      shown += kMinus;
    else
      shown += c;
  }
  return shown;
}

bool non_finite_text(double value, std::string& shown) {
  if (std::isnan(value))
    shown = "NaN";
  else if (std::isinf(value))
    shown = value > 0 ? "∞" : "−∞";
  else
    return false;
  return true;
}

/// Both minus signs as one, and what a Chinese keyboard writes in full width as what it means.
std::string narrowed(std::string_view text) {
  constexpr std::string_view kWideSpace = "　", kWideFirst = "！";  // U+3000; U+FF01, which is '!', and so on to U+FF5E
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with(kMinus))
      plain += '-';
    else if (text.starts_with(kWideSpace))
      plain += ' ';
    else if (text.size() >= 3 && text[0] == kWideFirst[0] && (text[1] == '\xbc' || text[1] == '\xbd'))
      plain += static_cast<char>((text[1] == '\xbc' ? 0x20 : 0x60) + (static_cast<unsigned char>(text[2]) - 0x80));
    else {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(3);
  }
  return plain;
}

}  // namespace

bool plain_number(std::string_view text, double& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  // Not std::from_chars: libc++ has had it for floating point only since version 20.
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string number_text(double value, int decimals) {
  std::string shown;
  if (non_finite_text(value, shown)) return shown;
  char buffer[352];  // the longest double in fixed notation has 309 digits before the point
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  // A rounded-away negative would read as "−0.00".
  bool has_digit = false;
  for (const char* c = buffer; *c; ++c) has_digit |= *c >= '1' && *c <= '9';
  return with_true_minus(!has_digit && buffer[0] == '-' ? buffer + 1 : buffer);
}

std::string short_number_text(double value, int digits) {
  std::string shown;
  if (non_finite_text(value, shown)) return shown;
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, value == 0 ? 0.0 : value);  // no "−0"
  return with_true_minus(buffer);
}

// Not std::to_chars: its tables alone weigh a fifth of what the page may.
std::string exact_number_text(double value) {
  char buffer[32];
  for (int digits = 15; digits <= 17; ++digits) {  // trailing zeros are left out by %g
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    if (std::strtod(buffer, nullptr) == value) break;
  }
  return buffer;
}

bool parse_number(std::string_view text, double& value) {
  std::string plain = narrowed(text);
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!plain.empty() && is_space(plain.back())) plain.pop_back();
  const auto first = std::find_if_not(plain.begin(), plain.end(), is_space);
  plain.erase(plain.begin(), first);
  double parsed = 0, divisor = 1;
  const std::size_t slash = std::min(plain.find('/'), plain.size());
  if (!plain_number(std::string_view(plain).substr(0, slash), parsed)) return false;
  if (slash < plain.size() && !plain_number(std::string_view(plain).substr(slash + 1), divisor)) return false;
  parsed /= divisor;
  if (!std::isfinite(parsed)) return false;
  value = parsed;
  return true;
}

}  // namespace view
