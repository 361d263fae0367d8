#include <cstring>

#include "files.h"
#include "formats/npy.h"
#include "formats/packed_file.h"
#include "formats/summary.h"

using namespace formats;

namespace {

std::string write_npy_header_of(std::int64_t rows, std::int64_t columns) {
  core::Tensor tensor = core::make_tensor({rows, columns});
  const std::string whole = write_npy(tensor);
  return whole.substr(0, whole.size() - tensor.data.size() * sizeof(float));
}

}  // namespace

TEST_CASE("a file that is packed and unpacked is the same but for its numbers") {
  for (const char* name : {"formats_stored.npz", "formats_heads.safetensors", "multihead_attention.npy"}) {
    ReadResult given = read_tensor_file(name, golden(name));
    summarise(given.file);
    const ReadResult back = unpack(pack(given));
    REQUIRE_FALSE(back.problem);
    CHECK(back.file.file_name == name);
    CHECK(back.file.query_tokens == given.file.query_tokens);
    CHECK(back.file.key_tokens == given.file.key_tokens);
    CHECK(back.file.titles == given.file.titles);
    CHECK(back.file.notes == given.file.notes);
    CHECK(back.file.summaries == given.file.summaries);
    REQUIRE(back.file.tensors.size() == given.file.tensors.size());
    for (std::size_t i = 0; i < given.file.tensors.size(); ++i) {
      CHECK(back.file.tensors[i].name == given.file.tensors[i].name);
      CHECK(back.file.tensors[i].dtype == given.file.tensors[i].dtype);
      CHECK(back.file.tensors[i].tensor.shape == given.file.tensors[i].tensor.shape);
    }
  }
  const ReadResult problem = unpack(pack({{}, Problem{"坏", "bad"}}));
  CHECK(problem.problem == Problem{"坏", "bad"});
}

TEST_CASE("damaged packages are problems, wherever they are cut") {
  ReadResult given = read_tensor_file("formats_stored.npz", golden("formats_stored.npz"));
  const std::string packed = pack(given);
  for (std::size_t length = 0; length < packed.size(); length += 7) CHECK(unpack(packed.substr(0, length)).problem);
  CHECK(unpack(packed + "x").problem);
}

TEST_CASE("a file read piece by piece is the same as one read whole") {
  for (const char* name : {"multihead_attention.npy", "formats_npy/rank_5_f.npy", "formats_npy/f8_big_fortran.npy",
                           "formats_stored.npz", "formats_text/labels.csv", "formats_npy/refused_object.npy"}) {
    CAPTURE(name);
    const std::string bytes = golden(name);
    for (const std::size_t length :
         {bytes.size(), bytes.size() - 1, bytes.size() / 2, std::size_t{20}, std::size_t{0}}) {
      const std::string part = bytes.substr(0, length);
      std::size_t at = 0;
      const ReadResult streamed = read_tensor_file(name, part.size(), [&](std::span<std::byte> target) {
        const std::size_t count = std::min(target.size(), part.size() - at);
        std::memcpy(target.data(), part.data() + at, count);
        at += count;
        return count;
      });
      const ReadResult whole = read_tensor_file(name, part);
      CHECK(streamed.problem == whole.problem);
      REQUIRE(streamed.file.tensors.size() == whole.file.tensors.size());
      for (std::size_t i = 0; i < whole.file.tensors.size(); ++i)
        CHECK(streamed.file.tensors[i] == whole.file.tensors[i]);
    }
  }
}

TEST_CASE("a large .npy file is decoded without being held, and one that ends early is refused with its numbers") {
  std::string header = write_npy_header_of(1024, 1024);
  std::uint64_t given = 0;
  const std::uint64_t size = header.size() + 4u * 1024 * 1024;
  const auto source = [&](std::uint64_t available) {
    return [&, available](std::span<std::byte> target) {
      std::size_t count = 0;
      for (; count < target.size() && given < available; ++count, ++given)
        target[count] = given < header.size() ? std::byte(header[static_cast<std::size_t>(given)]) : std::byte{0};
      return count;
    };
  };
  CHECK(read_tensor_file("large.npy", size, source(size)).file.tensors.at(0).tensor.data.size() == 1024 * 1024);
  given = 0;
  const ReadResult cut = read_tensor_file("large.npy", size, source(size - 5000));  // the disk was pulled out
  REQUIRE(cut.problem);
  CHECK(cut.problem->en.find("cut short") != std::string::npos);
}
