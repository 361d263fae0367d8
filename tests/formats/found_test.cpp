// Tables and print-outs as people's files really hold them (tests/golden/found): the right numbers, or the true cause.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "files.h"

using namespace formats;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
const core::Tensor kUsual{{2, 2}, {0.25f, 0.75f, 0.5f, 0.5f}};
using Labels = std::vector<std::string>;
const Labels kWords = {"The", "cat"};

/// Equal, NaN to NaN.
bool is_same(const core::Tensor& a, const core::Tensor& b) {
  const auto same = [](float x, float y) { return x == y || (x != x && y != y); };
  return a.shape == b.shape && std::ranges::equal(a.data, b.data, same);
}

std::string shown(const core::Tensor& tensor) {
  std::string text = core::shape_text(tensor.shape) + ":";
  for (const float number : tensor.data) text += " " + std::to_string(number);
  return text;
}

std::string notes_of(const TensorFile& file) {
  std::string text;
  for (const Problem& note : file.notes) text += note.en + "\n";
  return text;
}

TensorFile read_found(const std::string& name) {
  const std::string path = "found/" + name;
  ReadResult result = read_tensor_file(name, golden(path));
  REQUIRE_MESSAGE(!result.problem, name << ": " << (result.problem ? result.problem->en : ""));
  return std::move(result.file);
}

struct Readable {
  const char* file;
  core::Tensor tensor;
  Labels queries = {}, keys = {};
  const char* note = "";  // part of what is said about it
};

void check(const Readable& wanted) {
  CAPTURE(wanted.file);
  const TensorFile file = read_found(wanted.file);
  REQUIRE(file.tensors.size() == 1);
  CHECK_MESSAGE(is_same(file.tensors[0].tensor, wanted.tensor), wanted.file << " is " << shown(file.tensors[0].tensor));
  CHECK(file.query_tokens == wanted.queries);
  CHECK(file.key_tokens == wanted.keys);
  const std::string notes = notes_of(file);
  CHECK_MESSAGE(contains(notes, wanted.note), wanted.file << " says: " << notes);
  if (std::string_view(wanted.note).empty()) CHECK(notes == "");
}

struct Refused {
  const char* file;
  const char* cause;
};

void check(const Refused& wanted) {
  CAPTURE(wanted.file);
  const Problem problem = problem_of(wanted.file, golden(std::string("found/") + wanted.file));
  CHECK_MESSAGE(contains(problem.en, wanted.cause), problem.en);
}

core::Tensor with_last(float number) { return {{2, 2}, {0.25f, 0.75f, 0.5f, number}}; }

}  // namespace

TEST_CASE("a cell without a number makes no row or column names of numbers") {
  const core::Tensor tall{{3, 2}, {0.25f, kNan, 0.5f, 0.5f, 0.75f, 0.25f}};
  const core::Tensor first{{3, 2}, {kNan, 0.75f, 0.5f, 0.5f, 0.75f, 0.25f}};
  for (const Readable& each : {
           Readable{"f1_na_first_row.csv", tall, {}, {}, "column 2 of line 1 (“NA”)"},
           {"f2_na_first_cell.csv", first, {}, {}, "1 cell holds no number and is read as NaN"},
           {"f3_empty_first_cell.csv", first, {}, {}, "column 1 of line 1"},
           {"f4_percent_first_col.csv", kUsual, {}, {}, "read as hundredths"},
           {"f5_percent_first_row.csv", kUsual, {}, {}, "read as hundredths"},
           {"f6_hash_na.tsv", {{2, 2}, {kNan, 0.75f, 0.5f, 0.5f}}, {}, {}, "“#N/A”"},
           {"f7_dashes.txt", {{2, 2}, {kNan, 0.75f, 0.5f, 0.5f}}, {}, {}, "“--”"},
           {"f12_all_pandas_nan_row.csv",
            {{3, 2}, {kNan, kNan, 0.5f, 0.5f, 0.75f, 0.25f}},
            {},
            {},
            "2 cells hold no number"},
           {"c9_percent.csv", {{2, 2}, {0.25f, 0.75f, 0.5f, 0.5f}}, {}, {}, "4 of them"},
       })
    check(each);
  for (const Refused& each : {Refused{"f8_ocr.csv", "“O.25” in column 1 of line 1 is not a number"},
                              {"f9_thousands_row.csv", "“1,000” in column 2 of line 1 can be read in two ways"},
                              {"c10_thousands.csv", "“1,234.5” in column 1 of line 1 can be read in two ways"}})
    check(each);
}

TEST_CASE("missing, infinite and foreign numbers are read wherever they stand") {
  const std::pair<int, float> cases[] = {{0, kNan},  {1, kNan},  {2, kNan},  {3, kNan},  {4, kNan},   {5, kNan},
                                         {6, kNan},  {7, kNan},  {8, kNan},  {9, kInf},  {10, -kInf}, {11, -kInf},
                                         {12, kInf}, {13, kNan}, {14, kNan}, {15, kInf}, {16, kNan},  {17, kNan},
                                         {18, kNan}, {19, kNan}, {20, kNan}, {21, kNan}};
  for (const auto& [number, last] : cases) {
    const std::string name = "c7_" + std::to_string(number) + ".csv";
    CAPTURE(name);
    CHECK(is_same(read_found(name).tensors.at(0).tensor, with_last(last)));
  }
  check(Readable{"c14a_minus.csv", {{2, 2}, {-0.5f, 0.75f, 0.5f, 0.5f}}});
  check(Readable{"c14b_minus.txt", {{2, 2}, {-0.5f, 0.75f, 0.5f, 0.5f}}});
  check(Readable{"f10_minus_mid.csv", {{3, 2}, {0.25f, -0.5f, 0.5f, 0.5f, 0.1f, 0.2f}}});
}

TEST_CASE("numbers of rows and columns are names, and no weights") {
  const core::Tensor wide{{2, 3}, {0.2f, 0.3f, 0.5f, 0.1f, 0.1f, 0.8f}};
  for (const Readable& each : {
           Readable{"c5a_unnamed0.csv", kUsual, {"0", "1"}, kWords, "First row read as names: The, cat."},
           {"c5b_index_name.csv", kUsual, {"0", "1"}, kWords, "First column read as names: 0, 1."},
           {"c5c_readr.csv", kUsual, {"1", "2"}, kWords, "First column read as names: 1, 2."},
           {"c5d_index_twice.csv", kUsual, {"0", "1"}, kWords, "numbers its rows 2 times"},
           {"c6a_int_columns.csv", wide, {}, {"0", "1", "2"}, "First row read as names: 0, 1, 2."},
           {"c6b_int_columns_index.csv", wide, {"0", "1"}, {"0", "1", "2"}, "First row read as names: 0, 1, 2."},
           {"f11_labels_numeric_rows.csv", kUsual, {"1", "2"}, {"a", "b"}, "First column read as names: 1, 2."},
           {"p7a_df_int.txt", wide, {"0", "1"}, {"0", "1", "2"}, "First row read as names: 0, 1, 2."},
           {"p7b_df_labels.txt", wide, kWords, {"The", "cat", "sat"}, "First column read as names: The, cat."},
           {"p10_r.txt", wide, {"[1,]", "[2,]"}, {"[,1]", "[,2]", "[,3]"}, "First row read as names"},
       })
    check(each);
}

TEST_CASE("line ends, separators and decimal commas of every program are understood") {
  for (const Readable& each : {
           Readable{"c3a_cr.csv", kUsual},
           {"c3b_cr_labels.csv", kUsual, kWords, kWords, "The, cat"},
           {"c3c_cr_tab.tsv", kUsual},
           {"f17_cr_spaces.txt", kUsual},
           {"f18_cr_semicolon.csv", kUsual},
           {"f19_ls.csv", kUsual},
           {"c4a_sheets_decimal_comma.csv", kUsual, kWords, kWords, "The, cat"},
           {"c4b_sheets_no_labels.csv", kUsual},
           {"c4c_sheets_mixed.csv", {{2, 2}, {0.25f, 0.75f, 1, 0}}},
           {"f13_decimal_comma_spaces.txt", kUsual},
           {"f14_decimal_comma_spaces.csv", kUsual},
           {"f15_int_comma.csv", {{2, 2}, {0, 1, 1, 0}}},
           {"f16_semicolon_ints.csv", {{2, 2}, {0, 1, 1, 0}}},
           {"c1a_sep_semicolon.csv", kUsual, kWords, kWords, "The, cat"},
           {"c1b_sep_comma.csv", kUsual},
           {"c1c_sep_tab.csv", kUsual},
           {"f26_sep_upper.csv", kUsual},
           {"f27_sep_bom.csv", kUsual, kWords, kWords, "The, cat"},
           {"c19_bom_semicolon.csv", kUsual, kWords, kWords, "The, cat"},
           {"c16_space_quote.csv", kUsual, kWords, kWords, "The, cat"},
           {"c18_pipe.csv", kUsual},
           {"p18_column.txt", {{3, 1}, {0.25f, 0.75f, 0.5f}}},
       })
    check(each);
  check(Refused{"c11_header_only.csv", "only labels or empty lines"});
}

TEST_CASE("separators, columns and rows that hold nothing are no numbers") {
  const char* note = "the last column is empty and left out";
  for (const Readable& each : {
           Readable{"c2a_trailing_comma.csv", kUsual, {}, {}, note},
           {"c2b_trailing_comma_header.csv", kUsual, {}, kWords, note},
           {"c2c_trailing_semicolon.csv", kUsual, {}, {}, note},
           {"c2d_trailing_tab.tsv", kUsual, {}, {}, note},
           {"c2e_trailing_space.txt", kUsual},
           {"c2f_excel_empty_columns.csv", kUsual, {}, {}, "the last 2 columns are empty"},
           {"f28_trailing_header_only.csv", kUsual, kWords, kWords, note},
           {"f29_trailing_last_row.csv", kUsual, {}, {}, note},
       })
    check(each);
}

TEST_CASE("comments, slices and blank lines between rows do not change the shape") {
  const core::Tensor two_slices{{2, 2, 2}, {1, 0, 0, 1, 0, 1, 1, 0}};
  const char* blank = "has a blank line after every row";
  for (const Readable& each : {
           Readable{"c12_savetxt_3d.txt", {{2, 2, 2}, {0.25f, 0.75f, 0.5f, 0.5f, 1, 0, 0, 1}}},
           {"f23_slices2.txt", two_slices},
           {"f24_comment_nospace.csv", kUsual},
           {"f25_percent_comment.txt", kUsual},
           {"f20_crcrlf.csv", kUsual, {}, {}, blank},
           {"f21_blank_between.csv", kUsual, {}, {}, blank},
           {"f22_crlf_blank.csv", {{3, 2}, {0.25f, 0.75f, 0.5f, 0.5f, 0.1f, 0.9f}}, {}, {}, blank},
       })
    check(each);
}

TEST_CASE("a printed factor is multiplied in, and said") {
  const core::Tensor thousandths{{2, 2}, {0.00025f, 0.00075f, 0.0005f, 0.0005f}};
  for (const Readable& each : {
           Readable{"m1_torch04_scale.txt", thousandths, {}, {}, "factor 0.001"},
           {"m2_torch04_scale_cuda.txt", {{2, 2}, {0.05524f, 0.012f, 0.03f, 0.075f}}, {}, {}, "factor 0.01"},
           {"m3_matlab_in.txt", {{2, 2}, {250, 750, 500, 500}}, {}, {}, "factor 1000"},
           {"m4_np_scale.txt", thousandths, {}, {}, "factor 0.001"},
           {"p11a_matlab_scale.txt", thousandths, {}, {}, "factor 0.001"},
           {"p11b_torch_scale.txt", thousandths, {}, {}, "factor 0.001"},
           {"p11d_scale_alone.txt", thousandths, {}, {}, "factor 0.001"},
           {"p11c_matlab.txt", kUsual},
       })
    check(each);
}

TEST_CASE("sparse, symbolic and empty print-outs are refused for what they are") {
  for (const char* name : {"p3a_sparse.txt", "p3b_csr.txt", "g1_coo_square.txt", "g2_coo_3d.txt", "g3_bcoo.txt",
                           "g4_scipy.txt", "g5_tf_sparse.txt", "m5_old_sparse.txt"})
    check(Refused{name, "prints a sparse tensor"});
  for (const char* name : {"p4a_tracer.txt", "p4b_tf_symbolic.txt", "p4c_keras.txt", "g8_torchsize.txt"})
    check(Refused{name, "only a shape, no numbers"});
  for (const char* name : {"p29_none.txt", "p30_list_none.txt"})
    check(Refused{name, "the fast attention returns none"});
  check(Refused{"p7c_df_trunc.txt", "is abbreviated"});
  check(Refused{"p7d_df_wrapped.txt", "its columns in several parts"});
  check(Refused{"p16_trunc.txt", "set_printoptions(threshold="});
  check(Refused{"p19e_1d.txt", "one dimension"});
  check(Refused{"p1b_np2_f32.txt", "one dimension"});
}

TEST_CASE("what libraries print around their numbers is passed over") {
  const char* rows = "prints 2 rows one by one";
  const core::Tensor masked{{2, 3}, {0.25f, 0.75f, kNan, 0.5f, kNan, kNan}};
  for (const Readable& each : {
           Readable{"p1a_np2_scalars.txt", kUsual},
           {"p1c_list_of_0d.txt", kUsual},
           {"p1d_dict_np2.txt", kUsual},
           {"g29_np_int.txt", {{2, 2}, {1, 0, 0, 1}}},
           {"g30_np_list_arrays.txt", {{2, 2}, {0.25f, kNan, kInf, 0.5f}}},
           {"g31_np_bool.txt", {{2, 2}, {1, 0, 0, 1}}},
           {"p7e_df_footer.txt", {{2, 2}, {0.2f, 0.8f, 0.1f, 0.9f}}, kWords, kWords, "The, cat"},
           {"p19a_rows.txt", kUsual, {}, {}, rows},
           {"p19b_list_rows.txt", kUsual, {}, {}, rows},
           {"p19c_np_rows.txt", kUsual, {}, {}, rows},
           {"p19d_tuple_rows.txt", kUsual, {}, {}, rows},
           {"g11_rows_loop_labels.txt", kUsual, {}, {}, rows},
           {"p2a_masked.txt", masked, {}, {}, "3 places"},
           {"p2b_masked_repr.txt", {{2, 3}, {0.25f, 0.75f, kNan, 0.5f, 0.5f, kNan}}, {}, {}, "2 places"},
           {"p2c_maskedtensor.txt", with_last(kNan), {}, {}, "1 place "},
           {"m6_masked_old.txt", {{2, 2}, {kNan, 0.75f, 0.5f, 0.5f}}, {}, {}, "1 place "},
           {"m7_masked_nodash_mask.txt", kUsual},
           {"m8_mask_shown.txt", kUsual},
           {"p6a_torch03.txt", kUsual},
           {"p6b_torch03b.txt", kUsual},
           {"p6c_torch03_3d.txt", {{2, 2, 2}, {0.25f, 0.75f, 0.5f, 0.5f, 1, 0, 0, 1}}},
           {"g9_shape_then.txt", kUsual},
           {"g12_python_none_nested.txt", {{2, 2}, {0.25f, kNan, 0.5f, 0.5f}}, {}, {}, "1 place "},
           {"g15_single_quotes_paste.txt", kUsual},
           {"g17_dict_tokens.txt", kUsual, {"the", "cat"}, {"the", "cat"}},
           {"p9a_log.txt", kUsual},
           {"p9b_log2.txt", kUsual},
           {"p9c_rank.txt", kUsual},
           {"p14_mx.txt", kUsual},
           {"p17_param.txt", kUsual},
           {"p24_ansi.txt", {{1, 2}, {0.25f, 0.75f}}},
           {"p8b_defaultdict.txt", kUsual},
           {"g6_quantized.txt", kUsual, {}, {}, "scale, zero_point"},
           {"g10_prose.txt", kUsual, {}, {}, "(2: one dimension)"},
       })
    check(each);
}

TEST_CASE("several arrays in one print-out keep their names") {
  const core::Tensor identity{{2, 2}, {1, 0, 0, 1}};
  const auto names = [](const TensorFile& file) {
    Labels list;
    for (const NamedTensor& array : file.tensors) list.push_back(array.name);
    return list;
  };
  const TensorFile ordered = read_found("p8_ordered.txt"), numbered = read_found("g16_single_quotes_int.txt"),
                   nested = read_found("g7_nested.txt"), output = read_found("p28_hf.txt");
  CHECK(names(ordered) == Labels{"layer.0", "layer.1"});
  CHECK(names(numbered) == Labels{"0", "1"});
  for (const TensorFile* file : {&ordered, &numbered}) {
    CHECK(is_same(file->tensors.at(0).tensor, kUsual));
    CHECK(is_same(file->tensors.at(1).tensor, identity));
  }
  CHECK(is_same(nested.tensors.at(0).tensor, kUsual));
  CHECK(is_same(nested.tensors.at(1).tensor, {{1, 1}, {1}}));
  CHECK(names(output) == Labels{"last_hidden_state", "attentions.0", "attentions.1"});
  CHECK(is_same(output.tensors.at(2).tensor, {{1, 1, 2, 2}, {1, 0, 0, 1}}));
}

TEST_CASE("a long scientific print-out is read to the last digit") {
  const ReadResult expected = read_tensor_file("p15.npy", golden("found/p15_expected.npy"));
  REQUIRE(!expected.problem);
  const core::Tensor read = read_found("p15_sci.txt").tensors.at(0).tensor;
  REQUIRE(read.shape == expected.file.tensors.at(0).tensor.shape);
  for (std::size_t i = 0; i < read.data.size(); ++i)
    CHECK(read.data[i] == doctest::Approx(expected.file.tensors[0].tensor.data[i]).epsilon(1e-4));
}
