// A libFuzzer program for one reader, FUZZ_READER. Built by tests/fuzz/run.sh.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const formats::ReadResult result = fuzz::read_with(FUZZ_READER, std::as_bytes(std::span(data, size)));
  const std::string violation = fuzz::violation(result, size);
  if (!violation.empty()) {
    std::fprintf(stderr, "%s\n", violation.c_str());
    std::abort();
  }
  return 0;
}
