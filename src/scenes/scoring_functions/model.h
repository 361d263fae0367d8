// What the scene computes: of its parts the one that is shown. Each part has a model of its own.
#pragma once

#include "core/steps.h"
#include "scenes/scoring_functions/masks_model.h"
#include "scenes/scoring_functions/scale_model.h"
#include "scenes/scoring_functions/scores_model.h"
#include "scenes/scoring_functions/softmax_model.h"

namespace scenes::scoring_functions {

enum Part { kSoftmaxPart, kScoresPart, kScalePart, kMasksPart, kParts };
inline constexpr const char* kPartIds[kParts] = {"softmax", "scores", "scale", "masks"};

struct Input {
  int part = kSoftmaxPart;
  SoftmaxInput softmax;
  ScoresInput scores;
  ScaleInput scale;
  MasksInput masks;
  bool operator==(const Input&) const = default;
};

/// Of the other parts it has what was computed last.
struct Result {
  int part = kSoftmaxPart;
  SoftmaxResult softmax;
  ScoresResult scores;
  ScaleResult scale;
  MasksResult masks;
};

core::Steps compute(const Input& input, const Result* last, Result& result);
/// Of the part that is shown: are the numbers of ours finite, and do its rows sum to 1 or see no key?
bool is_sound(const Result& result);

}  // namespace scenes::scoring_functions
