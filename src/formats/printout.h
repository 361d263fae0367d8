// What Python prints for arrays: tensor([[0.1, 0.2], …], grad_fn=…), array([[…]]), [[0.1 0.2]\n [0.3 0.4]], lists,
// tuples and dictionaries of them, with whatever stands around.
#pragma once

#include <optional>
#include <string_view>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// Does the text hold brackets with numbers in them, as a print-out does, rather than a table whose names have brackets
/// ("[CLS]", R's "[1,]")?
bool looks_like_printout(std::string_view text);

/// A dictionary as Python prints it, and not JSON: {'weights': …}, {0: …}, {"weights": tensor(…}.
bool looks_like_printed_dictionary(std::string_view text);

/// What can be said without looking for numbers: the text holds nothing but None, or prints a sparse tensor, whose
/// indices must not be taken for weights, or a symbolic one, which has no numbers yet.
std::optional<Problem> printout_without_weights(std::string_view text, std::string_view file_name);

/// Reads every bracketed array of the text into file.tensors; what stands between them (prompts, "tensor(",
/// "grad_fn=<…>", the beginnings of a log's lines) is passed over. `weights = tensor(…`, `'weights': [`, `('weights',
/// array(` name an array; several arrays under one name are numbered; others have the name "". Rows that were printed
/// one by one are put together. A printed factor, "1e-3 *", is multiplied in; None, null and -- are NaN; lists of
/// strings are labels. An array that Python abbreviated with "..." is refused, because its numbers are not there.
std::optional<Problem> read_printout(std::string_view text, TensorFile& file);

}  // namespace formats
