// Text in both languages, side by side. A string that lacks one of them does not compile.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace view {

enum class Language {
  kChinese,
  kEnglish,
  kPseudo,  // English at twice its length: shows in tests where a layout would clip
};

/// A visible string. Patterns carry {0}, {1}, … where values go (see filled()).
struct Text {
  const char* zh;
  const char* en;

  consteval Text(const char* chinese, const char* english) : zh(chinese), en(english) {
    if (chinese[0] == '\0' || english[0] == '\0') throw "a visible string needs both languages";
  }
};

/// The string in that language.
std::string in_language(Language language, const Text& text);

/// "{0} of {1}" with the values put in; "{0|query|queries}" is the first word if value 0 is 1, else the second. A
/// placeholder without a value stays as it is.
std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values);

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
