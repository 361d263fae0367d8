// Layer and batch normalization, and add & norm (Ba et al. 2016; Ioffe and Szegedy 2015; book, section 10.7).
#pragma once

#include "result.h"
#include "tensor.h"

namespace attention_lab::core {

/// What a normalization has learnt; empty: gain 1, bias 0.
struct NormParameters {
  Tensor gain, bias;      // (width), the last axis
  float epsilon = 1e-5f;  // > 0, added to the variance
};

/// Each row (along the last axis) to mean 0 and variance 1, then × gain + bias. (…, width) → the same shape.
Result<Tensor> layer_norm(const TensorView& input, const NormParameters& parameters = {});

/// Each column (over all axes but the last) likewise, with this batch's own statistics, as in training.
Result<Tensor> batch_norm(const TensorView& input, const NormParameters& parameters = {});

/// layer_norm(input + update): the residual connection of a transformer block. Both of the same shape.
Result<Tensor> add_norm(const TensorView& input, const TensorView& update, const NormParameters& parameters = {});

struct NormGradients {
  Tensor input;       // for add_norm: of both summands alike
  Tensor gain, bias;  // (width)
};

/// Given dL/d result. For add_norm, call layer_norm_gradients with the sum.
Result<NormGradients> layer_norm_gradients(const TensorView& input, const NormParameters& parameters,
                                           const TensorView& output_gradient);
Result<NormGradients> batch_norm_gradients(const TensorView& input, const NormParameters& parameters,
                                           const TensorView& output_gradient);

}  // namespace attention_lab::core
