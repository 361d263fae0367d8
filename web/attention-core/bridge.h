// What the halves of the bridge between attention-core.mjs and the core share (bridge.cpp, bridge_training.cpp). One
// request at a time: JavaScript puts tensors and numbers into their slots, runs a function, reads the results and
// clears everything. The order of the slots is repeated in core.mjs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/attention.h"
#include "core/multi_head.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace bridge {

enum TensorSlot {
  kQueries,
  kKeys,
  kValues,
  kPastKeys,
  kPastValues,
  kAdditive,
  kQueryWeights,
  kKeyWeights,
  kScoreVector,
  kMatrix,
  kValueWeights,
  kOutputWeights,
  kQueryBias,
  kKeyBias,
  kValueBias,
  kOutputBias,
  kSaliences,
  kFixedWeights,
  kFilter,
  kOutputGradient,
  kGain,
  kTensorSlots,
  kValidLengths = 30,
  kAllowed = 31,  // not of float
  kParameterList = 40,
  kGradientList = 41,  // what is put there is added at the end
};

enum NumberSlot {
  kScale,
  kTemperature,
  kSoftcap,
  kWindow,
  kCausal,
  kWidth,
  kHeads,
  kFirstQuery,
  kEpsilon,
  kNumberSlots,
};

struct Request {
  std::array<std::optional<core::Tensor>, kTensorSlots> tensors;
  std::array<std::optional<double>, kNumberSlots> numbers;
  std::optional<core::IntegerTensor> valid_lengths;
  std::optional<core::ByteTensor> allowed;
  std::vector<core::Tensor> parameters, gradients;

  std::optional<core::AttentionOptions> options;  // of the run
  std::optional<core::AttentionRun> run;          // of attend(), with views of the tensors above

  std::array<core::Tensor, kTensorSlots> results;  // a gradient is where that lies of which it is the gradient
  std::array<double, 4> answers{};
  std::vector<std::int32_t> rows;  // fully masked ones; or a largest key for each
  std::string error;
};

extern Request request;

/// The shape that JavaScript has written to shape().
core::Shape given_shape();

core::TensorView view(TensorSlot slot);
core::Tensor take(TensorSlot slot);
core::Mask take_mask();
core::AttentionOptions take_options(int scoring);
core::MultiHeadParameters take_multi_head_parameters();
void keep_rows(const std::vector<std::int64_t>& rows);

/// "argument\nmessage"; 1 tells JavaScript to read it.
int refuse(const core::Error& error);

/// Makes `value` the first result, or tells JavaScript why there is none.
int answer_with(core::Result<core::Tensor> value);

}  // namespace bridge
