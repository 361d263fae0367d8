// Gradients of attention, by hand: how a loss changes with everything that attend() reads.
//
// Derivation, row by row, with P the weights and s the masked scores:
//   output = P V           dV = Pᵀ dO,  dP = dO Vᵀ
//   P = softmax(s)         ds = P ∘ (dP − Σ_j dP_j P_j)
//   s = c tanh(x / c) + a  da = ds, summed over what the mask broadcasts to;  dx = ds (1 − ((s − a) / c)²)
//   x = raw · scale ÷ temperature, and then the scoring function's own derivative.
#pragma once

#include "attention.h"
#include "multi_head.h"

namespace attention_lab::core {

/// Each tensor has the shape of what it is the gradient of; empty where the options have no such thing.
struct AttentionGradients {
  Tensor queries, keys, values, past_keys, past_values;
  Tensor additive_mask;          // 0 where it masks
  ScoringParameters parameters;  // query_weights, key_weights, score_vector, matrix; width as a number
  double scale = 0, temperature = 0, softcap = 0;
};

/// output_gradient: dL/d output, of the output's shape. Boxcar and constant kernels do not change with the distance:
/// their gradients with respect to queries, keys and width are 0. A masked key gets no gradient; nor does a row whose
/// every key is masked. Computed in double precision from attend()'s own weights. Errors as attend().
Result<AttentionGradients> attend_gradients(const TensorView& queries, const TensorView& keys, const TensorView& values,
                                            const AttentionOptions& options, const TensorView& output_gradient);

/// weights: what a softmax over the last axis gave; weights_gradient of the same shape → dL/d scores.
Result<Tensor> softmax_gradient(const TensorView& weights, const TensorView& weights_gradient);

struct LinearGradients {
  Tensor input, weights, bias;
};
/// Of linear(input, weights, bias), given dL/d result.
Result<LinearGradients> linear_gradients(const TensorView& input, const TensorView& weights,
                                         const TensorView& output_gradient);

struct MultiHeadGradients {
  Tensor queries, keys, values;
  MultiHeadParameters parameters;  // heads as given; each tensor is the gradient of the one of its name
};
/// Of multi_head_attention() with the same arguments, given dL/d output.
Result<MultiHeadGradients> multi_head_gradients(const TensorView& queries, const TensorView& keys,
                                                const TensorView& values, const MultiHeadParameters& parameters,
                                                const Mask& mask, const TensorView& output_gradient);

}  // namespace attention_lab::core
