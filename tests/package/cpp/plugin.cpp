#include "plugin.h"

#include <attention_lab/core/attention.h>

#include "core/result.h"

namespace lab = attention_lab::core;

std::vector<float> attend_in_plugin() {
  const core::Result mine = core::Result::kGood;
  if (mine != core::Result::kGood) return {};
  lab::AttentionOptions options;
  options.scoring = lab::Scoring::kDotProduct;
  options.mask.valid_lengths = lab::IntegerTensor{{1}, {2}};
  options.want.weights = true;
  const auto attention = lab::attend({{1, 2}, {1, 0}}, {{3, 2}, {1, 0, 0, 1, 9, 9}}, {{3, 1}, {10, 20, 30}}, options);
  if (!attention) return {};
  std::vector<float> numbers = attention->weights.data;
  numbers.push_back(attention->output.data.at(0));
  return numbers;
}
