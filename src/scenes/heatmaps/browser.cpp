// Finding one's way in a file: how it was read, its layers and heads.
#include <algorithm>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/small_multiples.h"
#include "view/whole_slider.h"

namespace scenes::heatmaps {

using namespace words;
using view::Text;

namespace {

/// Shows matrix `index` of the overview: its layer, and its head as the current panel.
void look_at(Heatmaps::State& next, const Heatmaps::Result& result, int index) {
  const HeatmapSource& source = *result.shown_source();
  int panel = index;
  if (is_browsed(source)) {
    const int heads = static_cast<int>(source.heads);
    if (source.layers > 1) next.input.layer = index / heads;
    panel = index % heads;
  }
  const auto place = std::ranges::find(result.order, panel);
  if (place == result.order.end()) return;  // the panels are combined into one
  next.cursor = {static_cast<int>(place - result.order.begin()), std::max(0, next.cursor.row),
                 std::max(0, next.cursor.column)};
  if (next.alone >= 0) next.alone = next.cursor.panel;
  if (result.panel_count() > kMostPanels)
    next.first = std::clamp(next.cursor.panel - next.cursor.panel % 8, 0, result.panel_count() - kMostPanels);
}

/// Which matrix of the overview is the current one; −1 = none.
int current_in_overview(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource& source = *result.shown_source();
  const int place = state.alone >= 0 ? state.alone : state.cursor.panel;
  if (place < 0 || place >= count_of(result.order)) return -1;
  const int panel = nth(result.order, place);
  return is_browsed(source) ? result.layer * static_cast<int>(source.heads) + panel : panel;
}

/// Every layer's every head as a thumbnail, the shown layer framed.
void draw_overview(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const int count = count_of(result.overview);
  if (count == 0 || count > kMostThumbnails) return;
  const HeatmapSource& source = *result.shown_source();
  const bool has_rows = source.layers * source.samples > 1 && (is_browsed(source) ? source.layers > 1 : true);
  const int columns = has_rows ? static_cast<int>(source.heads) : view::natural_columns(ui, count);
  const int rows = (count + columns - 1) / columns;
  const formats::MatrixSummary& all = result.overview_all;
  const bool has_both_signs = all.minimum < 0 && all.maximum > 0, are_layers = are_rows_layers(next, result);
  view::SmallMultiples overview{
      .count = count,
      .columns = columns,
      .matrix = [&](int i) { return result.overview_matrix(i); },
      .name =
          [&](int i) {
            if (!has_rows) return ui.tr(kHead, {std::to_string(i)});
            return ui.tr(are_layers ? kLayerHead : kSample, {std::to_string(i / columns), std::to_string(i % columns)});
          },
      .scale = scale_of(next.scale == Heatmaps::kUnitScale ? Heatmaps::kUnitScale : Heatmaps::kSharedScale, all, all,
                        has_both_signs),
      .map = has_both_signs ? view::kDivergingMap : next.map,
      .framed_row = is_browsed(source) && has_rows ? result.layer : -1};
  for (int row = 0; has_rows && row < rows; ++row) overview.row_names.push_back(std::to_string(row));
  if (!view::has_room_for(ui, overview)) return;
  const std::string title =
      !has_rows ? ui.tr(kOverviewMany, {std::to_string(count)})
                : ui.tr(are_layers ? kOverview : kOverviewSamples, {std::to_string(rows), std::to_string(columns)});
  view::paragraph(ui, "overview/title", title, {.size = view::kCaption, .color = ui.theme().muted});
  const int chosen =
      view::small_multiples(ui, {"overview", title, ui.tr(kOverviewHelp)}, overview, current_in_overview(next, result));
  if (chosen >= 0) look_at(next, result, chosen);
}

void draw_layers(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const HeatmapSource& source = *result.shown_source();
  if (source.are_rows_ambiguous) {
    const std::string kinds[] = {ui.tr(kLayers), ui.tr(kSamples)};
    int kind = next.are_rows_samples ? 1 : 0;
    if (view::choice(ui, {"first-axis", ui.tr(kFirstAxis)}, kind, kinds)) next.are_rows_samples = kind == 1;
  }
  if (is_browsed(source)) {
    next.input.layer = result.layer;
    next.input.sample = result.sample;
    const bool are_layers = are_rows_layers(next, result);
    if (source.layers > 1)
      view::whole_slider(
          ui, {"layer", ui.tr(are_layers ? kLayer : kSampleLabel), ui.tr(are_layers ? kLayerHelp : kSampleHelp)},
          next.input.layer, 0, static_cast<int>(source.layers) - 1, 0);
    if (source.samples > 1)
      view::whole_slider(ui, {"sample", ui.tr(kSampleLabel), ui.tr(kSampleHelp)}, next.input.sample, 0,
                         static_cast<int>(source.samples) - 1, 0);
  }
  draw_overview(ui, next, result);
}

/// Whether a table's first row and column are names or numbers, where both are possible.
void draw_readings(view::Ui& ui, Heatmaps::State& next) {
  if (!next.input.readings || !next.input.file->table) return;
  const formats::TableNames now = *next.input.file->table;
  const std::string kinds[] = {ui.tr(kNames), ui.tr(kNumbers)};
  const auto choose = [&](std::string_view id, const Text& name, const Text& help, bool is_names, bool is_other_row,
                          bool is_other_column) {
    if (!next.input.readings->can_read(is_other_row, is_other_column)) return;
    int kind = is_names ? 0 : 1;
    if (!view::choice(ui, {id, ui.tr(name), ui.tr(help)}, kind, kinds)) return;
    next.input.file = next.input.readings->read(is_other_row, is_other_column);
    next.look_from_the_start();
    ui.announce(ui.tr(kReadDifferently, {ui.tr(name), kinds[kind]}));  // what was said when it was opened holds no more
  };
  choose("first-row", kFirstRow, kFirstRowHelp, now.is_row, !now.is_row, now.is_column);
  choose("first-column", kFirstColumn, kFirstColumnHelp, now.is_column, now.is_row, !now.is_column);
}

}  // namespace

void draw_file_browser(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  if (!result.shown_source()) return;
  for (std::size_t i = 0; i < next.input.file->notes.size(); ++i) {
    const formats::Problem& note = next.input.file->notes[i];
    view::paragraph(ui, "note/" + std::to_string(i), note.in(ui.input().language),
                    {.size = view::kCaption, .color = ui.theme().muted});
  }
  for (std::size_t i = 0; i < result.unused.size(); ++i) {
    const formats::Problem& why = result.unused[i];
    view::paragraph(ui, "unused/" + std::to_string(i), why.in(ui.input().language),
                    {.size = view::kCaption, .color = ui.theme().muted});
  }
  draw_readings(ui, next);
  draw_layers(ui, next, result);
  draw_arrays(ui, next, result);
}

}  // namespace scenes::heatmaps
