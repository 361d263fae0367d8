// The program that reads files for the page (web/read_file.mjs): fetched when the first file is opened, and run by a
// worker, or in the page where there can be none. The lab's own program only takes over what it has found.
#ifdef __EMSCRIPTEN__
#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

#include <algorithm>
#include <string>

#include "formats/packed_file.h"
#include "formats/summary.h"

// The page's answers: the next `count` bytes of the file, written to `target`; and what is to be handed over.
EM_JS(int, page_read_bytes, (char* target, int count), { return Module["readBytes"](target, count); });
EM_JS(void, page_hand_over, (const void* bytes, double size), { Module["handOver"](bytes, size); });

namespace {

formats::ReadResult found;  // stays until the program ends
std::string packed;

}  // namespace

extern "C" {

/// Reads a file of `size` bytes and hands over its package, then the numbers of every tensor, which stay where they
/// are.
EMSCRIPTEN_KEEPALIVE void lab_read(const char* name, double size) {
  found = formats::read_tensor_file(name, static_cast<std::uint64_t>(size), [](std::span<std::byte> target) {
    constexpr std::size_t kMost = std::size_t{4} << 20;  // bytes at a time: the page hears how far it is
    std::size_t have = 0;
    while (have < target.size()) {
      const std::size_t wanted = std::min(kMost, target.size() - have);
      const auto got = static_cast<std::size_t>(
          page_read_bytes(reinterpret_cast<char*>(target.data()) + have, static_cast<int>(wanted)));
      have += got;
      if (got < wanted) break;
    }
    return have;
  });
  formats::summarise(found.file);
  packed = formats::pack(found);
  page_hand_over(packed.data(), static_cast<double>(packed.size()));
  for (const formats::NamedTensor& array : found.file.tensors)
    page_hand_over(array.tensor.data.data(), static_cast<double>(array.tensor.data.size() * sizeof(float)));
}

}  // extern "C"
#endif
