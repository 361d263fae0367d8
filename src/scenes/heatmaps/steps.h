// The stages in which the heatmaps' numbers are computed, each in pieces of a few milliseconds. Internal to the scene.
#pragma once

#include <memory>
#include <vector>

#include "scenes/heatmaps/scene.h"

namespace scenes::heatmaps {

/// Numbers that are gone through between two stops, where each costs little.
inline constexpr std::int64_t kNumbersPerStep = std::int64_t{1} << 20;

/// The core attends: fills the matrices of `source`, which is the result's own, with its weights, scores or output.
Steps attend_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input, const HeatmapSource& source);
/// The thumbnails of all its layers and heads; those of `last` if they would be the same.
Steps overview_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input, const HeatmapSource& source,
                        const Heatmaps::Result* last);
/// Which of the scoring functions the file has everything for, as ScoringChoice.
std::vector<int> possible_scorings(const HeatmapSource& source);

/// One matrix made of all panels, or the difference of two files, if that is wished.
Steps combine_in_steps(Heatmaps::Result& result, const Heatmaps::Input& input);
/// Puts the panels in the wished order: small values first, but much weight on the first key first.
Steps order_in_steps(Heatmaps::Result& result, PanelOrder order);

/// How sharp the panels are and how near the diagonal, if they are weights and not too many; after everything else.
Steps measure_in_steps(Heatmaps::Result& result);

/// The matrices of an array or a stack that are shown, and all those one can choose among.
void show_arrays(Heatmaps::Result& result, const std::shared_ptr<const formats::TensorFile>& file,
                 const HeatmapSource& source);

}  // namespace scenes::heatmaps
