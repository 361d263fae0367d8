#include "formats/zip.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "formats/several_arrays.h"
#include "formats/shape.h"

namespace formats {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryEntry = 0x02014b50, kEndOfDirectory = 0x06054b50;
constexpr std::size_t kLocalHeaderSize = 30, kDirectoryEntrySize = 46, kEndOfDirectorySize = 22;
constexpr std::uint64_t kMaxInflation = 1032;  // deflate's largest ratio (zlib, "Maximum Compression Factor")
// A field of all ones says: see the zip64 record.
constexpr std::uint32_t kSeeZip64 = 0xFFFFFFFF;
constexpr std::uint16_t kZip64Extra = 1;
constexpr std::uint32_t kZip64End = 0x06064b50, kZip64Locator = 0x07064b50;
constexpr std::size_t kZip64EndSize = 56, kZip64LocatorSize = 20;

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr bool kChecksSums = false;  // a fuzzer cannot guess check sums, and would never get past them
#else
constexpr bool kChecksSums = true;
#endif

using Bytes = std::span<const std::byte>;

std::uint16_t u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) | std::to_integer<unsigned>(bytes[at + 1])
                                                                               << 8);
}
std::uint32_t u32(Bytes bytes, std::size_t at) {
  return u16(bytes, at) | static_cast<std::uint32_t>(u16(bytes, at + 2)) << 16;
}

std::uint64_t u64(Bytes bytes, std::size_t at) { return u32(bytes, at) | std::uint64_t{u32(bytes, at + 4)} << 32; }

Problem damaged(std::string_view file_name) {
  return problem_with(file_name, "{file} 已损坏：压缩包的目录与内容对不上。请重新导出或重新下载。",
                      "{file} is damaged: the archive's table of contents does not fit its content. Export or download "
                      "it again.");
}

// The end record is the last thing in an archive, followed only by a comment of at most 64 KiB.
std::optional<std::size_t> find_end_of_directory(Bytes bytes) {
  if (bytes.size() < kEndOfDirectorySize) return std::nullopt;
  const std::size_t last = bytes.size() - kEndOfDirectorySize;
  const std::size_t first = last > 0xFFFF ? last - 0xFFFF : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (u32(bytes, at) == kEndOfDirectory && at + kEndOfDirectorySize + u16(bytes, at + 20) == bytes.size()) return at;
  }
  return std::nullopt;
}

std::optional<Problem> check_entry(std::string_view file_name, const ZipEntry& entry, std::uint16_t flags) {
  const std::string name(entry.name);
  if (flags & 1) {
    return problem_with(file_name, "{file} 里的 {0} 有密码保护，无法读取。请导出不加密的文件。",
                        "{file} is protected by a password ({0}). Export it without encryption.", {name});
  }
  if (entry.method != 0 && entry.method != 8) {
    return problem_with(
        file_name,
        "{file} 里的 {0} 用了这里不支持的压缩方法（编号 {1}）。请用 numpy.savez 或 numpy.savez_compressed 保存。",
        "{file} compresses {0} by a method that is not supported here (number {1}). Save it with "
        "numpy.savez or numpy.savez_compressed.",
        {name, std::to_string(entry.method)});
  }
  if (entry.size >= kSeeZip64 || entry.compressed_size >= kSeeZip64) {
    return problem_with(
        file_name, "{file} 里的 {0} 超过 4 GiB，浏览器放不下。请只导出其中几层或几个头。",
        "{file} holds more than 4 GiB in {0}, more than a browser can take. Export fewer layers or heads.", {name});
  }
  const std::uint64_t most = entry.method == 0 ? entry.compressed_size : (entry.compressed_size + 1) * kMaxInflation;
  if (entry.size > most) return damaged(file_name);
  return std::nullopt;
}

/// Where the table of contents is and how many lines it has.
struct Directory {
  std::uint64_t count = 0, size = 0, offset = 0;
};

std::optional<Directory> find_directory(Bytes bytes, std::size_t end) {
  Directory found{u16(bytes, end + 10), u32(bytes, end + 12), u32(bytes, end + 16)};
  if (found.count != 0xFFFF && found.size != kSeeZip64 && found.offset != kSeeZip64) return found;
  if (end < kZip64LocatorSize || u32(bytes, end - kZip64LocatorSize) != kZip64Locator) return found;  // exactly so many
  const std::uint64_t at = u64(bytes, end - kZip64LocatorSize + 8);
  if (at > end || end - at < kZip64EndSize || u32(bytes, static_cast<std::size_t>(at)) != kZip64End)
    return std::nullopt;
  const auto record = static_cast<std::size_t>(at);
  return Directory{u64(bytes, record + 32), u64(bytes, record + 40), u64(bytes, record + 48)};
}

/// Those of the sizes and the place that do not fit four bytes stand in the entry's extra fields, in this order.
bool read_zip64_fields(Bytes extra, ZipEntry& entry) {
  if (entry.size != kSeeZip64 && entry.compressed_size != kSeeZip64 && entry.local_offset != kSeeZip64) return true;
  for (std::size_t at = 0; extra.size() - at >= 4;) {
    const std::size_t size = u16(extra, at + 2);
    if (extra.size() - at - 4 < size) return false;
    Bytes field = extra.subspan(at + 4, size);
    at += 4 + size;
    if (u16(extra, at - 4 - size) != kZip64Extra) continue;
    for (std::uint64_t* number : {&entry.size, &entry.compressed_size, &entry.local_offset}) {
      if (*number != kSeeZip64) continue;
      if (field.size() < 8) return false;
      *number = u64(field, 0);
      field = field.subspan(8);
    }
    return true;
  }
  return true;  // the size is what it says: too large, which check_entry tells
}

}  // namespace

bool looks_like_zip(Bytes bytes) {
  return bytes.size() >= 4 && (u32(bytes, 0) == kLocalHeader || u32(bytes, 0) == kEndOfDirectory);
}

std::optional<Problem> read_zip_directory(std::string_view file_name, Bytes bytes, std::vector<ZipEntry>& entries) {
  const auto end = find_end_of_directory(bytes);
  if (!end) {
    return problem_with(
        file_name, "{file} 不完整：压缩包末尾的目录不见了。请重新导出或重新下载。",
        "{file} is cut short: the table of contents at the archive's end is missing. Export or download "
        "it again.");
  }
  const auto directory = find_directory(bytes, *end);
  if (!directory || directory->offset > *end || directory->size > *end - directory->offset) return damaged(file_name);
  if (directory->count > kMaxArrays) return too_many_arrays(file_name);
  const Bytes table =
      bytes.subspan(static_cast<std::size_t>(directory->offset), static_cast<std::size_t>(directory->size));
  std::uint64_t total = 0;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory->count; ++i) {
    if (table.size() - at < kDirectoryEntrySize || u32(table, at) != kDirectoryEntry) return damaged(file_name);
    const std::size_t name_size = u16(table, at + 28);
    const std::size_t extra_size = u16(table, at + 30);
    const std::size_t entry_size = kDirectoryEntrySize + name_size + extra_size + u16(table, at + 32);
    if (table.size() - at < entry_size) return damaged(file_name);
    ZipEntry entry;
    entry.name = {reinterpret_cast<const char*>(table.data()) + at + kDirectoryEntrySize, name_size};
    entry.method = u16(table, at + 10);
    entry.crc = u32(table, at + 16);
    entry.compressed_size = u32(table, at + 20);
    entry.size = u32(table, at + 24);
    entry.local_offset = u32(table, at + 42);
    if (!read_zip64_fields(table.subspan(at + kDirectoryEntrySize + name_size, extra_size), entry))
      return damaged(file_name);
    entry.problem = check_entry(file_name, entry, u16(table, at + 8));
    if (entry.compressed_size > bytes.size()) {
      if (!entry.problem) entry.problem = damaged(file_name);
    } else
      total += entry.compressed_size;
    if (total > bytes.size()) return damaged(file_name);  // entries that overlap: how zip bombs are made
    entries.push_back(std::move(entry));
    at += entry_size;
  }
  return std::nullopt;
}

struct ZipEntryReader::Stream {
  z_stream zlib{};
  bool is_deflated = false, is_open = false;
  ZipEntry entry;
  std::uint64_t produced = 0;
  uLong crc = crc32(0, nullptr, 0);

  ~Stream() {
    if (is_deflated && is_open) inflateEnd(&zlib);
  }
};

ZipEntryReader::ZipEntryReader() : stream_(std::make_unique<Stream>()) {}
ZipEntryReader::~ZipEntryReader() = default;

std::optional<Problem> ZipEntryReader::open(std::string_view file_name, Bytes bytes, const ZipEntry& entry) {
  stream_ = std::make_unique<Stream>();
  stream_->entry = entry;
  if (entry.problem) return entry.problem;
  if (entry.local_offset > bytes.size() || bytes.size() - entry.local_offset < kLocalHeaderSize)
    return damaged(file_name);
  const Bytes local = bytes.subspan(static_cast<std::size_t>(entry.local_offset));
  if (u32(local, 0) != kLocalHeader || u16(local, 8) != entry.method) return damaged(file_name);
  const std::size_t data = kLocalHeaderSize + u16(local, 26) + std::size_t{u16(local, 28)};
  if (local.size() < data || local.size() - data < entry.compressed_size) return damaged(file_name);
  z_stream& zlib = stream_->zlib;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(local.data() + data));  // zlib only reads it
  zlib.avail_in = static_cast<uInt>(entry.compressed_size);
  stream_->is_deflated = entry.method == 8;
  if (stream_->is_deflated && inflateInit2(&zlib, -MAX_WBITS) != Z_OK) {  // raw deflate, no zlib header
    stream_->is_deflated = false;
    return memory_problem(file_name);
  }
  stream_->is_open = true;
  return std::nullopt;
}

std::size_t ZipEntryReader::read(std::span<std::byte> target) {
  Stream& stream = *stream_;
  const std::uint64_t left = stream.entry.size - std::min(stream.produced, stream.entry.size);
  const uInt wanted = static_cast<uInt>(std::min<std::uint64_t>({target.size(), left, 1u << 30}));
  uInt have = 0;
  if (stream.is_deflated) {
    stream.zlib.next_out = reinterpret_cast<Bytef*>(target.data());
    stream.zlib.avail_out = wanted;
    while (stream.zlib.avail_out > 0 && inflate(&stream.zlib, Z_NO_FLUSH) == Z_OK) {
    }
    have = wanted - stream.zlib.avail_out;
  } else {
    have = std::min(wanted, stream.zlib.avail_in);
    if (have > 0) std::memcpy(target.data(), stream.zlib.next_in, have);
    stream.zlib.next_in += have;
    stream.zlib.avail_in -= have;
  }
  if (have > 0) stream.crc = crc32(stream.crc, reinterpret_cast<const Bytef*>(target.data()), have);
  stream.produced += have;
  return have;
}

bool ZipEntryReader::is_complete() const {
  return stream_->is_open && stream_->produced == stream_->entry.size &&
         (!kChecksSums || stream_->crc == stream_->entry.crc);
}

}  // namespace formats
