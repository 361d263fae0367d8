// A transformer of attention alone that learns to continue a sequence that repeats itself (Elhage et al. 2021, Olsson
// et al. 2022). With two layers the second finds where the present symbol stood before, if the first has told every
// place what came before it; with one layer it cannot.
//
//   x = embedding of the symbols
//   x ← x + W_o · head(W_q n, W_k n, W_v n), n = layer norm of x, for each layer; the head knows distances (layers.h)
//   scores of the next symbol = W_u · layer norm of x
#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "models/parameters.h"

namespace models {

/// Each at least 1.
struct InductionShape {
  int symbols = 32, length = 24, width = 32, layers = 2;
};

/// Sequences that repeat themselves: the period of each is drawn from shortest … longest, so that no fixed distance
/// helps, its symbols without replacement.
struct RepeatedSequences {
  std::vector<int> symbols;  // (sequences, length + 1): what is read, and last what comes after it
  std::vector<int> periods;  // of each
};
/// 1 ≤ shortest ≤ longest ≤ symbols.
RepeatedSequences repeated_sequences(core::Random& random, const InductionShape& shape, int count, int shortest = 4,
                                     int longest = 12);

/// Which layers' heads answer; one that is off adds 0.
using HeadsOff = std::vector<bool>;  // by layer; shorter = the others are on

template <class Number>
class Induction {
 public:
  /// Normal numbers of variance 1 ÷ (3 width), embeddings of deviation 0.5, distances 0.
  Induction(const InductionShape& shape, core::Random& random);

  const InductionShape& shape() const { return shape_; }
  const Parameters<Number>& parameters() const { return parameters_; }
  Parameters<Number>& parameters() { return parameters_; }

  /// What it makes of some sequences.
  struct Answer {
    double loss = 0;                           // mean cross-entropy in nats where the next symbol can be known: from
                                               // the period on
    double accuracy = 0;                       // there
    std::vector<std::vector<Number>> weights;  // of each layer: (sequences, length, length)
    std::vector<int> predictions;              // (sequences, length): the likeliest next symbol
  };
  /// With `gradient`, also dL/d each parameter, in the order of the parameters' values.
  Answer answer(const RepeatedSequences& sequences, const HeadsOff& off = {},
                std::vector<Number>* gradient = nullptr) const;

 private:
  InductionShape shape_;
  Parameters<Number> parameters_;
  struct LayerParts {
    std::size_t gain, bias, query, key, value, output, distances;
  };
  std::size_t embedding_ = 0, last_gain_ = 0, last_bias_ = 0, unembedding_ = 0;
  std::vector<LayerParts> layers_;
};

extern template class Induction<float>;
extern template class Induction<double>;

/// How much weight a place gives to the one before it, on average: 1 = a perfect previous-token head.
/// weights (sequences, length, length).
template <class Number>
double previous_token_score(const std::vector<Number>& weights, int length);
/// How much weight a place in the repeated part gives, on average, to those whose predecessor is its own symbol: 1 = a
/// perfect induction head.
template <class Number>
double prefix_matching_score(const std::vector<Number>& weights, const RepeatedSequences& sequences, int length);

}  // namespace models
