#include "formats/npy.h"

#include <bit>
#include <cassert>
#include <cstring>

#include "formats/shape.h"

namespace formats {

std::vector<float> fortran_to_c_order(std::span<const std::int64_t> shape, std::span<const float> data) {
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

std::optional<Problem> read_npy(std::string_view file_name, std::span<const std::byte> bytes, NamedTensor& array) {
  NpyHeader header;
  if (auto problem = read_npy_header(file_name, bytes, header)) return problem;
  if (auto problem = shape_problem(file_name, header.shape)) return problem;
  const std::uint64_t count = element_count(header.shape, kMaxNumbers).value();
  const std::uint64_t wanted = count * static_cast<std::uint64_t>(header.type.size);
  const std::span<const std::byte> data = bytes.subspan(header.data_offset);
  if (data.size() < wanted) {
    return problem_with(file_name,
                        "{file} 不完整：文件头说明有形状为 {0} 的 {1} 数组，需要 {2} 字节，实际只有 {3} 字节。请重新导出或重新下载。",
                        "{file} is cut short: its header promises a {1} array of shape {0}, which takes {2} bytes, but "
                        "only {3} are there. Export or download it again.",
                        {shape_text(header.shape), std::string(element_name(header.type)), with_thousands(wanted),
                         with_thousands(data.size())});
  }
  array.dtype = element_name(header.type);
  array.tensor.data.resize(static_cast<std::size_t>(count));
  array.is_rounded = decode_elements(header.type, data, array.tensor.data);
  if (header.is_fortran_order) array.tensor.data = fortran_to_c_order(header.shape, array.tensor.data);
  array.tensor.shape = std::move(header.shape);
  return std::nullopt;
}

std::string write_npy(const core::Tensor& tensor) {
  assert(element_count(tensor.shape, tensor.data.size()) == tensor.data.size());
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " +
                       (tensor.shape.empty() ? std::string("()") : shape_text(tensor.shape)) + ", }";
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
