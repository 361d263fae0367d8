#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "files.h"

using namespace formats;

namespace {

std::string problem_text(std::string_view text) { return problem_of("weights.json", text).en; }

TensorFile read(std::string_view text) {
  ReadResult result = read_tensor_file("weights.json", text);
  REQUIRE_MESSAGE(!result.problem, text << " → " << (result.problem ? result.problem->en : ""));
  return std::move(result.file);
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("lists written by Python are read bit for bit") {
  const core::Tensor heads = read_golden("multihead_attention.npy").tensors.at(0).tensor;
  const core::Tensor wanted{{2, 12, 12}, {heads.data.begin(), heads.data.begin() + 288}};
  const TensorFile list = read_golden("formats_text/list.json");
  CHECK(list.tensors.at(0).name == "list");
  CHECK(same_bits(list.tensors.at(0).tensor, wanted));
  const TensorFile object = read_golden("formats_text/object.json");
  REQUIRE(object.tensors.size() == 1);
  CHECK(object.tensors[0].name == "weights");
  CHECK(same_bits(object.tensors[0].tensor, wanted));
  CHECK(object.query_tokens.at(5) == "咖啡");
  CHECK(object.key_tokens == object.query_tokens);
  CHECK(object.titles == Labels{"head 0", "head 1"});
  const TensorFile axes = read_golden("formats_text/two_axes.json");
  CHECK(axes.tensors.at(0).name == "layer 0");
  CHECK(axes.query_tokens == Labels{"我", "想"});
  CHECK(axes.key_tokens.size() == 12);
}

TEST_CASE("NaN and infinities as Python writes them are read, and null is NaN") {
  const core::Tensor masked = read_golden("formats_text/nan.json").tensors.at(0).tensor;
  CHECK(masked.shape == core::Shape{12, 12});
  CHECK(std::isnan(masked.data[1]));
  CHECK_FALSE(std::isnan(masked.data[12]));
  const core::Tensor nulls = read("[[null, true], [false, -3]]").tensors.at(0).tensor;
  CHECK(std::isnan(nulls.data[0]));
  CHECK(nulls.data[1] == 1);
  CHECK(nulls.data[3] == -3);
  const core::Tensor written =
      read("{\"loss\": NaN, \"weights\": [[NaN, Infinity], [-Infinity, 1e400]]}").tensors.at(0).tensor;
  CHECK(std::isnan(written.data[0]));
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(std::vector<float>(written.data.begin() + 1, written.data.end()) ==
        std::vector<float>{infinity, -infinity, infinity});
}

TEST_CASE("several arrays of an object and of objects inside it are read, and what is no array is passed over") {
  const TensorFile file = read(
      "{\"q\": [[1]], \"seed\": 3, \"note\": \"x\", \"more\": {\"k\": [[9]], \"l\": {\"m\": [1]}}, \"k\": [[2]], "
      "\"bias\": [1, 2]}");
  REQUIRE(file.tensors.size() == 3);
  CHECK(file.tensors[1].name == "more.k");
  CHECK(file.tensors[1].tensor.data == std::vector<float>{9});
  CHECK(file.tensors[2].name == "k");
  CHECK(file.tensors[2].tensor.data == std::vector<float>{2});
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0].en == "“weights.json”, not shown: more.l.m, bias (2: one dimension).");
  CHECK(file.notes[0].zh == "“weights.json” 里没有显示的：more.l.m, bias (2 个，只有一维)。");
}

TEST_CASE("labels that fit no axis are dropped with a note") {
  const TensorFile file = read("{\"weights\": [[1, 2]], \"tokens\": [\"a\", \"b\"]}");
  CHECK(file.query_tokens.empty());
  CHECK(file.key_tokens == Labels{"a", "b"});
  REQUIRE(file.notes.size() == 1);
  CHECK(contains(file.notes[0].en, "2 labels for the queries"));
  CHECK(contains(file.notes[0].zh, "2 个查询标签"));
}

TEST_CASE("what is wrong with a JSON file is said") {
  CHECK(contains(problem_text("[[1, 2],\n [3, x]]"), "error in line 2 near “x”"));
  CHECK(contains(problem_text("[[1, 2],\n [3"), "is cut short"));
  CHECK(contains(problem_text("{\"weights\": [[1, 2], [3]]}"), "array “weights” is uneven"));
  CHECK(contains(problem_text("[[1], 2]"), "is uneven"));
  CHECK(contains(problem_text("{\"weights\": [[1, \"two\"]]}"), "has the text “two” in the array “weights”"));
  CHECK(contains(problem_text("{\"weights\": [\"a\", 2]}"), "has the text “a”"));
  CHECK(contains(problem_text("{\"seed\": 1}"), "holds no arrays"));
  CHECK(contains(problem_text("3"), "holds no array"));
  CHECK(contains(problem_text("{\"weights\": []}"), "has one dimension"));
  CHECK(contains(problem_text("{\"weights\": [1, 2]}"), "has one dimension"));
  CHECK(contains(problem_text("[[\xFF]]"), "not text in UTF-8"));
  CHECK(contains(problem_text(std::string(1000000, '[')), "nested too deeply"));
}

TEST_CASE("deeply nested objects are passed over without using the stack") {
  std::string nested = "{\"weights\": [[1]], \"more\": ";
  for (int i = 0; i < 200000; ++i) nested += "{\"a\":";
  nested += "1" + std::string(200000, '}') + "}";
  CHECK(read(nested).tensors.size() == 1);
}
