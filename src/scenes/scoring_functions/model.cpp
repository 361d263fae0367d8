#include "scenes/scoring_functions/model.h"

#include <algorithm>
#include <cmath>

#include "index.h"

namespace scenes::scoring_functions {

namespace {

/// Do the rows of these weights sum to 1, or to 0 where nothing is seen?
bool are_weights(const core::Tensor& weights) {
  constexpr double kRounding = 1e-4;
  const auto keys = weights.shape.back();
  for (auto row = weights.data.begin(); row != weights.data.end(); row += keys) {
    double sum = 0;
    for (auto weight = row; weight != row + keys; ++weight) sum += *weight;
    if (!(std::abs(sum - 1) < kRounding || sum == 0)) return false;
  }
  return true;
}

bool is_finite(const Measured& measured) {
  return std::isfinite(measured.variance) && std::isfinite(measured.entropy) && std::isfinite(measured.jacobian);
}

}  // namespace

core::Steps compute(const Input& input, const Result* last, Result& result) {
  if (last) result = *last;
  result.part = input.part;
  switch (input.part) {
    case kSoftmaxPart:
      result.softmax = compute_softmax(input.softmax);
      break;
    case kScoresPart: {
      core::Steps steps = compute_scores(input.scores, last ? &last->scores : nullptr, result.scores);
      while (steps.advance()) co_yield steps.share();
      break;
    }
    case kScalePart: {
      core::Steps steps = compute_scale(input.scale, last ? &last->scale : nullptr, result.scale);
      while (steps.advance()) co_yield steps.share();
      break;
    }
    default:
      result.masks = compute_masks(input.masks);
  }
}

bool is_sound(const Result& result) {
  switch (result.part) {
    case kSoftmaxPart:
      return are_weights(result.softmax.versions[kOurs].weights);
    case kScoresPart:
      return are_weights(result.scores.additive.weights) && are_weights(result.scores.dot_product.weights);
    case kScalePart:
      return is_finite(result.scale.now.unscaled) && is_finite(result.scale.now.scaled);
    default:
      return are_weights(result.masks.weights[kLowerRight]) && are_weights(result.masks.weights[kValidLens]);
  }
}

}  // namespace scenes::scoring_functions
