// The fields of a scene's state, described once. From the description come the URL, reset, the automation interface,
// random states for tests, and validation: whatever visits a field gets its range.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scenes {

/// Visits every field of a state in a fixed order. A visitor that writes must keep the field inside its range.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void number(std::string_view name, double& value, double minimum, double maximum) = 0;
  virtual void integer(std::string_view name, int& value, int minimum, int maximum) = 0;
  virtual void flag(std::string_view name, bool& value) = 0;
  /// value indexes `ids`, which are what a link says.
  virtual void choice(std::string_view name, int& value, std::span<const char* const> ids) = 0;
  /// UTF-8, at most `longest` bytes, no control characters.
  virtual void text(std::string_view name, std::string& value, std::size_t longest) = 0;
  /// A table of numbers of fixed or variable length, at most `longest` of them.
  virtual void numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum,
                       std::size_t shortest, std::size_t longest) = 0;
  /// The same, and each of them is rounded to a whole number.
  virtual void whole_numbers(std::string_view name, std::vector<double>& values, double minimum, double maximum,
                             std::size_t shortest, std::size_t longest) {
    numbers(name, values, minimum, maximum, shortest, longest);
    for (double& value : values) value = std::round(value);
  }
};

}  // namespace scenes
