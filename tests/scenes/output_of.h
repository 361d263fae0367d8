// What a command prints, such as a program that a scene gives away.
#pragma once

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

/// A command that fails fails the test, which shows what it has printed.
inline std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::string output;
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, count);
  CAPTURE(output);
  REQUIRE(pclose(pipe) == 0);
  return output;
}
