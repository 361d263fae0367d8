#include "formats/printed_frame.h"

#include <algorithm>
#include <cctype>

namespace formats {
namespace {

constexpr std::size_t kLargestPrint = std::size_t{1} << 24;  // bytes: nobody prints more

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::ranges::all_of(text, is_letter);
}

std::string_view without_end(std::string_view text, std::string_view end) {
  return text.ends_with(end) ? trimmed(text.substr(0, text.size() - end.size())) : std::string_view();
}

/// "2x3x4" → (2, 3, 4), up to the first character of another kind.
core::Shape shape_at(std::string_view text) {
  core::Shape shape;
  while (const auto extent = number_at_start(text)) {
    if (!(extent->value >= 0 && extent->value <= 1e7f) || shape.size() > 8) return {};  // also not NaN
    shape.push_back(static_cast<std::int64_t>(extent->value));
    text.remove_prefix(extent->size);
    if (!text.starts_with('x')) break;
    text.remove_prefix(1);
  }
  return shape;
}

/// "[2 rows x 3 columns]".
bool take_pandas_count(std::string_view line, Frame& frame) {
  if (!line.starts_with('[') || !line.ends_with("columns]") || line.find(" rows x ") == std::string_view::npos)
    return false;
  const auto rows = number_at_start(line.substr(1)), columns = number_at_start(line.substr(line.find(" x ") + 3));
  if (!rows || !columns || !(rows->value >= 0 && columns->value >= 0)) return false;  // also not NaN
  frame.stated_rows = static_cast<std::int64_t>(std::min(rows->value, 1e9f));
  frame.stated_columns = static_cast<std::int64_t>(std::min(columns->value, 1e9f));
  return true;
}

/// True if the line is of the frame, and holds no row.
bool take_line(std::string_view line, Frame& frame) {
  if (line.ends_with(" \\")) frame.is_wrapped = true;
  if (line.starts_with("Columns ") || line.starts_with("Column ")) {
    const bool is_range =
        line.find(" through ") != std::string_view::npos || line.find(" to ") != std::string_view::npos;
    frame.is_wrapped |= is_range;
    return is_range;
  }
  if (take_pandas_count(line, frame)) return true;
  if (const std::size_t of_size = line.find("Tensor of size ");
      line.starts_with("[torch.") && of_size != std::string_view::npos) {
    frame.shape = shape_at(line.substr(of_size + 15));
    return frame.is_certain = true;
  }
  if (line.ends_with(" containing:")) return true;
  if (const auto factor = line.ends_with('*') ? whole_number(without_end(line, "*")) : std::nullopt) {
    if (frame.factor.value != 1 && frame.factor.value != *factor)
      return false;  // several: refused where the second stands
    frame.factor = factor_of(*factor);
    return frame.is_certain = true;
  }
  const std::string_view slice = without_end(line, "=");
  if (slice.empty()) return false;
  if (slice.ends_with(')') &&
      (slice.find(".,.") != std::string_view::npos || slice.find("(:,:,") != std::string_view::npos))
    return frame.is_certain = true;
  if (!is_name(slice) || !frame.name.empty()) return false;
  frame.name = for_display(slice, 256);
  return frame.is_certain = true;
}

}  // namespace

std::optional<float> factor_at_end(std::string_view text) {
  const std::string_view number = without_end(trimmed(text), "*");
  std::size_t begin = number.size();
  while (begin > 0 && (std::isalnum(static_cast<unsigned char>(number[begin - 1])) != 0 ||
                       std::string_view(".+-").find(number[begin - 1]) != std::string_view::npos))
    --begin;
  return number.empty() ? std::nullopt : whole_number(number.substr(begin));
}

Frame find_frame(std::string_view text) {
  Frame frame;
  const auto mentions = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  if (text.size() > kLargestPrint) return frame;
  if (!mentions("=") && !mentions("*") && !mentions(" of size ") && !mentions(" rows x ") && !mentions("\\") &&
      !mentions(" containing:") && !mentions("Columns "))
    return frame;
  std::string rows;
  bool has_frame = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = line_end(text, at), next = end + line_end_size(text, end);
    if (take_line(trimmed(text.substr(at, end - at)), frame))
      has_frame = true;
    else
      rows += text.substr(at, end - at);
    rows += text.substr(end, next - end);
    at = next;
  }
  if (has_frame) frame.rows = std::move(rows);
  return frame;
}

std::optional<Problem> Frame::contradiction(std::string_view file_name, std::int64_t rows_read,
                                            std::size_t columns_read) const {
  if (!stated_rows || (*stated_rows == rows_read && *stated_columns == static_cast<std::int64_t>(columns_read)))
    return std::nullopt;
  return problem_with(file_name,
                      "{file} 有省略：下面写着 {0} 行 {1} 列，但打印出来的是 {2} 行 {3} 列。请用 print(df.to_string()) "
                      "打印全部，或用 df.to_csv 导出。",
                      "{file} is abbreviated: it states {0} rows and {1} columns, but {2} rows and {3} columns are "
                      "printed. Print everything with "
                      "print(df.to_string()), or export with df.to_csv.",
                      {std::to_string(*stated_rows), std::to_string(*stated_columns), std::to_string(rows_read),
                       std::to_string(columns_read)});
}

Problem abbreviated_table(std::string_view file_name, const std::string& line) {
  return problem_with(
      file_name,
      "{file} 第 {0} 行有省略号：打印时省略了中间的数。请用 print(df.to_string()) 打印全部，或用 df.to_csv 导出。",
      "{file} is abbreviated: “...” in line {0} stands for numbers that were not printed. Print everything with "
      "print(df.to_string()), or export with df.to_csv.",
      {line});
}

Problem wrapped_table(std::string_view file_name) {
  return problem_with(
      file_name,
      "{file} 打印时把列分成了几段，上下排开，拼不准。请用 print(df.to_string())，或 "
      "torch.set_printoptions(linewidth=10**6) 再打印，或用 numpy.save 导出。",
      "{file} was printed with its columns in several parts below one another. Print it with "
      "print(df.to_string()), or after torch.set_printoptions(linewidth=10**6), or export with numpy.save.");
}

Problem factor_note(std::string_view file_name, const Factor& factor) {
  return problem_with(file_name, "{file} 的数前面印着 {0} ×：已经乘上。",
                      "{file}: the factor {0} that is printed before the numbers has been multiplied in.",
                      {shortest_text(factor.value)});
}

}  // namespace formats
