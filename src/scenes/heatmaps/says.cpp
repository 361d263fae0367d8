// What the heatmaps' page says of what it shows: its colours, the cell or the row that is pointed at, the whole.
#include <span>

#include "core/summary.h"
#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

/// "头 3，", where the panels have titles.
std::string title_in_readout(const view::Ui& ui, const view::HeatmapGrid& grid, int panel) {
  const std::string& own = nth(grid.titles, panel);
  return own.empty() ? "" : ui.tr(kReadoutTitle, {own});
}

/// How spread a row of weights is; nothing for other numbers.
std::string row_entropy_says(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                             const view::MatrixView& matrix, int row) {
  if (kind_of(state, result) != NumbersKind::kWeights || !result.all.do_rows_sum_to_one) return "";
  const std::span<const float> weights(matrix.values + row * matrix.row_stride, to_size(matrix.columns));
  const auto summary = core::summarise_rows(core::TensorView({matrix.columns}, weights));
  if (!summary) return "";
  return ui.tr(kRowEntropy, {view::short_number_text(summary->entropy.data[0]),
                             view::short_number_text(summary->effective_keys.data[0])});
}

bool is_nothing_finite(const Heatmaps::Result& result) {
  return result.all.non_finite == result.panel_count() * result.queries * result.keys;
}

/// What kind of numbers these are: weights only where every row sums to 1.
std::string kind_says(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  if (is_nothing_finite(result)) return "";
  switch (kind_of(state, result)) {
    case NumbersKind::kWeights:
      return result.all.do_rows_sum_to_one ? ui.tr(kRowsSumToOne) : "";
    case NumbersKind::kScores:
      return ui.tr(kAreScores);
    case NumbersKind::kUnknown:
      return ui.tr(kRowsDoNotSumToOne);
    default:
      return "";
  }
}

std::string combination_says(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const std::string count = std::to_string(result.given_panels);
  switch (result.combined) {
    case Combination::kMean:
      return ui.tr(kMeanSays, {count});
    case Combination::kMaximum:
      return ui.tr(kMaximumSays, {count});
    case Combination::kDifference:
      return ui.tr(kDifferenceSays, {panel_name(ui.input().language, state, result, result.minuend),
                                     panel_name(ui.input().language, state, result, result.subtrahend)});
    case Combination::kFileDifference:
      return ui.tr(kFileDifferenceSays, {state.input.file->file_name, state.input.previous->file_name});
    default:
      return "";
  }
}

std::string file_description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  const std::string extent =
      ui.tr(axes_of(result).extent, {std::to_string(result.queries), std::to_string(result.keys)});
  const std::string name = state.input.file ? state.input.file->file_name : "",
                    panels = std::to_string(result.panel_count());
  if (is_nothing_finite(result))
    return ui.tr(kNothingFinite, {name, result.panel_count() == 1 ? ui.tr(kOneExtent, {extent})
                                                                  : ui.tr(kPanelsExtent, {panels, extent})});
  std::string text = ui.tr(
      result.panel_count() == 1 ? kFileSaysOne : kFileSays,
      {name, panels, extent, view::short_number_text(result.all.minimum), view::short_number_text(result.all.maximum)});
  if (!source) return text;
  const auto add = [&](const std::string& sentence) { add_sentence(ui.input().language, text, sentence); };
  if (is_browsed(*source) && source->layers > 1)
    add(ui.tr(kLayerSays, {std::to_string(result.layer), std::to_string(source->layers)}));
  if (is_browsed(*source) && source->samples > 1)
    add(ui.tr(kSampleSays, {std::to_string(result.sample), std::to_string(source->samples)}));
  if (source->kind == HeatmapSource::Kind::kRawAttention) add(ui.tr(kComputedByCore));
  return text;
}

}  // namespace

void add_sentence(view::Language language, std::string& text, const std::string& sentence) {
  if (!text.empty() && language != view::Language::kChinese) text += " ";
  text += sentence;
}

std::string bar_caption(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                        const view::HeatmapGrid& grid, const ReadCells& cells) {
  const int total = result.panel_count();
  const bool is_alone = grid.panels.size() == 1 && total > 1, is_signed = is_diverging(result);
  const view::ColorScale scale = grid.panels.back().scale;
  std::string text;
  const auto add = [&](const std::string& sentence) { add_sentence(ui.input().language, text, sentence); };
  if (state.scale == Heatmaps::kUnitScale)
    text = ui.tr(kBarUnit, {view::short_number_text(scale.minimum)});
  else if (state.scale == Heatmaps::kSharedScale && total > 1)
    text = ui.tr(is_alone ? kBarSharedAlone : kBarShared, {std::to_string(total)});
  else if (grid.panels.size() == 1)
    text = is_signed ? "" : ui.tr(kBarBookOne);
  else
    text = ui.tr(is_signed ? kBarBookSigned : kBarBook,
                 {grid.titles.back().empty() ? "" : ui.tr(kParenthesised, {grid.titles.back()})});
  const formats::MatrixSummary& range =
      state.scale == Heatmaps::kBookScale || total == 1 ? nth(result.panels, panel_of_bar(state, result)) : result.all;
  if (state.scale != Heatmaps::kUnitScale && !is_signed && range.minimum == range.maximum) {
    // Instead of "from the minimum to the maximum".
    if (total == 1 || state.scale != Heatmaps::kSharedScale) text.clear();
    add(ui.tr(kBarConstant, {view::short_number_text(range.minimum), view::short_number_text(scale.minimum),
                             view::short_number_text(scale.maximum)}));
  }
  if (is_signed) add(ui.tr(kBarDiverging));
  add(ui.tr(kCountsFromZero));
  if (cells.column_name_step > 1) add(ui.tr(kColumnsThinned, {std::to_string(cells.column_name_step)}));
  if (cells.row_name_step > 1) add(ui.tr(kRowsThinned, {std::to_string(cells.row_name_step)}));
  return text;
}

std::string readout(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                    const view::HeatmapGrid& grid, const view::CellAddress& cell) {
  const view::MatrixView& matrix = nth(grid.panels, cell.panel).matrix;
  return ui.tr(axes_of(result).readout,
               {title_in_readout(ui, grid, cell.panel), grid.row_names.at(cell.row), grid.column_names.at(cell.column),
                view::short_number_text(matrix.at(cell.row, cell.column), 6)}) +
         row_entropy_says(ui, state, result, matrix, cell.row);
}

std::string label_readout(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result,
                          const view::HeatmapGrid& grid, const ReadCells& cells) {
  const Axes axes = axes_of(result);
  if (cells.label_row < 0)
    return ui.tr(kLabelReadout, {"", ui.tr(axes.columns), grid.column_names.at(cells.label_column)});
  return ui.tr(kLabelReadout, {title_in_readout(ui, grid, cells.labelled_panel), ui.tr(axes.rows),
                               grid.row_names.at(cells.label_row)}) +
         row_entropy_says(ui, state, result, nth(grid.panels, cells.labelled_panel).matrix, cells.label_row);
}

std::string description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  std::string text;
  const auto add = [&](const std::string& sentence) { add_sentence(ui.input().language, text, sentence); };
  const bool is_known = state.input.preset != Heatmaps::kFile && state.input.preset != Heatmaps::kOwn;
  switch (state.input.preset) {
    case Heatmaps::kRandomSoftmax:
      text = ui.tr(kSoftmaxSays);
      break;
    case Heatmaps::kSixHeads:
      text = ui.tr(kHeadsSays);
      break;
    case Heatmaps::kBookHeads:
      text = ui.tr(kBookSays);
      break;
    case Heatmaps::kOwn:
      text = ui.tr(kOwnSays,
                   {ui.tr(axes_of(result).extent, {std::to_string(result.queries), std::to_string(result.keys)})});
      break;
    case Heatmaps::kFile:
      text = file_description(ui, state, result);
      break;
    default:
      text = ui.tr(kEyeSays);
  }
  const std::string combined = combination_says(ui, state, result), kind = is_known ? "" : kind_says(ui, state, result);
  if (!combined.empty())
    add(combined);
  else if (!kind.empty())
    add(kind);
  if (is_diverging(result)) add(ui.tr(kDivergingSays));
  if (!result.order_value.empty()) add(ui.tr(kOrderSays, {ui.tr(*kOrders[to_size(state.input.order)])}));
  if (result.rows_without_key > 0)
    add(ui.tr(has_kernel_width(result.scoring) ? kNoKeyInReach : kNoKeyIsSeen,
              {std::to_string(result.rows_without_key)}));
  if (result.lacks_memory) add(ui.tr(kLacksMemory));
  if (result.all.non_finite > 0) add(ui.tr(kNonFinite, {std::to_string(result.all.non_finite)}));
  return text;
}

}  // namespace scenes::heatmaps
