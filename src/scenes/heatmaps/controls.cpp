// The heatmaps' side column: examples, the reader's file, colours, combinations, labels.
#include <algorithm>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/code.h"
#include "view/whole_slider.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

std::string token_problem(const view::Ui& ui, const std::string& tokens, std::int64_t needed) {
  const std::int64_t count = std::ssize(split_tokens(tokens));
  return count == 0 || count == needed ? "" : ui.tr(kTokenCount, {std::to_string(count), std::to_string(needed)});
}

void draw_token_fields(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  view::disclosure(ui, {"tokens", ui.tr(kTokens), ui.tr(kTokensHelp)}, next.shows_tokens);
  if (!next.shows_tokens) return;
  view::text_field(ui, {"queries", ui.tr(kQueryTokens, {std::to_string(result.queries)})}, next.query_tokens,
                   Heatmaps::kLongestTokens, token_problem(ui, next.query_tokens, result.queries));
  view::text_field(ui, {"keys", ui.tr(kKeyTokens, {std::to_string(result.keys)})}, next.key_tokens,
                   Heatmaps::kLongestTokens, token_problem(ui, next.key_tokens, result.keys));
}

struct ExportRecipe {
  const char* id;
  const char* name;  // of the library: the same in both languages
  const char* code;
};
constexpr ExportRecipe kRecipes[] = {
    {"export/torch", "nn.MultiheadAttention",
     "import numpy as np\n_, weights = attention(query, key, value, "
     "average_attn_weights=False)\nnp.save('weights.npy', weights[0].detach().cpu().numpy())\n"},
    {"export/huggingface", "Hugging Face",
     "import numpy as np, torch\noutput = model(**inputs, output_attentions=True)\nnp.save('weights.npy', "
     "torch.stack(output.attentions)[:, 0].detach().cpu().numpy())\n"},
    {"export/keras", "Keras",
     "import numpy as np\n_, weights = attention(query, value, return_attention_scores=True)\nnp.save('weights.npy', "
     "np.array(weights[0]))\n"},
    {"export/qkv", "q, k, v",
     "import numpy as np\nnp.savez('qkv.npz', **{name: x.detach().cpu().numpy() for name, x in dict(q=query, k=key, "
     "v=value).items()})\n"},
    {"export/d2l", "d2l",
     "import numpy as np\nnp.save('weights.npy', np.stack([w.detach().cpu().numpy() for w in "
     "net.attention_weights]))\n"},
};

void draw_export_recipes(view::Ui& ui, Heatmaps::State& next) {
  view::disclosure(ui, {"export", ui.tr(kExport), ui.tr(kExportHelp)}, next.shows_export);
  if (!next.shows_export) return;
  for (const ExportRecipe& recipe : kRecipes) {
    if (view::button(ui, {recipe.id, ui.tr(kCopy, {recipe.name}), recipe.code})) ui.request_copy(recipe.code);
    view::code_block(ui, std::string(recipe.id) + "/code", recipe.code);
    ui.gap(view::kSpace2);
  }
}

void draw_combination(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  std::vector<std::string> combinations{ui.tr(kEach), ui.tr(kMean), ui.tr(kMaximum), ui.tr(kDifference)};
  if (result.can_compare_files) combinations.push_back(ui.tr(kFileDifference));
  if (view::choice(ui, {"combine", ui.tr(kCombineLabel), ui.tr(kCombineHelp)}, next.input.combination, combinations)) {
    next.cursor = {};
    next.alone = -1;
  }
  if (result.combined == Combination::kFileDifference && next.input.previous)
    view::paragraph(ui, "compared",
                    ui.tr(kFileDifferenceSays, {next.input.file->file_name, next.input.previous->file_name}),
                    {.size = view::kCaption, .color = ui.theme().muted});
  if (static_cast<Combination>(next.input.combination) == Combination::kDifference) {
    const auto panel_slider = [&](std::string_view id, const Text& label, int& panel) {
      view::whole_slider(ui, {id, ui.tr(label)}, panel, 0, std::max(2, result.given_panels) - 1, 0);
    };
    panel_slider("minuend", kMinuend, next.input.minuend);
    panel_slider("subtrahend", kSubtrahend, next.input.subtrahend);
  }
  if (result.panel_count() > 1) {
    std::vector<std::string> orders;
    for (const Text* order : kOrders) orders.push_back(ui.tr(*order));
    view::choice(ui, {"order", ui.tr(kOrderLabel), ui.tr(kOrderHelp)}, next.input.order, orders);
  }
}

/// Weights that were carried over, and a file, stand there once there are some.
void draw_examples(view::Ui& ui, Heatmaps::State& next) {
  std::vector<int> presets{Heatmaps::kEye, Heatmaps::kRandomSoftmax, Heatmaps::kSixHeads, Heatmaps::kBookHeads};
  std::vector<std::string> names{ui.tr(kOptionEye), ui.tr(kOptionSoftmax), ui.tr(kOptionHeads), ui.tr(kOptionBook)};
  if (next.input.preset == Heatmaps::kOwn || next.input.carried != Heatmaps::Carried{}) {
    presets.push_back(Heatmaps::kOwn);
    names.push_back(ui.tr(kOptionOwn));
  }
  if (next.input.file) {
    presets.push_back(Heatmaps::kFile);
    names.push_back(next.input.file->file_name);
  }
  const auto found = std::ranges::find(presets, next.input.preset);
  int chosen = found == presets.end() ? -1 : static_cast<int>(found - presets.begin());
  if (!view::choice(ui, {"preset", ui.tr(kPresetLabel), ui.tr(kPresetHelp)}, chosen, names)) return;
  next.input.preset = nth(presets, chosen);
  next.look_from_the_start();
}

}  // namespace

void draw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result, const view::HeatmapGrid& grid,
                   bool is_reduced) {
  draw_examples(ui, next);
  if (view::button(ui, {"open", ui.tr(kOpenLabel), ui.tr(kOpenHelp)})) ui.request_file_dialog();
  ui.gap(view::kSpace3);
  draw_file_browser(ui, next, result);
  draw_raw_controls(ui, next, result);
  std::vector<std::string> maps(view::kColorMapIds.begin(), view::kColorMapIds.end());
  view::choice(ui, {"map", ui.tr(kMapLabel), ui.tr(kMapHelp)}, next.map, maps);
  if (is_diverging(result))
    view::paragraph(ui, "map/diverging", ui.tr(kMapIsDiverging), {.size = view::kCaption, .color = ui.theme().muted});
  if (is_reduced) {
    const std::string reductions[] = {ui.tr(kMean), ui.tr(kMaximum)};
    view::choice(ui, {"reduction", ui.tr(kReductionLabel), ui.tr(kReductionHelp)}, next.reduction, reductions);
  }
  const std::string scales[] = {ui.tr(kScaleBook), ui.tr(kScaleShared), ui.tr(kScaleUnit)};
  view::choice(ui, {"scale", ui.tr(kScaleLabel), ui.tr(kScaleHelp)}, next.scale, scales);
  if (next.input.preset == Heatmaps::kRandomSoftmax || next.input.preset == Heatmaps::kSixHeads)
    view::whole_slider(ui, {"seed", ui.tr(kSeedLabel), ui.tr(kSeedHelp)}, next.input.seed, 1, Heatmaps::kLargestSeed,
                       1);
  if (result.given_panels > 1 || result.can_compare_files) draw_combination(ui, next, result);
  if (result.panel_count() > 1) {
    const bool is_alone = next.alone >= 0;
    if (is_alone || next.cursor.panel >= 0) {
      if (view::button(ui, {"alone", ui.tr(is_alone ? kAll : kAlone), ui.tr(is_alone ? kAllHelp : kAloneHelp)}))
        next.alone = is_alone ? -1 : next.cursor.panel;
      ui.gap(view::kSpace2);
    }
  }
  if (result.panel_count() > kMostPanels && next.alone < 0)
    view::whole_slider(ui, {"first", ui.tr(kFirstPanel), ui.tr(kFirstPanelHelp)}, next.first, 0,
                       result.panel_count() - kMostPanels, 0);
  const double largest = std::max(1.0, static_cast<double>(std::min(result.queries, result.keys)) / 4);
  constexpr double kWorthZooming = 4;  // times; smaller matrices are legible as they are
  if (largest >= kWorthZooming) {
    double factor = std::min(next.viewpoint.zoom, largest);
    if (view::slider(ui, {"zoom", ui.tr(kZoomLabel), ui.tr(kZoomHelp)}, factor,
                     {.minimum = 1, .maximum = largest, .step = 0.1, .initial = 1, .decimals = 1}))
      view::zoom_at(next.viewpoint, factor / next.viewpoint.zoom, 0.5, 0.5, result.queries, result.keys);
    if (next.viewpoint.zoom > 1) {
      const int panel = std::max(0, next.cursor.panel - next.first);
      const view::HeatmapPanel& shown = nth(grid.panels, std::min(panel, count_of(grid.panels) - 1));
      view::minimap(ui, {"minimap", ui.tr(kMinimap), ui.tr(kMinimapHelp)}, shown, grid.map, grid.is_maximum,
                    next.viewpoint);
    }
  }
  view::text_field(ui, {"x", ui.tr(kXLabel)}, next.x_label, Heatmaps::kLongestLabel);
  view::text_field(ui, {"y", ui.tr(kYLabel)}, next.y_label, Heatmaps::kLongestLabel);
  if (result.panel_count() > 1)
    view::text_field(ui, {"titles", ui.tr(kTitlesLabel), ui.tr(kTitlesHelp)}, next.titles, Heatmaps::kLongestTitles);
  draw_token_fields(ui, next, result);
  draw_export_recipes(ui, next);
}

}  // namespace scenes::heatmaps
