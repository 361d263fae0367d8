#include "core/problem.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace attention_lab::core {
namespace {

using MaybeError = std::optional<Error>;

std::string number_text(double number) {
  std::string text = std::to_string(number);
  while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
    const bool was_point = text.back() == '.';
    text.pop_back();
    if (was_point) break;
  }
  return text;
}

/// The extents of a tensor promoted to (batch, heads, length, width).
struct Extents {
  std::int64_t batch = 1, heads = 1, length = 0, width = 0;
};

Extents promoted(const Shape& shape) {
  const std::size_t rank = shape.size();
  return {rank > 2 ? shape[0] : 1, rank > 3 ? shape[1] : 1, shape[rank - 2], shape[rank - 1]};
}

MaybeError check_tensor(const char* name, const TensorView& tensor, int rank) {
  const std::string has = "has shape " + shape_text(tensor.shape);
  if (tensor.rank() < 2 || tensor.rank() > 4) {
    return Error{
        name,
        has + ", but rank 2 (length, width), 3 (batch, length, width) or 4 (batch, heads, length, width) is expected."};
  }
  if (tensor.rank() != rank) {
    return Error{name, has + ", of rank " + std::to_string(tensor.rank()) + ", but the queries have rank " +
                           std::to_string(rank) + "; the ranks must be equal."};
  }
  for (std::int64_t extent : tensor.shape) {
    if (extent < 0) return Error{name, has + ", but no extent may be negative."};
  }
  if (element_count(tensor.shape) != static_cast<std::int64_t>(tensor.data.size())) {
    return Error{name, has + ", which does not fit its " + std::to_string(tensor.data.size()) + " numbers."};
  }
  if (std::string problem = endless_shape(tensor.shape); !problem.empty()) return Error{name, std::move(problem)};
  return std::nullopt;
}

MaybeError check_extents(const TensorView& queries, const TensorView& keys, const TensorView& values) {
  const Extents q = promoted(queries.shape), k = promoted(keys.shape), v = promoted(values.shape);
  const auto fit = [&](const char* name, const TensorView& tensor, const std::string& why) {
    return Error{name, "has shape " + shape_text(tensor.shape) + ", " + why};
  };
  if (k.batch != q.batch) return fit("keys", keys, "but the queries' batch is " + std::to_string(q.batch) + ".");
  if (v.batch != q.batch) return fit("values", values, "but the queries' batch is " + std::to_string(q.batch) + ".");
  if (v.heads != k.heads) return fit("values", values, "but the keys have " + std::to_string(k.heads) + " heads.");
  if (v.length != k.length) {
    return fit("values", values, "but there are " + std::to_string(k.length) + " keys; every key needs one value.");
  }
  if (k.heads == 0 ? q.heads != 0 : q.heads % k.heads != 0) {
    return fit("keys", keys,
               "but the queries' " + std::to_string(q.heads) + " heads must be a multiple of the keys' heads.");
  }
  return std::nullopt;
}

MaybeError check_past(const char* name, const TensorView& past, const TensorView& present, const char* present_name) {
  if (MaybeError error = check_tensor(name, past, present.rank())) return error;
  Shape expected = present.shape;
  expected[expected.size() - 2] = past.shape[past.shape.size() - 2];
  if (past.shape == expected) return std::nullopt;
  return Error{name, "has shape " + shape_text(past.shape) +
                         ", but all extents except the length must be those of the " + present_name + ", " +
                         shape_text(present.shape) + "."};
}

MaybeError check_parameter(const char* name, const Tensor& parameter, const Shape& expected, const char* meaning) {
  if (parameter.shape == expected && element_count(expected) == static_cast<std::int64_t>(parameter.data.size()))
    return std::nullopt;
  return Error{name, "has shape " + shape_text(parameter.shape) + " and " + std::to_string(parameter.data.size()) +
                         " numbers, but " + meaning + " = " + shape_text(expected) + " is expected."};
}

MaybeError check_scoring(const Problem& problem) {
  const ScoringParameters& given = *problem.parameters;
  const std::int64_t d = problem.width, d_k = problem.key_width;
  switch (problem.scoring) {
    case Scoring::kAdditive: {
      const std::int64_t hidden = given.score_vector.rank() == 1 ? given.score_vector.shape[0] : -1;
      if (hidden < 0) {
        return Error{"parameters.score_vector",
                     "has shape " + shape_text(given.score_vector.shape) +
                         ", but additive scoring needs one number per hidden unit: shape (h)."};
      }
      if (auto error = check_parameter("parameters.score_vector", given.score_vector, {hidden}, "(h)")) return error;
      if (auto error =
              check_parameter("parameters.query_weights", given.query_weights, {hidden, d}, "(h, query width)"))
        return error;
      return check_parameter("parameters.key_weights", given.key_weights, {hidden, d_k}, "(h, key width)");
    }
    case Scoring::kBilinear:
      return check_parameter("parameters.matrix", given.matrix, {d, d_k}, "(query width, key width)");
    default:
      break;
  }
  if (d != d_k) {
    return Error{"keys", "have width " + std::to_string(d_k) + ", but the queries have width " + std::to_string(d) +
                             "; '" + std::string(scoring_name(problem.scoring)) + "' scoring needs equal widths."};
  }
  const bool uses_width = problem.scoring == Scoring::kGaussian || is_kernel_without_softmax(problem.scoring);
  if (uses_width && !(given.width > 0 && std::isfinite(given.width))) {
    return Error{"parameters.width", "is " + number_text(given.width) + ", but a finite number > 0 is expected."};
  }
  return std::nullopt;
}

MaybeError read_numbers(const AttentionOptions& options, Problem& problem) {
  if (options.scale && !std::isfinite(*options.scale)) {
    return Error{"scale", "is " + number_text(*options.scale) + ", but a finite number is expected."};
  }
  if (!(options.temperature > 0 && std::isfinite(options.temperature))) {
    return Error{"temperature", "is " + number_text(options.temperature) + ", but a finite number > 0 is expected."};
  }
  if (options.softcap && !(*options.softcap > 0 && std::isfinite(*options.softcap))) {
    return Error{"softcap", "is " + number_text(*options.softcap) + ", but a finite number > 0 is expected."};
  }
  if (is_kernel_without_softmax(options.scoring) && (options.scale || options.temperature != 1 || options.softcap)) {
    return Error{options.scale     ? "scale"
                 : options.softcap ? "softcap"
                                   : "temperature",
                 "does not apply to '" + std::string(scoring_name(options.scoring)) +
                     "' scoring, whose weights are K(u) ÷ Σ K(u) without softmax; change parameters.width instead."};
  }
  const bool is_scaled = options.scoring == Scoring::kScaledDotProduct;
  const float default_scale =
      is_scaled && problem.width > 0 ? 1.0f / std::sqrt(static_cast<float>(problem.width)) : 1.0f;
  problem.multiplier = options.scale.value_or(default_scale) / options.temperature;
  problem.softcap = options.softcap.value_or(0);
  return std::nullopt;
}

/// past (…, past length, width) and present (…, length, width), one after the other along the length.
Tensor concatenated(const TensorView& past, const TensorView& present) {
  Tensor both{present.shape, {}};
  const std::size_t rank = present.shape.size();
  both.shape[rank - 2] += past.shape[rank - 2];
  both.data.reserve(past.data.size() + present.data.size());
  const std::int64_t past_block = past.shape[rank - 2] * past.shape[rank - 1];
  const std::int64_t present_block = present.shape[rank - 2] * present.shape[rank - 1];
  std::int64_t blocks = 1;
  for (std::size_t axis = 0; axis + 2 < rank; ++axis) blocks *= present.shape[axis];
  for (std::int64_t block = 0; block < blocks; ++block) {
    const auto append = [&](const TensorView& part, std::int64_t size) {
      const float* begin = part.data.data() + block * size;
      both.data.insert(both.data.end(), begin, begin + size);
    };
    append(past, past_block);
    append(present, present_block);
  }
  return both;
}

}  // namespace

Shape Problem::result_shape(std::int64_t last) const {
  Shape result;
  if (shape.rank > 2) result.push_back(shape.batch);
  if (shape.rank > 3) result.push_back(shape.heads);
  result.push_back(shape.queries);
  if (last >= 0) result.push_back(last);
  return result;
}

Result<Problem> pose(const TensorView& queries, const TensorView& keys, const TensorView& values,
                     const AttentionOptions& options) {
  if (auto error = check_tensor("queries", queries, queries.rank())) return *error;
  if (auto error = check_tensor("keys", keys, queries.rank())) return *error;
  if (auto error = check_tensor("values", values, queries.rank())) return *error;
  if (auto error = check_extents(queries, keys, values)) return *error;

  Problem problem;
  const Extents q = promoted(queries.shape), k = promoted(keys.shape), v = promoted(values.shape);
  problem.shape = {q.batch, q.heads, q.length, k.length, 0, queries.rank()};
  problem.key_heads = std::max<std::int64_t>(1, k.heads);
  problem.width = q.width;
  problem.key_width = k.width;
  problem.value_width = v.width;
  problem.queries = queries.data.data();
  problem.keys = keys.data.data();
  problem.values = values.data.data();
  problem.scoring = options.scoring;
  problem.parameters = &options.parameters;

  if (options.past_keys.has_value() != options.past_values.has_value()) {
    return Error{options.past_keys ? "past.values" : "past.keys",
                 "is missing: past keys and past values come together."};
  }
  if (options.past_keys) {
    if (auto error = check_past("past.keys", *options.past_keys, keys, "keys")) return *error;
    if (auto error = check_past("past.values", *options.past_values, values, "values")) return *error;
    problem.shape.past = promoted(options.past_keys->shape).length;
    if (promoted(options.past_values->shape).length != problem.shape.past) {
      return Error{"past.values", "has shape " + shape_text(options.past_values->shape) + ", but there are " +
                                      std::to_string(problem.shape.past) + " past keys; every key needs one value."};
    }
    problem.present_keys = concatenated(*options.past_keys, keys);
    problem.present_values = concatenated(*options.past_values, values);
    problem.keys = problem.present_keys.data.data();
    problem.values = problem.present_values.data.data();
    problem.shape.keys += problem.shape.past;
  }
  if (auto error = check_scoring(problem)) return *error;
  if (auto error = read_numbers(options, problem)) return *error;
  Result<ResolvedMask> mask = ResolvedMask::resolve(options.mask, problem.shape);
  if (!mask) return mask.error();
  problem.mask = *mask;
  return problem;
}

}  // namespace attention_lab::core
