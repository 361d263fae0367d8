// Which shapes and sizes the lab can show, and what is said about the others.
#pragma once

#include <optional>
#include <string_view>

#include "core/tensor.h"
#include "formats/problem.h"

namespace formats {

/// Nothing if an array of this shape can be shown: 2 to 5 axes, none empty, at most kMaxNumbers numbers in at most
/// kMaxMatrices matrices.
std::optional<Problem> shape_problem(std::string_view file_name, const core::Shape& shape);

/// How many matrices an array of this shape holds: the product of all extents but the last two, at least 1.
std::uint64_t matrices_in(const core::Shape& shape);

/// The file's arrays hold more than kMaxMatrices matrices together.
Problem too_many_matrices(std::string_view file_name, std::uint64_t count);

/// Nothing but None or null: the fast attention returns no weights.
Problem no_weights(std::string_view file_name);

/// There is not enough memory for the file's numbers.
Problem memory_problem(std::string_view file_name);

/// The file's arrays hold more than kMaxNumbers numbers together.
Problem too_many_numbers(std::string_view file_name);

}  // namespace formats
