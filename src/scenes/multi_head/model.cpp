#include "scenes/multi_head/model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/multi_head.h"
#include "core/random.h"
#include "index.h"
#include "view/matrix_view.h"

namespace scenes::multi_head {

namespace {

constexpr int kBookKeys = 6;
constexpr int kOwnLengths[kExamples] = {4, 4, 4, 6}, kOwnWidths[kExamples] = {8, 100, 8, 12},
              kOwnHeads[kExamples] = {2, 5, 2, 3};
constexpr int kBookLengths[kSamples] = {3, 2};

/// The divisor of the width that is nearest to what was asked for.
int nearest_heads(int width, int asked) {
  const std::vector<int> all = divisors_of(width);
  return *std::min_element(all.begin(), all.end(),
                           [&](int a, int b) { return std::abs(a - asked) < std::abs(b - asked); });
}

float& cell(core::Tensor& matrix, std::int64_t row, std::int64_t column) {
  return nth(matrix.data, row * matrix.shape.back() + column);
}

/// Head 0 likes words of its own parity, head 1 the others, head 2 again its own ….
void set_opposite(Data& data, const Sizes& sizes) {
  data.w_q = data.w_k = core::make_tensor({sizes.width, sizes.width});
  const double strength = 3 * std::sqrt(sizes.head_width());
  for (int i = 0; i < kSamples * sizes.queries; ++i) cell(data.x, i, 0) = i % sizes.queries % 2 ? -1 : 1;
  for (int head = 0; head < sizes.heads; ++head) {
    const int row = head * sizes.head_width();
    cell(data.w_q, row, 0) = static_cast<float>(head % 2 ? -strength : strength);
    cell(data.w_k, row, 0) = 1;
  }
}

/// Words know their place as a point on half a circle; the three queries are the place before, the place itself, and
/// the first one. Written for the example's own 12 columns: three heads of 4.
void set_by_hand(Data& data, int length) {
  data.w_q = data.w_k = core::make_tensor({data.w_v.shape[0], data.w_v.shape[0]});
  const double step = std::numbers::pi / length, strength = 10 / (1 - std::cos(step));
  for (int i = 0; i < kSamples * length; ++i) {
    cell(data.x, i, 0) = static_cast<float>(std::cos(step * (i % length)));
    cell(data.x, i, 1) = static_cast<float>(std::sin(step * (i % length)));
    cell(data.x, i, 2) = 1;
  }
  const auto set = [&](int row, int column, double value) {
    cell(data.w_q, row, column) = static_cast<float>(strength * value);
  };
  set(0, 0, std::cos(step));
  set(0, 1, std::sin(step));
  set(1, 0, -std::sin(step));
  set(1, 1, std::cos(step));
  set(4, 0, 1);
  set(5, 1, 1);
  set(8, 2, 1);
  for (const int row : {0, 4, 8}) cell(data.w_k, row, 0) = cell(data.w_k, row + 1, 1) = 1;
}

/// (a, b, width) → (b, a, width), what reading the other order amounts to.
core::Tensor with_axes_swapped(const core::Tensor& tensor) {
  const std::int64_t a = tensor.shape[0], b = tensor.shape[1], width = tensor.shape[2];
  core::Tensor swapped = core::make_tensor({b, a, width});
  for (std::int64_t i = 0; i < a; ++i)
    for (std::int64_t j = 0; j < b; ++j)
      std::copy_n(tensor.data.begin() + (i * b + j) * width, width, swapped.data.begin() + (j * a + i) * width);
  return swapped;
}

core::Tensor split(const core::Tensor& joined, const Input& input, const Sizes& sizes) {
  if (!input.is_view_alone) return core::split_heads(joined, sizes.heads);
  return {{sizes.batch, sizes.heads, joined.shape[1], sizes.head_width()}, joined.data};
}

core::Tensor merge(const core::Tensor& heads, const Input& input, const Sizes& sizes) {
  if (!input.is_view_alone) return core::merge_heads(heads);
  return {{sizes.batch, sizes.queries, sizes.width}, heads.data};
}

core::Tensor mean_over_heads(const core::Tensor& weights, const Sizes& sizes) {
  core::Tensor mean = core::make_tensor({sizes.batch, sizes.queries, sizes.keys});
  const int cells = sizes.queries * sizes.keys;
  for (int i = 0; i < count_of(weights.data); ++i)
    nth(mean.data, i / (cells * sizes.heads) * cells + i % cells) +=
        nth(weights.data, i) / static_cast<float>(sizes.heads);
  return mean;
}

void compute_stages(const Input& input, Result& result) {
  const Sizes& sizes = result.sizes;
  auto& stages = result.stages;
  stages[kX] = result.data.x;
  stages[kY] = result.data.keys_from();
  stages[kQ] = *core::linear(stages[kX], result.data.w_q);
  stages[kK] = *core::linear(stages[kY], result.data.w_k);
  stages[kV] = *core::linear(stages[kY], result.data.w_v);
  for (const auto& [whole, cut] : {std::pair{kQ, kSplitQ}, {kK, kSplitK}, {kV, kSplitV}})
    stages[cut] = split(stages[whole], input, sizes);
  core::AttentionOptions options;
  options.mask.valid_lengths = core::IntegerTensor{{sizes.batch}, {result.lengths.begin(), result.lengths.end()}};
  options.want = {
      .weights = true, .raw_scores = true, .scores = true, .row_maxima = true, .exponentials = true, .row_sums = true};
  result.attention = *core::attend(stages[kSplitQ], stages[kSplitK], stages[kSplitV], options);
  stages[kWeights] = result.attention.weights;
  stages[kHeadOutputs] = result.attention.output;
  result.mean = mean_over_heads(stages[kWeights], sizes);
}

void compute_output(const Input& input, Result& result) {
  const Sizes& sizes = result.sizes;
  auto& stages = result.stages;
  result.output_all = *core::linear(merge(stages[kHeadOutputs], input, sizes), result.data.w_o);
  core::Tensor left = stages[kHeadOutputs];
  const int head_size = sizes.queries * sizes.head_width();
  for (int i = 0; i < count_of(left.data); ++i)
    if (is_off(input, i / head_size % sizes.heads)) nth(left.data, i) = 0;
  stages[kJoined] = merge(left, input, sizes);
  stages[kOutput] = *core::linear(stages[kJoined], result.data.w_o);
  result.change = stages[kOutput];
  for (int i = 0; i < count_of(result.change.data); ++i) nth(result.change.data, i) -= nth(result.output_all.data, i);
}

}  // namespace

int own_length(int example) { return nth(kOwnLengths, example); }
int own_width(int example) { return nth(kOwnWidths, example); }
int own_heads(int example) { return nth(kOwnHeads, example); }

std::vector<int> divisors_of(int width) {
  std::vector<int> all;
  for (int heads = 1; heads <= std::min(width, kMostHeads); ++heads)
    if (width % heads == 0) all.push_back(heads);
  return all;
}

bool is_width_ignored(const Input& input) {
  return input.example == kHandSetExample && input.width > 0 && input.width != own_width(kHandSetExample);
}

bool is_mixing_refused(const Input& input) { return input.is_batch_mixed && input.example == kBookExample; }

Sizes sizes_of(const Input& input) {
  Sizes sizes;
  sizes.queries = sizes.keys = input.length > 0 ? input.length : own_length(input.example);
  sizes.is_cross = input.example == kBookExample;
  if (sizes.is_cross) sizes.keys = kBookKeys;
  sizes.width = input.width > 0 && !is_width_ignored(input) ? input.width : own_width(input.example);
  sizes.heads = nearest_heads(sizes.width, input.heads > 0 ? input.heads : own_heads(input.example));
  if (input.is_batch_mixed && !is_mixing_refused(input)) {
    sizes.batch = sizes.queries;
    sizes.queries = sizes.keys = kSamples;
  }
  return sizes;
}

std::optional<int> indivisible_heads(const Input& input) {
  if (input.heads > 0 && sizes_of(input).width % input.heads != 0) return input.heads;
  return std::nullopt;
}

int most_valid(const Input& input) {
  return input.example == kBookExample ? kBookKeys : input.length > 0 ? input.length : own_length(input.example);
}

int valid_length(const Input& input, int sample) {
  const Sizes sizes = sizes_of(input);
  if (sizes.batch != kSamples || (input.is_batch_mixed && !is_mixing_refused(input))) return sizes.keys;
  if (sample < count_of(input.lengths)) return static_cast<int>(nth(input.lengths, sample));
  return input.example == kBookExample ? nth(kBookLengths, sample) : sizes.keys;
}

bool is_off(const Input& input, int head) {
  return std::find(input.off.begin(), input.off.end(), head) != input.off.end();
}

void switch_head(Input& input, int head, bool is_on) {
  std::erase(input.off, static_cast<double>(head));
  if (!is_on) input.off.push_back(head);
  std::sort(input.off.begin(), input.off.end());
}

Cost cost_of(const Sizes& sizes, int heads) {
  const std::int64_t n = sizes.queries, m = sizes.keys, d = sizes.width, b = sizes.batch, h = heads, each = d / h;
  // Projections of Q, K, V and of the output; then for every head the scores, and the weights times the values.
  return {.parameters = 4 * d * d,
          .multiplications = b * ((2 * n + 2 * m) * d * d + h * (n * m * each + n * m * each)),
          .exponentials = b * h * n * m};
}

Data make_data(const Input& input) {
  Input unmixed = input;
  unmixed.is_batch_mixed = false;
  const Sizes sizes = sizes_of(unmixed);
  core::Random random(static_cast<std::uint64_t>(input.seed));
  const auto drawn = [&](const core::Shape& shape, double bound) {
    return core::random_uniform(random, shape, static_cast<float>(-bound), static_cast<float>(bound));
  };
  Data data;
  data.x = drawn({kSamples, sizes.queries, sizes.width}, 2);
  const double bound = 2 / std::sqrt(sizes.width);
  for (core::Tensor* weights : {&data.w_q, &data.w_k, &data.w_v, &data.w_o})
    *weights = drawn({sizes.width, sizes.width}, bound);
  if (input.example == kBookExample) {
    data.x = core::make_tensor(data.x.shape, 1);
    data.y = core::make_tensor({kSamples, sizes.keys, sizes.width}, 1);
  }
  if (input.example == kOppositeExample) set_opposite(data, sizes);
  if (input.example == kHandSetExample) set_by_hand(data, sizes.queries);
  if (input.is_batch_mixed && !is_mixing_refused(input)) data.x = with_axes_swapped(data.x);
  return data;
}

Result compute(const Input& input) { return compute(input, make_data(input)); }

Result compute(const Input& input, Data data) {
  Result result;
  result.input = input;
  result.sizes = sizes_of(input);
  result.data = std::move(data);
  for (int sample = 0; sample < result.sizes.batch; ++sample) result.lengths.push_back(valid_length(input, sample));
  compute_stages(input, result);
  compute_output(input, result);
  for (std::uint64_t& content : result.content) content = view::new_content();
  result.change_content = view::new_content();
  for (int sample = 0; sample < result.sizes.batch; ++sample) {
    const Layout layout = layout_of(input, sample);
    if (layout.contains(input.followed)) result.traces.push_back(trace(layout, input.followed));
  }
  return result;
}

Layout layout_of(const Input& input, int sample) {
  const Sizes sizes = sizes_of(input);
  Layout layout{.queries = sizes.queries,
                .keys = sizes.keys,
                .width = sizes.width,
                .heads = sizes.heads,
                .is_cross = sizes.is_cross,
                .is_view_alone = input.is_view_alone,
                .valid = valid_length(input, sample)};
  for (int head = 0; head < sizes.heads; ++head) layout.off.push_back(is_off(input, head));
  return layout;
}

float Result::at(int stage, int sample, int row, int column) const {
  const core::Tensor& tensor = nth(stages, stage);
  if (tensor.rank() == 3) return nth(tensor.data, (sample * tensor.shape[1] + row) * tensor.shape[2] + column);
  const std::int64_t width = tensor.shape[3], head = column / width;
  return nth(tensor.data, ((sample * tensor.shape[1] + head) * tensor.shape[2] + row) * width + column % width);
}

bool is_sound(const Result& result) {
  for (const core::Tensor& stage : result.stages)
    for (const float value : stage.data)
      if (!std::isfinite(value)) return false;
  const std::vector<float>& weights = result.stages[kWeights].data;
  const int keys = result.sizes.keys, rows = count_of(weights) / std::max(1, keys);
  for (int row = 0; row < rows; ++row) {
    double sum = 0;
    for (int key = 0; key < keys; ++key) sum += nth(weights, row * keys + key);
    if (sum != 0 && std::abs(sum - 1) > 1e-4) return false;
  }
  return true;
}

LengthFirst read_length_first(const Input& input) {
  Input given = input;
  given.is_batch_mixed = false;
  Data data = make_data(given);
  const auto attended = [&] {
    const core::Tensor x = with_axes_swapped(data.x), y = with_axes_swapped(data.keys_from());
    return core::multi_head_attention(x, y, y,
                                      {.heads = sizes_of(given).heads,
                                       .query_weights = data.w_q,
                                       .key_weights = data.w_k,
                                       .value_weights = data.w_v,
                                       .output_weights = data.w_o});
  };
  const auto before = attended();
  if (!before) return kNoFit;
  for (int i = count_of(data.x.data) / kSamples; i < count_of(data.x.data); ++i) nth(data.x.data, i) += 1;
  const core::Tensor first = with_axes_swapped(before->output), changed = with_axes_swapped(attended()->output);
  const auto middle = first.data.begin() + std::ssize(first.data) / kSamples;
  return std::equal(first.data.begin(), middle, changed.data.begin()) ? kOwnSampleOnly : kOtherSampleToo;
}

FromMean distance_from_mean(const Result& result) {
  const Sizes& sizes = result.sizes;
  FromMean distance{INFINITY, 0};
  const int cells = sizes.queries * sizes.keys;
  for (int head = 0; head < sizes.heads; ++head) {
    float farthest = 0;
    for (int i = 0; i < sizes.batch * cells; ++i) {
      const float weight = nth(result.stages[kWeights].data, (i / cells * sizes.heads + head) * cells + i % cells);
      farthest = std::max(farthest, std::abs(weight - nth(result.mean.data, i)));
    }
    distance = {std::min(distance.least, farthest), std::max(distance.most, farthest)};
  }
  return distance;
}

}  // namespace scenes::multi_head
