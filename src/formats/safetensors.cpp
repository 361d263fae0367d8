#include "formats/safetensors.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "formats/elements.h"
#include "formats/literal.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"

namespace formats {
namespace {

using Bytes = std::span<const std::byte>;

struct Entry {
  std::string name, dtype;
  core::Shape shape;
  std::uint64_t begin = 0, end = 0;  // in the data after the header
};

struct KnownType {
  std::string_view dtype;
  ElementType type;
};

constexpr KnownType kTypes[] = {{"F64", {ElementKind::kFloat, 8}},          {"F32", {ElementKind::kFloat, 4}},
                                {"F16", {ElementKind::kFloat, 2}},          {"BF16", {ElementKind::kBrainFloat, 2}},
                                {"F8_E4M3", {ElementKind::kFloat8E4M3, 1}}, {"F8_E5M2", {ElementKind::kFloat8E5M2, 1}},
                                {"I64", {ElementKind::kSigned, 8}},         {"I32", {ElementKind::kSigned, 4}},
                                {"I16", {ElementKind::kSigned, 2}},         {"I8", {ElementKind::kSigned, 1}},
                                {"U64", {ElementKind::kUnsigned, 8}},       {"U32", {ElementKind::kUnsigned, 4}},
                                {"U16", {ElementKind::kUnsigned, 2}},       {"U8", {ElementKind::kUnsigned, 1}},
                                {"BOOL", {ElementKind::kBool, 1}}};

std::uint64_t header_length(Bytes bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 8; i-- > 0;) length = length << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return length;
}

Problem header_problem(std::string_view file_name) {
  return problem_with(file_name, "{file} 的文件头读不懂，文件已损坏。请用 safetensors 的 save_file 重新保存。",
                      "{file} has a header that makes no sense: the file is damaged. Save it again with safetensors' "
                      "save_file.");
}

Problem layout_problem(std::string_view file_name, std::string_view name) {
  return problem_with(
      file_name, "{file} 已损坏：张量 {0} 的位置与它的形状、与相邻的张量或与文件长度对不上。请重新保存或重新下载。",
      "{file} is damaged: the place of the tensor {0} does not fit its shape, its neighbours or the "
      "file's length. Save or download it again.",
      {std::string(name)});
}

std::optional<std::uint64_t> unsigned_number(const Literal& value) {
  std::uint64_t number = 0;
  const char *begin = value.text.data(), *end = begin + value.text.size();
  if (value.kind != Literal::Kind::kNumber || value.text.empty()) return std::nullopt;
  const auto [behind, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || behind != end) return std::nullopt;
  return number;
}

// [] is a list of nothing, whatever it might hold.
bool is_list(const Literal& value) {
  const bool is_empty = value.kind == Literal::Kind::kNumbers && value.numbers.data.empty();
  return value.kind == Literal::Kind::kList || is_empty;
}

// {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
bool read_entry(const Literal& value, Entry& entry) {
  const Literal *dtype = value.member("dtype"), *shape = value.member("shape"), *offsets = value.member("data_offsets");
  if (!dtype || !shape || !offsets) return false;
  if (dtype->kind != Literal::Kind::kText || !is_list(*shape) || offsets->items.size() != 2) return false;
  entry.dtype = dtype->text;
  for (const Literal& extent : shape->items) {
    const auto number = unsigned_number(extent);
    if (!number) return false;
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    entry.shape.push_back(static_cast<std::int64_t>(std::min(*number, kMost)));
  }
  const auto begin = unsigned_number(offsets->items[0]), end = unsigned_number(offsets->items[1]);
  if (!begin || !end || *begin > *end) return false;
  entry.begin = *begin;
  entry.end = *end;
  return true;
}

std::optional<Problem> read_header(std::string_view file_name, std::string_view text, std::vector<Entry>& entries) {
  Literal header;
  if (const auto fault = read_literal_exactly(text, header)) {
    return fault->kind == LiteralFault::Kind::kTooManyParts ? too_many_arrays(file_name) : header_problem(file_name);
  }
  if (header.kind != Literal::Kind::kObject) return header_problem(file_name);
  for (const auto& [name, value] : header.members) {
    if (name == "__metadata__") continue;
    Entry entry;
    entry.name = name;
    if (!read_entry(value, entry)) return header_problem(file_name);
    if (entries.size() == kMaxArrays) return too_many_arrays(file_name);
    entries.push_back(std::move(entry));
  }
  std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;  // empty tensors first
  });
  return std::nullopt;
}

const KnownType* find_type(std::string_view dtype) {
  const auto known = std::ranges::find(kTypes, dtype, &KnownType::dtype);
  return known == std::end(kTypes) ? nullptr : known;
}

// The tensors lie one after the other and fill the data; each is as long as its shape and type say.
std::optional<Problem> check_layout(std::string_view file_name, const std::vector<Entry>& entries,
                                    std::uint64_t data_size) {
  std::uint64_t expected = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != expected || entry.end > data_size) return layout_problem(file_name, entry.name);
    expected = entry.end;
    const KnownType* known = find_type(entry.dtype);
    if (known == nullptr) continue;
    const auto count = checked_count(entry.shape, data_size);
    if (!count || *count * static_cast<std::uint64_t>(known->type.size) != entry.end - entry.begin) {
      return layout_problem(file_name, entry.name);
    }
  }
  if (expected != data_size) return layout_problem(file_name, entries.empty() ? "" : entries.back().name);
  return std::nullopt;
}

Problem unknown_type(std::string_view file_name, std::string_view dtype) {
  return problem_with(file_name, "{file} 里的数据类型 {0} 不是这里能读的。请先用 tensor.float() 转换再保存。",
                      "{file} holds numbers of type {0}, which are not read here. Convert them with tensor.float() and "
                      "save again.",
                      {std::string(dtype)});
}

std::optional<Problem> cut_short(std::string_view file_name, Bytes bytes, const std::vector<Entry>& entries,
                                 std::uint64_t data_size) {
  std::uint64_t promised = 0;
  for (const Entry& entry : entries) promised = std::max(promised, entry.end);
  if (promised <= data_size) return std::nullopt;
  return problem_with(
      file_name,
      "{file} 不完整：文件头说明有 {0} 字节的数，实际只有 {1} 字节（文件共 {2} 字节）。请重新保存或重新下载。",
      "{file} is cut short: its header promises {0} {0|byte|bytes} of numbers, but only {1} {1|is|are} there (the file "
      "has "
      "{2} bytes). Save or download it again.",
      {with_thousands(promised), with_thousands(data_size), with_thousands(bytes.size())});
}

}  // namespace

bool looks_like_safetensors(Bytes bytes) {
  return bytes.size() >= 10 && bytes[8] == std::byte{'{'} && header_length(bytes) >= 2 &&
         header_length(bytes) < (std::uint64_t{1} << 40);
}

std::optional<Problem> read_safetensors(Bytes bytes, TensorFile& file) {
  const std::uint64_t length = bytes.size() < 8 ? 0 : header_length(bytes);
  if (length > kMaxSafetensorsHeader) {
    return problem_with(file.file_name,
                        "{file} 的文件头自称有 {0} 字节，超过上限 {1}，多半已损坏。请重新保存，或少存一些张量。",
                        "{file} claims a header of {0} bytes, above the limit of {1}; it is probably damaged. Save it "
                        "again, or with fewer tensors.",
                        {with_thousands(length), with_thousands(kMaxSafetensorsHeader)});
  }
  if (bytes.size() < 8 || length > bytes.size() - 8) {
    return problem_with(
        file.file_name, "{file} 不完整：只有 {0} 字节，连文件头都没有结束。请重新保存或重新下载。",
        "{file} is cut short: it has only {0} {0|byte|bytes} and ends inside its header. Save or download it again.",
        {with_thousands(bytes.size())});
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length));
  const Bytes data = bytes.subspan(8 + static_cast<std::size_t>(length));
  std::vector<Entry> entries;
  if (auto problem = read_header(file.file_name, text, entries)) return problem;
  if (auto problem = cut_short(file.file_name, bytes, entries, data.size())) return problem;
  if (auto problem = check_layout(file.file_name, entries, data.size())) return problem;

  LeftOut left_out;
  std::uint64_t numbers_left = kMaxNumbers;
  for (const Entry& entry : entries) {
    const std::string place = file.file_name + " › " + entry.name;
    const KnownType* known = find_type(entry.dtype);
    if (known == nullptr) {
      left_out.add(entry.name, unknown_type(place, entry.dtype),
                   {"类型 " + entry.dtype + " 不能读", "type " + entry.dtype + " is not read"});
      continue;
    }
    if (auto problem = shape_problem(place, entry.shape)) {
      left_out.add(entry.name, std::move(*problem), kind_of_shape(entry.shape));
      continue;
    }
    const std::uint64_t count = checked_count(entry.shape, kMaxNumbers).value_or(0);
    if (count > numbers_left) {
      left_out.add(entry.name, too_many_numbers(file.file_name), {"放不下", "no more room"});
      continue;
    }
    numbers_left -= count;
    if (!memory_is_available(count * sizeof(float))) return memory_problem(file.file_name);
    NamedTensor& array = file.tensors.emplace_back();
    array.name = for_display(entry.name, 256);
    array.dtype = element_name(known->type);
    array.tensor.shape = entry.shape;
    array.tensor.data.resize(static_cast<std::size_t>(count));
    array.is_rounded =
        decode_elements(known->type, data.subspan(static_cast<std::size_t>(entry.begin)), array.tensor.data);
  }
  return conclude(file, left_out);
}

}  // namespace formats
