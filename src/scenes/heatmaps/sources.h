// What of a reader's file can be shown as heatmaps: its arrays, its layers put together, and the attention of its Q, K,
// V.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/tensor_file.h"

namespace scenes::heatmaps {

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
  std::optional<std::size_t> mask;                     // that lies beside the queries and keys and fits the scores
  std::int64_t query_width = 0, key_width = 0;         // of raw attention; other scorings need equal ones
  /// Queries and keys are laid out as (…, heads, length, d) or (…, length, heads, d): which of them their shapes allow,
  /// and as which they are counted here.
  bool fits_heads_first = true, fits_length_first = false, is_length_first = false;
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

/// What a file's mask says: nothing to us, 1 for keys that are seen, 1 for keys that are hidden, or numbers to be added
/// to the scores.
enum class MaskUse { kUnused, kOneIsSeen, kOneIsHidden, kAdded };

/// How the file's mask can be used; empty if there is none. The first is the usual one: added if there are other
/// numbers than 0 and 1. Of 0 and 1, 1 is seen, as in PyTorch's scaled_dot_product_attention, JAX, Keras and Hugging
/// Face; but hidden in what is called a padding mask (nn.MultiheadAttention), and where otherwise some query would see
/// no key at all.
std::vector<MaskUse> mask_uses(const formats::TensorFile& file, const HeatmapSource& source);

/// How far apart in the mask's numbers neighbours are along each axis: 0 where it broadcasts. The keys lie side by
/// side.
struct MaskStrides {
  std::int64_t layer = 0, sample = 0, head = 0, query = 0;
};
/// Nothing if the mask's shape does not broadcast to the scores' (layers, samples, heads, queries, keys). Of two axes,
/// it is (queries, keys) or else (samples, keys); of three, (heads, …) or else (samples, …).
std::optional<MaskStrides> mask_strides(const core::Shape& mask, const HeatmapSource& source);

/// The raw attention with its axes counted as (…, length, heads, d), or as (…, heads, length, d), if its shapes allow
/// it.
HeatmapSource laid_out(const formats::TensorFile& file, HeatmapSource source, bool is_length_first);

/// The names of rows and columns; never null, but perhaps of none.
using SharedNames = std::shared_ptr<const std::vector<std::string>>;
struct SourceLabels {
  SharedNames rows = std::make_shared<const std::vector<std::string>>(), columns = rows;
};
/// Which labels the rows and columns of a source have: its arrays' own, if they agree, or else the file's.
SourceLabels labels_of(const std::shared_ptr<const formats::TensorFile>& file, const HeatmapSource& source);

/// Why queries and keys in the file are not attended, or values or a mask not used: one sentence each.
std::vector<formats::Problem> unused_parts(const formats::TensorFile& file);

/// Raw attention first, then stacks, then single arrays; at least one, as the file has at least one array. Queries and
/// keys whose shapes do not fit each other are listed as arrays only; unused_parts() says why.
std::vector<HeatmapSource> heatmap_sources(const formats::TensorFile& file);

/// The one to begin with: queries and keys if there are any, else weights (rows that sum to 1) rather than anything
/// else.
int first_source(const formats::TensorFile& file, const std::vector<HeatmapSource>& sources);

/// Bytes of the file's numbers and names in memory.
std::size_t memory_of(const formats::TensorFile& file);

/// A table's first row and column as names or as numbers. Every reading is made when it is first asked for and kept, so
/// that there are four at most, however often the reader goes back and forth.
class TableReadings {
 public:
  explicit TableReadings(std::shared_ptr<const formats::TensorFile> file);
  bool can_read(bool is_row_names, bool is_column_names) const {
    return is_possible_[index(is_row_names, is_column_names)];
  }
  /// Only what can_read().
  std::shared_ptr<const formats::TensorFile> read(bool is_row_names, bool is_column_names);
  /// Those that have been asked for; some may be null.
  const std::array<std::shared_ptr<const formats::TensorFile>, 4>& made() const { return readings_; }

 private:
  static std::size_t index(bool is_row_names, bool is_column_names) {
    return (is_row_names ? 2u : 0u) + (is_column_names ? 1u : 0u);
  }
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
inline constexpr int kMostPanels = 64;        // shown at once
inline constexpr int kMostThumbnails = 1024;  // in an overview

}  // namespace scenes::heatmaps
