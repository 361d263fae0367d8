// Hugging Face's .safetensors format: a JSON header that names each tensor's type, shape and place, then the numbers.
// https://github.com/huggingface/safetensors, "Format"
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// A header of more than this many bytes is refused; one tensor takes about a hundred.
inline constexpr std::size_t kMaxSafetensorsHeader = std::size_t{8} << 20;

/// Eight bytes of length, then a JSON object.
bool looks_like_safetensors(std::span<const std::byte> bytes);

/// Reads the tensors into file.tensors in the order in which they lie. The tensors must cover the data exactly,
/// without holes and without overlapping, as the format demands; else the whole file is refused. Tensors that cannot
/// be shown (one dimension, types of less than a byte, …) are left out with a note.
std::optional<Problem> read_safetensors(std::span<const std::byte> bytes, TensorFile& file);

}  // namespace formats
