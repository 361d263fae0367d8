#include "core/window.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/tile_scores.h"

namespace attention_lab::core {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The first query or key of pixel `pixel`, relative to the view.
std::int64_t pixel_start(std::int64_t pixel, std::int64_t pixels, std::int64_t count) { return pixel * count / pixels; }

/// The pixel that covers `offset`.
std::int64_t pixel_of(std::int64_t offset, std::int64_t pixels, std::int64_t count) {
  std::int64_t pixel = std::min(pixels - 1, offset * pixels / count);
  while (pixel_start(pixel + 1, pixels, count) <= offset) ++pixel;
  while (pixel_start(pixel, pixels, count) > offset) --pixel;
  return pixel;
}

}  // namespace

struct AttentionWindow::State {
  Tensor queries, keys, values;  // values of width 0: only the weights are looked at
  AttentionOptions options;
  Problem problem;
  std::optional<TileScores> scores;
  std::vector<float> maxima, totals;  // per query, where known: together its log-sum-exp, without its rounding
  std::vector<bool> is_known;

  WindowView view;
  Tensor picture;
  std::int64_t next = 0;     // the next query of the view
  std::vector<float> strip;  // (tiles, group, kTileKeys): the scores of one group
  std::vector<float> cells;  // (columns): one row, reduced along the keys

  void attend_group(std::int64_t first, std::int64_t count);
  void attend_row(const QueryBlock& block, std::int64_t row, std::int64_t first_tile, std::int64_t end_tile);
  float reduce_piece(float* piece, std::int64_t count, float shift, std::int64_t column);
  void add_row(std::int64_t query, float factor);
};

Result<AttentionWindow> AttentionWindow::open(Tensor queries, Tensor keys, AttentionOptions options) {
  auto state = std::make_unique<State>();
  state->queries = std::move(queries);
  state->keys = std::move(keys);
  state->options = std::move(options);
  if (state->queries.rank() != 2) {
    return Error{"queries", "has shape " + shape_text(state->queries.shape) +
                                ", but a window looks at one head: (queries, d) is expected."};
  }
  if (state->options.past_keys || state->options.past_values)
    return Error{"past", "is not for windows: prepend the past keys to the keys."};
  if (is_kernel_without_softmax(state->options.scoring) && state->options.mask.additive) {
    return Error{"mask.additive", "is not for windows with '" + std::string(scoring_name(state->options.scoring)) +
                                      "' scoring; use mask.allowed."};
  }
  if (state->keys.rank() == 2)
    state->values.shape = {state->keys.shape[0], 0};
  else
    state->values.shape = state->keys.shape;
  Result<Problem> problem = pose(state->queries, state->keys, state->values, state->options);
  if (!problem) return problem.error();
  state->problem = *std::move(problem);
  state->scores.emplace(state->problem, 0, 0);
  const auto rows = static_cast<std::size_t>(state->problem.shape.queries);
  state->maxima.resize(rows);
  state->totals.resize(rows);
  state->is_known.assign(rows, false);
  return AttentionWindow(std::move(state));
}

AttentionWindow::AttentionWindow(std::unique_ptr<State> state) : state_(std::move(state)) {}
AttentionWindow::AttentionWindow(AttentionWindow&&) noexcept = default;
AttentionWindow& AttentionWindow::operator=(AttentionWindow&&) noexcept = default;
AttentionWindow::~AttentionWindow() = default;

std::optional<Error> AttentionWindow::look(const WindowView& view) {
  const auto refuse = [](const char* what, std::int64_t first, std::int64_t count, std::int64_t all) {
    return Error{what, "are " + std::to_string(first) + " … " + std::to_string(first + count) +
                           ", but at least one of 0 … " + std::to_string(all) + " is expected."};
  };
  const ScoreShape& shape = state_->problem.shape;
  if (view.first_query < 0 || view.query_count < 1 || view.query_count > shape.queries - view.first_query) {
    return refuse("view.queries", view.first_query, view.query_count, shape.queries);
  }
  if (view.first_key < 0 || view.key_count < 1 || view.key_count > shape.keys - view.first_key) {
    return refuse("view.keys", view.first_key, view.key_count, shape.keys);
  }
  constexpr std::int64_t kMostPixels = 1 << 26;  // 256 MB
  if (view.rows < 1 || view.rows > view.query_count) {
    return Error{"view.rows", "are " + std::to_string(view.rows) + ", but 1 … " + std::to_string(view.query_count) +
                                  ", the number of queries in view, is expected."};
  }
  if (view.columns < 1 || view.columns > view.key_count) {
    return Error{"view.columns", "are " + std::to_string(view.columns) + ", but 1 … " + std::to_string(view.key_count) +
                                     ", the number of keys in view, is expected."};
  }
  if (view.rows > kMostPixels / view.columns)
    return Error{"view.rows", "× view.columns are more than 67108864 pixels; ask for fewer."};
  state_->view = view;
  state_->next = 0;
  state_->picture = make_tensor({view.rows, view.columns});
  return std::nullopt;
}

double AttentionWindow::advance(std::int64_t row_budget) {
  State& state = *state_;
  const std::int64_t end = std::min(state.view.query_count, state.next + std::max<std::int64_t>(1, row_budget));
  while (state.next < end) {
    const std::int64_t count = std::min<std::int64_t>(kernels().group, state.view.query_count - state.next);
    state.attend_group(state.view.first_query + state.next, count);
    state.next += count;
  }
  return state.view.query_count == 0 ? 1
                                     : static_cast<double>(state.next) / static_cast<double>(state.view.query_count);
}

const Tensor& AttentionWindow::picture() const { return state_->picture; }

/// Scores of one group: of all keys if a row's sum is still unknown, else only of those in view.
void AttentionWindow::State::attend_group(std::int64_t first, std::int64_t count) {
  const QueryBlock& block = scores->take_queries(first, count);
  bool are_known = true;
  for (std::int64_t row = first; row < first + count; ++row)
    are_known = are_known && is_known[static_cast<std::size_t>(row)];
  const std::int64_t begin = are_known ? std::max(block.begin, view.first_key) : block.begin;
  const std::int64_t end = are_known ? std::min(block.end, view.first_key + view.key_count) : block.end;
  const std::int64_t first_tile = begin / kTileKeys,
                     end_tile = begin < end ? (end + kTileKeys - 1) / kTileKeys : first_tile;
  const std::int64_t tile_size = kernels().group * kTileKeys;
  strip.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, end_tile - first_tile) * tile_size));
  for (std::int64_t tile = first_tile; tile < end_tile; ++tile) {
    scores->score(0, 1, tile * kTileKeys, scores->key_count(tile * kTileKeys),
                  strip.data() + (tile - first_tile) * tile_size);
  }
  for (std::int64_t row = 0; row < count; ++row) attend_row(block, row, first_tile, end_tile);
}

void AttentionWindow::State::attend_row(const QueryBlock& block, std::int64_t row, std::int64_t first_tile,
                                        std::int64_t end_tile) {
  const std::int64_t query = block.first + row, tile_size = kernels().group * kTileKeys;
  const bool was_known = is_known[static_cast<std::size_t>(query)];
  float& shift = maxima[static_cast<std::size_t>(query)];
  const auto scores_of = [&](std::int64_t tile) {
    return strip.data() + (tile - first_tile) * tile_size + row * kTileKeys;
  };
  if (!was_known) shift = -kInfinity;
  for (std::int64_t tile = first_tile; tile < end_tile && !was_known; ++tile) {
    shift = kernels().maximum(scores_of(tile), scores->key_count(tile * kTileKeys), shift);
  }
  if (shift == -kInfinity) shift = 0;  // every key masked: all exponentials are 0 whatever is subtracted
  cells.assign(static_cast<std::size_t>(view.columns), 0.0f);
  float total = 0;
  for (std::int64_t tile = first_tile; tile < end_tile; ++tile) {
    const std::int64_t tile_begin = tile * kTileKeys, tile_end = tile_begin + scores->key_count(tile_begin);
    for (std::int64_t at = tile_begin; at < tile_end;) {  // pieces that lie in one pixel, or outside the view
      std::int64_t piece_end = tile_end, column = -1;
      const std::int64_t offset = at - view.first_key;
      if (offset < 0) {
        piece_end = std::min(tile_end, view.first_key);
      } else if (offset < view.key_count) {
        column = pixel_of(offset, view.columns, view.key_count);
        piece_end = std::min(tile_end, view.first_key + pixel_start(column + 1, view.columns, view.key_count));
      }
      total += reduce_piece(scores_of(tile) + (at - tile_begin), piece_end - at, shift, column);
      at = piece_end;
    }
  }
  if (!was_known) totals[static_cast<std::size_t>(query)] = total;
  is_known[static_cast<std::size_t>(query)] = true;
  const float known_total = totals[static_cast<std::size_t>(query)];
  add_row(query, known_total == 0 ? 0 : 1 / known_total);
}

/// Exponentials (or a kernel's values) of neighbouring keys, in place; returns their sum and puts sum or maximum into
/// the pixel's cell.
float AttentionWindow::State::reduce_piece(float* piece, std::int64_t count, float shift, std::int64_t column) {
  float sum = 0;
  if (is_kernel_without_softmax(problem.scoring)) {
    for (std::int64_t i = 0; i < count; ++i) sum += piece[i] = piece[i] == -kInfinity ? 0 : piece[i];
  } else {
    sum = kernels().exponentiate(piece, count, shift);
  }
  if (column < 0) return sum;
  float& cell = cells[static_cast<std::size_t>(column)];
  cell =
      view.reduction == Reduction::kMean ? cell + sum : kernels().maximum(piece, count, std::isnan(sum) ? sum : cell);
  return sum;
}

void AttentionWindow::State::add_row(std::int64_t query, float factor) {
  const std::int64_t offset = query - view.first_query, pixel = pixel_of(offset, view.rows, view.query_count);
  const std::int64_t height =
      pixel_start(pixel + 1, view.rows, view.query_count) - pixel_start(pixel, view.rows, view.query_count);
  float* pixels = picture.data.data() + pixel * view.columns;
  for (std::int64_t column = 0; column < view.columns; ++column) {
    const float cell = cells[static_cast<std::size_t>(column)] * factor;
    if (view.reduction == Reduction::kMaximum) {
      pixels[column] = pixels[column] < cell || std::isnan(cell) ? cell : pixels[column];
    } else {
      const std::int64_t width =
          pixel_start(column + 1, view.columns, view.key_count) - pixel_start(column, view.columns, view.key_count);
      pixels[column] += cell / static_cast<float>(width * height);
    }
  }
}

}  // namespace attention_lab::core
