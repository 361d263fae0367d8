// The list of a file's arrays, from which one is chosen.
#include <algorithm>

#include "formats/text.h"
#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/options.h"
#include "view/widgets.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

constexpr int kRowsShown = 5;     // of the list
constexpr float kRowHeight = 46;  // two lines
constexpr int kMostListed = 256;  // names that a screen reader gets

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
  for (int i = 0; i < count_of(result.sources); ++i) {
    const HeatmapSource& source = nth(result.sources, i);
    const std::string searched =
        formats::in_lower_case(source_name(ui, source) + " " + source_description(ui, file, source) + " " +
                               core::shape_text(file.tensors[source.arrays.front()].tensor.shape));
    if (std::all_of(words.begin(), words.end(),
                    [&](const std::string& word) { return searched.find(word) != std::string::npos; }))
      found.push_back(i);
  }
  return found;
}

void choose_source(Heatmaps::State& next, const Heatmaps::Result& result, int source) {
  if (source != next.input.source) next.choose_source(source, nth(result.sources, source));
}

bool draw_source_row(view::Ui& ui, const view::Rect& row, const std::string& id, const std::string& name,
                     const std::string& description, std::size_t common, bool is_chosen) {
  const view::Theme& theme = ui.theme();
  const view::Interaction interaction = ui.interact(id, row);
  if (interaction.was_pressed) ui.request_focus("arrays/list");
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
  if (view::button_at(ui, {line.x, line.y, previous_width, line.height}, {"arrays/previous", previous},
                      view::ButtonKind::kBare, next.search_page > 0))
    --next.search_page;
  if (view::button_at(ui, {line.x + line.width - next_width, line.y, next_width, line.height},
                      {"arrays/next", following}, view::ButtonKind::kBare, next.search_page + 1 < pages))
    ++next.search_page;
}

}  // namespace

void draw_arrays(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  if (result.sources.size() < 2) return;
  view::disclosure(ui,
                   {"arrays", ui.tr(kArrays, {std::to_string(next.input.file->tensors.size())}), ui.tr(kArraysHelp)},
                   next.shows_arrays);
  if (!next.shows_arrays) return;
  const std::string old_search = next.search;
  if (count_of(result.sources) > kRowsShown)
    view::text_field(ui, {"arrays/search", ui.tr(kSearch), ui.tr(kSearchHelp)}, next.search, Heatmaps::kLongestLabel);
  if (next.search != old_search) next.search_page = 0;
  const std::vector<int> found = found_sources(ui, next, result);
  if (found.empty())
    view::paragraph(ui, "arrays/none", ui.tr(kNothingFound), {.size = view::kCaption, .color = ui.theme().warning});
  const int count = count_of(found);
  const int first = std::clamp(next.search_page, 0, std::max(0, (count - 1) / kRowsShown)) * kRowsShown;
  const int shown = std::min(kRowsShown, count - first);
  if (shown > 0) {
    view::Node node{
        .id = "arrays/list", .role = view::Role::kList, .name = ui.tr(kArrayList), .help = ui.tr(kArraysHelp)};
    for (int i = 0; i < std::min(count, kMostListed); ++i) {
      const HeatmapSource& source = nth(result.sources, nth(found, i));
      node.options.push_back(source_name(ui, source) + ", " + source_description(ui, *next.input.file, source));
      if (nth(found, i) == result.source) node.selected = i;
    }
    const view::Rect list = ui.place(kRowHeight * static_cast<float>(shown), view::kSpace1);
    ui.fill(list, ui.theme().surface, view::kRadius);
    ui.outline(list, ui.theme().line, view::kRadius);
    if (const int chosen = view::chosen_option(ui, node.id, count); chosen >= 0)
      choose_source(next, result, nth(found, chosen));
    const std::size_t common = common_beginning(result.sources);
    for (int i = 0; i < shown; ++i) {
      const int index = nth(found, first + i);
      const HeatmapSource& source = nth(result.sources, index);
      const view::Rect row{list.x + 1, list.y + kRowHeight * static_cast<float>(i) + 1, list.width - 2, kRowHeight - 2};
      if (draw_source_row(ui, row, node.id + "/" + std::to_string(index), source_name(ui, source),
                          source_description(ui, *next.input.file, source), common, index == result.source))
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

}  // namespace scenes::heatmaps
