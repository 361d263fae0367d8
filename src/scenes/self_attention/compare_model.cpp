#include "scenes/self_attention/compare_model.h"

#include <algorithm>

#include "index.h"

namespace scenes::self_attention {

bool sees(int layer, int kernel, int from, int to) {
  if (layer == kAttentionLayer) return true;
  if (layer == kRecurrentLayer) return from == to;  // the steps between states are no layers
  const int left = (kernel - 1) / 2, right = kernel / 2;
  return from >= to - left && from <= to + right;
}

Way way_between(int layer, const CompareInput& input, int from, int to) {
  if (layer == kRecurrentLayer) {  // into the state of its own step, and from state to state
    Way way;
    if (to >= from) way.push_back(from);
    for (int place = from; place <= to; ++place) way.push_back(place);
    return way;
  }
  // Layer after layer: which tokens the signal has reached, and from which one.
  std::vector<std::vector<int>> came_from;
  std::vector<bool> is_reached(to_size(input.tokens), false);
  nth(is_reached, from) = true;
  while (came_from.empty() || !nth(is_reached, to)) {
    if (count_of(came_from) == input.tokens) return {};
    std::vector<int> before(to_size(input.tokens), -1);
    std::vector<bool> now(to_size(input.tokens), false);
    for (int there = 0; there < input.tokens; ++there)
      for (int here = 0; here < input.tokens; ++here)
        if (nth(is_reached, here) && sees(layer, input.kernel, here, there) && nth(before, there) < 0) {
          nth(before, there) = here;
          nth(now, there) = true;
        }
    came_from.push_back(std::move(before));
    is_reached = std::move(now);
  }
  Way way{to};
  for (auto layer_before = came_from.rbegin(); layer_before != came_from.rend(); ++layer_before)
    way.push_back(nth(*layer_before, way.back()));
  std::ranges::reverse(way);
  return way;
}

std::int64_t multiplications_of(int layer, const CompareInput& input) {
  const std::int64_t n = input.tokens, d = input.width, k = input.kernel;
  switch (layer) {
    case kAttentionLayer:
      return 2 * n * n * d;
    case kConvolutionLayer:
      return k * n * d * d;
    default:
      return 2 * n * d * d;
  }
}

CompareResult compute_compare(const CompareInput& input) {
  CompareResult result;
  for (int layer = 0; layer < kLayers; ++layer) {
    LayerCost& cost = nth(result, layer);
    cost.multiplications = multiplications_of(layer, input);
    cost.sequential_steps = layer == kRecurrentLayer ? input.tokens : 1;
    cost.longest_path = 0;
    for (int from = 0; from < input.tokens; ++from)
      for (int to = layer == kRecurrentLayer ? from : 0; to < input.tokens; ++to) {
        const int length = count_of(way_between(layer, input, from, to)) - 1;
        if (length < 0)
          cost.longest_path.reset();
        else if (cost.longest_path)
          cost.longest_path = std::max(*cost.longest_path, length);
      }
    const auto inside = [&](int token) { return std::min(token, input.tokens) - 1; };
    cost.way = way_between(layer, input, inside(input.from), inside(input.to));
  }
  return result;
}

}  // namespace scenes::self_attention
