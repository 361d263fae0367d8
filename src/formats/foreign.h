// Files that hold no weights the lab can read: what they are, and how to get at the weights instead.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "formats/problem.h"

namespace formats {

/// The line that exports a PyTorch tensor, quoted in sentences about PyTorch's own files.
inline constexpr std::string_view kExportFromTorch = "numpy.save(\"weights.npy\", weights.detach().numpy())";

/// A file saved by torch.save (a pickle, or a zip archive of pickles), never unpickled.
Problem torch_problem(std::string_view file_name);

/// Does the file begin as a known kind of file does that holds no weights the lab can read?
bool is_known_foreign(std::span<const std::byte> bytes);

/// Any other file, named by its first bytes if they are known ("a PNG image").
Problem foreign_problem(std::string_view file_name, std::span<const std::byte> bytes);

/// A web page, an XML document (a server's error message), a Git LFS pointer or a Jupyter notebook, whatever the file
/// is called; nothing if it is none of them.
std::optional<Problem> text_without_data(std::string_view file_name, std::span<const std::byte> bytes);

Problem notebook_problem(std::string_view file_name);

/// Is the text nothing but None, in a tuple or a list perhaps?
bool is_nothing_but_none(std::string_view text);

/// Does the file begin as a pickle does (legacy torch.save, pickle.dump)?
bool looks_like_pickle(std::span<const std::byte> bytes);

}  // namespace formats
