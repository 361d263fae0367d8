#include "scenes/parts/before_change.h"

#include <doctest/doctest.h>

using scenes::BeforeChange;

TEST_CASE("a drag is one change: what counts is how things were before it began") {
  BeforeChange<int> before;
  CHECK_FALSE(before);
  CHECK(before.value_or(7) == 7);
  before.note(3, 10);
  before.note(3, 11);  // the same drag goes on
  REQUIRE(before);
  CHECK(*before == 10);
  CHECK(before.is_changed_by(3));
  before.note(4, 12);
  CHECK(*before == 12);
  CHECK_FALSE(before.is_changed_by(3));
}

TEST_CASE("what the gesture goes on to do that began anew is no change") {
  BeforeChange<int> before;
  before.note(3, 10);
  before.begin_anew(4);
  before.note(4, 11);
  CHECK_FALSE(before);
  before.note(5, 12);
  CHECK(*before == 12);
  before.begin_anew();
  CHECK(before == BeforeChange<int>());
}
