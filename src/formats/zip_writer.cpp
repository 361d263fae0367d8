// Writing ZIP archives: what numpy.savez and numpy.savez_compressed write, without their ZIP64 fields.
#include <zlib.h>

#include "formats/zip.h"

namespace formats {
namespace {

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// Raw deflate; the text unchanged if zlib has no memory left.
std::optional<std::string> deflated(const std::string& text) {
  z_stream zlib{};
  if (deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(deflateBound(&zlib, static_cast<uLong>(text.size())), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib only reads it
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&zlib, Z_FINISH);
  out.resize(out.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return result == Z_STREAM_END ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::string write_zip(std::span<const ZipFile> files, bool is_compressed) {
  std::string archive, directory;
  for (const ZipFile& file : files) {
    const auto packed = is_compressed ? deflated(file.bytes) : std::nullopt;
    const std::string& data = packed ? *packed : file.bytes;
    std::string common;  // the fields that the entry and its line in the directory share
    put(common, 20, 2);             // needs version 2.0
    put(common, 1 << 11, 2);        // the name is UTF-8
    put(common, packed ? 8 : 0, 2); // method
    put(common, 0x00210000, 4);     // 1 January 1980: the same tensor always gives the same file
    put(common, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), static_cast<uInt>(file.bytes.size()))), 4);
    put(common, static_cast<std::uint32_t>(data.size()), 4);
    put(common, static_cast<std::uint32_t>(file.bytes.size()), 4);
    put(common, static_cast<std::uint32_t>(file.name.size()), 2);
    put(common, 0, 2);              // no extra field
    directory += "PK\x01\x02";
    put(directory, 20, 2);          // made by version 2.0
    directory += common;
    put(directory, 0, 2);           // no comment
    put(directory, 0, 2);           // first disk
    put(directory, 0, 2);           // internal attributes
    put(directory, 0, 4);           // external attributes
    put(directory, static_cast<std::uint32_t>(archive.size()), 4);
    directory += file.name;
    archive += "PK\x03\x04" + common + file.name + data;
  }
  std::string end = "PK\x05\x06";
  put(end, 0, 4);  // disks
  put(end, static_cast<std::uint32_t>(files.size()), 2);
  put(end, static_cast<std::uint32_t>(files.size()), 2);
  put(end, static_cast<std::uint32_t>(directory.size()), 4);
  put(end, static_cast<std::uint32_t>(archive.size()), 4);
  put(end, 0, 2);  // no comment
  return archive + directory + end;
}

}  // namespace formats
