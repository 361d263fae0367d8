#include "formats/printout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <utility>

#include "formats/cell.h"
#include "formats/nested_numbers.h"
#include "formats/printed_frame.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (const std::size_t size = std::max(blank_size(text, at), line_end_size(text, at))) at += size;
  return at;
}

/// The word of letters, digits, points and underscores at `at`.
std::string_view name_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return text.substr(at, end - at);
}

/// "np.float64", "jnp.int32", "tensor" …: what a single number may be wrapped in.
bool is_scalar_type(std::string_view name) {
  constexpr std::array<std::string_view, 6> kKinds = {"float", "int", "uint", "bool", "longdouble", "bfloat"};
  if (const std::size_t point = name.rfind('.'); point != std::string_view::npos) name.remove_prefix(point + 1);
  for (const std::string_view word : {"tensor", "array", "Tensor", "Array"}) {
    if (name == word) return true;
  }
  return std::ranges::any_of(kKinds, [&](std::string_view kind) {
    return name.starts_with(kind) && name.find_first_not_of("0123456789_", kind.size()) == std::string_view::npos;
  });
}

/// A number between the brackets, with what it is wrapped in.
struct Item {
  float value = 0;
  std::size_t size = 0;
  bool is_missing = false;
};

std::optional<Item> item_at(std::string_view text, std::size_t at, const Factor& factor) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view missing : {"None", "null", "--", "nil"}) {
    const bool is_whole = rest.size() <= missing.size() || !is_name_character(rest[missing.size()]);
    if (rest.starts_with(missing) && is_whole)
      return Item{std::numeric_limits<float>::quiet_NaN(), missing.size(), true};
  }
  const std::string_view name = name_at(text, at);
  for (const std::string_view truth : {".True_", ".False_"}) {
    if (name.ends_with(truth)) return Item{truth == ".True_" ? 1.0f : 0.0f, name.size()};
  }
  if (at + name.size() < text.size() && text[at + name.size()] == '(' && is_scalar_type(name)) {
    const std::size_t begin = skip_blanks(text, at + name.size() + 1);
    const auto number = number_at_start(text.substr(begin));
    if (!number) return std::nullopt;
    constexpr std::size_t kLongest = 4096;
    const std::string_view after = text.substr(begin + number->size, kLongest);
    const std::size_t close = after.find(')');  // tensor(0.25, grad_fn=<…>): no round brackets in there
    if (close == std::string_view::npos || (close > 0 && trimmed(after.substr(0, close)).find_first_of(",") != 0))
      return std::nullopt;
    return Item{scaled(text.substr(begin, number->size), number->value, factor), begin + number->size + close + 1 - at};
  }
  const auto number = number_at_start(rest);
  if (!number) return std::nullopt;
  // "2026-01-05" and "3rd" begin with a number, and are none.
  if (at + number->size < text.size() && (is_name_character(text[at + number->size]) || text[at + number->size] == '-'))
    return std::nullopt;
  return Item{scaled(rest.substr(0, number->size), number->value, factor), number->size};
}

/// What names the array whose bracket follows `text`: "weights = tensor([", "'weights': [", "('weights', array(".
struct Before {
  std::string_view name;
  bool is_in_container = false;  // "attentions=(tensor(": the first of several under that name
  Factor factor;
  std::string_view operation;  // "1 - ", which is not understood
};

Before what_stands_before(std::string_view text) {
  Before before;
  text = trimmed(text);
  const auto take_factor = [&] {
    const auto factor = factor_at_end(text);
    if (!factor) return;
    before.factor = factor_of(*factor);
    text = trimmed(text.substr(0, text.size() - 1));
    while (!text.empty() && (is_name_character(text.back()) || text.back() == '-' || text.back() == '+'))
      text.remove_suffix(1);
    text = trimmed(text);
  };
  take_factor();  // tensor(1e-3 * [[
  bool is_call = false;
  while (text.ends_with('(') || text.ends_with('[')) {
    const bool is_round = text.back() == '(';
    text = trimmed(text.substr(0, text.size() - 1));
    std::size_t begin = text.size();
    while (begin > 0 && is_name_character(text[begin - 1])) --begin;
    if (is_round && begin < text.size() && !is_call) {
      is_call = true;
      text = trimmed(text.substr(0, begin));
      take_factor();  // 1e-3 * array([[
    } else if (begin < text.size()) {
      return before;  // another function's argument
    } else {
      before.is_in_container = true;
    }
  }
  if (text.ends_with('*') || text.ends_with('/') || text.ends_with('+') || text.ends_with(" -"))
    before.operation = text.substr(text.size() - 1);
  const bool is_pair = text.ends_with(',');
  if (!text.ends_with('=') && !text.ends_with(':') && !is_pair) return before;
  text = trimmed(text.substr(0, text.size() - 1));
  const bool is_quoted = text.ends_with('\'') || text.ends_with('"');
  if (is_quoted) text.remove_suffix(1);
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  if (is_pair && (!is_quoted || begin < 2 || text[begin - 2] != '(')) return before;
  before.name = text.substr(begin);
  return before;
}

/// Without what terminals colour text with, and without what a log writes before its lines: "[rank0]: ", "[INFO] - ".
/// Blanks take its place, so that every line stays where it is.
std::string without_log(std::string_view text) {
  std::string plain(text);
  for (std::size_t at = 0; (at = plain.find("\x1B[", at)) != std::string::npos;) {
    const std::size_t end = std::min(plain.find_first_not_of("0123456789;?", at + 2), plain.size() - 1);
    std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at), plain.begin() + static_cast<std::ptrdiff_t>(end) + 1,
              ' ');
  }
  for (std::size_t line = 0; line < plain.size();) {
    const std::size_t end = line_end(plain, line);
    std::size_t at = line;
    while (at < end && plain[at] == '[') {
      const std::size_t close = plain.find_first_of("[]", at + 1);
      if (close >= end || plain[close] != ']' ||
          trimmed(std::string_view(plain).substr(close + 1, end - close - 1)).empty())
        break;
      const std::size_t inside = skip_blanks(plain, at + 1);
      if (inside >= close || item_at(plain, inside, {}) || plain[inside] == '\'' || plain[inside] == '"') break;
      if (std::string_view(plain).substr(at, close - at).find('(') != std::string_view::npos) break;
      std::fill(plain.begin() + static_cast<std::ptrdiff_t>(at), plain.begin() + static_cast<std::ptrdiff_t>(close) + 1,
                ' ');
      at = close + 1;
      for (; at < end; ++at) {  // ": " and " - " behind it, but no minus sign
        const bool is_dash = plain[at] == '-' && blank_size(plain, at + 1) > 0;
        if (plain[at] != ' ' && plain[at] != ':' && !is_dash) break;
        plain[at] = ' ';
      }
    }
    line = end + line_end_size(plain, end);
  }
  return plain;
}

class PrintoutReader {
 public:
  PrintoutReader(std::string_view text, TensorFile& file) : text_(text), file_(file) {}
  std::optional<Problem> read();

 private:
  std::string_view text_;
  TensorFile& file_;
  std::vector<NamedTensor> rows_;  // arrays of one dimension
  LeftOut left_out_;
  std::size_t at_ = 0, behind_last_ = 0, found_ = 0, none_ = 0, numbers_ = 0;
  std::uint64_t missing_ = 0, missing_line_ = 0;
  std::string container_;  // the name that several arrays share
  std::size_t in_container_ = 0;
  Factor factor_;
  const bool are_masked_ = text_.find("masked_array(") != std::string_view::npos;

  std::string line() const { return with_thousands(line_of(text_, at_)); }
  std::optional<Problem> read_array(const Factor& factor, core::Tensor& tensor);
  std::optional<Problem> take_array(const Before& before, core::Tensor tensor);
  bool skip_what_is_no_array();
  void read_labels(std::string_view name);
  std::string name_of(const Before& before);
  void stack_rows();
};

Problem abbreviated(std::string_view file_name, const std::string& line) {
  return problem_with(file_name,
                      "{file} 第 {0} 行有省略号：Python 打印时省略了中间的数。请先运行 "
                      "torch.set_printoptions(threshold=10**9) 或 numpy.set_printoptions(threshold=10**9) 再打印，或用 "
                      "numpy.save 导出。",
                      "{file} has “...” in line {0}: Python left numbers out when it printed them. Run "
                      "torch.set_printoptions(threshold=10**9) or numpy.set_printoptions(threshold=10**9) and print "
                      "again, or export with numpy.save.",
                      {line});
}

// One array, whose first bracket is at at_, which then stands behind its last one.
std::optional<Problem> PrintoutReader::read_array(const Factor& factor, core::Tensor& tensor) {
  NestedNumbers numbers;
  do {
    if (at_ >= text_.size()) {
      return problem_with(
          file_.file_name, "{file} 不完整：文本在括号还没有闭合时就结束了。请复制完整的输出。",
          "{file} is cut short: the text ends before its brackets are closed. Copy the whole print-out.");
    }
    const std::string_view rest = text_.substr(at_);
    bool is_well = true;
    std::size_t size = 1;
    if (rest[0] == '[')
      is_well = numbers.open();
    else if (rest[0] == ']')
      is_well = numbers.close();
    else if (const std::size_t blank = std::max(blank_size(text_, at_), line_end_size(text_, at_)))
      size = blank;
    else if (rest[0] == ',')
      size = 1;
    else if (rest.starts_with("\uFF0C"))
      size = 3;
    else if (rest.starts_with("...") || rest.starts_with("…"))
      return abbreviated(file_.file_name, line());
    else if (const auto item = item_at(text_, at_, factor)) {
      is_well = numbers.number(item->value);
      size = item->size;
      ++numbers_;
      if (item->is_missing && missing_++ == 0) missing_line_ = line_of(text_, at_);
      none_ += item->is_missing ? 1 : 0;
    } else {
      return problem_with(file_.file_name, "{file} 第 {0} 行里的“{1}”不是数。请粘贴 print(weights) 的完整输出。",
                          "{file}: “{1}” in line {0} is not a number. Paste the whole output of print(weights).",
                          {line(), std::string(word_at(text_, at_))});
    }
    if (!is_well) return numbers.problem(file_.file_name, line_of(text_, at_));
    at_ += size;
  } while (numbers.is_open());
  tensor = numbers.take();
  return std::nullopt;
}

/// At a bracket: passes over it if no numbers begin here, but a list of arrays, of pairs or of words, or a shape.
bool PrintoutReader::skip_what_is_no_array() {
  const std::size_t inside = skip_blanks(text_, at_ + 1);
  const std::string_view content = text_.substr(inside);
  const std::string_view name = name_at(text_, inside);
  const bool is_call = !name.empty() && inside + name.size() < text_.size() && text_[inside + name.size()] == '(';
  if (content.starts_with('\'') || content.starts_with('"')) {
    read_labels(what_stands_before(text_.substr(behind_last_, at_ - behind_last_)).name);
    return true;
  }
  const std::size_t argument = is_call ? skip_blanks(text_, inside + name.size() + 1) : 0;
  const bool is_array_call =
      is_call && is_scalar_type(name) && argument < text_.size() &&
      (text_[argument] == '[' ||
       factor_at_end(text_.substr(argument, std::min(text_.find('[', argument), text_.size()) - argument)));
  if (content.starts_with('(') || content.starts_with('{') || is_array_call) {
    ++at_;
    return true;
  }
  // "float32[4,4]", "torch.Size([2, 2])", "[torch.FloatTensor of size 2x2]", "<class 'list'>"
  const std::string_view before = text_.substr(0, at_);
  const bool is_subscript = !before.empty() && (is_name_character(before.back()) || before.back() == ')');
  const bool is_shape = before.ends_with("Size(") || before.ends_with("TensorShape(");
  if (!is_subscript && !is_shape && !content.starts_with("torch.")) return false;
  at_ = std::min(text_.find(']', at_), text_.size() - 1) + 1;
  behind_last_ = at_;
  return true;
}

/// ['the', 'cat']: labels, if the name says so.
void PrintoutReader::read_labels(std::string_view name) {
  std::vector<std::string> labels;
  ++at_;
  while ((at_ = skip_blanks(text_, at_)) < text_.size() && text_[at_] != ']') {
    const char quote = text_[at_];
    if (quote == ',') {
      ++at_;
      continue;
    }
    if (quote != '\'' && quote != '"') break;
    std::string label;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      label += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
    labels.push_back(for_display(label, 256));
  }
  at_ = std::min(at_ + 1, text_.size());
  behind_last_ = at_;
  if (!adopt_labels(file_, name, labels))
    left_out_.add(name,
                  problem_with(file_.file_name, "{file} 里有一列文字（{0}），不是数。",
                               "{file} holds a list of words ({0}), no numbers.", {labels.empty() ? "" : labels[0]}));
}

std::string PrintoutReader::name_of(const Before& before) {
  if (!before.name.empty()) {
    container_ = before.is_in_container ? for_display(before.name, 256) : "";
    in_container_ = 0;
    if (container_.empty()) return for_display(before.name, 256);
  } else if (text_.substr(behind_last_, at_ - behind_last_).find_first_of("]}=:") != std::string_view::npos) {
    container_.clear();  // its list has ended, or something else begins
  }
  return container_.empty() ? "" : container_ + "." + std::to_string(in_container_++);
}

std::optional<Problem> PrintoutReader::take_array(const Before& before, core::Tensor tensor) {
  if (++found_ > kMaxArrays) return too_many_arrays(file_.file_name);
  // Where it is true, the numbers are printed as --.
  if (before.name == "mask" && are_masked_) return std::nullopt;
  NamedTensor array{.name = name_of(before), .tensor = std::move(tensor), .dtype = "text"};
  auto problem = shape_problem(file_.file_name, array.tensor.shape);
  if (!problem)
    file_.tensors.push_back(std::move(array));
  else if (array.tensor.shape.size() == 1 && array.tensor.shape[0] > 0)
    rows_.push_back(std::move(array));
  else
    left_out_.add(array.name, std::move(*problem), kind_of_shape(array.tensor.shape));
  return std::nullopt;
}

/// Rows that were printed one by one, and nothing else, are one matrix; beside matrices they are something else.
void PrintoutReader::stack_rows() {
  const auto letters = [](const NamedTensor& row) {
    std::string name = row.name;
    std::erase_if(name, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
    return name;
  };
  const bool are_rows =
      rows_.size() > 1 && file_.tensors.empty() && std::ranges::all_of(rows_, [&](const NamedTensor& row) {
        return row.tensor.shape == rows_[0].tensor.shape && letters(row) == letters(rows_[0]);
      });
  if (!are_rows) {
    for (NamedTensor& row : rows_)
      left_out_.add(row.name, *shape_problem(file_.file_name, row.tensor.shape), kind_of_shape(row.tensor.shape));
    return;
  }
  NamedTensor matrix{.dtype = "text"};
  matrix.tensor.shape = {static_cast<std::int64_t>(rows_.size()), rows_[0].tensor.shape[0]};
  for (const NamedTensor& row : rows_)
    matrix.tensor.data.insert(matrix.tensor.data.end(), row.tensor.data.begin(), row.tensor.data.end());
  file_.notes.push_back(
      problem_with(file_.file_name, "{file} 的 {0} 行是一行一行打印的，合成了一个 {0} × {1} 的矩阵。",
                   "{file} prints {0} rows one by one; they are put together into one matrix of {0} × {1}.",
                   {with_thousands(rows_.size()), with_thousands(static_cast<std::uint64_t>(matrix.tensor.shape[1]))}));
  file_.tensors.push_back(std::move(matrix));
}

std::optional<Problem> PrintoutReader::read() {
  while ((at_ = text_.find('[', at_)) != std::string_view::npos) {
    if (skip_what_is_no_array()) continue;
    Before before = what_stands_before(text_.substr(behind_last_, at_ - behind_last_));
    core::Tensor tensor;
    const std::size_t begin = at_;
    if (auto problem = read_array(before.factor, tensor)) return problem;
    const std::size_t operation = skip_blanks(text_, at_ + (at_ < text_.size() && text_[at_] == ')' ? 1 : 0));
    if (operation < text_.size() && (text_[operation] == '*' || text_[operation] == '/'))
      before.operation = text_.substr(operation, 1);
    if (!before.operation.empty()) {
      return problem_with(
          file_.file_name, "{file} 第 {0} 行的数组旁边有运算“{1}”，这里不计算。请粘贴 print(结果) 的输出。",
          "{file}: the array in line {0} has the operation “{1}” beside it, which is not carried out here. Paste the "
          "output of print() of the result.",
          {line(), std::string(before.operation)});
    }
    if (before.factor.value != 1) factor_ = before.factor;
    const std::size_t end = std::exchange(at_, begin);
    if (auto problem = take_array(before, std::move(tensor))) return problem;
    at_ = behind_last_ = end;
  }
  if (numbers_ > 0 && none_ == numbers_) return no_weights(file_.file_name);
  stack_rows();
  if (missing_ > 0) {
    file_.notes.push_back(
        problem_with(file_.file_name, "{file} 有 {0} 处没有数（None、null 或 --），读作 NaN；第一处在第 {1} 行。",
                     "{file} has no number in {2} (None, null or --), read as NaN; the first is in line {1}.",
                     {with_thousands(missing_), with_thousands(missing_line_),
                      missing_ == 1 ? "1 place" : with_thousands(missing_) + " places"}));
  }
  if (factor_.value != 1) file_.notes.push_back(factor_note(file_.file_name, factor_));
  return conclude(file_, left_out_);
}

}  // namespace

bool looks_like_printout(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('[', at)) != std::string_view::npos; ++at) {
    const std::size_t inside = skip_blanks(text, at + 1);
    if (inside < text.size() && text[inside] == '[') return true;
    const auto first = item_at(text, inside, {});
    if (!first) continue;
    std::size_t next = skip_blanks(text, inside + first->size);
    const bool is_separated = next > inside + first->size || (next < text.size() && text[next] == ',');
    if (next < text.size() && text[next] == ',') next = skip_blanks(text, next + 1);
    if (is_separated && item_at(text, next, {})) return true;
  }
  return false;
}

std::optional<Problem> read_printout(std::string_view text, TensorFile& file) {
  const std::string plain = without_log(text);
  return PrintoutReader(plain, file).read();
}

}  // namespace formats
