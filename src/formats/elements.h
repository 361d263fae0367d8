// The number types that files hold, and their conversion to float32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/tensor.h"

namespace formats {

enum class ElementKind { kFloat, kBrainFloat, kFloat8E4M3, kFloat8E5M2, kSigned, kUnsigned, kBool };

/// How one number is stored.
struct ElementType {
  ElementKind kind = ElementKind::kFloat;
  int size = 4;  // bytes: kFloat 2, 4, 8; kBrainFloat 2; kFloat8… 1; integers 1, 2, 4, 8; kBool 1
  bool is_big_endian = false;
};

/// NumPy's name: "float32", "uint8", "bool"; "bfloat16" for the brain float.
std::string_view element_name(ElementType type);

/// Converts `target.size()` numbers, stored one after another in `source` (type.size bytes each; no alignment
/// needed). Returns true if a finite number was changed by the rounding to float32.
bool decode_elements(ElementType type, std::span<const std::byte> source, std::span<float> target);

/// The product of the extents of a shape from a file, or nothing if an extent is negative or the product exceeds
/// `limit` (core::element_count is for shapes that have been checked).
std::optional<std::uint64_t> checked_count(const core::Shape& shape, std::uint64_t limit);

/// Could this many bytes be had right now? An allocation that fails ends the program in a build without exceptions,
/// so large ones are asked for first.
bool memory_is_available(std::uint64_t bytes);

}  // namespace formats
