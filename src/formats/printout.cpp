#include "formats/printout.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "formats/nested_numbers.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

constexpr std::array<std::string_view, 4> kConstructors = {"tensor", "array", "Tensor", "Array"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

// Does the bracket at `at` hold "tensor(…" rather than numbers, as a printed list of tensors does?
bool holds_arrays(std::string_view text, std::size_t at) {
  do ++at; while (at < text.size() && is_blank(text[at]));
  return std::ranges::any_of(kConstructors, [&](std::string_view word) { return text.substr(at).starts_with(word); });
}

// The name in "weights = tensor([" or "weights = [", given the text before the bracket.
std::string_view name_before(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with('(')) {
    text = trimmed(text.substr(0, text.size() - 1));
    while (!text.empty() && is_name_character(text.back())) text.remove_suffix(1);
    text = trimmed(text);
  }
  if (!text.ends_with('=') && !text.ends_with(':')) return {};
  text = trimmed(text.substr(0, text.size() - 1));
  if (text.ends_with('\'') || text.ends_with('"')) text.remove_suffix(1);  // {'weights': tensor(
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

Problem abbreviated(std::string_view file_name, std::size_t line) {
  return problem_with(file_name,
                      "{file} 第 {0} 行有省略号：Python 打印时省略了中间的数。请先运行 "
                      "torch.set_printoptions(threshold=10**9) 或 numpy.set_printoptions(threshold=10**9) 再打印，或用 numpy.save 导出。",
                      "{file} has “...” in line {0}: Python left numbers out when it printed them. Run "
                      "torch.set_printoptions(threshold=10**9) or numpy.set_printoptions(threshold=10**9) and print "
                      "again, or export with numpy.save.",
                      {with_thousands(line)});
}

// One array, whose first bracket is at `at`; `at` ends behind its last bracket.
std::optional<Problem> read_array(std::string_view text, std::size_t& at, std::string_view file_name, core::Tensor& tensor) {
  NestedNumbers numbers;
  do {
    if (at >= text.size()) {
      return problem_with(file_name, "{file} 不完整：文本在括号还没有闭合时就结束了。请复制完整的输出。",
                          "{file} is cut short: the text ends before its brackets are closed. Copy the whole print-out.");
    }
    const char c = text[at];
    bool is_well = true;
    if (c == '[') is_well = numbers.open();
    else if (c == ']') is_well = numbers.close();
    else if (is_blank(c) || c == ',') is_well = true;
    else if (text.substr(at).starts_with("...") || text.substr(at).starts_with("…")) return abbreviated(file_name, line_of(text, at));
    else if (const auto number = number_at_start(text.substr(at))) {
      is_well = numbers.number(number->value);
      at += number->size - 1;
    } else {
      return problem_with(file_name, "{file} 第 {0} 行里的“{1}”不是数。请粘贴 print(weights) 的完整输出。",
                          "{file}: “{1}” in line {0} is not a number. Paste the whole output of print(weights).",
                          {with_thousands(line_of(text, at)), std::string(word_at(text, at))});
    }
    if (!is_well) return numbers.problem(file_name, line_of(text, at));
    ++at;
  } while (numbers.is_open());
  tensor = numbers.take();
  return std::nullopt;
}

}  // namespace

std::optional<Problem> read_printout(std::string_view text, TensorFile& file) {
  LeftOut left_out;
  std::size_t at = 0, behind_last = 0, found = 0;
  while ((at = text.find('[', at)) != std::string_view::npos) {
    if (holds_arrays(text, at)) {
      ++at;
      continue;
    }
    const std::string_view name = name_before(text.substr(behind_last, at - behind_last));
    core::Tensor tensor;
    if (auto problem = read_array(text, at, file.file_name, tensor)) return problem;
    behind_last = at;
    if (++found > kMaxArrays) return too_many_arrays(file.file_name);
    NamedTensor array{.name = for_display(name, 256), .tensor = std::move(tensor), .dtype = "text"};
    if (auto problem = shape_problem(file.file_name, array.tensor.shape)) left_out.add(array.name, std::move(*problem));
    else file.tensors.push_back(std::move(array));
  }
  return conclude(file, left_out);
}

}  // namespace formats
