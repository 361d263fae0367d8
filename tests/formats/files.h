// Real files and bent ones, for the tests of the formats.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "formats/tensor_file.h"

namespace formats {

/// The bytes of tests/golden/<name>; the test fails if there is no such file.
inline std::string golden(std::string_view name) {
  std::ifstream file(std::string(LAB_TEST_DATA "/golden/").append(name), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_MESSAGE(!bytes.empty(), "tests/golden/" << name << " is missing");
  return bytes;
}

/// Reads tests/golden/<name>, which must be readable.
inline TensorFile read_golden(std::string_view name) {
  ReadResult result = read_tensor_file(name, golden(name));
  REQUIRE_MESSAGE(!result.problem, name << ": " << (result.problem ? result.problem->en : ""));
  return std::move(result.file);
}

/// The problem with these bytes; the test fails if they are readable, if anything but the problem is returned, or
/// if either sentence does not name the file, has unfilled places or does not end as a sentence.
inline Problem problem_of(std::string_view file_name, std::string_view bytes) {
  const ReadResult result = read_tensor_file(file_name, bytes);
  REQUIRE_MESSAGE(result.problem, file_name << " was read");
  CHECK(result.file.tensors.empty());
  for (const std::string* sentence : {&result.problem->zh, &result.problem->en}) {
    CAPTURE(*sentence);
    CHECK(sentence->find("“" + for_display(file_name)) != std::string::npos);
    CHECK(sentence->find("{") == std::string::npos);
    CHECK(sentence->size() > 40);
    CHECK(sentence->size() < 600);
  }
  return *result.problem;
}

/// Equal bit for bit: NaN equals itself, 0 differs from −0.
inline bool same_bits(const core::Tensor& a, const core::Tensor& b) {
  return a.shape == b.shape && a.data.size() == b.data.size() &&
         std::memcmp(a.data.data(), b.data.data(), a.data.size() * sizeof(float)) == 0;
}

}  // namespace formats
