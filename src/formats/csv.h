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

/// Can the text be a table of numbers? (Is its second line, or its only one, made of numbers after the first field?)
bool looks_like_table(std::string_view text);

/// Reads a table as one array (queries, keys), named "". Blocks of equal shape with empty lines between them become
/// (blocks, queries, keys). A first line of words labels the keys, a first column of words the queries; if the
/// corner is an empty field, both are labels even if they look like numbers. Fields may be in quotes; lines that
/// begin with "# " are comments; with semicolons or tabs between fields, numbers may have a decimal comma.
std::optional<Problem> read_table(std::string_view text, TensorFile& file);

/// The tensor (rank 2 to 5) as such a table, with the fewest digits that give the same float32 back. Matrices beyond the
/// first follow after an empty line. Labels are written if there are any; the axis without is numbered from 1.
std::string write_csv(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                      std::span<const std::string> key_tokens);
/// The same in pieces, each given to `sink`. The arguments must outlive the steps.
core::Steps write_csv_in_steps(const core::Tensor& tensor, std::span<const std::string> query_tokens,
                               std::span<const std::string> key_tokens, ByteSink sink);

}  // namespace formats
