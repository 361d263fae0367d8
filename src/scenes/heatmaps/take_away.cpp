// What the heatmaps give away: the matrices, and a caption for the figure. The program is in program.cpp.
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

/// "multihead_attention.npy：6 幅，每幅 12 个查询 × 12 个键。颜色：Reds，一个色标，从 0.012 到 0.35。"
std::string caption(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const auto tr = [&](const Text& text, std::initializer_list<std::string_view> values) {
    return view::filled(view::in_language(language, text), values);
  };
  const Text& example = state.input.preset == Heatmaps::kRandomSoftmax ? kOptionSoftmax
                        : state.input.preset == Heatmaps::kSixHeads    ? kOptionHeads
                        : state.input.preset == Heatmaps::kBookHeads   ? kOptionBook
                        : state.input.preset == Heatmaps::kOwn         ? kOptionOwn
                                                                       : kOptionEye;
  const bool is_file = result.shown_source() != nullptr;
  std::string what = is_file ? state.input.file->file_name : view::in_language(language, example);
  const HeatmapSource* source = result.shown_source();
  if (source && result.sources.size() > 1 && !source->name.empty()) what += " (" + source->name + ")";
  const bool is_alone = state.alone >= 0 && state.alone < result.panel_count();
  const view::HeatmapGrid grid = shown_part(language, state, result).grid;
  if (result.combined != Combination::kEach && !grid.titles.front().empty() && result.panel_count() == 1)
    what += " (" + grid.titles.front() + ")";
  const formats::MatrixSummary& range =
      is_alone && state.scale == Heatmaps::kBookScale ? nth(result.panels, state.alone) : result.all;
  const std::string each =
      tr(axes_of(result).extent_in_caption, {std::to_string(result.queries), std::to_string(result.keys)});
  std::string text = tr(is_alone || result.panel_count() == 1 ? kCaptionOne : kCaptionPanels,
                        {what, std::to_string(result.panel_count()), each});
  const auto add = [&](const std::string& sentence) { add_sentence(language, text, sentence); };
  if (source && is_browsed(*source) && source->layers > 1)
    add(tr(kLayerSays, {std::to_string(result.layer), std::to_string(source->layers)}));
  const std::string low = view::short_number_text(range.minimum), high = view::short_number_text(range.maximum);
  const std::string_view map = view::color_map_name(grid.map);
  const view::ColorScale scale = grid.panels.front().scale;
  const bool is_whole_range = scale == view::ColorScale{range.minimum, range.maximum};
  if (state.scale == Heatmaps::kBookScale && !is_alone && result.panel_count() > 1 && !is_diverging(result))
    add(tr(kCaptionOwn, {map, low, high}));
  else if (is_whole_range)
    add(tr(kCaptionShared, {map, low, high}));
  else
    add(tr(kCaptionScale,
           {map, view::short_number_text(scale.minimum), view::short_number_text(scale.maximum), low, high}));
  return text;
}

}  // namespace

TakeAway Heatmaps::take_away(view::Language language, const State& state, const Result& result) {
  TakeAway taken;
  const SourceLabels names = axis_names(state, result);
  for (const Taken& each : result.taken) {
    const bool has_own_name = result.shown_source() && each.name != "attention" && !each.name.starts_with("attention_");
    taken.matrices.push_back({each.name, each.tensor, names.rows, names.columns,
                              has_own_name ? each.name : view::in_language(language, name_of(kind_of(state, result)))});
    if (!has_own_name && result.taken.size() > 1)
      taken.matrices.back().label += " " + std::to_string(taken.matrices.size() - 1);
  }
  taken.caption_zh = caption(view::Language::kChinese, state, result);
  taken.caption_en = caption(view::Language::kEnglish, state, result);
  return taken;
}

}  // namespace scenes::heatmaps
