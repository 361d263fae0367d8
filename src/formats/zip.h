// ZIP archives (APPNOTE 6.3), as far as .npz files need them: entries stored or deflated, one file. Sizes may stand in
// the fields of zip64, as programs write them that do not know a size beforehand, but are below 4 GiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/problem.h"
#include "formats/writing.h"

namespace formats {

/// One line of the archive's table of contents. Sizes are what the archive claims.
struct ZipEntry {
  std::string_view name;     // points into the archive's bytes
  std::uint16_t method = 0;  // 0 stored, 8 deflated
  std::uint32_t crc = 0;
  std::uint64_t compressed_size = 0, size = 0, local_offset = 0;
  std::optional<Problem> problem;  // why this one cannot be read; the others may be
};

bool looks_like_zip(std::span<const std::byte> bytes);

/// Reads the table of contents at the archive's end, of at most kMaxArrays entries. When this succeeds, all compressed
/// sizes together are at most the archive's size, and no entry without a problem claims to inflate by more than deflate
/// can (1032 times), so that the work that an archive can cause is bounded by its own size.
std::optional<Problem> read_zip_directory(std::string_view file_name, std::span<const std::byte> bytes,
                                          std::vector<ZipEntry>& entries);

/// The bytes of one entry, from its beginning, inflated on the way. Only one small window is held in memory.
class ZipEntryReader {
 public:
  ZipEntryReader();
  ~ZipEntryReader();

  /// Looks the entry up in the archive. `bytes` must outlive the reader.
  std::optional<Problem> open(std::string_view file_name, std::span<const std::byte> bytes, const ZipEntry& entry);

  /// Fills `target`; returns how many bytes there were, fewer only at the entry's end or where it is damaged.
  std::size_t read(std::span<std::byte> target);

  /// Has exactly what the table of contents promised been read, with the right check sum?
  bool is_complete() const;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// Writes an archive into a sink: begin() and the bytes of one file after the other, then finish(). Names are unique,
/// and everything together is below 4 GiB.
class ZipWriter {
 public:
  explicit ZipWriter(ByteSink sink) : sink_(std::move(sink)) {}
  /// `entry` as it will stand in the table of contents: name, method, check sum and both sizes.
  void begin(const ZipEntry& entry);
  void add(std::string_view bytes) { put(bytes); }
  void finish();

 private:
  ByteSink sink_;
  std::string directory_;
  std::uint32_t written_ = 0;  // bytes
  std::uint16_t files_ = 0;

  void put(std::string_view bytes);
};

}  // namespace formats
