// What the heatmaps give away: the matrices, and programs that make them again.
#include "scenes/heatmaps_parts.h"
#include "scenes/heatmaps_words.h"

namespace scenes {

using namespace heatmaps_words;

namespace {

/// The program loads what was saved as .npy: random numbers of ours cannot be made by PyTorch.
constexpr char kProgram[] = R"py(# Save the matrices as attention.npy (.npy under "Take it away"), then run this beside it.
# In d2l: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries', cmap='Reds')
import numpy as np
import torch

weights = torch.from_numpy(np.load('attention.npy'))
for index, matrix in enumerate(weights.reshape(-1, *weights.shape[-2:])):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kEyeProgram[] = R"py(# The first picture of section 10.1: d2l.show_heatmaps(weights, xlabel='Keys', ylabel='Queries')
import torch

weights = torch.eye(10).reshape((1, 1, 10, 10))
print('# attention')
for row in weights[0, 0].tolist():
    print(' '.join(f'{value:.4f}' for value in row))
)py";
constexpr char kBookProgram[] = R"py(# Section 10.5: d2l.MultiHeadAttention with 5 heads on X = ones(2, 4, 100), Y = ones(2, 6, 100), valid_lens [3, 2].
# All keys are alike, so the weights do not depend on the projections: d2l.masked_softmax of equal scores gives them.
import torch

valid_lens = torch.tensor([3, 2])
scores = torch.zeros(2, 5, 4, 6)
masked = torch.arange(6) >= valid_lens[:, None, None, None]
weights = torch.softmax(scores.masked_fill(masked, float('-inf')), dim=-1)
for index, matrix in enumerate(weights.reshape(-1, 4, 6)):
    print(f'# {index}')
    for row in matrix.tolist():
        print(' '.join(f'{value:.4f}' for value in row))
)py";

/// "multihead_attention.npy：6 幅，每幅 12 个查询 × 12 个键。颜色：Reds，一个色标，从 0.012 到 0.35。"
std::string caption(view::Language language, const Heatmaps::State& state, const Heatmaps::Result& result) {
  const auto tr = [&](const Text& text, std::initializer_list<std::string_view> values) { return view::filled(view::in_language(language, text), values); };
  const Text& example = state.input.preset == Heatmaps::kRandomSoftmax ? kOptionSoftmax : state.input.preset == Heatmaps::kSixHeads ? kOptionHeads
                        : state.input.preset == Heatmaps::kBookHeads   ? kOptionBook : kOptionEye;
  const bool is_file = result.shown_source() != nullptr;
  std::string what = is_file ? state.input.file->file_name : view::in_language(language, example);
  const HeatmapSource* source = result.shown_source();
  if (source && result.sources.size() > 1 && !source->name.empty()) what += " (" + source->name + ")";
  const bool is_alone = state.alone >= 0 && static_cast<std::size_t>(state.alone) < result.panel_count();
  const formats::MatrixSummary& range = is_alone && state.scale == Heatmaps::kBookScale ? result.panels[static_cast<std::size_t>(state.alone)] : result.all;
  const std::string each = tr(axes_of(result).extent_in_caption, {std::to_string(result.queries), std::to_string(result.keys)});
  std::string text = tr(is_alone || result.panel_count() == 1 ? kCaptionOne : kCaptionPanels,
                        {what, std::to_string(result.panel_count()), each});
  if (source && is_browsed(*source) && source->layers > 1) text += " " + tr(kLayerSays, {std::to_string(result.layer + 1), std::to_string(source->layers)});
  text += " ";
  const std::string low = view::short_number_text(range.minimum), high = view::short_number_text(range.maximum);
  const std::string_view map = view::kColorMapIds[static_cast<std::size_t>(state.map)];
  if (state.scale == Heatmaps::kUnitScale) text += tr(kCaptionUnit, {map, low, high});
  else if (state.scale == Heatmaps::kBookScale && !is_alone && result.panel_count() > 1) text += tr(kCaptionOwn, {map, low, high});
  else text += tr(kCaptionShared, {map, low, high});
  return text;
}

}  // namespace

TakeAway Heatmaps::take_away(const State& state, const Result& result) {
  TakeAway taken;
  // Tokens name the last two axes of every matrix that has as many queries and keys.
  const auto fitting = [](const std::vector<std::string>& names, std::int64_t length) {
    return static_cast<std::int64_t>(names.size()) == length ? names : std::vector<std::string>();
  };
  for (const Taken& each : result.taken) {
    TakenMatrix matrix{each.name, each.tensor, {}, {}};
    if (result.shown_source()) {
      const SourceLabels labels = labels_of(*state.input.file, *result.shown_source());
      matrix.row_names = fitting(labels.rows, result.queries);
      matrix.column_names = fitting(labels.columns, result.keys);
    }
    taken.matrices.push_back(std::move(matrix));
  }
  taken.caption_zh = caption(view::Language::kChinese, state, result);
  taken.caption_en = caption(view::Language::kEnglish, state, result);
  taken.pytorch = state.input.preset == Heatmaps::kEye ? kEyeProgram : state.input.preset == Heatmaps::kBookHeads ? kBookProgram : kProgram;
  return taken;
}

}  // namespace scenes
