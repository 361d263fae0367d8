// What a worker has read for the page (web_reader.cpp).
#pragma once

#include "formats/tensor_file.h"

namespace platform {

/// The file whose numbers have all arrived, or the problem with it.
formats::ReadResult take_arrived();

}  // namespace platform
