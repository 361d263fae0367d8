// How the heatmaps look, and what can be done with them.
#include "scenes/heatmaps/scene.h"

#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "scenes/scene_list.h"
#include "view/heatmap.h"
#include "view/options.h"
#include "view/token_row.h"
#include "view/widgets.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

constexpr float kLeastBar = 140;  // a lower picture has its colour bar below
constexpr float kLeastPicture = 220, kLeastNarrowPicture = 320, kTextBelow = 96, kShapeBelow = 72,
                kSentenceBelow = 88;  // CSS pixels

/// The picture with its colour bar.
ReadCells draw_picture(view::Ui& ui, Heatmaps::State& next, Shown& shown, const Heatmaps::Result& result) {
  view::HeatmapGrid& grid = shown.grid;
  const float below =
      kTextBelow + (ui.shows_panel("call") ? kShapeBelow : 0) + (grid.column_names.empty() ? 0 : kSentenceBelow);
  const float height =
      ui.is_wide() ? ui.height_left(below, kLeastPicture) : std::max(ui.input().height * 0.6f, kLeastNarrowPicture);
  const view::Rect room{ui.column_x(), ui.column_y(), ui.column_width(), height};
  const auto lay_out = [&](bool is_bar_beside) {
    view::Rect area = room;
    if (is_bar_beside)
      area.width -= view::kColorBarWidth + view::kSpace4;
    else
      area.height -= view::kColorBarHeight + view::kSpace3;
    if (shown.may_wrap) view::wrap_to_fill(ui, grid, area);
    return view::lay_out(ui, grid, area);
  };
  bool is_bar_vertical = room.width >= 520;
  view::HeatmapLayout layout = lay_out(is_bar_vertical);
  if (is_bar_vertical && layout.bounds.height < kLeastBar) layout = lay_out(is_bar_vertical = false);
  ui.begin_picture();

  // A link may name a cell that this matrix does not have.
  view::CellAddress cursor = next.cursor;
  cursor.panel -= cursor.panel < 0 ? 0 : shown.first;
  if (cursor.panel >= count_of(grid.panels) || cursor.panel < -1) cursor = {};
  cursor.row = std::min(cursor.row, static_cast<int>(result.queries) - 1);
  cursor.column = std::min(cursor.column, static_cast<int>(result.keys) - 1);
  next.viewpoint.zoom =
      std::min(next.viewpoint.zoom, std::max(1.0, static_cast<double>(std::min(result.queries, result.keys))));

  if (grid.panels.size() > 1) {  // lets the keyboard and a screen reader choose a panel by its title
    if (const int chosen = view::chosen_option(ui, "panel", count_of(grid.panels)); chosen >= 0)
      cursor = {chosen, cursor.row, cursor.column};
    view::Node node{.id = "panel",
                    .role = view::Role::kList,
                    .name = ui.tr(kPanelLabel),
                    .options = grid.titles,
                    .selected = std::max(0, cursor.panel)};
    for (int i = 0; i < count_of(node.options); ++i)
      if (nth(node.options, i).empty()) nth(node.options, i) = std::to_string(i + shown.first);
    const view::Interaction focus = ui.interact("panel", {});
    const view::Rect& panel = nth(layout.panels, node.selected);
    ui.focus_ring(panel, focus);
    node.rect = {panel.x, panel.y - layout.title_height, panel.width,
                 layout.title_height};  // the picture itself is the grid's
    ui.record(std::move(node));
  }
  const view::HeatmapEvents events = view::heatmap_grid(
      ui, {"picture", view::in_language(ui.input().language, name_of(kind_of(next, result))), ui.tr(kPictureHelp)},
      layout, grid, next.viewpoint, cursor);
  next.cursor = cursor;
  if (next.cursor.panel >= 0) next.cursor.panel += shown.first;

  const view::ColorScale scale = grid.panels.back().scale;
  if (is_bar_vertical) {
    constexpr float kShrink = 0.6f;  // as in the book
    const float bar_height = layout.bounds.height * kShrink;
    view::color_bar(ui,
                    {layout.whole.x + layout.whole.width + view::kSpace4,
                     layout.bounds.y + (layout.bounds.height - bar_height) / 2, view::kColorBarWidth, bar_height},
                    grid.map, scale, true);
  } else {
    view::color_bar(ui,
                    {layout.bounds.x, layout.whole.y + layout.whole.height + view::kSpace3, layout.bounds.width,
                     view::kColorBarHeight},
                    grid.map, scale, false);
  }
  const float used = layout.whole.height + (is_bar_vertical ? 0 : view::kColorBarHeight + view::kSpace3);
  const float used_width = layout.whole.width + (is_bar_vertical ? view::kSpace4 + view::kColorBarWidth : 0);
  ui.end_picture({layout.whole.x, layout.whole.y, used_width, used});
  ui.place(used, view::kSpace3);
  return {.seen = events.hovered.panel >= 0 ? events.hovered : cursor,
          .cursor = cursor,
          .label_row = events.hovered_row,
          .label_column = events.hovered_column,
          .labelled_panel = events.labelled_panel,
          .is_label_hovered = events.hovered.panel < 0 && events.labelled_panel >= 0,
          .is_reduced = events.is_reduced,
          .progress = events.progress,
          .row_name_step = events.row_name_step,
          .column_name_step = events.column_name_step};
}

/// The sentence of the keys, each word on the colour of its weight for the query under the cursor. Of a very long one,
/// the part around that cell.
void draw_sentence(view::Ui& ui, const view::HeatmapGrid& grid, const view::CellAddress& at) {
  constexpr std::int64_t kMostWords = 512;
  const view::AxisNames& words = grid.column_names;
  if (words.empty()) return;
  const std::int64_t last_first = std::max<std::int64_t>(0, words.size() - kMostWords);
  const std::int64_t first = std::clamp<std::int64_t>(at.column - kMostWords / 2, 0, last_first);
  const std::int64_t last = std::min(words.size(), first + kMostWords);
  const int query = std::max(0, at.row);
  const view::HeatmapPanel& shown = nth(grid.panels, std::max(0, at.panel));
  std::string title = ui.tr(kTextView, {grid.row_names.at(query)});
  if (last - first < words.size())
    title += ui.tr(kTextPart, {std::to_string(first), std::to_string(last - 1), std::to_string(words.size())});
  view::paragraph(ui, "sentence/title", title, {.size = view::kCaption, .color = ui.theme().muted});
  std::vector<std::string> tokens;
  std::vector<float> weights;
  for (std::int64_t key = first; key < last; ++key) {
    tokens.push_back(words.at(key));
    weights.push_back(shown.matrix.at(query, key));
  }
  view::coloured_sentence(ui, "sentence",
                          {.tokens = tokens, .weights = weights, .map = grid.map, .scale = shown.scale});
  ui.gap(view::kSpace2);
}

}  // namespace

void Heatmaps::draw(view::Ui& ui, State& next, const Result& result) {
  Shown shown = shown_part(ui.input().language, next, result);
  if (ui.shows_panel("title")) view::heading(ui, "title", ui.tr(kHeading), 1);
  const ReadCells cells = ui.shows_panel("picture") ? draw_picture(ui, next, shown, result) : ReadCells{};
  if (cells.progress < 1)
    view::paragraph(ui, "progress", ui.tr(kReducing, {std::to_string(static_cast<int>(cells.progress * 100))}),
                    {.size = view::kCaption, .color = ui.theme().accent});
  if (ui.shows_panel("picture"))
    view::paragraph(ui, "bar", bar_caption(ui, next, result, shown.grid, cells),
                    {.size = view::kCaption, .color = ui.theme().muted});
  const auto sentence = [&](const view::CellAddress& at) {
    return at.panel >= 0 ? readout(ui, next, result, shown.grid, at) : description(ui, next, result);
  };
  if (ui.shows_panel("says"))
    view::narration(ui, "says",
                    cells.is_label_hovered ? label_readout(ui, next, result, shown.grid, cells) : sentence(cells.seen),
                    sentence(cells.cursor));
  view::CellAddress read = cells.seen;
  if (cells.label_row >= 0) read.row = cells.label_row;
  if (ui.shows_panel("sentence")) draw_sentence(ui, shown.grid, read);
  if (ui.shows_panel("call")) draw_shape(ui, result, shown);
  ui.to_side_column();
  if (ui.shows_panel("card")) {
    draw_question(ui, next, result);
    draw_card(ui, next, result);
  }
  if (ui.shows_panel("controls")) draw_controls(ui, next, result, shown.grid, cells.is_reduced);
  ui.to_main_column();
  if (ui.shows_panel("call")) draw_call(ui, next, result, shown);
  if (ui.shows_panel("measures")) draw_measures(ui, next, result, shown);
}

}  // namespace scenes::heatmaps

namespace scenes {
std::unique_ptr<Scene> make_heatmaps() { return std::make_unique<SceneOf<heatmaps::Heatmaps>>(); }
}  // namespace scenes
