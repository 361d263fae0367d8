// Tables of numbers as text: comma, semicolon, tab or blanks between them (RFC 4180; numpy.savetxt; pandas; Excel).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/tensor.h"
#include "formats/problem.h"
#include "formats/tensor_file.h"
#include "formats/writing.h"

namespace formats {

/// Can the text be a table of numbers, with or without what a program prints around it?
bool looks_like_table(std::string_view text);

/// Reads a table as one array (queries, keys), named "". Which rows and columns are names is decided by decide_layout()
/// (table_layout.h), said in the notes and can be changed (table_names.h). Cells without a number (NA, --, nothing)
/// are NaN, 25% is 0.25; any other cell that is no number is refused. Blocks of equal shape with empty lines or
/// comments ("# New slice") between them become (blocks, queries, keys); "# Array shape: (2, 3, 4)" is obeyed. A line
/// "sep=;" at the start names the separator; fields may be in quotes; decimal commas are read where they can be no
/// other.
std::optional<Problem> read_table(std::string_view text, TensorFile& file);

/// The tensor (rank 2 to 5) as such a table, with the fewest digits that give the same float32 back. Matrices beyond
/// the first follow after an empty line. Labels are written if there are any, so that no spreadsheet runs them
/// (spreadsheet.h); the axis without is numbered from 1.
std::string write_csv(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                      std::span<const std::string> key_tokens);
/// The same in pieces, each given to `sink`. The arguments must outlive the steps.
core::Steps write_csv_in_steps(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                               std::span<const std::string> key_tokens, ByteSink sink);

}  // namespace formats
