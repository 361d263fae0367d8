// The parts that the heatmaps' page is put together from. Internal to the scene.
#pragma once

#include "scenes/heatmaps.h"

namespace scenes {

/// Everything in the side column. `grid` is what the picture shows.
void draw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result, const view::HeatmapGrid& grid, bool is_reduced);

/// What a file with several arrays or many layers needs: its notes, the list of its arrays, its layers and heads.
void draw_file_browser(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// How the core makes weights of the file's queries and keys; nothing for other sources.
void draw_raw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// What rows and columns are: of weights and scores, of the output, or of what the file holds besides.
struct Axes {
  const view::Text &rows, &columns;
  const view::Text &extent, &extent_in_caption;  // {0} rows × {1} columns
  const view::Text& readout;                     // {0} title, {1} row, {2} column: {3} the number
};
Axes axes_of(HeatmapSource::Content content);
Axes axes_of(const Heatmaps::Result& result);

/// "我 想 读" → its words.
std::vector<std::string> split_tokens(const std::string& text);

/// Are the rows of the grid, or what one browses through, layers? Otherwise they are samples.
bool are_rows_layers(const Heatmaps::State& state, const Heatmaps::Result& result);

}  // namespace scenes
