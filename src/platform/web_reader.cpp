// Takes over what the reading program (web_reader_main.cpp) has found in a file, piece by piece (web/reader.mjs), so
// that no frame waits for a file.
#ifdef __EMSCRIPTEN__
#include "web_reader.h"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <string>

#include "formats/elements.h"
#include "formats/packed_file.h"
#include "formats/shape.h"

namespace {

formats::ReadResult arriving;     // while the numbers come
std::size_t arriving_tensor = 0;  // … which of its tensors they belong to

}  // namespace

extern "C" {

/// A package has come, and its numbers will. 0 if there are none to wait for: then lab_adopt() says why.
EMSCRIPTEN_KEEPALIVE int lab_expect(const char* bytes, int size) {
  arriving = formats::unpack({bytes, static_cast<std::size_t>(size)});
  arriving_tensor = 0;
  if (arriving.problem) return 0;
  std::uint64_t needed = 0;
  for (const formats::NamedTensor& array : arriving.file.tensors)
    needed += sizeof(float) * formats::checked_count(array.tensor.shape, formats::kMaxNumbers).value_or(0);
  if (!formats::memory_is_available(needed)) platform::make_room();
  if (!formats::memory_is_available(needed)) {
    arriving.problem = formats::memory_problem(arriving.file.file_name);
    return 0;
  }
  for (formats::NamedTensor& array : arriving.file.tensors)
    array.tensor.data.reserve(static_cast<std::size_t>(core::element_count(array.tensor.shape)));
  return 1;
}

/// More numbers, `size` bytes of them; they may end one tensor and begin the next.
EMSCRIPTEN_KEEPALIVE void lab_take_numbers(const char* bytes, int size) {
  const auto* numbers = reinterpret_cast<const float*>(bytes);
  auto left = static_cast<std::size_t>(size) / sizeof(float);
  while (left > 0 && arriving_tensor < arriving.file.tensors.size()) {
    core::Tensor& tensor = arriving.file.tensors[arriving_tensor].tensor;
    const std::size_t taken =
        std::min(left, static_cast<std::size_t>(core::element_count(tensor.shape)) - tensor.data.size());
    tensor.data.insert(tensor.data.end(), numbers, numbers + taken);
    numbers += taken;
    left -= taken;
    if (tensor.data.size() == static_cast<std::size_t>(core::element_count(tensor.shape))) ++arriving_tensor;
  }
}

/// The reader has changed his mind.
EMSCRIPTEN_KEEPALIVE void lab_forget_arriving() { arriving = {}; }

}  // extern "C"

namespace platform {

formats::ReadResult take_arrived() { return std::exchange(arriving, {}); }

}  // namespace platform
#endif
