#include "core/multi_head.h"

#include <string>

#include <Eigen/Core>

#include "core/product.h"

namespace attention_lab::core {
namespace {

using Matrix = RowMajor<float>;
using ConstMap = Eigen::Map<const Matrix>;

Error misfit(std::string argument, const TensorView& tensor, const std::string& expected) {
  return {std::move(argument), "has shape " + shape_text(tensor.shape) + " and " + std::to_string(tensor.data.size()) +
                                   " numbers, but " + expected + " is expected."};
}

bool is_sound(const TensorView& tensor) {
  for (std::int64_t extent : tensor.shape)
    if (extent < 0) return false;
  return element_count(tensor.shape) == static_cast<std::int64_t>(tensor.data.size());
}

/// Projects and splits; `name` is "query", "key" or "value".
Result<Tensor> project(const TensorView& input, const TensorView& weights, const TensorView& bias, std::int64_t heads,
                       const std::string& name) {
  if (!is_sound(input) || (input.rank() != 2 && input.rank() != 3)) {
    return misfit(name == "query" ? "queries" : name + "s", input, "(batch, length, width) or (length, width)");
  }
  if (std::string problem = endless_shape(input.shape); !problem.empty())
    return Error{name == "query" ? "queries" : name + "s", std::move(problem)};
  TensorView joined = input;
  Tensor projected;
  if (!weights.shape.empty()) {
    Result<Tensor> result = linear(input, weights, bias);
    if (!result) {
      const bool is_bias = result.error().argument == "bias";
      return Error{"parameters." + name + (is_bias ? "_bias" : "_weights"), result.error().message};
    }
    projected = *std::move(result);
    joined = projected;
  } else if (!bias.shape.empty()) {
    return Error{"parameters." + name + "_bias", "is given without parameters." + name + "_weights."};
  }
  if (joined.rank() == 2) joined.shape.insert(joined.shape.begin(), 1);
  if (joined.shape[2] % heads != 0) {
    return Error{"heads", "is " + std::to_string(heads) + ", which does not divide the " + name +
                              " projection's width " + std::to_string(joined.shape[2]) + "."};
  }
  const std::string problem = endless_shape({joined.shape[0], heads, joined.shape[1], joined.shape[2] / heads});
  if (!problem.empty())
    return Error{"heads", "is " + std::to_string(heads) + "; the " + name + " projection then " + problem};
  return split_heads(joined, heads);
}

}  // namespace

Tensor split_heads(const TensorView& joined, std::int64_t heads) {
  const std::int64_t batch = joined.shape[0], length = joined.shape[1], width = joined.shape[2] / heads;
  Tensor split = make_tensor({batch, heads, length, width});
  for (std::int64_t b = 0; b < batch; ++b)
    for (std::int64_t i = 0; i < length; ++i)
      for (std::int64_t h = 0; h < heads; ++h) {
        const float* from = joined.data.data() + ((b * length + i) * heads + h) * width;
        std::copy(from, from + width, split.data.data() + ((b * heads + h) * length + i) * width);
      }
  return split;
}

Tensor merge_heads(const TensorView& split) {
  const std::int64_t batch = split.shape[0], heads = split.shape[1], length = split.shape[2], width = split.shape[3];
  Tensor joined = make_tensor({batch, length, heads * width});
  for (std::int64_t b = 0; b < batch; ++b)
    for (std::int64_t h = 0; h < heads; ++h)
      for (std::int64_t i = 0; i < length; ++i) {
        const float* from = split.data.data() + ((b * heads + h) * length + i) * width;
        std::copy(from, from + width, joined.data.data() + ((b * length + i) * heads + h) * width);
      }
  return joined;
}

Result<Tensor> linear(const TensorView& input, const TensorView& weights, const TensorView& bias) {
  if (!is_sound(input) || input.rank() < 1) return misfit("input", input, "at least one axis");
  if (std::string problem = endless_shape(input.shape); !problem.empty()) return Error{"input", std::move(problem)};
  const std::int64_t in = input.shape.back();
  if (!is_sound(weights) || weights.rank() != 2 || weights.shape[1] != in) {
    return misfit("weights", weights, "(out, in) with in = " + std::to_string(in));
  }
  if (std::string problem = endless_shape(weights.shape); !problem.empty()) return Error{"weights", std::move(problem)};
  const std::int64_t out = weights.shape[0];
  if (!bias.shape.empty() && (!is_sound(bias) || bias.shape != Shape{out}))
    return misfit("bias", bias, "(out) = " + shape_text({out}));
  Tensor result{input.shape, {}};
  result.shape.back() = out;
  result.data.resize(static_cast<std::size_t>(element_count(result.shape)));
  const std::int64_t rows = in > 0 ? static_cast<std::int64_t>(input.data.size()) / in
                                   : element_count({input.shape.begin(), input.shape.end() - 1});
  Eigen::Map<Matrix> product(result.data.data(), rows, out);
  set_product(ConstMap(input.data.data(), rows, in), ConstMap(weights.data.data(), out, in), product, true);
  if (!bias.shape.empty()) product.rowwise() += Eigen::Map<const Eigen::RowVectorXf>(bias.data.data(), out);
  return result;
}

Result<MultiHeadAttention> multi_head_attention(const TensorView& queries, const TensorView& keys,
                                                const TensorView& values, const MultiHeadParameters& parameters,
                                                const Mask& mask) {
  if (parameters.heads < 1)
    return Error{"heads", "is " + std::to_string(parameters.heads) + ", but at least 1 is expected."};
  Result<Tensor> q = project(queries, parameters.query_weights, parameters.query_bias, parameters.heads, "query");
  if (!q) return q.error();
  Result<Tensor> k = project(keys, parameters.key_weights, parameters.key_bias, parameters.heads, "key");
  if (!k) return k.error();
  Result<Tensor> v = project(values, parameters.value_weights, parameters.value_bias, parameters.heads, "value");
  if (!v) return v.error();

  AttentionOptions options;
  options.mask = mask;
  options.want.weights = true;
  Result<Attention> attention = attend(*q, *k, *v, options);
  if (!attention) return attention.error();
  Result<Tensor> output = merge_heads(attention->output);
  if (!parameters.output_weights.shape.empty()) {
    output = linear(*output, parameters.output_weights, parameters.output_bias);
    if (!output) return Error{"parameters.output_" + output.error().argument, output.error().message};
  } else if (!parameters.output_bias.shape.empty()) {
    return Error{"parameters.output_bias", "is given without parameters.output_weights."};
  }
  if (queries.rank() == 2) output->shape.erase(output->shape.begin());
  return MultiHeadAttention{
      *std::move(output),           std::move(attention->weights),          *std::move(q), *std::move(k), *std::move(v),
      std::move(attention->output), std::move(attention->fully_masked_rows)};
}

}  // namespace attention_lab::core
