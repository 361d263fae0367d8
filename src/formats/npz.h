// NumPy's .npz format: a ZIP archive of .npy files, stored (numpy.savez) or deflated (numpy.savez_compressed).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "formats/problem.h"
#include "formats/tensor_file.h"
#include "formats/writing.h"

namespace formats {

/// Reads the arrays into file.tensors, named as in the archive without ".npy". Arrays that cannot be shown are left
/// out with a note; one-dimensional arrays of text with the names tokens, query_tokens, key_tokens and titles become
/// the file's labels. An array that is damaged is left out, too; what macOS adds to archives is passed over. Memory:
/// the numbers themselves and a small window.
std::optional<Problem> read_npz(std::span<const std::byte> bytes, TensorFile& file);

/// An array to be written, under this name or one made of it that is safe and nobody else's: see safe_file_names().
struct NpzArray {
  std::string name;
  const core::Tensor* tensor;
};

/// The arrays as numpy.savez saves them, float32 bit for bit.
std::string write_npz(const std::vector<NpzArray>& arrays);
/// The same in pieces, each given to `sink`. The tensors must outlive the steps.
core::Steps write_npz_in_steps(std::vector<NpzArray> arrays, ByteSink sink);

}  // namespace formats
