// From X to the output: projections, the split into heads, one attention per head, the merge, and W_o. Every arrow says
// which shape it leads to; shapes are PyTorch's, indices start at 0.
#include <algorithm>
#include <cmath>
#include <functional>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "view/color_map.h"
#include "view/name.h"
#include "view/side_by_side.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kProject{"{1} 投影：× W＿q、W＿k、W＿v，各 {0}；每个头一条彩色的列带",
                        "{1} projections: × W＿q, W＿k, W＿v, {0} each; every head has a band of columns"};
constexpr Text kSplit{"↓ reshape {0} → permute {1} → 和批量合并 {2}",
                      "↓ reshape {0} → permute {1} → merged with the batch {2}"};
constexpr Text kViewAlone{"↓ 只用 view {0}：形状对了，数却没有换地方",
                          "↓ view {0} alone: the shape is right, but no number has moved"};
constexpr Text kAttend{"↓ 每个头：softmax(Q＿h K＿h 的点积 ÷ √{0}) {1}",
                       "↓ every head: softmax(dot products of Q＿h and K＿h ÷ √{0}) {1}"};
constexpr Text kMix{"↓ × V＿h，再拼回去 {0}", "↓ × V＿h, then merged again {0}"};
constexpr Text kOut{"{1} × W＿o，{0}", "{1} × W＿o, {0}"};
constexpr Text kScaled{"形状 {0} · ±{1}", "shape {0} · ±{1}"};
constexpr Text kWeightsScaled{"形状 {0} · 0–1", "shape {0} · 0–1"};
constexpr Text kAllHeads{"{0} 个头的权重", "The weights of {0} {0|head|heads}"};
constexpr Text kHeadTable{"头 {0} 的权重", "The weights of head {0}"};
constexpr Text kMean{"各头的平均 (PyTorch 默认返回的)", "The average of the heads (PyTorch's default)"};
constexpr Text kTableHelp{"一行一个查询，一列一个键。", "A row is a query, a column a key."};
constexpr Text kChange{"关掉头以后的变化", "Changed by heads that are off"};
constexpr Text kUnchanged{"所有的头都开着：没有变化", "every head is on: no change"};
constexpr Text kMostChange{"最多 {0}", "up to {0}"};

constexpr float kGap = view::kSpace4, kLeastTable = 300, kRoomy = 760;  // CSS pixels
constexpr int kMostBeside = 6;                                          // with more keys a table takes half the width

/// Is there room for X beside Q, K and V, and for the output beside the heads'?
bool is_roomy(const view::Ui& ui) { return ui.column_width() >= kRoomy; }

core::Shape split_shape(const Sizes& sizes) { return {sizes.batch, sizes.heads, sizes.queries, sizes.head_width()}; }

Strip strip_of(const view::Ui& ui, const Result& result, int stage) {
  const core::Tensor& tensor = nth(result.stages, stage);
  Strip strip{.id = std::string("flow/") + nth(kStageIds, stage + 1),
              .name = stage_name(stage),
              .stage = stage,
              .tensor = &tensor,
              .content = nth(result.content, stage),
              .are_weights = stage == kWeights};
  const std::string shape = core::shape_text(tensor.shape);
  strip.caption = strip.are_weights ? ui.tr(kWeightsScaled, {shape})
                                    : ui.tr(kScaled, {shape, view::short_number_text(scale_of(strip).maximum, 3)});
  return strip;
}

/// In one row of equal columns.
void draw_beside(view::Ui& ui, std::span<const std::function<void()>> blocks) {
  view::side_by_side(ui, 0, count_of(blocks), blocks);
}

/// The strips in equal columns, the first `blank` of which stay empty.
void draw_strips(view::Ui& ui, State& next, const Result& result, std::vector<Strip> strips, int blank = 0) {
  const int count = count_of(strips) + blank;
  const float width = (ui.column_width() + kGap) / static_cast<float>(count) - kGap;
  float highest = 0;
  for (const Strip& strip : strips) highest = std::max(highest, caption_height(ui, strip, width));
  for (Strip& strip : strips) strip.least_caption = highest;
  std::vector<std::function<void()>> columns(to_size(blank), [] {});
  for (const Strip& strip : strips) columns.push_back([&] { draw_strip(ui, next, result, strip); });
  draw_beside(ui, columns);
}

void arrow(view::Ui& ui, const char* id, const std::string& text) {
  view::paragraph(ui, id, text, {.size = view::kCaption, .color = ui.theme().muted});
}

std::vector<double> rows_of(const core::Tensor& tensor, std::int64_t first, int rows) {
  const auto width = tensor.shape.back(), begin = first * width;
  return {tensor.data.begin() + begin, tensor.data.begin() + begin + rows * width};
}

/// The enlarged head, or the average: numbers on their heat colours.
void draw_table(view::Ui& ui, State& next, const Result& result, bool is_mean) {
  const Sizes& sizes = result.sizes;
  const int sample = shown_sample(next, result), head = shown_head(next, result), queries = sizes.queries,
            keys = sizes.keys;
  const std::vector<double> values =
      is_mean ? rows_of(result.mean, sample * queries, queries)
              : rows_of(result.stages[kWeights], (sample * sizes.heads + head) * queries, queries);
  const std::vector<std::string> rows = view::numbered("q", queries, 0), columns = view::numbered("k", keys, 0);
  view::NumberTable table{.rows = queries,
                          .columns = keys,
                          .values = values,
                          .row_names = rows,
                          .column_names = columns,
                          .range = {.minimum = 0, .maximum = 1},
                          .map = 0,
                          .scale = {0, 1},
                          .name_color = ui.theme().will_blue,
                          .shows_selection = !is_mean,
                          .is_in_picture = true};
  const Cell& followed = result.input.followed;
  const bool is_here = result.follows() && followed.stage == kWeights && followed.column / keys == head;
  view::TableCell at = is_here ? view::TableCell{followed.row, followed.column % keys} : view::TableCell{};
  const std::string name = is_mean ? ui.tr(kMean) : ui.tr(kHeadTable, {std::to_string(head)});
  const view::TableEvents events = view::number_table(
      ui, {is_mean ? "flow/mean" : "flow/weights", name, ui.tr(kTableHelp)}, table, is_mean ? next.mean_cursor : at);
  if (!is_mean && events.selected.exists())
    follow(next, {kWeights, events.selected.row, head * keys + events.selected.column}, result);
}

}  // namespace

const char* stage_name(int stage) {
  constexpr const char* kNames[kStages] = {"X",    "Y",    "Q",    "K",    "V",      "Q＿h",
                                           "K＿h", "V＿h", "A＿h", "O＿h", "concat", "output"};
  return nth(kNames, stage);
}

void draw_inputs(view::Ui& ui, State& next, const Result& result) {
  const Sizes& sizes = result.sizes;
  std::vector<Strip> inputs{strip_of(ui, result, kX)}, projected;
  if (sizes.is_cross) inputs.push_back(strip_of(ui, result, kY));
  for (const int stage : {kQ, kK, kV}) projected.push_back(strip_of(ui, result, stage));
  const std::string weights = core::shape_text(result.data.w_q.shape);
  const int blank = is_roomy(ui) ? count_of(inputs) : 0;
  if (blank > 0) {
    arrow(ui, "arrow/project", ui.tr(kProject, {weights, "→"}));
    inputs.insert(inputs.end(), projected.begin(), projected.end());
    draw_strips(ui, next, result, inputs);
  } else {
    draw_strips(ui, next, result, inputs);
    arrow(ui, "arrow/project", ui.tr(kProject, {weights, "↓"}));
    draw_strips(ui, next, result, projected);
  }
  const std::int64_t b = sizes.batch, h = sizes.heads, n = sizes.queries, w = sizes.head_width();
  if (result.input.is_view_alone)
    arrow(ui, "arrow/split", ui.tr(kViewAlone, {core::shape_text(split_shape(sizes))}));
  else
    arrow(ui, "arrow/split",
          ui.tr(kSplit, {core::shape_text({b, n, h, w}), core::shape_text(split_shape(sizes)),
                         core::shape_text({b * h, n, w})}));
  draw_strips(ui, next, result,
              {strip_of(ui, result, kSplitQ), strip_of(ui, result, kSplitK), strip_of(ui, result, kSplitV)}, blank);
}

void draw_attention(view::Ui& ui, State& next, const Result& result) {
  const Sizes& sizes = result.sizes;
  arrow(ui, "arrow/attend",
        ui.tr(kAttend, {std::to_string(sizes.head_width()), core::shape_text(result.stages[kWeights].shape)}));
  const auto all = [&] {
    Strip weights = strip_of(ui, result, kWeights);
    weights.name = ui.tr(kAllHeads, {std::to_string(sizes.heads)});
    draw_strips(ui, next, result, {weights});
  };
  const std::function<void()> head = [&] { draw_table(ui, next, result, false); },
                              mean = [&] { draw_table(ui, next, result, true); };
  if (is_roomy(ui) && sizes.keys <= kMostBeside)
    return draw_beside(ui, std::vector{std::function<void()>(all), head, mean});
  all();
  view::side_by_side(ui, kLeastTable, 2, std::vector{head, mean});
}

void draw_output(view::Ui& ui, State& next, const Result& result) {
  const std::string mix = ui.tr(kMix, {core::shape_text(result.stages[kJoined].shape)}),
                    weights = core::shape_text(result.data.w_o.shape);
  Strip change = strip_of(ui, result, kOutput);
  change.id = "flow/change";
  change.name = ui.tr(kChange);
  change.tensor = &result.change;
  change.content = result.change_content;
  change.can_follow = false;
  float most = 0;
  for (const float value : result.change.data) most = std::max(most, std::abs(value));
  change.caption = most > 0 ? ui.tr(kMostChange, {view::short_number_text(most, 3)}) : ui.tr(kUnchanged);
  std::vector<Strip> merged{strip_of(ui, result, kHeadOutputs), strip_of(ui, result, kJoined)},
      last{strip_of(ui, result, kOutput), change};
  if (is_roomy(ui)) {
    arrow(ui, "arrow/mix", mix + " " + ui.tr(kOut, {weights, "→"}));
    merged.insert(merged.end(), last.begin(), last.end());
    return draw_strips(ui, next, result, merged);
  }
  arrow(ui, "arrow/mix", mix);
  draw_strips(ui, next, result, merged);
  arrow(ui, "arrow/out", ui.tr(kOut, {weights, "↓"}));
  draw_strips(ui, next, result, last);
}

}  // namespace scenes::multi_head
