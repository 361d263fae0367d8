// Text in both languages, side by side, and the one way to put values into it.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace text {

enum class Language {
  kChinese,
  kEnglish,
  kPseudo,  // English at twice its length: shows in tests where a layout would clip
};

/// A visible string of the source. A string that lacks one of the languages does not compile. Patterns carry {0}, {1},
/// … where values go (see filled()).
struct Text {
  const char* zh;
  const char* en;

  consteval Text(const char* chinese, const char* english) : zh(chinese), en(english) {
    if (chinese[0] == '\0' || english[0] == '\0') throw "a visible string needs both languages";
  }
};

/// A sentence that was made while the program runs; both empty: there is nothing to say.
struct Sentence {
  std::string zh, en;

  bool empty() const { return en.empty(); }
  const std::string& in(Language language) const { return language == Language::kChinese ? zh : en; }
  bool operator==(const Sentence&) const = default;
};

/// The string in that language.
std::string in_language(Language language, const Text& text);

/// "{0} of {1}" with the values put in; "{0|query|queries}" is the first word if value 0 is "1", else the second. A
/// placeholder without a value stays as it is, and values are not looked into.
std::string filled(std::string_view pattern, std::span<const std::string_view> values);
std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values);

/// The same in both languages.
Sentence filled(const Text& pattern, std::initializer_list<std::string_view> values = {});

}  // namespace text
