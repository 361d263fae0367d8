// NumPy's .npy format, versions 1 to 3 (numpy.lib.format; NEP 1): one array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "formats/elements.h"
#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// What stands before the numbers of a .npy file.
struct NpyHeader {
  ElementType type;
  bool is_fortran_order = false;    // first axis contiguous instead of the last
  std::vector<std::int64_t> shape;  // as written; any rank, unchecked
  std::size_t data_offset = 0;      // bytes before the first number
};

/// A header of more than this many bytes is refused; real ones have about a hundred.
inline constexpr std::size_t kMaxNpyHeader = 65536;

/// Do the bytes begin as a .npy file does?
bool looks_like_npy(std::span<const std::byte> bytes);

/// Reads the header. `bytes` is the file or its beginning (kMaxNpyHeader + 12 bytes are always enough).
/// `file_name` is for the sentence. Types that are no real numbers (objects, complex, text, records) are refused;
/// nothing is ever unpickled.
std::optional<Problem> read_npy_header(std::string_view file_name, std::span<const std::byte> bytes, NpyHeader& header);

/// Reads a whole .npy file into `array` (its name is left alone). Bytes after the array are ignored, as NumPy does.
std::optional<Problem> read_npy(std::string_view file_name, std::span<const std::byte> bytes, NamedTensor& array);

/// Numbers stored first axis first → last axis first. `data` has the product of `shape` numbers.
std::vector<float> fortran_to_c_order(std::span<const std::int64_t> shape, std::span<const float> data);

/// The tensor as a .npy file (version 1, little-endian float32, C order), bit for bit.
std::string write_npy(const core::Tensor& tensor);

}  // namespace formats
