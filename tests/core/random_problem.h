// A seeded random attention problem with any combination of what the core offers, and its naive float64 answer.
#pragma once

#include <cmath>
#include <string>

#include "core/random.h"
#include "reference.h"

namespace reference {

struct RandomProblem {
  core::Tensor queries, keys, values;
  core::AttentionOptions options;
  std::int64_t batch = 1, heads = 1, key_heads = 1, length = 1, key_length = 1, past = 0, width = 1, key_width = 1,
               value_width = 1;
  int rank = 4;

  std::int64_t total() const { return past + key_length; }
  core::Shape shape(std::int64_t h, std::int64_t n, std::int64_t d) const {
    if (rank == 2) return {n, d};
    if (rank == 3) return {batch, n, d};
    return {batch, h, n, d};
  }
};

/// One extent of a mask: that of the scores, or 1 one time in three.
inline std::int64_t or_one(core::Random& random, std::int64_t extent) { return random.below(3) == 0 ? 1 : extent; }

inline core::Shape random_mask_shape(core::Random& random, const RandomProblem& p) {
  core::Shape full = p.rank == 2   ? core::Shape{p.length}
                     : p.rank == 3 ? core::Shape{p.batch, p.length}
                                   : core::Shape{p.batch, p.heads, p.length};
  core::Shape shape(full.begin() + static_cast<std::int64_t>(random.below(full.size() + 1)), full.end());
  for (std::int64_t& extent : shape) extent = or_one(random, extent);
  shape.push_back(random.below(3) == 0
                      ? static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(p.total()) + 1))
                      : p.total());
  return shape;
}

inline void add_random_masks(core::Random& random, RandomProblem& p) {
  core::Mask& mask = p.options.mask;
  mask.is_causal = random.below(3) == 0;
  if (random.below(4) == 0)
    mask.window = 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(p.total()) + 2));
  if (random.below(3) == 0)
    mask.first_query = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(p.total()) + 2));
  if (random.below(4) == 0) {
    core::IntegerTensor lengths{random.below(2) ? core::Shape{p.batch} : core::Shape{p.batch, p.length}, {}};
    for (std::int64_t i = 0; i < core::element_count(lengths.shape); ++i)
      lengths.data.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(p.total()) + 1)));
    mask.valid_lengths = lengths;
  }
  if (random.below(4) == 0) {
    core::ByteTensor allowed{random_mask_shape(random, p), {}};
    for (std::int64_t i = 0; i < core::element_count(allowed.shape); ++i) allowed.data.push_back(random.below(3) != 0);
    mask.allowed = allowed;
  }
  if (random.below(4) == 0) {
    core::Tensor additive = core::random_normal(random, random_mask_shape(random, p));
    for (float& number : additive.data)
      if (random.below(5) == 0) number = -std::numeric_limits<float>::infinity();
    mask.additive = additive;
  }
}

/// `largest` bounds the lengths and widths.
inline RandomProblem random_problem(std::uint64_t seed, std::uint64_t largest) {
  core::Random random(seed);
  RandomProblem p;
  const auto up_to = [&](std::uint64_t bound) { return static_cast<std::int64_t>(1 + random.below(bound)); };
  p.rank = static_cast<int>(2 + random.below(3));
  if (p.rank > 2) p.batch = up_to(3);
  if (p.rank > 3) p.key_heads = up_to(2), p.heads = p.key_heads * up_to(3);
  p.length = up_to(largest);
  p.key_length = up_to(largest);
  p.width = up_to(std::min<std::uint64_t>(largest, 70));
  p.value_width = up_to(std::min<std::uint64_t>(largest, 70));
  p.options.scoring = static_cast<core::Scoring>(random.below(10));
  const bool allows_any_width =
      p.options.scoring == core::Scoring::kAdditive || p.options.scoring == core::Scoring::kBilinear;
  p.key_width = allows_any_width ? up_to(9) : p.width;
  const float spread =
      1.4f / std::sqrt(std::sqrt(static_cast<float>(p.width)));  // scores of a few units, whatever the width
  p.queries = core::random_normal(random, p.shape(p.heads, p.length, p.width), 0, spread);
  p.keys = core::random_normal(random, p.shape(p.key_heads, p.key_length, p.key_width), 0, spread);
  p.values = core::random_uniform(random, p.shape(p.key_heads, p.key_length, p.value_width), -1, 1);
  core::ScoringParameters& parameters = p.options.parameters;
  parameters.query_weights = core::random_normal(random, {8, p.width}, 0, 0.5f);
  parameters.key_weights = core::random_normal(random, {8, p.key_width}, 0, 0.5f);
  parameters.score_vector = core::random_normal(random, {8});
  parameters.matrix =
      core::random_normal(random, {p.width, p.key_width}, 0, 1 / std::sqrt(static_cast<float>(p.width)));
  parameters.width = static_cast<float>(random.uniform(0.5, 2)) * spread * std::sqrt(static_cast<float>(p.width));
  if (!core::is_kernel_without_softmax(p.options.scoring)) {
    if (random.below(3) == 0) p.options.scale = static_cast<float>(random.uniform(-1, 1));
    if (random.below(3) == 0) p.options.temperature = static_cast<float>(random.uniform(0.5, 3));
    if (random.below(3) == 0) p.options.softcap = static_cast<float>(random.uniform(0.5, 5));
  }
  if (random.below(4) == 0) {
    p.past = up_to(largest);
    p.options.past_keys = core::random_normal(random, p.shape(p.key_heads, p.past, p.key_width), 0, spread);
    p.options.past_values = core::random_uniform(random, p.shape(p.key_heads, p.past, p.value_width), -1, 1);
  }
  add_random_masks(random, p);
  return p;
}

/// The number of a mask at (batch, head, query, key), broadcast from the right; `missing` beyond its last extent.
template <class Number>
double broadcast_at(const core::Array<Number>& mask, const RandomProblem& p, std::int64_t b, std::int64_t h,
                    std::int64_t i, std::int64_t j, double missing) {
  if (j >= mask.shape.back()) return missing;
  core::Shape index = p.rank == 2 ? core::Shape{i, j} : p.rank == 3 ? core::Shape{b, i, j} : core::Shape{b, h, i, j};
  index.erase(index.begin(), index.end() - mask.rank());
  std::int64_t at = 0;
  for (std::size_t axis = 0; axis < index.size(); ++axis)
    at = at * mask.shape[axis] + (axis + 1 < index.size() && mask.shape[axis] == 1 ? 0 : index[axis]);
  return mask.data[static_cast<std::size_t>(at)];
}

inline double bias(const RandomProblem& p, std::int64_t b, std::int64_t h, std::int64_t i, std::int64_t j) {
  const core::Mask& mask = p.options.mask;
  const std::int64_t position = mask.first_query + p.past + i;
  if (mask.is_causal && j > position) return kMasked;
  if (mask.window && std::abs(position - j) >= *mask.window) return kMasked;
  if (mask.valid_lengths &&
      j >= mask.valid_lengths->data[static_cast<std::size_t>(mask.valid_lengths->rank() == 1 ? b : b * p.length + i)])
    return kMasked;
  if (mask.allowed && broadcast_at(*mask.allowed, p, b, h, i, j, 0) == 0) return kMasked;
  return mask.additive ? broadcast_at(*mask.additive, p, b, h, i, j, kMasked) : 0;
}

/// The naive answer for one head.
inline Head solve(const RandomProblem& p, std::int64_t b, std::int64_t h) {
  const std::int64_t key_head = b * p.key_heads + h / (p.heads / p.key_heads);
  const auto with_past = [&](const std::optional<core::Tensor>& past, const core::Tensor& present, std::int64_t width) {
    Rows rows = past ? rows_of(*past, key_head * p.past * width, p.past, width) : Rows{};
    for (auto& row : rows_of(present, key_head * p.key_length * width, p.key_length, width)) rows.push_back(row);
    return rows;
  };
  const bool is_scaled = p.options.scoring == core::Scoring::kScaledDotProduct;
  const double scale = p.options.scale ? *p.options.scale : is_scaled ? 1 / std::sqrt(static_cast<double>(p.width)) : 1;
  return attend(rows_of(p.queries, (b * p.heads + h) * p.length * p.width, p.length, p.width),
                with_past(p.options.past_keys, p.keys, p.key_width),
                with_past(p.options.past_values, p.values, p.value_width), p.options.scoring, p.options.parameters,
                scale / p.options.temperature, p.options.softcap.value_or(0), [&](std::size_t i, std::size_t j) {
                  return bias(p, b, h, static_cast<std::int64_t>(i), static_cast<std::int64_t>(j));
                });
}

inline std::string describe(const RandomProblem& p) {
  return std::string(core::scoring_name(p.options.scoring)) + " q" + core::shape_text(p.queries.shape) + " k" +
         core::shape_text(p.keys.shape) + " v" + core::shape_text(p.values.shape) + " past " + std::to_string(p.past) +
         (p.options.mask.is_causal ? " causal" : "") +
         (p.options.mask.first_query > 0 ? " from query " + std::to_string(p.options.mask.first_query) : "") +
         (p.options.mask.window ? " window " + std::to_string(*p.options.mask.window) : "") +
         (p.options.mask.valid_lengths ? " lengths" : "") +
         (p.options.mask.allowed ? " allowed" + core::shape_text(p.options.mask.allowed->shape) : "") +
         (p.options.mask.additive ? " additive" + core::shape_text(p.options.mask.additive->shape) : "") +
         (p.options.softcap ? " softcap" : "");
}

}  // namespace reference
