// Files that hold attention weights: bytes ↔ tensors. Nothing here throws, opens files or knows of any interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "formats/problem.h"

namespace formats {

/// The most numbers that are read from one file: one matrix of 16,384 × 16,384, which is 1 GiB of float32.
inline constexpr std::uint64_t kMaxNumbers = std::uint64_t{1} << 28;

/// The most (queries, keys) matrices in all arrays of a file: the lab keeps some hundred bytes for each, so that ten
/// million matrices of 2 × 2 would take far more memory than their numbers.
inline constexpr std::uint64_t kMaxMatrices = std::uint64_t{1} << 20;

/// One array of a file.
struct NamedTensor {
  std::string name;         // as in the file; where the format has no names, the file's name without its extension
  core::Tensor tensor;      // rank 2 to 5, last axes (queries, keys), no empty axis; may hold NaN and infinities
  std::string dtype;        // what the file holds, in NumPy's words: "float32", "int64", "bool", "bfloat16" …
  bool is_rounded = false;  // some number had to be rounded to fit float32
  std::vector<std::string> query_tokens, key_tokens;  // its own labels of its last two axes; empty: the file's

  bool operator==(const NamedTensor&) const = default;
};

/// One (queries, keys) matrix in a few numbers.
struct MatrixSummary {
  float minimum = 0, maximum = 0;   // of the finite numbers; 0 if there are none
  std::int64_t non_finite = 0;      // how many are not
  bool do_rows_sum_to_one = false;  // … and none is negative: these are attention weights
  bool operator==(const MatrixSummary&) const = default;
};

/// Which names a table of text has; see table_names.h.
struct TableNames {
  bool is_row = false, is_column = false;  // the first row, the first column
  std::string corner;                      // what stands where both are
  bool operator==(const TableNames&) const = default;
};

/// What a file holds. Fields that its format cannot express are empty.
struct TensorFile {
  std::string file_name;
  std::vector<NamedTensor> tensors;  // at least one, in the file's order
  std::vector<std::string> query_tokens,
      key_tokens;                   // labels of the last two axes of every tensor they fit that has none of its own
  std::vector<std::string> titles;  // of the panels, left to right
  std::vector<std::vector<MatrixSummary>> summaries;  // of every matrix of every tensor; see summary.h
  std::optional<TableNames> table;                    // of a table whose first row or column can be read in another way
  std::vector<Problem> notes;                         // what was left out, and why (arrays of one dimension, …)
};

/// Either everything (`problem` is empty) or nothing but `problem`.
struct ReadResult {
  TensorFile file;
  std::optional<Problem> problem;
};

/// Reads a file by its content first and by its name's extension second: .npy (versions 1 to 3), .npz (stored and
/// deflated), .safetensors, tables of numbers (.csv, .tsv, blanks), .json, and pasted print-outs of NumPy and PyTorch.
///
/// Numbers of every type are converted to float32, rounding to nearest where needed (`is_rounded`; decimal text always
/// gives the nearest float32 and does not count); numbers too large for it become infinite. Non-finite numbers are
/// kept. Memory taken is bounded by the file's size: an array that the file cannot hold is refused before anything is
/// allocated, and an archive cannot inflate by more than deflate can.
ReadResult read_tensor_file(std::string_view file_name, std::span<const std::byte> bytes);

/// The same for `size` bytes that come in order: `read` fills the span it is given and returns how many bytes there
/// were. A .npy file is decoded as it comes, so that only its numbers are held; other files are held whole.
using ByteSource = std::function<std::size_t(std::span<std::byte>)>;
ReadResult read_tensor_file(std::string_view file_name, std::uint64_t size, const ByteSource& read);

/// The same for text, as pasted or as a std::string of bytes.
ReadResult read_tensor_file(std::string_view file_name, std::string_view bytes);

}  // namespace formats
