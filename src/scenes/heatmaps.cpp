// How the heatmaps look, and what can be done with them.
#include "scenes/heatmaps.h"

#include <algorithm>
#include <cmath>

#include "scenes/heatmaps_parts.h"
#include "scenes/heatmaps_words.h"
#include "scenes/scene_list.h"
#include "view/heatmap.h"
#include "view/widgets.h"

namespace scenes {

using namespace heatmaps_words;

namespace {

constexpr float kLeastBar = 140;  // a lower picture has its colour bar below
constexpr float kLeastPicture = 220, kLeastNarrowPicture = 320, kTextBelow = 96, kSentenceBelow = 88;  // CSS pixels

/// Columns for panels that may be wrapped: 6 → 3, 8 → 4, 12 → 4, 7 → 3.
int wrapped_columns(std::size_t panels) {
  const double root = std::sqrt(static_cast<double>(panels));
  for (auto columns = static_cast<std::size_t>(std::ceil(root)); static_cast<double>(columns) <= 2 * root + 1; ++columns)
    if (panels % columns == 0) return static_cast<int>(columns);
  return static_cast<int>(std::ceil(root));
}

std::vector<std::string> split_titles(const std::string& text) {
  std::vector<std::string> titles{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view kWideComma = "，";
    if (text[i] == ',') titles.emplace_back();
    else if (std::string_view(text).substr(i, kWideComma.size()) == kWideComma) {
      titles.emplace_back();
      i += kWideComma.size() - 1;
    } else if (text[i] != ' ' || !titles.back().empty()) titles.back() += text[i];
  }
  return titles;
}

/// What panel `place` is called, whatever the reader calls it.
std::string default_title(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, std::size_t place) {
  if (result.panel_count() == 1) return {};
  const std::size_t panel = result.order[place];
  const HeatmapSource* source = result.shown_source();
  // Matrices that were saved one by one are best known by their own names.
  if (source && source->kind == HeatmapSource::Kind::kStack && !result.is_grid && static_cast<std::int64_t>(source->arrays.size()) == source->heads && !is_browsed(*source))
    return state.input.file->tensors[source->arrays[panel]].name;
  const std::string row = std::to_string(panel / static_cast<std::size_t>(result.columns) + 1);
  const std::string column = std::to_string(panel % static_cast<std::size_t>(result.columns) + 1);
  if (!result.is_grid || result.rows == 1) return ui.tr(kHead, {column});
  if (result.columns == 1 && source) return ui.tr(are_rows_layers(state, result) ? kLayerTitle : kSampleTitle, {row});
  return ui.tr(are_rows_layers(state, result) ? kLayerHead : kSample, {row, column});
}

std::string short_title(const Heatmaps::Result& result, std::size_t place) {
  const auto columns = static_cast<std::size_t>(result.columns);
  const std::size_t panel = result.order[place];
  const std::string column = std::to_string(panel % columns + 1);
  return result.is_grid ? std::to_string(panel / columns + 1) + "·" + column : column;
}

std::vector<std::string> panel_titles(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result, int columns) {
  std::vector<std::string> given;
  if (!state.titles.empty()) given = split_titles(state.titles);
  else if (state.input.preset == Heatmaps::kFile && state.input.file) given = state.input.file->titles;
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < result.panel_count(); ++i) {
    if (given.empty()) titles.push_back(default_title(ui, state, result, i));
    else if (given.size() == static_cast<std::size_t>(columns)) titles.push_back(given[i % given.size()]);  // as in the book
    else titles.push_back(i < given.size() ? given[i] : "");
    if (i < result.order_value.size() && !titles.back().empty())
      titles.back() = ui.tr(kOrderedTitle, {titles.back(), view::short_number_text(result.order_value[i])});
  }
  return titles;
}

view::ColorScale scale_of(int kind, const formats::MatrixSummary& panel, const formats::MatrixSummary& all) {
  if (kind == Heatmaps::kUnitScale) return {0, 1};
  if (kind == Heatmaps::kSharedScale) return {all.minimum, all.maximum};
  return {panel.minimum, panel.maximum};
}

/// What is shown of the result: at most kMostPanels panels from state.first on.
struct Shown {
  view::HeatmapGrid grid;
  std::size_t first = 0;
};

Shown shown_part(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  Shown shown;
  const std::size_t total = result.panel_count();
  const bool is_alone = state.alone >= 0 && static_cast<std::size_t>(state.alone) < total;
  const std::size_t count = is_alone ? 1 : std::min<std::size_t>(total, kMostPanels);
  shown.first = std::min(static_cast<std::size_t>(is_alone ? state.alone : state.first), total - count);
  const bool is_whole_grid = result.is_grid && count == total;
  view::HeatmapGrid& grid = shown.grid;
  grid.grid_columns = is_whole_grid ? static_cast<int>(result.columns) : wrapped_columns(count);
  grid.grid_rows = static_cast<int>((count + static_cast<std::size_t>(grid.grid_columns) - 1) / static_cast<std::size_t>(grid.grid_columns));
  const std::vector<std::string> titles = panel_titles(ui, state, result, is_whole_grid ? grid.grid_columns : static_cast<int>(result.columns));
  for (std::size_t i = shown.first; i < shown.first + count; ++i) {
    grid.panels.push_back({result.matrix(i), scale_of(state.scale, result.panels[i], result.all)});
    grid.titles.push_back(titles[i]);
    if (state.titles.empty() && result.panel_count() > 1) grid.short_titles.push_back(short_title(result, i));
  }
  const Axes axes = axes_of(result);
  grid.x_label = state.x_label.empty() ? ui.tr(axes.columns) : state.x_label;
  grid.y_label = state.y_label.empty() ? ui.tr(axes.rows) : state.y_label;
  grid.map = state.map;
  grid.is_maximum = state.reduction == 1;
  const bool is_file = state.input.preset == Heatmaps::kFile && state.input.file;
  const auto fitting = [](std::vector<std::string> names, std::int64_t length) {
    return static_cast<std::int64_t>(names.size()) == length ? names : std::vector<std::string>();
  };
  grid.row_names = fitting(state.query_tokens.empty() && is_file ? state.input.file->query_tokens : split_tokens(state.query_tokens), result.queries);
  grid.column_names = fitting(state.key_tokens.empty() && is_file ? state.input.file->key_tokens : split_tokens(state.key_tokens), result.keys);
  return shown;
}

std::string bar_caption(const view::Ui& ui, int scale, const view::HeatmapGrid& grid) {
  if (scale == Heatmaps::kUnitScale) return ui.tr(kBarUnit);
  if (grid.panels.size() == 1) return ui.tr(kBarBookOne);
  if (scale == Heatmaps::kSharedScale) return ui.tr(kBarShared, {std::to_string(grid.panels.size())});
  const std::string& title = grid.titles.back();
  return ui.tr(kBarBook, {title.empty() ? "" : ui.tr(kParenthesised, {title})});
}

std::string readout(const view::Ui& ui, const Text& pattern, const view::HeatmapGrid& grid, const view::CellAddress& cell) {
  const auto panel = static_cast<std::size_t>(cell.panel);
  const std::string title = grid.titles[panel].empty() ? "" : ui.tr(kReadoutTitle, {grid.titles[panel]});
  return ui.tr(pattern, {title, view::index_name(grid.row_names, cell.row), view::index_name(grid.column_names, cell.column),
                          view::short_number_text(grid.panels[panel].matrix.at(cell.row, cell.column), 6)});
}

std::string file_description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  const std::string extent = ui.tr(axes_of(result).extent, {std::to_string(result.queries), std::to_string(result.keys)});
  std::string text = ui.tr(result.panel_count() == 1 ? kFileSaysOne : kFileSays,
                           {state.input.file ? state.input.file->file_name : "", std::to_string(result.panel_count()), extent,
                            view::short_number_text(result.all.minimum), view::short_number_text(result.all.maximum)});
  if (!source) return text;
  if (is_browsed(*source) && source->layers > 1) text += " " + ui.tr(kLayerSays, {std::to_string(result.layer + 1), std::to_string(source->layers)});
  if (is_browsed(*source) && source->samples > 1) text += " " + ui.tr(kSampleSays, {std::to_string(result.sample + 1), std::to_string(source->samples)});
  if (source->kind == HeatmapSource::Kind::kRawAttention) text += " " + ui.tr(kComputedByCore);
  else if (result.all.do_rows_sum_to_one) text += " " + ui.tr(kRowsSumToOne);
  return text;
}

std::string description(const view::Ui& ui, const Heatmaps::State& state, const Heatmaps::Result& result) {
  std::string text;
  switch (state.input.preset) {
    case Heatmaps::kRandomSoftmax: text = ui.tr(kSoftmaxSays); break;
    case Heatmaps::kSixHeads: text = ui.tr(kHeadsSays); break;
    case Heatmaps::kBookHeads: text = ui.tr(kBookSays); break;
    case Heatmaps::kFile:
      text = file_description(ui, state, result);
      break;
    default: text = ui.tr(kEyeSays);
  }
  if (result.rows_without_key > 0) text += " " + ui.tr(kNoKeyInReach, {std::to_string(result.rows_without_key)});
  if (result.lacks_memory) text += " " + ui.tr(kLacksMemory);
  if (result.all.non_finite > 0) text += " " + ui.tr(kNonFinite, {std::to_string(result.all.non_finite)});
  return text;
}

/// Cells to read out, their panels counted among those shown.
struct ReadCells {
  view::CellAddress seen;    // under the pointer, else the cursor's
  int label_row = -1;        // the query whose label is under the pointer; −1 = none
  view::CellAddress cursor;  // a screen reader does not hear what a mouse brushes over
  bool is_reduced = false;   // several cells fall into a pixel
  double progress = 1;       // of reducing a large matrix
};

/// The picture with its colour bar.
ReadCells draw_picture(view::Ui& ui, Heatmaps::State& next, const Shown& shown, const Heatmaps::Result& result) {
  const view::HeatmapGrid& grid = shown.grid;
  const float below = kTextBelow + (grid.column_names.empty() ? 0 : kSentenceBelow);
  const float height = ui.is_wide() ? ui.height_left(below, kLeastPicture) : std::max(ui.input().height * 0.6f, kLeastNarrowPicture);
  const view::Rect room{ui.column_x(), ui.column_y(), ui.column_width(), height};
  const auto lay_out = [&](bool is_bar_beside) {
    view::Rect area = room;
    if (is_bar_beside) area.width -= view::kColorBarWidth + view::kSpace4;
    else area.height -= view::kColorBarHeight + view::kSpace3;
    return view::lay_out(ui, grid, area);
  };
  bool is_bar_vertical = room.width >= 520;
  view::HeatmapLayout layout = lay_out(is_bar_vertical);
  if (is_bar_vertical && layout.bounds.height < kLeastBar) layout = lay_out(is_bar_vertical = false);
  ui.begin_picture();

  // A link may name a cell that this matrix does not have.
  view::CellAddress cursor = next.cursor;
  cursor.panel -= cursor.panel < 0 ? 0 : static_cast<int>(shown.first);
  if (cursor.panel >= static_cast<int>(grid.panels.size()) || cursor.panel < -1) cursor = {};
  cursor.row = std::min(cursor.row, static_cast<int>(result.queries) - 1);
  cursor.column = std::min(cursor.column, static_cast<int>(result.keys) - 1);
  next.viewpoint.zoom = std::min(next.viewpoint.zoom, std::max(1.0, static_cast<double>(std::min(result.queries, result.keys))));

  if (grid.panels.size() > 1) {  // lets the keyboard and a screen reader choose a panel by its title
    if (const view::Action* action = ui.action_for("heatmaps/panel"); action && action->kind == view::ActionKind::kActivate) {
      double wanted = 0;
      if (view::parse_number(action->value, wanted) && wanted >= 0 && wanted < static_cast<double>(grid.panels.size()))
        cursor = {static_cast<int>(wanted), cursor.row, cursor.column};
    }
    view::Node node{.id = "heatmaps/panel", .role = view::Role::kList, .name = ui.tr(kPanelLabel), .options = grid.titles, .selected = std::max(0, cursor.panel)};
    for (std::size_t i = 0; i < node.options.size(); ++i)
      if (node.options[i].empty()) node.options[i] = std::to_string(i + 1);
    const view::Interaction focus = ui.interact("heatmaps/panel", {});
    const view::Rect& panel = layout.panels[static_cast<std::size_t>(node.selected)];
    ui.focus_ring(panel, focus);
    node.rect = {panel.x, panel.y - layout.title_height, panel.width, layout.title_height};  // the picture itself is the grid's
    ui.record(std::move(node));
  }
  const view::HeatmapEvents events = view::heatmap_grid(ui, {"heatmaps/picture", ui.tr(kPictureName), ui.tr(kPictureHelp)}, layout, grid, next.viewpoint, cursor);
  next.cursor = cursor;
  if (next.cursor.panel >= 0) next.cursor.panel += static_cast<int>(shown.first);

  const view::ColorScale scale = grid.panels.back().scale;
  if (is_bar_vertical) {
    constexpr float kShrink = 0.6f;  // as in the book
    const float bar_height = layout.bounds.height * kShrink;
    view::color_bar(ui, {layout.whole.x + layout.whole.width + view::kSpace4, layout.bounds.y + (layout.bounds.height - bar_height) / 2, view::kColorBarWidth, bar_height}, grid.map, scale, true);
  } else {
    view::color_bar(ui, {layout.bounds.x, layout.whole.y + layout.whole.height + view::kSpace3, layout.bounds.width, view::kColorBarHeight}, grid.map, scale, false);
  }
  const float used = layout.whole.height + (is_bar_vertical ? 0 : view::kColorBarHeight + view::kSpace3);
  const float used_width = layout.whole.width + (is_bar_vertical ? view::kSpace4 + view::kColorBarWidth : 0);
  ui.end_picture({layout.whole.x, layout.whole.y, used_width, used});
  ui.take(used, view::kSpace3);
  return {events.hovered.panel >= 0 ? events.hovered : cursor, events.hovered_row, cursor, events.is_reduced, events.progress};
}

/// The sentence of the keys, each word on the colour of its weight for the query under the cursor.
void draw_sentence(view::Ui& ui, const view::HeatmapGrid& grid, const view::CellAddress& at) {
  if (grid.column_names.empty()) return;
  const auto panel = static_cast<std::size_t>(std::max(0, at.panel));
  const int query = std::max(0, at.row);
  const view::HeatmapPanel& shown = grid.panels[panel];
  view::paragraph(ui, "heatmaps/sentence/title", ui.tr(kTextView, {view::index_name(grid.row_names, query)}), {.size = view::kCaption, .color = ui.theme().muted});
  constexpr float kChip = 26;
  float x = ui.column_x();
  view::Rect line = ui.take(kChip, view::kSpace1);
  std::string spoken;
  for (std::size_t key = 0; key < grid.column_names.size(); ++key) {
    const float weight = shown.matrix.at(query, static_cast<std::int64_t>(key));
    const float width = std::min(line.width, std::ceil(ui.text_width(grid.column_names[key])) + view::kSpace2);
    if (x > line.x && x + width > line.x + line.width) {
      line = ui.take(kChip, view::kSpace1);
      x = line.x;
    }
    const float range = shown.scale.maximum - shown.scale.minimum;
    const view::Color ground = view::color_at(grid.map, range > 0 ? (weight - shown.scale.minimum) / range : 0);
    const view::Rect chip{x, line.y, width, kChip};
    ui.fill(chip, ground, view::kRadius / 2);
    ui.text(chip, grid.column_names[key], {.color = view::text_on(ground), .align = view::Align::kCenter});
    spoken += grid.column_names[key] + " " + view::short_number_text(weight) + "; ";
    x += width + 2;
  }
  ui.record({.id = "heatmaps/sentence", .role = view::Role::kText, .name = spoken, .rect = {line.x, line.y, line.width, kChip}});
  ui.gap(view::kSpace2);
}

}  // namespace

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

void Heatmaps::draw(view::Ui& ui, State& next, const Result& result) {
  const Shown shown = shown_part(ui, next, result);
  const ReadCells cells = draw_picture(ui, next, shown, result);
  if (cells.progress < 1) view::paragraph(ui, "heatmaps/progress", ui.tr(kReducing, {std::to_string(static_cast<int>(cells.progress * 100))}), {.size = view::kCaption, .color = ui.theme().accent});
  view::paragraph(ui, "heatmaps/bar", bar_caption(ui, next.scale, shown.grid), {.size = view::kCaption, .color = ui.theme().muted});
  const auto sentence = [&](const view::CellAddress& at) { return at.panel >= 0 ? readout(ui, axes_of(result).readout, shown.grid, at) : description(ui, next, result); };
  view::narration(ui, "heatmaps/says", sentence(cells.seen), sentence(cells.cursor));
  draw_sentence(ui, shown.grid, cells.label_row >= 0 ? view::CellAddress{cells.seen.panel, cells.label_row, 0} : cells.seen);
  ui.to_side_column();
  draw_controls(ui, next, result, shown.grid, cells.is_reduced);
}

std::unique_ptr<Scene> make_heatmaps() { return std::make_unique<SceneOf<Heatmaps>>(); }

}  // namespace scenes
