// Print-outs that hold no weights, each named for what it is.
#include <algorithm>
#include <array>

#include "formats/cell.h"
#include "formats/printout.h"
#include "formats/shape.h"
#include "formats/text.h"

namespace formats {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// SciPy's lines, "  (0, 1)\t0.75".
bool is_scipy_sparse(std::string_view text) {
  text = trimmed(text);
  const std::size_t close = text.find(')');
  if (!text.starts_with('(') || close == std::string_view::npos || close > 40) return false;
  const std::string_view inner = text.substr(1, close - 1);
  const std::size_t comma = inner.find(',');
  if (comma == std::string_view::npos || !cell_of(inner.substr(0, comma)).is_count ||
      !cell_of(inner.substr(comma + 1)).is_count)
    return false;
  const std::string_view value = trimmed(text.substr(close + 1, line_end(text, close) - close - 1));
  return whole_number(value).has_value();
}

}  // namespace

bool looks_like_printed_dictionary(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('{')) return false;
  if (has_any(text, {"tensor([", "array(["})) return true;
  const std::string_view inside = trimmed(text.substr(1, 100));
  return inside.starts_with('\'') || (!inside.empty() && inside[0] >= '0' && inside[0] <= '9');
}

std::optional<Problem> printout_without_weights(std::string_view text, std::string_view file_name) {
  constexpr std::size_t kLargestPrint = std::size_t{1} << 24;
  if (text.size() > kLargestPrint) return std::nullopt;
  if (is_scipy_sparse(text) || has_any(text, {"layout=torch.sparse", "torch.sparse.", "SparseTensor(", "BCOO(", "BCSR(",
                                              "sparse matrix of type", "sparse array of dtype"})) {
    return problem_with(
        file_name,
        "{file} 打印的是稀疏张量：里面的整数是下标，不是权重。请先变成普通张量再打印：weights.to_dense()（PyTorch）、"
        ".todense()（JAX、SciPy）、tf.sparse.to_dense(weights)（TensorFlow）。",
        "{file} prints a sparse tensor: the whole numbers in it are indices, not weights. Make it dense before "
        "printing: weights.to_dense() (PyTorch), .todense() (JAX, SciPy), tf.sparse.to_dense(weights) (TensorFlow).");
  }
  const bool is_symbolic = has_any(text, {"Traced<", "KerasTensor", "Tensor(\"", "ShapedArray(", "ShapeDtypeStruct(",
                                          "FakeTensor(", "device='meta'"});
  // "torch.Size([1, 12, 64, 64])", and nothing that could be an array.
  const bool is_size = has_any(text, {"torch.Size(", "TensorShape("}) && std::ranges::count(text, '[') == 1;
  if ((is_symbolic && text.find("[[") == std::string_view::npos) || is_size) {
    return problem_with(
        file_name,
        "{file} 里只有形状，没有数：这是 torch.Size、追踪中的或符号的张量。请打印张量本身（在 jit 或建图之外），例如 "
        "print(weights)，或用 numpy.save 导出。",
        "{file} holds only a shape, no numbers: a torch.Size, or a tensor that is traced or symbolic. Print the tensor "
        "itself, outside of jit and graph building, for example print(weights), or export it with numpy.save.");
  }
  return std::nullopt;
}

}  // namespace formats
