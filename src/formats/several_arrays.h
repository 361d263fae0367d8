// Files that hold several arrays: what becomes of those that cannot be shown, and of the names of tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// More arrays than this in one file are refused, so that a file of nothing but tiny arrays cannot keep the lab busy.
inline constexpr std::size_t kMaxArrays = 4096;
Problem too_many_arrays(std::string_view file_name);

/// The arrays of a file that are left out because they cannot be shown.
struct LeftOut {
  std::vector<std::string> names;      // at most kMaxNamed
  std::size_t count = 0;
  std::optional<Problem> first_cause;

  static constexpr std::size_t kMaxNamed = 3;
  void add(std::string_view name, Problem cause);
};

/// The last step of reading such a file: a note about what was left out, or the problem that nothing remained.
std::optional<Problem> conclude(TensorFile& file, const LeftOut& left_out);

/// If `name` says that these are labels ("tokens", "queryTokens", "key_tokens", "titles"), puts them into the file.
bool adopt_labels(TensorFile& file, std::string_view name, const std::vector<std::string>& labels);

}  // namespace formats
