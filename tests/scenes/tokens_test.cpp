// A sentence becomes tokens.
#include <doctest/doctest.h>

#include "scenes/parts/tokens.h"

namespace {

using Texts = std::vector<std::string>;

Texts split(std::string_view sentence, int how) {
  Texts texts;
  for (const scenes::Token& token : scenes::split_tokens(sentence, how)) texts.push_back(token.text);
  return texts;
}

}  // namespace

TEST_CASE("Chinese is split by character or by blanks and punctuation, English by word") {
  CHECK(split("我爱喝茶，你也 爱。", scenes::kByCharacter) ==
        Texts{"我", "爱", "喝", "茶", "，", "你", "也", "爱", "。"});
  CHECK(split("我爱喝茶，你也 爱。", scenes::kByWord) == Texts{"我爱喝茶", "，", "你也", "爱", "。"});
  for (const int how : {scenes::kByCharacter, scenes::kByWord})
    CHECK(split("I don't like well-known 3.14, or (1,000)!", how) ==
          Texts{"I", "don't", "like", "well-known", "3.14", ",", "or", "(", "1,000", ")", "!"});
  CHECK(split("用 GPT-2 写诗", scenes::kByCharacter) == Texts{"用", "GPT-2", "写", "诗"});
  CHECK(split("it’s 'quoted'", scenes::kByCharacter) == Texts{"it’s", "'", "quoted", "'"});
}

TEST_CASE("emoji and what is drawn as one character are one token, whichever way it is split") {
  const std::string family = "👩‍👩‍👧", heart = "❤️", flag = "🇨🇳", wave = "👋🏽", keycap = "#️⃣";
  for (const int how : {scenes::kByCharacter, scenes::kByWord}) {
    CHECK(split("a" + family + heart + flag + wave + "b", how) == Texts{"a", family, heart, flag, wave, "b"});
    CHECK(split("按" + keycap, how) == Texts{"按", keycap});
  }
  const std::string accented = "e\u0301t\u00e9";  // é as a letter and a mark, and as one character
  CHECK(split(accented + " x", scenes::kByCharacter) == Texts{accented, "x"});
  CHECK(split("か\u3099き", scenes::kByCharacter) == Texts{"か\u3099", "き"});
}

TEST_CASE("words from right to left are whole words, and their punctuation stands alone") {
  CHECK(split("שלום עולם!", scenes::kByCharacter) == Texts{"שלום", "עולם", "!"});
  CHECK(split("مرحبا، كيف؟", scenes::kByWord) == Texts{"مرحبا", "،", "كيف", "؟"});
}

TEST_CASE("blanks of every width end a token, and of nothing but blanks nothing comes") {
  CHECK(split("a\u3000b\u00a0c\u200bd\te", scenes::kByCharacter) == Texts{"a", "b", "c", "d", "e"});
  for (int how = 0; how < scenes::kTokenSplits; ++how) {
    CHECK(split("", how).empty());
    CHECK(split(" \u3000\u200b ", how).empty());
  }
  CHECK(split("||  |", scenes::kListed).empty());
  CHECK(split(std::string(10'000, 'x'), scenes::kByWord).size() == 1);
  for (int how = 0; how < scenes::kTokenSplits; ++how) CHECK(split("\xff\xfe a", how).size() >= 2 - (how == 2));
}

TEST_CASE("a list is split at its bars, and tokens become a list and a sentence again") {
  const auto tokens = scenes::split_tokens(" New York | is|, |大", scenes::kListed);
  REQUIRE(tokens.size() == 4);
  CHECK(tokens[0].text == "New York");
  CHECK_FALSE(tokens[0].is_punctuation);
  CHECK(tokens[2].is_punctuation);
  CHECK(scenes::listed_tokens({"New York", "is"}) == "New York|is");
  CHECK(split(scenes::listed_tokens({"我", "爱", "，"}), scenes::kListed) == Texts{"我", "爱", "，"});
  CHECK(scenes::joined_tokens({"I", "like", "tea", ",", "too"}) == "I like tea, too");
  CHECK(scenes::joined_tokens({"我", "爱", "tea", "。"}) == "我爱tea。");
}

TEST_CASE("punctuation is known as such") {
  for (const char* mark : {"，", "。", "!", "?", "“", "…", "—", "、", "《", "؟"}) {
    const auto tokens = scenes::split_tokens(mark, scenes::kByCharacter);
    REQUIRE_MESSAGE(tokens.size() == 1, mark);
    CHECK_MESSAGE(tokens[0].is_punctuation, mark);
  }
  CHECK_FALSE(scenes::split_tokens("茶", scenes::kByCharacter)[0].is_punctuation);
  CHECK_FALSE(scenes::split_tokens("❤️", scenes::kByCharacter)[0].is_punctuation);
}
