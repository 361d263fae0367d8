// What the programs that scenes give away are written with.
#include "scenes/parts/python.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace scenes;

namespace {

constexpr view::Text kHalf{"一半", "half of {0}"};

}  // namespace

TEST_CASE("a number in a program is a float that reads back as the same one") {
  CHECK(python_number(2) == "2.0");
  CHECK(python_number(0.1f) == "0.1");
  CHECK(python_number(-1e-7f) == "-1e-07");
  CHECK(python_number(1.0f / 3) == "0.33333334");
  CHECK(python_number(NAN) == "float('nan')");
  CHECK(python_number(-INFINITY) == "float('-inf')");
  for (float value = 1e-9f; value < 1e9f; value *= 1.37f) CHECK(std::stof(python_number(value)) == value);
}

TEST_CASE("words in a program cannot end their string") {
  CHECK(python_string("it's \\ \n") == "'it\\'s \\\\ \\x0a'");
  CHECK(python_list(std::vector<std::string>{"a", "书"}) == "['a', '书']");
  CHECK(python_list(std::vector<std::string>{}) == "[]");
}

TEST_CASE("the rows of a matrix stand below one another, each with its name") {
  const std::array<float, 4> numbers{1, 2, 3, 4.5f};
  const std::vector<std::string> names{"first", "second"};
  CHECK(PythonProgram(view::Language::kEnglish).matrix("K", numbers, 2, names).done() ==
        "K = torch.tensor([[1.0, 2.0],  # first\n"
        "                  [3.0, 4.5]])  # second\n");
  CHECK(PythonProgram(view::Language::kEnglish).matrix("K", numbers, 4).done() ==
        "K = torch.tensor([[1.0, 2.0, 3.0, 4.5]])\n");
  CHECK(PythonProgram(view::Language::kEnglish).flags("visible", std::vector<double>{1, 0}, 1).done() ==
        "visible = torch.tensor([[True],\n"
        "                        [False]])\n");
}

TEST_CASE("comments are in the language of the interface, code is not") {
  const auto program = [](view::Language language) {
    return PythonProgram(language)
        .comment(kHalf, {"two"})
        .number("one", 0.5 * 2)
        .vector("v", std::vector<double>{0.5}, kHalf)
        .code("pass", kHalf, {"2"})
        .done();
  };
  CHECK(program(view::Language::kEnglish) ==
        "# half of two\none = 1.0\nv = torch.tensor([0.5])  # half of {0}\npass  # half of 2\n");
  CHECK(program(view::Language::kChinese) == "# 一半\none = 1.0\nv = torch.tensor([0.5])  # 一半\npass  # 一半\n");
}
