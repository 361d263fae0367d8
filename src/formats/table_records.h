// The records of a table of text, one after the other (RFC 4180, with any line ends and any of several separators).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace formats {

struct Field {
  std::string text;
  bool is_quoted = false;
};

inline constexpr std::string_view kBlanks = " ";  // as a separator: any run of blanks

class Records {
 public:
  Records(std::string_view text, std::string_view separator) : text_(text), separator_(separator) {}

  /// False at the end. A blank line is a record without fields.
  bool next(std::vector<Field>& fields);

  /// Where the last record began.
  std::size_t start() const { return start_; }
  /// The last record as it stands in the text.
  std::string_view line() const { return text_.substr(start_, at_ - start_); }

 private:
  bool read_field(std::vector<Field>& fields);
  void read_quoted(Field& field);
  bool ends_record();

  std::string_view text_, separator_;
  std::size_t at_ = 0, start_ = 0;
};

/// "sep=;" in the first line, which Excel reads and writes: the separator, and where the table begins.
struct SeparatorLine {
  std::string_view separator;
  std::size_t size = 0;
};

std::optional<SeparatorLine> separator_line(std::string_view text);

}  // namespace formats
