#include "formats/tensor_file.h"

#include "formats/foreign.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/safetensors.h"
#include "formats/zip.h"

namespace formats {
namespace {

// "folder/weights.npy" → "weights"
std::string name_without_extension(std::string_view file_name) {
  const std::size_t folder = file_name.find_last_of("/\\");
  if (folder != std::string_view::npos) file_name.remove_prefix(folder + 1);
  return std::string(file_name.substr(0, file_name.rfind('.')));
}

// "Weights.NPY" → "npy"
std::string lower_case_extension(std::string_view file_name) {
  std::string extension(file_name.substr(file_name.rfind('.') + 1));
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return extension;
}

std::optional<Problem> read_by_content(std::span<const std::byte> bytes, TensorFile& file) {
  if (looks_like_npy(bytes)) {
    file.tensors.push_back({.name = name_without_extension(file.file_name), .tensor = {}, .dtype = {}});
    return read_npy(file.file_name, bytes, file.tensors.back());
  }
  if (looks_like_zip(bytes)) return read_npz(bytes, file);
  // Before pickles: the length of a .safetensors header may begin with the same two bytes.
  if (looks_like_safetensors(bytes)) return read_safetensors(bytes, file);
  if (looks_like_pickle(bytes)) return torch_problem(file.file_name);  // torch.save before PyTorch 1.6
  if (bytes.empty()) return foreign_problem(file.file_name, bytes);
  const std::string extension = lower_case_extension(file.file_name);
  if (extension == "safetensors") return read_safetensors(bytes, file);
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
