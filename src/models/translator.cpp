#include "models/translator.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "index.h"
#include "models/maps.h"

namespace models {

using layers::add_product;
using layers::GradientParts;
using layers::Matrix;
using layers::row;
using layers::set_product;
using layers::square;
using layers::Transposed;

/// What the way back needs of the way forwards. Time-major: rows of all pairs at time 0, then at time 1, …
template <class Number>
struct Translator<Number>::Pass {
  using M = Matrix<Number>;
  /// A recurrent layer over time.
  struct Gru {
    M inputs, input_gates;                       // (time · pairs, …)
    std::vector<layers::GruStep<Number>> steps;  // by time
    std::vector<M> states;                       // before each step, and after the last
  };
  Gru forward, backward, decoder;
  M memory, keys;                                       // (pairs · source_length, …): of each pair together
  M last;                                               // (pairs, 2 hidden): the last states of both directions
  std::vector<layers::AdditiveStep<Number>> attention;  // by time
  std::vector<M> queries;                               // W_q s
  M read;                                               // (time · pairs, hidden + 2 hidden + embedding)
  M scores_gradient;                                    // (time · pairs, targets)
  std::vector<int> given;                               // (time · pairs): the token before
};

template <class Number>
typename Translator<Number>::GruParts Translator<Number>::add_gru(const std::string& name, int inputs,
                                                                  core::Random& random) {
  const std::int64_t gates = 3 * shape_.hidden;
  GruParts parts{};
  parts.input = parameters_.add_normal(name + ".weight_ih_l0", {gates, inputs}, usual_deviation(inputs), random);
  parts.hidden =
      parameters_.add_normal(name + ".weight_hh_l0", {gates, shape_.hidden}, usual_deviation(shape_.hidden), random);
  parts.input_bias = parameters_.add(name + ".bias_ih_l0", {gates});
  parts.hidden_bias = parameters_.add(name + ".bias_hh_l0", {gates});
  return parts;
}

template <class Number>
Translator<Number>::Translator(const TranslatorShape& shape, core::Random& random) : shape_(shape) {
  const int hidden = shape.hidden, both = 2 * hidden, attention = shape.attention,
            read = hidden + both + shape.embedding;
  source_embedding_ = parameters_.add_normal("source_embedding.weight", {shape.sources, shape.embedding}, 0.5, random);
  target_embedding_ = parameters_.add_normal("target_embedding.weight", {shape.targets, shape.embedding}, 0.5, random);
  forward_ = add_gru("encoder_forward", shape.embedding, random);
  backward_ = add_gru("encoder_backward", shape.embedding, random);
  start_ = parameters_.add_normal("start.weight", {hidden, both}, usual_deviation(both), random);
  start_bias_ = parameters_.add("start.bias", {hidden});
  query_ = parameters_.add_normal("W_q.weight", {attention, hidden}, usual_deviation(hidden), random);
  key_ = parameters_.add_normal("W_k.weight", {attention, both}, usual_deviation(both), random);
  score_ = parameters_.add_normal("w_v", {attention}, usual_deviation(attention), random);
  decoder_ = add_gru("decoder", shape.embedding + both, random);
  output_ = parameters_.add_normal("output.weight", {shape.targets, read}, usual_deviation(read), random);
  output_bias_ = parameters_.add("output.bias", {shape.targets});
}

template <class Number>
void Translator<Number>::encode(const DatePairs& pairs, Pass& pass) const {
  const Eigen::Index count = pairs.count, length = pairs.source_length, hidden = shape_.hidden;
  const auto embedding = square(parameters_, source_embedding_);
  pass.memory.setZero(count * length, 2 * hidden);
  pass.last.resize(count, 2 * hidden);
  for (const bool is_forward : {true, false}) {
    auto& gru = is_forward ? pass.forward : pass.backward;
    const GruParts& parts = is_forward ? forward_ : backward_;
    gru.inputs.resize(length * count, shape_.embedding);
    for (Eigen::Index time = 0; time < length; ++time)
      for (Eigen::Index pair = 0; pair < count; ++pair)
        gru.inputs.row(time * count + pair) = embedding.row(nth(pairs.sources, pair * length + time));
    set_product<Number>(gru.inputs, square(parameters_, parts.input), gru.input_gates, Transposed::kRight);
    gru.input_gates.rowwise() += row(parameters_, parts.input_bias);
    gru.steps.resize(to_size(length));
    gru.states.assign(1, Matrix<Number>::Zero(count, hidden));
    for (Eigen::Index step = 0; step < length; ++step) {
      const Eigen::Index time = is_forward ? step : length - 1 - step;
      Matrix<Number> next;
      nth(gru.steps, step)
          .forward(gru.input_gates.middleRows(time * count, count), gru.states.back(),
                   square(parameters_, parts.hidden), row(parameters_, parts.hidden_bias), next);
      for (Eigen::Index pair = 0; pair < count; ++pair)
        if (time < nth(pairs.source_lengths, pair))
          pass.memory.row(pair * length + time).segment(is_forward ? 0 : hidden, hidden) = next.row(pair);
        else
          next.row(pair) = gru.states.back().row(pair);  // nothing is read here
      gru.states.push_back(std::move(next));
    }
    pass.last.middleCols(is_forward ? 0 : hidden, hidden) = gru.states.back();
  }
  set_product<Number>(pass.memory, square(parameters_, key_), pass.keys, Transposed::kRight);
}

template <class Number>
typename Translator<Number>::Answer Translator<Number>::decode(const DatePairs& pairs, int length, bool reads_along,
                                                               Pass& pass) const {
  const Eigen::Index count = pairs.count, hidden = shape_.hidden, both = 2 * hidden, width = shape_.embedding;
  const auto embedding = square(parameters_, target_embedding_);
  const auto read_input = square(parameters_, decoder_.input);
  Answer result;
  result.written_length = length;
  result.written.assign(to_size(count * length), kEnd);
  result.weights.assign(to_size(count * length * pairs.source_length), 0);
  auto& gru = pass.decoder;
  Matrix<Number> state;
  set_product<Number>(pass.last, square(parameters_, start_), state, Transposed::kRight);
  state.rowwise() += row(parameters_, start_bias_);
  state = state.array().tanh().matrix().eval();
  gru.states.assign(1, state);
  gru.inputs.resize(length * count, width + both);
  gru.steps.resize(to_size(length));
  pass.attention.resize(to_size(length));
  pass.queries.resize(to_size(length));
  pass.read.resize(length * count, hidden + both + width);
  pass.given.resize(to_size(length * count));
  pass.scores_gradient.setZero(length * count, shape_.targets);
  int total = 0, right = 0;
  for (const int each : pairs.target_lengths) total += each;
  std::vector<bool> is_right(to_size(count), true);
  for (Eigen::Index time = 0; time < length; ++time) {
    auto& step = nth(pass.attention, time);
    auto& query = nth(pass.queries, time);
    set_product<Number>(gru.states.back(), square(parameters_, query_), query, Transposed::kRight);
    Matrix<Number> context;
    step.forward(query, pass.keys, pass.memory, row(parameters_, score_), pairs.source_lengths, context);
    for (Eigen::Index pair = 0; pair < count; ++pair) {
      const int before = time == 0     ? kBegin
                         : reads_along ? nth(pairs.targets, pair * length + time - 1)
                                       : nth(result.written, pair * length + time - 1);
      nth(pass.given, time * count + pair) = before;
      gru.inputs.row(time * count + pair).head(width) = embedding.row(before);
      gru.inputs.row(time * count + pair).tail(both) = context.row(pair);
      std::copy_n(step.weights.row(pair).data(), pairs.source_length,
                  result.weights.begin() + (pair * length + time) * pairs.source_length);
    }
    const Matrix<Number> inputs = gru.inputs.middleRows(time * count, count);
    Matrix<Number> gates, next;
    set_product<Number>(inputs, read_input, gates, Transposed::kRight);
    gates.rowwise() += row(parameters_, decoder_.input_bias);
    nth(gru.steps, time)
        .forward(gates, gru.states.back(), square(parameters_, decoder_.hidden), row(parameters_, decoder_.hidden_bias),
                 next);
    auto read = pass.read.middleRows(time * count, count);
    read.leftCols(hidden) = next;
    read.middleCols(hidden, both) = context;
    read.rightCols(width) = inputs.leftCols(width);
    Matrix<Number> scores;
    set_product<Number>(read, square(parameters_, output_), scores, Transposed::kRight);
    scores.rowwise() += row(parameters_, output_bias_);
    for (Eigen::Index pair = 0; pair < count; ++pair) {
      Eigen::Index likeliest = 0;
      const Number most = scores.row(pair).maxCoeff(&likeliest);
      nth(result.written, pair * length + time) = static_cast<int>(likeliest);
      if (time >= nth(pairs.target_lengths, pair)) continue;
      const int wanted = nth(pairs.targets, pair * pairs.target_length + time);
      right += likeliest == wanted;
      is_right[to_size(pair)] = is_right[to_size(pair)] && likeliest == wanted;
      auto of_scores = pass.scores_gradient.row(time * count + pair);
      of_scores = scores.row(pair);
      result.loss += layers::cross_entropy(of_scores, wanted, most, total) / total;
    }
    gru.states.push_back(std::move(next));
  }
  result.accuracy = total > 0 ? static_cast<double>(right) / total : 0;
  result.exact = total > 0 ? static_cast<double>(std::ranges::count(is_right, true)) / static_cast<double>(count) : 0;
  if (!reads_along) result.loss = 0;
  return result;
}

template <class Number>
void Translator<Number>::go_back(const DatePairs& pairs, Pass& pass, std::vector<Number>& gradient) const {
  const Eigen::Index count = pairs.count, length = std::ssize(pass.attention), source = pairs.source_length,
                     hidden = shape_.hidden, both = 2 * hidden, width = shape_.embedding;
  gradient.assign(parameters_.values.size(), 0);
  GradientParts<Number> to{parameters_, gradient};
  add_product<Number>(pass.scores_gradient, pass.read, to.square(output_), Transposed::kLeft);
  layers::add_column_sums(to.row(output_bias_), pass.scores_gradient);
  Matrix<Number> of_read;
  set_product<Number>(pass.scores_gradient, square(parameters_, output_), of_read);
  Matrix<Number> of_memory = Matrix<Number>::Zero(count * source, both),
                 of_keys = Matrix<Number>::Zero(count * source, shape_.attention);

  // The decoder, from its last step to its first.
  auto of_target_embedding = to.square(target_embedding_);
  Matrix<Number> of_state = Matrix<Number>::Zero(count, hidden), of_gates, of_hidden_gates, of_queries;
  for (Eigen::Index time = length; time-- > 0;) {
    const auto read = of_read.middleRows(time * count, count);
    of_state += read.leftCols(hidden);
    const Matrix<Number>& before = nth(pass.decoder.states, time);
    Matrix<Number> of_before = Matrix<Number>::Zero(count, hidden);
    nth(pass.decoder.steps, time)
        .backward(of_state, before, square(parameters_, decoder_.hidden), of_gates, of_hidden_gates, of_before);
    add_product<Number>(of_hidden_gates, before, to.square(decoder_.hidden), Transposed::kLeft);
    layers::add_column_sums(to.row(decoder_.hidden_bias), of_hidden_gates);
    add_product<Number>(of_gates, pass.decoder.inputs.middleRows(time * count, count), to.square(decoder_.input),
                        Transposed::kLeft);
    layers::add_column_sums(to.row(decoder_.input_bias), of_gates);
    Matrix<Number> of_inputs;
    set_product<Number>(of_gates, square(parameters_, decoder_.input), of_inputs);
    of_inputs.leftCols(width) += read.rightCols(width);
    of_inputs.rightCols(both) += read.middleCols(hidden, both);
    for (Eigen::Index pair = 0; pair < count; ++pair)
      of_target_embedding.row(nth(pass.given, time * count + pair)) += of_inputs.row(pair).head(width);
    const Matrix<Number> of_context = of_inputs.rightCols(both);
    nth(pass.attention, time)
        .backward(of_context, pass.memory, row(parameters_, score_), pairs.source_lengths, of_queries, of_keys,
                  of_memory, to.row(score_));
    add_product<Number>(of_queries, before, to.square(query_), Transposed::kLeft);
    add_product<Number>(of_queries, square(parameters_, query_), of_before);
    of_state = std::move(of_before);
  }
  add_product<Number>(of_keys, pass.memory, to.square(key_), Transposed::kLeft);
  add_product<Number>(of_keys, square(parameters_, key_), of_memory);
  of_state.array() *= 1 - pass.decoder.states.front().array().square();  // of the tanh that it starts from
  add_product<Number>(of_state, pass.last, to.square(start_), Transposed::kLeft);
  layers::add_column_sums(to.row(start_bias_), of_state);
  Matrix<Number> of_last;
  set_product<Number>(of_state, square(parameters_, start_), of_last);

  // The encoder's two directions, each against its way.
  auto of_source_embedding = to.square(source_embedding_);
  for (const bool is_forward : {true, false}) {
    const auto& gru = is_forward ? pass.forward : pass.backward;
    const GruParts& parts = is_forward ? forward_ : backward_;
    of_state = of_last.middleCols(is_forward ? 0 : hidden, hidden);
    for (Eigen::Index step = source; step-- > 0;) {
      const Eigen::Index time = is_forward ? step : source - 1 - step;
      const Matrix<Number>& before = nth(gru.states, step);
      Matrix<Number> of_before = Matrix<Number>::Zero(count, hidden);
      for (Eigen::Index pair = 0; pair < count; ++pair)
        if (time < nth(pairs.source_lengths, pair)) {
          of_state.row(pair) += of_memory.row(pair * source + time).segment(is_forward ? 0 : hidden, hidden);
        } else {
          of_before.row(pair) = of_state.row(pair);
          of_state.row(pair).setZero();
        }
      nth(gru.steps, step)
          .backward(of_state, before, square(parameters_, parts.hidden), of_gates, of_hidden_gates, of_before);
      add_product<Number>(of_hidden_gates, before, to.square(parts.hidden), Transposed::kLeft);
      layers::add_column_sums(to.row(parts.hidden_bias), of_hidden_gates);
      add_product<Number>(of_gates, gru.inputs.middleRows(time * count, count), to.square(parts.input),
                          Transposed::kLeft);
      layers::add_column_sums(to.row(parts.input_bias), of_gates);
      Matrix<Number> of_inputs;
      set_product<Number>(of_gates, square(parameters_, parts.input), of_inputs);
      for (Eigen::Index pair = 0; pair < count; ++pair)
        of_source_embedding.row(nth(pairs.sources, pair * source + time)) += of_inputs.row(pair);
      of_state = std::move(of_before);
    }
  }
}

template <class Number>
typename Translator<Number>::Answer Translator<Number>::answer(const DatePairs& pairs,
                                                               std::vector<Number>* gradient) const {
  Pass pass;
  encode(pairs, pass);
  Answer result = decode(pairs, pairs.target_length, true, pass);
  if (gradient) go_back(pairs, pass, *gradient);
  return result;
}

template <class Number>
typename Translator<Number>::Answer Translator<Number>::translate(const DatePairs& pairs, int most) const {
  Pass pass;
  encode(pairs, pass);
  return decode(pairs, std::max(most, pairs.target_length), false, pass);
}

template class Translator<float>;
template class Translator<double>;

}  // namespace models
