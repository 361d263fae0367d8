#include "view/formula.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "index.h"
#include "view/glyphs.h"

namespace view {

namespace {

// In em of the formula's size.
constexpr float kThinSpace = 0.17f;     // beside an operator
constexpr float kOperatorRoom = 0.22f;  // the same from its ink on: letters have a little room of their own
constexpr float kScriptSize = 0.7f, kLowered = 0.22f, kRaised = 0.38f;
constexpr float kAscent = 0.78f, kDescent = 0.22f;  // of letters and digits
constexpr float kAxis = 0.27f;                      // where fraction bars and operators stand, above the baseline
constexpr float kBarGap = 0.14f, kRadicalWidth = 0.55f, kBracket = 0.3f, kBetweenColumns = 0.7f, kBetweenRows = 0.25f;
constexpr float kLine = 1, kBetweenLines = 6;  // CSS pixels

constexpr const char* kBlank = " ";
constexpr std::string_view kRootSign = "√", kSquared = "²";

constexpr Text kOver{"{0} 除以 {1}", "{0} divided by {1}"};
constexpr Text kRootOf{"{0} 的平方根", "the square root of {0}"};
constexpr Text kLow{"{0} 下标 {1}", "{0} sub {1}"};
constexpr Text kHigh{"{0} 的 {1} 次方", "{0} to the power of {1}"};
constexpr Text kTransposed{"{0} 转置", "{0} transposed"};
constexpr Text kMatrixOf{"矩阵 {0}", "matrix {0}"};
constexpr std::pair<const char*, Text> kOperators[] = {
    {"=", {"等于", "equals"}},       {"≈", {"约等于", "is about"}},
    {"+", {"加", "plus"}},           {"−", {"减", "minus"}},
    {"·", {"点乘", "dot"}},          {"×", {"乘", "times"}},
    {"÷", {"除以", "divided by"}},   {"→", {"变为", "becomes"}},
    {"≤", {"不大于", "is at most"}}, {">", {"大于", "is greater than"}},
    {"Σ", {"求和", "the sum of"}},   {"∈", {"属于", "in"}}};

const Text* operator_of(std::string_view text) {
  for (const auto& [sign, spoken] : kOperators)
    if (text == sign) return &spoken;
  return nullptr;
}

/// Where a sign's ink is, whatever advance the font gives it: that of "·" is a whole em.
struct Ink {
  float left = 0, width = 0;  // CSS pixels
};
Ink ink_of(const Ui& ui, std::string_view sign, float size) {
  const float advance = ui.text_width(sign, size);
  const char* at = sign.data();
  const auto code = static_cast<ImWchar>(next_code_point(at, sign.data() + sign.size()));
  const ImFontGlyph* glyph = ui.font()->GetFontBaked(size * ui.input().em_factor)->FindGlyph(code);
  if (glyph == nullptr || glyph->AdvanceX <= 0 || glyph->X1 <= glyph->X0) return {0, advance};
  return {advance * glyph->X0 / glyph->AdvanceX, advance * (glyph->X1 - glyph->X0) / glyph->AdvanceX};
}

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
  if (operator_of(left) || operator_of(right) || left.ends_with('(')) return false;
  return !right.starts_with(')') && !right.starts_with(',') && !right.starts_with(kSquared);
}

}  // namespace

Formula letters(std::string text) { return Formula({Formula::Kind::kText, std::move(text), {}}); }
Formula row(std::vector<Formula> parts) { return Formula({Formula::Kind::kRow, {}, std::move(parts)}); }
Formula fraction(Formula above, Formula below) {
  return Formula({Formula::Kind::kFraction, {}, {std::move(above), std::move(below)}});
}
Formula root(Formula radicand) { return Formula({Formula::Kind::kRadical, {}, {std::move(radicand)}}); }
Formula script(Formula base, Formula lowered, Formula raised) {
  return Formula({Formula::Kind::kScript, {}, {std::move(base), std::move(lowered), std::move(raised)}});
}
Formula matrix(int columns, std::vector<Formula> cells) {
  return Formula({Formula::Kind::kMatrix, {}, std::move(cells), columns});
}
Formula colored(Formula formula, Color color) {
  return Formula({Formula::Kind::kColored, {}, {std::move(formula)}, 0, color});
}

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
    parts.push_back(word.set);
    last = word.typed;
  }
  return row(std::move(parts));
}

Formula::Size Formula::measured_matrix(const Ui& ui, float size, std::vector<float>* widths,
                                       std::vector<Size>* rows) const {
  widths->assign(to_size(part_->columns), 0);
  for (std::size_t i = 0; i < part_->parts.size(); ++i) {
    const Size cell = part_->parts[i].measured(ui, size);
    const std::size_t column = i % widths->size();
    (*widths)[column] = std::max((*widths)[column], cell.width);
    if (column == 0) rows->emplace_back();
    rows->back().above = std::max(rows->back().above, cell.above);
    rows->back().below = std::max(rows->back().below, cell.below);
  }
  Size all{2 * kBracket * size + kBetweenColumns * size * static_cast<float>(widths->size() - 1)};
  for (const float width : *widths) all.width += width;
  float height = kBetweenRows * size * static_cast<float>(std::max<std::size_t>(rows->size(), 1) - 1);
  for (const Size& line : *rows) height += line.height();
  all.above = height / 2 + kAxis * size;
  all.below = height / 2 - kAxis * size;
  return all;
}

Formula::Size Formula::measured(const Ui& ui, float size) const {
  switch (part_->kind) {
    case Kind::kText: {
      if (part_->text.empty()) return {};
      const float width = operator_of(part_->text) ? ink_of(ui, part_->text, size).width + 2 * kOperatorRoom * size
                                                   : ui.text_width(part_->text, size);
      return {width, kAscent * size, kDescent * size};
    }
    case Kind::kRow: {
      Size all;
      for (const Formula& part : part_->parts) {
        const Size one = part.measured(ui, size);
        all = {all.width + one.width, std::max(all.above, one.above), std::max(all.below, one.below)};
      }
      return all;
    }
    case Kind::kFraction: {
      const Size above = part_->parts[0].measured(ui, size), below = part_->parts[1].measured(ui, size);
      return {std::max(above.width, below.width) + 2 * kThinSpace * size, above.height() + (kAxis + kBarGap) * size,
              below.height() - (kAxis - kBarGap) * size};
    }
    case Kind::kRadical: {
      const Size inside = part_->parts[0].measured(ui, size);
      return {inside.width + kRadicalWidth * size, inside.above + kBarGap * size + kLine, inside.below};
    }
    case Kind::kScript: {
      const Size base = part_->parts[0].measured(ui, size), low = part_->parts[1].measured(ui, size * kScriptSize),
                 high = part_->parts[2].measured(ui, size * kScriptSize);
      return {base.width + std::max(low.width, high.width),
              high.width > 0 ? std::max(base.above, high.above + kRaised * size) : base.above,
              low.width > 0 ? std::max(base.below, low.below + kLowered * size) : base.below};
    }
    case Kind::kMatrix: {
      std::vector<float> widths;
      std::vector<Size> rows;
      return measured_matrix(ui, size, &widths, &rows);
    }
    case Kind::kColored:
      return part_->parts[0].measured(ui, size);
  }
  return {};
}

void Formula::draw(Ui& ui, float x, float baseline, float size, Color color) const {
  const Color ink = color ? color : ui.theme().text;
  const Size all = measured(ui, size);
  switch (part_->kind) {
    case Kind::kText:
      if (operator_of(part_->text)) x += kOperatorRoom * size - ink_of(ui, part_->text, size).left;
      if (part_->text != kBlank) ui.text_on_baseline(x, baseline, part_->text, {.size = size, .color = ink});
      break;
    case Kind::kRow:
      for (const Formula& part : part_->parts) {
        part.draw(ui, x, baseline, size, color);
        x += part.measured(ui, size).width;
      }
      break;
    case Kind::kFraction: {
      const Size above = part_->parts[0].measured(ui, size), below = part_->parts[1].measured(ui, size);
      const float bar = baseline - kAxis * size;
      part_->parts[0].draw(ui, x + (all.width - above.width) / 2, bar - kBarGap * size - above.below, size, color);
      part_->parts[1].draw(ui, x + (all.width - below.width) / 2, bar + kBarGap * size + below.above, size, color);
      ui.line(x, bar, x + all.width, bar, ink, kLine);
      break;
    }
    case Kind::kRadical: {
      const float top = baseline - all.above + kLine / 2, left = x + kRadicalWidth * size,
                  bottom = baseline + all.below;
      const ImVec2 hook[] = {{x + 0.04f * size, baseline - 0.3f * size},
                             {x + 0.16f * size, baseline - 0.36f * size},
                             {x + 0.3f * size, bottom - 0.04f * size},
                             {left - 0.06f * size, top},
                             {x + all.width, top}};
      ui.polyline(hook, ink, kLine * 1.2f);
      part_->parts[0].draw(ui, left, baseline, size, color);
      break;
    }
    case Kind::kScript: {
      const float right = x + part_->parts[0].measured(ui, size).width;
      part_->parts[0].draw(ui, x, baseline, size, color);
      part_->parts[1].draw(ui, right, baseline + kLowered * size, size * kScriptSize, color);
      part_->parts[2].draw(ui, right, baseline - kRaised * size, size * kScriptSize, color);
      break;
    }
    case Kind::kMatrix: {
      std::vector<float> widths;
      std::vector<Size> rows;
      measured_matrix(ui, size, &widths, &rows);
      const float top = baseline - all.above, bottom = baseline + all.below, arm = kBracket * size * 0.5f;
      const ImVec2 left[] = {{x + arm, top}, {x + kLine, top}, {x + kLine, bottom}, {x + arm, bottom}};
      const float end = x + all.width;
      const ImVec2 right[] = {{end - arm, top}, {end - kLine, top}, {end - kLine, bottom}, {end - arm, bottom}};
      ui.polyline(left, ink, kLine);
      ui.polyline(right, ink, kLine);
      float y = top;
      for (std::size_t line = 0, i = 0; line < rows.size(); ++line) {
        float at = x + kBracket * size;
        for (std::size_t column = 0; column < widths.size() && i < part_->parts.size(); ++column, ++i) {
          const float width = part_->parts[i].measured(ui, size).width;  // to the right: points under points
          part_->parts[i].draw(ui, at + widths[column] - width, y + rows[line].above, size, color);
          at += widths[column] + kBetweenColumns * size;
        }
        y += rows[line].height() + kBetweenRows * size;
      }
      break;
    }
    case Kind::kColored:
      part_->parts[0].draw(ui, x, baseline, size, part_->color);
  }
}

std::string Formula::spoken(Language language) const {
  const auto part = [&](std::size_t i) { return part_->parts[i].spoken(language); };
  const auto joined = [&](const char* separator) {
    std::string all;
    for (const Formula& each : part_->parts) {
      const std::string one = each.spoken(language);
      if (one == kBlank) continue;
      if (!all.empty() && !one.empty()) all += separator;
      all += one;
    }
    return all;
  };
  switch (part_->kind) {
    case Kind::kText: {
      const Text* spoken = operator_of(part_->text);
      return spoken ? in_language(language, *spoken) : part_->text;
    }
    case Kind::kRow:
      return joined(" ");
    case Kind::kFraction:
      return filled(in_language(language, kOver), {part(0), part(1)});
    case Kind::kRadical:
      return filled(in_language(language, kRootOf), {part(0)});
    case Kind::kScript: {
      std::string text = part(0);
      if (const std::string low = part(1); !low.empty()) text = filled(in_language(language, kLow), {text, low});
      if (const std::string high = part(2); !high.empty())
        text = filled(in_language(language, high == "T" ? kTransposed : kHigh), {text, high});
      return text;
    }
    case Kind::kMatrix:
      return filled(in_language(language, kMatrixOf), {joined(", ")});
    case Kind::kColored:
      return part(0);
  }
  return {};
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

void formula(Ui& ui, std::string_view id, const Formula& formula, TextStyle style) {
  const Formula::Size size = formula.measured(ui, style.size);
  const Rect rect = ui.place(std::max(size.height(), std::round(style.size * kLineHeight)));
  formula.draw(ui, rect.x, rect.y + (rect.height - size.height()) / 2 + size.above, style.size, style.color);
  ui.record({.id = std::string(id), .role = Role::kText, .name = formula.spoken(ui.input().language), .rect = rect});
}

}  // namespace view
