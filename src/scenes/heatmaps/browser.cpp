// Finding one's way in a file: the list of its arrays, its layers and heads, and the attention of its Q, K and V.
#include <algorithm>

#include "formats/text.h"
#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/options.h"
#include "view/small_multiples.h"
#include "view/widgets.h"

namespace scenes::heatmaps {

using namespace words;

using namespace scoring_words;
using view::Text;

namespace {

constexpr int kRowsShown = 5;             // of the list of arrays
constexpr float kRowHeight = 46;          // two lines
constexpr std::size_t kMostListed = 256;  // names that a screen reader gets

/// How long the beginning is that all names share, up to a separator: "bert.encoder.layer.".
std::size_t common_beginning(const std::vector<HeatmapSource>& sources) {
  const std::string& first = sources.front().name;
  std::size_t length = first.size();
  for (const HeatmapSource& source : sources) {
    if (source.kind == HeatmapSource::Kind::kRawAttention) return 0;
    std::size_t same = 0;
    while (same < std::min(length, source.name.size()) && source.name[same] == first[same]) ++same;
    length = same;
  }
  const std::size_t separator = length == 0 ? std::string::npos : first.find_last_of("._/-", length - 1);
  return separator == std::string::npos ? 0 : separator + 1;
}

/// A name that is too long loses what it shares with all others, then its middle.
std::string fitting_name(const view::Ui& ui, const std::string& name, std::size_t common, float width) {
  if (ui.text_width(name) <= width) return name;
  const std::string own = common > 0 && common < name.size() ? "…" + name.substr(common) : name;
  const auto is_inside = [&](std::size_t at) {
    return at < own.size() && (static_cast<unsigned char>(own[at]) & 0xc0) == 0x80;
  };
  std::string shown = own;
  for (std::size_t kept = own.size(); kept > 2 && ui.text_width(shown) > width; --kept) {
    std::size_t left = kept / 2, right = own.size() - (kept - kept / 2);
    while (is_inside(left)) --left;  // whole characters
    while (is_inside(right)) ++right;
    shown = own.substr(0, left) + "…" + own.substr(right);
  }
  return shown;
}

std::string source_name(const view::Ui& ui, const HeatmapSource& source) {
  if (source.kind != HeatmapSource::Kind::kRawAttention) return source.name;
  std::string name = ui.tr(source.arrays.size() > 2 ? kRawValuesName : kRawName, {source.name});
  while (name.back() == ' ') name.pop_back();
  return name;
}

/// "12 层 × 12 头 × 40 查询 × 40 键 · float16".
std::string source_description(const view::Ui& ui, const formats::TensorFile& file, const HeatmapSource& source) {
  std::string text;
  if (source.layers > 1) text += ui.tr(kLayersExtent, {std::to_string(source.layers)});
  if (source.samples > 1) text += ui.tr(kSamplesExtent, {std::to_string(source.samples)});
  if (source.heads > 1) text += ui.tr(kHeadsExtent, {std::to_string(source.heads)});
  text += ui.tr(axes_of(source.content).extent, {std::to_string(source.queries), std::to_string(source.keys)});
  const formats::NamedTensor& array = file.tensors[source.arrays.front()];
  return text + " · " + (array.is_rounded ? ui.tr(kRoundedType, {array.dtype}) : array.dtype);
}

/// The sources that hold every word of the search in their name, shape or type.
std::vector<int> found_sources(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  std::vector<int> found;
  const std::vector<std::string> words = split_tokens(formats::in_lower_case(state.search));
  const formats::TensorFile& file = *state.input.file;
  for (std::size_t i = 0; i < result.sources.size(); ++i) {
    const HeatmapSource& source = result.sources[i];
    const std::string searched =
        formats::in_lower_case(source_name(ui, source) + " " + source_description(ui, file, source) + " " +
                               core::shape_text(file.tensors[source.arrays.front()].tensor.shape));
    if (std::all_of(words.begin(), words.end(),
                    [&](const std::string& word) { return searched.find(word) != std::string::npos; }))
      found.push_back(static_cast<int>(i));
  }
  return found;
}

void choose_source(Heatmaps::State& next, const Heatmaps::Result& result, int source) {
  if (source != next.input.source) next.choose_source(source, result.sources[static_cast<std::size_t>(source)]);
}

bool draw_source_row(view::Ui& ui, const view::Rect& row, const std::string& id, const std::string& name,
                     const std::string& description, std::size_t common, bool is_chosen) {
  const view::Theme& theme = ui.theme();
  const view::Interaction interaction = ui.interact(id, row);
  if (interaction.was_pressed) ui.request_focus("heatmaps/arrays/list");
  if (is_chosen)
    ui.fill(row, view::mixed(theme.surface, theme.accent, 0.12f), view::kRadius / 2);
  else if (interaction.is_hovered)
    ui.fill(row, view::mixed(theme.surface, theme.line, 0.5f), view::kRadius / 2);
  if (is_chosen) ui.fill({row.x, row.y + view::kSpace1, 3, row.height - 2 * view::kSpace1}, theme.accent, 1);
  const float x = row.x + view::kSpace3, width = row.width - 2 * view::kSpace3;
  const std::string shown = fitting_name(ui, name, common, width);
  ui.text({x, row.y + 3, width, 22}, shown, {.color = is_chosen ? theme.accent : theme.text});
  float left = width;
  std::string fitting = description;  // numbers of many digits: rather small than cut
  float size = view::kCaption;
  if (ui.text_width(fitting, size) > left) size = view::kSmall;
  while (ui.text_width(fitting, size) > left && fitting.find(" · ") != std::string::npos)
    fitting.resize(fitting.rfind(" · "));
  ui.text({x, row.y + 24, left, 18}, fitting, {.size = size, .color = theme.muted});
  ui.tooltip(id, interaction, row, shown == name && fitting == description ? "" : name + " · " + description);
  return interaction.was_clicked;
}

void draw_pager(view::Ui& ui, Heatmaps::State& next, int count) {
  const int pages = (count + kRowsShown - 1) / kRowsShown;
  next.search_page = std::clamp(next.search_page, 0, std::max(0, pages - 1));
  if (pages < 2) return;
  const view::Rect line = ui.place(ui.target_height());
  const std::string previous = ui.tr(kPrevious), following = ui.tr(kNext);
  const float previous_width = view::button_width(ui, previous), next_width = view::button_width(ui, following);
  const int first = next.search_page * kRowsShown;
  ui.text({line.x + previous_width, line.y, line.width - previous_width - next_width, line.height},
          ui.tr(kPageOf, {std::to_string(first + 1), std::to_string(std::min(count, first + kRowsShown)),
                          std::to_string(count)}),
          {.size = view::kCaption, .color = ui.theme().muted, .align = view::Align::kCenter});
  if (view::button_at(ui, {line.x, line.y, previous_width, line.height}, {"heatmaps/arrays/previous", previous},
                      view::ButtonKind::kBare, next.search_page > 0))
    --next.search_page;
  if (view::button_at(ui, {line.x + line.width - next_width, line.y, next_width, line.height},
                      {"heatmaps/arrays/next", following}, view::ButtonKind::kBare, next.search_page + 1 < pages))
    ++next.search_page;
}

void draw_arrays(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  if (result.sources.size() < 2) return;
  view::disclosure(
      ui, {"heatmaps/arrays", ui.tr(kArrays, {std::to_string(next.input.file->tensors.size())}), ui.tr(kArraysHelp)},
      next.shows_arrays);
  if (!next.shows_arrays) return;
  const std::string old_search = next.search;
  if (result.sources.size() > static_cast<std::size_t>(kRowsShown))
    view::text_field(ui, {"heatmaps/arrays/search", ui.tr(kSearch), ui.tr(kSearchHelp)}, next.search,
                     Heatmaps::kLongestLabel);
  if (next.search != old_search) next.search_page = 0;
  const std::vector<int> found = found_sources(ui, next, result);
  if (found.empty())
    view::paragraph(ui, "heatmaps/arrays/none", ui.tr(kNothingFound),
                    {.size = view::kCaption, .color = ui.theme().warning});
  const int count = static_cast<int>(found.size());
  const int first = std::clamp(next.search_page, 0, std::max(0, (count - 1) / kRowsShown)) * kRowsShown;
  const int shown = std::min(kRowsShown, count - first);
  if (shown > 0) {
    view::Node node{
        .id = "heatmaps/arrays/list", .role = view::Role::kList, .name = ui.tr(kArrayList), .help = ui.tr(kArraysHelp)};
    for (std::size_t i = 0; i < found.size() && i < kMostListed; ++i) {
      const HeatmapSource& source = result.sources[static_cast<std::size_t>(found[i])];
      node.options.push_back(source_name(ui, source) + ", " + source_description(ui, *next.input.file, source));
      if (static_cast<std::size_t>(found[i]) == result.source) node.selected = static_cast<int>(i);
    }
    const view::Rect list = ui.place(kRowHeight * static_cast<float>(shown), view::kSpace1);
    ui.fill(list, ui.theme().surface, view::kRadius);
    ui.outline(list, ui.theme().line, view::kRadius);
    if (const int chosen = view::chosen_option(ui, node.id, count); chosen >= 0)
      choose_source(next, result, nth(found, chosen));
    const std::size_t common = common_beginning(result.sources);
    for (int i = 0; i < shown; ++i) {
      const int index = found[static_cast<std::size_t>(first + i)];
      const HeatmapSource& source = result.sources[static_cast<std::size_t>(index)];
      const view::Rect row{list.x + 1, list.y + kRowHeight * static_cast<float>(i) + 1, list.width - 2, kRowHeight - 2};
      if (draw_source_row(ui, row, node.id + "/" + std::to_string(index), source_name(ui, source),
                          source_description(ui, *next.input.file, source), common,
                          static_cast<std::size_t>(index) == result.source))
        choose_source(next, result, index);
    }
    const view::Interaction ring = ui.interact(node.id, {});
    ui.focus_ring(list, ring);
    node.rect = list;
    ui.record(std::move(node));
  }
  draw_pager(ui, next, count);
  ui.gap(view::kSpace3);
}

/// Shows matrix `index` of the overview: its layer, and its head as the current panel.
void look_at(Heatmaps::State& next, const Heatmaps::Result& result, int index) {
  const HeatmapSource& source = *result.shown_source();
  int panel = index;
  if (is_browsed(source)) {
    if (source.layers > 1) next.input.layer = index / static_cast<int>(source.heads);
    panel = index % static_cast<int>(source.heads);
  }
  const auto place = std::find(result.order.begin(), result.order.end(), static_cast<std::size_t>(panel));
  if (place == result.order.end()) return;  // the panels are combined into one
  next.cursor = {static_cast<int>(place - result.order.begin()), std::max(0, next.cursor.row),
                 std::max(0, next.cursor.column)};
  if (next.alone >= 0) next.alone = next.cursor.panel;
  if (result.panel_count() > static_cast<std::size_t>(kMostPanels))
    next.first = std::clamp(next.cursor.panel - next.cursor.panel % 8, 0,
                            static_cast<int>(result.panel_count()) - static_cast<int>(kMostPanels));
}

/// Which matrix of the overview is the current one; −1 = none.
int current_in_overview(const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource& source = *result.shown_source();
  const int place = state.alone >= 0 ? state.alone : state.cursor.panel;
  if (place < 0 || place >= static_cast<int>(result.order.size())) return -1;
  const int panel = static_cast<int>(result.order[static_cast<std::size_t>(place)]);
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
      .matrix = [&](int i) { return result.overview_matrix(to_size(i)); },
      .name =
          [&](int i) {
            if (!has_rows) return ui.tr(kHead, {std::to_string(i)});
            return ui.tr(are_layers ? kLayerHead : kSample, {std::to_string(i / columns), std::to_string(i % columns)});
          },
      .scale = scale_of(next.scale == Heatmaps::kUnitScale ? Heatmaps::kUnitScale : Heatmaps::kSharedScale, all, all,
                        has_both_signs),
      .map = has_both_signs ? view::kDivergingMap : next.map,
      .framed_row = is_browsed(source) && has_rows ? static_cast<int>(result.layer) : -1};
  for (int row = 0; has_rows && row < rows; ++row) overview.row_names.push_back(std::to_string(row));
  if (!view::has_room_for(ui, overview)) return;
  const std::string title =
      !has_rows ? ui.tr(kOverviewMany, {std::to_string(count)})
                : ui.tr(are_layers ? kOverview : kOverviewSamples, {std::to_string(rows), std::to_string(columns)});
  view::paragraph(ui, "heatmaps/overview/title", title, {.size = view::kCaption, .color = ui.theme().muted});
  const int chosen = view::small_multiples(ui, {"heatmaps/overview", title, ui.tr(kOverviewHelp)}, overview,
                                           current_in_overview(next, result));
  if (chosen >= 0) look_at(next, result, chosen);
}

void whole_number(view::Ui& ui, const char* id, const Text& name, const Text& help, int& index, std::int64_t count) {
  double shown = index;
  if (view::slider(ui, {id, ui.tr(name), ui.tr(help)}, shown,
                   {.minimum = 0, .maximum = static_cast<double>(count - 1), .step = 1, .initial = 0, .decimals = 0}))
    index = static_cast<int>(shown);
}

void draw_layers(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const HeatmapSource& source = *result.shown_source();
  if (source.are_rows_ambiguous) {
    const std::string kinds[] = {ui.tr(kLayers), ui.tr(kSamples)};
    int kind = next.are_rows_samples ? 1 : 0;
    if (view::choice(ui, {"heatmaps/first-axis", ui.tr(kFirstAxis)}, kind, kinds)) next.are_rows_samples = kind == 1;
  }
  if (is_browsed(source)) {
    next.input.layer = result.layer;
    next.input.sample = result.sample;
    const bool are_layers = are_rows_layers(next, result);
    if (source.layers > 1)
      whole_number(ui, "heatmaps/layer", are_layers ? kLayer : kSampleLabel, are_layers ? kLayerHelp : kSampleHelp,
                   next.input.layer, source.layers);
    if (source.samples > 1)
      whole_number(ui, "heatmaps/sample", kSampleLabel, kSampleHelp, next.input.sample, source.samples);
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
  choose("heatmaps/first-row", kFirstRow, kFirstRowHelp, now.is_row, !now.is_row, now.is_column);
  choose("heatmaps/first-column", kFirstColumn, kFirstColumnHelp, now.is_column, now.is_row, !now.is_column);
}

}  // namespace

void draw_file_browser(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  if (!result.shown_source()) return;
  for (std::size_t i = 0; i < next.input.file->notes.size(); ++i) {
    const formats::Problem& note = next.input.file->notes[i];
    view::paragraph(ui, "heatmaps/note/" + std::to_string(i), note.in(ui.input().language),
                    {.size = view::kCaption, .color = ui.theme().muted});
  }
  for (std::size_t i = 0; i < result.unused.size(); ++i) {
    const formats::Problem& why = result.unused[i];
    view::paragraph(ui, "heatmaps/unused/" + std::to_string(i), why.in(ui.input().language),
                    {.size = view::kCaption, .color = ui.theme().muted});
  }
  draw_readings(ui, next);
  draw_layers(ui, next, result);
  draw_arrays(ui, next, result);
}

namespace {

void draw_layout(view::Ui& ui, Heatmaps::RawOptions& raw, const HeatmapSource& source) {
  if (!source.fits_length_first) return;
  if (!source.fits_heads_first) {
    view::paragraph(ui, "heatmaps/raw/layout", ui.tr(kOnlyLengthFirst),
                    {.size = view::kCaption, .color = ui.theme().muted});
    return;
  }
  int layout = raw.is_length_first ? 1 : 0;
  const std::string layouts[] = {ui.tr(kHeadsFirst), ui.tr(kLengthFirst)};
  if (view::choice(ui, {"heatmaps/raw/layout", ui.tr(kLayout), ui.tr(kLayoutHelp)}, layout, layouts))
    raw.is_length_first = layout == 1;
}

void draw_mask(view::Ui& ui, Heatmaps::RawOptions& raw, const Heatmaps::Result& result,
               const formats::TensorFile& file) {
  if (result.mask_uses.empty()) return;
  int chosen = 0;
  std::vector<std::string> names;
  for (const MaskUse use : result.mask_uses) {
    if (use == result.mask) chosen = static_cast<int>(names.size());
    names.push_back(ui.tr(use == MaskUse::kUnused        ? kMaskUnused
                          : use == MaskUse::kOneIsSeen   ? kMaskSeen
                          : use == MaskUse::kOneIsHidden ? kMaskHidden
                                                         : kMaskAdded));
  }
  const std::string& name = file.tensors[*result.shown_source()->mask].name;
  if (view::choice(ui, {"heatmaps/raw/mask", ui.tr(kMask, {name}), ui.tr(kMaskHelp)}, chosen, names))
    raw.mask = result.mask_uses[static_cast<std::size_t>(chosen)];
}

}  // namespace

void draw_raw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  if (!source || source->kind != HeatmapSource::Kind::kRawAttention) return;
  Heatmaps::RawOptions& raw = next.input.raw;
  const bool has_values = result.value_width > 0;
  view::heading(ui, "heatmaps/raw", ui.tr(kRawHead), 3);
  const Text& how = has_softmax(result.scoring) ? kRawHelp : kRawKernelHelp;
  view::paragraph(ui, "heatmaps/raw/help", ui.tr(how, {has_values ? ui.tr(kAndValues) : ""}),
                  {.size = view::kCaption, .color = ui.theme().muted});
  draw_layout(ui, raw, *source);
  std::vector<std::string> names;
  int chosen = 0;
  for (const int scoring : result.scorings) {
    if (scoring == result.scoring) chosen = static_cast<int>(names.size());
    names.push_back(ui.tr(kScoringNames[static_cast<std::size_t>(scoring)]));
  }
  if (view::choice(
          ui, {"heatmaps/raw/scoring", ui.tr(kScoring), ui.tr(kScoringHelp[static_cast<std::size_t>(result.scoring)])},
          chosen, names))
    raw.scoring = result.scorings[static_cast<std::size_t>(chosen)];
  if (result.scoring == kDotProduct)
    view::toggle(ui, {"heatmaps/raw/scaled", ui.tr(kScaled), ui.tr(kScaledHelp)}, raw.is_scaled);
  if (has_kernel_width(result.scoring)) {
    const double usual = usual_kernel_width(*source);
    double width = raw.width > 0 ? raw.width : usual;
    if (view::slider(
            ui, {"heatmaps/raw/width", ui.tr(kKernelWidth), ui.tr(kKernelWidthHelp)}, width,
            {.minimum = usual / 20, .maximum = usual * 4, .step = usual / 20, .initial = usual, .ticks = {usual}}))
      raw.width = width == usual ? 0 : width;
  }
  draw_mask(ui, raw, result, *next.input.file);
  view::toggle(ui, {"heatmaps/raw/causal", ui.tr(kCausal), ui.tr(kCausalHelp)}, raw.is_causal);
  if (has_softmax(result.scoring))
    view::slider(ui, {"heatmaps/raw/temperature", ui.tr(kTemperature), ui.tr(kTemperatureHelp)}, raw.temperature,
                 {.minimum = 0.1, .maximum = 5, .step = 0.05, .initial = 1, .ticks = {1}});
  if (source->keys > 1) {
    const auto keys = static_cast<double>(source->keys);
    double length = raw.valid_length > 0 ? std::min<double>(raw.valid_length, keys) : keys;
    if (view::slider(ui, {"heatmaps/raw/valid-length", ui.tr(kValidLength), ui.tr(kValidLengthHelp)}, length,
                     {.minimum = 1, .maximum = keys, .step = 1, .initial = keys, .decimals = 0}))
      raw.valid_length = length == keys ? 0 : static_cast<int>(length);
  }
  std::vector<std::string> parts{ui.tr(kWeights), ui.tr(kScores)};
  if (has_values) parts.push_back(ui.tr(kOutput));
  if (view::choice(ui, {"heatmaps/raw/part", ui.tr(kRawPart)}, raw.part, parts)) {
    next.cursor = {};
    next.viewpoint = {};
  }
  ui.gap(view::kSpace2);
}

}  // namespace scenes::heatmaps
