// What Python prints for arrays: tensor([[0.1, 0.2], …], grad_fn=…), array([[…]]), [[0.1 0.2]\n [0.3 0.4]], and lists.
#pragma once

#include <optional>
#include <string_view>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// Reads every bracketed array of the text into file.tensors; what stands between them (prompts, "tensor(",
/// "grad_fn=<…>") is skipped. `weights = tensor(…` names an array; others have the name "". An array that Python
/// abbreviated with "..." is refused, because its numbers are not there.
std::optional<Problem> read_printout(std::string_view text, TensorFile& file);

}  // namespace formats
