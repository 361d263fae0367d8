#include "formats/literal.h"

#include <algorithm>
#include <limits>

#include "formats/problem.h"
#include "formats/tensor_file.h"
#include "formats/text.h"

namespace formats {
namespace {

constexpr std::size_t kMaxDepth = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_word_character(char c) { return is_letter(c) || is_digit(c) || c == '.'; }

class Reader {
 public:
  Reader(std::string_view text, bool is_exact) : text_(text), is_exact_(is_exact) {}

  std::optional<LiteralFault> read(Literal& value) {
    while (!is_done_) {
      skip_blanks();
      if (!step()) return fault_;
    }
    skip_blanks();
    if (at_ < text_.size()) return LiteralFault{LiteralFault::Kind::kSyntax, at_};
    value = std::move(result_);
    return std::nullopt;
  }

 private:
  using Kind = Literal::Kind;

  // What an open array has held so far.
  enum class Content { kNothing, kNulls, kNumbers, kRows, kValues, kOther };

  struct Frame {
    char closer = ']';  // of an array "]" or ")", of an object "}", of a call ")"
    bool is_call = false;
    bool owns_numbers = false;  // the outermost of nested arrays: their numbers lie one after the other
    bool needs_separator = false;
    Content content = Content::kNothing;
    std::int64_t count = 0;
    core::Shape row;  // of kRows
    std::string key;  // of an object: the member that is being read
    bool has_key = false;
    Literal value;  // of a list or an object, as far as it has been read; of kOther its kind and text
    bool is_array() const { return closer != '}' && !is_call; }
  };

  bool fail(LiteralFault::Kind kind) {
    fault_ = {kind, at_};
    return false;
  }
  bool fail_syntax() { return fail(at_ >= text_.size() ? LiteralFault::Kind::kCutShort : LiteralFault::Kind::kSyntax); }

  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    for (;;) {
      while (at_ < text_.size() &&
             (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n'))
        ++at_;
      const std::string_view rest = text_.substr(at_, 2);
      if (rest == "//" || rest.starts_with('#'))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (rest == "/*")
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      else
        return;
    }
  }

  // One token: a bracket, a comma, a key or a value.
  bool step() {
    if (at_ >= text_.size()) return fail(LiteralFault::Kind::kCutShort);
    if (skipped_ > 0) return step_too_deep();
    if (frames_.empty()) return read_value();
    Frame& frame = frames_.back();
    const char c = here();
    if (c == frame.closer) return close();
    if (frame.needs_separator) {
      if (frame.is_call) return skip_other_arguments();
      if (c != ',') return fail_syntax();
      ++at_;
      frame.needs_separator = false;
      return true;
    }
    if (frame.closer == '}' && !frame.has_key) return read_key(frame);
    return read_value();
  }

  // Inside something that is nested too deeply only brackets and texts matter.
  bool step_too_deep() {
    const char c = here();
    if (c == '"' || c == '\'') {
      std::string ignored;
      return read_text(ignored);
    }
    ++at_;
    if (c == '[' || c == '{' || c == '(') ++skipped_;
    if ((c == ']' || c == '}' || c == ')') && --skipped_ == 0) return accept({.kind = Kind::kTooDeep});
    return true;
  }

  bool read_key(Frame& frame) {
    frame.key.clear();
    if (here() == '"' || here() == '\'') {
      if (!read_text(frame.key)) return false;
    } else {
      while (at_ < text_.size() && (is_word_character(here()) || here() == '-' || here() == '+'))
        frame.key += text_[at_++];
      if (frame.key.empty()) return fail_syntax();
    }
    skip_blanks();
    if (here() != ':') return fail_syntax();
    ++at_;
    frame.has_key = true;
    return true;
  }

  bool read_value() {
    const char c = here();
    if (c == '[' || c == '(' || c == '{') return open(c == '[' ? ']' : c == '(' ? ')' : '}', false);
    if (c == '"' || c == '\'') {
      Literal value{.kind = Kind::kText};
      return read_text(value.text) && accept(std::move(value));
    }
    if (is_letter(c)) return read_word();
    return read_number();
  }

  bool read_number() {
    const auto number = number_at_start(text_.substr(at_));
    if (!number || is_word_character(at_ + number->size < text_.size() ? text_[at_ + number->size] : ' '))
      return fail_syntax();
    const std::string_view digits = text_.substr(at_, number->size);
    at_ += number->size;
    if (is_exact_) return accept({.kind = Kind::kNumber, .number = number->value, .text = std::string(digits)});
    if (frames_.empty() || !frames_.back().is_array()) return accept({.kind = Kind::kNumber, .number = number->value});
    Frame& frame = frames_.back();  // by far the most common case, without a Literal
    frame.needs_separator = true;
    ++frame.count;
    return accept_number(frame, false, number->value);
  }

  bool read_word() {
    std::size_t end = at_;
    while (end < text_.size() && is_word_character(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (end < text_.size() && text_[end] == '(') {
      at_ = end;
      return open(')', true);
    }
    Literal value{.kind = Kind::kNumber};
    if (word == "null" || word == "None" || word == "undefined")
      value.kind = Kind::kNull;
    else if (word == "true" || word == "True")
      value.number = 1;
    else if (word == "false" || word == "False")
      value.number = 0;
    else
      return read_number();  // NaN, Infinity
    at_ = end;
    return accept(std::move(value));
  }

  bool open(char closer, bool is_call) {
    if (frames_.size() >= kMaxDepth) {
      const bool is_one_array = std::ranges::all_of(frames_, [](const Frame& frame) { return frame.is_array(); });
      if (is_one_array) return fail(LiteralFault::Kind::kTooDeep);
      skipped_ = 1;
      ++at_;
      return true;
    }
    Frame frame{.closer = closer, .is_call = is_call};
    frame.owns_numbers = frame.is_array() && !is_within_array();
    if (frame.owns_numbers) buffers_.emplace_back();
    if (closer == '}') frame.value.kind = Kind::kObject;
    frames_.push_back(std::move(frame));
    ++at_;
    return true;
  }

  // A call hands on its value, so that [np.float64(1), …] and [array([…]), …] are arrays like any other.
  bool is_within_array() const {
    auto frame = frames_.rbegin();
    while (frame != frames_.rend() && frame->is_call) ++frame;
    return frame != frames_.rend() && frame->is_array();
  }

  bool close() {
    Frame frame = std::move(frames_.back());
    if (frame.closer == '}' && frame.has_key) return fail_syntax();  // {"a":}
    ++at_;
    frames_.pop_back();
    if (frame.is_call) return frame.needs_separator ? accept(std::move(frame.value)) : fail_syntax();
    if (frame.closer == '}') return accept(std::move(frame.value));
    return accept(closed_array(frame), frame.owns_numbers);
  }

  Literal closed_array(Frame& frame) {
    if (frame.content == Content::kValues || frame.content == Content::kOther) {
      if (frame.content == Content::kValues) frame.value.kind = Kind::kList;
      return std::move(frame.value);
    }
    Literal value{.kind = Kind::kNumbers, .is_all_null = frame.content == Content::kNulls};
    value.numbers.shape = std::move(frame.row);
    value.numbers.shape.insert(value.numbers.shape.begin(), frame.count);
    return value;
  }

  // The value that has just been read becomes part of what it stands in.
  bool accept(Literal value, bool owns_numbers = false) {
    if (owns_numbers) {
      if (value.kind == Kind::kNumbers) {
        buffers_.back().shrink_to_fit();
        value.numbers.data = std::move(buffers_.back());
      }
      buffers_.pop_back();
    }
    if (frames_.empty()) {
      result_ = std::move(value);
      is_done_ = true;
      return true;
    }
    Frame& frame = frames_.back();
    frame.needs_separator = true;
    if (frame.is_call) {
      frame.value = std::move(value);
      return true;
    }
    if (frame.closer == '}') {
      frame.has_key = false;
      if (++parts_ > kMaxLiteralParts) return fail(LiteralFault::Kind::kTooManyParts);
      frame.value.members.push_back({std::move(frame.key), std::move(value)});
      return true;
    }
    return accept_item(frame, std::move(value));
  }

  bool accept_item(Frame& frame, Literal value) {
    ++frame.count;
    switch (value.kind) {
      case Kind::kNull:
      case Kind::kNumber:
        if (is_exact_) return accept_part(frame, std::move(value));
        return accept_number(frame, value.kind == Kind::kNull, value.number);
      case Kind::kNumbers:
        return accept_row(frame, std::move(value));
      case Kind::kText:
      case Kind::kObject:
      case Kind::kList:
        return accept_part(frame, std::move(value));
      default:
        return become_other(frame, value.kind, value.text);
    }
  }

  bool accept_number(Frame& frame, bool is_null, float number) {
    if (frame.content == Content::kOther) return true;
    if (frame.content == Content::kRows) return become_other(frame, Kind::kUneven, "");
    if (frame.content == Content::kValues)
      return is_null ? add_part(frame, {}) : become_other(frame, Kind::kMixed, first_text(frame.value));
    if (buffers_.back().size() >= kMaxNumbers) return fail(LiteralFault::Kind::kTooManyNumbers);
    if (!is_null)
      frame.content = Content::kNumbers;
    else if (frame.content == Content::kNothing)
      frame.content = Content::kNulls;
    buffers_.back().push_back(is_null ? std::numeric_limits<float>::quiet_NaN() : number);
    return true;
  }

  bool accept_row(Frame& frame, Literal value) {
    switch (frame.content) {
      case Content::kNothing:
        frame.content = Content::kRows;
        frame.row = std::move(value.numbers.shape);
        return true;
      case Content::kRows:
        return frame.row == value.numbers.shape || become_other(frame, Kind::kUneven, "");
      case Content::kValues:
        if (value.numbers.shape == core::Shape{0}) return add_part(frame, {.kind = Kind::kList});  // [["a"], []]
        return become_other(frame, Kind::kMixed, first_text(frame.value));
      case Content::kOther:
        return true;
      default:
        return become_other(frame, Kind::kUneven, "");
    }
  }

  bool accept_part(Frame& frame, Literal value) {
    if (frame.content == Content::kOther) return true;
    if (frame.content == Content::kNulls) {  // [null, "a"]
      frame.content = Content::kValues;
      for (std::int64_t i = 1; i < frame.count; ++i)
        if (!add_part(frame, {})) return false;
    }
    if (frame.content != Content::kNothing && frame.content != Content::kValues)
      return become_other(frame, Kind::kMixed, first_text(value));
    frame.content = Content::kValues;
    return add_part(frame, std::move(value));
  }

  bool add_part(Frame& frame, Literal value) {
    if (++parts_ > kMaxLiteralParts) return fail(LiteralFault::Kind::kTooManyParts);
    frame.value.items.push_back(std::move(value));
    return true;
  }

  bool become_other(Frame& frame, Kind kind, std::string text) {
    if (frame.content != Content::kOther) frame.value = {.kind = kind, .text = std::move(text)};
    frame.content = Content::kOther;
    return true;
  }

  static std::string first_text(const Literal& value) {
    const Literal* inner = &value;
    while (!inner->items.empty()) inner = &inner->items.front();
    return inner->text;
  }

  // Behind the first argument of a call: ", dtype=float32", ", grad_fn=<SoftmaxBackward0>".
  bool skip_other_arguments() {
    if (here() != ',') return fail_syntax();
    for (std::size_t depth = 0; at_ < text_.size(); ++at_) {
      const char c = here();
      if (c == ')' && depth == 0) return true;
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      if (c == '"' || c == '\'') {
        std::string ignored;
        if (!read_text(ignored)) return false;
        --at_;
      }
    }
    return fail(LiteralFault::Kind::kCutShort);
  }

  // In double or single quotes. What is no escape is kept as it stands.
  bool read_text(std::string& text) {
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        read_escape(text);
      else
        text += text_[at_++];
    }
    if (at_ >= text_.size()) return fail(LiteralFault::Kind::kCutShort);
    ++at_;
    return true;
  }

  void read_escape(std::string& text) {
    constexpr std::string_view kLetters = "bfnrt", kMeant = "\b\f\n\r\t";
    const char letter = text_[at_ + 1];
    if (letter == 'u' || letter == 'x') {
      const std::size_t digits = letter == 'u' ? 4 : 2;
      if (const auto code = hexadecimal(at_ + 2, digits)) {
        at_ += 2 + digits;
        std::uint32_t character = *code;
        const bool is_pair = character >= 0xD800 && character < 0xDC00 && text_.substr(at_, 2) == "\\u";
        if (const auto low = is_pair ? hexadecimal(at_ + 2, 4) : std::nullopt; low && *low >= 0xDC00 && *low < 0xE000) {
          character = 0x10000 + ((character - 0xD800) << 10) + (*low - 0xDC00);
          at_ += 6;
        }
        append_utf8(text, character);
        return;
      }
    }
    const std::size_t known = kLetters.find(letter);
    if (known != std::string_view::npos)
      text += kMeant[known];
    else if (letter == '"' || letter == '\'' || letter == '\\' || letter == '/')
      text += letter;
    else
      text.append(text_.substr(at_, 2));
    at_ += 2;
  }

  std::optional<std::uint32_t> hexadecimal(std::size_t at, std::size_t digits) const {
    if (at + digits > text_.size()) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : text_.substr(at, digits)) {
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return std::nullopt;
      value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  std::string_view text_;
  bool is_exact_;
  std::size_t at_ = 0, skipped_ = 0, parts_ = 0;
  std::vector<Frame> frames_;
  std::vector<std::vector<float>> buffers_;  // of the nested arrays that are open
  Literal result_;
  LiteralFault fault_;
  bool is_done_ = false;
};

}  // namespace

const Literal* Literal::member(std::string_view name) const {
  const auto found = std::ranges::find_if(members, [&](const auto& each) { return each.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::optional<LiteralFault> read_literal(std::string_view text, Literal& value) {
  return Reader(text, false).read(value);
}

std::optional<LiteralFault> read_literal_exactly(std::string_view text, Literal& value) {
  return Reader(text, true).read(value);
}

}  // namespace formats
