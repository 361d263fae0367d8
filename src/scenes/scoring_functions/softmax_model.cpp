#include "scenes/scoring_functions/softmax_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "index.h"

namespace scenes::scoring_functions {

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// Ones on the diagonal, once for each of the samples: as keys they make the queries themselves the scores.
core::Tensor identity(int samples) {
  core::Tensor keys = core::make_tensor({samples, kKeys, kKeys});
  for (int i = 0; i < samples * kKeys; ++i) nth(keys.data, i * kKeys + i % kKeys) = 1;
  return keys;
}

/// The core's softmax of these scores with everything that leads to it.
MaskedSoftmax softmax_of(const core::Tensor& scores, const std::optional<core::IntegerTensor>& lengths) {
  core::AttentionOptions options{.scoring = core::Scoring::kDotProduct};
  options.mask.valid_lengths = lengths;
  options.want = {
      .output = false, .weights = true, .masked = true, .row_maxima = true, .exponentials = true, .row_sums = true};
  const core::Tensor keys = identity(kSamples);
  core::Attention found = *core::attend({{kSamples, kQueries, kKeys}, scores.data}, keys, keys, options);
  MaskedSoftmax result{std::move(found.masked), std::move(found.row_maxima), std::move(found.exponentials),
                       std::move(found.row_sums), std::move(found.weights)};
  for (core::Tensor* tensor : {&result.masked, &result.exponentials, &result.weights}) tensor->shape = {kRows, kKeys};
  for (core::Tensor* tensor : {&result.row_maxima, &result.row_sums}) tensor->shape = {kRows};
  return result;
}

/// torch.softmax(scores.masked_fill(~mask, -inf), -1): where nothing is visible, the row's maximum is −∞, too.
MaskedSoftmax as_in_pytorch(MaskedSoftmax ours) {
  for (int row = 0; row < kRows; ++row) {
    if (nth(ours.row_sums.data, row) != 0) continue;
    nth(ours.row_sums.data, row) = kNaN;
    for (core::Tensor* tensor : {&ours.exponentials, &ours.weights})
      std::fill_n(tensor->data.begin() + row * kKeys, kKeys, kNaN);
  }
  return ours;
}

}  // namespace

SoftmaxInput softmax_preset(int preset) {
  SoftmaxInput input;
  input.is_per_query = preset != kPerSample;
  if (preset == kLengthZero) input.query_lengths = {0, 3, 2, 4};
  if (preset == kBelowSentinel) {
    input.query_lengths = {2, 3, 2, 4};
    input.scores[0] = input.scores[1] = -2e6;
  }
  return input;
}

double MaskedSoftmax::row_total(int row) const {
  double sum = 0;
  for (int key = 0; key < kKeys; ++key) sum += nth(weights.data, row * kKeys + key);
  return sum;
}

bool SoftmaxResult::differs(int version, int row, int key) const {
  constexpr float kRounding = 1e-6f;
  const auto weight = [&](int of) { return nth(nth(versions, of).weights.data, row * kKeys + key); };
  return !(std::abs(weight(version) - weight(kOurs)) <= kRounding);
}

SoftmaxResult compute_softmax(const SoftmaxInput& input) {
  SoftmaxResult result;
  result.scores = {{kRows, kKeys}, {input.scores.begin(), input.scores.end()}};
  core::IntegerTensor lengths{{kSamples, kQueries}, {}};
  for (int row = 0; row < kRows; ++row) {
    const double length =
        input.is_per_query ? nth(input.query_lengths, row) : nth(input.sample_lengths, row / kQueries);
    nth(result.lengths, row) = static_cast<int>(length);
    lengths.data.push_back(nth(result.lengths, row));
  }
  auto& versions = result.versions;
  versions[kOurs] = softmax_of(result.scores, lengths);
  versions[kPyTorch] = as_in_pytorch(versions[kOurs]);
  core::Tensor with_sentinel = result.scores;
  for (int i = 0; i < kScores; ++i)
    if (!result.is_visible(i / kKeys, i % kKeys)) nth(with_sentinel.data, i) = kSentinel;
  versions[kBook] = softmax_of(with_sentinel, std::nullopt);
  versions[kLate] = softmax_of(result.scores, std::nullopt);
  for (int i = 0; i < kScores; ++i)
    if (!result.is_visible(i / kKeys, i % kKeys)) nth(versions[kLate].weights.data, i) = 0;
  return result;
}

bool does_masking_padded_rows_matter(const core::Tensor& scores, int length) {
  const core::Tensor values = identity(1);
  const auto outputs = [&](bool masks_rows) {
    core::AttentionOptions options{.scoring = core::Scoring::kDotProduct};
    core::IntegerTensor lengths{{1, kRows}, std::vector<std::int32_t>(kRows, length)};
    if (masks_rows) std::fill(lengths.data.begin() + length, lengths.data.end(), 0);
    options.mask.valid_lengths = std::move(lengths);
    const core::TensorView queries{{1, kRows, kKeys}, scores.data};
    const core::Tensor first = core::attend(queries, values, values, options)->output;
    return core::attend(queries, values, first, options)->output;
  };
  const core::Tensor with = outputs(true), without = outputs(false);
  return !std::equal(with.data.begin(), with.data.begin() + length * kKeys, without.data.begin());
}

}  // namespace scenes::scoring_functions
