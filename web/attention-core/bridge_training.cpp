// What trains: gradients, normalizations, optimizers, summaries of rows and seeded random numbers (see bridge.h).
#include <type_traits>

#include "bridge.h"
#include "core/gradients.h"
#include "core/normalization.h"
#include "core/optimizer.h"
#include "core/random.h"
#include "core/summary.h"

using namespace bridge;

namespace {

// Every optimizer lives in an instance of its own, and is one of these.
std::optional<core::Sgd> sgd;
std::optional<core::Adam> adam;

core::Random generator(0);  // whose state JavaScript brings along and takes away

core::NormParameters take_norm_parameters() {
  core::NormParameters parameters{take(kGain), take(kOutputBias)};
  if (request.numbers[kEpsilon]) parameters.epsilon = static_cast<float>(*request.numbers[kEpsilon]);
  return parameters;
}

/// A gradient goes where that lies of which it is the gradient.
void give(TensorSlot slot, core::Tensor& gradient) { request.results[slot] = std::move(gradient); }

int answer_with_norm_gradients(core::Result<core::NormGradients> gradients) {
  if (!gradients) return refuse(gradients.error());
  give(kQueries, gradients->input);
  give(kGain, gradients->gain);
  give(kOutputBias, gradients->bias);
  return 0;
}

}  // namespace

/// answers: the gradients of width, scale, temperature and soft cap.
EXPORT(attend_gradients) int attend_gradients(int scoring) {
  const core::AttentionOptions options = take_options(scoring);
  auto found = core::attend_gradients(view(kQueries), view(kKeys), view(kValues), options, view(kOutputGradient));
  if (!found) return refuse(found.error());
  give(kQueries, found->queries), give(kKeys, found->keys), give(kValues, found->values);
  give(kPastKeys, found->past_keys), give(kPastValues, found->past_values), give(kAdditive, found->additive_mask);
  core::ScoringParameters& parameters = found->parameters;
  give(kQueryWeights, parameters.query_weights), give(kKeyWeights, parameters.key_weights);
  give(kScoreVector, parameters.score_vector), give(kMatrix, parameters.matrix);
  request.answers = {parameters.width, found->scale, found->temperature, found->softcap};
  return 0;
}

EXPORT(softmax_gradient) int softmax_gradient() {
  return answer_with(core::softmax_gradient(view(kQueries), view(kKeys)));
}

EXPORT(linear) int linear() {
  return answer_with(core::linear(view(kQueries), view(kOutputWeights), view(kOutputBias)));
}

EXPORT(linear_gradients) int linear_gradients() {
  auto found = core::linear_gradients(view(kQueries), view(kOutputWeights), view(kOutputGradient));
  if (!found) return refuse(found.error());
  give(kQueries, found->input), give(kOutputWeights, found->weights), give(kOutputBias, found->bias);
  return 0;
}

EXPORT(multi_head_gradients) int multi_head_gradients() {
  const core::MultiHeadParameters parameters = take_multi_head_parameters();
  auto found = core::multi_head_gradients(view(kQueries), view(kKeys), view(kValues), parameters, take_mask(),
                                          view(kOutputGradient));
  if (!found) return refuse(found.error());
  give(kQueries, found->queries), give(kKeys, found->keys), give(kValues, found->values);
  core::MultiHeadParameters& d = found->parameters;
  give(kQueryWeights, d.query_weights), give(kQueryBias, d.query_bias);
  give(kKeyWeights, d.key_weights), give(kKeyBias, d.key_bias);
  give(kValueWeights, d.value_weights), give(kValueBias, d.value_bias);
  give(kOutputWeights, d.output_weights), give(kOutputBias, d.output_bias);
  return 0;
}

EXPORT(layer_norm) int layer_norm() { return answer_with(core::layer_norm(view(kQueries), take_norm_parameters())); }
EXPORT(batch_norm) int batch_norm() { return answer_with(core::batch_norm(view(kQueries), take_norm_parameters())); }
EXPORT(add_norm) int add_norm() {
  return answer_with(core::add_norm(view(kQueries), view(kKeys), take_norm_parameters()));
}
EXPORT(layer_norm_gradients) int layer_norm_gradients() {
  return answer_with_norm_gradients(
      core::layer_norm_gradients(view(kQueries), take_norm_parameters(), view(kOutputGradient)));
}
EXPORT(batch_norm_gradients) int batch_norm_gradients() {
  return answer_with_norm_gradients(
      core::batch_norm_gradients(view(kQueries), take_norm_parameters(), view(kOutputGradient)));
}

/// results: entropies, largest weights and effective keys; rows: the largest weights' keys.
EXPORT(summarise_rows) int summarise_rows() {
  auto found = core::summarise_rows(view(kQueries));
  if (!found) return refuse(found.error());
  request.results[0] = std::move(found->entropy);
  request.results[1] = std::move(found->largest);
  request.results[2] = std::move(found->effective_keys);
  request.rows = std::move(found->largest_key.data);
  return 0;
}

EXPORT(sgd_open) void sgd_open(double rate, double momentum) { sgd = core::Sgd{rate, momentum, {}}; }
EXPORT(adam_open) void adam_open(double rate, double first_decay, double second_decay, double epsilon) {
  adam = core::Adam{rate, first_decay, second_decay, epsilon, 0, {}, {}};
}

/// One step of the parameters that have been put along the gradients that have been put, with a new rate.
EXPORT(optimizer_step) int optimizer_step(double rate) {
  std::vector<core::Tensor*> parameters;
  std::vector<const core::Tensor*> gradients;
  for (core::Tensor& parameter : request.parameters) parameters.push_back(&parameter);
  for (const core::Tensor& gradient : request.gradients) gradients.push_back(&gradient);
  (sgd ? sgd->rate : adam->rate) = rate;
  const auto error = sgd ? core::step(*sgd, parameters, gradients) : core::step(*adam, parameters, gradients);
  return error ? refuse(*error) : 0;
}

// JavaScript copies these bytes out and in: any number of generators, none of which a restart of the program can lose.
static_assert(std::is_trivially_copyable_v<core::Random>);
EXPORT(random_state) core::Random* random_state() { return &generator; }
EXPORT(random_state_size) std::size_t random_state_size() { return sizeof generator; }
EXPORT(random_seed) void random_seed(std::uint64_t seed) { generator = core::Random(seed); }
EXPORT(random_bits) std::uint64_t random_bits() { return generator.bits(); }
EXPORT(random_uniform) double random_uniform(double minimum, double maximum) {
  return generator.uniform(minimum, maximum);
}
EXPORT(random_normal) double random_normal(double mean, double deviation) { return generator.normal(mean, deviation); }
EXPORT(random_below) std::uint64_t random_below(std::uint64_t bound) { return generator.below(bound); }

/// A tensor of the shape in shape(): normal, of mean `first` and deviation `second`, or from `first` to below `second`.
EXPORT(random_tensor) void random_tensor(int is_normal, double first, double second) {
  const auto a = static_cast<float>(first), b = static_cast<float>(second);
  request.results[0] = is_normal ? core::random_normal(generator, given_shape(), a, b)
                                 : core::random_uniform(generator, given_shape(), a, b);
}
