// The header of a .npy file: a Python dictionary of three entries, written as text. Only the literals that NumPy
// writes are understood: strings, True and False, tuples of integers, and lists (the mark of a record type).
#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

#include "formats/npy.h"
#include "formats/several_arrays.h"
#include "formats/shape.h"

namespace formats {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : text_(text) {}

  bool skip(char wanted) {  // skips blanks, then `wanted`
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  bool next_is(char wanted) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == wanted;
  }

  std::optional<std::string_view> string() {
    skip_blanks();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) return std::nullopt;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return content;
  }

  std::optional<bool> boolean() {
    if (skip_word("True")) return true;
    if (skip_word("False")) return false;
    return std::nullopt;
  }

  std::optional<core::Shape> integers() {  // (), (3,), (3, 4); Python 2 wrote (3L, 4L)
    core::Shape values;
    if (!skip('(')) return std::nullopt;
    while (!skip(')')) {
      if (!values.empty() && !skip(',')) return std::nullopt;
      if (skip(')')) return values;
      skip_blanks();
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
      if (error == std::errc::result_out_of_range)
        value = std::numeric_limits<std::int64_t>::max();
      else if (error != std::errc())
        return std::nullopt;
      at_ = static_cast<std::size_t>(end - text_.data());
      if (at_ < text_.size() && text_[at_] == 'L') ++at_;
      values.push_back(value);
    }
    return values;
  }

  bool at_end() {
    skip_blanks();
    return at_ == text_.size();
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool skip_word(std::string_view word) {
    skip_blanks();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct Dictionary {
  std::string_view descr;  // "" while missing
  bool is_record = false;  // descr is a list of fields
  std::optional<bool> is_fortran_order;
  std::optional<core::Shape> shape;
};

// False if the text is not the dictionary that NumPy writes. A record's list of fields is not read further.
bool read_dictionary(std::string_view text, Dictionary& found) {
  LiteralReader reader(text);
  if (!reader.skip('{')) return false;
  while (!reader.skip('}')) {
    const auto key = reader.string();
    if (!key || !reader.skip(':')) return false;
    if (*key == "descr") {
      if (reader.next_is('[')) {
        found.is_record = true;
        return true;
      }
      const auto descr = reader.string();
      if (!descr || descr->empty()) return false;
      found.descr = *descr;
    } else if (*key == "fortran_order") {
      if (!(found.is_fortran_order = reader.boolean())) return false;
    } else if (*key == "shape") {
      if (!(found.shape = reader.integers())) return false;
    } else {
      return false;
    }
    if (!reader.skip(',') && !reader.next_is('}')) return false;
  }
  return reader.at_end() && !found.descr.empty() && found.is_fortran_order && found.shape;
}

Problem type_problem(std::string_view file_name, std::string_view descr) {
  if (descr.empty()) {
    return problem_with(
        file_name, "{file} 里存的是结构化数组（每个元素有多个字段）。请只导出其中一个字段，例如 records[\"weights\"]。",
        "{file} holds a structured array (several fields per element). Export one field of it, for "
        "example records[\"weights\"].");
  }
  const std::string_view letters = descr.substr(std::min(descr.find_first_not_of("<>|="), descr.size()));
  switch (letters.empty() ? ' ' : letters[0]) {
    case 'O':
      return problem_with(
          file_name,
          "{file} 里存的是 Python 对象（dtype=object），不是数；为安全起见不会执行它。"
          "请把各个数组分开保存，或先用 numpy.stack(arrays) 合成一个再保存。",
          "{file} holds Python objects (dtype=object), not numbers, and unpickling them would run code. "
          "Save each array by itself, or join them with numpy.stack(arrays) first.");
    case 'c':
      return problem_with(file_name,
                          "{file} 里存的是复数（{0}），注意力权重应是实数。请导出 weights.real 或 abs(weights)。",
                          "{file} holds complex numbers ({0}); attention weights are real. Export weights.real or "
                          "abs(weights).",
                          {std::string(descr)});
    case 'U':
    case 'S':
    case 'a':
      return problem_with(file_name, "{file} 里存的是文字（{0}），不是数。请导出权重数组。",
                          "{file} holds text ({0}), not numbers. Export the array of weights.", {std::string(descr)});
    default:
      return problem_with(file_name,
                          "{file} 里的数据类型 {0} 不是这里能读的数。请用 "
                          "weights.astype(\"float32\")（PyTorch：weights.float()）转换后再保存。",
                          "{file} holds numbers of type {0}, which are not read here. Convert them with "
                          "weights.astype(\"float32\") (PyTorch: weights.float()) and save again.",
                          {std::string(descr)});
  }
}

// The length field: two bytes in version 1, four since version 2 (which has 12 bytes before the text, not 10).
std::uint64_t header_length(std::span<const std::byte> bytes) {
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint64_t>(bytes[i]); };
  return byte(6) == 1 ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
}

Problem header_cut_short(std::string_view file_name, std::size_t have) {
  return problem_with(
      file_name, "{file} 不完整：只有 {0} 字节，连文件头都没有结束。请重新导出或重新下载。",
      "{file} is cut short: it has only {0} {0|byte|bytes} and ends inside its header. Export or download it again.",
      {with_thousands(have)});
}

}  // namespace

bool looks_like_npy(std::span<const std::byte> bytes) {
  return bytes.size() >= kMagic.size() && std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) == 0;
}

std::size_t npy_header_size(std::span<const std::byte> first_bytes) {
  if (first_bytes.size() < 10) return 10;
  const std::size_t text_offset = first_bytes[6] == std::byte{1} ? 10 : 12;
  if (first_bytes.size() < text_offset) return text_offset;
  return text_offset + static_cast<std::size_t>(std::min<std::uint64_t>(header_length(first_bytes), kMaxNpyHeader));
}

std::optional<Problem> read_npy_header(std::string_view file_name, std::span<const std::byte> bytes,
                                       NpyHeader& header) {
  if (!looks_like_npy(bytes)) {
    return problem_with(file_name, "{file} 不是 .npy 文件：开头不是 NumPy 的标记。请用 numpy.save 导出。",
                        "{file} is not a .npy file: it does not begin with NumPy's mark. Export it with numpy.save.");
  }
  const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };
  if (bytes.size() < 10) return header_cut_short(file_name, bytes.size());
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) {
    return problem_with(file_name, "{file} 的 .npy 版本是 {0}，这里读 1 到 3。请用 numpy.save 重新保存。",
                        "{file} is .npy version {0}; versions 1 to 3 are read here. Save it again with numpy.save.",
                        {std::to_string(version)});
  }
  const std::size_t text_offset = version == 1 ? 10 : 12;
  if (bytes.size() < text_offset) return header_cut_short(file_name, bytes.size());
  const std::uint64_t length = header_length(bytes);
  if (length > kMaxNpyHeader) {
    return problem_with(file_name,
                        "{file} 的文件头自称有 {0} 字节，超过上限 {1}，多半已损坏。请用 numpy.save 重新保存。",
                        "{file} claims a header of {0} bytes, above the limit of {1}; it is probably damaged. Save it "
                        "again with numpy.save.",
                        {with_thousands(length), with_thousands(kMaxNpyHeader)});
  }
  if (bytes.size() - text_offset < length) return header_cut_short(file_name, bytes.size());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + text_offset,
                              static_cast<std::size_t>(length));
  Dictionary found;
  if (!read_dictionary(text, found)) {
    return problem_with(file_name, "{file} 的文件头读不懂，文件已损坏。请用 numpy.save 重新保存。",
                        "{file} has a header that makes no sense: the file is damaged. Save it again with numpy.save.");
  }
  header = {std::string(found.descr), found.is_fortran_order.value_or(false),
            std::move(found.shape).value_or(core::Shape{}), text_offset + static_cast<std::size_t>(length)};
  return std::nullopt;
}

std::optional<ElementType> npy_element_type(const NpyHeader& header) {
  std::string_view descr = header.descr;  // '<f4', '>i8', '|b1', '=f8'
  ElementType type;
  if (!descr.empty() && std::string_view("<>|=").find(descr[0]) != std::string_view::npos) {
    type.is_big_endian = descr[0] == '>';
    descr.remove_prefix(1);
  }
  if (descr.size() != 2) return std::nullopt;
  type.size = descr[1] - '0';
  const auto is_size = [&](std::string_view sizes) { return sizes.find(descr[1]) != std::string_view::npos; };
  switch (descr[0]) {
    case 'f':
      type.kind = ElementKind::kFloat;
      return is_size("248") ? std::optional(type) : std::nullopt;
    case 'i':
      type.kind = ElementKind::kSigned;
      return is_size("1248") ? std::optional(type) : std::nullopt;
    case 'u':
      type.kind = ElementKind::kUnsigned;
      return is_size("1248") ? std::optional(type) : std::nullopt;
    case 'b':
      type.kind = ElementKind::kBool;
      return is_size("1") ? std::optional(type) : std::nullopt;
    default:
      return std::nullopt;
  }
}

Problem kind_of_npy(const NpyHeader& header) {
  if (npy_element_type(header)) return shape_problem("", header.shape) ? kind_of_shape(header.shape) : Problem{};
  if (header.data_offset == 0) return {};  // the header itself is damaged
  if (header.descr.empty()) return {"结构化数组", "a structured array"};
  switch (header.descr[std::min(header.descr.find_first_not_of("<>|="), header.descr.size() - 1)]) {
    case 'O':
      return {"Python 对象，不会执行", "Python objects, which are not unpickled"};
    case 'c':
      return {"复数", "complex numbers"};
    case 'U':
    case 'S':
    case 'a':
      return {"文字", "text"};
    default:
      return {"类型 " + header.descr + " 不能读", "type " + header.descr + " is not read"};
  }
}

std::optional<Problem> unsuitable_npy(std::string_view file_name, const NpyHeader& header) {
  if (!npy_element_type(header)) return type_problem(file_name, header.descr);
  return shape_problem(file_name, header.shape);
}

}  // namespace formats
