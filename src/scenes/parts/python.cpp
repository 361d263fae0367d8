#include "scenes/parts/python.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace scenes {

namespace {

std::string list_of(std::size_t count, const auto& element) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ", ";
    text += element(i);
  }
  return text + "]";
}

}  // namespace

std::string python_number(float value) {
  if (std::isnan(value)) return "float('nan')";
  if (std::isinf(value)) return value > 0 ? "float('inf')" : "float('-inf')";
  char buffer[32];
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
    if (std::strtof(buffer, nullptr) == value) break;
  }
  const std::string text = buffer;
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string python_string(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') quoted += '\\';
    char escape[8];
    if (code >= 0x20 && code != 0x7f)
      quoted += c;
    else {
      std::snprintf(escape, sizeof escape, "\\x%02x", code);
      quoted += escape;
    }
  }
  return quoted + "'";
}

std::string python_list(std::span<const float> values) {
  return list_of(values.size(), [&](std::size_t i) { return python_number(values[i]); });
}

std::string python_list(const std::vector<std::string>& texts) {
  return list_of(texts.size(), [&](std::size_t i) { return python_string(texts[i]); });
}

std::string python_comment(view::Language language, const view::Text& text,
                           std::initializer_list<std::string_view> values) {
  return "# " + view::filled(view::in_language(language, text), values) + "\n";
}

PythonProgram& PythonProgram::comment(const view::Text& text, Values values) {
  text_ += python_comment(language_, text, values);
  return *this;
}

PythonProgram& PythonProgram::code(std::string_view lines) {
  text_ += lines;
  text_ += '\n';
  return *this;
}

PythonProgram& PythonProgram::code(std::string_view line, const view::Text& comment, Values values) {
  text_ += line;
  text_ += "  ";
  return this->comment(comment, values);
}

PythonProgram& PythonProgram::number(std::string_view name, double value) {
  return code(std::string(name) + " = " + python_number(static_cast<float>(value)));
}

PythonProgram& PythonProgram::print(std::string_view matrices) {
  text_ += "for name, matrix in ";
  text_ += matrices;
  return code(
      ":\n"
      "    print('#', name)\n"
      "    for row in matrix.tolist():\n"
      "        print(' '.join(f'{number:.4f}' for number in row))");
}

std::string PythonProgram::vector_text(std::string_view name, const std::vector<float>& values) {
  return std::string(name) + " = torch.tensor(" + python_list(values) + ")";
}

PythonProgram& PythonProgram::rows(std::string_view name, const std::vector<float>& values, int columns,
                                   std::span<const std::string> row_names, bool are_flags) {
  const std::string opening = std::string(name) + " = torch.tensor([";
  const auto width = static_cast<std::size_t>(columns);
  text_ += opening;
  for (std::size_t row = 0; row < values.size() / width; ++row) {
    if (row > 0) text_ += std::string(opening.size(), ' ');
    text_ += list_of(width, [&](std::size_t column) {
      const float value = values[row * width + column];
      return are_flags ? std::string(value != 0 ? "True" : "False") : python_number(value);
    });
    text_ += (row + 1) * width == values.size() ? "])" : ",";
    if (row < row_names.size()) text_ += "  # " + row_names[row];
    text_ += '\n';
  }
  return *this;
}

}  // namespace scenes
