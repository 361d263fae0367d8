#include "formats/nested_numbers.h"

#include <utility>

#include "formats/shape.h"
#include "formats/tensor_file.h"

namespace formats {

bool NestedNumbers::open() {
  if (depth_ >= kMaxDepth) return fail(Fault::kTooDeep);
  if (leaf_depth_ && depth_ >= *leaf_depth_) return fail(Fault::kMixed);
  if (depth_ > 0) ++counts_[depth_ - 1];
  ++depth_;
  if (counts_.size() < depth_) {
    counts_.push_back(0);
    extents_.emplace_back();
  }
  counts_[depth_ - 1] = 0;
  return true;
}

bool NestedNumbers::close() {
  const std::size_t axis = depth_ - 1;
  if (counts_[axis] == 0 && !leaf_depth_) leaf_depth_ = depth_;  // an empty bracket is a row of no numbers
  if (extents_[axis] && *extents_[axis] != counts_[axis]) return fail(Fault::kRagged);
  if (leaf_depth_ && counts_[axis] == 0 && depth_ < *leaf_depth_) return fail(Fault::kRagged);
  extents_[axis] = counts_[axis];
  --depth_;
  return true;
}

bool NestedNumbers::number(float value) {
  if (leaf_depth_ && *leaf_depth_ != depth_) return fail(Fault::kMixed);
  if (data_.size() >= kMaxNumbers) return fail(Fault::kTooMany);
  leaf_depth_ = depth_;
  ++counts_[depth_ - 1];
  data_.push_back(value);
  return true;
}

core::Tensor NestedNumbers::take() {
  core::Tensor tensor;
  for (const auto& extent : extents_) tensor.shape.push_back(extent.value_or(0));
  data_.shrink_to_fit();
  tensor.data = std::move(data_);
  *this = NestedNumbers();
  return tensor;
}

Problem NestedNumbers::problem(std::string_view file_name, std::size_t line) const {
  const std::string place = with_thousands(line);
  switch (fault_) {
    case Fault::kTooMany:
      return too_many_numbers(file_name);
    case Fault::kTooDeep:
      return problem_with(
          file_name, "{file} 第 {0} 行的括号套得太深：最多 5 层，即（层，批量，头，查询，键）。",
          "{file}: the brackets in line {0} are nested too deeply; at most 5 levels can be shown: (layers, "
          "batch, heads, queries, keys).",
          {place});
    case Fault::kMixed:
      return problem_with(file_name, "{file} 第 {0} 行把数和括号混在了同一层。每一层要么全是数，要么全是括号。",
                          "{file} mixes numbers and brackets at one level in line {0}. Each level must hold either "
                          "numbers or brackets.",
                          {place});
    default:
      return problem_with(
          file_name, "{file} 第 {0} 行的长度与前面的行不同；矩阵的每一行必须一样长。",
          "{file}: a row in line {0} has another length than the rows before it; all rows of a matrix must "
          "be equally long.",
          {place});
  }
}

}  // namespace formats
