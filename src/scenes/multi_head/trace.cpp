#include "scenes/multi_head/trace.h"

#include "index.h"

namespace scenes::multi_head {

namespace {

constexpr int kNoGroup = -1;

/// What cells of a stage have in common with those of the next one that they lead to.
enum Common {
  kRow,
  kPlace,
  kPlaceIfOn,
  kRowAndHead,
  kSeenWeightRow,
  kSeenKeyHead,
  kSeenWeightHead,
  kSeenColumn,
  kColumn
};

int group_of(const Layout& l, Common common, int stage, int row, int column) {
  const int each = l.width / l.heads;
  switch (common) {
    case kRow:
      return row;
    case kPlace:
    case kPlaceIfOn: {
      if (common == kPlaceIfOn && nth(l.off, column / each)) return kNoGroup;
      const bool is_whole = stage == kJoined || stage <= kV;
      const Cell whole = is_whole ? Cell{stage, row, column} : l.joined_of({stage, row, column});
      return whole.row * l.width + whole.column;
    }
    case kRowAndHead:
      return row * l.heads + column / each;
    case kSeenWeightRow:
      return column % l.keys < l.valid ? row * l.heads + column / l.keys : kNoGroup;
    case kSeenKeyHead:
      return row < l.valid ? column / each : kNoGroup;
    case kSeenWeightHead:
      return column % l.keys < l.valid ? column / l.keys : kNoGroup;
    case kSeenColumn:
      return row < l.valid ? column : kNoGroup;
    case kColumn:
      return column;
  }
  return kNoGroup;
}

/// Every cell of `from` in a group leads to every cell of `to` in the group of the same number.
struct Edge {
  int from, to;
  Common from_common, to_common;
};
constexpr int kKeysFrom = kStages;  // Y, or X if there is no Y
constexpr Edge kEdges[] = {{kX, kQ, kRow, kRow},
                           {kKeysFrom, kK, kRow, kRow},
                           {kKeysFrom, kV, kRow, kRow},
                           {kQ, kSplitQ, kPlace, kPlace},
                           {kK, kSplitK, kPlace, kPlace},
                           {kV, kSplitV, kPlace, kPlace},
                           {kSplitQ, kWeights, kRowAndHead, kSeenWeightRow},
                           // A softmax divides by the whole row: every key that is seen has its share in each weight.
                           {kSplitK, kWeights, kSeenKeyHead, kSeenWeightHead},
                           {kWeights, kHeadOutputs, kSeenWeightRow, kRowAndHead},
                           {kSplitV, kHeadOutputs, kSeenColumn, kColumn},
                           {kHeadOutputs, kJoined, kPlaceIfOn, kPlace},
                           {kJoined, kOutput, kRow, kRow}};

/// Lights whatever the edge leads to from what is lit; or backwards, what it leads from.
void spread(const Layout& layout, const Edge& edge, Lit lit, Trace& trace) {
  const auto stage_of = [&](int stage) { return stage != kKeysFrom ? stage : layout.is_cross ? int{kY} : int{kX}; };
  const bool is_forward = lit == kGoesTo;
  std::vector<bool> groups;
  const auto visit = [&](bool is_origin, const auto& look) {
    const int stage = stage_of(is_origin ? edge.from : edge.to), columns = layout.columns(stage);
    std::vector<std::uint8_t>& cells = nth(trace.lit, stage);
    for (int i = 0; i < count_of(cells); ++i) {
      const int group =
          group_of(layout, is_origin ? edge.from_common : edge.to_common, stage, i / columns, i % columns);
      if (group != kNoGroup) look(nth(cells, i), to_size(group));
    }
  };
  visit(is_forward, [&](std::uint8_t cell, std::size_t group) {
    if (cell != lit && cell != kFollowed) return;
    if (group >= groups.size()) groups.resize(group + 1);
    groups[group] = true;
  });
  visit(!is_forward, [&](std::uint8_t& cell, std::size_t group) {
    if (cell == kUnlit && group < groups.size() && groups[group]) cell = lit;
  });
}

}  // namespace

int Layout::rows(int stage) const {
  const bool has_keys = stage == kY || stage == kK || stage == kV || stage == kSplitK || stage == kSplitV;
  return has_keys ? keys : queries;
}

int Layout::columns(int stage) const { return stage == kWeights ? heads * keys : width; }

int Layout::blocks(int stage) const { return stage == kX || stage == kY || stage == kOutput ? 1 : heads; }

bool Layout::contains(const Cell& cell) const {
  return exists(cell.stage) && cell.row < rows(cell.stage) && cell.column < columns(cell.stage);
}

Cell Layout::joined_of(const Cell& cell) const {
  const int whole = cell.stage == kHeadOutputs ? kJoined : cell.stage - kSplitQ + kQ;
  if (!is_view_alone) return {whole, cell.row, cell.column};
  // The numbers stay where they lie in memory, and only the shape is another one: (heads, length, head width).
  const int each = width / heads, at = (cell.column / each * rows(cell.stage) + cell.row) * each + cell.column % each;
  return {whole, at / width, at % width};
}

Cell Layout::split_of(const Cell& cell) const {
  const int split = cell.stage == kJoined ? kHeadOutputs : cell.stage - kQ + kSplitQ;
  if (!is_view_alone) return {split, cell.row, cell.column};
  const int each = width / heads, at = cell.row * width + cell.column, head_size = rows(cell.stage) * each;
  return {split, at % head_size / each, at / head_size * each + at % each};
}

Trace trace(const Layout& layout, const Cell& from) {
  Trace trace;
  for (int stage = 0; stage < kStages; ++stage)
    nth(trace.lit, stage)
        .assign(layout.exists(stage) ? to_size(layout.rows(stage) * layout.columns(stage)) : 0, kUnlit);
  nth(nth(trace.lit, from.stage), from.row * layout.columns(from.stage) + from.column) = kFollowed;
  for (const Edge& edge : kEdges) spread(layout, edge, kGoesTo, trace);
  // Later edges come first on the way back. What lies before is in other stages than what comes after.
  for (int i = count_of(kEdges) - 1; i >= 0; --i) spread(layout, nth(kEdges, i), kCameFrom, trace);
  return trace;
}

}  // namespace scenes::multi_head
