// What names from a file are called outside of it: as files on a disk and as members of an archive.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace formats {

/// Bytes of the longest file name that is made, so that an ending, a number and ".part" still fit into the 255 bytes
/// that file systems allow.
inline constexpr std::size_t kLongestFileName = 180;

/// `name` as a file may be called on every system, in the folder that it is written to and nowhere else: one line of
/// UTF-8 without separators of folders, without characters that Windows keeps for itself or that turn the direction of
/// writing, without dots, blanks or hyphens in front and dots or blanks at the end, none of Windows' devices ("con"),
/// of 1 … kLongestFileName bytes, and never in the middle of a character. A name that is all this already stays as it
/// is; of one that is too long, the last part from its last dot on is kept if it is an ending like ".csv".
std::string safe_file_name(std::string_view name);

/// All of them made safe, in their order; those that would be the same file (capitals do not count) are numbered:
/// "x", "x (2)".
std::vector<std::string> safe_file_names(const std::vector<std::string>& names);

/// The `number`th name that is tried where "x.csv" is taken: "x (2).csv". The name must be safe and remains so.
std::string numbered_file_name(std::string_view name, int number);

}  // namespace formats
