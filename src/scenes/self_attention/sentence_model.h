// A sentence that asks itself (book, section 10.6): tokens → made-up embeddings, perhaps with position encoding →
// queries, keys and values → attention; and the same once more with the words in another order.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/attention.h"
#include "scenes/parts/tokens.h"

namespace scenes::self_attention {

// An embedding has 12 numbers: four of 0, where the position alone is written; six from the token and the seed; one
// that is 1 for punctuation; one that is always 1.
inline constexpr int kWidth = 12, kHead = 6, kFirstMeaning = 4, kPunctuationFeature = 10, kConstantFeature = 11;
inline constexpr int kMostTokens = 32, kMostSeed = 999;
inline constexpr std::size_t kLongestSentence = 640;  // bytes: what is typed, and bars between its tokens
inline constexpr double kFarthestWeight = 99;

/// What the matrices ask for. All but the last two are set by hand.
enum Asks { kSameToken, kTokenBefore, kPunctuation, kRandomQuestion, kOwnQuestion, kAskCount };
inline constexpr const char* kAskIds[kAskCount] = {"same", "before", "punctuation", "random", "own"};

enum Projection { kQueryWeights, kKeyWeights, kValueWeights, kProjections };
/// W_q, W_k, W_v, each (kHead, kWidth): a query is W_q x.
using Projections = std::array<std::vector<double>, kProjections>;
Projections projections_of(int asks, int seed);

struct SentenceInput {
  std::string sentence;  // without a token in it: the example, which every language has its own of
  int split = kByCharacter;
  int asks = kSameToken;
  Projections own;  // of the reader's own question; otherwise empty
  int seed = 1, weights_seed = 1;
  bool has_positions = false;
  int shuffle = 0;  // 0 = as written; otherwise the seed of another order
  bool operator==(const SentenceInput&) const = default;
};

struct Attended {
  std::vector<Token> tokens;                      // as they are shown
  int written = 0;                                // so many are in the sentence
  std::vector<int> order;                         // the shown token's place in the sentence as written
  core::Tensor embeddings, positions, inputs;     // (tokens, kWidth); the inputs are the sum of the other two
  core::Tensor queries, keys, values;             // (tokens, kHead)
  core::Attention attention;                      // with everything that leads to its weights
  core::Tensor output_in_order;                   // of the sentence as written
  double largest_difference = 0;                  // between a token's output there and its output here
  std::uint64_t content = 0, output_content = 0;  // for the renderer

  int count() const { return static_cast<int>(tokens.size()); }
  /// Where the token with this place in the sentence is shown; the last one if there are fewer.
  int shown_at(int written_at) const;
  std::vector<std::string> names() const;
};

struct SentenceResult {
  Projections projections;
  bool is_example = false;
  std::vector<Attended> attended;  // of the reader's sentence, or of the example in Chinese and in English
  const Attended& in(bool is_chinese) const { return is_chinese ? attended.front() : attended.back(); }
};

/// The example's text, as it stands in the field.
std::string example_sentence(bool is_chinese);
/// As it is shown: the sentence, or the example.
std::string shown_sentence(const SentenceInput& input, bool is_chinese);

/// (kWidth): the same for the same token and seed, wherever it stands.
std::vector<float> embedding_of(const Token& token, int seed);
/// The order of `count` tokens: a permutation that is not the identity where there is another one; seed 0 is it.
std::vector<int> shuffled_order(int count, int seed);

/// From the inputs on: queries, keys, values and attention.
void ask(Attended& attended, const Projections& projections);

SentenceResult compute_sentence(const SentenceInput& input);

}  // namespace scenes::self_attention
