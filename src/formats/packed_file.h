// A file that was read in one place and is looked at in another (a page and its worker): everything but the numbers in
// a string of bytes. The numbers follow separately, all tensors' in order, as float32 in the machine's own byte order.
#pragma once

#include <string>
#include <string_view>

#include "formats/tensor_file.h"

namespace formats {

std::string pack(const ReadResult& result);

/// The result with every tensor's shape but no numbers yet. Only what pack() made is understood; anything else gives a
/// result with a problem.
ReadResult unpack(std::string_view packed);

}  // namespace formats
