// The Python programs that scenes give away: how numbers, words and matrices are written in them, and how they print.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/text.h"

namespace scenes {

/// As few digits as read back as the same float; always with a point or an exponent, so that it is no int.
std::string python_number(float value);
/// 'it\'s'
std::string python_string(std::string_view text);
/// [0.1, 0.2]
std::string python_list(std::span<const float> values);
/// ['a', 'b']
std::string python_list(const std::vector<std::string>& texts);
/// "# as in d2l\n" in that language.
std::string python_comment(view::Language language, const view::Text& text,
                           std::initializer_list<std::string_view> values = {});

/// A program that grows from its head to its end.
class PythonProgram {
 public:
  using Values = std::initializer_list<std::string_view>;

  explicit PythonProgram(view::Language language) : language_(language) {}

  /// A comment on a line of its own.
  PythonProgram& comment(const view::Text& text, Values values = {});
  /// Lines of code as they are; the last one is ended.
  PythonProgram& code(std::string_view lines);
  /// A line of code with a comment behind it.
  PythonProgram& code(std::string_view line, const view::Text& comment, Values values = {});
  /// name = 0.5
  PythonProgram& number(std::string_view name, double value);
  /// name = torch.tensor([0.1, 0.2])
  template <class Numbers>
  PythonProgram& vector(std::string_view name, const Numbers& values) {
    return code(vector_text(name, {values.begin(), values.end()}));
  }
  template <class Numbers>
  PythonProgram& vector(std::string_view name, const Numbers& values, const view::Text& comment) {
    return code(vector_text(name, {values.begin(), values.end()}), comment);
  }
  /// name = torch.tensor([[…], …]), one row below the other. `values` is (rows, columns), row after row; every row has
  /// its name behind it if there are names.
  template <class Numbers>
  PythonProgram& matrix(std::string_view name, const Numbers& values, int columns,
                        std::span<const std::string> row_names = {}) {
    return rows(name, {values.begin(), values.end()}, columns, row_names, false);
  }
  /// The same, but 0 is False and everything else True.
  template <class Numbers>
  PythonProgram& flags(std::string_view name, const Numbers& values, int columns) {
    return rows(name, {values.begin(), values.end()}, columns, {}, true);
  }
  /// Prints each of these matrices as "# name" and its rows, to 4 decimals. `matrices` is what Python iterates over:
  /// pairs of a name and a matrix.
  PythonProgram& print(std::string_view matrices);

  std::string done() { return std::move(text_); }

 private:
  view::Language language_;
  std::string text_;

  static std::string vector_text(std::string_view name, const std::vector<float>& values);
  PythonProgram& rows(std::string_view name, const std::vector<float>& values, int columns,
                      std::span<const std::string> row_names, bool are_flags);
};

}  // namespace scenes
