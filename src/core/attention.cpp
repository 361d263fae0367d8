#include "core/attention.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "core/kernels.h"
#include "core/problem.h"
#include "core/rows.h"
#include "core/tiles.h"

namespace attention_lab::core {
namespace {

/// The results are appended row by row: reserving their memory, instead of filling it with zeros first, saves a pass.
void reserve(const Problem& problem, const Want& want, Attention& result) {
  const Shape matrix = problem.result_shape(problem.shape.keys), column = problem.result_shape(-1);
  const auto make = [](bool is_wanted, Tensor& tensor, const Shape& shape) {
    if (!is_wanted) return;
    tensor.shape = shape;
    tensor.data.reserve(static_cast<std::size_t>(element_count(shape)));
  };
  make(want.output, result.output, problem.result_shape(problem.value_width));
  make(want.weights, result.weights, matrix);
  make(want.raw_scores, result.raw_scores, matrix);
  make(want.scores, result.scores, matrix);
  make(want.capped, result.capped, matrix);
  make(want.masked, result.masked, matrix);
  make(want.exponentials, result.exponentials, matrix);
  make(want.row_maxima, result.row_maxima, column);
  make(want.row_sums, result.row_sums, column);
  make(want.log_sum_exp, result.log_sum_exp, column);
}

/// Results that no memory could hold are refused before anything is computed.
std::optional<Error> check_size(const Problem& problem, const Want& want) {
  constexpr double kMostBytes = sizeof(void*) == 4 ? 0x1p31 : 0x1p36;
  const int matrices = want.weights + want.raw_scores + want.scores + want.capped + want.masked + want.exponentials;
  const double rows = static_cast<double>(problem.shape.batch) * static_cast<double>(problem.shape.heads) *
                      static_cast<double>(problem.shape.queries);
  const double bytes =
      4 * rows *
      (matrices * static_cast<double>(problem.shape.keys) + want.output * static_cast<double>(problem.value_width));
  if (bytes <= kMostBytes) return std::nullopt;
  return Error{"want", "asks for " + std::to_string(static_cast<std::int64_t>(bytes / 0x1p30)) +
                           " GiB of results, but at most " +
                           std::to_string(static_cast<std::int64_t>(kMostBytes / 0x1p30)) +
                           " are made; ask for the output only, or look through a window."};
}

/// 0 · number is NaN for NaN and ±∞ alone.
bool are_all_finite(const float* numbers, std::int64_t count) {
  float sums[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; ++lane) sums[lane] += 0 * numbers[i + lane];
  for (; i < count; ++i) sums[0] += 0 * numbers[i];
  float sum = 0;
  for (float lane : sums) sum += lane;
  return sum == 0;
}

}  // namespace

/// Rows, tiles and result refer to one another's neighbours here, so that it stays where it was made.
struct AttentionRun::State {
  State(Problem&& posed, const TensorView& keys, const TensorView& values, const Want& wanted)
      : problem(std::move(posed)), want(wanted), rows(problem, want, result) {
    reserve(problem, want, result);
    if (want.present_keys && problem.shape.past == 0) result.present_keys = keys.copy();
    if (want.present_values && problem.shape.past == 0) result.present_values = values.copy();
    if (Tiles::can_answer(problem, want)) tiles.emplace(problem, want, result);
  }

  void take_head() {
    const std::int64_t batch = head / problem.shape.heads, which = head % problem.shape.heads;
    // Tiles multiply masked values by 0, which must not make NaN of them.
    is_tiled = tiles && are_all_finite(problem.values_of(batch, which), problem.shape.keys * problem.value_width);
    if (is_tiled)
      tiles->take_head(batch, which);
    else
      rows.take_head(batch, which);
  }

  Problem problem;
  const Want want;
  Attention result;
  RowByRow rows;
  std::optional<Tiles> tiles;
  std::int64_t head = 0, query = 0;  // where it is: in the flattened (batch, heads), and there
  bool is_tiled = false;             // is this head?
};

AttentionRun::AttentionRun(std::unique_ptr<State> state) : state_(std::move(state)) {}
AttentionRun::AttentionRun(AttentionRun&&) noexcept = default;
AttentionRun& AttentionRun::operator=(AttentionRun&&) noexcept = default;
AttentionRun::~AttentionRun() = default;

Result<AttentionRun> AttentionRun::open(const TensorView& queries, const TensorView& keys, const TensorView& values,
                                        const AttentionOptions& options) {
  Result<Problem> posed = pose(queries, keys, values, options);
  if (!posed) return posed.error();
  if (auto error = check_size(*posed, options.want)) return *error;
  return AttentionRun(std::make_unique<State>(*std::move(posed), keys, values, options.want));
}

double AttentionRun::advance(std::int64_t row_budget) {
  State& now = *state_;
  const std::int64_t heads = now.problem.shape.batch * now.problem.shape.heads, queries = now.problem.shape.queries;
  if (queries == 0) now.head = heads;
  for (std::int64_t done = 0; now.head < heads && done < row_budget;) {
    if (now.query == 0) now.take_head();
    const std::int64_t count = now.is_tiled ? now.tiles->advance(now.query) : now.rows.advance(now.query);
    done += count;
    now.query += count;
    if (now.query < queries) continue;
    now.query = 0;
    ++now.head;
  }
  if (now.head >= heads) return 1;
  const auto rows = static_cast<double>(heads) * static_cast<double>(queries);
  return static_cast<double>(now.head * queries + now.query) / rows;
}

Attention AttentionRun::finish() {
  State& now = *state_;
  const bool has_past = now.problem.shape.past > 0;  // else they are there already
  if (now.want.present_keys && has_past) now.result.present_keys = std::move(now.problem.present_keys);
  if (now.want.present_values && has_past) now.result.present_values = std::move(now.problem.present_values);
  return std::move(now.result);
}

Result<Attention> attend(const TensorView& queries, const TensorView& keys, const TensorView& values,
                         const AttentionOptions& options) {
  Result<AttentionRun> run = AttentionRun::open(queries, keys, values, options);
  if (!run) return run.error();
  run->advance(std::numeric_limits<std::int64_t>::max());
  return run->finish();
}

Result<Tensor> masked_softmax(const TensorView& scores, const std::optional<IntegerTensor>& valid_lengths) {
  if (scores.rank() < 1 || element_count(scores.shape) != static_cast<std::int64_t>(scores.data.size())) {
    return Error{"scores", "has shape " + shape_text(scores.shape) + " and " + std::to_string(scores.data.size()) +
                               " numbers, but at least one axis and as many numbers as the shape says are expected."};
  }
  if (std::string problem = endless_shape(scores.shape); !problem.empty()) return Error{"scores", std::move(problem)};
  ScoreShape shape;
  const std::size_t rank = scores.shape.size();
  shape.keys = scores.shape.back();
  shape.batch = rank > 1 ? scores.shape[0] : 1;
  shape.queries = rank > 2 ? scores.shape[rank - 2] : 1;
  for (std::size_t axis = 1; axis + 2 < rank; ++axis) shape.heads *= scores.shape[axis];
  Mask mask;
  mask.valid_lengths = valid_lengths;
  Result<ResolvedMask> resolved = ResolvedMask::resolve(mask, shape);
  if (!resolved) return Error{"valid_lengths", resolved.error().message};

  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Tensor weights = scores.copy();
  float* row = weights.data.data();
  for (std::int64_t batch = 0; batch < shape.batch; ++batch) {
    for (std::int64_t head = 0; head < shape.heads; ++head) {
      for (std::int64_t query = 0; query < shape.queries; ++query, row += shape.keys) {
        const std::int64_t end = resolved->row(batch, head, query).end;
        std::fill(row + end, row + shape.keys, 0.0f);
        const float maximum = kernels().maximum(row, end, -kInfinity);
        const float sum = kernels().exponentiate(row, end, maximum == -kInfinity ? 0 : maximum);
        if (sum != 0) kernels().scale(row, end, 1 / sum, row);
      }
    }
  }
  return weights;
}

}  // namespace attention_lab::core
