// A sentence becomes tokens: what every scene that reads a sentence of the reader's splits it with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scenes {

enum TokenSplit {
  kByCharacter,  // a Chinese character is a token; elsewhere a word is
  kByWord,       // what stands between blanks and punctuation
  kListed,       // what stands between bars: "New York|is|big"
  kTokenSplits
};
inline constexpr const char* kTokenSplitIds[kTokenSplits] = {"characters", "words", "list"};

struct Token {
  std::string text;
  bool is_punctuation = false;
};

/// Punctuation marks and emoji are tokens by themselves, however it is split; what is drawn as one character stays
/// whole. Blanks are no part of a token but inside a listed one.
std::vector<Token> split_tokens(std::string_view sentence, int split);

/// The tokens as a list that splits into them again, but for bars inside.
std::string listed_tokens(const std::vector<std::string>& tokens);
/// … and as a sentence, with blanks where two words would become one.
std::string joined_tokens(const std::vector<std::string>& tokens);

}  // namespace scenes
