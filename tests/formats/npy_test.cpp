#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "files.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/several_arrays.h"
#include "formats/summary.h"

using namespace formats;

namespace {

// Number i, in C order, of every array that tests/golden/formats_npy.py writes.
float value(std::size_t i, char kind) {
  const int wave = static_cast<int>(i) * 7;
  switch (kind) {
    case 'f':
      return static_cast<float>(wave % 23 - 11) / 8;
    case 'i':
      return static_cast<float>(wave % 23 - 11);
    case 'u':
      return static_cast<float>(wave % 23);
    default:
      return wave % 3 != 0 ? 1.0f : 0.0f;
  }
}

void check_values(const NamedTensor& array, const std::vector<std::int64_t>& shape, char kind) {
  CHECK(array.tensor.shape == shape);
  CHECK_FALSE(array.is_rounded);
  std::size_t count = 1;
  for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
  REQUIRE(array.tensor.data.size() == count);
  for (std::size_t i = 0; i < count; ++i) CHECK(array.tensor.data[i] == value(i, kind));
}

// A version 1 file with this dictionary and `data_bytes` zeros.
std::string npy_with(std::string_view dictionary, std::size_t data_bytes) {
  std::string file = "\x93NUMPY";
  file += {'\x01', '\x00', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
  file += dictionary;
  return file.append(data_bytes, '\0');
}

std::string npy_of_shape(std::string_view shape, std::size_t data_bytes) {
  return npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': " + std::string(shape) + ", }\n", data_bytes);
}

}  // namespace

TEST_CASE("every number type is read in both byte orders and both axis orders") {
  const std::pair<std::string, std::string> types[] = {
      {"f2", "float16"}, {"f4", "float32"}, {"f8", "float64"}, {"i1", "int8"},   {"i2", "int16"},  {"i4", "int32"},
      {"i8", "int64"},   {"u1", "uint8"},   {"u2", "uint16"},  {"u4", "uint32"}, {"u8", "uint64"}, {"b1", "bool"}};
  for (const auto& [code, dtype] : types) {
    using Places = std::vector<std::string>;
    for (const std::string& place : code[1] == '1' ? Places{""} : Places{"_little", "_big"}) {
      CAPTURE(code + place);
      const TensorFile plain = read_golden("formats_npy/" + code + place + "_c.npy");
      REQUIRE(plain.tensors.size() == 1);
      CHECK(plain.tensors[0].name == code + place + "_c");
      CHECK(plain.tensors[0].dtype == dtype);
      check_values(plain.tensors[0], {3, 5}, code[0]);
      const TensorFile fortran = read_golden("formats_npy/" + code + place + "_fortran.npy");
      check_values(fortran.tensors.at(0), {2, 3, 4}, code[0]);
    }
  }
}

TEST_CASE("format versions 1, 2 and 3 and ranks 2 to 5 are read") {
  for (const char* version : {"1", "2", "3"}) {
    check_values(read_golden(std::string("formats_npy/version_") + version + ".npy").tensors.at(0), {3, 5}, 'f');
  }
  for (const char* order : {"c", "f"}) {
    check_values(read_golden(std::string("formats_npy/rank_4_") + order + ".npy").tensors.at(0), {2, 3, 4, 5}, 'f');
    check_values(read_golden(std::string("formats_npy/rank_5_") + order + ".npy").tensors.at(0), {2, 1, 3, 4, 5}, 'f');
  }
  check_values(read_golden("formats_npy/one_number.npy").tensors.at(0), {1, 1}, 'f');
}

TEST_CASE("the weights of a real multi-head attention are read, and every row sums to 1") {
  const TensorFile heads = read_golden("multihead_attention.npy");
  const core::Tensor& weights = heads.tensors.at(0).tensor;
  REQUIRE(weights.shape == std::vector<std::int64_t>{6, 12, 12});
  for (std::size_t row = 0; row < 72; ++row) {
    double sum = 0;
    for (std::size_t key = 0; key < 12; ++key) sum += weights.data[row * 12 + key];
    CHECK(sum == doctest::Approx(1).epsilon(1e-6));
  }
  const TensorFile grid = read_golden("multihead_attention_grid.npy");
  CHECK(grid.tensors.at(0).tensor.shape == std::vector<std::int64_t>{2, 3, 12, 12});
  CHECK(grid.tensors.at(0).tensor.data == weights.data);
}

TEST_CASE("special values survive, and rounding to float32 is reported") {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto check_special = [&](const char* name, float third, float fourth, float last, bool is_rounded) {
    CAPTURE(name);
    const TensorFile file = read_golden(name);
    const NamedTensor& array = file.tensors.at(0);
    const std::vector<float>& data = array.tensor.data;
    REQUIRE(data.size() == 8);
    CHECK(data[0] == 0);
    CHECK(std::signbit(data[1]));
    CHECK(data[2] == third);
    CHECK(data[3] == fourth);
    CHECK(data[4] == infinity);
    CHECK(data[5] == -infinity);
    CHECK(std::isnan(data[6]));
    CHECK(data[7] == last);
    CHECK(array.is_rounded == is_rounded);
  };
  check_special("formats_npy/special_f2.npy", 0x1p-24f, 65504.0f, 0.333251953125f, false);
  check_special("formats_npy/special_f4.npy", 0x1p-149f, 3.4028234663852886e38f, 1.0f / 3, false);
  check_special("formats_npy/special_f8.npy", 0.0f, infinity, 1.0f / 3, true);
  const NamedTensor signed_integers = read_golden("formats_npy/special_i8.npy").tensors.at(0);
  CHECK(signed_integers.tensor.data == std::vector<float>{0x1p24f, 0x1p24f, -0x1p63f, 0x1p63f});
  CHECK(signed_integers.is_rounded);
  const NamedTensor unsigned_integers = read_golden("formats_npy/special_u8.npy").tensors.at(0);
  CHECK(unsigned_integers.tensor.data == std::vector<float>{0, 0x1p63f, 0x1p64f, 0x1p40f});
  CHECK(unsigned_integers.is_rounded);
}

TEST_CASE("an integer is rounded from the 25th significant bit on, wherever it stands") {
  const auto is_rounded = [](std::uint64_t integer) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(integer >> 8 * i & 0xFF);
    const ReadResult result = read_tensor_file(
        "integer.npy", npy_with("{'descr': '<u8', 'fortran_order': False, 'shape': (1, 1), }", 0) + bytes);
    REQUIRE_FALSE(result.problem);
    CHECK(result.file.tensors[0].tensor.data[0] == static_cast<float>(integer));
    return result.file.tensors[0].is_rounded;
  };
  for (int shift = 0; shift <= 39; ++shift) {
    CHECK_FALSE(is_rounded(std::uint64_t{0xFFFFFF} << shift));
    CHECK(is_rounded(std::uint64_t{0x1000001} << shift));
  }
}

TEST_CASE("rows that sum to one are weights only if none of their numbers is negative") {
  const float weights[] = {0.25f, 0.75f, 0, 1}, scores[] = {-0.5f, 1.5f, 0, 1};
  CHECK(summarise_matrix(weights, 2, 2).do_rows_sum_to_one);
  CHECK_FALSE(summarise_matrix(scores, 2, 2).do_rows_sum_to_one);
}

TEST_CASE("every half-precision number becomes the same number") {
  // Independent arithmetic: (−1)^s · 2^(e−15) · (1 + f/1024), and the subnormal and special cases of IEEE 754.
  std::string bytes;
  for (unsigned bits = 0; bits < 65536; ++bits) bytes += {static_cast<char>(bits & 0xFF), static_cast<char>(bits >> 8)};
  const ReadResult result = read_tensor_file(
      "halves.npy", npy_with("{'descr': '<f2', 'fortran_order': False, 'shape': (256, 256), }\n", 0) + bytes);
  REQUIRE_FALSE(result.problem);
  const std::vector<float>& data = result.file.tensors[0].tensor.data;
  int mismatches = 0;
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const int exponent = static_cast<int>(bits >> 10 & 31), fraction = static_cast<int>(bits & 1023);
    double wanted = exponent == 31  ? (fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan(""))
                    : exponent == 0 ? std::ldexp(fraction, -24)
                                    : std::ldexp(1024 + fraction, exponent - 25);
    if (bits & 0x8000) wanted = -wanted;
    const bool is_same = std::isnan(wanted) ? std::isnan(data[bits])
                                            : data[bits] == wanted && std::signbit(data[bits]) == std::signbit(wanted);
    mismatches += is_same ? 0 : 1;
  }
  CHECK(mismatches == 0);
}

TEST_CASE("a double just below the largest float rounds to it and just above becomes infinite") {
  for (const auto& [wide, narrow] : {std::pair{0x1.fffffefffffffp127, 0x1.fffffep127f},
                                     std::pair{0x1.ffffffp127, std::numeric_limits<float>::infinity()},
                                     std::pair{-0x1.ffffffp127, -std::numeric_limits<float>::infinity()}}) {
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &wide, 8);
    const ReadResult result = read_tensor_file(
        "edge.npy", npy_with("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", 0) + bytes);
    REQUIRE_FALSE(result.problem);
    CHECK(result.file.tensors[0].tensor.data[0] == narrow);
    CHECK(result.file.tensors[0].is_rounded);
  }
}

TEST_CASE("a tensor comes back bit for bit from the file that is written of it") {
  core::Tensor tensor{{2, 3, 4, 5}, std::vector<float>(120)};
  std::uint32_t bits = 1;
  for (float& number : tensor.data) {  // all kinds of bit patterns, NaNs with payloads among them
    bits = bits * 1664525u + 1013904223u;
    std::memcpy(&number, &bits, 4);
  }
  tensor.data[7] = -0.0f;
  const std::uint32_t payload_nan = 0xFFC12345u;
  std::memcpy(&tensor.data[9], &payload_nan, 4);
  const std::string written = write_npy(tensor);
  const ReadResult result = read_tensor_file("written.npy", written);
  REQUIRE_FALSE(result.problem);
  CHECK(same_bits(result.file.tensors[0].tensor, tensor));
  CHECK(write_npy(result.file.tensors[0].tensor) == written);
}

TEST_CASE("the file that is written is byte for byte the one that NumPy writes") {
  for (const char* name : {"multihead_attention.npy", "multihead_attention_grid.npy", "formats_npy/f4_little_c.npy",
                           "formats_npy/one_number.npy"}) {
    CAPTURE(name);
    CHECK(write_npy(read_golden(name).tensors.at(0).tensor) == golden(name));
  }
}

TEST_CASE("a .npy file is recognised by its content whatever its name is") {
  CHECK_FALSE(read_tensor_file("weights.txt", golden("multihead_attention.npy")).problem);
  CHECK(read_tensor_file("folder.d/weights", golden("multihead_attention.npy")).file.tensors.at(0).name == "weights");
}

TEST_CASE("bytes after the array are ignored, as NumPy ignores them") {
  CHECK_FALSE(read_tensor_file("two.npy", golden("multihead_attention.npy") + "more").problem);
}

TEST_CASE("a file cut at any length is refused") {
  const std::string whole = golden("formats_npy/f4_little_c.npy");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const Problem problem = problem_of("cut.npy", std::string_view(whole).substr(0, length));
    if (length >= 128) {
      CHECK(contains(problem.en, "promises an array of shape (3, 5) and type <f4, which takes 60 bytes, but only " +
                                     std::to_string(length - 128) + (length == 129 ? " is there" : " are there")));
      CHECK(contains(problem.zh, "(3, 5)"));
    } else if (length >= 6) {
      CHECK(contains(problem.en, "ends inside its header"));
    }
  }
}

TEST_CASE("what is no array of real numbers is refused by name") {
  const std::pair<const char*, const char*> cases[] = {{"object", "Python objects"},
                                                       {"complex", "complex numbers (<c16)"},
                                                       {"text", "text (<U5)"},
                                                       {"record", "structured array"},
                                                       {"long_double", "type <f16"},
                                                       {"date", "type <M8[D]"},
                                                       {"void", "type |V2"},
                                                       {"0d", "holds a single number"},
                                                       {"1d", "has one dimension"},
                                                       {"6d", "has 6 dimensions"},
                                                       {"empty", "shape (3, 0, 5): one axis is empty"}};
  for (const auto& [name, cause] : cases) {
    CAPTURE(name);
    const std::string file = std::string("formats_npy/refused_") + name + ".npy";
    const Problem problem = problem_of(file, golden(file));
    CAPTURE(problem.en);
    CHECK(contains(problem.en, cause));
  }
}

TEST_CASE("shapes that no file can hold are refused without being allocated") {
  CHECK(contains(problem_of("big.npy", npy_of_shape("(4294967296, 4294967296)", 64)).en, "too large"));
  CHECK(contains(problem_of("big.npy", npy_of_shape("(9223372036854775807, 3)", 64)).en, "too large"));
  CHECK(contains(problem_of("big.npy", npy_of_shape("(99999999999999999999999, 3)", 64)).en, "too large"));
  CHECK(contains(problem_of("big.npy", npy_of_shape("(16384, 16385)", 64)).en, "too large"));
  CHECK(contains(problem_of("big.npy", npy_of_shape("(16384, 16384)", 64)).en, "cut short"));
  CHECK(contains(problem_of("bad.npy", npy_of_shape("(-1, 4)", 64)).en, "negative"));
  CHECK(contains(problem_of("bad.npy", npy_of_shape("(0, 9223372036854775807)", 64)).en, "empty"));
}

TEST_CASE("a header of more than 64 KiB is refused") {
  std::string file("\x93NUMPY\x02\x00\x01\x00\x01\x00", 12);  // 65,537 bytes
  CHECK(contains(problem_of("long.npy", file + std::string(70000, ' ')).en, "header of 65,537 bytes"));
  file.replace(8, 4, "\xFF\xFF\xFF\xFF");
  CHECK(contains(problem_of("long.npy", file).en, "header of 4,294,967,295 bytes"));
}

TEST_CASE("an unknown version is refused") {
  std::string file = golden("formats_npy/f4_little_c.npy");
  file[6] = 4;
  CHECK(contains(problem_of("new.npy", file).en, "version 4"));
}

TEST_CASE("a header that is not NumPy's dictionary is refused") {
  for (const char* dictionary :
       {"", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '', 'fortran_order': False, 'shape': (1, 1)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [1, 1]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (1, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'more': 1}", "{'descr: '<f4'}", "import os"}) {
    CAPTURE(dictionary);
    CHECK(contains(problem_of("odd.npy", npy_with(dictionary, 4)).en, "makes no sense"));
  }
}

TEST_CASE("a header written another way is understood") {
  for (const char* dictionary : {"{\"shape\":(1,1),\"descr\":\"<f4\",\"fortran_order\":False}",
                                 "{ 'shape' : ( 1L , 1L , ) , 'descr' : '=f4' , 'fortran_order' : True , }\n\n",
                                 "{'descr': 'f4', 'fortran_order': False, 'shape': (1, 1)}"}) {
    CAPTURE(dictionary);
    CHECK_FALSE(read_tensor_file("other.npy", npy_with(dictionary, 4)).problem);
  }
}

TEST_CASE("more matrices than the lab can keep are refused before their numbers are read") {
  const auto read = [](const core::Shape& shape, std::size_t& asked) {
    const std::string header = npy_header(shape);  // float32
    const std::uint64_t size = header.size() + 4 * static_cast<std::uint64_t>(core::element_count(shape));
    std::size_t at = 0;
    return read_tensor_file("many.npy", size, [&](std::span<std::byte> target) {
      for (std::byte& byte : target) byte = at < header.size() ? static_cast<std::byte>(header[at++]) : std::byte{0};
      asked += target.size();
      return target.size();
    });
  };
  std::size_t asked = 0;
  const ReadResult refused = read({10'000'000, 2, 2}, asked);
  REQUIRE(refused.problem);
  CHECK(contains(refused.problem->en,
                 "holds 10,000,000 matrices, which is too many: at most 1,048,576 of one file are shown"));
  CHECK(asked < 100'000);
  CHECK(read({16, 1024, 65, 1, 1}, asked).problem);
  CHECK_FALSE(read({1024, 1024, 1, 1}, asked).problem);
}

TEST_CASE("the matrices of all arrays of a file, and of files opened together, are counted together") {
  const core::Tensor half = core::make_tensor({600'000, 1, 1}, 1);
  const std::string both = write_npz({{"a", &half}, {"b", &half}});
  CHECK(contains(problem_of("both.npz", both).en, "holds 1,200,000 matrices, which is too many"));
  std::vector<ReadResult> files;
  for (const char* name : {"a.npy", "b.npy"}) files.push_back(read_tensor_file(name, write_npy(half)));
  const ReadResult together = joined(std::move(files));
  REQUIRE_FALSE(together.problem);
  CHECK(together.file.tensors.size() == 1);
  CHECK(contains(together.file.notes.at(0).en, "There is no more room for “b.npy”"));
}
