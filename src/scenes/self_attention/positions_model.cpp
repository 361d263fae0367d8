#include "scenes/self_attention/positions_model.h"

#include <algorithm>
#include <cmath>

#include "core/position.h"
#include "index.h"
#include "view/matrix_view.h"

namespace scenes::self_attention {

namespace {

double product_of_rows(const PositionsResult& result, int i, int j) {
  double sum = 0;
  for (int c = 0; c < kDimensions; ++c) sum += static_cast<double>(result.row(i)[c]) * result.row(j)[c];
  return sum;
}

}  // namespace

Rotation rotation_of(int pair, int shift) {
  Rotation rotation{.frequency = std::pow(10000.0, -2.0 * pair / kDimensions)};
  rotation.cosine = std::cos(rotation.frequency * shift);
  rotation.sine = std::sin(rotation.frequency * shift);
  return rotation;
}

PositionsResult compute_positions(const PositionsInput& input) {
  PositionsResult result;
  result.encoding = *core::positional_encoding(kBeyond + kPlaces + kBeyond, kDimensions, 10000, -kBeyond);
  result.products = core::make_tensor({kPlaces, kPlaces});
  for (int i = 0; i < kPlaces; ++i)
    for (int j = 0; j < kPlaces; ++j)
      nth(result.products.data, i * kPlaces + j) = static_cast<float>(product_of_rows(result, i, j));
  for (int distance = 0; distance < kPlaces; ++distance)
    result.by_distance.push_back(product_of_rows(result, 0, distance));
  for (int pair = 0; pair < kPairs; ++pair) {
    const Rotation& rotation = nth(result.rotations, pair) = rotation_of(pair, input.shift);
    for (int place = 0; place < kPlaces; ++place) {
      const float *from = result.row(place) + 2 * pair, *to = result.row(place + input.shift) + 2 * pair;
      const auto [first, second] = rotation.turned(from[0], from[1]);
      result.largest_error = std::max({result.largest_error, std::abs(first - to[0]), std::abs(second - to[1])});
    }
  }
  result.squared_norm = product_of_rows(result, input.place, input.place);
  result.content = view::new_content();
  result.products_content = view::new_content();
  return result;
}

}  // namespace scenes::self_attention
