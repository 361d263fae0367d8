// Which shapes the lab can show, and what is said about the others.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "formats/problem.h"

namespace formats {

/// Nothing if an array of this shape can be shown: 2 to 5 axes, none empty, at most kMaxNumbers numbers.
std::optional<Problem> shape_problem(std::string_view file_name, std::span<const std::int64_t> shape);

}  // namespace formats
