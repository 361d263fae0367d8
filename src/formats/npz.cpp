#include "formats/npz.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "formats/file_name.h"
#include "formats/foreign.h"
#include "formats/npy.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"
#include "formats/zip.h"

namespace formats {
namespace {

constexpr std::string_view kExtension = ".npy";
constexpr std::uint64_t kMaxLabelBytes = 1 << 22;  // of one array of labels

Problem damaged_array(std::string_view file_name, std::string_view name) {
  return problem_with(
      file_name, "{file} 里的数组 {0} 已损坏：长度或校验和不对。请重新导出或重新下载。",
      "{file} is damaged: the array {0} has the wrong length or check sum. Export or download it again.",
      {std::string(name)});
}

// Everything of an entry up to its first number.
std::vector<std::byte> read_head(ZipEntryReader& reader) {
  std::vector<std::byte> head;
  while (true) {
    const std::size_t have = head.size(), wanted = npy_header_size(head);
    if (wanted == have) return head;
    head.resize(wanted);
    head.resize(have + reader.read(std::span(head).subspan(have)));
    if (head.size() < wanted) return head;
  }
}

/// How labels are stored: "<U5" is five UTF-32 characters each, "|S5" five bytes of UTF-8, both padded with zeros.
struct LabelType {
  std::size_t length = 0, size = 4;  // characters, and bytes of each
  bool is_big_endian = false;
};

std::optional<LabelType> label_type(const NpyHeader& header) {
  const std::string_view descr = header.descr;
  if (descr.size() < 3 || (descr[1] != 'U' && descr[1] != 'S') || header.shape.size() != 1) return std::nullopt;
  LabelType type{.size = descr[1] == 'U' ? std::size_t{4} : 1, .is_big_endian = descr[0] == '>'};
  if (std::from_chars(descr.data() + 2, descr.data() + descr.size(), type.length).ec != std::errc())
    return std::nullopt;
  if (type.length == 0 || type.length > 1024 || header.shape[0] < 0 || header.shape[0] > (1 << 16)) return std::nullopt;
  return type;
}

std::vector<std::string> read_labels(ZipEntryReader& reader, std::size_t count, const LabelType& type) {
  std::vector<std::string> labels(count);
  std::vector<std::byte> bytes(type.length * type.size);
  for (std::string& label : labels) {
    if (reader.read(bytes) != bytes.size()) return labels;  // the reader then is not complete
    for (std::size_t i = 0; i < bytes.size(); i += type.size) {
      std::uint32_t code = 0;
      for (std::size_t k = 0; k < type.size; ++k)
        code = code << 8 | std::to_integer<std::uint32_t>(bytes[i + (type.is_big_endian ? k : type.size - 1 - k)]);
      if (code != 0 && type.size == 1)
        label += static_cast<char>(code);
      else if (code != 0)
        append_utf8(label, code);
    }
    label = for_display(label, 256);
  }
  return labels;
}

// One array, or why not. `numbers_left` is what remains of kMaxNumbers; `kind` is for LeftOut.
std::optional<Problem> read_array(std::span<const std::byte> bytes, const ZipEntry& entry, std::uint64_t& numbers_left,
                                  TensorFile& file, Problem& kind) {
  const std::string_view name = entry.name.substr(0, entry.name.size() - kExtension.size());
  const std::string place = file.file_name + " › " + std::string(name);
  ZipEntryReader reader;
  if (auto problem = reader.open(file.file_name, bytes, entry)) return problem;  // itself a note: it may be encrypted
  kind = {"已损坏", "damaged"};
  const std::vector<std::byte> head = read_head(reader);
  NpyHeader header;
  if (!looks_like_npy(head)) kind = {"不是 .npy 数组", "no .npy array"};
  if (auto problem = read_npy_header(place, head, header)) return problem;
  const std::uint64_t data_size = entry.size - std::min<std::uint64_t>(entry.size, head.size());
  if (const auto type = label_type(header); type && label_role(name) != LabelRole::kNone) {
    const std::uint64_t count = static_cast<std::uint64_t>(header.shape[0]);
    if (data_size != count * type->length * type->size) return damaged_array(file.file_name, name);
    if (data_size <= kMaxLabelBytes) {
      const std::vector<std::string> labels = read_labels(reader, static_cast<std::size_t>(count), *type);
      if (!reader.is_complete()) return damaged_array(file.file_name, name);
      adopt_labels(file, name, labels);
      return std::nullopt;
    }
  }
  if (auto problem = unsuitable_npy(place, header)) {
    kind = kind_of_npy(header);
    return problem;
  }
  if (npy_data_size(header) != data_size) return damaged_array(file.file_name, name);
  const std::uint64_t count = checked_count(header.shape, kMaxNumbers).value_or(0);
  if (count > numbers_left) {
    kind = {"放不下", "no more room"};
    return too_many_numbers(file.file_name);
  }
  NamedTensor& array = file.tensors.emplace_back();
  array.name = for_display(name, 256);
  auto problem = read_npy_numbers(
      place, header, [&](std::span<std::byte> target) { return reader.read(target); }, array);
  if (!problem && !reader.is_complete()) problem = damaged_array(file.file_name, name);
  if (problem)
    file.tensors.pop_back();
  else
    numbers_left -= count;
  return problem;
}

// What macOS puts into archives beside each file: "__MACOSX/folder/._x.npy".
bool is_of_macos(std::string_view name) {
  const std::string_view last = name.substr(name.find_last_of('/') + 1);
  return name.starts_with("__MACOSX/") || last.starts_with("._");
}

}  // namespace

std::optional<Problem> read_npz(std::span<const std::byte> bytes, TensorFile& file) {
  std::vector<ZipEntry> entries;
  if (auto problem = read_zip_directory(file.file_name, bytes, entries)) return problem;
  const auto is_array = [](const ZipEntry& entry) {
    return entry.name.ends_with(kExtension) && !is_of_macos(entry.name);
  };
  if (std::ranges::any_of(entries, [](const ZipEntry& entry) { return entry.name.ends_with("data.pkl"); })) {
    return torch_problem(file.file_name);
  }
  if (std::ranges::none_of(entries, is_array)) {
    return problem_with(
        file.file_name,
        "{file} 是压缩包，但里面没有 NumPy 数组（.npy）。请用 numpy.savez(\"weights.npz\", weights=weights) "
        "导出；或者先解压，再把里面的文件一起拖进来。",
        "{file} is an archive without any NumPy arrays (.npy) in it. Export with "
        "numpy.savez(\"weights.npz\", weights=weights), or unpack it and drop its files here together.");
  }
  LeftOut left_out;
  std::uint64_t numbers_left = kMaxNumbers;
  for (const ZipEntry& entry : entries) {
    if (!is_array(entry)) continue;
    Problem kind;
    if (auto problem = read_array(bytes, entry, numbers_left, file, kind))
      left_out.add(entry.name, std::move(*problem), std::move(kind));
  }
  return conclude(file, left_out);
}

core::Steps write_npz_in_steps(std::vector<NpzArray> arrays, ByteSink sink) {
  ZipWriter writer(std::move(sink));
  std::vector<std::string> names;
  for (const NpzArray& array : arrays) names.push_back(array.name);
  names = safe_file_names(names);  // who unpacks the archive gets files of these names
  double all = 0, done = 0;
  for (const NpzArray& array : arrays) all += 2 * static_cast<double>(bytes_of(*array.tensor).size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const NpzArray& array = arrays[i];
    const std::string header = npy_header(array.tensor->shape), name = names[i] + std::string(kExtension);
    const std::string_view bytes = bytes_of(*array.tensor);
    // The check sum stands before the bytes.
    const auto checked = [](uLong sum, std::string_view part) {
      return crc32(sum, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
    };
    uLong sum = checked(0, header);
    for (std::size_t at = 0; at < bytes.size(); at += kBytesPerStep) {
      sum = checked(sum, bytes.substr(at, kBytesPerStep));
      done += static_cast<double>(std::min(kBytesPerStep, bytes.size() - at));
      co_yield done / all;
    }
    const std::uint64_t size = header.size() + bytes.size();
    writer.begin({.name = name, .crc = static_cast<std::uint32_t>(sum), .compressed_size = size, .size = size});
    writer.add(header);
    for (std::size_t at = 0; at < bytes.size(); at += kBytesPerStep) {
      writer.add(bytes.substr(at, kBytesPerStep));
      done += static_cast<double>(std::min(kBytesPerStep, bytes.size() - at));
      co_yield done / all;
    }
  }
  writer.finish();
}

std::string write_npz(const std::vector<NpzArray>& arrays) {
  return written([&](ByteSink sink) { return write_npz_in_steps(arrays, std::move(sink)); });
}

}  // namespace formats
