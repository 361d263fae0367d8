// Numbers as text for links and files.
#include "view/text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

TEST_CASE("a number for a link is as short as it can be and reads back as itself") {
  CHECK(view::exact_number_text(0.1) == "0.1");
  CHECK(view::exact_number_text(-2) == "-2");
  CHECK(view::exact_number_text(1e-7) == "1e-07");
  for (const double value :
       {1.0 / 3, 0.1 + 0.2, std::nextafter(1.0, 2.0), std::sqrt(2.0) * 1e200, std::numeric_limits<double>::min(),
        std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max()}) {
    CAPTURE(value);
    CHECK(std::strtod(view::exact_number_text(value).c_str(), nullptr) == value);
  }
}
