// What of the result is shown, what it is called, and how it is coloured.
#include <algorithm>
#include <cmath>

#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/glyphs.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

/// Columns for panels that may be wrapped: 6 → 3, 8 → 4, 12 → 4, 7 → 3.
int wrapped_columns(int panels) {
  const double root = std::sqrt(panels);
  const int square = static_cast<int>(std::ceil(root));
  for (int columns = square; columns <= 2 * root + 1; ++columns)
    if (panels % columns == 0) return columns;
  return square;
}

std::vector<std::string> split_titles(const std::string& text) {
  std::vector<std::string> titles{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view kWideComma = "，";
    if (text[i] == ',')
      titles.emplace_back();
    else if (std::string_view(text).substr(i, kWideComma.size()) == kWideComma) {
      titles.emplace_back();
      i += kWideComma.size() - 1;
    } else if (text[i] != ' ' || !titles.back().empty())
      titles.back() += text[i];
  }
  return titles;
}

std::string say(view::Language language, const Text& pattern, std::initializer_list<std::string_view> values) {
  return view::filled(view::in_language(language, pattern), values);
}

/// Titles from the file, if there is one for every given panel, or one for every column, as in the book.
std::string given_title(const std::vector<std::string>& titles, const Heatmaps::Result& result, int given_panel) {
  if (std::ssize(titles) == result.given_columns) return nth(titles, given_panel % count_of(titles));
  return count_of(titles) == result.given_panels ? nth(titles, given_panel) : "";
}

std::string combined_title(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const std::string count = std::to_string(result.given_panels);
  switch (result.combined) {
    case Combination::kMean:
      return say(language, kMeanTitle, {count});
    case Combination::kMaximum:
      return say(language, kMaximumTitle, {count});
    case Combination::kDifference:
      return say(language, kMinusTitle,
                 {panel_name(language, state, result, result.minuend),
                  panel_name(language, state, result, result.subtrahend)});
    case Combination::kFileDifference:
      return say(language, kMinusTitle, {state.input.file->file_name, state.input.previous->file_name});
    default:
      return {};
  }
}

/// What panel `place` is called, whatever the reader calls it.
std::string default_title(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result,
                          int place) {
  if (result.panel_count() == 1) return combined_title(language, state, result);
  const std::string name = panel_name(language, state, result, nth(result.order, place));
  return result.combined == Combination::kFileDifference ? say(language, kDifferenceTitle, {name}) : name;
}

std::string short_title(const Heatmaps::Result& result, int place) {
  const int panel = nth(result.order, place);
  const std::string column = std::to_string(panel % result.columns);
  return result.is_grid ? std::to_string(panel / result.columns) + "·" + column : column;
}

/// "头 3：1.61 nat"
std::string ordered_title(view::Language language, const Heatmaps::State& state, const std::string& title,
                          double value) {
  const auto order = static_cast<PanelOrder>(state.input.order);
  const Text& pattern = order == PanelOrder::kEntropy    ? kOrderedByEntropy
                        : order == PanelOrder::kDiagonal ? kOrderedByDistance
                                                         : kOrderedByFirst;
  return say(language, pattern, {title, view::short_number_text(value)});
}

/// What part is shown: the first panel, and how many.
std::pair<int, int> shown_panels(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const int total = result.panel_count();
  const bool is_alone = state.alone >= 0 && state.alone < total;
  const int count = is_alone ? 1 : std::min(total, kMostPanels);
  return {std::min(is_alone ? state.alone : std::max(0, state.first), total - count), count};
}

}  // namespace

std::string panel_name(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result,
                       int given_panel) {
  const HeatmapSource* source = result.shown_source();
  if (source && state.input.file) {
    if (const std::string title = given_title(state.input.file->titles, result, given_panel); !title.empty())
      return title;
    // Matrices that were saved one by one are best known by their own names.
    if (source->kind == HeatmapSource::Kind::kStack && !result.is_given_grid &&
        std::ssize(source->arrays) == source->heads && !is_browsed(*source))
      return state.input.file->tensors[nth(source->arrays, given_panel)].name;
  }
  const std::string row = std::to_string(given_panel / result.given_columns);
  const std::string column = std::to_string(given_panel % result.given_columns);
  if (!result.is_given_grid || result.given_rows == 1) return say(language, kHead, {column});
  if (result.given_columns == 1 && source)
    return say(language, are_rows_layers(state, result) ? kLayerTitle : kSampleTitle, {row});
  return say(language, are_rows_layers(state, result) ? kLayerHead : kSample, {row, column});
}

std::vector<std::string> plain_titles(view::Language language, const Heatmaps::State& state,
                                      const Heatmaps::Result& result, int first, int count) {
  const bool has_file_titles = state.titles.empty() && state.input.preset == Heatmaps::kFile && state.input.file &&
                               result.combined == Combination::kEach;
  const std::vector<std::string> typed = state.titles.empty() ? std::vector<std::string>() : split_titles(state.titles);
  const std::vector<std::string>& given = has_file_titles ? state.input.file->titles : typed;
  std::vector<std::string> titles;
  for (int i = first; i < first + count; ++i) {
    if (given.empty())
      titles.push_back(default_title(language, state, result, i));
    else if (std::ssize(given) == result.columns)
      titles.push_back(nth(given, i % count_of(given)));  // as in the book
    else
      titles.push_back(i < count_of(given) ? nth(given, i) : "");
  }
  return titles;
}

NumbersKind kind_of(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  if (result.combined == Combination::kDifference || result.combined == Combination::kFileDifference)
    return NumbersKind::kDifference;
  if (result.is_output) return NumbersKind::kOutput;
  if (!source && state.input.preset != Heatmaps::kOwn) return NumbersKind::kWeights;
  if (source && source->kind == HeatmapSource::Kind::kRawAttention)
    return state.input.raw.part == Heatmaps::kScores ? NumbersKind::kScores : NumbersKind::kWeights;
  if (source && source->content != HeatmapSource::Content::kAttention) return NumbersKind::kOther;
  constexpr float kRounding = 1e-3f;
  const bool are_in_range = result.all.minimum >= 0 && result.all.maximum <= 1 + kRounding;
  return result.all.do_rows_sum_to_one ? NumbersKind::kWeights
         : are_in_range                ? NumbersKind::kUnknown
                                       : NumbersKind::kScores;
}

const view::Text& name_of(NumbersKind kind) {
  switch (kind) {
    case NumbersKind::kWeights:
      return kWeightsPicture;
    case NumbersKind::kScores:
      return kScoresPicture;
    case NumbersKind::kOutput:
      return kOutputPicture;
    case NumbersKind::kDifference:
      return kDifferencePicture;
    default:
      return kNumbersPicture;
  }
}

bool is_diverging(const Heatmaps::Result& result) {
  const bool is_difference =
      result.combined == Combination::kDifference || result.combined == Combination::kFileDifference;
  return is_difference || (result.all.minimum < 0 && result.all.maximum > 0);
}

int map_of(const Heatmaps::State& state, const Heatmaps::Result& result) {
  return is_diverging(result) ? view::kDivergingMap : state.map;
}

view::ColorScale scale_of(int scale_kind, const formats::MatrixSummary& panel, const formats::MatrixSummary& all,
                          bool is_diverging) {
  if (scale_kind == Heatmaps::kUnitScale) return {is_diverging ? -1.0f : 0.0f, 1};
  const formats::MatrixSummary& range = scale_kind == Heatmaps::kSharedScale ? all : panel;
  if (is_diverging) return view::symmetric_scale(range.minimum, range.maximum);
  if (range.maximum > range.minimum) return {range.minimum, range.maximum};
  const float only = range.minimum;
  return only < 0 ? view::ColorScale{only, 0} : view::ColorScale{0, std::max(1.0f, only)};
}

int panel_of_bar(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const auto [first, count] = shown_panels(state, result);
  return first + count - 1;
}

SourceLabels axis_names(const Heatmaps::State& state, const Heatmaps::Result& result) {
  SourceLabels names = result.labels;
  const auto adopt = [](SharedNames& side, const std::string& tokens, std::int64_t needed) {
    if (!tokens.empty()) side = std::make_shared<const std::vector<std::string>>(split_tokens(tokens));
    if (std::ssize(*side) != needed) side = SourceLabels().rows;
  };
  adopt(names.rows, state.query_tokens, result.queries);
  adopt(names.columns, state.key_tokens, result.keys);
  return names;
}

Shown shown_part(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result) {
  Shown shown;
  const auto [first, count] = shown_panels(state, result);
  shown.first = first;
  const bool is_whole_grid = result.is_grid && count == result.panel_count();
  view::HeatmapGrid& grid = shown.grid;
  grid.grid_columns = is_whole_grid ? static_cast<int>(result.columns) : wrapped_columns(count);
  grid.grid_rows = (count + grid.grid_columns - 1) / grid.grid_columns;
  shown.may_wrap = !is_whole_grid;
  std::vector<std::string> titles = plain_titles(language, state, result, first, count);
  for (int i = first; i < first + count && i < count_of(result.order_value); ++i)
    if (std::string& title = nth(titles, i - first); !title.empty())
      title = ordered_title(language, state, title, nth(result.order_value, i));
  for (int i = first; i < first + count; ++i) {
    grid.panels.push_back(
        {result.matrix(i), scale_of(state.scale, nth(result.panels, i), result.all, is_diverging(result))});
    grid.titles.push_back(view::legible_name(nth(titles, i - first)));
    if (state.titles.empty() && result.panel_count() > 1) grid.short_titles.push_back(short_title(result, i));
  }
  const Axes axes = axes_of(result);
  grid.x_label = state.x_label.empty() ? view::in_language(language, axes.columns) : state.x_label;
  grid.y_label = state.y_label.empty() ? view::in_language(language, axes.rows) : state.y_label;
  grid.map = map_of(state, result);
  grid.is_maximum = state.reduction == 1;
  SourceLabels names = axis_names(state, result);
  grid.row_names = std::move(names.rows);
  grid.column_names = std::move(names.columns);
  return shown;
}

Axes axes_of(HeatmapSource::Content content) {
  using Content = HeatmapSource::Content;
  if (content == Content::kVectors) return {kPositions, kDimensions, kWidthExtent, kWidthExtent, kReadoutVector};
  if (content == Content::kParameters) return {kRows, kColumns, kPlainExtent, kPlainExtent, kReadoutParameter};
  return {kQueries, kKeys, kMatrixExtent, kCaptionExtent, kReadout};
}

Axes axes_of(const Heatmaps::Result& result) {
  if (result.is_output) return {kQueries, kValueAxis, kOutputExtent, kOutputExtent, kReadoutOutput};
  const HeatmapSource* source = result.shown_source();
  return axes_of(source ? source->content : HeatmapSource::Content::kAttention);
}

std::vector<std::string> split_tokens(const std::string& text) {
  std::vector<std::string> tokens;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    if (end > start) tokens.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return tokens;
}

bool are_rows_layers(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  return source && source->layers > 1 && !(source->are_rows_ambiguous && state.are_rows_samples);
}

}  // namespace scenes::heatmaps
