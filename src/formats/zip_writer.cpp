// Writing ZIP archives: what numpy.savez writes, without its ZIP64 fields.
#include "formats/zip.h"

namespace formats {
namespace {

void append(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

}  // namespace

void ZipWriter::put(std::string_view bytes) {
  written_ += static_cast<std::uint32_t>(bytes.size());
  sink_(bytes);
}

void ZipWriter::begin(const ZipEntry& entry) {
  std::string common;          // the fields that the entry and its line in the directory share
  append(common, 20, 2);       // needs version 2.0
  append(common, 1 << 11, 2);  // the name is UTF-8
  append(common, entry.method, 2);
  append(common, 0x00210000, 4);  // 1 January 1980: the same tensor always gives the same file
  append(common, entry.crc, 4);
  append(common, static_cast<std::uint32_t>(entry.compressed_size), 4);
  append(common, static_cast<std::uint32_t>(entry.size), 4);
  append(common, static_cast<std::uint32_t>(entry.name.size()), 2);
  append(common, 0, 2);  // no extra field
  directory_ += "PK\x01\x02";
  append(directory_, 20, 2);  // made by version 2.0
  directory_ += common;
  append(directory_, 0, 2);  // no comment
  append(directory_, 0, 2);  // first disk
  append(directory_, 0, 2);  // internal attributes
  append(directory_, 0, 4);  // external attributes
  append(directory_, written_, 4);
  directory_ += entry.name;
  ++files_;
  put("PK\x03\x04" + common + std::string(entry.name));
}

void ZipWriter::finish() {
  std::string end = "PK\x05\x06";
  append(end, 0, 4);  // disks
  append(end, files_, 2);
  append(end, files_, 2);
  append(end, static_cast<std::uint32_t>(directory_.size()), 4);
  append(end, written_, 4);
  append(end, 0, 2);  // no comment
  put(directory_ + end);
}

}  // namespace formats
