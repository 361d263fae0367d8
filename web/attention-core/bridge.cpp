// The core as a handful of plain functions for attention-core.mjs. One request at a time: JavaScript puts tensors and
// numbers into their slots, runs a function, reads the results and clears everything. The order of the slots is
// repeated in attention-core.mjs.
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/attention.h"
#include "core/multi_head.h"
#include "core/pooling.h"
#include "core/position.h"
#include "core/regression.h"
#include "core/window.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {

enum TensorSlot {
  kQueries, kKeys, kValues, kPastKeys, kPastValues, kAdditive,
  kQueryWeights, kKeyWeights, kScoreVector, kMatrix,
  kValueWeights, kOutputWeights, kQueryBias, kKeyBias, kValueBias, kOutputBias,
  kSaliences, kFixedWeights, kFilter,
  kTensorSlots,
  kValidLengths = 30, kAllowed = 31,  // not of float
};

enum NumberSlot { kScale, kTemperature, kSoftcap, kWindow, kCausal, kWidth, kHeads, kFirstQuery, kNumberSlots };

struct Request {
  std::array<std::optional<core::Tensor>, kTensorSlots> tensors;
  std::array<std::optional<double>, kNumberSlots> numbers;
  std::optional<core::IntegerTensor> valid_lengths;
  std::optional<core::ByteTensor> allowed;
  std::array<core::Tensor, 12> results;
  std::vector<std::int32_t> rows;  // fully masked
  std::string error;
};

Request request;
std::optional<core::AttentionWindow> window;  // every window lives in an instance of its own
std::array<std::int32_t, 8> shape_exchange;  // rank, then the extents

core::Tensor take(TensorSlot slot) { return request.tensors[slot] ? std::move(*request.tensors[slot]) : core::Tensor{}; }

core::Mask take_mask() {
  core::Mask mask;
  mask.is_causal = request.numbers[kCausal].value_or(0) != 0;
  if (request.numbers[kWindow]) mask.window = static_cast<std::int64_t>(*request.numbers[kWindow]);
  mask.first_query = static_cast<std::int64_t>(request.numbers[kFirstQuery].value_or(0));
  mask.valid_lengths = std::move(request.valid_lengths);
  mask.allowed = std::move(request.allowed);
  mask.additive = std::move(request.tensors[kAdditive]);
  return mask;
}

core::AttentionOptions take_options(int scoring) {
  core::AttentionOptions options;
  options.scoring = static_cast<core::Scoring>(scoring);
  options.parameters = {take(kQueryWeights), take(kKeyWeights), take(kScoreVector), take(kMatrix),
                        static_cast<float>(request.numbers[kWidth].value_or(1))};
  if (request.numbers[kScale]) options.scale = static_cast<float>(*request.numbers[kScale]);
  options.temperature = static_cast<float>(request.numbers[kTemperature].value_or(1));
  if (request.numbers[kSoftcap]) options.softcap = static_cast<float>(*request.numbers[kSoftcap]);
  options.mask = take_mask();
  options.past_keys = std::move(request.tensors[kPastKeys]);
  options.past_values = std::move(request.tensors[kPastValues]);
  return options;
}

/// "argument\nmessage"; 1 tells JavaScript to read it.
int refuse(const core::Error& error) {
  request.error = error.argument + "\n" + error.message;
  return 1;
}

void keep_rows(const std::vector<std::int64_t>& rows) { request.rows.assign(rows.begin(), rows.end()); }

}  // namespace

EXPORT(shape) std::int32_t* shape() { return shape_exchange.data(); }

/// Makes room for a tensor of the shape in shape() and says where its numbers go.
EXPORT(put) void* put(int slot) {
  core::Shape extents(shape_exchange.begin() + 1, shape_exchange.begin() + 1 + shape_exchange[0]);
  const auto count = static_cast<std::size_t>(core::element_count(extents));
  if (slot == kValidLengths) return request.valid_lengths.emplace(std::move(extents), std::vector<std::int32_t>(count)).data.data();
  if (slot == kAllowed) return request.allowed.emplace(std::move(extents), std::vector<std::uint8_t>(count)).data.data();
  return request.tensors[static_cast<std::size_t>(slot)].emplace(std::move(extents), std::vector<float>(count)).data.data();
}

EXPORT(put_number) void put_number(int slot, double number) { request.numbers[static_cast<std::size_t>(slot)] = number; }

/// Where the numbers of a result are; their shape goes to shape().
EXPORT(get) const float* get(int result) {
  const core::Tensor& tensor = request.results[static_cast<std::size_t>(result)];
  shape_exchange[0] = tensor.rank();
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) shape_exchange[axis + 1] = static_cast<std::int32_t>(tensor.shape[axis]);
  return tensor.data.data();
}

EXPORT(rows) const std::int32_t* rows() {
  shape_exchange[0] = 1;
  shape_exchange[1] = static_cast<std::int32_t>(request.rows.size());
  return request.rows.data();
}

EXPORT(error) const char* error() {
  shape_exchange[0] = static_cast<std::int32_t>(request.error.size());
  return request.error.data();
}

/// Gives all memory of the request and its results back.
EXPORT(clear) void clear() { request = {}; }

/// `want`: bit i asks for results[i], in the order below.
EXPORT(attend) int attend(int scoring, unsigned want) {
  core::AttentionOptions options = take_options(scoring);
  const auto wants = [&](int bit) { return (want >> bit & 1) != 0; };
  options.want = {wants(0), wants(1), wants(2), wants(3), wants(4), wants(5), wants(6), wants(7), wants(8), wants(9), wants(10), wants(11)};
  auto result = core::attend(take(kQueries), take(kKeys), take(kValues), options);
  if (!result) return refuse(result.error());
  core::Attention& all = *result;
  request.results = {std::move(all.output), std::move(all.weights), std::move(all.raw_scores), std::move(all.scores),
                     std::move(all.capped), std::move(all.masked), std::move(all.row_maxima), std::move(all.exponentials),
                     std::move(all.row_sums), std::move(all.log_sum_exp), std::move(all.present_keys), std::move(all.present_values)};
  keep_rows(all.fully_masked_rows);
  return 0;
}

EXPORT(masked_softmax) int masked_softmax() {
  auto result = core::masked_softmax(take(kQueries), request.valid_lengths);
  if (!result) return refuse(result.error());
  request.results[0] = *std::move(result);
  return 0;
}

EXPORT(multi_head_attention) int multi_head_attention() {
  core::MultiHeadParameters parameters;
  parameters.heads = static_cast<std::int64_t>(request.numbers[kHeads].value_or(1));
  parameters.query_weights = take(kQueryWeights), parameters.query_bias = take(kQueryBias);
  parameters.key_weights = take(kKeyWeights), parameters.key_bias = take(kKeyBias);
  parameters.value_weights = take(kValueWeights), parameters.value_bias = take(kValueBias);
  parameters.output_weights = take(kOutputWeights), parameters.output_bias = take(kOutputBias);
  auto result = core::multi_head_attention(take(kQueries), take(kKeys), take(kValues), parameters, take_mask());
  if (!result) return refuse(result.error());
  request.results[0] = std::move(result->output);
  request.results[1] = std::move(result->weights);
  keep_rows(result->fully_masked_rows);
  return 0;
}

EXPORT(positional_encoding) int positional_encoding(double length, double width, double base, double first_position) {
  auto result = core::positional_encoding(static_cast<std::int64_t>(length), static_cast<std::int64_t>(width), base,
                                          static_cast<std::int64_t>(first_position));
  if (!result) return refuse(result.error());
  request.results[0] = *std::move(result);
  return 0;
}

EXPORT(pool) int pool(int pooling, int scoring) {
  core::PoolingInputs inputs;
  inputs.values = take(kValues), inputs.keys = take(kKeys), inputs.query = take(kQueries);
  inputs.filter = take(kFilter), inputs.fixed_weights = take(kFixedWeights), inputs.saliences = take(kSaliences);
  inputs.options = take_options(scoring);
  auto result = core::pool(static_cast<core::Pooling>(pooling), inputs);
  if (!result) return refuse(result.error());
  request.results[0] = std::move(result->output);
  request.results[1] = std::move(result->weights);
  request.results[3] = std::move(result->scores);
  return 0;
}

EXPORT(kernel_regression) int kernel_regression(int kernel) {
  auto result = core::kernel_regression(take(kKeys), take(kValues), take(kQueries), static_cast<core::Scoring>(kernel),
                                        static_cast<float>(request.numbers[kWidth].value_or(1)));
  if (!result) return refuse(result.error());
  request.results[0] = std::move(result->predictions);
  request.results[1] = std::move(result->weights);
  keep_rows(result->queries_out_of_reach);
  return 0;
}

/// results[0]: w, loss and gradient of every step, (steps + 1 at most, 3).
EXPORT(train_kernel_regression) int train_kernel_regression(double w, double rate, int steps) {
  auto history = core::train_kernel_regression(take(kKeys), take(kValues), static_cast<float>(w), rate, steps);
  if (!history) return refuse(history.error());
  core::Tensor& result = request.results[0];
  result = {{static_cast<std::int64_t>(history->size()), 3}, {}};
  for (const core::TrainingStep& step : *history) {
    for (double number : {step.w, step.loss, step.gradient}) result.data.push_back(static_cast<float>(number));
  }
  return 0;
}

EXPORT(window_open) int window_open(int scoring) {
  core::Tensor queries = take(kQueries), keys = take(kKeys);
  auto opened = core::AttentionWindow::open(std::move(queries), std::move(keys), take_options(scoring));
  if (!opened) return refuse(opened.error());
  window = *std::move(opened);
  return 0;
}

EXPORT(window_look) int window_look(double first_query, double query_count, double first_key, double key_count, double rows, double columns, int reduction) {
  const auto error = window->look({static_cast<std::int64_t>(first_query), static_cast<std::int64_t>(query_count), static_cast<std::int64_t>(first_key),
                                   static_cast<std::int64_t>(key_count), static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns),
                                   static_cast<core::Reduction>(reduction)});
  return error ? refuse(*error) : 0;
}

EXPORT(window_advance) double window_advance(int row_budget) { return window->advance(row_budget); }

EXPORT(window_picture) const float* window_picture() { return window->picture().data.data(); }
