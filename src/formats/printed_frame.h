// What programs print around a table without brackets: MATLAB's "W =" and "1.0e-03 *", old PyTorch's "Variable
// containing:",
// "(0 ,.,.) =" and "[torch.FloatTensor of size 2x2]", pandas' "[2 rows x 2 columns]".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/tensor.h"
#include "formats/problem.h"
#include "formats/text.h"

namespace formats {

struct Frame {
  std::string rows;         // the text with blank lines in place of the frame's; empty if there is no frame
  std::string name;         // "W"
  Factor factor;            // all numbers are to be multiplied by it
  core::Shape shape;        // as stated below the table; empty if it is not
  bool is_certain = false;  // a table, whatever its rows look like
  bool is_wrapped = false;  // its columns are printed in several parts below one another
  std::optional<std::int64_t> stated_rows, stated_columns;  // pandas' count

  /// pandas says how many rows and columns there are; fewer have been printed.
  std::optional<Problem> contradiction(std::string_view file_name, std::int64_t rows_read,
                                       std::size_t columns_read) const;
};

Frame find_frame(std::string_view text);

/// A number and an asterisk, "1.00000e-03 *": the number.
std::optional<float> factor_at_end(std::string_view text);

Problem abbreviated_table(std::string_view file_name, const std::string& line);
Problem wrapped_table(std::string_view file_name);
Problem factor_note(std::string_view file_name, const Factor& factor);

}  // namespace formats
