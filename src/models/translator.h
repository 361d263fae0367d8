// A translator with an encoder that reads in both directions and a decoder that, for every word it writes, attends to
// what was read (Bahdanau et al. 2015; book, section 10.4).
//
//   memory   h_j = [forward GRU; backward GRU] of the source's embeddings
//   start    s_0 = tanh(W_s [last forward state; last backward state] + b_s)
//   context  c_t = Σ_j weight_tj h_j, weight_t = softmax over j of v · tanh(W_q s_t−1 + W_k h_j)
//   state    s_t = GRU([embedding of the word before; c_t], s_t−1)
//   scores of the next word = W_o [s_t; c_t; embedding] + b_o
#pragma once

#include <vector>

#include "core/random.h"
#include "models/dates.h"
#include "models/parameters.h"

namespace models {

/// Each at least 1.
struct TranslatorShape {
  int sources = 32, targets = 22;  // tokens of either language: as many as dates.h has
  int embedding = 24, hidden = 32, attention = 32;
};

template <class Number>
class Translator {
 public:
  /// Normal numbers of variance 1 ÷ (3 · inputs), embeddings of deviation 0.5, biases 0.
  Translator(const TranslatorShape& shape, core::Random& random);

  const TranslatorShape& shape() const { return shape_; }
  const Parameters<Number>& parameters() const { return parameters_; }
  Parameters<Number>& parameters() { return parameters_; }

  struct Answer {
    double loss = 0;              // mean cross-entropy in nats of the targets' tokens; 0 if it has written by itself
    double accuracy = 0;          // of tokens, given those before
    double exact = 0;             // share of targets that are right from end to end
    int written_length = 0;       // tokens of each in `written` and rows of each in `weights`
    std::vector<int> written;     // (pairs, written_length)
    std::vector<Number> weights;  // (pairs, written_length, source_length)
  };
  /// Reads the targets along, each token from those before it. With `gradient`, also dL/d each parameter.
  Answer answer(const DatePairs& pairs, std::vector<Number>* gradient = nullptr) const;
  /// Goes by what it has written itself, for as many tokens as the longest target has, or `most` if that is more.
  Answer translate(const DatePairs& pairs, int most = 0) const;

 private:
  struct GruParts {
    std::size_t input, hidden, input_bias, hidden_bias;
  };
  struct Pass;
  GruParts add_gru(const std::string& name, int inputs, core::Random& random);
  void encode(const DatePairs& pairs, Pass& pass) const;
  Answer decode(const DatePairs& pairs, int length, bool reads_along, Pass& pass) const;
  void go_back(const DatePairs& pairs, Pass& pass, std::vector<Number>& gradient) const;

  TranslatorShape shape_;
  Parameters<Number> parameters_;
  std::size_t source_embedding_ = 0, target_embedding_ = 0;
  GruParts forward_{}, backward_{}, decoder_{};
  std::size_t start_ = 0, start_bias_ = 0, query_ = 0, key_ = 0, score_ = 0, output_ = 0, output_bias_ = 0;
};

extern template class Translator<float>;
extern template class Translator<double>;

}  // namespace models
