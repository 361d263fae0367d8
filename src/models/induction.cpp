#include "models/induction.h"

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "index.h"
#include "models/maps.h"

namespace models {

namespace {

using layers::add_product;
using layers::GradientParts;
using layers::Matrix;
using layers::row;
using layers::set_product;
using layers::square;
using layers::Transposed;

/// What a layer has to remember on the way forwards.
template <class Number>
struct LayerPass {
  layers::Norm<Number> norm;
  layers::CausalHead<Number> head;
  Matrix<Number> normed, queries, keys, values, answered;
};

/// Whether the symbol after this place can be known: it and its predecessor have stood there before.
bool is_known(int period, int place) { return place >= period; }

}  // namespace

RepeatedSequences repeated_sequences(core::Random& random, const InductionShape& shape, int count, int shortest,
                                     int longest) {
  RepeatedSequences result;
  std::vector<int> deck(to_size(shape.symbols));
  for (int i = 0; i < count; ++i) {
    const int period = shortest + static_cast<int>(random.below(static_cast<std::uint64_t>(longest - shortest + 1)));
    std::iota(deck.begin(), deck.end(), 0);
    for (int drawn = 0; drawn < period; ++drawn)  // the first of a shuffled deck
      std::swap(nth(deck, drawn),
                nth(deck, drawn + static_cast<int>(random.below(static_cast<std::uint64_t>(shape.symbols - drawn)))));
    for (int place = 0; place <= shape.length; ++place) result.symbols.push_back(nth(deck, place % period));
    result.periods.push_back(period);
  }
  return result;
}

template <class Number>
Induction<Number>::Induction(const InductionShape& shape, core::Random& random) : shape_(shape) {
  const std::int64_t width = shape.width;
  const auto add_matrix = [&](const std::string& name, std::int64_t rows, double deviation) {
    return parameters_.add_normal(name, {rows, width}, deviation, random);
  };
  const double usual = usual_deviation(shape.width);
  embedding_ = add_matrix("embedding.weight", shape.symbols, 0.5);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const std::string prefix = "layers." + std::to_string(layer) + ".";
    LayerParts parts{};
    parts.gain = parameters_.add(prefix + "norm.weight", {width}, 1);
    parts.bias = parameters_.add(prefix + "norm.bias", {width});
    parts.query = add_matrix(prefix + "W_q.weight", width, usual);
    parts.key = add_matrix(prefix + "W_k.weight", width, usual);
    parts.value = add_matrix(prefix + "W_v.weight", width, usual);
    parts.output = add_matrix(prefix + "W_o.weight", width, usual);
    parts.distances = parameters_.add(prefix + "distance_bias", {shape.length});
    layers_.push_back(parts);
  }
  last_gain_ = parameters_.add("norm.weight", {width}, 1);
  last_bias_ = parameters_.add("norm.bias", {width});
  unembedding_ = add_matrix("unembedding.weight", shape.symbols, usual);
}

template <class Number>
typename Induction<Number>::Answer Induction<Number>::answer(const RepeatedSequences& sequences, const HeadsOff& off,
                                                             std::vector<Number>* gradient) const {
  const Eigen::Index length = shape_.length, count = std::ssize(sequences.periods), rows = count * length;
  const auto symbol = [&](Eigen::Index sequence, Eigen::Index place) {
    return nth(sequences.symbols, sequence * (length + 1) + place);
  };
  const auto is_off = [&](std::size_t layer) { return layer < off.size() && off[layer]; };

  // Forwards.
  Matrix<Number> x(rows, shape_.width);
  const auto embedding = square(parameters_, embedding_);
  for (Eigen::Index at = 0; at < rows; ++at) x.row(at) = embedding.row(symbol(at / length, at % length));
  std::vector<LayerPass<Number>> passes(layers_.size());
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const LayerParts& parts = layers_[layer];
    LayerPass<Number>& pass = passes[layer];
    pass.norm.forward(x, row(parameters_, parts.gain), row(parameters_, parts.bias), pass.normed);
    set_product<Number>(pass.normed, square(parameters_, parts.query), pass.queries, Transposed::kRight);
    set_product<Number>(pass.normed, square(parameters_, parts.key), pass.keys, Transposed::kRight);
    set_product<Number>(pass.normed, square(parameters_, parts.value), pass.values, Transposed::kRight);
    pass.head.forward(pass.queries, pass.keys, pass.values, row(parameters_, parts.distances), length, pass.answered);
    if (!is_off(layer)) add_product<Number>(pass.answered, square(parameters_, parts.output), x, Transposed::kRight);
  }
  layers::Norm<Number> last;
  Matrix<Number> normed, scores;
  last.forward(x, row(parameters_, last_gain_), row(parameters_, last_bias_), normed);
  set_product<Number>(normed, square(parameters_, unembedding_), scores, Transposed::kRight);

  // The loss, and what `scores` becomes: its gradient.
  Answer result;
  int known = 0, right = 0;
  for (Eigen::Index at = 0; at < rows; ++at)
    known += is_known(nth(sequences.periods, at / length), static_cast<int>(at % length));
  for (Eigen::Index at = 0; at < rows; ++at) {
    auto of_place = scores.row(at);
    Eigen::Index likeliest = 0;
    const Number most = of_place.maxCoeff(&likeliest);
    result.predictions.push_back(static_cast<int>(likeliest));
    const bool counts = is_known(nth(sequences.periods, at / length), static_cast<int>(at % length));
    if (!counts) {
      of_place.setZero();
      continue;
    }
    const int next = symbol(at / length, at % length + 1);
    right += likeliest == next;
    result.loss += layers::cross_entropy(of_place, next, most, known) / known;
  }
  result.accuracy = known > 0 ? static_cast<double>(right) / known : 0;
  for (const LayerPass<Number>& pass : passes)
    result.weights.emplace_back(pass.head.weights.data(), pass.head.weights.data() + pass.head.weights.size());
  if (!gradient) return result;

  // Backwards.
  gradient->assign(parameters_.values.size(), 0);
  GradientParts<Number> to{parameters_, *gradient};
  add_product<Number>(scores, normed, to.square(unembedding_), Transposed::kLeft);
  Matrix<Number> of_normed, of_x = Matrix<Number>::Zero(rows, shape_.width);
  set_product<Number>(scores, square(parameters_, unembedding_), of_normed);
  last.backward(of_normed, row(parameters_, last_gain_), to.row(last_gain_), to.row(last_bias_), of_x);
  Matrix<Number> of_answered, of_queries, of_keys, of_values;
  for (std::size_t layer = layers_.size(); layer-- > 0;) {
    if (is_off(layer)) continue;
    const LayerParts& parts = layers_[layer];
    const LayerPass<Number>& pass = passes[layer];
    add_product<Number>(of_x, pass.answered, to.square(parts.output), Transposed::kLeft);
    set_product<Number>(of_x, square(parameters_, parts.output), of_answered);
    pass.head.backward(pass.queries, pass.keys, pass.values, of_answered, of_queries, of_keys, of_values,
                       to.row(parts.distances));
    add_product<Number>(of_queries, pass.normed, to.square(parts.query), Transposed::kLeft);
    add_product<Number>(of_keys, pass.normed, to.square(parts.key), Transposed::kLeft);
    add_product<Number>(of_values, pass.normed, to.square(parts.value), Transposed::kLeft);
    set_product<Number>(of_queries, square(parameters_, parts.query), of_normed);
    add_product<Number>(of_keys, square(parameters_, parts.key), of_normed);
    add_product<Number>(of_values, square(parameters_, parts.value), of_normed);
    pass.norm.backward(of_normed, row(parameters_, parts.gain), to.row(parts.gain), to.row(parts.bias), of_x);
  }
  auto of_embedding = to.square(embedding_);
  for (Eigen::Index at = 0; at < rows; ++at) of_embedding.row(symbol(at / length, at % length)) += of_x.row(at);
  return result;
}

template class Induction<float>;
template class Induction<double>;

template <class Number>
double previous_token_score(const std::vector<Number>& weights, int length) {
  double sum = 0;
  int places = 0;
  const int rows = static_cast<int>(weights.size()) / length;
  for (int at = 0; at < rows; ++at) {
    if (at % length == 0) continue;  // nothing is before it
    sum += static_cast<double>(nth(weights, at * length + at % length - 1));
    ++places;
  }
  return places > 0 ? sum / places : 0;
}

template <class Number>
double prefix_matching_score(const std::vector<Number>& weights, const RepeatedSequences& sequences, int length) {
  double sum = 0;
  int places = 0;
  for (int i = 0; i < count_of(sequences.periods); ++i) {
    const auto symbol = [&](int place) { return nth(sequences.symbols, i * (length + 1) + place); };
    for (int place = nth(sequences.periods, i); place < length; ++place) {
      for (int j = 1; j <= place; ++j)
        if (symbol(j - 1) == symbol(place)) sum += static_cast<double>(nth(weights, (i * length + place) * length + j));
      ++places;
    }
  }
  return places > 0 ? sum / places : 0;
}

template double previous_token_score(const std::vector<float>&, int);
template double previous_token_score(const std::vector<double>&, int);
template double prefix_matching_score(const std::vector<float>&, const RepeatedSequences&, int);
template double prefix_matching_score(const std::vector<double>&, const RepeatedSequences&, int);

}  // namespace models
