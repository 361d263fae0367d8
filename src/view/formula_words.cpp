// Formulas from what is typed, and long ones on several lines.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "view/formula.h"
#include "view/formula_signs.h"

namespace view {

namespace {

constexpr std::string_view kSquared = "²";
constexpr float kBetweenLines = 6;  // CSS pixels

constexpr std::pair<const char*, Text> kOperators[] = {
    {"=", {"等于", "equals"}},       {"≈", {"约等于", "is about"}},
    {"+", {"加", "plus"}},           {"−", {"减", "minus"}},
    {"·", {"点乘", "dot"}},          {"×", {"乘", "times"}},
    {"÷", {"除以", "divided by"}},   {"→", {"变为", "becomes"}},
    {"≤", {"不大于", "is at most"}}, {">", {"大于", "is greater than"}},
    {"Σ", {"总和", "the sum"}},      {"∈", {"属于", "in"}}};

/// So many bytes at the start are letters and digits of ASCII.
std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (std::isalnum(static_cast<unsigned char>(text[length])) || text[length] == '.'))
    ++length;
  return length;
}

/// Sets one word, sign by sign.
class WordSetter {
 public:
  Formula set(std::string_view word) {
    if (operator_of(word)) return letters(std::string(word));
    while (!word.empty()) {
      if (word.starts_with(kRootSign)) {
        end_run();
        parts_.push_back(root(letters(taken(word, kRootSign))));
      } else if (word.starts_with('_')) {
        Formula base = base_of_script();
        parts_.push_back(script(std::move(base), letters(taken(word, "_")), letters("")));
      } else if (word.starts_with('^')) {
        Formula base = base_of_script();
        parts_.push_back(raised(std::move(base), taken(word, "^")));
      } else if (word.starts_with(kSquared)) {
        Formula base = base_of_script();
        parts_.push_back(raised(std::move(base), "2"));
        word.remove_prefix(kSquared.size());
      } else {
        run_ += word.front();
        word.remove_prefix(1);
      }
    }
    end_run();
    return parts_.size() == 1 ? parts_.front() : row(std::move(parts_));
  }

 private:
  std::vector<Formula> parts_;
  std::string run_;  // that stands as it is

  void end_run() {
    if (!run_.empty()) parts_.push_back(letters(std::exchange(run_, {})));
  }
  /// The letters and digits after a sign; both leave the word.
  static std::string taken(std::string_view& word, std::string_view sign) {
    word.remove_prefix(sign.size());
    const std::size_t length = plain_length(word);
    std::string letters(word.substr(0, length));
    word.remove_prefix(length);
    return letters;
  }
  /// What comes last before the script, up to a parenthesis.
  Formula base_of_script() {
    if (run_.empty() && !parts_.empty()) {
      Formula last = std::move(parts_.back());
      parts_.pop_back();
      return last;
    }
    const std::size_t parenthesis = run_.rfind('(');
    std::string base = parenthesis == std::string::npos ? run_ : run_.substr(parenthesis + 1);
    run_.resize(run_.size() - base.size());
    end_run();
    return letters(std::move(base));
  }
};

/// Is there a blank between two words? Operators have their own room, parentheses none inside.
bool are_apart(std::string_view left, std::string_view right) {
  if (is_spaced(left) || is_spaced(right) || left.ends_with('(')) return false;
  return !right.starts_with(')') && !right.starts_with(',') && !right.starts_with(kSquared);
}

}  // namespace

std::size_t count_signed(std::string_view text) {
  const auto is_letter = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  std::size_t count = 0;
  while (is_letter(count) || (count > 0 && count < text.size() && text[count] == '.' && is_letter(count + 1))) ++count;
  return count;
}

const Text* operator_of(std::string_view sign) {
  for (const auto& [each, spoken] : kOperators)
    if (sign == each) return &spoken;
  return nullptr;
}

bool is_spaced(std::string_view sign) { return operator_of(sign) && sign != "Σ"; }

std::vector<FormulaWord> typeset_words(std::string_view typed, Color color, int mark) {
  std::vector<FormulaWord> words;
  while (!typed.empty()) {
    const std::string_view word = typed.substr(0, typed.find(' '));
    typed.remove_prefix(std::min(typed.size(), word.size() + 1));
    if (word.empty()) continue;
    Formula set = WordSetter().set(word);
    words.push_back({std::string(word), color ? colored(std::move(set), color) : std::move(set), mark});
  }
  return words;
}

Formula typeset(std::string_view typed) {
  std::vector<Formula> parts;
  std::string_view last;
  const std::vector<FormulaWord> words = typeset_words(typed);
  for (const FormulaWord& word : words) {
    if (!last.empty() && are_apart(last, word.typed)) parts.push_back(letters(kBlank));
    parts.push_back(last.empty() && is_spaced(word.typed) ? leading_operator(word.typed) : word.set);
    last = word.typed;
  }
  return row(std::move(parts));
}

float wrapped_formula(Ui& ui, const Rect& room, std::span<const FormulaWord> words, TextStyle style, bool is_drawn,
                      const std::function<void(const FormulaWord&, const Rect&, float baseline)>& visit) {
  const float blank = ui.text_width(kBlank, style.size);
  const auto gap_before = [&](std::size_t i) {
    return i > 0 && are_apart(words[i - 1].typed, words[i].typed) ? blank : 0;
  };
  // What stays together, up to where a line may be broken: before a sum, a relation, the next of a list.
  const auto end_of_run = [&](std::size_t begin) {
    std::size_t end = begin + 1;
    for (; end < words.size(); ++end) {
      const std::string_view word = words[end].typed;
      if (word == "=" || word == "≈" || word == "+" || word == "→" || word == "÷" ||
          words[end - 1].typed.ends_with(','))
        break;
    }
    return end;
  };
  const auto width_of = [&](std::size_t begin, std::size_t end) {
    float width = 0;
    for (std::size_t i = begin; i < end; ++i)
      width += words[i].set.measured(ui, style.size).width + (i > begin ? gap_before(i) : 0);
    return width;
  };
  float y = room.y;
  for (std::size_t begin = 0; begin < words.size();) {
    std::size_t end = begin;
    float used = 0;
    while (end < words.size()) {
      const std::size_t next = end_of_run(end);
      const float more = width_of(end, next) + (end > begin ? gap_before(end) : 0);
      if (end > begin && used + more > room.width) break;
      used += more;
      end = next;
    }
    while (end > begin + 1 && width_of(begin, end) > room.width) --end;  // a run that is wider than the room
    Formula::Size line;
    for (std::size_t i = begin; i < end; ++i) {
      const Formula::Size one = words[i].set.measured(ui, style.size);
      line = {0, std::max(line.above, one.above), std::max(line.below, one.below)};
    }
    const float height = std::max(room.height, std::ceil(line.height()) + kBetweenLines);
    const float baseline = y + (height - line.height()) / 2 + line.above;
    float x = room.x;
    for (std::size_t i = begin; i < end; ++i) {
      if (i > begin) x += gap_before(i);
      const float width = words[i].set.measured(ui, style.size).width;
      if (is_drawn) words[i].set.draw(ui, x, baseline, style.size, style.color);
      if (visit) visit(words[i], {x, y, width, height}, baseline);
      x += width;
    }
    y += height;
    begin = end;
  }
  return y - room.y;
}

}  // namespace view
