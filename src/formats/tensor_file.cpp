#include "formats/tensor_file.h"

#include <algorithm>

#include "formats/csv.h"
#include "formats/elements.h"
#include "formats/foreign.h"
#include "formats/json.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/printout.h"
#include "formats/safetensors.h"
#include "formats/shape.h"
#include "formats/text.h"
#include "formats/zip.h"

namespace formats {
namespace {

// "folder/weights.npy" → "weights"
std::string name_without_extension(std::string_view file_name) {
  const std::size_t folder = file_name.find_last_of("/\\");
  if (folder != std::string_view::npos) file_name.remove_prefix(folder + 1);
  return for_display(file_name.substr(0, file_name.rfind('.')), 256);
}

// "Weights.NPY" → "npy"
std::string lower_case_extension(std::string_view file_name) {
  return in_lower_case(file_name.substr(file_name.rfind('.') + 1));
}

std::optional<Problem> read_text(std::string_view text, const std::string& extension, TensorFile& file) {
  const std::string_view content = trimmed(text);
  if (content.empty()) return foreign_problem(file.file_name, {});
  // A number takes two characters at least, rather eight, and four bytes when it is read.
  if (!memory_is_available(2 * static_cast<std::uint64_t>(text.size()))) return memory_problem(file.file_name);
  if (extension == "csv" || extension == "tsv") return read_table(text, file);
  const auto mentions = [&](std::string_view word) { return content.find(word) != std::string_view::npos; };
  const bool is_json_name = extension == "json";
  if (!is_json_name) {
    if (auto problem = printout_without_weights(content, file.file_name)) return problem;
  }
  if (is_json_name || (content.starts_with('{') && !looks_like_printed_dictionary(content))) {
    // Python's json.dump writes NaN, which is no JSON, but a list of lists is also a print-out.
    TensorFile printout = file;
    const auto problem = read_json(text, file);
    if (problem && content.starts_with('[') && mentions("NaN") && !read_printout(text, printout)) {
      file = std::move(printout);
      return std::nullopt;
    }
    return problem;
  }
  if (looks_like_printout(content) || looks_like_printed_dictionary(content)) return read_printout(text, file);
  if (looks_like_table(text)) return read_table(text, file);
  if (mentions("[")) return read_printout(text, file);
  return foreign_problem(file.file_name, std::as_bytes(std::span(text)));
}

std::optional<Problem> read_by_content(std::span<const std::byte> bytes, TensorFile& file) {
  if (bytes.empty()) return foreign_problem(file.file_name, bytes);
  const std::string extension = lower_case_extension(file.file_name);
  if (looks_like_npy(bytes)) return read_npy(file.file_name, bytes, file.tensors.emplace_back());
  if (looks_like_zip(bytes)) return read_npz(bytes, file);
  // Before pickles: the length of a .safetensors header may begin with the same two bytes.
  if (looks_like_safetensors(bytes) || extension == "safetensors") return read_safetensors(bytes, file);
  if (looks_like_pickle(bytes)) return torch_problem(file.file_name);  // torch.save before PyTorch 1.6
  if (is_known_foreign(bytes)) return foreign_problem(file.file_name, bytes);
  std::optional<Problem> problem;
  if (const auto text = as_text(file.file_name, bytes, problem)) return read_text(*text, extension, file);
  return problem ? problem : foreign_problem(file.file_name, bytes);
}

// Arrays without a name are called by the file's name, or numbered where there are several.
void name_the_nameless(TensorFile& file) {
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    std::string& name = file.tensors[i].name;
    if (name.empty()) name = file.tensors.size() == 1 ? name_without_extension(file.file_name) : std::to_string(i + 1);
  }
}

// Labels that fit no array's axis are dropped, with a note.
void check_labels(TensorFile& file, std::vector<std::string>& labels, std::size_t axis_from_last) {
  const auto fits = [&](const NamedTensor& array) {
    return array.tensor.shape[array.tensor.shape.size() - axis_from_last] == static_cast<std::int64_t>(labels.size());
  };
  if (labels.empty() || std::ranges::any_of(file.tensors, fits)) return;
  file.notes.push_back(problem_with(file.file_name, "{file} 有 {0} 个{1}标签，与任何数组的{1}个数都不同，没有使用。",
                                    "{file} has {0} labels for the {2}, which is the length of no array's axis; they are not "
                                    "used.",
                                    {with_thousands(labels.size()), axis_from_last == 2 ? "查询" : "键",
                                     axis_from_last == 2 ? "queries" : "keys"}));
  labels.clear();
}

// What every reading ends with.
ReadResult concluded(TensorFile file, std::optional<Problem> problem) {
  ReadResult result{std::move(file), std::move(problem)};
  if (result.problem) {
    result.file = {};
    return result;
  }
  name_the_nameless(result.file);
  check_labels(result.file, result.file.query_tokens, 2);
  check_labels(result.file, result.file.key_tokens, 1);
  return result;
}

// A .npy file of which `start` has been read, the rest of it to come.
std::optional<Problem> read_npy_stream(std::span<const std::byte> start, std::uint64_t size, const ByteSource& read, TensorFile& file) {
  NpyHeader header;
  if (auto problem = read_npy_header(file.file_name, start, header)) return problem;
  if (auto problem = unsuitable_npy(file.file_name, header)) return problem;
  if (size - header.data_offset < npy_data_size(header)) {  // refused before anything is allocated
    return read_npy(file.file_name, start, file.tensors.emplace_back());
  }
  std::span<const std::byte> left = start.subspan(header.data_offset);
  return read_npy_numbers(file.file_name, header, [&](std::span<std::byte> target) {
    const std::size_t here = std::min(left.size(), target.size());
    std::ranges::copy(left.first(here), target.begin());
    left = left.subspan(here);
    return here == target.size() ? here : here + read(target.subspan(here));
  }, file.tensors.emplace_back());
}

}  // namespace

ReadResult read_tensor_file(std::string_view file_name, std::span<const std::byte> bytes) {
  TensorFile file;
  file.file_name = file_name;
  auto problem = read_by_content(bytes, file);
  return concluded(std::move(file), std::move(problem));
}

ReadResult read_tensor_file(std::string_view file_name, std::uint64_t size, const ByteSource& read) {
  TensorFile file;
  file.file_name = file_name;
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, kMaxNpyHeader + 12)));
  if (!bytes.empty()) bytes.resize(read(bytes));
  if (looks_like_npy(bytes)) {
    auto problem = read_npy_stream(bytes, size, read, file);
    return concluded(std::move(file), std::move(problem));
  }
  if (!memory_is_available(size)) return concluded({}, memory_problem(file_name));
  const std::size_t start = bytes.size();
  bytes.resize(static_cast<std::size_t>(size));
  if (start < bytes.size()) bytes.resize(start + read(std::span(bytes).subspan(start)));
  return read_tensor_file(file_name, std::span<const std::byte>(bytes));
}

ReadResult read_tensor_file(std::string_view file_name, std::string_view bytes) {
  return read_tensor_file(file_name, std::as_bytes(std::span(bytes)));
}

}  // namespace formats
