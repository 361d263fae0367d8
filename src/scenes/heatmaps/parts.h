// The parts that the heatmaps' page is put together from. Internal to the scene.
#pragma once

#include "scenes/heatmaps/scene.h"

namespace scenes::heatmaps {

struct Shown;

/// Everything in the side column. `grid` is what the picture shows.
void draw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result, const view::HeatmapGrid& grid,
                   bool is_reduced);

/// The shape of what is shown, "(1, 6, 12, 12)", every number over the name of its axis.
void draw_shape(view::Ui& ui, const Heatmaps::Result& result, const Shown& shown);
/// The book's call that draws it.
void draw_call(view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, const Shown& shown);
/// Every panel's mean entropy and mean distance from the diagonal.
void draw_measures(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result, const Shown& shown);
/// What to notice.
void draw_card(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);
/// Which head is the most diagonal, which one the sharpest.
void draw_question(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// What a file with several arrays or many layers needs: its notes, its layers and heads, the list of its arrays.
void draw_file_browser(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// The list of its arrays alone; nothing where there is only one.
void draw_arrays(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// How the core makes weights of the file's queries and keys; nothing for other sources.
void draw_raw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result);

/// What is pointed at, panels counted among those shown; and what there is to be said of the picture.
struct ReadCells {
  view::CellAddress seen;    // under the pointer, else the cursor's
  view::CellAddress cursor;  // a screen reader does not hear what a mouse brushes over
  int label_row = -1, label_column = -1, labelled_panel = -1;  // whose label is under the pointer; −1 = none
  bool is_label_hovered = false;                               // … and no cell is
  bool is_reduced = false;                                     // several cells fall into a pixel
  double progress = 1;                                         // of reducing a large matrix
  std::int64_t row_name_step = 1, column_name_step = 1;        // every so many names are written
};
/// Chinese sentences stand without a blank between them.
void add_sentence(view::Language language, std::string& text, const std::string& sentence);
/// What the colours mean.
std::string bar_caption(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                        const view::HeatmapGrid& grid, const ReadCells& cells);
/// "query 3 → key 4: 0.12", and how spread that row is.
std::string readout(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                    const view::HeatmapGrid& grid, const view::CellAddress& cell);
/// The whole name of the row or column whose label is pointed at.
std::string label_readout(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                          const view::HeatmapGrid& grid, const ReadCells& cells);
/// What all of it is.
std::string description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result);

/// What is shown of the result: at most kMostPanels panels from state.first on.
struct Shown {
  view::HeatmapGrid grid;
  int first = 0;
  bool may_wrap = false;  // the grid's rows and columns mean nothing
};
Shown shown_part(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result);
/// What the panels from `first` on are called, without the values that they may be ordered by.
std::vector<std::string> plain_titles(view::Language language, const Heatmaps::State& state,
                                      const Heatmaps::Result& result, int first, int count);
/// The names of rows and columns as the reader or the file gives them, where there are as many as rows and columns.
SourceLabels axis_names(const Heatmaps::State& state, const Heatmaps::Result& result);
/// The panel that the colour bar belongs to where every panel has a scale of its own: the last that is shown.
int panel_of_bar(const Heatmaps::State& state, const Heatmaps::Result& result);

/// What the numbers are. Weights are not believed: their rows sum to 1.
enum class NumbersKind { kWeights, kScores, kUnknown, kOutput, kDifference, kOther };
NumbersKind kind_of(const Heatmaps::State& state, const Heatmaps::Result& result);
const view::Text& name_of(NumbersKind kind);

/// Numbers of both signs are drawn around 0, whichever map was chosen for weights.
bool is_diverging(const Heatmaps::Result& result);
int map_of(const Heatmaps::State& state, const Heatmaps::Result& result);
/// What colour means in a picture of numbers between these: symmetric around 0 if it diverges. A single number lies
/// between 0 and 1, or between 0 and itself: a scale without a range would say nothing.
view::ColorScale scale_of(int scale_kind, const formats::MatrixSummary& panel, const formats::MatrixSummary& all,
                          bool is_diverging);

/// What one of the panels is called that were there before they were combined.
std::string panel_name(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result,
                       int given_panel);

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

}  // namespace scenes::heatmaps
