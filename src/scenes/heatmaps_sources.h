// What of a reader's file can be shown as heatmaps: its arrays, its layers put together, and the attention of its Q, K, V.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/tensor_file.h"

namespace scenes {

/// Matrices of one shape, counted as (layers, samples, heads). Indices are into file.tensors.
struct HeatmapSource {
  enum class Kind {
    kRawAttention,  // arrays = queries, keys and perhaps values: the core computes the weights
    kStack,         // arrays = one per layer, or one per layer and head
    kArray,         // arrays = the one array
  };
  Kind kind = Kind::kArray;
  std::string name;  // as in the file; may be empty for queries, keys and values called just q, k, v
  std::vector<std::size_t> arrays;
  std::optional<std::array<std::size_t, 3>> additive;  // W_q, W_k, w_v of additive scoring, if the file holds them
  std::optional<std::size_t> bilinear;                 // the matrix of bilinear scoring
  std::int64_t query_width = 0, key_width = 0;         // of raw attention; other scorings need equal ones
  std::int64_t layers = 1, samples = 1, heads = 1, queries = 1, keys = 1;
  enum class Content {
    kAttention,   // queries × keys
    kVectors,     // queries, keys or values themselves: positions × dimensions
    kParameters,  // of a scoring function: rows × columns
  };
  Content content = Content::kAttention;
  bool are_rows_ambiguous = false;  // an array of rank 4: its first axis may be layers (counted as such) or samples

  std::int64_t matrices() const { return layers * samples * heads; }
};

/// Raw attention first, then stacks, then single arrays; at least one, as the file has at least one array. Queries and
/// keys whose shapes do not fit each other are listed as arrays only.
std::vector<HeatmapSource> heatmap_sources(const formats::TensorFile& file);

/// The one to begin with: queries and keys if there are any, else weights (rows that sum to 1) rather than anything else.
std::size_t first_source(const formats::TensorFile& file, const std::vector<HeatmapSource>& sources);

/// A table's first row and column as names or as numbers. Every reading is made when it is first asked for and kept, so
/// that there are four at most, however often the reader goes back and forth.
class TableReadings {
 public:
  explicit TableReadings(std::shared_ptr<const formats::TensorFile> file);
  bool can_read(bool is_row_names, bool is_column_names) const { return is_possible_[index(is_row_names, is_column_names)]; }
  /// Only what can_read().
  std::shared_ptr<const formats::TensorFile> read(bool is_row_names, bool is_column_names);

 private:
  static std::size_t index(bool is_row_names, bool is_column_names) { return (is_row_names ? 2u : 0u) + (is_column_names ? 1u : 0u); }
  std::shared_ptr<const formats::TensorFile> file_;  // as it was opened: every other reading is made of it
  std::array<std::shared_ptr<const formats::TensorFile>, 4> readings_;
  std::array<bool, 4> is_possible_{};
};

/// The width of kernels of the distance to begin with: √d, about as far as random points of d dimensions lie apart.
double usual_kernel_width(const HeatmapSource& source);

/// Are the matrices looked at layer by layer and sample by sample? Otherwise all of them make one grid, as in the book.
bool is_browsed(const HeatmapSource& source);
/// How many matrices are shown together: the heads of one layer and sample, or all.
std::int64_t shown_matrices(const HeatmapSource& source);
inline constexpr std::int64_t kMostPanels = 64;  // shown at once
inline constexpr std::int64_t kMostThumbnails = 1024;  // in an overview

}  // namespace scenes
