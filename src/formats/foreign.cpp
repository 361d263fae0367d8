#include "formats/foreign.h"

#include <algorithm>
#include <cstring>

#include "formats/text.h"

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
    {"\x7F"
     "ELF",
     "一个 Linux 程序", "a Linux program"},
    {std::string_view("\0asm", 4), "一个 WebAssembly 模块", "a WebAssembly module"},
};

bool begins_with(std::span<const std::byte> bytes, std::string_view wanted) {
  return bytes.size() >= wanted.size() && std::memcmp(bytes.data(), wanted.data(), wanted.size()) == 0;
}

const Signature* find_signature(std::span<const std::byte> bytes) {
  const auto known =
      std::ranges::find_if(kSignatures, [&](const Signature& s) { return begins_with(bytes, s.begins); });
  return known == std::end(kSignatures) ? nullptr : known;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// What pages and documents begin with, behind "<". Python prints objects in angle brackets, too: <KerasTensor shape=…>.
constexpr std::string_view kPageTags[] = {"!doctype html", "html",   "head",  "body",    "div",     "span", "script",
                                          "style",         "meta",   "title", "table",   "iframe",  "p",    "a",
                                          "pre",           "center", "main",  "section", "article", "h1",   "h2",
                                          "noscript",      "!--"};
constexpr std::string_view kDocumentTags[] = {"?xml", "!doctype", "svg", "error", "rss", "feed"};

template <std::size_t count>
bool begins_with_tag(std::string_view text, const std::string_view (&tags)[count]) {
  return std::ranges::any_of(tags, [&](std::string_view tag) {
    return text.starts_with(tag) &&
           (!is_letter(tag.back()) || text.size() == tag.size() || !is_letter(text[tag.size()]));
  });
}

}  // namespace

std::optional<Problem> text_without_data(std::string_view file_name, std::span<const std::byte> bytes) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string start = in_lower_case(trimmed(all.substr(all.starts_with("\xEF\xBB\xBF") ? 3 : 0, 4096)));
  if (start.starts_with("version https://git-lfs.github.com/spec/")) {
    return problem_with(file_name,
                        "{file} 是 Git LFS 指针，真正的文件还没有下载。请在仓库里运行 git lfs pull，再打开它。",
                        "{file} is a Git LFS pointer; the file itself has not been downloaded. Run git lfs pull in the "
                        "repository and open it again.");
  }
  if (start.starts_with('{') && start.find("\"cell_type\"") != std::string::npos &&
      all.find("\"nbformat\"") != std::string_view::npos)
    return notebook_problem(file_name);
  if (!start.starts_with('<')) return std::nullopt;
  const std::string_view tag = std::string_view(start).substr(1);
  if (begins_with_tag(tag, kPageTags) ||
      (begins_with_tag(tag, kDocumentTags) && start.find("<html") != std::string::npos)) {
    return problem_with(
        file_name,
        "{file} 是网页，不是数组：多半是下载链接打开了登录、确认或出错的页面。请下载文件本身；网页里的权重请用 "
        "numpy.save(\"weights.npy\", weights) 导出。",
        "{file} is a web page, no array: the download probably led to a page that asks or reports an error. "
        "Download the file itself; export weights shown in a page with numpy.save(\"weights.npy\", weights).");
  }
  if (begins_with_tag(tag, kDocumentTags)) {
    return problem_with(
        file_name,
        "{file} 是 XML 文档，不是数组；也可能是服务器的出错信息。请下载文件本身，或用 numpy.save(\"weights.npy\", "
        "weights) 导出。",
        "{file} is an XML document, no array; perhaps a server's error message. Download the file itself, or "
        "export with numpy.save(\"weights.npy\", weights).");
  }
  return std::nullopt;
}

Problem notebook_problem(std::string_view file_name) {
  return problem_with(
      file_name,
      "{file} 是 Jupyter 笔记本，不是数组。请在笔记本里运行 numpy.save(\"weights.npy\", weights)，再打开 weights.npy；"
      "或者复制打印出来的数，粘贴到这里。",
      "{file} is a Jupyter notebook, no array. Run numpy.save(\"weights.npy\", weights) in it and open "
      "weights.npy, or copy the printed numbers and paste them here.");
}

bool is_nothing_but_none(std::string_view text) {
  bool has_none = false;
  while (!text.empty()) {
    if (text.starts_with("None") || text.starts_with("null")) {
      has_none = true;
      text.remove_prefix(4);
    } else if (std::string_view("()[], \t\r\n").find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    else
      return false;
  }
  return has_none;
}

bool is_known_foreign(std::span<const std::byte> bytes) { return find_signature(bytes) != nullptr; }

bool looks_like_pickle(std::span<const std::byte> bytes) {
  // Opcode PROTO and a protocol number; torch.save has always used protocol 2.
  return bytes.size() >= 2 && bytes[0] == std::byte{0x80} && bytes[1] >= std::byte{2} && bytes[1] <= std::byte{5};
}

Problem torch_problem(std::string_view file_name) {
  return problem_with(
      file_name, "{file} 是 PyTorch 或 pickle 文件，打开它就要执行其中的代码，这里不会这样做。请在 Python 里导出：{0}",
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
    return problem_with(
        file_name, "{file} 是{0}，不是注意力权重。请在 Python 里用 numpy.save(\"weights.npy\", weights) 导出权重。",
        "{file} is {1}, not attention weights. Export the weights in Python with "
        "numpy.save(\"weights.npy\", weights).",
        {std::string(known->zh), std::string(known->en)});
  }
  const std::string name = in_lower_case(file_name);
  if (name.ends_with(".npy") || name.ends_with(".npz")) {
    return problem_with(
        file_name,
        "{file} 的名字以 {0} 结尾，里面却不是这种文件：可能没有下载完整，或者改过名字。"
        "请在 Python 里用 numpy.save(\"weights.npy\", weights) 重新导出权重。",
        "{file} has a name that ends in {0}, but what is in it is no such file: perhaps its download was cut "
        "short, or it was renamed. Export the weights again in Python with numpy.save(\"weights.npy\", weights).",
        {name.substr(name.size() - 4)});
  }
  return problem_with(
      file_name,
      "{file} 不是这里能读的文件。能读 .npy、.npz、.safetensors、.csv、.tsv、.json 和粘贴的 print(weights) 输出；"
      "请在 Python 里用 numpy.save(\"weights.npy\", weights) 导出权重。",
      "{file} is not a kind of file that is read here: .npy, .npz, .safetensors, .csv, .tsv, .json and pasted "
      "output of print(weights) are. Export the weights in Python with numpy.save(\"weights.npy\", weights).");
}

}  // namespace formats
