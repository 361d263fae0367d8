// Position encoding (book, section 10.6): sines and cosines of the position, each pair with a frequency of its own. A
// shift by δ turns every pair by one angle, whatever the position is.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/tensor.h"

namespace scenes::self_attention {

inline constexpr int kPlaces = 60, kDimensions = 32, kPairs = kDimensions / 2;
inline constexpr int kBeyond = kPlaces;  // so many places before and after are computed for shifts that lead there
inline constexpr int kMostShift = kPlaces - 1;
inline constexpr int kFirstCurve = 6, kCurveCount = 4;  // the book's columns 6 … 9
inline constexpr int kBits = 3, kBitRows = 1 << kBits;  // 000 … 111
inline constexpr int kBitColumns[kBits] = {12, 8, 0};   // of P, from slow to fast, shown beside the bits

struct PositionsInput {
  int place = 1, shift = 9;  // i, δ
  bool operator==(const PositionsInput&) const = default;
};

/// (cos, sin; −sin, cos) turns (sin ωi, cos ωi) into (sin ω(i + δ), cos ω(i + δ)).
struct Rotation {
  double frequency = 0, cosine = 1, sine = 0;
  std::array<double, 2> turned(double first, double second) const {
    return {cosine * first + sine * second, cosine * second - sine * first};
  }
};
Rotation rotation_of(int pair, int shift);

struct PositionsResult {
  core::Tensor encoding;                   // (kBeyond + kPlaces + kBeyond, kDimensions)
  core::Tensor products;                   // (kPlaces, kPlaces): P_i · P_j
  std::vector<double> by_distance;         // (kPlaces): P_0 · P_δ
  std::array<Rotation, kPairs> rotations;  // of the shift
  double largest_error = 0;                // of the rotations, over all places and pairs
  double squared_norm = 0;                 // of P_i
  std::uint64_t content = 0, products_content = 0;

  const float* row(int place) const { return encoding.data.data() + (place + kBeyond) * kDimensions; }
};

PositionsResult compute_positions(const PositionsInput& input);

}  // namespace scenes::self_attention
