// Replays what the fuzzers start from and what once broke a reader (tests/fuzz).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "files.h"
#include "fuzz/readers.h"

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code no_such_folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder, no_such_folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every file of the fuzzers' corpus and every past crash is read or refused as promised") {
  const std::filesystem::path folder = LAB_TEST_DATA "/fuzz";
  for (const std::string_view reader : fuzz::kReaders) {
    const auto seeds = files_in(folder / "corpus" / reader);
    CHECK_MESSAGE(seeds.size() >= 2, "the corpus of " << reader << " is missing");
    for (const auto& group : {seeds, files_in(folder / "crashes" / reader)}) {
      for (const auto& path : group) {
        CAPTURE(path.string());
        const std::string bytes = bytes_of(path);
        CHECK(fuzz::violation(fuzz::read_with(reader, std::as_bytes(std::span(bytes))), bytes.size()) == "");
      }
    }
  }
}

TEST_CASE("every golden file is read or refused as promised by every reader") {
  for (const char* folder : {"", "formats_npy", "formats_text", "found"}) {
    for (const auto& path : files_in(std::filesystem::path(LAB_TEST_DATA "/golden") / folder)) {
      if (std::filesystem::is_directory(path) || std::filesystem::file_size(path) > 100000) continue;
      const std::string bytes = bytes_of(path);
      for (const std::string_view reader : fuzz::kReaders) {
        CAPTURE(path.string());
        CAPTURE(reader);
        CHECK(fuzz::violation(fuzz::read_with(reader, std::as_bytes(std::span(bytes))), bytes.size()) == "");
      }
    }
  }
}
