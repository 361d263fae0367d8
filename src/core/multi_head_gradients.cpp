#include "core/gradients.h"

namespace attention_lab::core {
namespace {

TensorView as_batch(TensorView tensor) {
  if (tensor.rank() == 2) tensor.shape.insert(tensor.shape.begin(), 1);
  return tensor;
}

/// dL/d (split heads) → dL/d input, and of the projection's weights and bias if it has them.
Tensor through_projection(const TensorView& input, const TensorView& weights, const TensorView& bias,
                          const TensorView& split_gradient, Tensor& d_weights, Tensor& d_bias) {
  Tensor joined = merge_heads(split_gradient);
  if (weights.shape.empty()) {
    joined.shape = input.shape;
    return joined;
  }
  Result<LinearGradients> gradients = linear_gradients(as_batch(input), weights, joined);
  d_weights = std::move(gradients->weights);
  if (!bias.shape.empty()) d_bias = std::move(gradients->bias);
  gradients->input.shape = input.shape;
  return std::move(gradients->input);
}

}  // namespace

Result<MultiHeadGradients> multi_head_gradients(const TensorView& queries, const TensorView& keys,
                                                const TensorView& values, const MultiHeadParameters& parameters,
                                                const Mask& mask, const TensorView& output_gradient) {
  const Result<MultiHeadAttention> forward = multi_head_attention(queries, keys, values, parameters, mask);
  if (!forward) return forward.error();
  if (output_gradient.shape != forward->output.shape || output_gradient.data.size() != forward->output.data.size()) {
    return Error{"output_gradient", "has shape " + shape_text(output_gradient.shape) + ", but the output's, " +
                                        shape_text(forward->output.shape) + ", is expected."};
  }
  MultiHeadGradients gradients;
  gradients.parameters.heads = parameters.heads;
  TensorView d_merged = as_batch(output_gradient);
  Tensor d_projected;
  if (!parameters.output_weights.shape.empty()) {
    Result<LinearGradients> last =
        linear_gradients(merge_heads(forward->head_outputs), parameters.output_weights, d_merged);
    gradients.parameters.output_weights = std::move(last->weights);
    if (!parameters.output_bias.shape.empty()) gradients.parameters.output_bias = std::move(last->bias);
    d_projected = std::move(last->input);
    d_merged = d_projected;
  }
  AttentionOptions options;
  options.mask = mask;
  Result<AttentionGradients> heads =
      attend_gradients(forward->projected_queries, forward->projected_keys, forward->projected_values, options,
                       split_heads(d_merged, parameters.heads));
  if (!heads) return heads.error();
  MultiHeadParameters& d = gradients.parameters;
  gradients.queries = through_projection(queries, parameters.query_weights, parameters.query_bias, heads->queries,
                                         d.query_weights, d.query_bias);
  gradients.keys =
      through_projection(keys, parameters.key_weights, parameters.key_bias, heads->keys, d.key_weights, d.key_bias);
  gradients.values = through_projection(values, parameters.value_weights, parameters.value_bias, heads->values,
                                        d.value_weights, d.value_bias);
  return gradients;
}

}  // namespace attention_lab::core
