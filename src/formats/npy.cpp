#include "formats/npy.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "formats/shape.h"

namespace formats {
namespace {

// source: `columns` runs of `rows` numbers, `source_stride` apart; target: `rows` runs of `columns` numbers. In tiles,
// so that neither side leaves the cache line by line.
void transpose(const float* source, std::size_t source_stride, std::size_t rows, std::size_t columns, float* target,
               std::size_t target_stride) {
  constexpr std::size_t kTile = 16;  // numbers: one cache line
  for (std::size_t row0 = 0; row0 < rows; row0 += kTile) {
    for (std::size_t column0 = 0; column0 < columns; column0 += kTile) {
      for (std::size_t row = row0; row < std::min(rows, row0 + kTile); ++row) {
        for (std::size_t column = column0; column < std::min(columns, column0 + kTile); ++column) {
          target[row * target_stride + column] = source[column * source_stride + row];
        }
      }
    }
  }
}

}  // namespace

std::vector<float> fortran_to_c_order(const core::Shape& shape, std::span<const float> data) {
  if (data.empty() || shape.size() < 2) return {data.begin(), data.end()};
  std::vector<float> reordered(data.size());
  const std::size_t first = static_cast<std::size_t>(shape.front()), last = static_cast<std::size_t>(shape.back());
  // For every index of the axes between, the first and the last axis are a matrix to be transposed. In the source its
  // rows lie `last_stride` apart, in the target `first_stride`.
  const std::size_t last_stride = data.size() / last, first_stride = data.size() / first;
  std::vector<std::size_t> index(shape.size(), 0);
  for (std::size_t matrix = 0; matrix < first_stride / last; ++matrix) {
    std::size_t source = 0, target = 0, source_stride = first, target_stride = first_stride;
    for (std::size_t axis = 1; axis + 1 < shape.size(); ++axis) {
      const std::size_t extent = static_cast<std::size_t>(shape[axis]);
      target_stride /= extent;
      source += index[axis] * source_stride;
      target += index[axis] * target_stride;
      source_stride *= extent;
    }
    transpose(&data[source], last_stride, first, last, &reordered[target], first_stride);
    for (std::size_t axis = shape.size() - 2; axis > 0; --axis) {  // the next index, last axis fastest
      if (++index[axis] < static_cast<std::size_t>(shape[axis])) break;
      index[axis] = 0;
    }
  }
  return reordered;
}

Problem npy_cut_short(std::string_view file_name, const NpyHeader& header, std::uint64_t have) {
  return problem_with(
      file_name,
      "{file} 不完整：文件头说明有形状为 {0}、类型为 {1} 的数组，需要 {2} 字节，实际只有 {3} "
      "字节。请重新导出或重新下载。",
      "{file} is cut short: its header promises an array of shape {0} and type {1}, which takes {2} "
      "bytes, but only {3} {3|is|are} there. Export or download it again.",
      {core::shape_text(header.shape), header.descr, with_thousands(npy_data_size(header)), with_thousands(have)});
}

std::uint64_t npy_data_size(const NpyHeader& header) {
  return checked_count(header.shape, kMaxNumbers).value_or(0) *
         static_cast<std::uint64_t>(npy_element_type(header)->size);
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
    if (got != bytes.size()) return npy_cut_short(file_name, header, have);
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
  if (data.size() < wanted) return npy_cut_short(file_name, header, data.size());
  return read_npy_numbers(
      file_name, header,
      [&](std::span<std::byte> target) {
        std::memcpy(target.data(), data.data(), target.size());
        data = data.subspan(target.size());
        return target.size();
      },
      array);
}

std::string npy_header(const core::Shape& shape) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + core::shape_text(shape) + ", }";
  // The numbers start at a multiple of 64 bytes, so that they can be mapped into memory; the header ends in a newline.
  constexpr std::size_t kPreamble = 10;
  header.append(63 - (kPreamble + header.size()) % 64, ' ');
  header += '\n';
  std::string file = "\x93NUMPY";
  file += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  return file + header;
}

std::string_view bytes_of(const core::Tensor& tensor) {
  static_assert(std::endian::native == std::endian::little, "the numbers are taken as they lie in memory");
  return {reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size() * sizeof(float)};
}

core::Steps write_npy_in_steps(const core::Tensor& tensor, ByteSink sink) {
  assert(checked_count(tensor.shape, tensor.data.size()) == tensor.data.size());
  sink(npy_header(tensor.shape));
  const std::string_view bytes = bytes_of(tensor);
  for (std::size_t at = 0; at < bytes.size(); at += kBytesPerStep) {
    sink(bytes.substr(at, kBytesPerStep));
    co_yield static_cast<double>(at) / static_cast<double>(bytes.size());
  }
}

std::string write_npy(const core::Tensor& tensor) {
  return written([&](ByteSink sink) { return write_npy_in_steps(tensor, std::move(sink)); });
}

}  // namespace formats
