// Weights as JSON: nested arrays, or an object that holds them under names, with tokens and titles.
#pragma once

#include <optional>
#include <string_view>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// Reads `[[…]]` (one array, named "") or `{"weights": [[…]], "tokens": […], "queryTokens": […], "keyTokens": […],
/// "titles": […]}`, where any other name may hold an array too, and objects inside objects or lists hold arrays named
/// "model.layers.0.weights". What Python's json.dump and repr write is read as well (literal.h). null is NaN; true and
/// false are 1 and 0. An array that is none of numbers is left out with a note.
///
/// Of other tools: BertViz's parameters, CircuitsVis, and tables of pandas: orient "split", "values", "records" and
/// "columns", which is to_json's default. "index" cannot be told from "columns" and is read as such; a note says so.
std::optional<Problem> read_json(std::string_view text, TensorFile& file);

}  // namespace formats
