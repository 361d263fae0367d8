// The layers that the models are made of, forwards and backwards, on Eigen's matrices with a row for each token.
// Internal to the models; checked in double precision by finite differences.
#pragma once

#include <cmath>
#include <cstddef>

#include <Eigen/Core>

#include "models/product.h"

namespace models::layers {

template <class Number>
using Column = Eigen::Matrix<Number, Eigen::Dynamic, 1>;
template <class Number>
using MatrixMap = Eigen::Map<Matrix<Number>>;
template <class Number>
using ConstMatrixMap = Eigen::Map<const Matrix<Number>>;
template <class Number>
using RowMap = Eigen::Map<Eigen::Matrix<Number, 1, Eigen::Dynamic>>;
template <class Number>
using ConstRowMap = Eigen::Map<const Eigen::Matrix<Number, 1, Eigen::Dynamic>>;

/// Adds the sum of every column to what lies anywhere. Eigen sums four columns at once from the first address that is a
/// multiple of 16 on, which rounds differently from one by one: straight into memory that begins elsewhere each time,
/// the same run would end in other digits.
template <class Sums, class Columns>
void add_column_sums(Sums&& sums, const Columns& columns) {
  sums += columns.colwise().sum().eval();
}

/// Turns the scores of one prediction among `count` into dL/d them, L being the mean of −log softmax(scores)[wanted]
/// over all; returns this one's. `most`: the largest score.
template <class Row, class Number>
double cross_entropy(Row& scores, Eigen::Index wanted, Number most, int count) {
  const Number own = scores(wanted) - most;
  scores = (scores.array() - most).exp();
  const Number sum = scores.sum();
  scores /= sum * static_cast<Number>(count);
  scores(wanted) -= 1 / static_cast<Number>(count);
  return static_cast<double>(std::log(sum) - own);
}

/// Each row to mean 0 and variance 1, × gain + bias (Ba et al. 2016).
template <class Number>
struct Norm {
  Matrix<Number> whitened;           // before gain and bias
  Column<Number> inverse_deviation;  // of each row

  void forward(const Matrix<Number>& input, const ConstRowMap<Number>& gain, const ConstRowMap<Number>& bias,
               Matrix<Number>& output) {
    constexpr Number kEpsilon = Number(1e-5);
    whitened = input.colwise() - input.rowwise().mean();
    inverse_deviation = (whitened.array().square().rowwise().mean() + kEpsilon).rsqrt();
    whitened.array().colwise() *= inverse_deviation.array();
    output = (whitened.array().rowwise() * gain.array()).rowwise() + bias.array();
  }
  /// Adds to the gradients of gain and bias, and to that of the input.
  void backward(const Matrix<Number>& output_gradient, const ConstRowMap<Number>& gain, RowMap<Number> gain_gradient,
                RowMap<Number> bias_gradient, Matrix<Number>& input_gradient) const {
    add_column_sums(gain_gradient, output_gradient.cwiseProduct(whitened));
    add_column_sums(bias_gradient, output_gradient);
    Matrix<Number> inner = output_gradient.array().rowwise() * gain.array();
    const Column<Number> mean = inner.rowwise().mean(), along = inner.cwiseProduct(whitened).rowwise().mean();
    inner.colwise() -= mean;
    inner.array() -= whitened.array().colwise() * along.array();
    input_gradient.array() += inner.array().colwise() * inverse_deviation.array();
  }
};

/// One causal head over every sequence by itself, its scaled scores with a learnt number added for each distance back:
/// weights[t, j] = softmax over j ≤ t of q_t · k_j ÷ √width + 10 bias[t − j]. Adam moves every number by about the same
/// step, and the distances have farther to go than the rest: counted tenfold, they arrive as soon.
template <class Number>
struct CausalHead {
  static constexpr Number kDistanceGain = 10;
  Matrix<Number> weights;  // (sequences · length, length)

  void forward(const Matrix<Number>& queries, const Matrix<Number>& keys, const Matrix<Number>& values,
               const ConstRowMap<Number>& bias, Eigen::Index length, Matrix<Number>& output) {
    const Number scale = 1 / std::sqrt(static_cast<Number>(queries.cols()));
    weights.setZero(queries.rows(), length);
    output.setZero(queries.rows(), values.cols());
    for (Eigen::Index first = 0; first < queries.rows(); first += length) {
      auto scores = weights.middleRows(first, length);
      add_product<Number>(queries.middleRows(first, length), keys.middleRows(first, length), scores,
                          Transposed::kRight);
      for (Eigen::Index t = 0; t < length; ++t) {
        auto seen = scores.row(t).head(t + 1);
        seen = seen * scale + kDistanceGain * bias.head(t + 1).reverse();
        seen = (seen.array() - seen.maxCoeff()).exp();
        seen /= seen.sum();
        scores.row(t).tail(length - t - 1).setZero();
      }
      add_product<Number>(scores, values.middleRows(first, length), output.middleRows(first, length));
    }
  }
  /// Overwrites the gradients of queries, keys and values; adds to that of the bias.
  void backward(const Matrix<Number>& queries, const Matrix<Number>& keys, const Matrix<Number>& values,
                const Matrix<Number>& output_gradient, Matrix<Number>& queries_gradient, Matrix<Number>& keys_gradient,
                Matrix<Number>& values_gradient, RowMap<Number> bias_gradient) const {
    const Eigen::Index length = weights.cols();
    const Number scale = 1 / std::sqrt(static_cast<Number>(queries.cols()));
    queries_gradient.setZero(queries.rows(), queries.cols());
    keys_gradient.setZero(keys.rows(), keys.cols());
    values_gradient.setZero(values.rows(), values.cols());
    Matrix<Number> scores_gradient;
    for (Eigen::Index first = 0; first < queries.rows(); first += length) {
      const auto rows = [&](auto& matrix) { return matrix.middleRows(first, length); };
      const auto weight = rows(weights);
      add_product<Number>(weight, rows(output_gradient), rows(values_gradient), Transposed::kLeft);
      set_product<Number>(rows(output_gradient), rows(values), scores_gradient, Transposed::kRight);
      // Of softmax: P ∘ (dP − Σ_j dP_j P_j).
      const Column<Number> along = scores_gradient.cwiseProduct(weight).rowwise().sum();
      scores_gradient.colwise() -= along;
      scores_gradient = scores_gradient.cwiseProduct(weight).eval();
      for (Eigen::Index distance = 0; distance < length; ++distance)
        bias_gradient(distance) += kDistanceGain * scores_gradient.diagonal(-distance).sum();
      scores_gradient *= scale;
      add_product<Number>(scores_gradient, rows(keys), rows(queries_gradient));
      add_product<Number>(scores_gradient, rows(queries), rows(keys_gradient), Transposed::kLeft);
    }
  }
};

/// One step of a gated recurrent unit (Cho et al. 2014) for a batch, as PyTorch's GRU computes it; the gates stand in
/// the order reset, update, candidate. What the input adds to them is given: of all steps it is one product.
///
///   r = σ(i_r + W_hr h + b_hr), z = σ(i_z + W_hz h + b_hz), n = tanh(i_n + r ∘ (W_hn h + b_hn)), h' = (1 − z) ∘ n + z
///   ∘ h
template <class Number>
struct GruStep {
  Matrix<Number> reset, update, candidate, hidden_candidate;  // (batch, hidden) each; the last one: W_hn h + b_hn

  void forward(const Matrix<Number>& input_gates, const Matrix<Number>& state, const ConstMatrixMap<Number>& weights,
               const ConstRowMap<Number>& bias, Matrix<Number>& next) {
    const Eigen::Index hidden = state.cols();
    const auto logistic = [](const auto& x) { return (1 + (-x.array()).exp()).inverse().matrix(); };
    Matrix<Number> gates;
    set_product<Number>(state, weights, gates, Transposed::kRight);
    gates.rowwise() += bias;
    reset = logistic(input_gates.leftCols(hidden) + gates.leftCols(hidden));
    update = logistic(input_gates.middleCols(hidden, hidden) + gates.middleCols(hidden, hidden));
    hidden_candidate = gates.rightCols(hidden);
    candidate = (input_gates.rightCols(hidden) + reset.cwiseProduct(hidden_candidate)).array().tanh();
    next = candidate + update.cwiseProduct(state - candidate);
  }
  /// Overwrites the gradients of both summands of the gates; adds to that of the state before.
  void backward(const Matrix<Number>& next_gradient, const Matrix<Number>& state, const ConstMatrixMap<Number>& weights,
                Matrix<Number>& input_gates_gradient, Matrix<Number>& hidden_gates_gradient,
                Matrix<Number>& state_gradient) const {
    const Eigen::Index hidden = state.cols();
    const auto r = reset.array(), z = update.array(), n = candidate.array(), from = next_gradient.array();
    input_gates_gradient.resize(state.rows(), 3 * hidden);
    input_gates_gradient.rightCols(hidden) = from * (1 - z) * (1 - n.square());
    const auto of_candidate = input_gates_gradient.rightCols(hidden).array();
    input_gates_gradient.leftCols(hidden) = of_candidate * hidden_candidate.array() * r * (1 - r);
    input_gates_gradient.middleCols(hidden, hidden) = from * (state.array() - n) * z * (1 - z);
    hidden_gates_gradient = input_gates_gradient;
    hidden_gates_gradient.rightCols(hidden).array() *= r;
    state_gradient.array() += from * z;
    add_product<Number>(hidden_gates_gradient, weights, state_gradient);
  }
};

/// One query of every sequence over that sequence's keys and values, scored additively (Bahdanau et al. 2015; book,
/// section 10.4): weights[b, j] = softmax over j < lengths[b] of v · tanh(query_b + key_bj). Keys and values are
/// (batch · length, width), the queries have been projected already.
template <class Number>
struct AdditiveStep {
  Matrix<Number> weights;   // (batch, length)
  Matrix<Number> features;  // (batch · length, width): the tanh

  template <class Lengths>
  void forward(const Matrix<Number>& queries, const Matrix<Number>& keys, const Matrix<Number>& values,
               const ConstRowMap<Number>& score, const Lengths& lengths, Matrix<Number>& context) {
    const Eigen::Index batch = queries.rows(), length = keys.rows() / batch;
    weights.setZero(batch, length);
    features.resize(keys.rows(), keys.cols());
    context.setZero(batch, values.cols());
    for (Eigen::Index b = 0; b < batch; ++b) {
      const auto count = static_cast<Eigen::Index>(lengths[static_cast<std::size_t>(b)]);
      auto seen = features.middleRows(b * length, count);
      seen = (keys.middleRows(b * length, count).rowwise() + queries.row(b)).array().tanh();
      auto row = weights.row(b).head(count);
      add_product<Number>(score, seen, row, Transposed::kRight);
      row = (row.array() - row.maxCoeff()).exp();
      row /= row.sum();
      add_product<Number>(row, values.middleRows(b * length, count), context.row(b));
    }
  }
  /// Overwrites the gradient of the queries; adds to the others.
  template <class Lengths>
  void backward(const Matrix<Number>& context_gradient, const Matrix<Number>& values, const ConstRowMap<Number>& score,
                const Lengths& lengths, Matrix<Number>& queries_gradient, Matrix<Number>& keys_gradient,
                Matrix<Number>& values_gradient, RowMap<Number> score_gradient) const {
    const Eigen::Index batch = weights.rows(), length = weights.cols();
    queries_gradient.resize(batch, features.cols());
    Matrix<Number> of_features, of_scores;
    for (Eigen::Index b = 0; b < batch; ++b) {
      const auto count = static_cast<Eigen::Index>(lengths[static_cast<std::size_t>(b)]);
      const auto row = weights.row(b).head(count);
      const auto seen = features.middleRows(b * length, count);
      values_gradient.middleRows(b * length, count).noalias() += row.transpose() * context_gradient.row(b);
      set_product<Number>(context_gradient.row(b), values.middleRows(b * length, count), of_scores, Transposed::kRight);
      of_scores = (of_scores.array() - of_scores.cwiseProduct(row).sum()) * row.array();
      add_product<Number>(of_scores, seen, score_gradient);
      of_features.noalias() = of_scores.row(0).transpose() * score;
      of_features.array() *= 1 - seen.array().square();
      queries_gradient.row(b) = of_features.colwise().sum();
      keys_gradient.middleRows(b * length, count) += of_features;
    }
  }
};

}  // namespace models::layers
