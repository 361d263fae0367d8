#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>

#include "files.h"
#include "formats/csv.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/zip.h"

using namespace formats;

namespace {

std::vector<NpzArray> arrays_of(const TensorFile& file) {
  std::vector<NpzArray> arrays;
  for (const NamedTensor& each : file.tensors) arrays.push_back({each.name, &each.tensor});
  return arrays;
}

void put_u32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
}

struct Packed {
  std::string name, bytes;
};

/// Raw deflate, as in archives.
std::string deflated(const std::string& text) {
  z_stream zlib{};
  REQUIRE(deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&zlib, static_cast<uLong>(text.size())), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return out;
}

/// An archive of these files, however odd they are.
std::string npz_of(const std::vector<Packed>& files, bool is_compressed = false) {
  std::string archive;
  ZipWriter writer([&](std::string_view piece) { archive += piece; });
  for (const Packed& file : files) {
    const std::string data = is_compressed ? deflated(file.bytes) : file.bytes;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), static_cast<uInt>(file.bytes.size()));
    writer.begin({.name = file.name,
                  .method = static_cast<std::uint16_t>(is_compressed ? 8 : 0),
                  .crc = static_cast<std::uint32_t>(sum),
                  .compressed_size = data.size(),
                  .size = file.bytes.size()});
    writer.add(data);
  }
  writer.finish();
  return archive;
}

}  // namespace

TEST_CASE("the arrays of stored and of deflated archives are the same, named, and in order") {
  const core::Tensor heads = read_golden("multihead_attention.npy").tensors.at(0).tensor;
  for (const char* name : {"formats_stored.npz", "formats_deflated.npz"}) {
    CAPTURE(name);
    const TensorFile file = read_golden(name);
    REQUIRE(file.tensors.size() == 4);
    CHECK(file.tensors[0].name == "heads");
    CHECK(same_bits(file.tensors[0].tensor, heads));
    CHECK(file.tensors[1].name == "half");
    CHECK(file.tensors[1].dtype == "float16");
    CHECK(file.tensors[1].tensor.shape == heads.shape);
    CHECK(file.tensors[2].name == "fortran");
    CHECK(file.tensors[2].dtype == "float64");
    CHECK(std::equal(file.tensors[2].tensor.data.begin(), file.tensors[2].tensor.data.end(), heads.data.begin()));
    CHECK(file.tensors[3].tensor.data == std::vector<float>{0, 1, 2, 3, 4, 5});
  }
}

TEST_CASE("arrays of text name the tokens, and what cannot be shown is noted") {
  const TensorFile file = read_golden("formats_deflated.npz");
  REQUIRE(file.query_tokens.size() == 12);
  CHECK(file.query_tokens[0] == "我");
  CHECK(file.query_tokens[6] == "<unk>");
  CHECK(file.query_tokens[7] == "é");
  CHECK(file.query_tokens[8] == "𝒳");
  CHECK(file.key_tokens[0] == "。");
  CHECK(file.key_tokens[11] == "我");
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0].en ==
        "“formats_deflated.npz”, not shown: bias.npy (one dimension); objects.npy (Python objects, which are not "
        "unpickled).");
  CHECK(file.notes[0].zh ==
        "“formats_deflated.npz” 里没有显示的：bias.npy (只有一维)；objects.npy (Python 对象，不会执行)。");
}

TEST_CASE("arrays saved without names are called as NumPy calls them") {
  const TensorFile file = read_golden("formats_unnamed.npz");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "arr_0");
  CHECK(file.tensors[1].name == "arr_1");
}

TEST_CASE("a well compressed array is read whole") {
  const TensorFile file = read_golden("formats_zeros.npz");
  CHECK(file.tensors.at(0).tensor == core::Tensor{{1024, 1024}, std::vector<float>(1024 * 1024)});
}

TEST_CASE("tensors come back bit for bit from the archive that is written of them") {
  const TensorFile file = read_golden("formats_stored.npz");
  std::vector<Packed> unpacked;
  for (const NamedTensor& each : file.tensors) unpacked.push_back({each.name + ".npy", write_npy(each.tensor)});
  for (const std::string& archive : {write_npz(arrays_of(file)), npz_of(unpacked, true)}) {
    const ReadResult result = read_tensor_file("written.npz", archive);
    REQUIRE_FALSE(result.problem);
    REQUIRE(result.file.tensors.size() == file.tensors.size());
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
      CHECK(result.file.tensors[i].name == file.tensors[i].name);
      CHECK(same_bits(result.file.tensors[i].tensor, file.tensors[i].tensor));
    }
  }
  CHECK(write_npz(arrays_of(file)) == npz_of(unpacked));
}

TEST_CASE("large files are written in pieces, which together are the file") {
  core::Tensor tensor = core::make_tensor({3, 700, 900});
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<float>(i) / 7;
  const auto in_steps = [](auto write) {
    std::string bytes;
    std::size_t stops = 0, largest = 0;
    core::Steps steps = write([&](std::string_view piece) {
      bytes += piece;
      largest = std::max(largest, piece.size());
    });
    for (double last = 0; steps.advance(); last = steps.share()) {
      CHECK(steps.share() >= last);
      CHECK(steps.share() <= 1);
      ++stops;
    }
    CHECK(stops > 1);
    CHECK(largest <= kBytesPerStep);
    return bytes;
  };
  CHECK(in_steps([&](ByteSink sink) { return write_npy_in_steps(tensor, sink); }) == write_npy(tensor));
  const std::vector<NpzArray> arrays{{"a", &tensor}, {"b", &tensor}};
  const ReadResult read =
      read_tensor_file("two.npz", in_steps([&](ByteSink sink) { return write_npz_in_steps(arrays, sink); }));
  REQUIRE(read.file.tensors.size() == 2);
  CHECK(same_bits(read.file.tensors[1].tensor, tensor));
  const core::Tensor part{{2, 100, 90}, {tensor.data.begin(), tensor.data.begin() + 18000}};
  const ReadResult table =
      read_tensor_file("part.csv", in_steps([&](ByteSink sink) { return write_csv_in_steps(part, {}, {}, sink); }));
  REQUIRE(table.file.tensors.size() == 1);
  CHECK(same_bits(table.file.tensors[0].tensor, part));
}

TEST_CASE("archives without arrays that can be shown say so") {
  CHECK(contains(problem_of("formats_only_bias.npz", golden("formats_only_bias.npz")).en, "has one dimension"));
  CHECK(contains(problem_of("formats_no_arrays.npz", golden("formats_no_arrays.npz")).en, "without any NumPy arrays"));
  CHECK(contains(problem_of("formats_not_numpy.zip", golden("formats_not_numpy.zip")).en, "without any NumPy arrays"));
  CHECK(contains(problem_of("formats_bzip2.npz", golden("formats_bzip2.npz")).en, "number 12"));
}

TEST_CASE("an archive cut at any length is refused") {
  const std::string whole = golden("formats_unnamed.npz");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const Problem problem = problem_of("cut.npz", std::string_view(whole).substr(0, length));
    if (length > 4) CHECK(contains(problem.en, "is cut short"));
  }
}

TEST_CASE("a flipped bit in the data is noticed by the check sum, and the other arrays are read") {
  for (const char* name : {"formats_stored.npz", "formats_deflated.npz"}) {
    std::string bytes = golden(name);
    const ReadResult sound = read_tensor_file(name, bytes);
    bytes[400] = static_cast<char>(bytes[400] ^ 0x10);
    const ReadResult result = read_tensor_file(name, bytes);
    REQUIRE_FALSE(result.problem);
    CHECK(result.file.tensors.size() == sound.file.tensors.size() - 1);
    CHECK(std::ranges::none_of(result.file.tensors, [](const NamedTensor& array) { return array.name == "heads"; }));
    REQUIRE(result.file.notes.size() == 1);
    CHECK(contains(result.file.notes[0].en, "heads.npy (damaged)"));
    CHECK(contains(result.file.notes[0].zh, "heads.npy (已损坏)"));
  }
  std::string alone = npz_of({{"heads.npy", write_npy({{2, 2}, {1, 2, 3, 4}})}});
  alone[170] = static_cast<char>(alone[170] ^ 0x10);
  CHECK(contains(problem_of("alone.npz", alone).en, "the array heads has the wrong length or check sum"));
}

TEST_CASE("a zip bomb is refused before it is unpacked") {
  // The header promises a little, the archive a lot.
  std::string little = "\x93NUMPY";
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
  little += {'\x01', '\x00', static_cast<char>(dictionary.size()), '\x00'};
  little += dictionary + std::string(16 << 20, '\0');
  const std::string padded = npz_of({{"weights.npy", little}}, true);
  CHECK(padded.size() < 20000);
  CHECK(contains(problem_of("padded.npz", padded).en, "wrong length"));

  // Entries that share their data: the table of contents lists more bytes than the file has.
  std::string one = npz_of({{"a.npy", write_npy({{64, 64}, std::vector<float>(4096, 0.5f)})}});
  const std::size_t directory = one.find("PK\x01\x02"), end = one.find("PK\x05\x06");
  const std::string line = one.substr(directory, end - directory);
  std::string tail = one.substr(end), overlapping = one.substr(0, directory) + line + line;
  tail[8] = tail[10] = 2;
  put_u32(tail, 12, static_cast<std::uint32_t>(2 * line.size()));
  CHECK(contains(problem_of("overlap.npz", overlapping + tail).en, "does not fit its content"));

  // A claim that deflate cannot keep.
  std::string claim = npz_of({{"a.npy", std::string(100, '\0')}}, true);
  put_u32(claim, claim.find("PK\x01\x02") + 24, 0x7FFFFFFF);
  CHECK(contains(problem_of("claim.npz", claim).en, "does not fit its content"));
}

TEST_CASE("archives that are protected, huge or crowded are refused by name") {
  const std::string plain = npz_of({{"a.npy", std::string(100, '\0')}});
  const std::size_t line = plain.find("PK\x01\x02");
  std::string bytes = plain;
  bytes[line + 8] = 1;
  CHECK(contains(problem_of("secret.npz", bytes).en, "protected by a password"));
  bytes = plain;
  put_u32(bytes, line + 24, 0xFFFFFFFF);
  CHECK(contains(problem_of("huge.npz", bytes).en, "more than 4 GiB"));
  bytes = plain;
  bytes[plain.find("PK\x05\x06") + 11] = 0x20;
  CHECK(contains(problem_of("crowd.npz", bytes).en, "more than 4,096 arrays"));
  CHECK(contains(problem_of("empty.npz", npz_of({{"a.npy", ""}})).en, "“empty.npz › a”"));
}

TEST_CASE("every single changed byte of an archive is read or refused, never more") {
  const std::string whole = golden("formats_only_bias.npz");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ flip);
      const ReadResult result = read_tensor_file("changed.npz", bytes);
      CHECK(result.problem.has_value());  // it holds nothing that can be shown in the first place
    }
  }
}
