#include "formats/tensor_file.h"

#include "formats/foreign.h"
#include "formats/npy.h"

namespace formats {
namespace {

bool begins_with(std::span<const std::byte> bytes, std::string_view wanted) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(wanted);
}

// "folder/weights.npy" → "weights"
std::string name_without_extension(std::string_view file_name) {
  const std::size_t folder = file_name.find_last_of("/\\");
  if (folder != std::string_view::npos) file_name.remove_prefix(folder + 1);
  return std::string(file_name.substr(0, file_name.rfind('.')));
}

std::optional<Problem> read_by_content(std::span<const std::byte> bytes, TensorFile& file) {
  if (looks_like_npy(bytes)) {
    file.tensors.push_back({.name = name_without_extension(file.file_name), .tensor = {}, .dtype = {}});
    return read_npy(file.file_name, bytes, file.tensors.back());
  }
  // torch.save writes a zip archive or, before PyTorch 1.6, a bare pickle.
  if (begins_with(bytes, "PK\x03\x04") || looks_like_pickle(bytes)) return torch_problem(file.file_name);
  return foreign_problem(file.file_name, bytes);
}

}  // namespace

ReadResult read_tensor_file(std::string_view file_name, std::span<const std::byte> bytes) {
  ReadResult result;
  result.file.file_name = file_name;
  result.problem = read_by_content(bytes, result.file);
  if (result.problem) result.file = {};
  return result;
}

ReadResult read_tensor_file(std::string_view file_name, std::string_view bytes) {
  return read_tensor_file(file_name, std::as_bytes(std::span(bytes)));
}

}  // namespace formats
