// The core as a handful of plain functions for attention-core.mjs: see bridge.h.
#include "bridge.h"

#include "core/pooling.h"
#include "core/position.h"
#include "core/regression.h"
#include "core/window.h"

static std::array<std::int32_t, 8> shape_exchange;  // rank, then the extents

namespace bridge {

Request request;

core::Shape given_shape() { return {shape_exchange.begin() + 1, shape_exchange.begin() + 1 + shape_exchange[0]}; }

core::TensorView view(TensorSlot slot) {
  return request.tensors[slot] ? core::TensorView(*request.tensors[slot]) : core::TensorView{};
}

core::Tensor take(TensorSlot slot) {
  return request.tensors[slot] ? std::move(*request.tensors[slot]) : core::Tensor{};
}

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

core::MultiHeadParameters take_multi_head_parameters() {
  core::MultiHeadParameters parameters;
  parameters.heads = static_cast<std::int64_t>(request.numbers[kHeads].value_or(1));
  parameters.query_weights = take(kQueryWeights), parameters.query_bias = take(kQueryBias);
  parameters.key_weights = take(kKeyWeights), parameters.key_bias = take(kKeyBias);
  parameters.value_weights = take(kValueWeights), parameters.value_bias = take(kValueBias);
  parameters.output_weights = take(kOutputWeights), parameters.output_bias = take(kOutputBias);
  return parameters;
}

void keep_rows(const std::vector<std::int64_t>& rows) { request.rows.assign(rows.begin(), rows.end()); }

int refuse(const core::Error& error) {
  request.error = error.argument + "\n" + error.message;
  return 1;
}

int answer_with(core::Result<core::Tensor> value) {
  if (!value) return refuse(value.error());
  request.results[0] = *std::move(value);
  return 0;
}

}  // namespace bridge

using namespace bridge;

namespace {

std::optional<core::AttentionWindow> window;  // every window lives in an instance of its own

const float* show(const core::Tensor& tensor) {
  shape_exchange[0] = tensor.rank();
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    shape_exchange[axis + 1] = static_cast<std::int32_t>(tensor.shape[axis]);
  }
  return tensor.data.data();
}

}  // namespace

EXPORT(shape) std::int32_t* shape() { return shape_exchange.data(); }

/// Makes room for a tensor of the shape in shape() and says where its numbers go.
EXPORT(put) void* put(int slot) {
  core::Shape extents = given_shape();
  const auto count = static_cast<std::size_t>(core::element_count(extents));
  if (slot == kValidLengths)
    return request.valid_lengths.emplace(std::move(extents), std::vector<std::int32_t>(count)).data.data();
  if (slot == kAllowed)
    return request.allowed.emplace(std::move(extents), std::vector<std::uint8_t>(count)).data.data();
  if (slot == kParameterList || slot == kGradientList) {
    auto& list = slot == kParameterList ? request.parameters : request.gradients;
    return list.emplace_back(std::move(extents), std::vector<float>(count)).data.data();
  }
  return request.tensors[static_cast<std::size_t>(slot)]
      .emplace(std::move(extents), std::vector<float>(count))
      .data.data();
}

EXPORT(put_number) void put_number(int slot, double number) {
  request.numbers[static_cast<std::size_t>(slot)] = number;
}

/// Where the numbers of a result are; their shape goes to shape().
EXPORT(get) const float* get(int result) { return show(request.results[static_cast<std::size_t>(result)]); }
EXPORT(get_parameter) const float* get_parameter(int index) {
  return show(request.parameters[static_cast<std::size_t>(index)]);
}

/// A result that is one number.
EXPORT(get_answer) double get_answer(int index) { return request.answers[static_cast<std::size_t>(index)]; }

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

/// `want`: bit i asks for results[i], in the order of attend_finish().
EXPORT(attend_open) int attend_open(int scoring, unsigned want) {
  core::AttentionOptions& options = request.options.emplace(take_options(scoring));
  const auto wants = [&](int bit) { return (want >> bit & 1) != 0; };
  options.want = {wants(0), wants(1), wants(2), wants(3), wants(4),  wants(5),
                  wants(6), wants(7), wants(8), wants(9), wants(10), wants(11)};
  auto run = core::AttentionRun::open(view(kQueries), view(kKeys), view(kValues), options);
  if (!run) return refuse(run.error());
  request.run = *std::move(run);
  return 0;
}

/// At least `rows` more rows; the share that is done.
EXPORT(attend_advance) double attend_advance(double rows) {
  return request.run->advance(static_cast<std::int64_t>(rows));
}

EXPORT(attend_finish) void attend_finish() {
  core::Attention all = request.run->finish();
  core::Tensor* const parts[] = {&all.output,   &all.weights,     &all.raw_scores,   &all.scores,
                                 &all.capped,   &all.masked,      &all.row_maxima,   &all.exponentials,
                                 &all.row_sums, &all.log_sum_exp, &all.present_keys, &all.present_values};
  for (std::size_t i = 0; i < std::size(parts); ++i) request.results[i] = std::move(*parts[i]);
  keep_rows(all.fully_masked_rows);
}

EXPORT(masked_softmax) int masked_softmax() {
  return answer_with(core::masked_softmax(view(kQueries), request.valid_lengths));
}

EXPORT(multi_head_attention) int multi_head_attention() {
  const core::MultiHeadParameters parameters = take_multi_head_parameters();
  auto result = core::multi_head_attention(view(kQueries), view(kKeys), view(kValues), parameters, take_mask());
  if (!result) return refuse(result.error());
  request.results[0] = std::move(result->output);
  request.results[1] = std::move(result->weights);
  keep_rows(result->fully_masked_rows);
  return 0;
}

EXPORT(positional_encoding) int positional_encoding(double length, double width, double base, double first_position) {
  return answer_with(core::positional_encoding(static_cast<std::int64_t>(length), static_cast<std::int64_t>(width),
                                               base, static_cast<std::int64_t>(first_position)));
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
  auto result = core::kernel_regression(view(kKeys), view(kValues), view(kQueries), static_cast<core::Scoring>(kernel),
                                        static_cast<float>(request.numbers[kWidth].value_or(1)));
  if (!result) return refuse(result.error());
  request.results[0] = std::move(result->predictions);
  request.results[1] = std::move(result->weights);
  keep_rows(result->queries_out_of_reach);
  return 0;
}

/// results[0]: w, loss and gradient of every step, (steps + 1 at most, 3).
EXPORT(train_kernel_regression) int train_kernel_regression(double w, double rate, int steps) {
  auto history = core::train_kernel_regression(view(kKeys), view(kValues), static_cast<float>(w), rate, steps);
  if (!history) return refuse(history.error());
  core::Tensor& result = request.results[0];
  result = {{static_cast<std::int64_t>(history->size()), 3}, {}};
  for (const core::TrainingStep& step : *history) {
    for (double number : {step.w, step.loss, step.gradient}) result.data.push_back(static_cast<float>(number));
  }
  return 0;
}

/// results: predictions and weights; answers: the loss and its gradient.
EXPORT(leave_one_out) int leave_one_out(double w) {
  auto seen = core::leave_one_out(view(kKeys), view(kValues), static_cast<float>(w));
  if (!seen) return refuse(seen.error());
  request.results[0] = std::move(seen->predictions);
  request.results[1] = std::move(seen->weights);
  request.answers = {seen->loss, seen->gradient};
  return 0;
}

EXPORT(window_open) int window_open(int scoring) {
  core::Tensor queries = take(kQueries), keys = take(kKeys);
  auto opened = core::AttentionWindow::open(std::move(queries), std::move(keys), take_options(scoring));
  if (!opened) return refuse(opened.error());
  window = *std::move(opened);
  return 0;
}

EXPORT(window_look)
int window_look(double first_query, double query_count, double first_key, double key_count, double rows, double columns,
                int reduction) {
  const auto error = window->look({static_cast<std::int64_t>(first_query), static_cast<std::int64_t>(query_count),
                                   static_cast<std::int64_t>(first_key), static_cast<std::int64_t>(key_count),
                                   static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns),
                                   static_cast<core::Reduction>(reduction)});
  return error ? refuse(*error) : 0;
}

EXPORT(window_advance) double window_advance(int row_budget) { return window->advance(row_budget); }

EXPORT(window_picture) const float* window_picture() { return window->picture().data.data(); }
