#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "files.h"

using namespace formats;

namespace {

std::string safetensors(std::string_view header, std::size_t data_bytes) {
  std::string file(8, '\0');
  const std::uint64_t size = header.size();  // wider than WebAssembly's std::size_t
  for (std::size_t i = 0; i < 8; ++i) file[i] = static_cast<char>(size >> (8 * i) & 0xFF);
  return file.append(header).append(data_bytes, '\0');
}

std::string one_tensor(std::string_view dtype, std::string_view shape, std::string_view offsets) {
  return "{\"w\":{\"dtype\":\"" + std::string(dtype) + "\",\"shape\":" + std::string(shape) +
         ",\"data_offsets\":" + std::string(offsets) + "}}";
}

}  // namespace

TEST_CASE("tensors written by the safetensors library are read, and short ones are noted") {
  const core::Tensor heads = read_golden("multihead_attention.npy").tensors.at(0).tensor;
  const TensorFile file = read_golden("formats_heads.safetensors");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "layers.0.attention");
  CHECK(file.tensors[0].dtype == "float32");
  CHECK(same_bits(file.tensors[0].tensor, heads));
  CHECK(file.tensors[1].tensor.shape == heads.shape);
  CHECK(file.tensors[1].tensor.data[0] == heads.data[5 * 144]);  // the heads in reverse order
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0].en == "“formats_heads.safetensors”, not shown: bias (one dimension).");
}

TEST_CASE("every number type of safetensors is read") {
  const TensorFile file = read_golden("formats_types.safetensors");
  CHECK(file.tensors.size() == 14);
  CHECK(file.notes.empty());
  for (const NamedTensor& array : file.tensors) {
    CAPTURE(array.name);
    CHECK(array.dtype == array.name);
    CHECK_FALSE(array.is_rounded);
    REQUIRE(array.tensor.shape == core::Shape{3, 5});
    for (int i = 0; i < 15; ++i) {  // the formula of tests/golden/formats_safetensors.py
      const int wave = i * 7;
      const float wanted = array.name == "bool"               ? (wave % 3 != 0 ? 1.0f : 0.0f)
                           : array.name.starts_with("u")      ? static_cast<float>(wave % 23)
                           : array.name.starts_with("float8") ? 0.0f
                           : array.name.starts_with("i")      ? static_cast<float>(wave % 23 - 11)
                                                              : static_cast<float>(wave % 23 - 11) / 8;
      CHECK(array.tensor.data[static_cast<std::size_t>(i)] == wanted);
    }
  }
}

TEST_CASE("all 256 numbers of both 8-bit float types have the value of their formula") {
  struct Format {
    std::string_view dtype, name;
    int exponent_bits, fraction_bits;
    bool has_infinity;
  };
  for (const Format& format :
       {Format{"F8_E4M3", "float8_e4m3fn", 4, 3, false}, Format{"F8_E5M2", "float8_e5m2", 5, 2, true}}) {
    std::string bytes = safetensors(one_tensor(format.dtype, "[16,16]", "[0,256]"), 256);
    for (std::size_t i = 0; i < 256; ++i) bytes[bytes.size() - 256 + i] = static_cast<char>(i);
    const ReadResult result = read_tensor_file("eight.safetensors", bytes);
    REQUIRE_FALSE(result.problem);
    const NamedTensor& array = result.file.tensors.at(0);
    CHECK(array.dtype == format.name);
    CHECK_FALSE(array.is_rounded);
    for (int i = 0; i < 256; ++i) {
      CAPTURE(i);
      const int largest = (1 << format.exponent_bits) - 1, bias = (1 << (format.exponent_bits - 1)) - 1;
      const int exponent = i >> format.fraction_bits & largest, fraction = i & ((1 << format.fraction_bits) - 1);
      const double sign = i < 128 ? 1 : -1, part = fraction / static_cast<double>(1 << format.fraction_bits);
      const float number = array.tensor.data[static_cast<std::size_t>(i)];
      const bool is_special = exponent == largest && (format.has_infinity || fraction == 7);
      if (is_special && format.has_infinity && fraction == 0)
        CHECK(number == sign * std::numeric_limits<double>::infinity());
      else if (is_special)
        CHECK(std::isnan(number));
      else
        CHECK(number == sign * (exponent == 0 ? std::ldexp(part, 1 - bias) : std::ldexp(1 + part, exponent - bias)));
      CHECK(std::signbit(number) == (i >= 128));
    }
  }
}

TEST_CASE("a safetensors file cut at any length is refused") {
  const std::string whole = golden("formats_heads.safetensors");
  for (std::size_t length = 0; length < whole.size(); length += length < 300 ? 1 : 97) {
    CAPTURE(length);
    const Problem problem = problem_of("cut.safetensors", std::string_view(whole).substr(0, length));
    if (length >= 8) CHECK(contains(problem.en, "is cut short"));
  }
}

TEST_CASE("places that overlap, leave holes or do not fit the shape are refused") {
  const std::string two =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
      "\"b\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[";
  CHECK_FALSE(read_tensor_file("two.safetensors", safetensors(two + "16,32]}}", 32)).problem);
  for (const auto& [header, size] :
       {std::pair{two + "8,24]}}", 24}, std::pair{two + "0,16]}}", 16}, std::pair{two + "20,36]}}", 36},
        std::pair{two + "16,32]}}", 40}, std::pair{one_tensor("F32", "[2,2]", "[0,12]"), 12},
        std::pair{one_tensor("F32", "[4294967296,4294967296]", "[0,16]"), 16},
        std::pair{one_tensor("F32", "[18446744073709551615,2]", "[0,16]"), 16},
        std::pair{one_tensor("F32", "[2,2]", "[4,20]"), 20}}) {
    CAPTURE(header);
    CHECK(contains(problem_of("odd.safetensors", safetensors(header, static_cast<std::size_t>(size))).en,
                   "the place of the tensor"));
  }
}

TEST_CASE("a safetensors header that is no such header is refused") {
  for (const std::string& header :
       {std::string("{\"w\":1}"), std::string("{\"w\":{}}"), std::string("{]"), std::string("{\"w\":"),
        one_tensor("F32", "[2,-2]", "[0,16]"), one_tensor("F32", "[2,2.5]", "[0,16]"), one_tensor("F32", "2", "[0,16]"),
        one_tensor("F32", "[2,2]", "[16,0]"), one_tensor("F32", "[2,2]", "[0]"),
        one_tensor("F32", "[2,2]", "[0,\"16\"]"),
        "{\"w\":" + std::string(100000, '[') + std::string(100000, ']') + "}"}) {
    CHECK(contains(problem_of("odd.safetensors", safetensors(header, 16)).en, "makes no sense"));
  }
  std::string long_header = safetensors("{}", 0);
  long_header[7] = '\0';
  long_header[3] = 1;  // 16 MiB
  CHECK(contains(problem_of("long.safetensors", long_header).en, "above the limit"));
}

TEST_CASE("safetensors files without anything to show say so") {
  CHECK(contains(problem_of("formats_only_bias.safetensors", golden("formats_only_bias.safetensors")).en,
                 "has one dimension"));
  CHECK(contains(problem_of("none.safetensors", safetensors("{\"__metadata__\":{\"format\":\"pt\"}}", 0)).en,
                 "holds no arrays"));
  CHECK(contains(problem_of("four.safetensors", safetensors(one_tensor("F4", "[2,4]", "[0,4]"), 4)).en, "type F4"));
  CHECK(contains(problem_of("empty.safetensors", safetensors(one_tensor("F32", "[0,2]", "[0,0]"), 0)).en,
                 "one axis is empty"));
}
