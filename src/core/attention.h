// Attention: every query asks every key for a score, the scores become weights, the weights mix the values.
//
//   scores × scale ÷ temperature → soft cap → mask → softmax → weights → weights · values
//
// Sources: Vaswani et al. 2017 (scaled dot product), Bahdanau et al. 2015 (additive), Luong et al. 2015 (bilinear,
// "general"), Nadaraya 1964 and Watson 1964 (kernels); Milakov and Gimelshein 2018, Dao et al. 2022 (online softmax).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "result.h"
#include "tensor.h"

namespace attention_lab::core {

/// How well a query q and a key k fit. The last four are kernels of the distance u = ‖q − k‖ ÷ width; their weights
/// are K(u) divided by the row's sum, without softmax.
enum class Scoring {
  kScaledDotProduct,  // q · k, scale 1/√d unless given
  kDotProduct,        // q · k
  kAdditive,          // w_v · tanh(W_q q + W_k k)
  kBilinear,          // qᵀ M k
  kCosine,            // q · k ÷ (‖q‖ ‖k‖); 0 if either is 0
  kGaussian,          // −u² / 2, then softmax
  kBoxcar,            // 1 for u ≤ 1, else 0
  kTriangular,        // max(0, 1 − u): what the English edition of the book calls Epanechikov
  kEpanechikov,       // max(0, 1 − u²) (a factor ¾ cancels)
  kConstant,          // 1: average pooling
};

/// "scaled_dot_product" … "constant": the names of the JavaScript module.
std::string_view scoring_name(Scoring scoring);
std::optional<Scoring> scoring_from_name(std::string_view name);
/// True for boxcar, triangular, Epanechikov and constant: weights = K(u) ÷ Σ K(u).
bool is_kernel_without_softmax(Scoring scoring);

/// What the learnable scoring functions have learnt. Only those that the scoring needs are read.
struct ScoringParameters {
  Tensor query_weights;  // (h, query width), additive: W_q
  Tensor key_weights;    // (h, key width), additive: W_k
  Tensor score_vector;   // (h), additive: w_v
  Tensor matrix;         // (query width, key width), bilinear: M
  float width = 1;       // > 0, kernels of the distance: u = ‖q − k‖ ÷ width
};

/// Which keys a query may attend to: those that every given mask allows. Keys are counted with the past ones first.
/// `allowed` and `additive` broadcast from the right against the scores, whose shape has the rank of the queries:
/// (queries, keys), (batch, queries, keys) or (batch, heads, queries, keys); any extent but the last may be 1.
/// If the last extent is shorter than the keys, the missing keys are masked.
struct Mask {
  bool is_causal = false;                      // query i sees key j if j ≤ position of i
  std::optional<IntegerTensor> valid_lengths;  // (batch) or (batch, queries); 0 … keys: only the first so many keys
  std::optional<ByteTensor> allowed;           // 1 = may attend, 0 = masked
  /// −∞ = masked. Added to the capped scores; kernels without softmax have no scores but K(u) itself, which is
  /// multiplied by exp(additive): added to log K(u), so that in both cases the weight is exp(additive) times as large
  /// before the row is divided by its sum.
  std::optional<Tensor> additive;
  std::optional<std::int64_t> window;  // ≥ 1: only keys with |position of i − j| < window
  /// ≥ 0, for the two above: query i has position first_query + past length + i. With it, a long attention can be
  /// computed some rows at a time; `allowed`, `additive` and valid lengths per query are then those of these rows.
  std::int64_t first_query = 0;
};

/// What attend() shall return besides `fully_masked_rows`. What is not asked for is neither computed nor stored.
struct Want {
  bool output = true;
  bool weights = false;
  bool raw_scores = false;  // before scale and temperature
  bool scores = false;      // × scale ÷ temperature
  bool capped = false;      // after the soft cap
  bool masked = false;      // after the masks: −∞ where masked, additive mask added; kernels: K(u) · exp(additive)
  bool row_maxima = false;
  bool exponentials = false;  // exp(masked − row maximum); kernels without softmax: masked, 0 where −∞
  bool row_sums = false;      // of the exponentials
  bool log_sum_exp = false;   // row maximum + log(row sum); −∞ if every key is masked
  bool present_keys = false;
  bool present_values = false;
};

struct AttentionOptions {
  Scoring scoring = Scoring::kScaledDotProduct;
  ScoringParameters parameters;
  std::optional<float> scale;    // finite; default 1/√d for the scaled dot product, 1 for all others
  float temperature = 1;         // > 0: higher is flatter
  std::optional<float> softcap;  // > 0: c · tanh(score / c)
  Mask mask;
  std::optional<Tensor> past_keys;    // prepended to the keys; same shape but for the length
  std::optional<Tensor> past_values;  // given together with past_keys, same length
  Want want;
};

/// Every tensor has the rank of the queries; those not asked for are empty (shape empty, no data).
/// "keys" counts the past keys too.
struct Attention {
  Tensor output;          // (batch, heads, queries, value width)
  Tensor weights;         // (batch, heads, queries, keys), each row sums to 1, or to 0 if every key is masked
  Tensor raw_scores;      // (batch, heads, queries, keys)
  Tensor scores;          // (batch, heads, queries, keys)
  Tensor capped;          // (batch, heads, queries, keys)
  Tensor masked;          // (batch, heads, queries, keys)
  Tensor exponentials;    // (batch, heads, queries, keys)
  Tensor row_maxima;      // (batch, heads, queries)
  Tensor row_sums;        // (batch, heads, queries)
  Tensor log_sum_exp;     // (batch, heads, queries)
  Tensor present_keys;    // (batch, key heads, past + new length, width)
  Tensor present_values;  // (batch, key heads, past + new length, value width)
  std::vector<std::int64_t>
      fully_masked_rows;  // indices into the flattened (batch, heads, queries): their weights are 0
};

/// Shapes: queries (batch, heads, queries, d), keys (batch, key heads, keys, d_k), values (batch, key heads, keys,
/// value width), all of the same rank 2, 3 or 4. `heads` is a multiple of `key heads`: query head h attends to key
/// head h ÷ (heads ÷ key heads) (grouped-query attention). d_k = d, except for additive and bilinear scoring.
///
/// Masked keys have weight exactly 0 whatever any score is, and their values do not reach the output, not even NaN.
/// A row whose every key is masked (or whose every kernel is out of reach, or that has no keys) gives zeros and is
/// listed in fully_masked_rows. A score of −∞ counts as masked; NaN or +∞ in a visible score makes that row NaN.
///
/// Errors name the argument: wrong ranks, extents that do not fit, parameters out of range, and scale, temperature
/// or softcap given for a kernel without softmax, to which they do not apply.
Result<Attention> attend(const TensorView& queries, const TensorView& keys, const TensorView& values,
                         const AttentionOptions& options = {});

/// attend() some rows at a time, for whoever must not wait for all of them: the same numbers, bit for bit.
class AttentionRun {
 public:
  /// Checks everything; arguments and errors as attend()'s. Keeps views of the arguments, options included, which must
  /// outlive it; moving it does no harm.
  static Result<AttentionRun> open(const TensorView& queries, const TensorView& keys, const TensorView& values,
                                   const AttentionOptions& options);

  AttentionRun(AttentionRun&&) noexcept;
  AttentionRun& operator=(AttentionRun&&) noexcept;
  ~AttentionRun();

  /// Computes at least `row_budget` (≥ 1) more rows of the flattened (batch, heads, queries), and about as many: the
  /// fast path computes whole blocks of up to a few hundred. Returns the share that is done, 0 … 1.
  double advance(std::int64_t row_budget);

  /// What attend() returns, once advance() has returned 1; before, only the rows that are done are in it, under shapes
  /// that count them all. To be called once.
  Attention finish();

 private:
  struct State;
  explicit AttentionRun(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Softmax over the last axis of `scores` (batch, queries, keys) or any other rank ≥ 1; masked entries are exactly 0
/// (book, section 10.3). valid_lengths: (batch) or (batch, queries), where batch is the first axis.
Result<Tensor> masked_softmax(const TensorView& scores,
                              const std::optional<IntegerTensor>& valid_lengths = std::nullopt);

}  // namespace attention_lab::core
