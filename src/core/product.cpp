#include "core/product.h"

namespace attention_lab::core {

RowMajor<double> product(const RowMajor<double>& a, const RowMajor<double>& b, Transposed transposed) {
  // By columns first: straight into rows, Eigen's loops for small matrices are seven times as slow.
  if (transposed == Transposed::kLeft) return (a.transpose() * b).eval();
  if (transposed == Transposed::kRight) return a * b.transpose();
  return a * b;
}

void set_product(const Eigen::Ref<const RowMajor<float>>& a, const Eigen::Ref<const RowMajor<float>>& b,
                 Eigen::Ref<RowMajor<float>> to, bool right_is_transposed) {
  if (right_is_transposed)
    to.noalias() = a * b.transpose();
  else
    to.noalias() = a * b;
}

}  // namespace attention_lab::core
