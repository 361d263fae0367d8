// Numbers in nested brackets, [[1, 2], [3, 4]], as they come; JSON and print-outs share it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "formats/problem.h"

namespace formats {

class NestedNumbers {
 public:
  enum class Fault { kNone, kRagged, kMixed, kTooDeep, kTooMany };

  // Each returns false at a fault; nothing may follow then.
  bool open();
  bool close();
  bool number(float value);

  bool is_open() const { return depth_ > 0; }
  Fault fault() const { return fault_; }

  /// After the last bracket is closed; leaves this empty, ready for the next array.
  core::Tensor take();

  /// The sentence for a fault in this line of the file.
  Problem problem(std::string_view file_name, std::size_t line) const;

 private:
  bool fail(Fault fault) {
    fault_ = fault;
    return false;
  }

  static constexpr std::size_t kMaxDepth = 16;  // deeper than any shape that can be shown, for a better sentence
  std::size_t depth_ = 0;
  std::optional<std::size_t> leaf_depth_;             // at which the numbers stand
  std::vector<std::int64_t> counts_;                  // so far, per open bracket
  std::vector<std::optional<std::int64_t>> extents_;  // known once the first bracket of a depth is closed
  std::vector<float> data_;
  Fault fault_ = Fault::kNone;
};

}  // namespace formats
