#include "scenes/parts/tokens.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "view/glyphs.h"

namespace scenes {

namespace {

using view::next_code_point;

constexpr std::uint32_t kApostrophe = 0x2019, kEmojiLook = 0xfe0f;

bool is_ascii_letter(std::uint32_t code) {
  return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
}
bool is_digit(std::uint32_t code) { return code >= '0' && code <= '9'; }

bool is_punctuation(std::uint32_t code) {
  constexpr std::pair<std::uint32_t, std::uint32_t> kMarks[] = {
      {0xa1, 0xa1},     {0xa7, 0xa7},     {0xab, 0xab},     {0xb6, 0xb7},     {0xbb, 0xbb},
      {0xbf, 0xbf},     {0x55d, 0x55e},   {0x5be, 0x5be},   {0x60c, 0x60d},   {0x61b, 0x61b},
      {0x61d, 0x61f},   {0x66a, 0x66d},   {0x6d4, 0x6d4},   {0x964, 0x965},   {0x2010, 0x2027},
      {0x2030, 0x205e}, {0x3001, 0x3003}, {0x3008, 0x3011}, {0x3014, 0x301f}, {0x30fb, 0x30fb},
      {0xfe30, 0xfe4f}, {0xff01, 0xff0f}, {0xff1a, 0xff20}, {0xff3b, 0xff40}, {0xff5b, 0xff65}};
  if (code < 0x80) return code > ' ' && code != 0x7f && !is_ascii_letter(code);
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [code](const auto& range) { return code >= range.first && code <= range.second; });
}

/// Inside a word and a number there are marks that do not end it: don't, well-known, 3.14.
bool is_inside_word(std::uint32_t before, std::uint32_t mark, std::uint32_t after) {
  if (mark == '.' || mark == ',') return is_digit(before) && is_digit(after);
  const bool joins = mark == '\'' || mark == kApostrophe || mark == '-' || mark == '_';
  const auto is_letter = [](std::uint32_t code) {
    return code != 0 && !view::is_blank(code) && !is_punctuation(code) && !view::is_ideographic(code);
  };
  return joins && is_letter(before) && is_letter(after);
}

bool is_symbol(std::uint32_t first, std::string_view cluster) {
  if ((first >= 0x2190 && first < 0x2e80) || (first >= 0x1f000 && first < 0x20000)) return true;
  for (const char *at = cluster.data(), *const end = at + cluster.size(); at < end;)
    if (next_code_point(at, end) == kEmojiLook) return true;
  return false;
}

std::uint32_t code_at(const char* at, const char* end) { return at < end ? next_code_point(at, end) : 0; }

/// Adds the tokens of what has neither blanks nor punctuation in it.
void add_words(std::vector<Token>& tokens, std::string_view run, bool are_characters_apart) {
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) tokens.push_back({std::exchange(word, {})});
  };
  for (const char *at = run.data(), *const end = at + run.size(); at < end;) {
    const std::uint32_t first = code_at(at, end);
    const std::string_view cluster = view::next_cluster(at, end);
    const bool is_han = view::is_ideographic(first) || (first >= 0x20000 && first < 0x40000);
    if (is_symbol(first, cluster) || (is_han && are_characters_apart)) {
      end_word();
      tokens.push_back({std::string(cluster)});
    } else {
      word += cluster;
    }
  }
  end_word();
}

std::string_view trimmed(std::string_view text) {
  const char *begin = text.data(), *end = begin + text.size(), *last = begin;
  while (begin < end && view::is_blank(code_at(begin, end))) next_code_point(begin, end);
  last = begin;
  for (const char* at = begin; at < end;)
    if (!view::is_blank(next_code_point(at, end))) last = at;
  return {begin, last};
}

std::vector<Token> split_list(std::string_view list) {
  std::vector<Token> tokens;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find('|', start), list.size());
    if (const std::string_view token = trimmed(list.substr(start, end - start)); !token.empty()) {
      const char* at = token.data();
      const bool is_mark = is_punctuation(next_code_point(at, token.data() + token.size()));
      tokens.push_back({std::string(token), is_mark && at == token.data() + token.size()});
    }
    start = end + 1;
  }
  return tokens;
}

}  // namespace

std::vector<Token> split_tokens(std::string_view sentence, int split) {
  if (split == kListed) return split_list(sentence);
  std::vector<Token> tokens;
  const char* const end = sentence.data() + sentence.size();
  const char* run = sentence.data();  // where what has not been added yet begins
  std::uint32_t before = 0;
  const auto end_run = [&](const char* at) { add_words(tokens, {run, at}, split == kByCharacter); };
  for (const char* at = run; at < end;) {
    const char* const start = at;
    const std::uint32_t code = next_code_point(at, end), after = code_at(at, end);
    constexpr std::uint32_t kNonJoiner = 0x200c;  // inside words of some scripts
    const bool is_mark = is_punctuation(code) && !view::is_joining(after) && !is_inside_word(before, code, after);
    const bool is_gap = view::is_blank(code) && !view::is_joining(code) && code != kNonJoiner;
    before = code;
    if (!is_mark && !is_gap) continue;
    end_run(start);
    if (is_mark) tokens.push_back({std::string(start, at), true});
    run = at;
  }
  end_run(end);
  return tokens;
}

std::string listed_tokens(const std::vector<std::string>& tokens) {
  std::string list;
  for (const std::string& token : tokens) list += (list.empty() ? "" : "|") + token;
  return list;
}

std::string joined_tokens(const std::vector<std::string>& tokens) {
  std::string sentence;
  std::uint32_t last = 0;
  for (const std::string& token : tokens) {
    const char *at = token.data(), *const end = at + token.size();
    const std::uint32_t first = code_at(at, end);
    const bool are_words = !view::is_ideographic(last) && !view::is_ideographic(first) && !is_punctuation(first);
    if (!sentence.empty() && are_words) sentence += ' ';
    sentence += token;
    while (at < end) last = next_code_point(at, end);
  }
  return sentence;
}

}  // namespace scenes
