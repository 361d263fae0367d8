// How the core makes weights of a file's queries and keys.
#include <algorithm>

#include "index.h"
#include "scenes/heatmaps/parts.h"
#include "scenes/heatmaps/words.h"
#include "view/whole_slider.h"

namespace scenes::heatmaps {

using namespace words;

namespace {

void draw_layout(view::Ui& ui, Heatmaps::RawOptions& raw, const HeatmapSource& source) {
  if (!source.fits_length_first) return;
  if (!source.fits_heads_first) {
    view::paragraph(ui, "raw/layout", ui.tr(kOnlyLengthFirst), {.size = view::kCaption, .color = ui.theme().muted});
    return;
  }
  int layout = raw.is_length_first ? 1 : 0;
  const std::string layouts[] = {ui.tr(kHeadsFirst), ui.tr(kLengthFirst)};
  if (view::choice(ui, {"raw/layout", ui.tr(kLayout), ui.tr(kLayoutHelp)}, layout, layouts))
    raw.is_length_first = layout == 1;
}

void draw_mask(view::Ui& ui, Heatmaps::RawOptions& raw, const Heatmaps::Result& result,
               const formats::TensorFile& file) {
  if (result.mask_uses.empty()) return;
  int chosen = 0;
  std::vector<std::string> names;
  for (const MaskUse use : result.mask_uses) {
    if (use == result.mask) chosen = count_of(names);
    names.push_back(ui.tr(use == MaskUse::kUnused        ? kMaskUnused
                          : use == MaskUse::kOneIsSeen   ? kMaskSeen
                          : use == MaskUse::kOneIsHidden ? kMaskHidden
                                                         : kMaskAdded));
  }
  const std::string& name = file.tensors[*result.shown_source()->mask].name;
  if (view::choice(ui, {"raw/mask", ui.tr(kMask, {name}), ui.tr(kMaskHelp)}, chosen, names))
    raw.mask = nth(result.mask_uses, chosen);
}

}  // namespace

void draw_raw_controls(view::Ui& ui, Heatmaps::State& next, const Heatmaps::Result& result) {
  const HeatmapSource* source = result.shown_source();
  if (!source || source->kind != HeatmapSource::Kind::kRawAttention) return;
  Heatmaps::RawOptions& raw = next.input.raw;
  const bool has_values = result.value_width > 0;
  view::heading(ui, "raw", ui.tr(kRawHead), 3);
  const Text& how = has_softmax(result.scoring) ? kRawHelp : kRawKernelHelp;
  view::paragraph(ui, "raw/help", ui.tr(how, {has_values ? ui.tr(kAndValues) : ""}),
                  {.size = view::kCaption, .color = ui.theme().muted});
  draw_layout(ui, raw, *source);
  const double usual = usual_kernel_width(*source);
  ScoringOptions shown = raw;
  shown.scoring = result.scoring;
  if (shown.kernel_width <= 0) shown.kernel_width = usual;
  const view::NumberRange widths{
      .minimum = usual / 20, .maximum = usual * 4, .step = usual / 20, .initial = usual, .ticks = {usual}};
  bool is_changed = scoring_controls(ui, "raw/", shown, widths, result.scorings);
  draw_mask(ui, raw, result, *next.input.file);
  view::toggle(ui, {"raw/causal", ui.tr(kCausal), ui.tr(kCausalHelp)}, raw.is_causal);
  is_changed |= temperature_control(ui, "raw/", shown, 0.1, 5);
  if (is_changed) {
    static_cast<ScoringOptions&>(raw) = shown;
    if (shown.kernel_width == usual) raw.kernel_width = 0;
  }
  if (const int keys = static_cast<int>(source->keys); keys > 1) {
    int length = raw.valid_length > 0 ? std::min(raw.valid_length, keys) : keys;
    if (view::whole_slider(ui, {"raw/valid-length", ui.tr(kValidLength), ui.tr(kValidLengthHelp)}, length, 1, keys,
                           keys))
      raw.valid_length = length == keys ? 0 : length;
  }
  std::vector<std::string> parts{ui.tr(kWeights), ui.tr(kScores)};
  if (has_values) parts.push_back(ui.tr(kOutput));
  if (view::choice(ui, {"raw/part", ui.tr(kRawPart)}, raw.part, parts)) {
    next.cursor = {};
    next.viewpoint = {};
  }
  ui.gap(view::kSpace2);
}

}  // namespace scenes::heatmaps
