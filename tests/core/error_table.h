// What the tests print about exactness: one line per function, the same natively and in WebAssembly.
#pragma once

#include <cstdio>
#include <string>

inline void report_error(const std::string& function, double largest_error) {
  std::printf("largest error  %-62s %.1e\n", function.c_str(), largest_error);
}
