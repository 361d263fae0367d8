// Weights as JSON: nested arrays, or an object that holds them under names, with tokens and titles.
#pragma once

#include <optional>
#include <string_view>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// Reads `[[…]]` (one array, named "") or `{"weights": [[…]], "tokens": […], "queryTokens": […], "keyTokens": […],
/// "titles": […]}`, where any other name may hold an array too. null, which is what JavaScript writes for NaN, is NaN;
/// true and false are 1 and 0.
std::optional<Problem> read_json(std::string_view text, TensorFile& file);

}  // namespace formats
