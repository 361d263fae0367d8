#include "models/product.h"

namespace models::layers {

template <class Number>
void add_product(const Eigen::Ref<const Matrix<Number>>& a, const Eigen::Ref<const Matrix<Number>>& b,
                 Eigen::Ref<Matrix<Number>> to, Transposed transposed) {
  switch (transposed) {
    case Transposed::kNone:
      to.noalias() += a * b;
      return;
    case Transposed::kLeft:
      to.noalias() += a.transpose() * b;
      return;
    case Transposed::kRight:
      to.noalias() += a * b.transpose();
      return;
  }
}

template <class Number>
void set_product(const Eigen::Ref<const Matrix<Number>>& a, const Eigen::Ref<const Matrix<Number>>& b,
                 Matrix<Number>& to, Transposed transposed) {
  to.setZero(transposed == Transposed::kLeft ? a.cols() : a.rows(),
             transposed == Transposed::kRight ? b.rows() : b.cols());
  add_product<Number>(a, b, to, transposed);
}

using Floats = Eigen::Ref<const Matrix<float>>;
using Doubles = Eigen::Ref<const Matrix<double>>;
template void add_product<float>(const Floats&, const Floats&, Eigen::Ref<Matrix<float>>, Transposed);
template void add_product<double>(const Doubles&, const Doubles&, Eigen::Ref<Matrix<double>>, Transposed);
template void set_product<float>(const Floats&, const Floats&, Matrix<float>&, Transposed);
template void set_product<double>(const Doubles&, const Doubles&, Matrix<double>&, Transposed);

}  // namespace models::layers
