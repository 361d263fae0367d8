// One stage of the flow: the matrices of all heads side by side, each under the colour of its head. Any cell can be
// pressed, or reached with the keyboard, to be followed; what has nothing to do with the followed one fades.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/multi_head/parts.h"
#include "view/digits.h"
#include "view/grid_cursor.h"

namespace scenes::multi_head {

namespace {

using view::Rect;
using view::TableCell;
using view::Text;

constexpr Text kHelp{"选一个数，看它从哪里来、到哪里去。",
                     "Choose a number to see where it comes from and where it goes."};
constexpr float kLargestCell = 22, kLowestCell = 6, kHighest = 176;  // CSS pixels
constexpr float kLeastWeight = 5;                                    // a narrower cell of weights: fewer heads in a row
constexpr float kBlockGap = 6, kBand = 3, kFaded = 0.82f;

/// Where the cells of a strip are.
struct Places {
  int rows = 0, columns = 0, blocks = 1, per_row = 1;  // columns of one block
  float cell_width = 0, cell_height = 0, gap = 0;
  Rect area;

  float step_x() const { return cell_width * static_cast<float>(columns) + gap; }
  float step_y() const { return cell_height * static_cast<float>(rows) + kBand + kBlockGap; }
  int block_rows() const { return (blocks + per_row - 1) / per_row; }
  Rect block(int index) const {
    return {area.x + static_cast<float>(index % per_row) * step_x(),
            area.y + static_cast<float>(index / per_row) * step_y() + kBand + 1,
            cell_width * static_cast<float>(columns), cell_height * static_cast<float>(rows)};
  }
  Rect cells(int row, int column, int count) const {
    const Rect whole = block(column / columns);
    return {whole.x + static_cast<float>(column % columns) * cell_width,
            whole.y + static_cast<float>(row) * cell_height, cell_width * static_cast<float>(count), cell_height};
  }
  /// Between two blocks: the nearest cell of the one before.
  TableCell under(ImVec2 at) const {
    for (int i = 0; i < blocks; ++i) {
      const Rect whole = block(i);
      if (!view::contains({whole.x, whole.y - kBand - 1, step_x(), step_y()}, at.x, at.y)) continue;
      return {std::clamp(static_cast<int>((at.y - whole.y) / cell_height), 0, rows - 1),
              i * columns + std::clamp(static_cast<int>((at.x - whole.x) / cell_width), 0, columns - 1)};
    }
    return {};
  }
};

Places places_of(const view::Ui& ui, const Layout& layout, const Strip& strip) {
  Places places;
  places.blocks = layout.blocks(strip.stage);
  places.rows = layout.rows(strip.stage);
  places.columns = layout.columns(strip.stage) / places.blocks;
  const bool is_whole = strip.stage < kSplitQ || strip.stage > kHeadOutputs;
  places.gap = is_whole ? 0 : kBlockGap;
  const float width = ui.column_width();
  const auto fitting = [&](int blocks) {
    const float gaps = places.gap * static_cast<float>(blocks - 1);
    return std::min(kLargestCell, (width - gaps) / static_cast<float>(blocks * places.columns));
  };
  places.per_row = places.blocks;
  if (strip.stage == kWeights)
    while (places.per_row > 1 && fitting(places.per_row) < kLeastWeight) places.per_row = (places.per_row + 1) / 2;
  places.cell_width = fitting(places.per_row);
  places.cell_height = strip.stage == kWeights
                           ? places.cell_width
                           : std::clamp(kHighest / static_cast<float>(places.rows), kLowestCell, kLargestCell);
  places.area = {ui.column_x(), ui.column_y(), places.step_x() * static_cast<float>(places.per_row) - places.gap,
                 places.step_y() * static_cast<float>(places.block_rows())};
  return places;
}

void draw_blocks(view::Ui& ui, const Layout& layout, const Strip& strip, const Places& places, int sample) {
  const core::Tensor& tensor = *strip.tensor;
  const view::ColorScale scale = scale_of(strip);
  const bool is_cut = tensor.rank() == 4;
  for (int block = 0; block < places.blocks; ++block) {
    const Rect rect = places.block(block);
    const std::int64_t stride = tensor.shape.back();
    const std::int64_t begin = is_cut ? (sample * places.blocks + block) * places.rows * stride
                                      : sample * places.rows * stride + block * places.columns;
    const view::MatrixView matrix{tensor.data.data() + begin, places.rows, places.columns, stride,
                                  strip.content + static_cast<std::uint64_t>(sample * places.blocks + block)};
    view::heatmap_thumbnail(ui, rect, {matrix, scale}, strip.are_weights ? 0 : view::kDivergingMap, false);
    if (layout.blocks(strip.stage) > 1)
      ui.fill({rect.x, rect.y - kBand - 1, rect.width - (places.gap > 0 ? 0 : 1), kBand},
              head_color(block, layout.heads));
    if (places.gap > 0) ui.outline(rect, ui.theme().line);
  }
  if (places.gap == 0) {
    const Rect first = places.block(0), last = places.block(places.blocks - 1);
    ui.outline({first.x, first.y, last.x + last.width - first.x, first.height}, ui.theme().line);
  }
}

/// A line wherever what is lit ends.
void outline_lit(view::Ui& ui, const Places& places, const std::vector<std::uint8_t>& lit) {
  const int all = places.columns * places.blocks;
  const view::Color color = ui.theme().text;
  for (int i = 0; i < count_of(lit); ++i) {
    const int row = i / all, column = i % all, within = column % places.columns;
    if (nth(lit, i) == kUnlit) continue;
    const Rect at = places.cells(row, column, 1);
    const float right = at.x + at.width, bottom = at.y + at.height;
    if (row == 0 || nth(lit, i - all) == kUnlit) ui.line(at.x, at.y, right, at.y, color);
    if (row + 1 == places.rows || nth(lit, i + all) == kUnlit) ui.line(at.x, bottom, right, bottom, color);
    const bool ends_left = within == 0 && (places.gap > 0 || column == 0),
               ends_right = within + 1 == places.columns && (places.gap > 0 || column + 1 == all);
    if (ends_left || nth(lit, i - 1) == kUnlit) ui.line(at.x, at.y, at.x, bottom, color);
    if (ends_right || nth(lit, i + 1) == kUnlit) ui.line(right, at.y, right, bottom, color);
  }
}

/// Lays a veil over everything that has nothing to do with what is followed.
void fade(view::Ui& ui, const Places& places, const std::vector<std::uint8_t>& lit) {
  const view::Color veil = view::with_opacity(ui.theme().page, kFaded);
  const int all = places.columns * places.blocks;
  for (int row = 0; row < places.rows; ++row)
    for (int column = 0; column < all;) {
      const auto is_lit = [&](int c) { return nth(lit, row * all + c) != kUnlit; };
      int end = column + 1;
      while (end % places.columns != 0 && is_lit(end) == is_lit(column)) ++end;
      if (!is_lit(column)) ui.fill(places.cells(row, column, end - column), veil);
      column = end;
    }
}

view::Node node_of(const State& state, const Layout& layout, const Result& result, const Strip& strip,
                   const Places& places, const TableCell& cursor) {
  const int sample = shown_sample(state, result), columns = places.columns * places.blocks;
  view::Node node{.id = strip.id,
                  .role = view::Role::kGrid,
                  .name = strip.name + ", " + strip.caption,
                  .rows = places.rows,
                  .columns = columns,
                  .cursor_row = cursor.row,
                  .cursor_column = cursor.column,
                  .rect = places.area};
  const auto value = [&](int row, int column) {
    return view::short_number_text(result.at(strip.stage, sample, row, column), 4);
  };
  if (cursor.exists())
    node.value =
        index_text(layout, sample, {strip.stage, cursor.row, cursor.column}) + " = " + value(cursor.row, cursor.column);
  view::mirror_cells(
      node, [](int row) { return std::to_string(row); },
      [&](int column) {
        const std::string within = std::to_string(column % places.columns);
        return places.gap > 0 ? std::to_string(column / places.columns) + "." + within : std::to_string(column);
      },
      value);
  return node;
}

}  // namespace

view::Color head_color(int head, int heads) {
  constexpr int kViridis = 2;
  return view::color_at(kViridis, (static_cast<float>(head) + 0.5f) / static_cast<float>(heads));
}

view::ColorScale scale_of(const Strip& strip) {
  if (strip.are_weights) return {0, 1};
  const auto [least, most] = std::minmax_element(strip.tensor->data.begin(), strip.tensor->data.end());
  return view::symmetric_scale(*least, *most);
}

float caption_height(view::Ui& ui, const Strip& strip, float width) {
  return ui.wrapped_text_height(width, strip.name, view::kCaption) +
         ui.wrapped_text_height(width, strip.caption, view::kCaption);
}

void draw_strip(view::Ui& ui, State& next, const Result& result, const Strip& strip) {
  const int sample = shown_sample(next, result);
  const Layout layout = layout_of(result.input, sample);
  const float width = ui.column_width(),
              title = ui.wrapped_text(ui.column_x(), ui.column_y(), width, strip.name, {.size = view::kCaption});
  ui.wrapped_text(ui.column_x(), ui.column_y() + title, width, strip.caption,
                  {.size = view::kCaption, .color = ui.theme().muted});
  ui.place(std::max(strip.least_caption, caption_height(ui, strip, width)), view::kSpace1);
  const Places places = places_of(ui, layout, strip);
  const Cell& followed = result.input.followed;
  const bool is_here = strip.can_follow && result.follows() && followed.stage == strip.stage;
  TableCell cursor = is_here ? TableCell{followed.row, followed.column} : TableCell{};

  const view::Interaction interaction = ui.interact(strip.id, places.area);
  const TableCell hovered =
      interaction.is_hovered || interaction.was_clicked ? places.under(ui.pointer()) : TableCell{};
  TableCell chosen = interaction.was_clicked ? hovered : TableCell{};
  if (const view::Action* action = ui.action_for(strip.id)) {
    if (action->kind == view::ActionKind::kStep)
      chosen = view::stepped(cursor, action->step, action->times, places.rows, places.columns * places.blocks);
    if (action->kind == view::ActionKind::kActivate && !cursor.exists()) chosen = {0, 0};
  }
  if (strip.can_follow && chosen.exists()) follow(next, {strip.stage, chosen.row, chosen.column}, result);
  if (strip.can_follow && hovered.exists()) ui.set_cursor("pointer");

  draw_blocks(ui, layout, strip, places, sample);
  if (strip.can_follow && result.follows()) {
    const std::vector<std::uint8_t>& lit = nth(nth(result.traces, sample).lit, strip.stage);
    fade(ui, places, lit);
    outline_lit(ui, places, lit);
  }
  if (cursor.exists()) {
    const Rect cell = places.cells(cursor.row, cursor.column, 1);
    ui.outline({cell.x - 2, cell.y - 2, cell.width + 4, cell.height + 4}, ui.theme().surface, 2, 4);
    ui.outline({cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2}, ui.theme().accent, 2, 2);
  }
  ui.focus_ring(places.area, interaction);
  std::string help = ui.tr(kHelp);
  if (hovered.exists() && strip.can_follow) {
    help = index_text(layout, sample, {strip.stage, hovered.row, hovered.column}) + " = " +
           view::short_number_text(result.at(strip.stage, sample, hovered.row, hovered.column), 4);
  }
  if (strip.can_follow) {
    ui.tooltip(strip.id, interaction, places.area, help);
    ui.record(node_of(next, layout, result, strip, places, cursor)).help = ui.tr(kHelp);
  }
  if (!strip.can_follow)
    ui.record(
        {.id = strip.id, .role = view::Role::kImage, .name = strip.name, .help = strip.caption, .rect = places.area});
  ui.place(places.area.height, view::kSpace2);
}

}  // namespace scenes::multi_head
