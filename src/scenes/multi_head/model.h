// What the scene computes: multi-head attention stage by stage (book, section 10.5), right or with the heads cut by
// `view` alone, with heads switched off, and what PyTorch returns by default, the average over the heads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/attention.h"
#include "scenes/multi_head/trace.h"

namespace scenes::multi_head {

inline constexpr int kSamples = 2, kMostLength = 16, kMostWidth = 100, kMostHeads = 16, kMostSeed = 9999;

enum Example { kRandomExample, kBookExample, kOppositeExample, kHandSetExample, kExamples };
inline constexpr const char* kExampleIds[kExamples] = {"random", "book", "opposite", "hand-set"};

struct Input {
  int example = kRandomExample, seed = 1;
  int length = 0, width = 0, heads = 0;  // n, d, h; 0 = as the example has it
  std::vector<double> lengths;           // valid lengths of the two samples; empty = as the example has it
  bool is_view_alone = false;            // heads are cut by `view`, without the permutation
  bool is_batch_mixed = false;           // (batch, length, width) is read as (length, batch, width)
  std::vector<double> off;               // heads that are switched off, in any order
  Cell followed;
  bool operator==(const Input&) const = default;
};

/// What `input` amounts to.
struct Sizes {
  int batch = kSamples, queries = 0, keys = 0, width = 0, heads = 1;
  bool is_cross = false;  // keys and values come from Y, not from X
  int head_width() const { return width / heads; }
};
Sizes sizes_of(const Input& input);
int own_length(int example);  // n
int own_width(int example);   // d
int own_heads(int example);   // h
/// How many keys a valid length may leave: the most, and what holds for a sample.
int most_valid(const Input& input);
int valid_length(const Input& input, int sample);
/// 1 … kMostHeads, whatever divides the width.
std::vector<int> divisors_of(int width);
/// If the heads that were asked for do not divide the width: how many those are.
std::optional<int> indivisible_heads(const Input& input);
/// Is a width asked for in an example whose own is part of what was set by hand?
bool is_width_ignored(const Input& input);
/// X and Y have different lengths: read as batches they do not fit, and PyTorch raises an error.
bool is_mixing_refused(const Input& input);
bool is_off(const Input& input, int head);
void switch_head(Input& input, int head, bool is_on);

/// Of all samples, exactly, in n, m, d, h. Projections have no bias, as in the book.
struct Cost {
  std::int64_t parameters = 0, multiplications = 0, exponentials = 0;
};
Cost cost_of(const Sizes& sizes, int heads);

struct Data {
  core::Tensor x, y;                // (batch, queries, width), (batch, keys, width); y empty: it is x
  core::Tensor w_q, w_k, w_v, w_o;  // (width, width), as nn.Linear has them
  const core::Tensor& keys_from() const { return y.data.empty() ? x : y; }
};
Data make_data(const Input& input);

struct Result {
  Input input;  // that it was computed for
  Sizes sizes;
  Data data;
  std::vector<int> lengths;                      // valid ones, of every sample
  std::array<core::Tensor, kStages> stages;      // see trace.h; the split ones are (batch, heads, length, head width)
  std::array<std::uint64_t, kStages> content{};  // for the renderer
  core::Attention attention;
  core::Tensor mean;        // (batch, queries, keys): over the heads
  core::Tensor output_all;  // with every head on
  core::Tensor change;      // output − output_all
  std::uint64_t change_content = 0;
  std::vector<Trace> traces;  // of every sample, if something is followed
  bool follows() const { return !traces.empty(); }
  float at(int stage, int sample, int row, int column) const;
};
Result compute(const Input& input);
Result compute(const Input& input, Data data);  // with other numbers than the example's own
Layout layout_of(const Input& input, int sample);
/// What comes of handing X, Y over as they are to something that reads (length, batch, width): tried by changing the
/// other sample.
enum LengthFirst { kOwnSampleOnly, kOtherSampleToo, kNoFit };
LengthFirst read_length_first(const Input& input);
/// Are the numbers finite, and does every row of weights sum to 1 or see no key?
bool is_sound(const Result& result);
/// The farthest that a head's weights are from the average, in any sample: of the nearest head and of the farthest.
struct FromMean {
  float least = 0, most = 0;
};
FromMean distance_from_mean(const Result& result);

}  // namespace scenes::multi_head
