// Files that hold several arrays: what becomes of those that cannot be shown, and of the names of tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/problem.h"
#include "formats/tensor_file.h"

namespace formats {

/// More arrays than this in one file are refused, so that a file of nothing but tiny arrays cannot keep the lab busy.
inline constexpr std::size_t kMaxArrays = 4096;
Problem too_many_arrays(std::string_view file_name);

/// The arrays of a file that are left out because they cannot be shown.
class LeftOut {
 public:
  /// `cause` says it in full. `kind` is what such arrays have in common, in a few words ("one dimension"); without it
  /// the cause becomes a note of its own.
  void add(std::string_view name, Problem cause, Problem kind = {});

  std::size_t count() const { return count_; }
  const std::optional<Problem>& first_cause() const { return first_cause_; }
  /// "a, b, … (12: one dimension); tokens (text)".
  Problem listed() const;
  /// Notes for what is listed and for every cause without a kind.
  void note(TensorFile& file) const;

 private:
  struct Group {
    Problem kind, cause;             // of its first array
    std::vector<std::string> names;  // at most kMaxNamed
    std::size_t count = 0;
  };
  static constexpr std::size_t kMaxNamed = 3, kMaxGroups = 8;
  std::vector<Group> groups_;
  std::size_t count_ = 0, unlisted_ = 0;
  std::optional<Problem> first_cause_;
};

/// Why an array of this shape is left out, in a few words: LeftOut's `kind`.
Problem kind_of_shape(const core::Shape& shape);

/// The last step of reading such a file: a note about what was left out, or the problem that nothing remained.
std::optional<Problem> conclude(TensorFile& file, const LeftOut& left_out);

enum class LabelRole { kNone, kQueries, kKeys, kBoth, kTitles };
/// What the name says that labels are for: "tokens", "queryTokens", "key_tokens", "left_text" (BertViz), "titles" ….
LabelRole label_role(std::string_view name);

/// If `name` says that these are labels, puts them into the file.
bool adopt_labels(TensorFile& file, std::string_view name, const std::vector<std::string>& labels);

/// Labels of queries (axis_from_last = 2) or keys (1) that are as long as no array's axis.
Problem labels_without_axis(std::string_view file_name, std::size_t count, std::size_t axis_from_last);

/// Several files as one, "3 files": their arrays beside one another, named after the files where they have no names of
/// their own, each with its own labels. A file that could not be read becomes a note; nothing but such files is a
/// problem.
ReadResult joined(std::vector<ReadResult> files);

}  // namespace formats
