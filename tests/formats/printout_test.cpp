#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <tuple>

#include "files.h"

using namespace formats;

namespace {

core::Tensor heads() { return read_golden("multihead_attention.npy").tensors.at(0).tensor; }

// Largest difference to the golden heads, from their first number on.
double difference(const core::Tensor& tensor, std::size_t first = 0) {
  const core::Tensor wanted = heads();
  double largest = 0;
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    largest =
        std::max(largest, std::abs(static_cast<double>(tensor.data[i]) - static_cast<double>(wanted.data[first + i])));
  }
  return largest;
}

std::string pasted_problem(std::string_view text) { return problem_of("pasted.txt", text).en; }

core::Tensor read(std::string_view text) {
  ReadResult result = read_tensor_file("pasted.txt", text);
  REQUIRE_MESSAGE(!result.problem, text << " → " << (result.problem ? result.problem->en : ""));
  REQUIRE(result.file.tensors.size() == 1);
  return result.file.tensors[0].tensor;
}

}  // namespace

TEST_CASE("what PyTorch and NumPy print is read back to the digits that were printed") {
  const std::tuple<const char*, core::Shape, double, const char*> cases[] = {
      {"torch.txt", {12, 12}, 1e-9, "torch"},
      {"torch_heads.txt", {2, 12, 12}, 1e-9, "weights"},
      {"torch_scientific.txt", {12, 12}, 0, "torch_scientific"},
      {"numpy_repr.txt", {12, 12}, 0, "numpy_repr"},
      {"numpy_print.txt", {2, 12, 12}, 0, "numpy_print"}};
  for (const auto& [name, shape, tolerance, array_name] : cases) {
    CAPTURE(name);
    const TensorFile file = read_golden(std::string("formats_text/") + name);
    REQUIRE(file.tensors.size() == 1);
    CHECK(file.tensors[0].tensor.shape == shape);
    CHECK(file.tensors[0].name == array_name);
    CHECK(difference(file.tensors[0].tensor) <= tolerance);
  }
}

TEST_CASE("a printed list of tensors is several arrays") {
  const TensorFile file = read_golden("formats_text/torch_list.txt");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "1");
  CHECK(file.tensors[1].name == "2");
  CHECK(difference(file.tensors[0].tensor) == 0);
  CHECK(difference(file.tensors[1].tensor, 144) == 0);
}

TEST_CASE("truth values, NaN and infinities are read") {
  CHECK(read_golden("formats_text/torch_bool.txt").tensors[0].tensor ==
        core::Tensor{{3, 3}, {1, 0, 0, 1, 1, 0, 1, 1, 1}});
  const core::Tensor special = read_golden("formats_text/numpy_nan.txt").tensors[0].tensor;
  CHECK(special.data[0] == 1);
  CHECK(std::isnan(special.data[1]));
  CHECK(special.data[2] == std::numeric_limits<float>::infinity());
  CHECK(special.data[3] == -std::numeric_limits<float>::infinity());
}

TEST_CASE("an abbreviated print-out is refused with the line that prints everything") {
  for (const char* name : {"formats_text/torch_abbreviated.txt", "formats_text/numpy_abbreviated.txt"}) {
    const Problem problem = problem_of(name, golden(name));
    CHECK(contains(problem.en, "set_printoptions(threshold="));
    CHECK(contains(problem.zh, "省略"));
  }
}

TEST_CASE("lists, names and prompts are understood") {
  CHECK(read("[[1, 2], [3, 4]]") == core::Tensor{{2, 2}, {1, 2, 3, 4}});
  CHECK(read("[[1. 2.]\n [3. 4.]]") == core::Tensor{{2, 2}, {1, 2, 3, 4}});
  CHECK(read("Parameter containing:\ntensor([[-1e-3, +2.]], device='cuda:0', requires_grad=True)").data[0] == -1e-3f);
  CHECK(read("<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]], dtype=float32)>").shape ==
        core::Shape{1, 2});
  const ReadResult two =
      read_tensor_file("pasted.txt", std::string_view("{'a': tensor([[1.]]), 'b': tensor([[2.]])}\n"));
  REQUIRE(two.file.tensors.size() == 2);
  CHECK(two.file.tensors[0].name == "a");
  CHECK(two.file.tensors[1].name == "b");
  const ReadResult named =
      read_tensor_file("pasted.txt", std::string_view("q = array([[1.]])\nk = array([[2.]]), v=[[3]]"));
  REQUIRE(named.file.tensors.size() == 3);
  CHECK(named.file.tensors[0].name == "q");
  CHECK(named.file.tensors[1].name == "k");
  CHECK(named.file.tensors[2].name == "v");
}

TEST_CASE("what is wrong with a print-out is said with its line") {
  CHECK(contains(pasted_problem("[[1, 2],\n [3]]"), "a row in line 2 has another length"));
  CHECK(contains(pasted_problem("[[1, 2],\n 3]"), "mixes numbers and brackets at one level in line 2"));
  CHECK(contains(pasted_problem("[[1, [2]]]"), "mixes numbers and brackets"));
  CHECK(contains(pasted_problem("[[1, 2"), "before its brackets are closed"));
  CHECK(contains(pasted_problem("[[1, two]]"), "“two” in line 1 is not a number"));
  CHECK(contains(pasted_problem("tensor([1., 2.])"), "has one dimension"));
  CHECK(contains(pasted_problem("[[], []]"), "one axis is empty"));
  CHECK(contains(pasted_problem("[[[[[[1]]]]]]"), "has 6 dimensions"));
  CHECK(contains(pasted_problem(std::string(1000000, '[')), "nested too deeply"));
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "[[1]]";
  CHECK(contains(pasted_problem(many), "more than 4,096 arrays"));
}

TEST_CASE("text without numbers is foreign") {
  CHECK(contains(pasted_problem("Dear diary,\ntoday I paid attention.\n"), "not a kind of file"));
}
