// JSON, archives, .npy, .safetensors and other things as people's files really look: tests/golden/found_files, small
// inputs made after public reports. Tables and print-outs are tested in a file of their own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "files.h"
#include "formats/packed_file.h"
#include "formats/several_arrays.h"
#include "formats/summary.h"

using namespace formats;

namespace {

using Numbers = std::vector<float>;
using Labels = std::vector<std::string>;

std::string found(std::string_view name) { return golden(std::string("found_files/").append(name)); }

TensorFile read_found(std::string_view name) {
  ReadResult result = read_tensor_file(name, found(name));
  REQUIRE_MESSAGE(!result.problem, name << ": " << (result.problem ? result.problem->en : ""));
  return std::move(result.file);
}

/// The file holds one array, this one. NaN equals NaN.
void check_only(std::string_view name, const core::Shape& shape, const Numbers& numbers) {
  CAPTURE(name);
  const TensorFile file = read_found(name);
  REQUIRE(file.tensors.size() == 1);
  CHECK(file.tensors[0].tensor.shape == shape);
  REQUIRE(file.tensors[0].tensor.data.size() == numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CAPTURE(i);
    const float number = file.tensors[0].tensor.data[i];
    CHECK((number == numbers[i] || (std::isnan(number) && std::isnan(numbers[i]))));
  }
}

/// … and one note, in both languages.
void check_note(std::string_view name, std::string_view zh, std::string_view en) {
  CAPTURE(name);
  const TensorFile file = read_found(name);
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0].zh == zh);
  CHECK(file.notes[0].en == en);
}

const Numbers kUsual{0.25f, 0.75f, 0.5f, 0.5f};
const float kNaN = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

TEST_CASE("JSON as json.dump writes it is read, with NaN, infinities, None and a byte order mark") {
  check_only("j1a_nan_object.json", {2, 2}, {kNaN, kNaN, 0.25f, 0.75f});
  CHECK(read_found("j1a_nan_object.json").query_tokens == Labels{"<pad>", "cat"});
  check_only("j1b_inf_list.json", {2, 2}, {0.5f, -kInfinity, 0.25f, 0.75f});
  check_only("j1c_nan_inf_list.json", {2, 2}, {kNaN, -kInfinity, 0.25f, 0.75f});
  check_only("j1d_metadata_nan.json", {2, 2}, {0.5f, 0.5f, 0.25f, 0.75f});
  check_only("j1e_nan_list.json", {2, 2}, {kNaN, 0.5f, 0.25f, 0.75f});
  check_only("j1f_pasted_inf.txt", {2, 2}, {0.5f, -kInfinity, 0.25f, 0.75f});
  check_only("j10_bom.json", {2, 2}, kUsual);
  check_only("g13_json_none_py.json", {2, 2}, {0.25f, kNaN, 0.5f, 0.5f});
  CHECK(read_tensor_file("huge.json", "[[1e400, -1e400]]").file.tensors.at(0).tensor.data ==
        Numbers{kInfinity, -kInfinity});
}

TEST_CASE("dictionaries as Python prints them, comments and commas too many are read") {
  check_only("g14_single_quotes.json", {2, 2}, kUsual);
  check_only("g15_single_quotes_paste.txt", {2, 2}, kUsual);
  check_only("g18_trailing_comma.json", {2, 2}, kUsual);
  check_only("g19_comments.json", {2, 2}, kUsual);
  const TensorFile by_number = read_found("g16_single_quotes_int.txt");
  REQUIRE(by_number.tensors.size() == 2);
  CHECK(by_number.tensors[0].name == "0");
  CHECK(by_number.tensors[1].name == "1");
  CHECK(by_number.tensors[1].tensor.data == Numbers{1, 0, 0, 1});
  check_only("g17_dict_tokens.txt", {2, 2}, kUsual);
  CHECK(read_found("g17_dict_tokens.txt").key_tokens == Labels{"the", "cat"});
  const TensorFile calls =
      read_tensor_file("p.txt",
                       "{'head0': [[np.float32(0.25), np.float32(0.75)], [tensor(0.5, device='cuda:0'), True]]}")
          .file;
  CHECK(calls.tensors.at(0).tensor.data == Numbers{0.25f, 0.75f, 0.5f, 1});
}

TEST_CASE("an odd field beside the weights refuses nothing: the weights are read, the rest is noted") {
  for (const char* name :
       {"g21_meta_strings.json", "g23_ragged_meta.json", "g24_deep_meta.json", "g25_mixed_meta.json",
        "g26_obj_list_first.json", "j5b_token_ids.json", "j5c_mixed_tokens.json", "j5d_extra_text.json"})
    check_only(name, {2, 2}, kUsual);
  check_note("g21_meta_strings.json", "“g21_meta_strings.json” 里没有显示的：layers (数里混有文字)。",
             "“g21_meta_strings.json”, not shown: layers (texts among the numbers).");
  check_note("g23_ragged_meta.json", "“g23_ragged_meta.json” 里没有显示的：offsets (各行长短不一)。",
             "“g23_ragged_meta.json”, not shown: offsets (rows of different lengths).");
  check_note("g24_deep_meta.json", "“g24_deep_meta.json” 里没有显示的：x (有 6 维)。",
             "“g24_deep_meta.json”, not shown: x (6 dimensions).");
  check_note("g25_mixed_meta.json", "“g25_mixed_meta.json” 里没有显示的：config (各行长短不一)。",
             "“g25_mixed_meta.json”, not shown: config (rows of different lengths).");
  check_note("j5d_extra_text.json", "“j5d_extra_text.json” 里没有显示的：text, meta (2 个，是文字)。",
             "“j5d_extra_text.json”, not shown: text, meta (2: text).");
  CHECK(contains(read_found("g26_obj_list_first.json").notes.at(0).en, "spans (records;"));
  CHECK(read_found("j5b_token_ids.json").key_tokens == Labels{"101", "102"});
  CHECK(read_found("j5c_mixed_tokens.json").query_tokens == Labels{"a", "null"});

  const TensorFile batched = read_found("j5a_batched_tokens.json");
  CHECK(batched.tensors.at(0).tensor.shape == core::Shape{1, 2, 2});
  CHECK(batched.query_tokens == Labels{"The", "cat"});
  const TensorFile two_samples = read_found("g22_tokens_batch2.json");
  CHECK(two_samples.tensors.at(0).tensor.data == Numbers{0.25f, 0.75f, 0.5f, 0.5f, 1, 0, 0, 1});
  CHECK(two_samples.query_tokens.empty());
  CHECK(two_samples.notes.at(0).en ==
        "“g22_tokens_batch2.json”, not shown: query_tokens, key_tokens (2: several sets of labels).");
  const TensorFile padded = read_found("j4_padded_tokens.json");
  CHECK(padded.tensors.at(0).tensor.shape == core::Shape{2, 1, 2, 4, 4});
  CHECK(contains(padded.notes.at(0).en, "has 2 labels for the queries"));
}

TEST_CASE("arrays in objects inside objects and lists are read under the names of the way there") {
  const TensorFile inner = read_found("g27_nested_object.json");
  CHECK(inner.tensors.at(0).name == "model.weights");
  CHECK(inner.tensors.at(0).tensor.data == kUsual);
  CHECK(inner.tensors.at(0).key_tokens == Labels{"a", "b"});
  const TensorFile layers = read_found("g28_layers_objects.json");
  REQUIRE(layers.tensors.size() == 2);
  CHECK(layers.tensors[0].name == "layers.0.weights");
  CHECK(layers.tensors[1].name == "layers.1.weights");
  CHECK(layers.tensors[1].tensor.data == Numbers{1, 0, 0, 1});
}

TEST_CASE("numbers in quotation marks are read as numbers, with a note") {
  check_only("g20_numstr.json", {2, 2}, kUsual);
  CHECK(contains(read_found("g20_numstr.json").notes.at(0).en, "“weights” stand in quotation marks"));
  CHECK(contains(problem_of("x.json", "{\"weights\": [[\"0.25\", \"x\"], [\"1\", \"2\"]]}").en, "has the text “0.25”"));
}

TEST_CASE("what BertViz, CircuitsVis and pandas write is read with its labels") {
  const TensorFile bertviz = read_found("j2_bertviz_params.json");
  REQUIRE(bertviz.tensors.size() == 1);
  CHECK(bertviz.tensors[0].tensor.shape == core::Shape{2, 2, 3, 3});
  CHECK(bertviz.tensors[0].tensor.data[0] == 1.0f / 3);
  CHECK(bertviz.tensors[0].query_tokens == Labels{"a", "b", "c"});
  CHECK(bertviz.tensors[0].key_tokens == Labels{"a", "b", "c"});
  const TensorFile circuits = read_found("j13_circuitsvis.json");
  CHECK(circuits.tensors.at(0).tensor.shape == core::Shape{2, 3, 3});
  CHECK(circuits.query_tokens == Labels{"<|endoftext|>", "Hello", "Ġworld"});

  for (const char* name :
       {"j3a_pandas_split.json", "j3b_pandas_columns.json", "j3c_pandas_records.json", "j3d_pandas_values.json"})
    check_only(name, {2, 2}, kUsual);
  for (const char* name : {"j3a_pandas_split.json", "j3b_pandas_columns.json", "j3c_pandas_records.json"})
    CHECK(read_found(name).key_tokens == Labels{"The", "cat"});
  for (const char* name : {"j3a_pandas_split.json", "j3b_pandas_columns.json"})
    CHECK(read_found(name).query_tokens == Labels{"The", "cat"});
  CHECK(contains(read_found("j3b_pandas_columns.json").notes.at(0).en, "orient=\"split\""));
  CHECK(read_found("j3a_pandas_split.json").notes.empty());
}

TEST_CASE("the numbers of rows and columns in a table of pandas are no weights") {
  const TensorFile split =
      read_tensor_file("s.json", "{\"columns\":[0,1],\"index\":[0,1],\"data\":[[0.25,0.75],[0.5,0.5]]}").file;
  CHECK(split.tensors.at(0).tensor.data == kUsual);
  CHECK(split.tensors.size() == 1);
  CHECK(split.query_tokens.empty());
  CHECK(split.notes.empty());
  const TensorFile records =
      read_tensor_file("r.json", "[{\"index\":0,\"The\":0.25,\"cat\":0.75},{\"index\":1,\"The\":0.5,\"cat\":0.5}]")
          .file;
  CHECK(records.tensors.at(0).tensor.data == kUsual);
  CHECK(contains(records.notes.at(0).en, "index (the numbers of the rows)"));
  const TensorFile named =
      read_tensor_file("n.txt", "[{\"word\":\"a\",\"x\":0.25,\"y\":0.75},{\"word\":\"b\",\"x\":0.5,\"y\":0.5}]").file;
  CHECK(named.tensors.at(0).tensor.data == kUsual);
  CHECK(named.query_tokens == Labels{"a", "b"});
  const TensorFile columns =
      read_tensor_file("c.json", "{\"0\":{\"0\":0.25,\"1\":0.5},\"1\":{\"0\":0.75,\"1\":null}}").file;
  CHECK(columns.key_tokens.empty());
  CHECK(std::isnan(columns.tensors.at(0).tensor.data.at(3)));
}

TEST_CASE("JSON that ends too early, is uneven or holds too many texts is refused") {
  CHECK(contains(problem_of("j12_ragged.json", found("j12_ragged.json")).en, "is uneven"));
  std::string texts = "[\"a\"";
  for (std::size_t i = 0; i < (std::size_t{1} << 19); ++i) texts += ",\"\"";
  CHECK(contains(problem_of("texts.json", texts + "]").en, "more than 524,288 texts"));
  for (const char* text : {"{\"a\":", "{\"a\":}", "{\"a\" 1}", "[1,,2]", "[1 2]", "{,}", "[1]]", "[\"a", "(1, 2]",
                           "tensor(", "{'a': f()}", "[\"\\u12", "/*"}) {
    CAPTURE(text);
    CHECK(read_tensor_file("bad.json", text).problem.has_value());
  }
  CHECK(read_tensor_file("t.json",
                         "{\"tokens\": [\"\\u00e9\\ud835\\udcb3\\n\", []], \"w\": [[\"a\"], []], \"weights\": [[1]]}")
            .file.tensors.size() == 1);
}

TEST_CASE("no weights, because the fast attention returns none, is said with the way out") {
  for (const char* name : {"j11_none.json", "p29_none.txt", "p30_list_none.txt"}) {
    const Problem problem = problem_of(name, found(name));
    CHECK(contains(problem.en, "the fast attention returns none"));
    CHECK(contains(problem.en, "eager"));
    CHECK(contains(problem.en, "need_weights=True"));
    CHECK(contains(problem.zh, "没有权重"));
  }
  for (const char* text : {"None", "null", "(None,)", "((None, None), (None, None))"})
    CHECK(contains(problem_of("clipboard.txt", text).en, "no weights"));
  const TensorFile beside = read_tensor_file("o.json", "{\"attentions\": [null, null], \"hidden\": [[1, 2]]}").file;
  CHECK(contains(beside.notes.at(0).en, "attentions (nothing but null"));
  CHECK(std::isnan(read_tensor_file("nulls.json", "[[null, null], [null, null]]").file.tensors.at(0).tensor.data[0]));
}

TEST_CASE("a web page, a server's message, a notebook or a Git LFS pointer is named, whatever the file is called") {
  const std::map<std::string, std::string> wanted{{"h1_gdrive.npz", "is a web page"},
                                                  {"h2_json_error.npz", "only a message: “Repository not found”"},
                                                  {"h3_xml_error.npy", "is an XML document"},
                                                  {"h4_bertviz.html", "is a web page"},
                                                  {"h5_html.csv", "is a web page"},
                                                  {"n7a_lfs.npy", "is a Git LFS pointer"},
                                                  {"n7b_lfs.safetensors", "is a Git LFS pointer"},
                                                  {"n7c_lfs.npz", "is a Git LFS pointer"},
                                                  {"n7d_html.npy", "is a web page"},
                                                  {"n7e_html.safetensors", "is a web page"},
                                                  {"n7f_html2.npz", "is a web page"},
                                                  {"j9_notebook.ipynb", "is a Jupyter notebook"}};
  for (const auto& [name, sentence] : wanted) CHECK(contains(problem_of(name, found(name)).en, sentence));
  for (const char* extension : {"txt", "csv", "tsv", "json", "npy", "npz", "safetensors", "pt", "bin"}) {
    const std::string name = std::string("weights.") + extension;
    CHECK(contains(problem_of(name, found("n7a_lfs.npy")).en, "git lfs pull"));
    CHECK(contains(problem_of(name, "\xEF\xBB\xBF \n<html><script>[[1,2],[3,4]]</script>").zh, "是网页"));
    CHECK(contains(problem_of(name, found("j9_notebook.ipynb")).zh, "笔记本"));
  }
  CHECK(contains(problem_of("p.txt", "<table class=x><tr><td>0.5").en, "is a web page"));
  CHECK_FALSE(contains(problem_of("p.txt", "<KerasTensor shape=(None, 4, 4)>").en, "web page"));
  CHECK_FALSE(
      read_tensor_file("p.txt", "<tf.Tensor: shape=(1, 2), numpy=\narray([[0.25, 0.75]])>").problem.has_value());
}

TEST_CASE("two arrays in one .npy file are both read, in memory and as a stream") {
  const std::string bytes = found("n6_two_arrays.npy");
  std::size_t at = 0;
  const ByteSource read = [&](std::span<std::byte> target) {
    const std::size_t count = std::min(target.size(), bytes.size() - at);
    std::memcpy(target.data(), bytes.data() + at, count);
    at += count;
    return count;
  };
  for (const ReadResult& result : {read_tensor_file("n6.npy", bytes), read_tensor_file("n6.npy", bytes.size(), read)}) {
    REQUIRE_FALSE(result.problem);
    REQUIRE(result.file.tensors.size() == 2);
    CHECK(result.file.tensors[0].tensor.shape == core::Shape{2, 3});
    CHECK(result.file.tensors[1].tensor.shape == core::Shape{2, 2, 3});
    CHECK(result.file.tensors[1].tensor.data[1] == 0.875f);
    CHECK(result.file.notes.empty());
  }
  const std::string one = bytes.substr(0, 152);
  const ReadResult trailing = read_tensor_file("t.npy", one + "more");
  CHECK(trailing.file.tensors.size() == 1);
  CHECK(contains(trailing.file.notes.at(0).en, "4 bytes after its arrays"));
  const ReadResult cut = read_tensor_file("c.npy", std::string_view(bytes).substr(0, bytes.size() - 1));
  CHECK(cut.file.tensors.size() == 1);
  CHECK(contains(cut.file.notes.at(0).en, "is cut short"));
  CHECK(contains(cut.file.notes.at(0).en, "only 47 are there"));
}

TEST_CASE("a .npy file that promises too many numbers is refused by its header, and read no further") {
  const std::string fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 100000), }";
  std::string start = "\x93NUMPY";
  start += {'\x01', '\x00', static_cast<char>(fields.size()), '\x00'};
  start += fields;
  for (const std::uint64_t behind : {0, 1000}) {
    std::uint64_t at = 0;
    const ByteSource read = [&](std::span<std::byte> target) {
      for (std::size_t i = 0; i < target.size(); ++i, ++at)
        target[i] = at < start.size() ? static_cast<std::byte>(start[static_cast<std::size_t>(at)]) : std::byte{0};
      return target.size();
    };
    const ReadResult result = read_tensor_file("promise.npy", start.size() + 40'000'000'000 + behind, read);
    REQUIRE(result.problem);
    CHECK(contains(result.problem->en, "too large"));
    CHECK(at < 1'000'000);
  }
}

TEST_CASE("archives with the fields of zip64, and streamed ones with data descriptors, are read") {
  for (const char* name : {"n11a_numpy_zip64.npz", "n11b_zip64_central.npz", "n11c_zip64_eocd.npz"}) {
    CAPTURE(name);
    const TensorFile file = read_found(name);
    REQUIRE(file.tensors.size() == 1);
    CHECK(file.tensors[0].name == "attn");
    CHECK(file.tensors[0].tensor.shape == core::Shape{2, 2, 3});
    CHECK(file.tensors[0].tensor.data[1] == 0.875f);
  }
  for (const char* name : {"n11d_streamed.npz", "n11e_streamed_zip64.npz"}) {  // Python's zipfile, into a pipe
    CAPTURE(name);
    CHECK(static_cast<int>(found(name)[6]) == 8);  // there is a data descriptor
    const TensorFile file = read_found(name);
    REQUIRE(file.tensors.size() == 2);
    CHECK(file.tensors[1].name == "layer1");
    CHECK(file.tensors[1].tensor.data[1] == 0.875f);
  }
}

TEST_CASE("what macOS adds to an archive is passed over, and a bad array does not refuse the good ones") {
  for (const char* name : {"n10a_mac.zip", "n10b_mac.npz"}) {
    const TensorFile file = read_found(name);
    REQUIRE(file.tensors.size() == 2);
    CHECK(file.tensors[0].name == "run/layer0");
    CHECK(file.tensors[1].tensor.shape == core::Shape{2, 3});
    CHECK(file.notes.empty());
  }
  const TensorFile file = read_found("n10c_one_bad.npz");
  CHECK(file.tensors.size() == 1);
  check_note("n10c_one_bad.npz", "“n10c_one_bad.npz” 里没有显示的：notes.npy (不是 .npy 数组)。",
             "“n10c_one_bad.npz”, not shown: notes.npy (no .npy array).");
}

TEST_CASE("labels of bytes are read; labels that are Python objects are noted as that") {
  CHECK(read_found("n8b_tokens_S.npz").key_tokens == Labels{"the", "mat", "."});
  CHECK(read_found("n8b_tokens_S.npz").notes.empty());
  CHECK(read_found("n8c_tokens_object.npz").tensors.size() == 1);
  check_note("n8c_tokens_object.npz", "“n8c_tokens_object.npz” 里没有显示的：key_tokens.npy (Python 对象，不会执行)。",
             "“n8c_tokens_object.npz”, not shown: key_tokens.npy (Python objects, which are not unpickled).");
}

TEST_CASE("an array of 8-bit floats is read beside the others") {
  const TensorFile file = read_found("s3b_f8_mixed.safetensors");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].dtype == "float8_e4m3fn");
  CHECK(file.tensors[0].tensor.data == Numbers(6, 1.0f));
  CHECK(file.notes.empty());
}

TEST_CASE("one of a thing is said in the singular, and a single number is no array of shape ()") {
  CHECK(contains(problem_of("x.npy", "\x93NUMPY\x01").en, "only 7 bytes"));
  CHECK(contains(problem_of("x.safetensors", "{").en, "only 1 byte and"));
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (), }";
  std::string scalar = "\x93NUMPY";
  scalar += {'\x01', '\x00', static_cast<char>(header.size()), '\x00'};
  const Problem problem = problem_of("scalar.npy", scalar + header + std::string(4, '\0'));
  CHECK(contains(problem.en, "holds a single number"));
  CHECK_FALSE(contains(problem.en, "()"));
  const TensorFile labels =
      read_tensor_file("l.json", "{\"weights\": [[1, 2]], \"query_tokens\": [\"a\", \"b\"], \"key_tokens\": [\"x\"]}")
          .file;
  CHECK(contains(labels.notes.at(0).en,
                 "2 labels for the queries, which is the length of no array's axis; they are not used"));
}

TEST_CASE("a summary of nothing but NaN counts them all") {
  const TensorFile file = read_found("r4_allnan.npy");
  CHECK(summarise_matrix(file.tensors.at(0).tensor.data.data(), 3, 3).non_finite == 9);
}

TEST_CASE("several files are joined: arrays side by side under the files' names, each with its own labels") {
  std::vector<ReadResult> files;
  files.push_back(read_tensor_file("layer0.json", "{\"weights\": [[0.25, 0.75]], \"key_tokens\": [\"a\", \"b\"]}"));
  files.push_back(read_tensor_file("layer1.csv", ",x,y\nq,1,0\n"));
  files.push_back(read_tensor_file("photo.png", "\x89PNG...."));
  files.push_back(read_tensor_file("two.npz", golden("formats_unnamed.npz")));
  for (ReadResult& each : files) summarise(each.file);
  const ReadResult all = unpack(pack(joined(std::move(files))));
  REQUIRE_FALSE(all.problem);
  CHECK(all.file.file_name == "layer0.json, layer1.csv, two.npz");
  REQUIRE(all.file.tensors.size() == 4);
  CHECK(all.file.tensors[0].name == "layer0.weights");
  CHECK(all.file.tensors[0].key_tokens == Labels{"a", "b"});
  CHECK(all.file.tensors[1].name == "layer1");
  CHECK(all.file.tensors[1].key_tokens == Labels{"x", "y"});
  CHECK(all.file.tensors[1].query_tokens == Labels{"q"});
  CHECK(all.file.tensors[2].name == "two.arr_0");
  CHECK(all.file.summaries.size() == 4);
  const auto says = [&](std::string_view words) {
    return std::ranges::any_of(all.file.notes, [&](const Problem& note) { return contains(note.en, words); });
  };
  CHECK(all.file.notes.size() == 3);
  CHECK(says("“photo.png” is a PNG image"));
  CHECK(says("First row read as names: x, y"));

  std::vector<ReadResult> bad;
  bad.push_back(read_tensor_file("a.png", "\x89PNG...."));
  bad.push_back(read_tensor_file("b.npy", found("n7a_lfs.npy")));
  const ReadResult none = joined(std::move(bad));
  REQUIRE(none.problem);
  CHECK(contains(none.problem->en, "“a.png” is a PNG image"));
  CHECK(contains(none.problem->en, "“b.npy” is a Git LFS pointer"));
}
