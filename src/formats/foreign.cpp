#include "formats/foreign.h"

#include <algorithm>
#include <cstring>

namespace formats {
namespace {

struct Signature {
  std::string_view begins;
  std::string_view zh, en;
};

constexpr Signature kSignatures[] = {
    {"\x89PNG", "一张 PNG 图片", "a PNG image"},
    {"\xFF\xD8\xFF", "一张 JPEG 图片", "a JPEG image"},
    {"GIF8", "一张 GIF 图片", "a GIF image"},
    {"%PDF", "一个 PDF 文档", "a PDF document"},
    {"\x89HDF", "一个 HDF5 文件（Keras 的 .h5 即是）", "an HDF5 file, such as Keras' .h5"},
    {"GGUF", "一个 GGUF 模型文件", "a GGUF model"},
    {"\x1F\x8B", "一个 gzip 压缩文件", "a gzip archive"},
    {"7z\xBC\xAF", "一个 7z 压缩文件", "a 7z archive"},
    {"Rar!", "一个 RAR 压缩文件", "a RAR archive"},
    {"\x7F" "ELF", "一个 Linux 程序", "a Linux program"},
    {std::string_view("\0asm", 4), "一个 WebAssembly 模块", "a WebAssembly module"},
};

bool begins_with(std::span<const std::byte> bytes, std::string_view wanted) {
  return bytes.size() >= wanted.size() && std::memcmp(bytes.data(), wanted.data(), wanted.size()) == 0;
}

const Signature* find_signature(std::span<const std::byte> bytes) {
  const auto known = std::ranges::find_if(kSignatures, [&](const Signature& s) { return begins_with(bytes, s.begins); });
  return known == std::end(kSignatures) ? nullptr : known;
}

}  // namespace

bool is_known_foreign(std::span<const std::byte> bytes) { return find_signature(bytes) != nullptr; }

bool looks_like_pickle(std::span<const std::byte> bytes) {
  // Opcode PROTO and a protocol number; torch.save has always used protocol 2.
  return bytes.size() >= 2 && bytes[0] == std::byte{0x80} && bytes[1] >= std::byte{2} && bytes[1] <= std::byte{5};
}

Problem torch_problem(std::string_view file_name) {
  return problem_with(file_name,
                      "{file} 是 PyTorch 或 pickle 文件，打开它就要执行其中的代码，这里不会这样做。请在 Python 里导出：{0}",
                      "{file} is a PyTorch or pickle file; opening it would run the code in it, which the lab does not "
                      "do. Export the weights in Python: {0}",
                      {std::string(kExportFromTorch)});
}

Problem foreign_problem(std::string_view file_name, std::span<const std::byte> bytes) {
  if (bytes.empty()) {
    return problem_with(file_name, "{file} 是空文件，里面没有数。请重新导出。",
                        "{file} is empty: there are no numbers in it. Please export it again.");
  }
  if (const Signature* known = find_signature(bytes)) {
    return problem_with(file_name, "{file} 是{0}，不是注意力权重。请在 Python 里用 numpy.save(\"weights.npy\", weights) 导出权重。",
                        "{file} is {1}, not attention weights. Export the weights in Python with "
                        "numpy.save(\"weights.npy\", weights).",
                        {std::string(known->zh), std::string(known->en)});
  }
  return problem_with(file_name,
                      "{file} 不是这里能读的文件。能读 .npy、.npz、.safetensors、.csv、.tsv、.json 和粘贴的 print(weights) 输出；"
                      "请在 Python 里用 numpy.save(\"weights.npy\", weights) 导出权重。",
                      "{file} is not a kind of file that is read here: .npy, .npz, .safetensors, .csv, .tsv, .json and pasted "
                      "output of print(weights) are. Export the weights in Python with numpy.save(\"weights.npy\", weights).");
}

}  // namespace formats
