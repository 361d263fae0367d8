// The path of the number that is followed, in words: its index at each stage, what it came from and where it goes.
#include <algorithm>
#include <set>
#include <utility>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "view/card.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kTitle{"跟着一个数走", "Follow one number"};
constexpr Text kHint{"跟着一个数走：在图里选任何一个数，它经过的地方会亮着，下标写在这里 (从 0 数起，和代码里一样)。",
                     "Follow one number: choose any number of the picture. Where it passes stays lit, and its indices "
                     "are written here, counted from 0 as in code."};
constexpr Text kClose{"不再跟", "Follow no more"};
constexpr Text kReshaped{"reshape {0}", "reshape {0}"}, kPermuted{"permute {0}", "permute {0}"},
    kViewed{"view {0}", "view {0}"}, kMerged{"和批量合并 {0}", "merged with the batch {0}"},
    kParted{"批量分开 {0}", "parted from the batch {0}"};
constexpr Text kFrom{"来自 {0}", "It comes from {0}"}, kTo{"去往 {0}", "It goes to {0}"};
constexpr Text kNowhere{"哪儿也不去：它的头关掉了，或者它的键被掩蔽了。",
                        "It goes nowhere: its head is off, or its key is masked."};
constexpr Text kNumbers{" (其中 {0} 个)", " ({0} of them)"};

std::string bracketed(std::initializer_list<std::string> indices) {
  std::string text;
  for (const std::string& index : indices) text += (text.empty() ? "[" : ", ") + index;
  return text + "]";
}

std::string n(int number) { return std::to_string(number); }

/// As Python slices: "3", "0:8", "0:2+5".
std::string ranges(const std::set<int>& numbers) {
  std::string text;
  for (auto first = numbers.begin(); first != numbers.end();) {
    auto last = first;
    int end = *first;
    while (last != numbers.end() && *last == end) {
      ++last;
      ++end;
    }
    text += (text.empty() ? "" : "+") + n(*first) + (end - *first > 1 ? ":" + n(end) : "");
    first = last;
  }
  return text;
}

/// What is lit like this in a stage: "K_h[0, 1, 0:4, 0:4]"; empty if nothing is.
std::string region(const view::Ui& ui, const Layout& layout, int sample, const Trace& trace, int stage, Lit lit) {
  const bool is_split = stage >= kSplitQ && stage <= kHeadOutputs;
  const int columns = layout.columns(stage), each = is_split ? columns / layout.heads : columns;
  std::set<int> heads, rows, within;
  int count = 0;
  for (int i = 0; i < count_of(nth(trace.lit, stage)); ++i) {
    if (nth(nth(trace.lit, stage), i) != lit) continue;
    ++count;
    rows.insert(i / columns);
    heads.insert(i % columns / each);
    within.insert(i % columns % each);
  }
  if (count == 0) return {};
  std::string text = stage_name(stage) + (is_split ? bracketed({n(sample), ranges(heads), ranges(rows), ranges(within)})
                                                   : bracketed({n(sample), ranges(rows), ranges(within)}));
  // What `view` tears apart is no block of rows and columns.
  if (count != static_cast<int>(heads.size() * rows.size() * within.size())) text += ui.tr(kNumbers, {n(count)});
  return text;
}

std::string regions(const view::Ui& ui, const Layout& layout, int sample, const Trace& trace, Lit lit) {
  std::string all;
  for (int stage = 0; stage < kStages; ++stage) {
    const std::string text = region(ui, layout, sample, trace, stage, lit);
    if (!text.empty()) all += (all.empty() ? "" : " → ") + text;
  }
  return all;
}

/// The same number in the book's transpose_qkv, step by step; empty where nothing is split or merged.
std::string indices(const view::Ui& ui, const Layout& layout, int sample, const Cell& cell) {
  const int each = layout.width / layout.heads;
  if (cell.stage == kX || cell.stage == kY || cell.stage == kOutput) return {};
  if (cell.stage == kWeights) {
    const int head = cell.column / layout.keys;
    return ui.tr(kMerged, {bracketed({n(sample * layout.heads + head), n(cell.row), n(cell.column % layout.keys)})});
  }
  const bool is_cut = (cell.stage >= kSplitQ && cell.stage <= kSplitV) || cell.stage == kHeadOutputs;
  const Cell whole = is_cut ? layout.joined_of(cell) : cell, split = is_cut ? cell : layout.split_of(cell);
  const std::string b = n(sample), head = n(split.column / each), i = n(split.row), c = n(split.column % each),
                    name = stage_name(whole.stage), joined = name + bracketed({b, n(whole.row), n(whole.column)}),
                    merged = bracketed({n(sample * layout.heads + split.column / each), i, c}),
                    apart = bracketed({b, head, i, c}), reshaped = bracketed({b, i, head, c});
  const bool is_merging = whole.stage == kJoined;
  std::vector<std::string> steps;
  if (layout.is_view_alone)
    steps = {joined, ui.tr(kViewed, {apart}), ui.tr(is_merging ? kParted : kMerged, {merged})};
  else
    steps = {joined, ui.tr(kReshaped, {reshaped}), ui.tr(kPermuted, {apart}),
             ui.tr(is_merging ? kParted : kMerged, {merged})};
  if (is_merging) std::reverse(steps.begin(), steps.end());
  std::string text;
  for (const std::string& step : steps) text += (text.empty() ? "" : " → ") + step;
  return text;
}

}  // namespace

std::string index_text(const Layout& layout, int sample, const Cell& cell) {
  if (cell.stage < kSplitQ || cell.stage > kHeadOutputs)
    return stage_name(cell.stage) + bracketed({n(sample), n(cell.row), n(cell.column)});
  const int each = layout.columns(cell.stage) / layout.heads;
  return stage_name(cell.stage) + bracketed({n(sample), n(cell.column / each), n(cell.row), n(cell.column % each)});
}

void draw_path(view::Ui& ui, State& next, const Result& result) {
  const int sample = shown_sample(next, result);
  if (!result.follows()) {
    view::paragraph(ui, "path", ui.tr(kHint), {.color = ui.theme().muted});
    return;
  }
  const Layout layout = layout_of(result.input, sample);
  const Cell cell = result.input.followed;
  const Trace& trace = nth(result.traces, sample);
  view::GrowingCard card(ui, ui.theme().accent);
  ui.begin_group("path", ui.tr(kTitle));
  ui.text(ui.place(ui.target_height(), 0), ui.tr(kTitle), {.size = view::kCaption, .color = ui.theme().accent});
  view::paragraph(ui, "path/number",
                  index_text(layout, sample, cell) + " = " +
                      view::short_number_text(result.at(cell.stage, sample, cell.row, cell.column), 4));
  if (const std::string text = indices(ui, layout, sample, cell); !text.empty())
    view::paragraph(ui, "path/indices", text);
  if (const std::string text = regions(ui, layout, sample, trace, kCameFrom); !text.empty())
    view::paragraph(ui, "path/from", ui.tr(kFrom, {text}));
  if (const std::string text = regions(ui, layout, sample, trace, kGoesTo); !text.empty())
    view::paragraph(ui, "path/to", ui.tr(kTo, {text}));
  else if (cell.stage != kOutput)
    view::paragraph(ui, "path/to", ui.tr(kNowhere));
  const bool is_closed = view::close_button(ui, card.end(), {"path/close", ui.tr(kClose)});
  ui.end_group();
  if (is_closed) next.input.followed = {};
}

}  // namespace scenes::multi_head
