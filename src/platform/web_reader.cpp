// Reading a large file beside the page: a worker runs this same program, reads the file there (web/reader_worker.mjs),
// and the page takes over what it found piece by piece (web/reader.mjs), so that no frame waits for a file.
#ifdef __EMSCRIPTEN__
#include "web_reader.h"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

#include <algorithm>
#include <string>

#include "formats/elements.h"
#include "formats/packed_file.h"
#include "formats/shape.h"
#include "formats/summary.h"

// The worker's answers: the next `count` bytes of the file, written to `target`; and what is to be handed over.
EM_JS(int, page_read_bytes, (char* target, int count), { return Module["readBytes"](target, count); });
EM_JS(void, page_hand_over, (const void* bytes, double size), { Module["handOver"](bytes, size); });

namespace {

formats::ReadResult read_here;    // in the worker, until it ends
std::string packed_here;
formats::ReadResult arriving;     // in the page, while the numbers come
std::size_t arriving_tensor = 0;  // … which of its tensors they belong to

}  // namespace

extern "C" {

/// In the worker: reads a file of `size` bytes and hands over its package, then the numbers of every tensor, which
/// stay where they are.
EMSCRIPTEN_KEEPALIVE void lab_read(const char* name, double size) {
  read_here = formats::read_tensor_file(name, static_cast<std::uint64_t>(size), [](std::span<std::byte> target) {
    constexpr std::size_t kMost = std::size_t{4} << 20;  // bytes at a time: the page hears how far it is
    std::size_t have = 0;
    while (have < target.size()) {
      const std::size_t wanted = std::min(kMost, target.size() - have);
      const auto got = static_cast<std::size_t>(page_read_bytes(reinterpret_cast<char*>(target.data()) + have, static_cast<int>(wanted)));
      have += got;
      if (got < wanted) break;
    }
    return have;
  });
  formats::summarise(read_here.file);
  packed_here = formats::pack(read_here);
  page_hand_over(packed_here.data(), static_cast<double>(packed_here.size()));
  for (const formats::NamedTensor& array : read_here.file.tensors) page_hand_over(array.tensor.data.data(), static_cast<double>(array.tensor.data.size() * sizeof(float)));
}

/// In the page: a package has come, and its numbers will. 0 if there are none to wait for: then lab_adopt() says why.
EMSCRIPTEN_KEEPALIVE int lab_expect(const char* bytes, int size) {
  arriving = formats::unpack({bytes, static_cast<std::size_t>(size)});
  arriving_tensor = 0;
  if (arriving.problem) return 0;
  std::uint64_t needed = 0;
  for (const formats::NamedTensor& array : arriving.file.tensors) needed += sizeof(float) * formats::checked_count(array.tensor.shape, formats::kMaxNumbers).value_or(0);
  if (!formats::memory_is_available(needed)) platform::make_room();
  if (!formats::memory_is_available(needed)) {
    arriving.problem = formats::memory_problem(arriving.file.file_name);
    return 0;
  }
  for (formats::NamedTensor& array : arriving.file.tensors) array.tensor.data.reserve(static_cast<std::size_t>(core::element_count(array.tensor.shape)));
  return 1;
}

/// More numbers, `size` bytes of them; they may end one tensor and begin the next.
EMSCRIPTEN_KEEPALIVE void lab_take_numbers(const char* bytes, int size) {
  const auto* numbers = reinterpret_cast<const float*>(bytes);
  auto left = static_cast<std::size_t>(size) / sizeof(float);
  while (left > 0 && arriving_tensor < arriving.file.tensors.size()) {
    core::Tensor& tensor = arriving.file.tensors[arriving_tensor].tensor;
    const std::size_t taken = std::min(left, static_cast<std::size_t>(core::element_count(tensor.shape)) - tensor.data.size());
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
