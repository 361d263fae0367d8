// Products of matrices. Each product that a compiler meets costs it a second, for Eigen writes loops of its own for
// every pair of types; so they all are in product.cpp, for any part of a row-major matrix. Internal to the models.
#pragma once

#include <Eigen/Core>

namespace models::layers {

template <class Number>
using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class Transposed { kNone, kLeft, kRight };  // which factor

/// to += a b, aᵀ b or a bᵀ; nothing in `to` may be a number of a or b. In float and double.
template <class Number>
void add_product(const Eigen::Ref<const Matrix<Number>>& a, const Eigen::Ref<const Matrix<Number>>& b,
                 Eigen::Ref<Matrix<Number>> to, Transposed transposed = Transposed::kNone);
/// to = the same; it gets its size here.
template <class Number>
void set_product(const Eigen::Ref<const Matrix<Number>>& a, const Eigen::Ref<const Matrix<Number>>& b,
                 Matrix<Number>& to, Transposed transposed = Transposed::kNone);

}  // namespace models::layers
