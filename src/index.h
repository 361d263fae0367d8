// Indexing with signed numbers. The lab counts in int (a row, a panel, −1 = none), the standard library in std::size_t:
// these three stand where the two meet, so that no cast has to. Every room but the core has this header.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <utility>

/// A position or a count as the standard library writes it; not negative.
constexpr std::size_t to_size(std::integral auto number) {
  assert(std::cmp_greater_equal(number, 0));
  return static_cast<std::size_t>(number);
}

/// How many elements a container has, as an int: of what the lab draws or names there are never more.
template <typename Container>
constexpr int count_of(const Container& container) {
  assert(std::in_range<int>(std::size(container)));
  return static_cast<int>(std::size(container));
}

/// Element number `i`, counted from 0; it must be there.
template <typename Container>
constexpr decltype(auto) nth(Container&& container, std::integral auto i) {
  assert(std::cmp_greater_equal(i, 0) && std::cmp_less(i, std::size(container)));
  return container[static_cast<std::size_t>(i)];
}
