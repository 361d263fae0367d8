// The first row and column of a table: names or numbers, whichever the reader of the page says.
#pragma once

#include <optional>
#include <vector>

#include "formats/tensor_file.h"

namespace formats {

/// More numbers than this are not read in another way: it takes as much memory again.
inline constexpr std::size_t kMostReadOtherwise = std::size_t{1} << 22;

/// The table with its first row and column as names or as numbers; nothing if that cannot be, because a name is no
/// number or nothing but names would remain. Numbers and names go over into each other without loss.
std::optional<TensorFile> read_otherwise(const TensorFile& file, bool is_row_names, bool is_column_names);
/// Could it be read so?
bool can_be_read_otherwise(const TensorFile& file, bool is_row_names, bool is_column_names);

/// What was decided: "First row read as names: The, cat."
std::vector<Problem> names_notes(const TensorFile& file);

}  // namespace formats
