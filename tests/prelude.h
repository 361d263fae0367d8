// Included before everything else in every test program (CMakeLists.txt).
#pragma once

#include <string_view>

#include <doctest/doctest.h>

/// CAPTURE(scene->id()) prints the id; doctest itself prints 1, as of any pointer.
template <>
struct doctest::StringMaker<const char*> {
  static String convert(const char* text) { return text ? text : "(null)"; }
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
