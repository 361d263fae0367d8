// Products of matrices. Each product that a compiler meets costs it a second, for Eigen writes loops of its own for
// every pair of types; so those of the core are all in product.cpp. Internal to the core.
#pragma once

#include <Eigen/Core>

namespace attention_lab::core {

template <class Number>
using RowMajor = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class Transposed { kNone, kLeft, kRight };  // which factor

/// a b, aᵀ b or a bᵀ.
RowMajor<double> product(const RowMajor<double>& a, const RowMajor<double>& b,
                         Transposed transposed = Transposed::kNone);

/// to = a b or a bᵀ; nothing in `to` may be a number of a or b.
void set_product(const Eigen::Ref<const RowMajor<float>>& a, const Eigen::Ref<const RowMajor<float>>& b,
                 Eigen::Ref<RowMajor<float>> to, bool right_is_transposed = false);

}  // namespace attention_lab::core
