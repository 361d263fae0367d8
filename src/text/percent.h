// How a link writes what is not plain in an address.
#pragma once

#include <string>
#include <string_view>

namespace text {

/// Letters, digits and what is legible in a fragment stay; all other bytes become %XX.
std::string percent_encoded(std::string_view text);

}  // namespace text
