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
#include "formats/several_arrays.h"
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
  const auto mentions = [&](std::string_view word) { return content.find(word) != std::string_view::npos; };
  if (is_nothing_but_none(content) && (!mentions("[[") || mentions("None"))) return no_weights(file.file_name);
  if (extension == "csv" || extension == "tsv") return read_table(text, file);
  const bool is_json_name = extension == "json";
  if (!is_json_name) {
    if (auto problem = printout_without_weights(content, file.file_name)) return problem;
  }
  if (is_json_name ||
      ((content.starts_with('{') || content.starts_with("[{")) && !looks_like_printed_dictionary(content))) {
    // Python's json.dump writes NaN, which is no JSON, but a list of lists is also a print-out.
    TensorFile printout = file;
    const auto problem = read_json(text, file);
    if (problem && content.starts_with('[') && !read_printout(text, printout)) {
      file = std::move(printout);
      return std::nullopt;
    }
    return problem;
  }
  if (looks_like_printout(content) || looks_like_printed_dictionary(content)) return read_printout(text, file);
  if (looks_like_table(text)) return read_table(text, file);
  if (mentions("[")) return read_printout(text, file);
  if (whole_number(content)) return read_table(text, file);
  return foreign_problem(file.file_name, std::as_bytes(std::span(text)));
}

// Bytes that come in order, some of which can be looked at ahead.
class LookAhead {
 public:
  LookAhead(std::vector<std::byte> start, std::uint64_t size, const ByteSource& read)
      : ahead_(std::move(start)), left_(size - std::min<std::uint64_t>(size, ahead_.size())), read_(read) {}

  /// The next `most` bytes, or as many as there are.
  std::span<const std::byte> peek(std::size_t most) {
    if (const std::size_t have = ahead_.size() - at_; have < most && left_ > 0) {
      ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(at_));
      at_ = 0;
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most - have, left_));
      ahead_.resize(have + wanted);
      const std::size_t got = read_(std::span(ahead_).subspan(have));
      ahead_.resize(have + got);
      left_ = got < wanted ? 0 : left_ - got;
    }
    return std::span(ahead_).subspan(at_).first(std::min(most, ahead_.size() - at_));
  }
  std::size_t read(std::span<std::byte> target) {
    const std::size_t here = std::min(ahead_.size() - at_, target.size());
    std::ranges::copy(std::span(ahead_).subspan(at_, here), target.begin());
    at_ += here;
    if (here == target.size()) return here;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(target.size() - here, left_));
    const std::size_t got = wanted == 0 ? 0 : read_(target.subspan(here, wanted));
    left_ = got < wanted ? 0 : left_ - got;
    return here + got;
  }
  void skip(std::uint64_t count) {
    std::vector<std::byte> ignored(1 << 16);
    while (count > 0) {
      const std::size_t got =
          read(std::span(ignored).first(static_cast<std::size_t>(std::min<std::uint64_t>(count, ignored.size()))));
      if (got == 0) return;
      count -= got;
    }
  }
  std::uint64_t left() const { return ahead_.size() - at_ + left_; }

 private:
  std::vector<std::byte> ahead_;
  std::size_t at_ = 0;
  std::uint64_t left_;
  const ByteSource& read_;
};

// A .npy file: numpy.save writes one array after the other if it is given an open file.
std::optional<Problem> read_npy_arrays(LookAhead& bytes, TensorFile& file) {
  LeftOut left_out;
  std::uint64_t numbers_left = kMaxNumbers;
  for (std::size_t count = 1; bytes.left() > 0; ++count) {
    if (count > kMaxArrays) return too_many_arrays(file.file_name);
    const std::span<const std::byte> start = bytes.peek(kMaxNpyHeader + 12);
    const std::string name = std::to_string(count);
    NpyHeader header;
    if (count > 1 && !looks_like_npy(start)) {
      file.notes.push_back(problem_with(
          file.file_name, "{file} 的数组后面还有 {0} 字节，不是 .npy 数组，没有读取。",
          "{file}: {0} {0|byte|bytes} after its arrays {0|is|are} no .npy array and {0|was|were} not read.",
          {with_thousands(bytes.left())}));
      break;
    }
    std::optional<Problem> problem = read_npy_header(file.file_name, start, header);
    if (!problem) problem = unsuitable_npy(file.file_name, header);
    const auto type = npy_element_type(header);
    const std::uint64_t numbers = type ? checked_count(header.shape, std::uint64_t{1} << 56).value_or(0) : 0;
    if (!problem &&
        bytes.left() - header.data_offset < npy_data_size(header)) {  // refused before anything is allocated
      problem = npy_cut_short(file.file_name, header, bytes.left() - header.data_offset);
    } else if (!problem && numbers > numbers_left) {
      problem = too_many_numbers(file.file_name);
    }
    if (problem) {
      left_out.add(name, std::move(*problem), kind_of_npy(header));
      if (numbers == 0) break;  // where the next array begins is not known
      const std::uint64_t size = header.data_offset + numbers * static_cast<std::uint64_t>(type->size);
      if (size >= bytes.left() || numbers > kMaxNumbers)
        break;  // nothing follows, or nothing for which so much is read
      bytes.skip(size);
      continue;
    }
    bytes.skip(header.data_offset);
    numbers_left -= numbers;
    if ((problem = read_npy_numbers(
             file.file_name, header, [&](std::span<std::byte> target) { return bytes.read(target); },
             file.tensors.emplace_back()))) {
      file.tensors.pop_back();
      left_out.add(name, std::move(*problem));
      break;
    }
  }
  return conclude(file, left_out);
}

std::optional<Problem> read_by_content(std::span<const std::byte> bytes, TensorFile& file) {
  if (bytes.empty()) return foreign_problem(file.file_name, bytes);
  if (auto problem = text_without_data(file.file_name, bytes)) return problem;
  const std::string extension = lower_case_extension(file.file_name);
  if (looks_like_npy(bytes)) {
    std::span<const std::byte> left = bytes;
    const ByteSource read = [&](std::span<std::byte> target) {
      const std::size_t count = std::min(left.size(), target.size());
      std::ranges::copy(left.first(count), target.begin());
      left = left.subspan(count);
      return count;
    };
    LookAhead source({}, bytes.size(), read);
    return read_npy_arrays(source, file);
  }
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
  // Keys by themselves, beside queries, are rows.
  const auto fits = [&](const NamedTensor& array) {
    const core::Shape& shape = array.tensor.shape;
    const auto length = static_cast<std::int64_t>(labels.size());
    return shape[shape.size() - 2] == length || (axis_from_last == 1 && shape.back() == length);
  };
  if (labels.empty() || std::ranges::any_of(file.tensors, fits)) return;
  file.notes.push_back(labels_without_axis(file.file_name, labels.size(), axis_from_last));
  labels.clear();
}

// What every reading ends with.
ReadResult concluded(TensorFile file, std::optional<Problem> problem) {
  ReadResult result{std::move(file), std::move(problem)};
  std::uint64_t matrices = 0;
  for (const NamedTensor& array : result.file.tensors) matrices += matrices_in(array.tensor.shape);
  if (!result.problem && matrices > kMaxMatrices) result.problem = too_many_matrices(result.file.file_name, matrices);
  if (result.problem) {
    result.file = {};
    return result;
  }
  name_the_nameless(result.file);
  check_labels(result.file, result.file.query_tokens, 2);
  check_labels(result.file, result.file.key_tokens, 1);
  return result;
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
    LookAhead source(std::move(bytes), size, read);
    auto problem = read_npy_arrays(source, file);
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
