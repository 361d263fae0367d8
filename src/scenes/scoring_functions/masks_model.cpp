#include "scenes/scoring_functions/masks_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "index.h"
#include "scenes/scoring_functions/softmax_model.h"

namespace scenes::scoring_functions {

namespace {

/// The weights of queries of 1 and keys whose only number is their score.
core::Tensor weights_of(int queries, float (*score)(int key, int length), int length, const core::Mask& mask) {
  core::Tensor keys = core::make_tensor({kMaskKeys, 1});
  for (int key = 0; key < kMaskKeys; ++key) nth(keys.data, key) = score(key, length);
  core::AttentionOptions options{.scoring = core::Scoring::kDotProduct};
  options.mask = mask;
  options.want = {.output = false, .weights = true};
  return core::attend(core::make_tensor({queries, 1}, 1), keys, keys, options)->weights;
}

float no_score(int, int) { return 0; }
float sentinel_beyond(int key, int length) { return key < length ? 0 : kSentinel; }

/// Visible where `is_visible` says so; as in PyTorch a row without keys is NaN.
template <class IsVisible>
core::Tensor allowed(int queries, const IsVisible& is_visible) {
  core::Mask mask;
  mask.allowed = core::ByteTensor{{queries, kMaskKeys}, {}};
  for (int query = 0; query < queries; ++query)
    for (int key = 0; key < kMaskKeys; ++key) mask.allowed->data.push_back(is_visible(query, key) ? 1 : 0);
  core::Tensor weights = weights_of(queries, no_score, 0, mask);
  for (int query = 0; query < queries; ++query) {
    const auto row = weights.data.begin() + query * kMaskKeys;
    if (std::all_of(row, row + kMaskKeys, [](float weight) { return weight == 0; }))
      std::fill_n(row, kMaskKeys, std::numeric_limits<float>::quiet_NaN());
  }
  return weights;
}

/// The queries are the last of the positions: the keys before them are past ones.
core::Tensor causal_with_past(int queries) {
  const int past = kMaskKeys - queries;
  core::AttentionOptions options{.scoring = core::Scoring::kDotProduct};
  options.mask.is_causal = true;
  options.want = {.output = false, .weights = true};
  const core::Tensor zeros = core::make_tensor({queries, 1});
  if (past > 0) options.past_keys = options.past_values = core::make_tensor({past, 1});
  return core::attend(zeros, zeros, zeros, options)->weights;
}

}  // namespace

int MasksResult::seen(int panel, int query) const {
  int count = 0;
  for (int key = 0; key < kMaskKeys; ++key) {
    const float weight = nth(nth(weights, panel).data, query * kMaskKeys + key);
    if (std::isnan(weight)) return -1;
    count += weight > 0;
  }
  return count;
}

MasksResult compute_masks(const MasksInput& input) {
  MasksResult result;
  const auto is_valid = [&](int, int key) { return key < input.length; };
  result.weights[kValidLens] = weights_of(input.queries, sentinel_beyond, input.length, {});
  result.weights[kPaddingMask] = result.weights[kKeepMask] = allowed(input.queries, is_valid);
  result.weights[kMixedUp] = allowed(input.queries, [&](int query, int key) { return !is_valid(query, key); });
  result.weights[kUpperLeft] = allowed(input.queries, [](int query, int key) { return key <= query; });
  result.weights[kLowerRight] = causal_with_past(input.queries);
  return result;
}

std::string mask_code(int panel, const MasksInput& input) {
  const std::string n = std::to_string(input.queries), length = std::to_string(input.length);
  const std::string of_module =
      "nn.MultiheadAttention(8, 1, batch_first=True)(torch.zeros(1, " + n +
      ", 8), torch.zeros(1, 8, 8), torch.zeros(1, 8, 8), key_padding_mask=torch.arange(8)[None] ";
  const std::string of_function =
      "F.scaled_dot_product_attention(torch.zeros(1, " + n + ", 8), torch.zeros(1, 8, 8), torch.eye(8)[None], ";
  const std::string keep = "attn_mask=(torch.arange(8) < " + length + ").expand(" + n + ", 8))";
  switch (panel) {
    case kValidLens:
      return "d2l.masked_softmax(torch.zeros(1, " + n + ", 8), torch.tensor([" + length + "]))";
    case kPaddingMask:
      return of_module + ">= " + length + ")[1]";
    case kKeepMask:
      return of_function + keep;
    case kMixedUp:
      return of_module + "< " + length + ")[1]";
    case kUpperLeft:
      return of_function + "is_causal=True)";
    default:
      return of_function + "attn_mask=torch.ones(" + n + ", 8, dtype=torch.bool).tril(8 - " + n + "))";
  }
}

}  // namespace scenes::scoring_functions
