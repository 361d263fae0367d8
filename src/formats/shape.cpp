#include "formats/shape.h"

#include <algorithm>

#include "formats/elements.h"
#include "formats/tensor_file.h"

namespace formats {

std::optional<Problem> shape_problem(std::string_view file_name, const core::Shape& shape) {
  const std::string written = core::shape_text(shape);
  if (shape.empty()) {
    return problem_with(
        file_name, "{file} 里只有一个数，不是矩阵；注意力权重至少要有 2 维：（查询，键）。请导出整个数组。",
        "{file} holds a single number, no matrix; attention weights need at least 2 dimensions: (queries, keys). "
        "Export the whole array.");
  }
  if (shape.size() < 2) {
    return problem_with(file_name,
                        "{file} 里的数组形状是 {0}，只有 1 维；注意力权重至少要有 2 维：（查询，键）。"
                        "可以用 weights.reshape(查询数, 键数) 变成 2 维。",
                        "{file} holds an array of shape {0}, which has one dimension; attention weights need at "
                        "least 2: (queries, keys). Reshape it, for example weights.reshape(queries, keys).",
                        {written});
  }
  if (shape.size() > 5) {
    return problem_with(
        file_name,
        "{file} 里的数组形状是 {0}，有 {1} 维；最多能看 5 维：（层，批量，头，查询，键）。"
        "请先取出一部分，例如 weights[0]，或用 weights.squeeze() 去掉长度为 1 的轴。",
        "{file} holds an array of shape {0}, which has {1} dimensions; at most 5 can be shown: (layers, "
        "batch, heads, queries, keys). Take a part of it, for example weights[0], or drop axes of "
        "length 1 with weights.squeeze().",
        {written, std::to_string(shape.size())});
  }
  if (std::ranges::any_of(shape, [](std::int64_t extent) { return extent < 0; })) {
    return problem_with(file_name, "{file} 的形状 {0} 里有负数，文件已损坏。请重新导出。",
                        "{file} is damaged: its shape {0} has a negative extent. Please export it again.", {written});
  }
  if (std::ranges::find(shape, 0) != shape.end()) {
    return problem_with(file_name, "{file} 里的数组形状是 {0}，其中有长度为 0 的轴，没有数可看。请检查导出时的切片。",
                        "{file} holds an array of shape {0}: one axis is empty, so there is nothing to show. Check the "
                        "slice that was exported.",
                        {written});
  }
  const auto count = checked_count(shape, kMaxNumbers);
  if (!count) {
    return problem_with(
        file_name,
        "{file} 里的数组形状是 {0}，太大了：一个文件最多读 {1} 个数（16,384 × 16,384）。请只导出其中几层或几个头。",
        "{file} holds an array of shape {0}, which is too large: at most {1} numbers (16,384 × 16,384) "
        "are read from one file. Export fewer layers or heads.",
        {written, with_thousands(kMaxNumbers)});
  }
  const std::uint64_t matrices = matrices_in(shape);
  if (matrices > kMaxMatrices) return too_many_matrices(file_name, matrices);
  return std::nullopt;
}

std::uint64_t matrices_in(const core::Shape& shape) {
  if (shape.size() < 3) return 1;
  return checked_count({shape.begin(), shape.end() - 2}, std::uint64_t{1} << 60).value_or(std::uint64_t{1} << 60);
}

Problem too_many_matrices(std::string_view file_name, std::uint64_t count) {
  return problem_with(file_name,
                      "{file} 里有 {0} 个矩阵，太多了：一个文件最多看 {1} 个。请只导出其中几层、几个头或几个样本，例如 "
                      "weights[:1000]。",
                      "{file} holds {0} matrices, which is too many: at most {1} of one file are shown. Export fewer "
                      "layers, heads or samples, for example weights[:1000].",
                      {with_thousands(count), with_thousands(kMaxMatrices)});
}

Problem no_weights(std::string_view file_name) {
  return problem_with(
      file_name,
      "{file} 里没有权重，只有 None 或空值：快速注意力不返回权重。请用 attn_implementation=\"eager\" 和 "
      "output_attentions=True（transformers），或 need_weights=True（nn.MultiheadAttention）再算一次。",
      "{file} holds no weights, only None or empty values: the fast attention returns none. Run the model again "
      "with attn_implementation=\"eager\" and output_attentions=True (transformers), or with need_weights=True "
      "(nn.MultiheadAttention).");
}

Problem memory_problem(std::string_view file_name) {
  return problem_with(file_name, "内存不足，读不下 {file}。请关闭其他页面，或只导出其中几层或几个头。",
                      "There is not enough memory to read {file}. Close other pages, or export fewer layers or heads.");
}

Problem too_many_numbers(std::string_view file_name) {
  return problem_with(
      file_name, "{file} 里的数太多：一个文件最多读 {0} 个数（16,384 × 16,384）。请只导出其中几层或几个头。",
      "{file} holds too many numbers: at most {0} (16,384 × 16,384) are read from one file. Export fewer "
      "layers or heads.",
      {with_thousands(kMaxNumbers)});
}

}  // namespace formats
