// What a worker has read for the page (web_reader.cpp).
#pragma once

#include "formats/tensor_file.h"

namespace platform {

/// The file whose numbers have all arrived, or the problem with it.
formats::ReadResult take_arrived();

/// Gives up what the lab can do without, for a file that has no room beside the one that is shown (web_main.cpp).
void make_room();

}  // namespace platform
