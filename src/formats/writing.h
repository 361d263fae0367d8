// Files that are written piece by piece: a large one neither stops a page nor is held in memory twice.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/steps.h"

namespace formats {

/// Gets the file's bytes in order; the view holds for the call.
using ByteSink = std::function<void(std::string_view)>;

/// All of it at once, for files that are small: `write` makes the steps for a sink.
template <class Write>
std::string written(Write write) {
  std::string bytes;
  core::Steps steps = write([&](std::string_view piece) { bytes += piece; });
  while (steps.advance()) {
  }
  return bytes;
}

}  // namespace formats
