#include "formats/elements.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>

namespace formats {
namespace {

template <class Unsigned>
Unsigned swap_bytes(Unsigned bits) {
  Unsigned swapped = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    swapped = static_cast<Unsigned>((swapped << (sizeof(Unsigned) > 1 ? 8 : 0)) | (bits & 0xFF));
    if constexpr (sizeof(Unsigned) > 1) bits = static_cast<Unsigned>(bits >> 8);
  }
  return swapped;
}

struct Converted {
  float value;
  bool is_rounded;
};

// IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. Every value fits float32; payloads are kept.
Converted from_half(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000u) << 16;
  const std::uint32_t exponent = (bits >> 10) & 0x1Fu;
  const std::uint32_t fraction = bits & 0x3FFu;
  if (exponent == 0) {  // zero or subnormal: fraction · 2⁻²⁴
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return {std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude)), false};
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 127 - 15;
  return {std::bit_cast<float>(sign | wide << 23 | fraction << 13), false};
}

// bfloat16 is the upper half of a float32.
Converted from_brain_float(std::uint16_t bits) {
  return {std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16), false};
}

// 1 sign, 4 exponent (bias 7), 3 fraction bits; no infinities, and only the largest pattern of each sign is NaN.
Converted from_float8_e4m3(std::uint8_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x80u) << 24, exponent = (bits >> 3) & 0xFu,
                      fraction = bits & 7u;
  if ((bits & 0x7Fu) == 0x7Fu) return {std::bit_cast<float>(sign | 0x7FC00000u), false};
  if (exponent == 0) return {std::copysign(static_cast<float>(fraction) * 0x1p-9f, sign ? -1.0f : 1.0f), false};
  return {std::bit_cast<float>(sign | (exponent + 127 - 7) << 23 | fraction << 20), false};
}

// The upper half of a binary16.
Converted from_float8_e5m2(std::uint8_t bits) { return from_half(static_cast<std::uint16_t>(bits << 8)); }

Converted from_float(std::uint32_t bits) { return {std::bit_cast<float>(bits), false}; }

Converted from_double(std::uint64_t bits) {
  const double wide = std::bit_cast<double>(bits);
  // From half a unit above the largest float32, rounding to nearest gives infinity; C++ leaves that cast undefined.
  constexpr double kRoundsToInfinity = 0x1.ffffffp127;
  if (std::isfinite(wide) && std::abs(wide) >= kRoundsToInfinity) {
    return {std::copysign(std::numeric_limits<float>::infinity(), static_cast<float>(std::copysign(1.0, wide))), true};
  }
  const float narrow = static_cast<float>(wide);
  return {narrow, std::isfinite(wide) && static_cast<double>(narrow) != wide};
}

// float32 has 24 significant bits.
bool fits_float(std::uint64_t magnitude) {
  return magnitude == 0 || std::bit_width(magnitude) - std::countr_zero(magnitude) <= 24;
}

template <class Unsigned>
Converted from_unsigned(Unsigned bits) {
  return {static_cast<float>(bits), !fits_float(bits)};
}

template <class Unsigned>
Converted from_signed(Unsigned bits) {
  const auto value = std::bit_cast<std::make_signed_t<Unsigned>>(bits);
  const std::uint64_t magnitude =
      value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) : bits;
  return {static_cast<float>(value), !fits_float(magnitude)};
}

Converted from_bool(std::uint8_t bits) { return {bits != 0 ? 1.0f : 0.0f, false}; }

template <class Unsigned>
bool decode_as(Converted (*convert)(Unsigned), bool is_big_endian, std::span<const std::byte> source,
               std::span<float> target) {
  const bool is_swapped = is_big_endian != (std::endian::native == std::endian::big);
  bool is_rounded = false;
  for (std::size_t i = 0; i < target.size(); ++i) {
    Unsigned bits;
    std::memcpy(&bits, source.data() + i * sizeof(Unsigned), sizeof(Unsigned));
    const Converted converted = convert(is_swapped ? swap_bytes(bits) : bits);
    target[i] = converted.value;
    is_rounded |= converted.is_rounded;
  }
  return is_rounded;
}

template <class Unsigned>
bool decode_integers(ElementType type, std::span<const std::byte> source, std::span<float> target) {
  return decode_as<Unsigned>(type.kind == ElementKind::kSigned ? from_signed<Unsigned> : from_unsigned<Unsigned>,
                             type.is_big_endian, source, target);
}

}  // namespace

std::string_view element_name(ElementType type) {
  switch (type.kind) {
    case ElementKind::kFloat:
      return type.size == 2 ? "float16" : type.size == 4 ? "float32" : "float64";
    case ElementKind::kBrainFloat:
      return "bfloat16";
    case ElementKind::kFloat8E4M3:
      return "float8_e4m3fn";
    case ElementKind::kFloat8E5M2:
      return "float8_e5m2";
    case ElementKind::kSigned:
      return type.size == 1 ? "int8" : type.size == 2 ? "int16" : type.size == 4 ? "int32" : "int64";
    case ElementKind::kUnsigned:
      return type.size == 1 ? "uint8" : type.size == 2 ? "uint16" : type.size == 4 ? "uint32" : "uint64";
    case ElementKind::kBool:
      return "bool";
  }
  return "";
}

bool decode_elements(ElementType type, std::span<const std::byte> source, std::span<float> target) {
  assert(source.size() >= target.size() * static_cast<std::size_t>(type.size));
  switch (type.kind) {
    case ElementKind::kFloat:
      if (type.size == 2) return decode_as<std::uint16_t>(from_half, type.is_big_endian, source, target);
      if (type.size == 4 && type.is_big_endian == (std::endian::native == std::endian::big)) {
        std::memcpy(target.data(), source.data(), target.size_bytes());  // as they are: by far the most common case
        return false;
      }
      if (type.size == 4) return decode_as<std::uint32_t>(from_float, type.is_big_endian, source, target);
      return decode_as<std::uint64_t>(from_double, type.is_big_endian, source, target);
    case ElementKind::kBrainFloat:
      return decode_as<std::uint16_t>(from_brain_float, type.is_big_endian, source, target);
    case ElementKind::kFloat8E4M3:
      return decode_as<std::uint8_t>(from_float8_e4m3, false, source, target);
    case ElementKind::kFloat8E5M2:
      return decode_as<std::uint8_t>(from_float8_e5m2, false, source, target);
    case ElementKind::kSigned:
    case ElementKind::kUnsigned:
      if (type.size == 1) return decode_integers<std::uint8_t>(type, source, target);
      if (type.size == 2) return decode_integers<std::uint16_t>(type, source, target);
      if (type.size == 4) return decode_integers<std::uint32_t>(type, source, target);
      return decode_integers<std::uint64_t>(type, source, target);
    case ElementKind::kBool:
      return decode_as<std::uint8_t>(from_bool, type.is_big_endian, source, target);
  }
  return false;
}

std::optional<std::uint64_t> checked_count(const core::Shape& shape, std::uint64_t limit) {
  std::uint64_t count = 1;
  bool is_empty = false;
  for (const std::int64_t extent : shape) {
    if (extent < 0) return std::nullopt;
    if (extent == 0) is_empty = true;
  }
  if (is_empty) return 0;
  for (const std::int64_t extent : shape) {
    if (static_cast<std::uint64_t>(extent) > limit / count) return std::nullopt;
    count *= static_cast<std::uint64_t>(extent);
  }
  return count;
}

bool memory_is_available(std::uint64_t bytes) {
  if (bytes > std::numeric_limits<std::size_t>::max() / 2) return false;
  void* volatile trial = std::malloc(static_cast<std::size_t>(bytes));  // volatile: not to be optimised away
  std::free(trial);
  return trial != nullptr || bytes == 0;
}

}  // namespace formats
