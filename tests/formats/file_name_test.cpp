#include <doctest/doctest.h>

#include <random>
#include <set>

#include "formats/file_name.h"
#include "formats/npz.h"
#include "formats/problem.h"
#include "formats/text.h"

using namespace formats;

namespace {

/// What a disk may be given: one name, whole characters, nothing that leads elsewhere.
void check_is_safe(const std::string& name) {
  CAPTURE(name);
  CHECK_FALSE(name.empty());
  CHECK(name.size() <= kLongestFileName);
  CHECK(first_broken_character(name) == name.size());
  CHECK(name.find_first_of("/\\:*?\"<>|") == std::string::npos);
  CHECK(std::string(". -").find(name.front()) == std::string::npos);
  CHECK(std::string(". ").find(name.back()) == std::string::npos);
  for (const char letter : name) CHECK((static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7f));
  CHECK(name.find("\u202E") == std::string::npos);
  CHECK(safe_file_name(name) == name);
}

}  // namespace

TEST_CASE("names of files that are fine stay as they are") {
  for (const char* name : {"weights.csv", "layers.0.attn", "注意力 权重.npy", "a-b_c (2).csv", "émile.npz",
                           "console.csv", "com10.csv", "x"}) {
    CAPTURE(name);
    CHECK(safe_file_name(name) == name);
  }
}

TEST_CASE("no name of a file leads out of its folder, to a device or into hiding") {
  CHECK(safe_file_name("/x/h0.csv") == "_x_h0.csv");
  CHECK(safe_file_name("../x") == "_x");
  CHECK(safe_file_name("..\\..\\x") == "_.._x");
  CHECK(safe_file_name("..") == "attention");
  CHECK(safe_file_name("") == "attention");
  CHECK(safe_file_name(".bashrc") == "bashrc");
  CHECK(safe_file_name("-rf.csv") == "rf.csv");
  CHECK(safe_file_name("C:x.csv") == "C_x.csv");
  CHECK(safe_file_name("x.csv. .") == "x.csv");
  CHECK(safe_file_name("two\nlines") == "two⏎lines");
  CHECK(safe_file_name(std::string("nul\0.csv", 8)) == "nul␀.csv");
  CHECK(safe_file_name("nul") == "_nul");
  CHECK(safe_file_name("CON.tar.csv") == "_CON.tar.csv");
  CHECK(safe_file_name("com1 .csv") == "_com1 .csv");
  CHECK(safe_file_name("LPT¹") == "_LPT¹");
  CHECK(safe_file_name("x\u202Ecod.exe") == "x_cod.exe");
  CHECK(safe_file_name("con" + std::string(300, ' ') + "x") == "_con");
}

TEST_CASE("a long name of a file is cut between characters and keeps its ending") {
  std::string long_name;
  for (int i = 0; i < 200; ++i) long_name += "注";
  const std::string cut = safe_file_name(long_name + ".csv");
  check_is_safe(cut);
  CHECK(cut.ends_with("注.csv"));
  CHECK(cut.size() > kLongestFileName - 4);
}

TEST_CASE("names that would be one file are numbered") {
  CHECK(safe_file_names({"a/b", "a_b", "A_B", "a_b (2)"}) ==
        std::vector<std::string>{"a_b", "a_b (2)", "A_B (3)", "a_b (2) (2)"});
  CHECK(numbered_file_name("x.csv", 2) == "x (2).csv");
  CHECK(numbered_file_name("layers.0", 3) == "layers.0 (3)");
  check_is_safe(numbered_file_name(std::string(kLongestFileName - 4, 'x') + ".csv", 1000));
}

TEST_CASE("whatever the names are, they become safe and stay distinct") {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"/",
                                           "\\",
                                           ".",
                                           "..",
                                           " ",
                                           "-",
                                           "~",
                                           "con",
                                           "nul",
                                           "COM1",
                                           "lpt¹",
                                           ":",
                                           "*",
                                           "\n",
                                           "\x80",
                                           "\xff",
                                           std::string(1, '\0'),
                                           "注意",
                                           "😀",
                                           "\u202E",
                                           "\u2028",
                                           "a",
                                           "B",
                                           "0",
                                           ".csv",
                                           "\t",
                                           "\"",
                                           "|",
                                           "e\u0301"};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> names;
    for (int i = 0; i < 12; ++i) {
      std::string name;
      const std::size_t count = random() % (random() % 10 == 0 ? 200 : 5);
      for (std::size_t k = 0; k < count; ++k) name += pieces[random() % pieces.size()];
      names.push_back(std::move(name));
    }
    std::set<std::string> distinct;
    for (const std::string& name : safe_file_names(names)) {
      check_is_safe(name);
      CHECK(distinct.insert(in_lower_case(name)).second);
      check_is_safe(safe_file_name(name + ".csv"));
    }
  }
}

TEST_CASE("an archive's members are safe to unpack, whatever the arrays are called") {
  const core::Tensor one{{1, 1}, {1}}, two{{1, 1}, {2}};
  const std::string bytes = write_npz({{"../x", &one}, {"/x", &two}, {"h/0", &one}});
  CHECK(bytes.find("../x") == std::string::npos);
  const ReadResult back = read_tensor_file("back.npz", bytes);
  REQUIRE_FALSE(back.problem);
  std::vector<std::string> names;
  for (const NamedTensor& array : back.file.tensors) names.push_back(array.name);
  CHECK(names == std::vector<std::string>{"_x", "_x (2)", "h_0"});
  CHECK(back.file.tensors[1].tensor == two);
}
