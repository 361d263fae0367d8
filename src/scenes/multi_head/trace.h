// Where a number comes from and where it goes, through all stages of multi-head attention.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace scenes::multi_head {

/// In the order in which they are computed. Of a split stage all heads stand side by side: column head · width + c.
enum Stage { kX, kY, kQ, kK, kV, kSplitQ, kSplitK, kSplitV, kWeights, kHeadOutputs, kJoined, kOutput, kStages };
inline constexpr const char* kStageIds[] = {
    "none", "x", "y", "q", "k", "v", "split-q", "split-k", "split-v", "head-weights", "heads-out", "joined", "output"};

struct Cell {
  int stage = -1, row = 0, column = 0;
  bool operator==(const Cell&) const = default;
};

/// What a trace depends on, for one sample.
struct Layout {
  int queries = 0, keys = 0, width = 0, heads = 1;
  bool is_cross = false, is_view_alone = false;
  int valid = 0;          // the first so many keys are seen
  std::vector<bool> off;  // (heads)
  int rows(int stage) const;
  int columns(int stage) const;
  /// Blocks of columns, one per head; 1 where heads do not exist yet.
  int blocks(int stage) const;
  bool exists(int stage) const { return stage >= 0 && stage < kStages && (stage != kY || is_cross); }
  bool contains(const Cell& cell) const;
  /// Of the cell of a split stage, the one before the split; or of the heads' outputs the one after the merge.
  Cell joined_of(const Cell& cell) const;
  /// And back: of Q, K, V, or the merged one.
  Cell split_of(const Cell& cell) const;
};

enum Lit : std::uint8_t { kUnlit, kCameFrom, kGoesTo, kFollowed };
struct Trace {
  std::array<std::vector<std::uint8_t>, kStages> lit;  // (rows, columns) of each stage, a Lit each
};
Trace trace(const Layout& layout, const Cell& from);

}  // namespace scenes::multi_head
