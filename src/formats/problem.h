// What is wrong with something that came from outside, as a sentence in each language of the interface.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "text/text.h"

namespace formats {

/// One sentence or two per language: which file, what is wrong with it, what to do.
using Problem = text::Sentence;

/// Fills both templates: "{file}" becomes the file's name in quotation marks, "{0}", "{1}" … become `parts`,
/// and "{0|byte|bytes}" the first word if part 0 is "1", else the second.
/// Whatever comes from a file is made printable and short on the way (see `for_display`).
Problem problem_with(std::string_view file_name, std::string_view zh, std::string_view en,
                     std::initializer_list<std::string> parts = {});

/// `text` as one line of valid UTF-8 of at most `max_characters`: control characters and broken bytes become signs,
/// the middle of what is too long becomes "…" (the end of a file name says what it is).
std::string for_display(std::string_view text, std::size_t max_characters = 48);

/// Where the first byte stands that is not part of a UTF-8 character; text.size() if all is well.
std::size_t first_broken_character(std::string_view text);

/// Appends one character; what is none (a lone surrogate, above U+10FFFF) as U+FFFD.
void append_utf8(std::string& text, std::uint32_t code);

/// 1234567 → "1,234,567".
std::string with_thousands(std::uint64_t number);

}  // namespace formats
