// How numbers are written, and read again; text in both languages is text/text.h's.
#pragma once

#include <string>
#include <string_view>

#include "text/text.h"

namespace view {

using text::filled;
using text::in_language;
using text::Language;
using text::Text;

/// A number as shown on screen: fixed decimals, a true minus sign, "NaN", "∞" and "−∞" by name.
std::string number_text(double value, int decimals);

/// As few digits as say the value to about `digits` significant ones ("0.05", "12", "1.2e−7").
std::string short_number_text(double value, int digits = 3);

/// The shortest text that reads back as the same number, for links and files: "0.1", "1e-07".
std::string exact_number_text(double value);

/// One number as C writes it and nothing else, perhaps with a plus before it; "inf" and "nan" are some, too. False if
/// the text is none.
bool plain_number(std::string_view text, double& value);

/// What was typed, back to a number; accepts both minus signs, fractions like "1/3", full-width characters and
/// surrounding spaces. False if it is not one finite number.
bool parse_number(std::string_view text, double& value);

}  // namespace view
