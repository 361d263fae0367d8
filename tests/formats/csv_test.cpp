#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <tuple>

#include "files.h"
#include "formats/cell.h"
#include "formats/csv.h"
#include "formats/spreadsheet.h"
#include "formats/table_names.h"
#include "formats/text.h"

using namespace formats;

namespace {

const std::vector<std::string> kTokens = {"我",    "想",          "喝",   "一", "杯",    "咖啡",
                                          "[CLS]", "say \"yes\"", "a, b", "1",  "##ing", "。"};

core::Tensor first_head() {
  core::Tensor heads = read_golden("multihead_attention.npy").tensors.at(0).tensor;
  return {{12, 12}, {heads.data.begin(), heads.data.begin() + 144}};
}

TensorFile read_csv(std::string_view text) {
  ReadResult result = read_tensor_file("table.csv", text);
  REQUIRE_MESSAGE(!result.problem, text << " → " << (result.problem ? result.problem->en : ""));
  return std::move(result.file);
}

std::string problem_text(std::string_view text) { return problem_of("table.csv", text).en; }

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("tables with and without labels give the same numbers, bit for bit") {
  const core::Tensor wanted = first_head();
  const Labels none, numbers = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
  const std::tuple<const char*, Labels, Labels> cases[] = {
      {"plain.csv", none, none},          {"labels.csv", kTokens, kTokens},    {"labels_quoted.csv", kTokens, kTokens},
      {"key_labels.csv", none, kTokens},  {"query_labels.tsv", kTokens, none}, {"decimal_comma.csv", none, none},
      {"numbered.csv", numbers, numbers}, {"excel.csv", kTokens, kTokens},     {"savetxt.txt", none, none}};
  for (const auto& [name, query_tokens, key_tokens] : cases) {
    CAPTURE(name);
    const TensorFile file = read_golden(std::string("formats_text/") + name);
    REQUIRE(file.tensors.size() == 1);
    CHECK(same_bits(file.tensors[0].tensor, wanted));
    CHECK(file.tensors[0].name == std::string(name).substr(0, std::string(name).size() - 4));
    CHECK(file.query_tokens == query_tokens);
    CHECK(file.key_tokens == key_tokens);
  }
}

TEST_CASE("small tables are understood") {
  CHECK(read_csv("0.5").tensors[0].tensor == core::Tensor{{1, 1}, {0.5f}});
  CHECK(read_csv("1\n2\n3\n").tensors[0].tensor == core::Tensor{{3, 1}, {1, 2, 3}});
  CHECK(read_csv("1,2,3").tensors[0].tensor == core::Tensor{{1, 3}, {1, 2, 3}});
  CHECK(read_csv("\r\n1;2\r\n3;4\r\n\r\n").tensors[0].tensor == core::Tensor{{2, 2}, {1, 2, 3, 4}});
  CHECK(read_csv("0,5;1,5\n2,5;3\n").tensors[0].tensor == core::Tensor{{2, 2}, {0.5f, 1.5f, 2.5f, 3}});
  CHECK(read_csv("+1,-2e-1\n.5,1.\n").tensors[0].tensor == core::Tensor{{2, 2}, {1, -0.2f, 0.5f, 1}});
  CHECK(read_csv("True,False\n").tensors[0].tensor == core::Tensor{{1, 2}, {1, 0}});
  CHECK(read_csv("1e-60,1e60\n").tensors[0].tensor ==
        core::Tensor{{1, 2}, {0, std::numeric_limits<float>::infinity()}});
  CHECK(read_csv("\"1\",\"2\"\n").tensors[0].tensor == core::Tensor{{1, 2}, {1, 2}});
}

TEST_CASE("a header without a corner labels the keys, and words before the numbers label the queries") {
  const TensorFile file = read_csv("a b\nx 1 2\ny 3 4\n");
  CHECK(file.tensors[0].tensor == core::Tensor{{2, 2}, {1, 2, 3, 4}});
  CHECK(file.query_tokens == Labels{"x", "y"});
  CHECK(file.key_tokens == Labels{"a", "b"});
  CHECK(read_csv("q\\k,a,b\nx,1,2\n").key_tokens == Labels{"a", "b"});
  CHECK(read_csv("\"two\nlines\",b\n1,2\n").key_tokens == Labels{"two⏎lines", "b"});
}

TEST_CASE("blocks with empty lines between them are heads") {
  const TensorFile file = read_csv(",a,b\nx,1,2\n\n,a,b\nx,3,4\n\n\n,a,b\nx,5,6\n");
  CHECK(file.tensors[0].tensor == core::Tensor{{3, 1, 2}, {1, 2, 3, 4, 5, 6}});
  CHECK(file.query_tokens == Labels{"x"});
  CHECK(file.key_tokens == Labels{"a", "b"});
  CHECK(contains(problem_text("1,2\n\n3,4\n5,6\n"), "has 2 rows where the blocks before it have 1"));
}

TEST_CASE("what is wrong with a table is said with its line and column") {
  CHECK(contains(problem_text("1,2\n3,4\n3,4,5\n"), "line 3 has 3 numbers where the other lines have 2"));
  CHECK(contains(problem_text("a,b\n1,2\n3,x y\n"), "“x y” in column 2 of line 3 is not a number"));
  CHECK(contains(problem_text("a,b\n"), "only labels or empty lines"));
  CHECK(contains(problem_text("# only a comment\n"), "only labels or empty lines"));
  CHECK(contains(problem_text("\n \n"), "is empty"));
  CHECK(contains(problem_text("1,2\n3,0x4\n"), "“0x4” in column 2 of line 2"));
}

TEST_CASE("which first rows and columns are names is decided by one set of rules, and can be changed") {
  enum Names { kNeither, kRow, kColumn, kBoth };
  const std::tuple<const char*, Names, core::Shape> cases[] = {
      // words
      {"The,cat\n0.25,0.75\n", kRow, {1, 2}},
      {"The,0.25,0.75\ncat,0.5,0.5\n", kColumn, {2, 2}},
      {"q\\k,The,cat\nThe,0.25,0.75\ncat,0.5,0.5\n", kBoth, {2, 2}},
      {"The,1,NA\n0.25,0.75,0\n", kRow, {1, 3}},
      {"The,cat\n1,0\n0,1\n", kRow, {2, 2}},
      {",3.5,天\n3.5,0.25,0.75\n天,0.5,0.5\n", kBoth, {2, 2}},
      {"有,3.5,个,人\n0.1,0.2,0.3,0.4\n", kRow, {1, 4}},
      // one field less
      {"The,cat\nThe,0.25,0.75\ncat,0.5,0.5\n", kBoth, {2, 2}},
      {"0,1\n0,0.25,0.75\n1,0.5,0.5\n", kBoth, {2, 2}},
      // an empty corner, and corners with names of an index
      {",The,cat\n0.1,0.25,0.75\n0.2,0.5,0.5\n", kBoth, {2, 2}},
      {",0,1\n0,1,0\n1,0,1\n", kBoth, {2, 2}},
      {",5,7\n2,0.25,0.75\n9,0.5,0.5\n", kBoth, {2, 2}},
      {",1\n0.5,0.5\n0.25,0.75\n", kNeither, {3, 2}},
      {"#,The,cat\n3,0.25,0.75\n7,0.5,0.5\n", kBoth, {2, 2}},
      {"查询,The,cat\n0,0.25,0.75\n1,0.5,0.5\n", kBoth, {2, 2}},
      // 0, 1, 2 …
      {"0,1,2\n0.2,0.3,0.5\n", kRow, {1, 3}},
      {"1,2\n-3.5,0.5\n", kRow, {1, 2}},
      {"0,1\n0.5,0.5\n", kNeither, {2, 2}},
      {"0,1,2\n1,0,0\n0,1,0\n", kNeither, {3, 3}},
      {"0,0.25,0.75\n1,0.5,0.5\n", kColumn, {2, 2}},
      {"0,-1.5\n1,2.5\n2,0.5\n", kNeither, {3, 2}},
      {"step,The,cat\n0,0.25,0.75\n1,0.5,0.5\n", kBoth, {2, 2}},
      {"x,y\n1,0.2\n2,0.3\n3,0.5\n", kRow, {3, 2}},
      // numbers
      {"NA,null\n0.5,0.5\n", kNeither, {2, 2}},
      {"1\n2\n3\n", kNeither, {3, 1}},
  };
  for (const auto& [text, names, shape] : cases) {
    CAPTURE(text);
    const TensorFile file = read_csv(text);
    REQUIRE(file.table);
    CHECK(file.table->is_row == (names == kRow || names == kBoth));
    CHECK(file.table->is_column == (names == kColumn || names == kBoth));
    CHECK(file.tensors.at(0).tensor.shape == shape);
  }
  CHECK(contains(problem_text("The,0.75\n0.5,0.5\n"), "“The” in column 1 of line 1 is not a number"));
  CHECK(contains(problem_text("0.25,cat\n0.5,0.5\n"), "“cat” in column 2 of line 1"));
  CHECK(contains(problem_text("0.25,0.75\ncat,0.5\n"), "“cat” in column 1 of line 2"));
}

TEST_CASE("a first row and column can be read in the other way and back, without loss") {
  const TensorFile both = read_csv(",0,1\n0,0.2,0.8\n1,0.1,0.9\n");
  const auto row = read_otherwise(both, false, true), column = read_otherwise(both, true, false),
             numbers = read_otherwise(both, false, false);
  REQUIRE((row && column && numbers));
  CHECK(row->tensors[0].tensor == core::Tensor{{3, 2}, {0, 1, 0.2f, 0.8f, 0.1f, 0.9f}});
  CHECK(row->query_tokens == Labels{"", "0", "1"});
  CHECK(row->key_tokens.empty());
  CHECK(column->tensors[0].tensor == core::Tensor{{2, 3}, {0, 0.2f, 0.8f, 1, 0.1f, 0.9f}});
  CHECK(column->key_tokens == Labels{"", "0", "1"});
  CHECK(numbers->tensors[0].tensor.shape == core::Shape{3, 3});
  CHECK(numbers->tensors[0].tensor.data[0] != numbers->tensors[0].tensor.data[0]);  // the empty corner is NaN
  CHECK(numbers->tensors[0].tensor.data[8] == 0.9f);
  CHECK(numbers->notes.empty());
  CHECK(numbers->summaries.at(0).at(0).maximum == 1);
  for (const TensorFile* from : {&*row, &*column, &both}) {
    const auto again = read_otherwise(*from, true, true);
    REQUIRE(again);
    CHECK(again->tensors == both.tensors);
    CHECK(again->key_tokens == both.key_tokens);
    CHECK(again->query_tokens == both.query_tokens);
    CHECK(again->notes == both.notes);
  }
  const TensorFile plain = read_csv("0,1\n0.5,0.5\n\n0,1\n0.25,0.75\n");
  const auto named = read_otherwise(plain, true, false);
  REQUIRE(named);
  CHECK(named->tensors[0].tensor == core::Tensor{{2, 1, 2}, {0.5f, 0.5f, 0.25f, 0.75f}});
  CHECK(named->key_tokens == Labels{"0", "1"});
  CHECK(contains(named->notes.at(named->notes.size() - 1).zh, "第一行读作名字：0, 1。"));
  // Names that fit no axis are said to be left out, and cannot become numbers.
  for (const char* text : {"1,2,3,x\n0.5,0.5\n0.25,0.75\n", "a\n0.1,0.2,0.3\n0.1,0.2,0.3\n"}) {
    CAPTURE(text);
    const TensorFile uneven = read_csv(text);
    CHECK(uneven.key_tokens.empty());
    CHECK(contains(uneven.notes.back().en, "for the keys, which is the length of no array's axis"));
    CHECK_FALSE(read_otherwise(uneven, false, false));
  }
  const TensorFile two_names = read_csv(",The,cat\nThe,0.1,0.9\n\n,a,b\nThe,0.2,0.8\n");
  CHECK(contains(two_names.notes.at(0).en, "the blocks have different names"));
  CHECK_FALSE(two_names.table);
  // What cannot be is not offered: words are no numbers, a row of names needs a row of numbers, blocks share their
  // names.
  CHECK_FALSE(read_otherwise(read_csv("The,cat\n0.5,0.5\n"), false, false));
  CHECK_FALSE(read_otherwise(read_csv("0.5,0.5\n"), true, false));
  CHECK_FALSE(read_otherwise(read_csv("0.1,0.9\n0.5,0.5\n\n0.2,0.8\n0.25,0.75\n"), true, false));
  CHECK_FALSE(read_otherwise(read_tensor_file("a.json", std::string_view("[[1, 2]]")).file, true, false));
}

TEST_CASE("numbers whose comma can be read in two ways are refused, and others are read as the rest is") {
  CHECK(read_csv("1,000;0,250\n2,5;3\n").tensors[0].tensor == core::Tensor{{2, 2}, {1, 0.25f, 2.5f, 3}});
  CHECK(contains(problem_text("1,000;2,000\n3;4\n"), "“1,000” in column 1 of line 1 can be read in two ways"));
  CHECK(contains(problem_text("0.25;0,75\n0.5;0.5\n"), "“0,75” in column 2 of line 1 can be read in two ways"));
  CHECK(contains(problem_text("0,25;0,75\n0,5;0.5\n"), "has a decimal point where others have a decimal comma"));
  CHECK(read_csv("０．２５，０．７５\n０．５，０．５\n").tensors[0].tensor ==
        core::Tensor{{2, 2}, {0.25f, 0.75f, 0.5f, 0.5f}});
  CHECK(read_csv("1e−3,＋２\n\u00A00.5\u00A0,–1\n").tensors[0].tensor == core::Tensor{{2, 2}, {1e-3f, 2, 0.5f, -1}});
}

TEST_CASE("a column that seems empty in the beginning keeps its numbers") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "0.5,0.5,\n";
  const TensorFile file = read_csv(text + "0.25,0.5,0.25\n");
  CHECK(file.tensors[0].tensor.shape == core::Shape{301, 3});
  CHECK(contains(file.notes.at(0).en, "300 cells hold no number"));
  CHECK(contains(problem_text("# a\r0.5,0.5\r0.5,x\r"), "“x” in column 2 of line 3"));
}

TEST_CASE("numbers that could be names are written so that they come back as numbers") {
  for (const core::Tensor& tensor :
       {core::Tensor{{2, 3}, {0, 1, 2, 0.5f, 0.25f, 0.25f}}, core::Tensor{{2, 2}, {1, 2, 0.5f, -3}},
        core::Tensor{{2, 3}, {0, 0.25f, 0.75f, 1, 0.5f, 0.5f}},
        core::Tensor{{3, 2, 2}, {0, 1, 1, 2, 2, 3, 3, 4, 4, 0.5f, 5, 1}}})
    CHECK(read_csv(write_csv(tensor, {}, {})).tensors[0].tensor == tensor);
  CHECK(write_csv({{2, 2}, {1, 0, 0, 1}}, {}, {}) == "1,0\n0,1\n");
  const Labels line_end = {"a\u2028b"};
  CHECK(read_csv(write_csv({{1, 2}, {0.5f, 0.5f}}, line_end, {})).query_tokens == line_end);
}

TEST_CASE("heads of one query are written so that they come back as heads") {
  const core::Tensor tensor{{3, 1, 2}, {1, 2, 3, 4, 5, 6}};
  CHECK(read_csv(write_csv(tensor, {}, {})).tensors[0].tensor == tensor);
}

TEST_CASE("text in another encoding is named") {
  CHECK(contains(problem_of("chinese_gbk.csv", golden("formats_text/chinese_gbk.csv")).zh, "GBK"));
  CHECK(contains(problem_of("utf16.csv", golden("formats_text/utf16.csv")).en, "UTF-16"));
}

TEST_CASE("a written table comes back bit for bit, with its labels") {
  core::Tensor tensor{{2, 3, 12}, std::vector<float>(72)};
  std::uint32_t bits = 7;
  for (float& number : tensor.data) {
    do {
      bits = bits * 1664525u + 1013904223u;
      std::memcpy(&number, &bits, 4);
    } while (number != number);
  }
  tensor.data[0] = -0.0f;
  tensor.data[1] = std::numeric_limits<float>::infinity();
  tensor.data[2] = -std::numeric_limits<float>::infinity();
  tensor.data[3] = std::numeric_limits<float>::denorm_min();
  const Labels queries = {"1", "2", "x;y"};
  for (const auto& [query_tokens, key_tokens] :
       {std::pair<Labels, Labels>{{}, {}}, {queries, kTokens}, {queries, {}}}) {
    const TensorFile file = read_csv(write_csv(tensor, query_tokens, key_tokens));
    CHECK(same_bits(file.tensors.at(0).tensor, tensor));
    CHECK(file.query_tokens == query_tokens);
    if (!key_tokens.empty())
      CHECK(file.key_tokens == key_tokens);
    else if (!query_tokens.empty())
      CHECK(file.key_tokens.at(11) == "12");
  }
  tensor.data[5] = std::numeric_limits<float>::quiet_NaN();
  const float number = read_csv(write_csv(tensor, {}, {})).tensors[0].tensor.data[5];
  CHECK(number != number);
}

TEST_CASE("names that a spreadsheet would run are written as text and read back as they were") {
  const Labels queries = {"=1+1", "+cmd|' /C calc'!A0"}, keys = {"@SUM(A1)", "-2+3", "'=x", "a;=1+1;b", "＝1", "-1.5"};
  const std::string text = write_csv({{2, 6}, {-1.5f, -2, 0.5f, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, queries, keys);
  CHECK(contains(text, "\"'=1+1\",-1.5,-2,"));
  CHECK(contains(text, "\"'+cmd|' /C calc'!A0\","));
  CHECK(contains(text, ",\"'@SUM(A1)\",\"'-2+3\",\"''=x\",\"a;'=1+1;b\",\"'＝1\",-1.5\n"));
  const TensorFile file = read_csv(text);
  CHECK(file.query_tokens == queries);
  CHECK(file.key_tokens == keys);
  CHECK(contains(file.notes.back().en, "names like “'=1+1” are read without the apostrophe"));
  CHECK(protected_name("\t=1") == "'\t'=1");
  CHECK(protected_name("\r=1") == "'\r'=1");
  // Others write no apostrophes for this, and rarely quotes.
  CHECK(read_csv("'=x,b\n1,2\n").key_tokens == Labels{"'=x", "b"});
  CHECK(read_csv("\"'t is\",\"'\"\n1,2\n").key_tokens == Labels{"'t is", "'"});
}

TEST_CASE("whatever the names are, a written table reads back with them and holds no formula") {
  std::mt19937 random(4);
  const std::vector<std::string> pieces = {"=",   "+",      "-",  "@",  "'",  "\"", ",",  ";",    " ", "1",
                                           "1.5", "e",      "x",  "＝", "－", "＋", "＠", "注意", "#", "|",
                                           "cmd", "\u00A0", "NA", "--", "%",  "␣",  "⏎",  "sep=", "，"};
  for (int round = 0; round < 3000; ++round) {
    Labels queries(3), keys(4);
    for (Labels* labels : {&queries, &keys}) {
      for (std::string& label : *labels) {
        do {  // a word: whether numbers are names is decided by rules of its own
          std::string made;
          for (std::size_t i = 1 + random() % 5; i > 0; --i) made += pieces[random() % pieces.size()];
          label = for_display(trimmed(made), 256);  // blanks at the ends are no part of a name
        } while (cell_of(label).kind != Cell::Kind::kWord);
        CHECK(unprotected_name(protected_name(label)) == label);
      }
    }
    const core::Tensor tensor{{3, 4}, {-0.25f, 0.5f, 0.25f, 0.5f, -1, 0.5f, 0.125f, 0, 1, 2.5f, 3, 4}};
    const std::string text = write_csv(tensor, queries, keys);
    CAPTURE(text);
    const TensorFile file = read_csv(text);
    REQUIRE(file.tensors.at(0).tensor == tensor);
    CHECK(file.query_tokens == queries);
    CHECK(file.key_tokens == keys);
  }
}

TEST_CASE("a table whose lines are longer than what is looked at first keeps its names") {
  Labels keys;
  core::Tensor tensor = core::make_tensor({2, 200'000}, 0.5f);
  for (std::size_t i = 0; i < 200'000; ++i) keys.push_back("word" + std::to_string(i));
  const TensorFile file = read_csv(write_csv(tensor, Labels{"first", "second"}, keys));
  CHECK(file.tensors.at(0).tensor == tensor);
  CHECK(file.query_tokens == Labels{"first", "second"});
  CHECK(file.key_tokens == keys);
}
