#include "index.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

TEST_CASE("nth is the element itself whatever kind of integer asks for it") {
  std::vector<int> numbers{3, 5, 7};
  nth(numbers, 1) = 6;
  CHECK(numbers == std::vector{3, 6, 7});
  const std::array fixed{1.5, 2.5};
  CHECK(nth(fixed, std::int64_t{1}) == 2.5);
  CHECK(nth(std::span<int>(numbers), std::size_t{2}) == 7);
  CHECK(nth(std::string_view("abc"), 0) == 'a');
  static_assert(std::is_same_v<decltype(nth(fixed, 0)), const double&>);
}

TEST_CASE("counts are signed and compare with signed positions") {
  const std::vector<int> none;
  CHECK(-1 < count_of(none));
  CHECK(count_of(std::vector{1, 2}) - 3 == -1);
  CHECK(std::vector<int>(to_size(std::int64_t{4})).size() == 4);
}
