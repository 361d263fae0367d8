#include "core/pooling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace attention_lab::core {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"average", "max", "fully_connected", "convolution", "attention"};

Result<Pooled> by_weights(Tensor weights, const Tensor& values) {
  const std::int64_t width = values.shape[1];
  Tensor output = make_tensor({width});
  for (std::int64_t item = 0; item < values.shape[0]; ++item) {
    const float weight = weights.data[static_cast<std::size_t>(item)];
    if (weight == 0) continue;
    for (std::int64_t column = 0; column < width; ++column) {
      output.data[static_cast<std::size_t>(column)] +=
          weight * values.data[static_cast<std::size_t>(item * width + column)];
    }
  }
  return Pooled{std::move(weights), std::move(output), {}};
}

Pooled by_column_maxima(const Tensor& values) {
  const std::int64_t items = values.shape[0], width = values.shape[1];
  Pooled pooled{make_tensor({items}), make_tensor({width}), {}};
  for (std::int64_t column = 0; column < width; ++column) {
    std::int64_t winner = 0;
    const auto value = [&](std::int64_t item) { return values.data[static_cast<std::size_t>(item * width + column)]; };
    for (std::int64_t item = 1; item < items; ++item)
      if (value(item) > value(winner)) winner = item;
    pooled.output.data[static_cast<std::size_t>(column)] = value(winner);
    pooled.weights.data[static_cast<std::size_t>(winner)] += 1.0f / static_cast<float>(width);
  }
  return pooled;
}

Result<Pooled> by_question(const Tensor& question, const char* name, const PoolingInputs& inputs) {
  if (question.rank() != 1) return Error{name, "has shape " + shape_text(question.shape) + ", but (d) is expected."};
  AttentionOptions options = inputs.options;
  options.want = {.output = true, .weights = true, .scores = true};
  Result<Attention> attention = attend({{1, question.shape[0]}, question.data}, inputs.keys, inputs.values, options);
  if (!attention) {
    Error error = attention.error();
    if (error.argument == "queries") error.argument = name;
    return error;
  }
  for (Tensor* tensor : {&attention->weights, &attention->output, &attention->scores})
    tensor->shape.erase(tensor->shape.begin());
  return Pooled{std::move(attention->weights), std::move(attention->output), std::move(attention->scores)};
}

std::optional<Error> check_column(const char* name, const Tensor& column, std::int64_t items) {
  if (column.shape == Shape{items} && column.data.size() == static_cast<std::size_t>(items)) return std::nullopt;
  return Error{name, "has shape " + shape_text(column.shape) + ", but one number per item, " + shape_text({items}) +
                         ", is expected."};
}

}  // namespace

std::string_view pooling_name(Pooling pooling) { return kNames[static_cast<std::size_t>(pooling)]; }

std::optional<Pooling> pooling_from_name(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Pooling>(found - kNames.begin());
}

Result<Pooled> pool(Pooling pooling, const PoolingInputs& inputs) {
  const Tensor& values = inputs.values;
  if (values.rank() != 2 || values.shape[0] < 1 || values.shape[1] < 0 ||
      element_count(values.shape) != static_cast<std::int64_t>(values.data.size())) {
    return Error{"values", "has shape " + shape_text(values.shape) + " and " + std::to_string(values.data.size()) +
                               " numbers, but (items, value width) with at least one item is expected."};
  }
  if (std::string problem = endless_shape(values.shape); !problem.empty()) return Error{"values", std::move(problem)};
  const std::int64_t items = values.shape[0];
  switch (pooling) {
    case Pooling::kAverage:
      return by_weights(make_tensor({items}, 1.0f / static_cast<float>(items)), values);
    case Pooling::kMaximum: {
      if (inputs.saliences.shape.empty()) return by_column_maxima(values);
      if (auto error = check_column("saliences", inputs.saliences, items)) return *error;
      Tensor weights = make_tensor({items});
      weights
          .data[static_cast<std::size_t>(std::max_element(inputs.saliences.data.begin(), inputs.saliences.data.end()) -
                                         inputs.saliences.data.begin())] = 1;
      return by_weights(std::move(weights), values);
    }
    case Pooling::kFullyConnected:
      if (auto error = check_column("fixed_weights", inputs.fixed_weights, items)) return *error;
      return by_weights(inputs.fixed_weights, values);
    case Pooling::kConvolution:
      return by_question(inputs.filter, "filter", inputs);
    case Pooling::kAttention:
      return by_question(inputs.query, "query", inputs);
  }
  return Error{"pooling", "is none of average, max, fully_connected, convolution, attention."};
}

}  // namespace attention_lab::core
