// The layers that the models are made of, forwards and backwards, on Eigen's matrices with a row for each token.
// Internal to the models; checked in double precision by finite differences.
#pragma once

#include <cmath>

#include <Eigen/Core>

namespace models::layers {

template <class Number>
using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
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
    gain_gradient += output_gradient.cwiseProduct(whitened).colwise().sum();
    bias_gradient += output_gradient.colwise().sum();
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
    weights.resize(queries.rows(), length);
    output.resize(queries.rows(), values.cols());
    for (Eigen::Index first = 0; first < queries.rows(); first += length) {
      auto scores = weights.middleRows(first, length);
      scores.noalias() = queries.middleRows(first, length) * keys.middleRows(first, length).transpose();
      for (Eigen::Index t = 0; t < length; ++t) {
        auto seen = scores.row(t).head(t + 1);
        seen = seen * scale + kDistanceGain * bias.head(t + 1).reverse();
        seen = (seen.array() - seen.maxCoeff()).exp();
        seen /= seen.sum();
        scores.row(t).tail(length - t - 1).setZero();
      }
      output.middleRows(first, length).noalias() = scores * values.middleRows(first, length);
    }
  }
  /// Overwrites the gradients of queries, keys and values; adds to that of the bias.
  void backward(const Matrix<Number>& queries, const Matrix<Number>& keys, const Matrix<Number>& values,
                const Matrix<Number>& output_gradient, Matrix<Number>& queries_gradient, Matrix<Number>& keys_gradient,
                Matrix<Number>& values_gradient, RowMap<Number> bias_gradient) const {
    const Eigen::Index length = weights.cols();
    const Number scale = 1 / std::sqrt(static_cast<Number>(queries.cols()));
    queries_gradient.resize(queries.rows(), queries.cols());
    keys_gradient.resize(keys.rows(), keys.cols());
    values_gradient.resize(values.rows(), values.cols());
    Matrix<Number> scores_gradient(length, length);
    for (Eigen::Index first = 0; first < queries.rows(); first += length) {
      const auto rows = [&](auto& matrix) { return matrix.middleRows(first, length); };
      const auto weight = rows(weights);
      rows(values_gradient).noalias() = weight.transpose() * rows(output_gradient);
      scores_gradient.noalias() = rows(output_gradient) * rows(values).transpose();
      // Of softmax: P ∘ (dP − Σ_j dP_j P_j).
      const Column<Number> along = scores_gradient.cwiseProduct(weight).rowwise().sum();
      scores_gradient.colwise() -= along;
      scores_gradient = scores_gradient.cwiseProduct(weight).eval();
      for (Eigen::Index distance = 0; distance < length; ++distance)
        bias_gradient(distance) += kDistanceGain * scores_gradient.diagonal(-distance).sum();
      scores_gradient *= scale;
      rows(queries_gradient).noalias() = scores_gradient * rows(keys);
      rows(keys_gradient).noalias() = scores_gradient.transpose() * rows(queries);
    }
  }
};

}  // namespace models::layers
