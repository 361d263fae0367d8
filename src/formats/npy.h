// NumPy's .npy format, versions 1 to 3 (numpy.lib.format; NEP 1): one array.
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
#include "formats/elements.h"
#include "formats/problem.h"
#include "formats/tensor_file.h"
#include "formats/writing.h"

namespace formats {

/// What stands before the numbers of a .npy file.
struct NpyHeader {
  std::string descr;              // NumPy's code for the type of an element: "<f4"; "" for a record
  bool is_fortran_order = false;  // first axis contiguous instead of the last
  core::Shape shape;              // as written, unchecked; empty for a record
  std::size_t data_offset = 0;    // bytes before the first number
};

/// A header of more than this many bytes is refused; real ones have about a hundred.
inline constexpr std::size_t kMaxNpyHeader = 65536;

/// Do the bytes begin as a .npy file does?
bool looks_like_npy(std::span<const std::byte> bytes);

/// How many bytes read_npy_header needs, as far as the first bytes tell: at least 10, at most kMaxNpyHeader + 12.
std::size_t npy_header_size(std::span<const std::byte> first_bytes);

/// Reads the header. `file_name` is for the sentence. Fails on damage only: the type may be one that is not read.
std::optional<Problem> read_npy_header(std::string_view file_name, std::span<const std::byte> bytes, NpyHeader& header);

/// Why an array that is intact cannot be shown: its elements are no real numbers (objects, which are never unpickled,
/// complex, text, records), or its shape does not do.
std::optional<Problem> unsuitable_npy(std::string_view file_name, const NpyHeader& header);

/// The same in a few words: what arrays like it have in common (LeftOut's `kind`); empty if it is none of these.
Problem kind_of_npy(const NpyHeader& header);

/// Fills `array` (except its name) with the numbers that follow the header; `read` fills the span it is given and
/// returns how many bytes there were. The header must have passed unsuitable_npy.
std::optional<Problem> read_npy_numbers(std::string_view file_name, const NpyHeader& header, const ByteSource& read,
                                        NamedTensor& array);

/// The type of the numbers, or nothing if they are no real numbers of a size that is read.
std::optional<ElementType> npy_element_type(const NpyHeader& header);

/// The bytes that the numbers take. The header must have passed unsuitable_npy.
std::uint64_t npy_data_size(const NpyHeader& header);

/// The file ends before the numbers that its header promises; `have` bytes of them are there.
Problem npy_cut_short(std::string_view file_name, const NpyHeader& header, std::uint64_t have);

/// Reads one array of a .npy file into `array` (its name is left alone). Bytes after it are not looked at.
std::optional<Problem> read_npy(std::string_view file_name, std::span<const std::byte> bytes, NamedTensor& array);

/// Numbers stored first axis first → last axis first. `data` has the product of `shape` numbers.
std::vector<float> fortran_to_c_order(const core::Shape& shape, std::span<const float> data);

/// The tensor as a .npy file (version 1, little-endian float32, C order), bit for bit.
std::string write_npy(const core::Tensor& tensor);
/// The same in pieces, each given to `sink`. The tensor must outlive the steps.
core::Steps write_npy_in_steps(const core::Tensor& tensor, ByteSink sink);

// What such a file consists of.
std::string npy_header(const core::Shape& shape);
std::string_view bytes_of(const core::Tensor& tensor);
inline constexpr std::size_t kBytesPerStep = std::size_t{4} << 20;

}  // namespace formats
