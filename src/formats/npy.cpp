#include "formats/npy.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "formats/shape.h"


namespace formats {

std::vector<float> fortran_to_c_order(const core::Shape& shape, std::span<const float> data) {
  std::vector<float> reordered(data.size());
  std::vector<std::size_t> index(shape.size(), 0), stride(shape.size(), 1);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    stride[axis] = stride[axis - 1] * static_cast<std::size_t>(shape[axis - 1]);
  }
  std::size_t source = 0;
  for (float& number : reordered) {
    number = data[source];
    for (std::size_t axis = shape.size(); axis-- > 0;) {  // the next index, last axis fastest
      source += stride[axis];
      if (++index[axis] < static_cast<std::size_t>(shape[axis])) break;
      source -= stride[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return reordered;
}

namespace {

Problem numbers_cut_short(std::string_view file_name, const NpyHeader& header, std::uint64_t have) {
  return problem_with(file_name,
                      "{file} 不完整：文件头说明有形状为 {0}、类型为 {1} 的数组，需要 {2} 字节，实际只有 {3} 字节。请重新导出或重新下载。",
                      "{file} is cut short: its header promises an array of shape {0} and type {1}, which takes {2} "
                      "bytes, but only {3} are there. Export or download it again.",
                      {core::shape_text(header.shape), header.descr, with_thousands(npy_data_size(header)), with_thousands(have)});
}

}  // namespace

std::uint64_t npy_data_size(const NpyHeader& header) {
  return checked_count(header.shape, kMaxNumbers).value_or(0) * static_cast<std::uint64_t>(npy_element_type(header)->size);
}

std::optional<Problem> read_npy_numbers(std::string_view file_name, const NpyHeader& header, const ByteSource& read,
                                        NamedTensor& array) {
  const ElementType type = *npy_element_type(header);
  const std::size_t element_size = static_cast<std::size_t>(type.size);
  const std::uint64_t count = checked_count(header.shape, kMaxNumbers).value_or(0);
  if (!memory_is_available(count * sizeof(float) * (header.is_fortran_order ? 2 : 1))) return memory_problem(file_name);
  array.dtype = element_name(type);
  array.tensor.data.resize(static_cast<std::size_t>(count));
  std::vector<std::byte> window(std::min<std::size_t>(std::size_t{1} << 16, array.tensor.data.size() * element_size));
  std::span<float> left = array.tensor.data;
  std::uint64_t have = 0;
  while (!left.empty()) {
    const std::span<float> part = left.first(std::min(left.size(), window.size() / element_size));
    const std::span<std::byte> bytes = std::span(window).first(part.size() * element_size);
    const std::size_t got = read(bytes);
    have += got;
    if (got != bytes.size()) return numbers_cut_short(file_name, header, have);
    array.is_rounded |= decode_elements(type, bytes, part);
    left = left.subspan(part.size());
  }
  if (header.is_fortran_order) array.tensor.data = fortran_to_c_order(header.shape, array.tensor.data);
  array.tensor.shape = header.shape;
  return std::nullopt;
}

std::optional<Problem> read_npy(std::string_view file_name, std::span<const std::byte> bytes, NamedTensor& array) {
  NpyHeader header;
  if (auto problem = read_npy_header(file_name, bytes, header)) return problem;
  if (auto problem = unsuitable_npy(file_name, header)) return problem;
  std::span<const std::byte> data = bytes.subspan(header.data_offset);
  const std::uint64_t wanted = npy_data_size(header);
  if (data.size() < wanted) return numbers_cut_short(file_name, header, data.size());
  return read_npy_numbers(file_name, header, [&](std::span<std::byte> target) {
    std::memcpy(target.data(), data.data(), target.size());
    data = data.subspan(target.size());
    return target.size();
  }, array);
}

std::string write_npy(const core::Tensor& tensor) {
  assert(checked_count(tensor.shape, tensor.data.size()) == tensor.data.size());
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " +
                       core::shape_text(tensor.shape) + ", }";
  // The numbers start at a multiple of 64 bytes, so that they can be mapped into memory; the header ends in a newline.
  constexpr std::size_t kPreamble = 10;
  header.append(63 - (kPreamble + header.size()) % 64, ' ');
  header += '\n';
  std::string file = "\x93NUMPY";
  file += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  file += header;
  static_assert(std::endian::native == std::endian::little, "the numbers are copied as they lie in memory");
  file.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size() * sizeof(float));
  return file;
}

}  // namespace formats
