// The desk of the note (book, section 10.1) as attention: what a thing is like is its key, what one wants is the query.
//
//   key of a thing  k = (conspicuous, drinkable, readable, news, writable)
//   query           q = (1 − max u, u),   u = will × wish: the more is wanted, the less counts what catches the eye
//   weights         softmax(q · k ÷ temperature)
//   values          the things themselves (the identity), so the output says how much of each is taken in
#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/attention.h"
#include "core/pooling.h"

namespace scenes::cues {

enum Thing { kNewspaper, kPaper, kCoffee, kNotebook, kBook };
enum Feature { kConspicuous, kDrinkable, kReadable, kNews, kWritable };
inline constexpr int kThings = 5, kFeatures = 5;
inline constexpr int kWishes = 4;    // to drink, to read, to hear news, to write: the features but the first
inline constexpr int kPoolings = 5;  // in core::Pooling's order
inline constexpr int kSteps = 4;     // of the guided path, counted from 1

inline constexpr double kRedBonus = 0.8;  // being red adds this to the conspicuousness
inline constexpr double kColdest = 0.05, kHottest = 2, kUsualTemperature = 0.25;
inline constexpr double kUsualSalience = 0.1, kUsualWill = 0.75;
inline constexpr double kLargestContent = 2;  // edited keys stay within ±

struct Input {
  std::array<double, kThings> salience{kUsualSalience, kUsualSalience, kUsualSalience, kUsualSalience,
                                       kUsualSalience};  // 0 … 1, without the colour
  int red = kCoffee + 1;                                 // the thing that is red, from 1; 0 = none
  bool is_coffee_drunk = false;
  std::array<double, kWishes> wish{};  // 0 … 1: how much each is wanted
  double will = kUsualWill;            // 0 = only what catches the eye … 1 = only what is wanted
  double temperature = kUsualTemperature;
  std::vector<double> contents{                   // (things, wishes): the keys without their first column
                               0, 0.3, 1,   0,    // newspaper
                               0, 0.5, 0.2, 0.1,  // paper
                               1, 0,   0,   0,    // coffee
                               0, 0.2, 0,   1,    // notebook
                               0, 1,   0,   0};   // book
  /// The convolution's one question, at first "is this a book?": readable, neither news nor something to write in.
  std::vector<double> filter{0, 0, 1, -1, -1};
  /// What training has left in the fully connected layer: weights of places on the desk, whatever lies there.
  std::vector<double> fixed_weights{0.15, 0.30, 0.10, 0.20, 0.25};
  bool operator==(const Input&) const = default;
};

/// Step 1 … kSteps of the note's story.
Input input_of_step(int step);
/// The step that looks exactly like this, or 0.
int step_of(const Input& input);

inline bool is_red(const Input& input, std::size_t thing) { return std::cmp_equal(input.red, thing + 1); }
/// An entry of the keys as attention sees it: red counts, and an empty cup is not drinkable.
double key_of(const Input& input, std::size_t thing, std::size_t feature);
/// An entry of the query.
double query_of(const Input& input, std::size_t feature);
/// The largest component of the wish: 0 = nothing is wanted.
double strongest_wish(const Input& input);

/// Which of the core's poolings a row is.
inline core::Pooling pooling_of(std::size_t row) { return static_cast<core::Pooling>(row); }

/// The temperatures over which the weights are drawn, from kColdest to kHottest in steps of equal ratio.
inline constexpr int kCurvePoints = 48;
double curve_temperature(int point);

/// The five poolings' weights.
using Rows = std::array<std::array<float, kThings>, kPoolings>;

/// Did this row's weights move since `before`?
bool has_moved(const Rows& before, const Rows& now, std::size_t row);
/// Of all five, did only attention pooling's?
bool has_only_attention_moved(const Rows& before, const Rows& now);

struct Result {
  core::Tensor keys;    // (things, features)
  core::Tensor query;   // (1, features)
  core::Tensor values;  // (things, things): the identity
  core::Attention attention;
  Rows rows{};         // each from core::pool
  double entropy = 0;  // nats, of the attention weights
  double effective_things = 0;
  int answers_wish = 0;       // the row that moves when another wish is wished; kPoolings = none does
  std::size_t looked_at = 0;  // the largest weight's thing
  std::array<std::vector<double>, kThings> curves;  // its attention weight at every curve_temperature()
  std::array<double, kThings> share_of_will{};      // 0 … 1: the part of a thing's score that answers the wish

  double weight(std::size_t thing) const { return attention.weights.data[thing]; }
};

Result compute(const Input& input);
bool is_sound(const Result& result);

/// The options that attend() and the poolings are called with.
core::AttentionOptions options_of(const Input& input);

}  // namespace scenes::cues
