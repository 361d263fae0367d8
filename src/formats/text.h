// Numbers in text, and where in it something stands.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "formats/problem.h"

namespace formats {

constexpr bool is_digit(char character) { return character >= '0' && character <= '9'; }

struct ParsedNumber {
  float value = 0;       // the float32 nearest to the decimal number
  std::size_t size = 0;  // characters that belong to it
};

/// The number at the beginning of `text`: 1, -0.5, +1e-3, .5, 1., nan, inf, True, False; nothing if there is none.
/// Signs, digits and points may be foreign ones: the minus sign U+2212, dashes, full-width forms.
std::optional<ParsedNumber> number_at_start(std::string_view text, char decimal_point = '.');

/// `text` as a number and nothing else; blanks around it are allowed.
std::optional<float> whole_number(std::string_view text, char decimal_point = '.');

/// The fewest digits, of six or more, that read back as the same float; "nan" for any NaN.
std::string shortest_text(float number);

/// What printed numbers are to be multiplied by.
struct Factor {
  float value = 1;
  std::optional<int> tens = 0;  // the factor as a power of ten, if it is one
};
Factor factor_of(float value);

/// A decimal number, read as `value`, times the factor; rounded once if that is a power of ten: 5.524 × 0.01 = 0.05524.
float scaled(std::string_view digits, float value, const Factor& factor);

/// Bytes of the blank at `offset`: a blank, a tab, a no-break, thin or ideographic one; 0 if there is none.
std::size_t blank_size(std::string_view text, std::size_t offset);

/// Bytes of the line end at `offset`, of any system's: LF, CR LF, CR, U+0085, U+2028, U+2029; 0 if there is none.
std::size_t line_end_size(std::string_view text, std::size_t offset);

/// Where the line that `offset` is in ends: at its line end, or at the end of the text.
std::size_t line_end(std::string_view text, std::size_t offset);

/// The text without blanks and line ends at either end.
std::string_view trimmed(std::string_view text);

/// The text with its letters A to Z made small.
std::string in_lower_case(std::string_view text);

/// The line, from 1, in which the character at `offset` stands, whatever ends the lines.
std::size_t line_of(std::string_view text, std::size_t offset);

/// The word that begins at `offset`, for a sentence.
std::string_view word_at(std::string_view text, std::size_t offset);

/// The bytes as UTF-8 text without a byte order mark, or nothing if they are no text. Sets `problem` if they are text
/// in another encoding (UTF-16, or a Chinese code page).
std::optional<std::string_view> as_text(std::string_view file_name, std::span<const std::byte> bytes,
                                        std::optional<Problem>& problem);

}  // namespace formats
