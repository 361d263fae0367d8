// How a table of text is to be read: what stands between its fields, and which of its rows and columns are names.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "formats/table_records.h"

namespace formats {

struct TableLayout {
  std::size_t fields = 0;         // of a row, names included
  std::size_t empty_columns = 0;  // behind them, which hold nothing in any row
  bool has_names_row = false;     // the first row names the columns
  std::size_t name_columns = 0;   // the first columns name the rows; 2 where an index was written twice
  // Numbers that might as well be names (0, 1, 2) and are read as numbers:
  bool is_row_unsure = false, is_column_unsure = false;

  std::size_t width() const { return fields - name_columns; }
};

/// Rows from the beginning of a table, without blank lines and comments: at least one, each with a field or more.
using SampleRows = std::vector<std::vector<Field>>;

/// The one place where it is decided what is a name and what is a number. The rules, in their order:
///
///   what                                                                      is read as
///   a row or column of words; missing values and counts (1, 2023) may be
///     among them, but not more counts than words, and only if others have
///     decimals; decimals too (3.5), one to three words, or as many under an
///     empty corner                                                            names
///   a row or column of numbers with a word among them                         numbers; the word is refused by its
///   place a row of words or counts, one field shorter than the rows below, which
///     begin with words or counts (pandas, R)                                  names, and the first column too
///   the column under an empty corner beside words                             names, whatever it holds
///   a column of counts under a corner called Unnamed: 0, query, # …           names
///   a row and a column of counts or words, under an empty corner              names, if a word, decimals or 0, 1 …
///   tell it the row 0, 1, 2 … or 1, 2, 3 … above numbers with decimals                names, but for 0, 1, which may
///   be weights the column 0, 1, 2 … or 1, 2, 3 … before rows that sum to 1 without it    names 0, 1, 2 … otherwise
///   numbers, and a note that they may be names anything else: numbers, missing values (NA, --, nothing), O.25 numbers
TableLayout decide_layout(const SampleRows& rows);

/// The separator with which the rows' fields are numbers most often, and more often than not; nothing if there is none.
std::optional<std::string_view> find_separator(std::string_view text);

/// The first rows of the table, and how many fields a row has. Lines that begin with # or % and are no rows are left
/// out.
SampleRows sample_of(std::string_view text, std::string_view separator, std::size_t& fields);

/// Is the line that begins with # or % a comment, and no row that happens to begin so ("##ing,0.2,0.8" or "#N/A,0.5")?
bool is_comment(std::string_view line, const std::vector<Field>& fields, std::string_view separator,
                std::size_t row_fields);

/// Can these fields, the first of a later block, be a row of names again?
bool are_names(const std::vector<Field>& fields, std::size_t name_columns);

}  // namespace formats
