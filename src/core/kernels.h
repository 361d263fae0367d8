// The inner loops of attention for one instruction set: scores of a few queries and a tile of keys, their softmax,
// and the values mixed by it. Internal to the core; tiles.cpp puts them together.
//
// A tile is kGroup queries × kTileKeys keys, row by row. Keys come packed in panels: panel p holds the keys
// p · kPanel … transposed, (width, kPanel), so that one vector load fetches the same coordinate of neighbouring keys.
#pragma once

#include <cstddef>

namespace attention_lab::core {

constexpr std::ptrdiff_t kTileKeys =
    128;  // multiple of every panel; a few tiles and a panel of keys or values fit the first-level cache

struct Kernels {
  std::ptrdiff_t group;  // queries at a time: as many as the registers can sum for
  std::ptrdiff_t panel;  // keys (or value columns) at a time: two vectors

  /// count × width numbers, row by row, × factor → panels of `panel` ≥ 4 transposed rows, (width, panel) each, the last
  /// one filled up with zeros. Keys are packed in panels of `panel`, queries in panels of `group`.
  void (*pack_panels)(const float* rows, std::ptrdiff_t count, std::ptrdiff_t width, std::ptrdiff_t panel, float factor,
                      float* panels);

  /// The same rows → panels of `panel` neighbouring columns, (count, panel) each, the last one filled up with zeros:
  /// how values are packed, so that a panel lies closely together in the first-level cache.
  void (*pack_columns)(const float* rows, std::ptrdiff_t count, std::ptrdiff_t width, float* panels);

  /// tile[row][key] = queries[row] · keys[key] for `panel_count` panels and each of `groups` neighbouring groups, whose
  /// queries, packed as (groups, width, group), go to tiles (groups, group, kTileKeys). A panel is fetched once for
  /// all.
  void (*score_tiles)(const float* queries, std::ptrdiff_t groups, const float* panels, std::ptrdiff_t panel_count,
                      std::ptrdiff_t width, float* tiles);

  /// The largest of `count` numbers and `start`; NaN is passed over.
  float (*maximum)(const float* row, std::ptrdiff_t count, float start);

  /// row[i] → exp(row[i] − maximum), in place; returns their sum. −∞ and whatever is below e^−88 give 0. The maximum
  /// must not be smaller than any number of the row, and not −∞.
  float (*exponentiate)(float* row, std::ptrdiff_t count, float maximum);

  /// row[i] → row[i] · factor, to another place.
  void (*scale)(const float* row, std::ptrdiff_t count, float factor, float* result);

  /// Σ weight[i] · value[i] of `count` pairs. Where the weight is 0 the value does not count, not even NaN.
  float (*weighted_sum)(const float* weights, const float* values, std::ptrdiff_t count);

  /// One step of the online softmax, for neighbouring rows of tiles: each row's maximum grows to its largest score so
  /// far (−∞ if all were), its scores become exponentials relative to that, and its total and its sums (rows of
  /// sum_width numbers) are scaled down to the new maximum; the total includes this tile.
  void (*soften_rows)(float* tiles, std::ptrdiff_t rows, std::ptrdiff_t count, float* maxima, float* totals,
                      float* sums, std::ptrdiff_t sum_width);

  /// sums[row][column] += Σ_key tile[row][key] · values[key][column] for keys < key_count, all columns of `panel_count`
  /// panels and the rows of `groups` neighbouring groups. Panels begin panel_stride numbers apart, rows of sums as many
  /// as the panels have columns.
  void (*mix_values)(const float* tiles, std::ptrdiff_t groups, std::ptrdiff_t key_count, const float* panels,
                     std::ptrdiff_t panel_stride, std::ptrdiff_t panel_count, float* sums);
};

/// The fastest that this processor can run.
const Kernels& kernels();

}  // namespace attention_lab::core
